"""Fades, as people speak of them: "end with a slow fade", "the outro needs a fade", "fade out, not too fast".

Which way one goes is told by the end of the song that it is put at, and how long it is by an adjective.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from grammar.concept import Concept, begun
from grammar.numbers import Quantity
from grammar.sayings import Sayings
from grammar.vocabulary import word_list

_OPPOSITE = {"long": "short", "short": "long"}
"""How long a fade is to be, and what it is then not."""

_ENDS = {"end": "out", "start": "in", "outro": "out", "intro": "in"}
"""Which way a fade goes by where it is."""

_LEADS = ("_WITH", "_ADD", "_NEEDS", "_MAKE", "_HAS", "DEGREE", "QUANTITY", "PACED")
"""What stands before a fade that is a thing, and not done to somebody."""


def faded(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts, each fade as one that goes in or out, and is long or short, where they tell that."""
    if not any(_is_fade(one) for one in concepts):
        return list(concepts)
    found = _unhurried(concepts)
    at = 0
    while at < len(found):
        if _is_fade(found[at]):
            found, at = _directed(found, at, sayings)
        at += 1
    return found


def _is_fade(concept: Concept) -> bool:
    return concept.may_be("FADE") or concept.word in ("fade", "fades", "fading", "slowly fade")


def _pace(concept: Concept) -> str:
    """Return how long the fade is that a word is said of, "" if it does not tell."""
    word = "" if concept.may_be("PACED") else concept.word
    return next((pace for pace in _OPPOSITE if word in word_list(f"{pace}_fade")), "")


def _paced(concept: Concept, pace: str) -> Concept:
    return concept.read_as("PACED", pace)


