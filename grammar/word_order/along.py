"""The clauses about a sound along the song and beside others: fades, ramps, ducking, pitch, loudness."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from grammar.catalogue import LEVEL, PITCH, Knob, kind_of
from grammar.concept import Concept
from grammar.intent import (
    Ducking,
    Fading,
    Master,
    Maximise,
    Normalise,
    NotYet,
    Nudge,
    Ramping,
    Reducing,
    Ref,
    Set,
    Target,
    Trimming,
)
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Degree, Effect, Fades, Heading, Kept, Paced, Pitching, Setting, Since, Value, Way
from grammar.senses import effect_of, stronger, whom
from grammar.settings import put
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.turning import Turning

LENGTHS = {"long": 2.0, "short": 0.5}
"""How long a fade is that is called so, as a multiple of one of which nothing is said."""


class Along(Turning):
    """The rules of `along.lark`."""

    def since(self, said: Said) -> Since:
        return Since(said[0])

    def from_to(self, said: Said) -> Intents:
        """Put a knob where it is to go; where it stood needs no saying: "move the low cut from 80 to 120 Hz"."""
        parts = Parts(said)
        knob, to = parts.one(Knob), parts.one(Quantity)
        assert to, "it goes somewhere"
        if not knob and not parts.has(Effect) and to.unit != "dB" and not to.signed:
            raise Unclear("it does not say what of the track goes there")
        settings = (Setting(knob, to),) if knob else ()
        return put(whom(parts), effect_of(parts), settings, () if knob else (Value("to", to),))

    def ramp_up(self, _: Said) -> Way:
        return Way(True)

    def ramp_down(self, _: Said) -> Way:
        return Way(False)

    def pitching(self, said: Said) -> Pitching:
        return Pitching(read(said, "PITCH", str))

    def formants(self, _: Said) -> Kept:
        return Kept()

    def fading(self, said: Said) -> Fades:
        return Fades(read(said, "FADE", str) == "out")

    def paced(self, said: Said) -> Paced:
        return Paced(LENGTHS[read(said, "PACED", str)])

    def fades_out(self, _: Said) -> Fades:
        return Fades(True)

    def fades_in(self, _: Said) -> Fades:
        return Fades(False)

    def fade(self, said: Said) -> Intents:
        parts = Parts(said)
        fading, values, paces = parts.one(Fades), parts.all(Value), {one.times for one in parts.all(Paced)}
        assert fading, "a fade goes in or out"
        if len(values) > 1 or len(paces) > 1:
            raise Unclear("it says twice how long")
        seconds = _seconds(values[0].quantity) if values else None
        return (Fading(whom(parts), fading.out, seconds, times=1.0 if seconds or not paces else paces.pop()),)

    def trimmed(self, said: Said) -> Intents:
        target, way = Parts(said).one(Target) or Target(), read(said, "TRIM", str)
        silence = "" if way in ("off", "to") else way
        return (Trimming(keep=way == "to", silence=cast(Any, silence), target=target),)

    def ramp(self, said: Said) -> Intents:
        parts = Parts(said)
        starts, ends = parts.all(Since), [value for value in parts.all(Value) if value.preposition == "to"]
        steps = [value for value in parts.all(Value) if value.preposition != "to"]
        if len(starts) > 1 or len(ends) > 1 or len(steps) > 1 or (ends and steps):
            raise Unclear("it says twice how far")
        said_in = [one.quantity.unit for one in starts] + [one.quantity.unit for one in parts.all(Value)]
        if any(unit not in ("", "dB") for unit in said_in):
            raise Unclear("a level is ramped in dB")
        start = starts[0].quantity.value if starts else 0.0
        if ends:
            return (Ramping(whom(parts), start, ends[0].quantity.value),)
        ways = [way.up for way in parts.all(Way)]
        if not steps and not ways:
            raise Unclear("it does not say how far, for example 3 dB")
        if not steps:
            degree = parts.one(Degree)
            level = kind_of(LEVEL[0]).params[LEVEL[1]]
            turned = level.move(0.0, (degree.factor if degree else 1.0) * (1 if ways[0] else -1))
            return (Ramping(whom(parts), start, start + level.snap(turned)),)
        by = abs(steps[0].quantity.value) * (1 if ways[0] else -1) if ways else steps[0].quantity.value
        return (Ramping(whom(parts), start, start + by),)

    def duck(self, said: Said) -> Intents:
        parts = Parts(said)
        if parts.has(Effect):
            return (Nudge(whom(parts), *self._echoes(parts), True, amount(parts)),)
        ducked, under = parts.all(Target)
        return (Ducking(ducked, under, amount(parts)),)

    def keyed_from(self, said: Said) -> Intents:
        parts = Parts(said)
        under, ducked = parts.all(Target)
        return (Ducking(ducked, under, amount(parts)),)

    def lowered_under(self, said: Said) -> Intents:
        """Return what "turn the guitars down while the vocal sings" asks for: only what is lowered steps back so."""
        parts = Parts(said)
        if any(way.up for way in parts.all(Way)):
            raise Unclear("what is turned up while somebody else sounds is not built; it can be turned down then")
        ducked, under = parts.all(Target)
        return (Ducking(ducked, under, amount(parts)),)

    def lowered_over(self, said: Said) -> Intents:
        under, ducked = Parts(said).all(Target)
        return self.lowered_under([ducked, under, *Parts(said).but(Target)])

    def ducked_by_dose(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "it is more or less"
        return (stronger(whom(parts), "Ducker", way.up, amount(parts)),)

    def listening_to(self, said: Said) -> Intents:
        """Return an effect that is to listen to somebody else."""
        parts = Parts(said)
        one, other = parts.all(Target)
        return (Set(one, effect_of(parts), hears=other),)

    def ducked(self, said: Said) -> Intents:
        parts = Parts(said)
        effect, knob = self._echoes(parts)
        depths = [value.quantity.value for value in parts.all(Value) if value.quantity.unit == "dB"]
        if len(depths) > 1:
            raise Unclear("it says twice how much")
        others = [value for value in parts.all(Value) if value.quantity.unit != "dB"]
        (made,) = put(whom(parts), effect, (), others)
        assert isinstance(made, Set), "an effect is named"
        depth = depths[0] if depths else kind_of(effect).params[knob].nudge
        return (replace(made, knobs=(*made.knobs, (knob, float(depth)))),)

    def _echoes(self, parts: Parts) -> tuple[str, str]:
        """Return the effect whose own sound is to step back, and the knob for it."""
        named = parts.one(Effect)
        if not named or "duck_db" not in kind_of(named.name).params:
            raise Unclear("it does not say who is to step back under whom")
        return named.name, "duck_db"

    def pitched(self, said: Said) -> Intents:
        parts = Parts(said)
        (pitching,), way, values = parts.all(Pitching), parts.one(Way), parts.all(Value)
        if len(values) > 1 or any(v.quantity.unit not in ("", "semitones") for v in values):
            raise Unclear("pitch goes up and down in semitones or cents")
        by = values[0] if values else None
        if not way and by is None and pitching.verb == "tune":
            return (NotYet("tune", whom(parts)),)
        if pitching.verb != "shift" and (by is None or not by.quantity.unit):
            raise Unclear("it does not say by how many semitones or cents")
        if by and by.preposition == "to":
            return put(whom(parts), "PitchShift", (), values)
        if by and by.quantity.signed and way:
            raise Unclear("it says twice which way")
        if not way and by is None:
            raise Unclear("it does not say up or down, nor by how much")
        down = by is not None and by.quantity.value < 0 if by and by.quantity.signed else pitching.verb == "detune"
        up = way.up if way else not down
        nudge = Nudge(whom(parts), *PITCH, up, amount(parts))
        return (nudge, *self.formanted([whom(parts)])) if parts.has(Kept) else (nudge,)

    def formanted(self, said: Said) -> Intents:
        return (Set(whom(Parts(said)), PITCH[0], (("formants_pct", 100.0),)),)

    def higher(self, said: Said) -> Intents:
        parts = Parts(said)
        pole = parts.all(Heading)[0].pole
        how_much = amount(parts)
        knob = {"semitones": PITCH, "dB": LEVEL}.get(how_much.unit)
        if pole is None or pole.word not in ("higher", "lower") or knob is None:
            raise Unclear("it does not say what of it")
        return (Nudge(whom(parts), *knob, pole.word == "higher", how_much),)

    def maximise(self, said: Said) -> Intents:
        parts = Parts(said)
        limits = [wish.ceiling_db for wish in parts.all(Master)]
        if len(limits) > 1:
            raise Unclear("it says two ceilings")
        return (Maximise(whom(parts), limits[0] if limits else None),)

    def normalise(self, said: Said) -> Intents:
        parts = Parts(said)
        wishes, values = parts.all(Master), [value.quantity for value in parts.all(Value)]
        if len(wishes) + len(values) > 1:
            raise Unclear("it says two levels")
        if wishes and wishes[0].lufs is not None:
            return (Normalise(whom(parts), wishes[0].lufs, "LUFS"),)
        if wishes:
            return (Normalise(whom(parts), wishes[0].ceiling_db, "dBTP"),)
        if values and values[0].unit not in ("", "dB"):
            raise Unclear(f"nothing is normalised to {values[0].unit}")
        return (Normalise(whom(parts), values[0].value, "dBTP") if values else Normalise(whom(parts)),)

    def reduced_by(self, said: Said) -> Intents:
        """Return what "1 dB less gain reduction" asks for; without a number it is more or less compression."""
        parts = Parts(said)
        way, how_much = parts.one(Way), amount(parts)
        assert way, "it is more or less"
        if how_much.value is None:
            return (stronger(whom(parts), "Compressor", way.up, how_much),)
        if how_much.unit not in ("dB", ""):
            raise Unclear("a compressor reduces the gain, by so many dB")
        return (Reducing(whom(parts), how_much.value if way.up else -how_much.value, by=True),)

    def peaked(self, said: Said) -> Intents:
        """Return what "turn it down so it peaks at -6" asks for: it is turned no other way than said."""
        parts = Parts(said)
        (value,), ways = parts.all(Value), {way.up for way in parts.all(Way)}
        if value.quantity.unit not in ("dB", "dBTP", "") or value.quantity.value > 0 or len(ways) > 1:
            raise Unclear("peaks stand at a number of dBFS, 0 or less")
        target = parts.one(Target) or Target((Ref("main"),))
        return (Normalise(target, value.quantity.value, "dBTP", most=ways == {False}),)

    def held_below(self, said: Said) -> Intents:
        """Return what "keep the true peak under -1" asks for: it is turned down if need be, and never up."""
        parts = Parts(said)
        limit = parts.one(Quantity) or read([parts.one(Concept)], "CEILING", Quantity)
        if limit.unit not in ("dB", "dBTP", "") or limit.value > 0:
            raise Unclear("peaks stay under a number of dBTP, 0 or less")
        return (Normalise(parts.one(Target) or Target((Ref("main"),)), limit.value, "dBTP", most=True),)

    def no_louder(self, said: Said) -> Intents:
        """Return what "hold the loudness under -14 LUFS on the bass" asks for: it is never turned up for it."""
        parts = Parts(said)
        limit, target = parts.all(Master)[0].lufs, whom(parts)
        if limit is None or limit > 0 or any(ref.kind == "main" for ref in target.refs):
            raise Unclear("it does not say whether that is a loudness to master to")
        return (Normalise(target, limit, "LUFS", most=True),)

    def headroom(self, said: Said) -> Intents:
        parts = Parts(said)
        (quantity,) = parts.all(Quantity)
        if quantity.unit not in ("dB", "dBTP", ""):
            raise Unclear("headroom is a number of dB")
        return (Normalise(parts.one(Target) or Target((Ref("main"),)), -abs(quantity.value), "dBTP", most=True),)

    def reducing(self, said: Said) -> Intents:
        parts = Parts(said)
        (quantity,) = parts.all(Quantity)
        if effect_of(parts) not in ("", "Compressor") or quantity.unit not in ("dB", ""):
            raise Unclear("a compressor reduces the gain, by so many dB")
        return (Reducing(whom(parts), abs(quantity.value)),)


def _seconds(quantity: Quantity) -> float:
    if quantity.unit not in ("s", "ms") or quantity.value <= 0 or quantity.signed:
        raise Unclear("a fade lasts so many seconds")
    return quantity.value / (1000 if quantity.unit == "ms" else 1)
