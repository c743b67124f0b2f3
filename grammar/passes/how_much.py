"""How much, where next to nothing else is said: "kick 2 dB, snare -1 dB", "the snare is too loud, take 2 dB off"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grammar.concept import PEOPLE, Concept, unsaid
from grammar.intent import Ref
from grammar.numbers import Quantity
from grammar.vocabulary import word_list

_NUMBERS = ("QUANTITY", "PLAIN")
_WAYS = ("_UP", "_DOWN")

_HOW_IT_SOUNDS = ("QUALITY", "FAULT", "CHARACTER", "SIMILE", "SUFFERS")
"""What is found fault with otherwise than for its level."""

ENDS = ("_AND", "_THEN", "_QUESTION", "_EXCEPT", "_BUT")


def by_how_much(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with levels that are listed parted, and what is taken off of whom was complained of."""
    return list(_listed(concepts) or _taken(_meant(_behind(list(_clipping(concepts))))))


def _behind(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return "some drive, ten percent tops, on the bass" with how much behind whom it is for."""
    for at in range(2, len(concepts) - 3):
        end = at + 2 + concepts[at + 1].may_be("_AT_MOST")
        number = concepts[at].may_be(*_NUMBERS) and concepts[at - 1].text == "," and end < len(concepts)
        if not number or concepts[end - 1].text != ",":
            continue
        rest = concepts[end:]
        if (
            rest[0].may_be("_ON", "_TO", "_FOR")
            and len(rest) > 1
            and all(one.may_be(*PEOPLE, "_AND") for one in rest[1:])
        ):
            return [*concepts[: at - 1], *rest, unsaid(",", "_AND", rest[-1].end), *concepts[at : end - 1]]
    return concepts


def _meant(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return "the ratio on the bass to 3:1 instead of 4:1" without the number that is not meant."""
    end = len(concepts) - 2
    if end < 2 or not concepts[end].may_be("_INSTEAD_OF", "_RATHER_THAN", "_NOT") or not concepts[-1].may_be(*_NUMBERS):
        return concepts
    before = [one for one in concepts[:end] if one.text != ","]
    stands = any(one.may_be("EFFECT", "KNOB", "DEED", "SIDE") for one in before)
    named = stands and not any(one.may_be(*_WAYS, "RAISE", "_MORE", "_LESS", "COMPARATIVE") for one in before)
    numbers = [value for one in before if (value := _number([one]))]
    other = _number(concepts[-1:])
    if not named or not other or not numbers or other.unit not in ("", numbers[-1].unit):
        return concepts
    return concepts[:end] if concepts[end - 1].text != "," else concepts[: end - 1]


def _clipping(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts with who is clipping parted from what is to be done about it: "down 3 dB I'm clipping"."""
    for at, concept in enumerate(concepts):
        clips = at + 1 < len(concepts) and concepts[at + 1].word == "clipping"
        if clips and at and concept.word in word_list("we_are") and not concepts[at - 1].separates:
            yield unsaid(",", "_AND", concept.start)
        yield concept


def _listed(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "drums 1 dB vocal 2 dB bass -1 dB" as so much more or less of each; nothing if it is no such list.

    A number without a sign goes up beside one that has one, if no words tell which way it goes.
    """
    items: list[list[Concept]] = []
    for concept in concepts:
        if concept.may_be(*PEOPLE) and (not items or _number(items[-1])):
            items.append([])
        if not items or not concept.may_be(*PEOPLE, *_NUMBERS, *_WAYS, "_AND", "_EACH"):
            return []
        items[-1].append(concept)
    told = [one for item in items if (one := [c for c in item if not c.may_be("_AND")])]
    if len(told) < 2 or not all(one[0].may_be(*PEOPLE) and _number(one) and len(one) <= 3 for one in told):
        return []
    ways = any(c.may_be(*_WAYS) for one in told for c in one)
    signs = [value.signed for one in told if (value := _number(one))]
    if any(value.unit not in ("", "dB") for one in told if (value := _number(one))) or (not ways and not any(signs)):
        return []
    found: list[Concept] = []
    for one in told:
        if found:
            found.append(unsaid(",", "_AND", one[0].start))
        found += one if ways else [_signed(c) for c in one]
    return found


def _number(concepts: Sequence[Concept]) -> Quantity | None:
    numbers = [c.readings[kind] for c in concepts for kind in _NUMBERS if kind in c.readings]
    return numbers[0] if len(numbers) == 1 and isinstance(numbers[0], Quantity) else None


def _signed(concept: Concept) -> Concept:
    kind = next((kind for kind in _NUMBERS if kind in concept.readings), "")
    value = concept.readings.get(kind)
    return replace(concept, readings={kind: replace(value, signed=True)}) if isinstance(value, Quantity) else concept


def _taken(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts, "take 2 dB off" behind a complaint as 2 dB down."""
    at = 0
    while at < len(concepts):
        parted = at > 1 and concepts[at - 1].separates and concepts[at - 1].text != "?"
        taken = parted and not concepts[at - 2].may_be("_QUESTION") and _taken_off(concepts, at)
        if taken and _complains_of_level(concepts[: at - 1]):
            end, number, way = taken
            yield Concept("it", concepts[at].start, concepts[at].start, {"REF": Ref("it")})
            yield number
            yield unsaid(way, "_UP" if way == "up" else "_DOWN", concepts[end - 1].end)
            at = end
        else:
            yield concepts[at]
            at += 1


def _taken_off(concepts: Sequence[Concept], at: int) -> tuple[int, Concept, str] | None:
    """Return up to where "take 2 dB off" goes, with the number and the way; None if anything else stands there."""
    end = next((i for i in range(at, len(concepts)) if concepts[i].may_be(*ENDS)), len(concepts))
    said = concepts[at:end]
    numbers = [one for one in said if one.may_be("QUANTITY")]
    others = [one for one in said if one not in numbers and not one.may_be("_ABOUT", "_ANOTHER")]
    value = _number(numbers)
    if not value or value.unit != "dB" or value.signed or len(others) not in (1, 2):
        return None
    words = [one.word for one in others]
    if words[-1].rpartition(" ")[2] in ("off", "away", "out") and (
        len(words) == 1 or words[0] in word_list("takes_off")
    ):
        return end, numbers[0], "down"
    if words[0] in word_list("loses") and len(words) == 1:
        return end, numbers[0], "down"
    return (end, numbers[0], "up") if words in (["add"], ["give"]) else None


def _complains_of_level(before: Sequence[Concept]) -> bool:
    """Whether somebody is said to be loud or quiet, or to have too much at some frequency."""
    clause = before[max((i + 1 for i, one in enumerate(before) if one.separates), default=0) :]
    hertz = any(isinstance(n := one.readings.get("QUANTITY"), Quantity) and n.unit == "Hz" for one in clause)
    sounds = any(
        one.may_be(*_HOW_IT_SOUNDS) and not one.may_be("ADJECTIVE", "LEVEL_STATE", "SECTION") for one in clause
    )
    named = any(one.may_be(*PEOPLE, "REF", "EFFECT") for one in clause)
    much = any(one.may_be("_TOO_MUCH") for one in clause)
    loud = any(one.may_be("ADJECTIVE", "LEVEL_STATE", "LEVEL_FAULT") for one in clause)
    part = any(one.may_be("REGION", "ZONE") for one in clause)  # "the highs are too loud" is about how it sounds
    return named and (hertz or ((much or (loud and not part)) and not sounds))