def _unhurried(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, "fade out, not too fast" as a long fade."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        taken = _denied(concepts[at:]) if any(_is_fade(one) for one in found) else 0
        word = concepts[at + taken - 1] if taken else None
        pace = _OPPOSITE.get(_pace(word), "long" if word.word in word_list("sudden") else "") if word else ""
        if word and pace:
            while found and found[-1].may_be("_AND"):
                found.pop()
            found.append(replace(_paced(word, pace), start=concepts[at].start))
            at += taken
            continue
        found.append(concepts[at])
        at += 1
    return found


def _denied(rest: Sequence[Concept]) -> int:
    """Return how many concepts say what it is not to be too much of: "not too fast", "but not too quickly"."""
    said = " ".join(one.word for one in rest[:3])
    heads = ("but not too ", "not too ", "not 2 ", "but not 2 ")
    head = next((head for head in heads if said.startswith(head)), "")
    if not head:
        return 0
    return next((n for n in (2, 3) if len(" ".join(one.text for one in rest[: n - 1])) + 1 == len(head)), 0)


def _bounds(found: Sequence[Concept], at: int) -> tuple[int, int]:
    begin = begun(found, at)
    end = next((i for i in range(at, len(found)) if found[i].may_be("_AND", "_THEN", "_QUESTION")), len(found))
    return begin, end


def _directed(found: list[Concept], at: int, sayings: Sayings) -> tuple[list[Concept], int]:
    """Return the concepts with the fade at a place told which way, and how long; and where it stands then."""
    begin, end = _bounds(found, at)
    clause = found[begin:end]
    here = at - begin
    fade = clause[here]
    if fade.word == "slowly fade":
        return _parted(found, at, end, sayings)
    behind = clause[here + 1].word if here + 1 < len(clause) else ""
    apart = any(one.word in ("in", "out") and one.may_be("_OUT", "_IN") for one in clause[here + 1 :])
    ends = {_ENDS[name] for one in clause for name in _places(one) if name in _ENDS}
    ends |= {_ENDS[name] for one, other in pairwise(clause) if other.may_be("QUANTITY") and (name := _outermost(one))}
    way = "" if fade.may_be("FADE") or apart or behind in ("in", "out") or len(ends) != 1 else ends.pop()
    timed_at = any(_is_when(clause, i) for i in range(here, len(clause)))
    if timed_at and not (fade.may_be("FADE") or apart or behind in ("in", "out") or ends):
        way = "out"  # "put a fade at 2:40"
    changed = any(one.may_be("HEADING", "POLE") and not _pace(one) for one in clause)  # "make the fade longer"
    lengthened = any(one.word in ("lengthen", "shorten") for one in clause)
    thing = here > 0 and clause[here - 1].may_be("REF", *_LEADS, "STATE", "TRAIT", "_GRADUALLY", "SECTION", "EDGE")
    verb = here == 0 or clause[here - 1].may_be("_MAKE", "_NEEDS", "_GRADUALLY", "STRIP", "ROLE", "REF", "SECTION")
    timed = any(_is_long(one) and not clause[i - 1].may_be("_BY") for i, one in enumerate(clause))
    stated = any(one.may_be("_TOO") for one in clause)
    if ((changed or lengthened) and not timed) or stated:
        kept = [one for i, one in enumerate(clause) if i == here or not _is_place(clause, i)]
        name = way or ("out" if not fade.may_be("FADE") and not apart else "")
        if name:
            kept[kept.index(fade)] = replace(fade, readings=sayings.readings[("fade", name)])
        return [*found[:begin], *kept, *found[end:]], begin + len(kept) - 1
    if clause[0].may_be("EDGE") and any(one.may_be("_WITH") for one in clause[:here]):
        clause = [one for one in clause[1:] if not one.may_be("_WITH")]  # "end the song with a fade"
        here = clause.index(fade)
    if way and (thing or verb):
        clause[here] = fade = fade.read_as("FADE", way)
    if fade.may_be("FADE") or apart:
        clause = [one.only() if _is_when(clause, i) else one for i, one in enumerate(clause)]
        fade = clause[here]
        clause = [_paced(one, pace) if (pace := _pace(one)) and one is not fade else one for one in clause]
    return [*found[:begin], *clause, *found[end:]], begin + here


def _parted(found: list[Concept], at: int, end: int, sayings: Sayings) -> tuple[list[Concept], int]:
    """Return the concepts with "slowly fade the guitars out" as a slow fade out; "slowly fade them down" is a ramp."""
    fade = found[at]
    if not any(one.word in ("in", "out") for one in found[at + 1 : end]):
        return found, at
    middle = fade.end - len("fade")
    slowly = Concept(fade.text[: -len(" fade")], fade.start, middle - 1, {"PACED": "long"})
    plain = Concept("fade", middle, fade.end, sayings.readings[("fade",)])
    return [*found[:at], slowly, plain, *found[at + 1 :]], at + 1


def _outermost(concept: Concept) -> str:
    """Return which end of the song a length is counted from: "the last 8 bars ought to fade"."""
    return "end" if concept.may_be("_LAST") else "start" if concept.readings.get("ORDINAL") == "1" else ""


def _places(concept: Concept) -> tuple[str, ...]:
    return tuple(str(concept.readings[kind]) for kind in ("EDGE", "SECTION") if kind in concept.readings)


def _is_place(clause: Sequence[Concept], at: int) -> bool:
    """Whether a concept says no more than at which end a fade is, which the fade itself tells."""
    if any(name in _ENDS for name in _places(clause[at])):
        return True
    ahead = clause[at + 1] if at + 1 < len(clause) else None
    return ahead is not None and clause[at].may_be("_AT", "_ON") and any(name in _ENDS for name in _places(ahead))


def _is_when(clause: Sequence[Concept], at: int) -> bool:
    """Whether a concept is the "at" of a time, which is no length: "fade the bass out at 1:30"."""
    return clause[at].word == "at" and at + 1 < len(clause) and clause[at + 1].may_be("SECONDS")


def _is_long(concept: Concept) -> bool:
    number = concept.readings.get("QUANTITY")
    return isinstance(number, Quantity) and number.unit == "s"
