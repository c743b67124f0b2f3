"""Which of several are meant, told by numbers: "toms 1 and 3", "the two guitars", "the first two toms"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grammar.concept import Concept
from grammar.intent import Ref
from grammar.numbers import Quantity
from grammar.sayings import Sayings


def counted(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Join a role and the numbers behind it, where the session has so many of it: "toms 1 and 3"."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        number = _whole(concept)
        role = found[-1].readings.get("ROLE") if found else None
        through = found[-2].readings.get("REF") if len(found) > 1 and found[-1].text in ("to", "-") else None
        listed = found[-2].readings.get("REF") if len(found) > 1 and found[-1].may_be("_AND") else None
        of_them = concept.readings.get("ROLE")
        all_of = len(found) > 1 and found[-2].word in ("all", "both", "these", "those")
        so_many = _whole(found[-1]) if found and (found[-1].may_be("COUNT") or all_of) else 0
        if isinstance(of_them, Ref) and so_many > 1 and so_many == sayings.count(of_them.value):
            found[-1] = concept  # "the two guitars" are the guitars
        elif so_many == 2 and concept.may_be("STRIP") and concept.word.endswith("s") and _the(found):
            found[-1] = concept  # "the two overheads" may be one track
        elif isinstance(role, Ref) and _counts(number, found[-1], sayings.count(role.value), concepts[at + 1 :]):
            ref: Mapping[str, object] = {"REF": replace(role, index=number)}
            found[-1] = Concept(f"{found[-1].text} {concept.text}", found[-1].start, concept.end, ref)
        elif isinstance(through, Ref) and through.index and through.index < number <= sayings.count(through.value):
            found.pop()  # "toms 1 to 3"
            for index in range(through.index + 1, number + 1):
                found.append(concept.read_as("ROLE", replace(through, index=index)))
        elif isinstance(listed, Ref) and listed.index and 0 < number <= sayings.count(listed.value):
            found.append(concept.read_as("REF", replace(listed, index=number)))
        else:
            found.append(concept)
    return found


def _the(found: Sequence[Concept]) -> bool:
    """Whether an article stands before the last of some concepts: "snare up two overheads down" has none."""
    return found[-1].start - (found[-2].end if len(found) > 1 else -1) >= len(" the ")


NUMBERED = 24
"""No track is numbered higher, and a higher number is of something else: "tom 80 left"."""


def _counts(number: int, named: Concept, count: int, rest: Sequence[Concept]) -> bool:
    """Whether a number behind a role says which of several: one of them, or one too many, which is told then.

    Behind one named it always does, so that "tom 7" is no 7 dB; behind many, where another number says how much.
    """
    if count < 2 or not 0 < number <= max(count, NUMBERED):
        return False
    goes_on = bool(rest) and rest[0].may_be("_UP", "_DOWN", "COMPARATIVE", "_TO")
    how_much = goes_on and any(concept.may_be("QUANTITY", "PLAIN") for concept in rest)
    ups = bool(rest) and rest[0].may_be("_UP", "_DOWN", "COMPARATIVE", "BETTER")
    if ups and not how_much and named.word.endswith("s"):
        return False  # "guitars 1 up" are all of them, by one
    return number <= count or how_much or not named.word.endswith("s")


def _whole(concept: Concept) -> int:
    number = concept.readings.get("PLAIN")
    if not isinstance(number, Quantity) or number.signed:
        return 0  # "guitar +3" is no third guitar
    return int(number.value) if number.value == int(number.value) else 0


def some(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts with those that are counted off among several named: "the first two toms"."""
    found = list(concepts)
    for at in range(len(found)):
        if at + 2 >= len(found):
            break
        first, number, whom = found[at : at + 3]
        if first.word == "all" and whom.may_be("_OF") and len(found) > at + 3:
            del found[at + 2]  # "all three of the toms"
            whom = found[at + 2]
        if number.may_be("_AND") and whom.may_be("ORDINAL") and first.may_be("ORDINAL") and len(found) > at + 3:
            found[at : at + 4] = _listed(found[at : at + 4], sayings)  # "the second and third tom"
            continue
        role = whom.readings.get("ROLE")
        if not isinstance(role, Ref) or role.index:
            continue
        alike = number.readings.get("COUNT", number.readings.get("PLAIN"))
        if first.word == "all" and isinstance(alike, Quantity) and alike.value == sayings.count(role.value):
            found[at : at + 3] = [whom]  # "all three toms"
            continue
        there, many = sayings.count(role.value), number.readings.get("PLAIN", number.readings.get("COUNT"))
        size = many.value if isinstance(many, Quantity) and not many.unit and not many.signed else 0.0
        if first.readings.get("ORDINAL") == "1" or first.may_be("_LAST"):
            if size != int(size) or not 1 < size < there:
                continue
            begin = 1 if first.readings.get("ORDINAL") == "1" else there - int(size) + 1
            found[at : at + 3] = _numbered(whom, role, range(begin, begin + int(size)))
    return found


def _listed(said: Sequence[Concept], sayings: Sayings) -> Sequence[Concept]:
    one, _, other, whom = said
    role = whom.readings.get("ROLE")
    if not isinstance(role, Ref) or role.index:
        return said
    numbers = [int(str(concept.readings["ORDINAL"])) for concept in (one, other)]
    return _numbered(whom, role, numbers) if max(numbers) <= sayings.count(role.value) else said


def _numbered(whom: Concept, role: Ref, numbers: Sequence[int]) -> list[Concept]:
    """Return one concept for each of some, spelt apart so that none is taken for another said twice."""
    return [
        replace(whom, text=f"{whom.text} {index}", readings={"ROLE": replace(role, index=index)}) for index in numbers
    ]
