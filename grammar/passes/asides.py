"""What stands beside a request and asks for nothing: that it is instead, that what there is is kept for now.

"Undo the delay and instead use a chorus", "save this, then ...", "the right guitar is louder than the left one, match
them up".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from grammar.clauses import VERBS
from grammar.concept import WHOM, Concept, may_begin, unsaid
from grammar.intent import Ref
from grammar.numbers import Quantity
from grammar.through import through

_ASKS = (*VERBS, "QUALIFY", "_UP", "_DOWN", "COMPARATIVE", "_MORE", "_LESS", "ACT")
_LEADING = ("instead", "also")
"""Said in front of a request they change nothing of it."""


def aside(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts without what only stands beside a request."""
    said = through(concepts, _idle, _matched, _unlike_others, _set_to)
    found: list[Concept] = []
    at = 0
    while at < len(said):
        concept, rest = said[at], said[at + 1 :]
        opens = may_begin(found)
        if opens and concept.word in _LEADING and rest and rest[0].may_be(*VERBS):
            at += 1
            continue
        if opens and concept.word == "something" and rest and rest[0].may_be("_MORE", "_LESS", "COMPARATIVE"):
            at += 1  # "something more ethereal on the vocal"
            continue
        if opens and concept.word == "save" and (_goes_on(rest) or _is_all(rest)):
            found.append(concept.read_as("_SNAPSHOT"))
            at += 2 if rest and not rest[0].separates else 1
            continue
        found.append(concept)
        at += 1
    return found


def _idle(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "later", "one sec" and their like as the small talk that they are where nothing else is said.

    Of several that were offered "the brighter one" names one, and asks for nothing to be brighter by 1; whoever is
    kept out of it is left alone.
    """
    found = list(concepts)
    if found and found[0].may_be("TALK") and all(one.may_be("_THEN") for one in found[1:]):  # "one sec…"
        return [found[0].only("TALK"), *found[1:]]
    if len(found) == 2 and found[0].word == "all" and found[1].may_be("PLAIN"):
        return [found[0], found[1].only()]  # "all three": of whom is not said, and never by 3
    for at, (one, other) in enumerate(pairwise(found)):
        if one.may_be("COMPARATIVE") and other.word == "one":
            found[at + 1] = other.read_as("_ONE")
        if at and other.word in ("out of it", "out of this") and found[at - 1].may_be("_LEAVE"):
            found[at + 1] = other.read_as("_ALONE")
    return found


def _goes_on(rest: Sequence[Concept]) -> bool:
    """Whether "save this" is to come back to, because a request follows that changes it."""
    this = len(rest) > 2 and rest[0].word in ("this", "it", "that") and rest[1].separates
    return this and any(one.may_be(*_ASKS, "_VERSION_WITHOUT") for one in rest[2:4]) and not rest[2].may_be("_EXPORT")


def _is_all(rest: Sequence[Concept]) -> bool:
    """Whether "save", "save the mix" is all that is said, and no file named: what there is now is to be kept."""
    whole = rest[0].readings.get("REF") if rest else None
    left = rest[1:] if isinstance(whole, Ref) and whole.kind in ("it", "main") else rest
    return not left or (left[0].separates and not any(one.may_be("_EXPORT", "FORMAT") for one in left))


def _matched(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "the right guitar is louder than the left, match them" as the request to match these two."""
    stop = next((at for at, concept in enumerate(concepts) if concept.separates), 0)
    head, tail = concepts[:stop], concepts[stop + 1 :]
    than = next((at for at, one in enumerate(head) if one.may_be("_OVER", "_UNDER")), 0)
    if not than or not head[than].word.endswith(" than") or len(tail) < 2:
        return list(concepts)
    one = [concept for concept in head[:than] if not concept.may_be("_IS", "DEGREE", "_SOUNDS")]
    other = head[than + 1 :]
    if len(one) != 1 or len(other) != 1 or not all(whom.may_be("STRIP", "ROLE") for whom in (*one, *other)):
        return list(concepts)
    if not tail[0].may_be("_MATCH") or not tail[1].may_be("REF", "_LEVELS"):
        return list(concepts)
    return [tail[0], *one, unsaid("and", "_AND", one[0].end), *other, *tail[2:]]


def _unlike_others(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "the second tom is quieter than the others", which finds fault, as that it is too quiet."""
    found: list[Concept] = []
    for concept in concepts:
        before = found[-1] if found else None
        word = concept.word
        is_said = before is not None and before.word in ("is", "are") and concept.may_be("EXTREME")
        if is_said and word.startswith(("louder ", "quieter ", "softer ")) and "than" in word.split():
            faint = "up" if not word.startswith("louder") else "down"
            found.append(unsaid("too", "_TOO", concept.start))
            concept = concept.read_as("LEVEL_STATE", faint)
        elif is_said and before:  # "the bass is the loudest thing" says how it stands, and not whether that is good
            found[-1] = before.but("_TO")
        found.append(concept)
    return found


def _set_to(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "set kick -6, snare -8" as set to these: what is set stands there, it does not go there by as much."""
    found: list[Concept] = []
    sets = False
    for at, concept in enumerate(concepts):
        opens = not found or found[-1].may_be("_THEN", "_AND")
        sets = concept.word == "set" if opens and not concept.may_be(*WHOM) else sets
        number = concept.readings.get("QUANTITY", concept.readings.get("PLAIN"))
        ends = at + 1 == len(concepts) or concepts[at + 1].separates
        level = isinstance(number, Quantity) and number.signed and number.unit in ("", "dB")
        if sets and level and ends and found[-1].may_be(*WHOM):
            found.append(unsaid("to", "_TO", concept.start))
        found.append(concept)
    return found
