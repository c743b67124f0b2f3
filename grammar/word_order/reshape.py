"""The clauses about a cut or a boost that is there already: deeper, wider, half of it, elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from grammar.catalogue import Knob
from grammar.concept import Concept
from grammar.intent import Reshape, Target
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Factor, Region, Value, Way
from grammar.refs import IT
from grammar.requests import DEPTHS
from grammar.senses import effect_of, stronger, whom
from grammar.settings import hertz
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.speed import Speeding

SHUTTING = frozenset({"Gate", "Expander"})
"""The effects that let a sound through and shut it off."""


@dataclass(frozen=True)
class Moved:
    """A cut or a boost that is there already, and about where."""

    kind: str
    near_hz: float


@dataclass(frozen=True)
class Depth:
    """How a cut or a boost is to be: `deeper`, `shallower`, `wider`, `narrower`, `higher`, `lower`."""

    name: str


class Reshaping(Speeding):
    """Every rule of the grammar."""

    def moved(self, said: Said) -> Moved:
        number = Parts(said).one(Quantity)
        hz = hertz(number) if number else 0.0
        if region := Parts(said).one(Region):
            hz = region.frequency_hz
            if not hz:
                raise Unclear("it does not say which; a frequency would tell")
        return Moved(next(read([one], "MOVED", str) for one in said if isinstance(one, Concept)), hz)

    def without_dent(self, said: Said) -> Intents:
        (moved,) = Parts(said).all(Moved)
        return (Reshape(whom(Parts(said)), cast(Any, moved.kind), moved.near_hz, gone=True),)

    def without_band(self, said: Said) -> Intents:
        """Return a band that is taken away by where it stands; only of a notch it is plain which way it goes."""
        parts = Parts(said)
        (place,) = parts.all(Value)
        if effect_of(parts) != "Notch":
            raise Unclear('it does not say whether that is a cut or a boost; say for example "remove the 400 Hz cut"')
        return (Reshape(whom(parts), "cut", hertz(place.quantity), gone=True),)

    def depth(self, said: Said) -> Depth:
        return Depth(read(said, "DEPTH", str))

    def deepen(self, said: Said) -> Depth:
        return Depth(read(said, "DEEPEN", str))

    def too_deep(self, said: Said) -> Depth:
        return Depth(read(said, "TOO_DEEP", str))

    def intense(self, said: Said) -> Way:
        return Way(read(said, "INTENSE", str) == "up")

    def ajar(self, said: Said) -> Way:
        return Way(read(said, "OPENING", str) == "up")

    def opened(self, said: Said) -> Intents:
        """Return what "open the gate a little more" asks for: less of what shuts."""
        parts = Parts(said)
        way = next(part for part in said if isinstance(part, Way))
        if effect_of(parts) not in SHUTTING:
            raise Unclear("only what shuts is opened and closed")
        return (stronger(whom(parts), effect_of(parts), not way.up, amount(parts)),)

    def heavier(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "it goes one way"
        return (stronger(whom(parts), effect_of(parts), way.up, amount(parts)),)

    def share(self, said: Said) -> Factor:
        return Factor(float(Fraction(read(said, "SHARE", str))))

    def reshape(self, said: Said) -> Intents:
        parts = Parts(said)
        (moved,) = parts.all(Moved)
        target, kind, near = _whose(parts), cast(Any, moved.kind), moved.near_hz
        places = [value.quantity for value in parts.all(Value) if value.preposition == "to"]
        if places:
            return (Reshape(target, kind, near, "frequency_hz", to_hz=hertz(places[0])),)
        knob = parts.one(Knob)
        if knob and not any(DEPTHS[depth.name][0] == knob.among("Bell") for depth in parts.all(Depth)):
            raise Unclear(f"it does not say how the {knob.word} is to be")
        depth, factor, way = parts.one(Depth), parts.one(Factor), parts.one(Way)
        if factor:
            if depth and depth.name not in ("deeper", "shallower"):
                raise Unclear("so many times as much is said of how deep or how high it is")
            return (Reshape(target, kind, near, "gain_db", factor.times > 1, times=factor.times),)
        assert depth or way, "it goes one way"
        turned, more = DEPTHS[depth.name] if depth else ("gain_db", way.up if way else True)
        how_much = amount(parts)
        if how_much.value is not None and (turned != "gain_db" or how_much.unit not in ("dB", "")):
            raise Unclear("it is made deeper or shallower by a number of dB, and by no other number")
        return (Reshape(target, kind, near, cast(Any, turned), more, how_much),)


def _whose(parts: Parts) -> Target:
    """Return whose cut it is: in "that cut on the left guitar" the first word only points."""
    named = parts.all(Target)
    if len(named) == 2 and named[0] == IT:
        return named[1]
    return whom(parts)
