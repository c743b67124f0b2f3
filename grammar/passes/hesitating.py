"""What only clears the throat, draws breath or looks for a word: "ok, so, like, make it, um, louder"."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept, unsaid
from grammar.vocabulary import word_list

OPENERS = ("_MAKE", "_TURN", "_ADD", "RAISE", "CUT", "_FIX")
"""Verbs before which "like" says nothing."""


def cleared(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what only clears the throat: "ok, make it louder", "like, make it louder"."""
    left: list[Concept] = []
    for at, concept in reversed(list(enumerate(concepts))):
        sighed = _is_sigh(concept, left, concepts[at - 1] if at else None)
        padded = bool(at and left) and _is_padding(concepts[at - 1], concept, left[0])
        knob = concept.word == "wow" and bool(at) and concepts[at - 1].may_be("EFFECT", "LABEL")
        if knob:
            left.insert(0, concept.only())  # "the delay's wow" is no sigh
        elif not sighed and not padded and not (at and _is_breath(concept, left[0] if left else None)):
            left.insert(0, concept)
    left = _unhesitating(left)
    if len(left) > 2 and left[0].word == "right" and left[1].text == ",":
        left = left[2:]  # "Right, leave the vocal alone" agrees to nothing that was asked before
    while len(left) > 1 and left[0].may_be("_THROAT") and not _is_written(left[0], left[1]):
        left.pop(0)
        while len(left) > 1 and left[0].may_be("_AND"):
            left.pop(0)
    if len(left) > 1 and _refuses(left):
        left.insert(1, unsaid(",", "_AND", left[0].end))  # "nah too much", "no that's too dark"
    if len(left) > 1 and left[0].may_be("_KEEP") and left[0].text.isalpha() and left[1].may_be("_SNAPSHOT", *OPENERS):
        left.insert(1, unsaid(",", "_AND", left[0].end))  # "cool save that as version 1"
    states = any(concept.may_be("_IS", "_TOO", "_NEEDS") for concept in left[1:])
    begins = len(left) > 1 and (left[1].may_be("_AND", *OPENERS) or (states and left[1].may_be(*PEOPLE)))
    if begins and left[0].word == "like":
        left.pop(0)
    return left


def _refuses(left: Sequence[Concept]) -> bool:
    """Whether a "no" stands for itself before what somebody complains of."""
    first, then = left[0].word, left[1]
    if first == "no":
        points = then.may_be("REF") and len(left) > 2 and left[2].may_be("_IS", "_SOUNDS")
        return points or then.may_be("_TOO", "_TOO_MUCH")
    return first in ("nah", "nope") and not then.may_be("_AND", "_THEN", "_NOPE")


def _unhesitating(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop where somebody looks for a word: "needs, like, more thump", "brighten the, uh, right guitar"."""
    found: list[Concept] = []
    hesitates = False
    for concept in concepts:
        last = found[-1] if found else None
        stops = concept.text == "," and last is not None
        if stops and last and last.word == "like" and len(found) > 1:
            found.pop()
            if found[-1].text == ",":
                found.pop()
        elif stops and last and not last.readings and last.word in word_list("determiners"):
            found.pop()
            hesitates = True
        elif not (stops and (hesitates or (last and last.may_be("_NEEDS", "_ALIKE")))):
            found.append(concept)
            hesitates = False
    return found


def _is_written(sigh: Concept, after: Concept) -> bool:
    """Whether "OH", in capitals or with a colon, is the overheads: "OH hpf 250", "oh: down 2"."""
    if after.may_be("_COLON"):
        return sigh.may_be(*PEOPLE)
    return sigh.text == "OH" and not after.may_be("_AND", "_THEN", "_TURN", "_MAKE", "_ADD", "_SET", "_TAKE", "SWITCH")


def _is_sigh(concept: Concept, after: Sequence[Concept], before: Concept | None) -> bool:
    """Whether "oh" is what one says as something comes to mind, and no overheads: ". oh and unmute the hats"."""
    if concept.word not in ("oh", "ooh", "ah") or len(after) < 2:
        return False
    goes_on = after[0].may_be("_AND") and after[0].text != ","
    return goes_on and (after[1].may_be(*OPENERS, *VERBS) or (before is not None and before.may_be("_THEN")))


def _is_padding(before: Concept, concept: Concept, after: Concept) -> bool:
    """Whether "like" only comes before how something is, or is to be: "need to be like more smooth"."""
    if concept.word != "like" or not before.may_be("_NEEDS", "_IS", "_TO_BE"):
        return False
    if before.may_be("_IS") and after.may_be("FAULT"):
        return True  # "the guitar is like scratchy"
    return after.may_be("_MORE", "_LESS", "_TOO", "DEGREE", "COMPARATIVE") or (
        after.may_be("QUALITY", "ADJECTIVE", "LEVEL_STATE") and not after.may_be("CHARACTER", "SIMILE")
    )


def _is_breath(concept: Concept, after: Concept | None) -> bool:
    """Whether a word amid others only draws breath: "the bass is well boomy", "yeah so like turn it up"."""
    kinds = set(concept.readings)
    if kinds == {"_THROAT"} or (concept.readings.get("TALK") == "aside" and concept.text.isalpha()):
        return True
    says_nothing = concept.word == "like" or {"_THROAT"} <= kinds <= {"_THROAT", "DEGREE"}
    compares = concept.word == "so" and after is not None and after.may_be("COMPARATIVE", "POLE")
    return says_nothing and after is not None and (compares or after.may_be(*OPENERS))  # "so warmer and softer"
