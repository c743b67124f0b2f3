"""What is said for another part of the song as the clause before was: "down in the verse, up in the chorus"."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import Concept, undivided
from grammar.numbers import Quantity

ALIKE = (("_UP", "_DOWN"), ("_MORE", "_LESS"), ("QUANTITY",), ("STRIP", "ROLE"), ("DEGREE",), ("WHEN",))
"""What one clause has in place of what another has: a way, how much, whom, and when."""


def elsewhere(concepts: Sequence[Concept], start: int, end: int) -> list[Concept]:
    """Return a clause as the one before it with what is said otherwise put in its place; none if it says anything else.

    "Less bass in the verse and more in the chorus", "the drums up 2 dB in the verse, 1 dB in the bridge".
    """
    said = concepts[start:end]
    if start < 2 or len(said) < 2 or not concepts[start - 1].may_be("_AND") or not said[-1].may_be("WHEN"):
        return []
    before = undivided(reversed(concepts[: start - 1]))[::-1]
    for one in said:
        place = [at for at, other in enumerate(before) if _alike(one, other)]
        if len(place) != 1:
            return []
        before[place[0]] = one
    return before


def _alike(one: Concept, other: Concept) -> bool:
    """Whether one thing said may stand where another did."""
    much, before = one.readings.get("QUANTITY"), other.readings.get("QUANTITY")
    if isinstance(much, Quantity) and isinstance(before, Quantity):
        return much.unit == before.unit
    return any(one.may_be(*kind) and other.may_be(*kind) for kind in ALIKE)
