"""The clauses about how fast the song goes: slower, faster, so many beats a minute, so long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from dsp.effects import TimeStretch
from grammar.catalogue import poles
from grammar.intent import Nudge, Play, Ref, Speed, Target
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Degree, Heading, Value, Way
from grammar.refs import IT
from grammar.senses import headed, whom
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.wonder import Wonder

SONG = Target((Ref("main"),))
AS_RECORDED_PCT = 100.0
NUDGE_PCT = TimeStretch.params["speed_pct"].nudge


@dataclass(frozen=True)
class Pace:
    """A verb for going slower or faster."""

    faster: bool


@dataclass(frozen=True)
class Haste:
    """How it is to be: `slower`, `faster`, `longer` or `shorter`."""

    word: str


@dataclass(frozen=True)
class AtSpeed:
    """A speed by its name, in percent of how fast it was recorded."""

    pct: float


@dataclass(frozen=True)
class Tempo:
    """The tempo, as what is turned."""


@dataclass(frozen=True)
class Measured:
    """A number whose unit says what it is of."""

    quantity: Quantity


class Speeding(Wonder):
    """The rules of `speed.lark`."""

    def pacing(self, said: Said) -> Pace:
        return Pace(read(said, "PACE", str) == "faster")

    def pacing_apart(self, said: Said) -> Pace:
        return Pace(read(said, "PACE_APART", str) == "faster")

    def haste(self, said: Said) -> Haste:
        return Haste(read(said, "HASTE", str))

    def at_speed(self, said: Said) -> AtSpeed:
        return AtSpeed(float(read(said, "AT_SPEED", str)))

    def tempo(self, _: Said) -> Tempo:
        return Tempo()

    def per_cent(self, said: Said) -> Measured:
        return Measured(read(said, "PERCENT", Quantity))

    def by_percent(self, said: Said) -> Value:
        return Value("by", read(said, "PERCENT", Quantity))

    def beats(self, said: Said) -> Measured:
        return Measured(read(said, "BEATS", Quantity))

    def seconds(self, said: Said) -> Measured:
        return Measured(read(said, "SECONDS", Quantity))

    def pace(self, said: Said) -> Intents:
        parts = Parts(said)
        target, tempo = whom(parts), parts.has(Tempo)
        if named := parts.one(AtSpeed):
            return (Speed(target or SONG, named.pct),)
        if measured := parts.one(Measured):
            return (_to(target or SONG, measured.quantity, tempo),)
        target = target or SONG if tempo or (parts.has(Way) and not parts.has(Pace)) else target
        ways, values = _ways(parts), parts.all(Value)
        if len(set(ways)) > 1:
            raise Unclear("it goes one way")
        if len(values) > 1:
            raise Unclear("it says twice how fast")
        if values and (values[0].preposition in ("to", "at") or not ways):
            return (_to(target, values[0].quantity, tempo),)
        if not ways:
            raise Unclear("it does not say slower or faster")
        return (_changed(target, ways[0], parts),)

    def restored(self, _: Said) -> Intents:
        return (Speed(SONG, AS_RECORDED_PCT),)

    def hasten(self, said: Said) -> Intents:
        parts = Parts(said)
        ways = _ways(parts)
        if len(set(ways)) > 1:
            raise Unclear("it goes one way")
        word = "faster" if ways[0] else "slower"
        # a slower release takes longer, a slower swing comes round less often: the pole knows, else it is a time
        return (headed(Parts(parts.but(Way)), Heading(poles()[word], not ways[0], word)),)

    def played(self, said: Said) -> Intents:
        (speed,) = self.pace(said)
        return (speed, Play())

    def stretch(self, said: Said) -> Intents:
        parts = Parts(said)
        target, values = whom(parts), parts.all(Value)
        if len(values) > 1 or (values and parts.has(Degree)):
            raise Unclear("it says twice how far")
        if not values:
            return (Speed(target, None, "% long", True, up=False),)
        (value,) = values
        unit, number = value.quantity.unit, value.quantity.value
        if value.preposition == "to" and unit != "%":
            return (_to(target, value.quantity, False),)
        if unit == "%" and value.preposition == "to":
            return (Speed(target, number, "% long"),)
        if unit == "%":
            return (Speed(target, number, "% long", True, up=number < 0),)
        if unit == "s":
            return (Speed(target, number, "s", True, up=number < 0),)
        raise Unclear("it is stretched by so many percent, or to so many")


def _changed(target: Target, faster: bool, parts: Parts) -> Speed | Nudge:
    """Return what goes by so much faster or slower, or is by so much longer or shorter."""
    how_much = amount(parts)
    unit, value, haste = how_much.unit, how_much.value, parts.one(Haste)
    longer = haste is not None and haste.word in ("longer", "shorter")
    if value is None:
        if haste and longer:
            if not target or target == IT:
                return Nudge(Target(), "", haste.word, True, how_much)  # what was turned last
            raise Unclear('it does not say by how much; for example "10 s" or "2 %"')
        if not parts.has(Degree) and haste and not parts.has(Tempo):
            return Speed(target, None, up=faster)
        value, unit = NUDGE_PCT * how_much.degree, "%"
    sign = 1 if faster else -1
    if longer and unit in ("s", "%"):
        return Speed(target, -sign * value, "s" if unit == "s" else "% long", True, faster)
    if unit == "x" and value > 0:
        return Speed(target, value if faster else 1 / value, "x", True, faster)
    if unit in ("%", "BPM") and not longer:
        return Speed(target or (SONG if unit == "BPM" else target), sign * value, cast(Any, unit), True, faster)
    raise Unclear("it goes slower or faster by so many percent or beats a minute")


def _ways(parts: Parts) -> list[bool]:
    """Return each word's way, whether faster."""
    ways = [pace.faster for pace in parts.all(Pace)]
    ways += [haste.word in ("faster", "shorter") for haste in parts.all(Haste)]
    return [*ways, *(way.up for way in parts.all(Way))]


def _to(target: Target, goal: Quantity, tempo: bool) -> Speed:
    """Return what goes at a speed, at a tempo or lasts so long."""
    if goal.unit == "" and tempo:
        return Speed(target, goal.value, "BPM")
    if goal.unit not in ("%", "BPM", "s", "x") or goal.value <= 0:
        raise Unclear("it goes at so many percent or beats a minute, or lasts so long")
    if goal.unit == "x":
        return Speed(target, 100 * goal.value)
    return Speed(target or (SONG if goal.unit == "BPM" else target), goal.value, cast(Any, goal.unit))
