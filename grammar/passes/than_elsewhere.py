"""Beside which part of the song another is to be otherwise: "the vocal louder in the chorus than in the verse".

What is asked for is asked for in the part named first; how it is elsewhere is told only beside that.
"""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import Concept, parted
from grammar.sayings import Sayings
from grammar.vocabulary import word_list

BEFORE_A_PART = ("_IN", "_DURING", "_EVERY", "_EACH", "_LAST", "ORDINAL", "_IS", "REF")
"""What may stand between "than" and the part of the song that is told of."""


def than_elsewhere(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts, clause by clause, without what only tells how it is in another part of the song."""
    found: list[Concept] = []
    for clause, separator in parted(concepts):
        found += [*_alone(clause, sayings), *separator]
    return found


def _alone(said: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    if said and said[0].may_be("_WHY", "_WHY_DOES", "_WHICH"):
        return list(said)  # how they stand to each other is what is asked
    part = next((at for at, one in enumerate(said) if one.may_be("SECTION")), len(said))
    for at in range(part + 1, len(said)):
        than = said[at]
        way = sayings.readings.get((than.word.split()[0],), {}) if than.may_be("BEYOND") else {}
        if not than.may_be("_THAN") and not (("BETTER" in way or "COMPARATIVE" in way) and than.word.endswith(" than")):
            continue
        end = _elsewhere(said, at + 1)
        if end == at + 1:
            continue
        louder = Concept(than.text.split()[0], than.start, than.end, way)
        return [*said[:at], *([louder] if way else ()), *said[end:]]
    return list(said)


def _elsewhere(said: Sequence[Concept], start: int) -> int:
    """Return where the part of the song ends that is named from a place on, the place itself if none is."""
    at = start
    while at < len(said) and said[at].may_be(*BEFORE_A_PART) and not said[at].may_be("SECTION"):
        at += 1
    if at < len(said) and said[at].may_be("SECTION"):
        return at + (2 if at + 1 < len(said) and said[at + 1].may_be("PLAIN") and at + 2 == len(said) else 1)
    at += at < len(said) and said[at].word == "one"
    if at == len(said) > start and any(one.may_be("ORDINAL") for one in said[start:]):
        return at  # "the second verse quieter than the first"
    return at if start < at and said[at - 1].word in word_list("elsewhere_in_it") else start
