"""Small words that lean on what was said before: "those 2 dB", "the bass one", "there", "first … then", "instead"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grammar import times
from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept, unsaid
from grammar.vocabulary import vocabulary, word_list

_THESE = frozenset(["those", "these"])


_YEAR = re.compile(r"\b(?:like|since|circa|the year) (?:the )?$", re.IGNORECASE)


def dated(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, a year as no number of anything: "less chorus, it sounds like 1985"."""
    return [
        one.only() if re.fullmatch(r"1[89]\d\d|20[0-4]\d", one.text) and _YEAR.search(text[: one.start]) else one
        for one in concepts
    ]


def leant(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with what only leans on others left out, or as what it leans on."""
    found: list[Concept] = []
    concepts = _evened(text, concepts)
    for at, concept in enumerate(concepts):
        word, before, rest = concept.word, (found[-1] if found else None), concepts[at + 1 :]
        ends = not rest or rest[0].may_be("_AND", "_THEN", "_COLON", "_QUESTION")
        if (
            word in word_list("notes")
            and rest
            and rest[0].may_be("_IS", "SUFFERS", "_KEEPS")
            and before
            and before.may_be(*PEOPLE)
        ):
            continue  # "the bass notes are uneven"
        if word in _THESE and rest and rest[0].may_be("QUANTITY") and before:
            continue  # "put those 2 dB on the snare"
        if word == "instead" and ends and any(one.may_be("_UNDO", "_REMOVE") or _pulls_out(one) for one in found):
            continue
        there = before is not None and before.may_be("SECTION") and len(found) > 1 and found[0].may_be("_DURING")
        if word == "only" and there and rest and rest[0].may_be(*VERBS):
            continue  # "in the chorus only make the guitars wider"
        spared = before is not None and before.may_be("_EXCEPT")  # "all verses but the first: kick up 1"
        if word == "first" and not spared and (ends or _is_parted(text, concept, rest)) and _is_counted(found, rest):
            continue
        if word == "one" and before and before.may_be(*PEOPLE) and not ends:
            named = [one for one in found[:-1] if one.may_be("EFFECT")]
            if named:  # "the snare compressor to 4:1 and the bass one to 3:1"
                concept = replace(concept, readings=named[-1].readings)
        found.append(concept)
    return found


_PLACES = "points|places|parts|spots|words|notes|lines|bits|passages|moments|syllables"
_LOUD = "loud|louder|soft|softer|quiet|quieter|hot|hotter|strong|stronger|hard|harder"
_UNEVEN = re.compile(
    rf"(?:(?:jumps?|sticks?|pops?|pokes?) out|(?:is |are |gets? )?(?:way |far |much |a bit )?too (?:{_LOUD})) "
    rf"(?:at|in|on|for) some (?:{_PLACES})"
    rf"(?:,? (?:and|but|then) [^.;!?]*?(?:others?|elsewhere|some)(?: (?:{_PLACES}))?)?|"
    rf"(?:hits?|plays?|sings?|has|have) some (?:{_PLACES}|hits|strokes|beats) "
    r"(?:a lot |much |way |far |so much |a bit )?"
    rf"(?:{_LOUD}) than (?:the )?(?:others|other ones|rest)|"
    rf"some (?:of them |(?:{_PLACES}|hits) )?(?:are|is|get) (?:too |much |way |a lot |really )?(?:{_LOUD})"
    r"(?: than (?:the )?others)?(?:,? (?:and|but) (?:some|others|other ones) (?:of them )?(?:are |get |just )?"
    rf"(?:too |barely |almost |really |nearly )?(?:{_LOUD}|disappear|vanish|gone|lost|inaudible|drop out))?|"
    rf"(?:is |are )?sometimes (?:too )?(?:{_LOUD}),? (?:and |but )?(?:sometimes|then) "
    rf"(?:too )?(?:{_LOUD}|inaudible|lost)",
    re.IGNORECASE,
)
"""How people say that a level goes up and down: "it jumps out at some points and is too soft at others"."""


def _evened(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with a level told by its ups and downs as uneven."""
    found = list(concepts)
    for match in _UNEVEN.finditer(text):
        inside = [i for i, one in enumerate(found) if match.start() <= one.start < match.end()]
        before = found[inside[0] - 1] if inside and inside[0] else None
        if not inside or before is None or text[found[inside[-1]].end : match.end()].strip():
            continue
        stated = before.may_be("_AND") and inside[0] > 1 and found[inside[0] - 2].may_be("FAULT")
        if stated:
            del found[inside[0] - 1 : inside[-1] + 1]  # "they are uneven, some are loud and some disappear"
        elif before.may_be(*PEOPLE, "REF"):
            where = (match.start(), match.start())
            uneven = Concept("uneven", match.start(), match.end(), {"FAULT": "uneven", "QUALITY": "uneven"})
            found[inside[0] : inside[-1] + 1] = [Concept("is", *where, {"_IS": ""}), uneven]
    return found


def _pulls_out(concept: Concept) -> bool:
    """Whether something is taken away: "pull out the low cut and put a dip at 300 instead"."""
    return concept.may_be("CUT", "_TAKE") and concept.word.endswith((" out", " off", " away"))


def _is_parted(text: str, concept: Concept, rest: Sequence[Concept]) -> bool:
    """Whether an article stands behind, so that nobody is counted: "make first the voice clearer"."""
    between = text[concept.end : rest[0].start].casefold().split() if rest else []
    return bool(between) and between[0] in vocabulary().articles


def _is_counted(found: Sequence[Concept], rest: Sequence[Concept]) -> bool:
    """Whether something else is to come after it, or is only begun with."""
    return bool(found) and any(one.may_be("_THEN", "_COLON") for one in rest)


def _is_brought(found: Sequence[Concept]) -> bool:
    """Whether somebody is to come: "bring it", "bring the guitars"."""
    brings = len(found) > 1 and found[-2].may_be("_TURN", "_BRING", "_RECALL")
    return brings and found[-1].may_be(*PEOPLE, "REF")


def _named(before: Sequence[Concept]) -> object:
    """Return the part of the song that is to be heard: "play the second verse, the hat is too loud there"."""
    at = next((i for i, one in enumerate(before) if one.may_be("SECTION")), 0)
    if not at or not before[0].may_be("_PLAY", "_LOOP", "_SEEK"):
        return None
    start = at - 1 if before[at - 1].may_be("ORDINAL", "_LAST") else at
    stop = at + 2 if at + 1 < len(before) and before[at + 1].may_be("PLAIN") else at + 1
    during = unsaid("in", "_DURING", before[start].start)
    gathered = times.gathered([during, *before[start:stop]])
    return gathered[0].readings.get("WHEN") if len(gathered) == 1 else None


def in_there(concepts: Sequence[Concept]) -> list[Concept]:
    """Leave out "in there", which says nothing where no part of the song was named: "get more low end in there"."""
    if any(one.may_be("SECTION", "SECONDS", "WHEN", "_BAR", "_TOO_MUCH", "_TOO", "_THERE") for one in concepts):
        return list(concepts)
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        ends = at + 1 == len(concepts) or concepts[at + 1].separates
        if ends and len(found) > 2 and concept.word == "there" and found[-1].word == "in":
            found.pop()
            continue
        found.append(concept)
    return found


def located(concepts: Sequence[Concept]) -> list[Concept]:
    """Return gathered concepts with "there" as the part of the song that was named before it."""
    found: list[Concept] = []
    place: object = None
    for at, concept in enumerate(concepts):
        rest = concepts[at + 1 :]
        if concept.word in word_list("there") and any(one.separates for one in rest[:-1]):
            place = None  # "... up there and the guitars down": nobody knows where those
            found.append(concept)
            continue
        if concept.may_be("WHEN") and concept.word.startswith("in on ") and _is_brought(found):
            found.append(
                Concept("in", concept.start, concept.start + 2, {"_BACK_IN": ""})
            )  # "bring it in on the chorus"
        if place is None and concept.word in word_list("there"):
            place = _named(concepts[:at])
        if place is not None and concept.word in word_list("there") and not (rest and rest[0].may_be("_IS")):
            concept = concept.read_as("WHEN", place)
        entering = concept.word in ("in", "back", "back in") and rest and rest[0].may_be("WHEN")
        if entering and _is_brought(found):
            concept = concept.read_as("_BACK_IN")  # "bring them back for the last chorus"
        place = concept.readings.get("WHEN", place)
        found.append(concept)
    return found
