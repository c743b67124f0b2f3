"""What people say in one breath, parted or joined as it is meant: "gate the toms theres so much bleed"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept, unsaid
from grammar.passes.curing import curing
from grammar.through import through
from grammar.vocabulary import word_list

STATES = (
    "QUALITY",
    "FAULT",
    "LEVEL_STATE",
    "LEVEL_FAULT",
    "ADJECTIVE",
    "SIMILE",
    "CHARACTER",
    "SUFFERS",
    "WEAK",
    "_TOO_MUCH",
)
"""How something may be."""

ENDINGS = (
    *PEOPLE,
    "EFFECT",
    "_UP",
    "_DOWN",
    "QUANTITY",
    "PLAIN",
    "DEGREE",
    "COMPARATIVE",
    "BETTER",
    "ADJECTIVE",
    "QUALITY",
    "REGION",
    "PARTICLE",
)
"""What a request may end with, so that what is said of "it" next begins anew."""

OPEN = ("_NEEDS", "_MORE", "_LESS", "_ALIKE", "_ON", "_MAKE", "_TOO", "_LACKS", "_IS", "_SOUNDS", "_AND")
"""What goes on: a pause behind it is no end."""

DOSED = ("QUANTITY", "DEGREE", "_MORE", "_LESS", "DEED", "_ANOTHER")
"""What a request without a verb may begin with: "a dB more of both"."""

TOPICS = ("_EQ", "_TOPIC")
"""What only brings somebody up: "eq the piano, it's boomy", "let's do the vocal, it's dull"."""


def run_on(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts as they are meant where somebody talks without stops, or stops to think."""
    return through(
        concepts,
        _without_pauses,
        curing,
        _in_a_row,
        _explained,
        _named_behind,
        _so_much,
        _praised,
        _pointing,
        _topic_first,
    )


def _comma(at: int) -> Concept:
    return unsaid(",", "_AND", at)


def _parts(concept: Concept) -> bool:
    return concept.may_be("_AND", "_THEN", "_QUESTION") or concept.word == "but"


def _is_pause(concept: Concept) -> bool:
    return concept.text == "…" or (len(concept.text) > 1 and not concept.text.strip("."))


def _is_number(concept: Concept) -> bool:
    return concept.may_be("QUANTITY", "PLAIN")


