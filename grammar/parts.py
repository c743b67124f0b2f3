"""The parts of one clause, asked for by kind, and how much they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from grammar.catalogue import LEVEL, Pole
from grammar.intent import Amount
from grammar.pieces import AsMuch, Degree, Exactly, Value


class Unclear(ValueError):
    """The word order fits, but what is said makes no one sense: twice the same part, up by a negative number."""


T = TypeVar("T")


class Parts:
    """The parts of one clause, asked for by kind."""

    def __init__(self, parts: Sequence[object]) -> None:
        self._parts = [part for part in parts if part is not None]

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Return the parts of a kind, in the order said."""
        return tuple(part for part in self._parts if isinstance(part, kind))

    def one(self, kind: type[T]) -> T | None:
        """Return the part of a kind, None if there is none; raises `Unclear` if there are several."""
        found = self.all(kind)
        if len(found) > 1:
            raise Unclear(f"it names more than one {kind.__name__.lower()}")
        return found[0] if found else None

    def but(self, kind: type[object]) -> tuple[object, ...]:
        """Return the parts of every other kind."""
        return tuple(part for part in self._parts if not isinstance(part, kind))

    def has(self, kind: type[object]) -> bool:
        """Whether there is a part of a kind."""
        return bool(self.all(kind))


def amount(parts: Parts) -> Amount:
    """Return how much a clause says: its number if it gives one, else its degree, else an ordinary change."""
    degree = parts.one(Degree)
    values = [value for value in parts.all(Value) if value.preposition in ("", "by")]
    if as_much := parts.one(AsMuch):
        if values or degree:
            raise Unclear("it says twice how much")
        return Amount(as_much.share, as_much=True, as_on=as_much.target)
    exact = any(isinstance(value, Exactly) for value in values)
    if len(values) > 1 or (values and degree and degree.factor != 1 and not exact):
        raise Unclear("it says twice how much")
    if values:
        quantity = values[0].quantity
        ways = {up for pole in parts.all(Pole) for effect, knob, up in pole.moves if (effect, knob) == LEVEL}
        if quantity.signed and ways and (quantity.value > 0) not in ways:  # "louder by -3 dB"
            raise Unclear("it goes one way, and its number the other")
        return Amount(value=abs(quantity.value), unit=quantity.unit)
    return Amount(degree.factor, words=degree.words) if degree else Amount()
