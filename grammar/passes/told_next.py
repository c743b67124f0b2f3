"""Where somebody else is told of next with nothing typed between: "drums are fine bass is fine the piano is loud"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from grammar.concept import WHOM, Concept, unsaid

_STATES = ("_FINE", "_KEEP", "_SOUNDS_FINE", "LEVEL_STATE", "FAULT", "ADJECTIVE", "LEVEL_FAULT")
"""How somebody is, where what is said of him ends."""


def told_next(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with a comma where the next is told of, or the next knob is set."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        if at and not found[-1].separates and (_is_told(concepts, at) or _is_set(concepts, at)):
            found.append(unsaid(",", "_AND", concept.start))
        found.append(concept)
    return found


def _is_set(concepts: Sequence[Concept], at: int) -> bool:
    """Whether another knob is set next: "fast attack medium release"."""
    if at < 2 or at + 1 >= len(concepts) or not concepts[at - 1].may_be("KNOB") or not concepts[at - 2].may_be("TRAIT"):
        return False
    one, other = concepts[at : at + 2]
    return (one.may_be("TRAIT") and other.may_be("KNOB")) or (one.may_be("KNOB") and other.may_be("QUANTITY", "TRAIT"))


def _is_told(concepts: Sequence[Concept], at: int) -> bool:
    """Whether somebody is told of next, or meant instead: "bass is fine the kick is loud", "not the hat the kick"."""
    concept, before, rest = concepts[at], concepts[at - 1], concepts[at + 1 :]
    said = list(takewhile(lambda one: not one.may_be("_AND", "_THEN", "_QUESTION"), reversed(concepts[:at])))
    ended = before.may_be(*_STATES) and not before.may_be(*WHOM) and any(one.may_be("_IS", "_SOUNDS") for one in said)
    if ended and concept.word in ("its", "it's") and rest and rest[0].may_be("STRIP", "ROLE"):
        return True  # "bass is fine its just the piano thats too loud"
    if not concept.may_be("STRIP", "ROLE", "REF") or not rest:
        return False
    if ended:
        return rest[0].may_be("_IS", "_SOUNDS", "_NEEDS", "_UP", "_DOWN")
    instead = before.may_be("STRIP", "ROLE") and len(said) == 2 and said[-1].may_be("_NOT", "_HANDS_OFF")
    return instead and rest[0].may_be("_UP", "_DOWN", "COMPARATIVE", "BETTER")