def _without_pauses(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop the dots of somebody who thinks in the middle, and the question mark before how much: "lower? like 2 dB"."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        rest = concepts[at + 1 :]
        if _is_pause(concept) and found and found[-1].may_be(*OPEN):
            while found and found[-1].word == "like":
                found.pop()
            continue
        amount = [one for one in rest if not one.may_be("_ABOUT")] if concept.may_be("_QUESTION") else []
        if len(amount) == 1 and _is_number(amount[0]) and amount[0].may_be("QUANTITY"):
            concept = _comma(concept.start)
        found.append(concept)
    return found


SHARED = ("_UP", "_DOWN", "_OFF", "QUANTITY", "PLAIN", "_CENTER", "SIDE", "SIDE_AT")
"""What all of those listed before it are to be, so that "all" between them says nothing more."""


def _in_a_row(concepts: Sequence[Concept]) -> list[Concept]:
    """Read a list as it is typed: "hihat n overheads 2" are both, "tom1 tom2 all down" is those."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        last = at == len(concepts) - 1
        before = found[-1] if found else None
        if concept.word == "n" and before and before.may_be(*PEOPLE, "_UP", "_DOWN", "QUALITY") and not last:
            concept = concept.read_as("_AND")
        if concept.word in ("all", "both", "each") and before and before.may_be(*PEOPLE) and not last:
            listed = len(found) > 1 and found[-2].may_be(*PEOPLE, "_AND")
            if (listed or found[-1].word.endswith("s")) and concepts[at + 1].may_be(*SHARED):
                continue
        if concept.text == "4" and not last and concepts[at + 1].may_be("PLATFORM"):
            concept = concept.read_as("_FOR")
        if concept.text == "2" and not last and concepts[at + 1].may_be("LEVEL_STATE", "FAULT", "ADJECTIVE", "MANNER"):
            concept = concept.read_as("_TOO")  # "hats r 2 loud"
        too = concept.text == "2" and last and before and before.may_be(*PEOPLE) and len(found) > 1
        if too and found[-2].may_be("_AND") and any(one.may_be("SWITCH") for one in found):
            continue
        found.append(concept)
    return found


def _clause(found: Sequence[Concept]) -> list[Concept]:
    """Return what stands behind the last stop."""
    start = next((i + 1 for i in range(len(found) - 1, -1, -1) if _parts(found[i])), 0)
    return list(found[start:])


def _is_state(rest: Sequence[Concept]) -> bool:
    """Whether how something is comes next: "way too loud", "so muddy"."""
    ahead = next((one for one in rest if not one.may_be("_TOO", "DEGREE", "_NOT", "_NOT_ENOUGH", "_THROAT")), None)
    return ahead is not None and ahead.may_be(*STATES)


def _pointing(concepts: Sequence[Concept]) -> list[Concept]:
    """Part what is said of "it" from the request in front; "the guitars theyre too loud" are too loud.

    Only where somebody is named at once before is the word for them one too many.
    """
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        rest = concepts[at + 1 :]
        points = concept.word in word_list("points_back")
        states = concept.may_be("_SOUNDS") or (bool(rest) and concept.may_be("REF") and rest[0].may_be("_IS"))
        tail = rest if concept.may_be("_SOUNDS") else rest[1:]
        here = _clause(found)
        if points and states and here and _is_state(tail):
            named = here[1:] if here[0].may_be("_WHY") else here  # "explain the guitars, they're so loud"
            if all(one.may_be(*PEOPLE, "_LEVEL_OF") for one in named):
                found.append(unsaid("is", "_IS", concept.start))
                if concept.may_be("_SOUNDS"):
                    continue
                found.pop()
                continue  # the "is" behind "it" stays
            if here[-1].may_be(*ENDINGS):
                found.append(_comma(concept.start))
        ends = all(one.may_be("_QUESTION") for one in rest)
        if concept.word == "there" and ends and found and found[0].may_be("_WHY"):
            continue  # "why did you cut the guitars there?"
        if concept.may_be("_AGAIN") and not rest and len(here) > 1 and here[-1].may_be(*STATES):
            continue  # "the bass is muddy again" is muddy now
        asks = bool(here) and here[0].may_be("_WHY", "_WHY_DOES") and here[-1].may_be(*STATES)
        if asks and concept.may_be("_TURN", "_MAKE", "RAISE", "_FIX", "_CURE", "ACT"):
            found.append(_comma(concept.start))  # "why is it so quiet turn it up"
        stated = bool(here) and here[-1].may_be(*STATES, "_ODD") and any(one.may_be("_IS", "_SOUNDS") for one in here)
        if stated and concept.may_be("_MAKE", "_TURN", "_TAKE") and rest and rest[0].may_be("REF"):
            found.append(_comma(concept.start))  # "it sounds weird can you make it softer"
        if _is_remark(concept, here) or _is_unheard(concept, here):
            found.append(_comma(concept.start))
        if _is_surplus(concept, rest, here) and here[-1].may_be(*ENDINGS):
            found.append(_comma(concept.start))
        found.append(concept)
    return found


def _is_remark(concept: Concept, here: Sequence[Concept]) -> bool:
    """Whether somebody goes on to say how it is: "undo that it sounds bad", "don't touch the kick its fine"."""
    said = concept.word.split()
    if said[:1] == ["that"] and all(one.may_be(*PEOPLE, "_AND") for one in here):
        return False  # "a snare that slaps" is wished for
    points = len(said) > 1 and said[0] in (*word_list("points_back"), "that")
    return points and concept.may_be("_KEEP", "_DISLIKE") and bool(here) and here[-1].may_be(*ENDINGS, "_UNDO", "REF")


def _is_unheard(concept: Concept, here: Sequence[Concept]) -> bool:
    """Whether somebody goes on to say that it is not heard: "bass up a ton i cant hear it".

    Behind a "so" that is how far it is to go.
    """
    told = concept.may_be("_CANT_HEAR") and bool(here) and here[-1].word != "so"
    return told and here[-1].may_be("_GONE", *ENDINGS)


def _is_surplus(concept: Concept, rest: Sequence[Concept], here: Sequence[Concept]) -> bool:
    """Whether there is said to be too much of something: "theres so much bleed"."""
    return bool(here) and concept.may_be("_THERE") and bool(rest) and rest[0].may_be("_TOO_MUCH")


def _so_much(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "there is so much bleed" as too much of it."""
    found: list[Concept] = []
    for concept in concepts:
        so_much = len(found) > 1 and (found[-1].word, concept.word) == ("so", "much")
        if so_much and found[-2].may_be("_THERE"):
            found[-1] = Concept("so much", found[-1].start, concept.end, {"_TOO_MUCH": "", "DEGREE": "2"})
            continue
        found.append(concept)
    return found


def _praised(concepts: Sequence[Concept]) -> list[Concept]:
    """Say again of whom, where praise and blame share it: "the guitars are lovely but a bit woolly"."""
    found: list[Concept] = []
    pointed = -1
    for at, concept in enumerate(concepts):
        if at == pointed:
            continue
        here = _clause(found)
        whom = [one for one in here if one.may_be(*PEOPLE)]
        well = bool(here) and here[-1].may_be("_FINE", "_SOUNDS_FINE", "QUALITY") and len(here) > len(whom)
        stated = any(one.may_be("_IS", "_SOUNDS_FINE") for one in here)
        rest = concepts[at + 1 :]
        turns = concept.word in ("but", "but still", "but also") and whom and well and stated
        if turns and rest and rest[0].word in word_list("points_back") and rest[0].may_be("_SOUNDS"):
            pointed, rest = (at + 1, rest[1:]) if _is_state(rest[1:]) else (-1, rest)  # "cool but they're a bit loud"
        if turns and _is_state(rest):
            is_there = unsaid("is", "_IS", concept.end)
            found += [concept.read_as("_AND"), *whom, is_there]
            continue
        found.append(concept)
    return found


def _named_behind(concepts: Sequence[Concept]) -> list[Concept]:
    """Put in front who is named behind a complaint: "too pokey, that snare"."""
    stop = next((i for i, one in enumerate(concepts) if one.text == ","), -1)
    if stop <= 0:
        return list(concepts)
    head, tail = concepts[:stop], concepts[stop + 1 :]
    tail = tail[:-1] if tail and tail[-1].text in (".", "?") else tail
    bare = not any(one.may_be(*PEOPLE, "REF", *VERBS) and not one.may_be(*STATES) for one in head)
    if not (bare and head[0].may_be("_TOO", "DEGREE") and _is_state(head)):
        return list(concepts)
    if not tail or not all(one.may_be(*PEOPLE) for one in tail):
        return list(concepts)
    return [*tail, unsaid("is", "_IS", head[0].start), *head]


def _topic_first(concepts: Sequence[Concept]) -> list[Concept]:
    """Let who is named first be who is meant: "now the piano, bring it up a bit", "the vocal, it's dull".

    Said twice over it is said once: "the piano, yeah the piano, ...".
    """
    start = 0
    while start < len(concepts) - 1 and concepts[start].may_be("_KEEP", "_YES", "_AND") and start < 2:
        start += 1
    start += 1 if len(concepts) > start and concepts[start].may_be(*TOPICS) else 0
    end = start
    while end < len(concepts) and (concepts[end].may_be(*PEOPLE) or _joins(concepts, start, end)):
        end += 1
    whom = list(concepts[start:end])
    if not whom or end >= len(concepts) or (concepts[end].text not in (",", "?", ".") and not _is_pause(concepts[end])):
        return list(concepts)
    rest = list(concepts[end + 1 :])
    if len(whom) == 1 and len(rest) > 1 and rest[0].may_be("_YES") and rest[1].readings == whom[0].readings:
        rest = rest[2:]
        rest = rest[1:] if rest and rest[0].text == "," else rest
    if not rest:
        return list(concepts)
    said = next((i for i, one in enumerate(rest) if _parts(one)), len(rest))
    at = next((i for i in range(said) if rest[i].may_be("REF") and rest[i].word in word_list("points_back")), None)
    if at is not None and (at == 0 or rest[0].may_be(*VERBS, *DOSED)):
        return [*_nods(concepts), *rest[:at], *whom, *rest[at + 1 :]]
    if rest[0].word in word_list("points_back") and rest[0].may_be("_SOUNDS"):
        return [*_nods(concepts), *whom, unsaid("is", "_IS", rest[0].start), *rest[1:]]
    return list(concepts)


def _joins(concepts: Sequence[Concept], start: int, at: int) -> bool:
    """Whether an "and" stands between two who are named."""
    return (
        start < at < len(concepts) - 1
        and concepts[at].may_be("_AND")
        and concepts[at].text != ","
        and concepts[at + 1].may_be(*PEOPLE)
    )


def _explained(concepts: Sequence[Concept]) -> list[Concept]:
    """Return who is meant in place of what was said for them first: "the low end stuff, kick and bass I mean, ..."."""
    commas = [at for at, concept in enumerate(concepts) if concept.text == ","]
    if len(commas) < 2 or not 0 < commas[0] <= 4:
        return list(concepts)
    head, said = concepts[: commas[0]], list(concepts[commas[0] + 1 : commas[1]])
    whom = [concept for concept in said if not concept.may_be("_I_MEANT")]
    named = whom and all(one.may_be(*PEOPLE) or _joins(whom, 0, at) for at, one in enumerate(whom))
    if not named or len(whom) == len(said) or any(one.may_be(*VERBS, "_UP", "_DOWN", "_NOPE") for one in head):
        return list(concepts)
    return [*whom, *concepts[commas[1] :]]


def _nods(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the praise that a sentence about something else begins with, parted from it."""
    said = list(takewhile(lambda one: one.may_be("_KEEP", "_YES", "_AND") and not one.may_be(*PEOPLE), concepts))
    return [*said, _comma(said[-1].end)] if said else []
