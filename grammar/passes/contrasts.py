"""Whom a request is not about, said beside whom it is: "the kick, not the snare, needs 2 dB more"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept, unsaid
from grammar.inflect import doing
from grammar.intent import Ref
from grammar.roles import members
from grammar.sayings import Sayings
from grammar.vocabulary import word_list

DENIES = ("_NOT", "_WITHOUT", "_UNTOUCHED")
"""What stands before somebody who is not meant."""

_ASKS = (*VERBS, "_UP", "_DOWN", "COMPARATIVE", "_MORE", "_LESS", "_TOO", "_NEEDS", "QUANTITY", "QUALITY", "_TOO_MUCH")
"""One of these stands in whatever asks for something, or finds fault."""

THINGS = ("SECTION", "EFFECT", "REGION", "KNOB", "SIDE")
"""What else may be told apart from another of its kind: "in the chorus, not the verse", "the delay, not the reverb"."""

_CORRECTS = ("_I_MEANT", "_MEND", "_NOPE", "_INSTEAD", "_BECAUSE")
"""Beside one of these a "not" may take back what was said before."""

_HEADS = (*PEOPLE, "KNOB", "REGION", "ZONE", "EFFECT", "_OF", "_ON", "_TRACK", "DEGREE", "LABEL")
"""What may stand before it where it is still open what is asked of whom is meant."""

_GOES_ON = ("_IS", "_NEEDS", "_SOUNDS", "_LACKS", "SUFFERS", "_UP", "_DOWN", "_TO")
"""What is said of who stands before it."""


def contrasted(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts without who is not meant, where that is nobody among those who are.

    Of "the drums, not the kick" the kick is left out, so that stays; so does what may take back something said before.
    """
    left = list(_excepted(list(_parted(_insisted(concepts, sayings)))))
    if any(concept.may_be(*_CORRECTS) for concept in left):
        return left
    at = 0
    while at < len(left):
        end = _denied(left, at)
        if end and _is_apart(left, at, end, sayings):
            left = _without(left, at, end)
        else:
            if end and left[at].may_be("_UNTOUCHED"):
                left[at] = left[at].read_as("_EXCEPT")  # "the drums up without touching the hat"
            at += 1
    return left


