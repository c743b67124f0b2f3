"""Parts of the song held against others: "the chorus 1 dB louder than the verse".

What is asked for is done to the part that it is asked of, as if the other had not been named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grammar.concept import PEOPLE, Concept, undivided
from grammar.sayings import Sayings
from grammar.vocabulary import word_list
from grammar.words import spell

_WISHES = ("_MAKE", "_NEEDS", "_WANTED", "_SET", "_TURN")
_TELLS = ("_IS", "_SOUNDS", "_HAS", "_WHY", "_LACKS")
"""What tells how things are, unless one of the former stands before it."""

_NEVER = ("_NOT", "_NO", "_UNTIL", "_IF", "_EXCEPT", "_WITHOUT", "_LEAST")
"""Beside these it is no plain wish."""


def beside_parts(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts without a part of the song that another, named before, is only held against."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        begun = max((i + 1 for i, one in enumerate(found) if one.separates), default=0)
        taken = _other(found[begun:], concepts[at:])
        if taken:
            end = concepts[at + taken - 1].end
            found[begun:] = _of_parts(found[begun:])
            found += _alone(concepts[at], sayings)
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(concepts[at])
        at += max(taken, 1)
    return found


def _alone(concept: Concept, sayings: Sayings) -> list[Concept]:
    """Return "louder than" as "louder", and a mere "than" as nothing."""
    word = concept.word.removesuffix(" than")
    readings = sayings.readings.get(spell(word), {})
    return (
        [replace(concept, text=concept.text[: len(word)], readings=readings)]
        if word != concept.word and readings
        else []
    )


def _of_parts(before: Sequence[Concept]) -> list[Concept]:
    """Return what stands before it, a chorus as part of the song and as no effect."""
    return [one.only("SECTION") if one.may_be("SECTION") else one for one in before]


def _other(before: Sequence[Concept], rest: Sequence[Concept]) -> int:
    """Return how many concepts hold what stands before them against another part of the song, 0 if they do not."""
    than = rest[0].may_be("_THAN") or rest[0].word.endswith(" than")
    if rest[0].word == "then" and not (before and before[-1].may_be("BETTER", "COMPARATIVE")):
        return 0  # "play the intro, then the solo"
    parts = any(one.may_be("SECTION") for one in before)
    if not than or not parts:
        return 0
    asks = any(one.may_be("_QUESTION") for one in rest) and not before[0].may_be("_CAN")
    if asks or any(one.may_be(*_NEVER) and not one.may_be("_NEEDS") for one in (*before, *undivided(rest))):
        return 0
    there = undivided(rest[1:])
    told = next((i for i, one in enumerate(before) if one.may_be(*_TELLS)), None)
    if told is not None and not any(one.may_be(*_WISHES) for one in before[: told + 1]):
        return 0
    while there and there[-1].may_be("QUANTITY", "_BY", "_QUESTION"):
        there.pop()  # "verse 2 quieter than verse 1 by 1 dB"
    said = there[1:] if there and there[0].may_be("_DURING") else there
    people = any(one.may_be(*PEOPLE) for one in before)
    growing = before[0].may_be("_EVERY")  # "each chorus louder than the one before"
    return 1 + len(there) if _is_part(said) or (not people and not growing and _is_rest(said)) else 0


def _is_part(said: Sequence[Concept]) -> bool:
    """Whether that is a part of the song: "the verses", "verse 1", "every other chorus", "the second"."""
    left = [*said]
    if left and left[0].may_be("_EVERY", "ORDINAL", "_LAST"):
        ordinal = left.pop(0).may_be("ORDINAL", "_LAST")
        if ordinal and (not left or (len(left) == 1 and left[0].word == "one")):
            return True
    if left and left[0].word == "other":
        left.pop(0)
    if not left or not left.pop(0).may_be("SECTION"):
        return False
    return not left or (len(left) == 1 and left[0].may_be("PLAIN"))


def _is_rest(said: Sequence[Concept]) -> bool:
    """Whether that is all the others: "the rest of the song", "the other ones"."""
    return " ".join(one.word for one in said) in word_list("other_parts")
