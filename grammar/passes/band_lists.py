"""Bands of an equaliser, one after the other with nothing between: "eq bass 60hz+3 400hz-2"."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import PEOPLE, Concept, unsaid
from grammar.numbers import Quantity

LEAST = 30.0
"""A bare number from here on may be a frequency where a gain stands behind it."""

_AROUND = (*PEOPLE, "FAMILY", "_EQ", "_ON", "_COLON", "_AND", "_FOR")
"""What may stand before the first of several bands: whom they are on, and that they are an equaliser's."""


def bands_listed(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, each band parted from the one before it, and no "eq" in front of them."""
    at = next((i for i in range(len(concepts)) if _band(concepts, i)), None)
    if at is None:
        return list(concepts)
    head = _whose(concepts[:at])
    found = list(concepts[:at] if head is None else head)
    if at and found and not found[-1].may_be(*PEOPLE, "_AND", "_ON"):
        return list(concepts)
    while at < len(concepts):
        length = _band(concepts, at)
        if length and found and not found[-1].separates and not found[-1].may_be(*PEOPLE, "_ON", "_AT"):
            found.append(unsaid(",", "_AND", concepts[at].start))
        found += concepts[at : at + max(length, 1)]
        at += max(length, 1)
    return found


def _whose(front: Sequence[Concept]) -> Sequence[Concept] | None:
    """Return whom bands are on where it is also said that they are an equaliser's, None if more is said."""
    if not any(one.may_be("_EQ") or one.readings.get("FAMILY") == "EQ" for one in front):
        return None
    whom = [one for one in front if one.may_be(*PEOPLE)]
    return whom if len(whom) == 1 and all(one.may_be(*_AROUND) for one in front) else None


def _band(concepts: Sequence[Concept], at: int) -> int:
    """Return how many concepts a band takes from a place on: "60hz +3", "+3 at 60hz"; 0 if there is none."""
    if _is_place(concepts, at) and _is_gain(concepts, at + 1):
        return 2
    if _is_gain(concepts, at) and at + 1 < len(concepts) and concepts[at + 1].may_be("_AT"):
        return 3 if _is_place(concepts, at + 2) else 0
    return 0


def _is_place(concepts: Sequence[Concept], at: int) -> bool:
    kinds = concepts[at].readings if at < len(concepts) else {}
    value = kinds.get("QUANTITY", kinds.get("PLAIN"))
    hertz = isinstance(value, Quantity) and (value.unit == "Hz" or (value.unit == "" and value.value >= LEAST))
    return hertz and isinstance(value, Quantity) and not value.signed


def _is_gain(concepts: Sequence[Concept], at: int) -> bool:
    kinds = concepts[at].readings if at < len(concepts) else {}
    value = kinds.get("QUANTITY", kinds.get("PLAIN"))
    return isinstance(value, Quantity) and value.signed and value.unit in ("", "dB")