def _excepted(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts with all who are left out in one row: "apart from the hat, and not the snare either"."""
    out = False
    praised = {at + i for at in range(len(concepts)) if _praises(concepts[at : at + 4]) for i in range(4)}
    for at, concept in enumerate(concepts):
        named = at + 1 < len(concepts) and concepts[at + 1].may_be(*PEOPLE)
        leaves = named and concept.may_be("_EXCEPT", "_NOT") and at > 0
        if leaves and out and concepts[at - 1].may_be("_AND", *PEOPLE):
            if not concepts[at - 1].may_be("_AND"):
                yield unsaid("and", "_AND", concept.start)
            continue
        if out and (concept.word == "either" or at in praised):
            continue
        if concept.text == "," and at and concepts[at - 1].may_be(*PEOPLE) and _leaves_out(concepts[at + 1 : at + 3]):
            continue  # "the drums, but not the hat up 2 dB"
        out = (out and concept.may_be(*PEOPLE, "_AND", "_TRACK")) or (leaves and concept.may_be("_EXCEPT"))
        yield concept.but("_WITHOUT_GETTING") if leaves and concept.may_be("_EXCEPT") else concept


def _praises(said: Sequence[Concept]) -> bool:
    """Whether who is left out is only said to be fine: ", which is perfect"."""
    kinds = ("_AND", "_WHICH", "_IS", "_FINE")
    return len(said) == 4 and all(one.may_be(kind) for one, kind in zip(said, kinds, strict=True))


def _leaves_out(behind: Sequence[Concept]) -> bool:
    return len(behind) == 2 and behind[0].may_be("_EXCEPT") and behind[1].may_be(*PEOPLE)


def _parted(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts, what is not to be done as a clause of its own: "cut the mud instead of adding highs"."""
    for at, concept in enumerate(concepts):
        behind = concepts[at + 1 : at + 2]
        done = concept.may_be("_INSTEAD_OF") and bool(behind) and doing(behind[0].word.partition(" ")[0])
        spares = concept.may_be("_LEAVE") and concept.word.startswith("but ")
        spares = spares and any(one.may_be("_ALONE") for one in concepts[at:])
        if (done or spares) and at and not concepts[at - 1].separates and len(concepts) > at + 2:
            yield unsaid(",", "_AND", concept.start)
        yield concept


def _denied(concepts: Sequence[Concept], at: int) -> int:
    """Return up to where somebody or something stands that is not meant, 0 if nothing does at a place."""
    first = at == 0 and concepts[0].may_be("_RATHER_THAN")  # "rather than the snare, turn up the kick"
    rather = first or (concepts[at].word == "rather than" and at > 0)
    if not rather and not concepts[at].may_be(*DENIES):
        return 0
    end = at + 1
    if end < len(concepts) and concepts[end].may_be("_ON", "_DURING"):
        end += 1
    if end < len(concepts) and concepts[end].may_be("_ONE_BY_ONE"):
        return end + 1 if any(one.may_be("_BUS", "_TOGETHER") for one in concepts[:at]) else 0
    if end >= len(concepts) or not _kind(concepts[end], concepts[:at]):
        return 0
    end += 1
    while end + 1 < len(concepts) and concepts[end].may_be("_OR") and _kind(concepts[end + 1], concepts[:at]):
        end += 2
    while end < len(concepts) and (concepts[end].may_be("_TRACK") or concepts[end].word in word_list("itself")):
        end += 1
    return end


def _kind(concept: Concept, before: Sequence[Concept]) -> tuple[str, ...]:
    """Return as what something is told apart: as somebody, or as what another stands for before it."""
    if concept.may_be(*PEOPLE):
        return PEOPLE
    kinds = [kind for kind in THINGS if concept.may_be(kind) and any(one.may_be(kind) for one in before)]
    return (kinds[0],) if kinds else ()


def _is_apart(concepts: Sequence[Concept], at: int, end: int, sayings: Sayings) -> bool:
    """Whether others are named, or an effect is, and something is asked for, and who is denied is none of those."""
    before, behind = concepts[:at], concepts[end:]
    parted = (
        not before or before[-1].may_be("_AND", "_THEN", "_BUT") or concepts[at].may_be("_UNTOUCHED", "_RATHER_THAN")
    )
    closed = not behind or behind[0].may_be("_AND", "_THEN", "_BUT", "_QUESTION") or behind[0].text in ".!"
    if not parted or not closed or not any(one.may_be(*_ASKS) for one in (*before, *behind)):
        return False
    kind = next((found for one in concepts[at:end] if (found := _kind(one, before))), PEOPLE)
    denied = [one for one in concepts[at:end] if one.may_be(*kind)]
    others = [one for one in (*before, *behind) if one.may_be(*kind)]
    if kind != PEOPLE:
        return not any(one.readings[kind[0]] == other.readings[kind[0]] for one in denied for other in others)
    if not others:
        tool = any(one.may_be("EFFECT", "_RETURN") for one in before)
        return tool and not any(one.may_be("REF", "_ON") for one in (*before, *concepts[at:end]))
    return not any(
        one.readings == other.readings or is_one_of(one, other.readings, sayings) for one in denied for other in others
    )


def _without(concepts: Sequence[Concept], at: int, end: int) -> list[Concept]:
    """Return the concepts without those from a place up to another, nor the commas that only parted these."""
    before, behind = list(concepts[:at]), list(concepts[end:])
    while before and before[-1].may_be("_AND", "_BUT"):
        before.pop()
    clause = list(takewhile(lambda one: not one.separates, reversed(before)))
    goes_on = [one for one in behind if not one.may_be("_AND")][:1]
    linked = len(behind) > 1 and behind[1].may_be("_ON", "_FOR", "_TO")
    if behind and behind[0].may_be("_AND") and (linked or not before or all(one.may_be(*_HEADS) for one in clause)):
        behind.pop(0)
    if not before and len(behind) > 2 and behind[0].may_be(*PEOPLE) and behind[1].text == ",":
        behind = [behind[0], *behind[2:]] if behind[2].may_be(*_GOES_ON) else behind
    return [*before, *behind] if goes_on else before


def _insisted(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts without what only says again who was meant, and who not: "gtr r down, gtr r not gtr l"."""
    end = len(concepts)
    wrong = concepts[end - 2 :] if end > 3 and concepts[end - 2].may_be("_NOT", "_WITHOUT") else ()
    if not wrong or not wrong[1].may_be(*PEOPLE):
        return list(concepts)
    again = end - 3 if concepts[end - 3].may_be(*PEOPLE) else end - 2
    left = list(concepts[:again])
    while left and left[-1].may_be("_AND"):
        left.pop()
    named = [concept.readings for concept in left if concept.may_be(*PEOPLE)]
    meant = concepts[again].readings if again < end - 2 else named[0] if len(named) == 1 else None
    if meant and is_one_of(wrong[1], meant, sayings):
        return list(concepts)  # "mute the drums, not the kick" leaves the kick
    says_more = any(not concept.may_be(*PEOPLE, "_AND") for concept in left)
    return left if says_more and [meant] == named and wrong[1].readings != meant else list(concepts)


def is_one_of(one: Concept, those: Mapping[str, object], sayings: Sayings) -> bool:
    """Return whether somebody plays among those of a role."""
    role = {**sayings.played_by(one.readings.get("STRIP")), **one.readings}.get("ROLE")
    family = those.get("ROLE")
    return isinstance(role, Ref) and isinstance(family, Ref) and role.value in members(family.value)
