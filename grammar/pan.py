"""The clauses about places between left and right."""

from __future__ import annotations

from grammar.along import Along
from grammar.build import Intents
from grammar.concept import Concept
from grammar.intent import (
    Apart,
    Nudge,
    Set,
    Target,
)
from grammar.leaves import Said
from grammar.parts import (
    Deed,
    Degree,
    Parts,
    Quality,
    Side,
    Unclear,
    amount,
)
from grammar.senses import (
    whom,
)


class Panning(Along):
    """The rules of `pan.lark`."""

    def hard(self, said: Said) -> Side:
        return Side(_sign(said[0]), 100.0)

    def halfway(self, said: Said) -> Side:
        return Side(_sign(said[0]), 50.0)

    def sideways(self, said: Said) -> Side:
        return Side(_sign(said[0]))

    def exactly(self, said: Said) -> Side:
        number, side = sorted(said, key=lambda part: isinstance(part, Concept))
        return Side(_sign(side), number.value, number.unit)

    def oclock(self, said: Said) -> Side:
        (hour,) = said
        if hour.unit or hour.signed or not (hour.value == int(hour.value) and 1 <= hour.value <= 12):
            raise Unclear("a place on the clock is an hour from 7 to 5")
        place = (hour.value + 6) % 12 - 6
        if abs(place) > HARD_OVER:
            raise Unclear("a place on the clock is an hour from 7 to 5")
        return Side(1 if place > 0 else -1, abs(place) * 100 / HARD_OVER)

    def centre(self, _: Said) -> Side:
        return Side(0, 0.0)

    def pan(self, said: Said) -> Intents:
        parts = Parts(said)
        sides, deed = parts.all(Side), parts.one(Deed)
        if len(sides) == 2 and {side.sign for side in sides} == {-1, 1} and not parts.has(Degree):
            return (self._apart(whom(parts), *sides),)
        side = parts.one(Side)
        assert side, "a pan goes to a side"
        if (deed and deed.name != "Pan") or side.unit not in ("", "%"):
            raise Unclear("a place between left and right is a number up to 100")
        if side.position is None:
            return (Nudge(whom(parts), "Pan", "position_pct", side.sign > 0, amount(parts)),)
        if parts.has(Degree):
            raise Unclear("it says twice how much")
        return (Set(whom(parts), "Pan", (("position_pct", side.sign * side.position + 0.0),)),)

    def far(self, _: Said) -> Degree:
        return Degree(2.0, "hard")

    def wide_apart(self, said: Said) -> Intents:
        parts = Parts(said)
        deed, quality, degree = parts.one(Deed), parts.one(Quality), parts.one(Degree)
        if not deed or deed.name != "Pan" or not quality or quality.name != "wide":
            raise Unclear("a place between left and right is a number up to 100")
        factor = degree.factor if degree else 1.0
        return (Apart(whom(parts), 100.0 if factor > 1 else APART_PCT * max(factor, 0.5)),)

    def _apart(self, target: Target, one: Side, other: Side) -> Apart:
        """Return what "hard left and right" asks of two or more."""
        places = {side.position for side in (one, other) if side.position is not None} or {APART_PCT}
        if len(places) != 1 or {one.unit, other.unit} - {"", "%"}:
            raise Unclear("it does not say how far to each side")
        return Apart(target, places.pop())


APART_PCT = 70.0
"""How far to each side where only that is said: plainly apart, and heard in the other speaker still."""

HARD_OVER = 5
"""Hours from noon at which a pan pot stands hard over."""


def _sign(side: Concept) -> int:
    return -1 if side.readings.get("SIDE", side.readings.get("SIDE_AT")) == "left" else 1
