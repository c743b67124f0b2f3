"""The clauses about places between left and right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from grammar.concept import Concept
from grammar.intent import (
    Apart,
    Mirrored,
    Nudge,
    Ref,
    Set,
    Sound,
    Sweeping,
    Target,
)
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Deed, Degree, Effect, Quality, Side, View, Way
from grammar.roles import role_of
from grammar.senses import (
    whom,
)
from grammar.word_order.along import Along
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read


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
            if not parts.has(Deed) and _is_one(whom(parts)):
                raise Unclear("it does not say to which side, or how wide")  # "move the vocal from left to right"
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

    def swept(self, said: Said) -> Intents:
        """Return a place that changes along the song: as far as either side where no number is said."""
        parts = Parts(said)
        *first, last = (_swept_to(side) for side in parts.all(Side))
        return (Sweeping(whom(parts), first[0] if first else None, last),)

    def turned_pot(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        if not way or amount(parts).unit not in ("", "%"):
            raise Unclear("a place between left and right is a number up to 100")
        return (Nudge(whom(parts), "Pan", "position_pct", way.up, amount(parts)),)

    def hard_panned(self, said: Said) -> Intents:
        return self.pan([replace(part, position=100.0) if isinstance(part, Side) else part for part in said])

    def view(self, said: Said) -> View:
        return View(cast(Any, read(said, "VIEW", str)), left_handed=len(said) > 1)

    def placed_as(self, said: Said) -> Intents:
        """Return a place that is told twice: to the right, where the audience sees it."""
        return self.pan([part for part in said if not isinstance(part, View)])

    def viewed(self, said: Said) -> Intents:
        parts = Parts(said)
        view, deed = parts.one(View), parts.one(Deed)
        assert view, "somebody sees it so"
        if (deed and deed.name != "Pan") or any(effect.name != "Pan" for effect in parts.all(Effect)):
            raise Unclear("from where a kit is seen says only what is left and what is right")
        return (Mirrored(whom(parts), view.whose, view.left_handed),)

    def mirrored(self, said: Said) -> Intents:
        parts = Parts(said)
        sides, targets = parts.all(Side), parts.all(Target)
        if sides and {side.sign for side in sides} != {-1, 1}:
            raise Unclear("it does not say which two sides change places")
        refs = tuple(ref for target in targets for ref in target.refs)
        if len(refs) > 1 and not sides and not is_of_a_kind(Target(refs)):
            raise Unclear('it does not say what of them; "swap the places of the two" changes left and right')
        return (Mirrored(Target(refs, targets[0].without)),)

    def centred(self, said: Said) -> Intents:
        return (Set(Parts(said).one(Target) or Target((Ref("all"),)), "Pan", (("position_pct", 0.0),)),)

    def drawn_in(self, said: Said) -> Intents:
        parts = Parts(said)
        deed = parts.one(Deed)
        if deed and deed.name != "Pan":
            raise Unclear("it does not say where to")
        return (Sound(whom(parts), "drawn in", True, amount(parts)),)

    def changed_over(self, said: Said) -> Intents:
        return (Mirrored(whom(Parts(said))),)

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


ONE = frozenset({"lead vocal", "bass", "kick", "snare", "hihat"})
"""Roles that one track plays."""


def _is_one(target: Target) -> bool:
    """Whether a single track is named, which stands in one place."""
    if len(target.refs) != 1:
        return False
    (ref,) = target.refs
    return ref.kind == "strip" or (ref.kind == "role" and ref.value in ONE)


def is_of_a_kind(target: Target) -> bool:
    """Whether those named are several that play the same: "the guitars", the left one and the right one, "both"."""
    if len(target.refs) == 1:
        (ref,) = target.refs
        return ref.kind in ("it", "both", "group", "band") or (
            ref.kind == "role" and ref.words.endswith("s") and not ref.words.endswith("ss")
        )
    roles = {role_of(ref.value)[0] if ref.kind == "strip" else ref.value for ref in target.refs}
    return len(roles) == 1 and "" not in roles


def _swept_to(side: Side) -> float:
    """Return where somebody is swept to: all the way to a side where no number is said."""
    if side.unit not in ("", "%"):
        raise Unclear("a place between left and right is a number up to 100")
    return side.sign * (100.0 if side.position is None else side.position) + 0.0


def _sign(side: Concept) -> int:
    return -1 if side.readings.get("SIDE", side.readings.get("SIDE_AT")) == "left" else 1
