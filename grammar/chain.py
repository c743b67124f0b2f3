"""The clauses about what is on a strip and what is not: fades, ducking, pans, characters, sends, bypass and removal."""

from __future__ import annotations

from dataclasses import replace

from grammar.build import Build, Intents
from grammar.catalogue import LEVEL, PITCH, SENT, Pole, kind_of
from grammar.intent import (
    Amount,
    Apart,
    Bypass,
    Ducking,
    Fading,
    LevelAs,
    Like,
    Master,
    Maximise,
    Normalise,
    NotYet,
    Nudge,
    Ramping,
    Reducing,
    Ref,
    Remove,
    Reset,
    Set,
    Simile,
    Sound,
    Target,
    Undo,
)
from grammar.leaves import Said, read
from grammar.numbers import Quantity
from grammar.parts import (
    Change,
    Character,
    Deed,
    Degree,
    Direction,
    Effect,
    Factor,
    Fades,
    Heading,
    Kept,
    Parts,
    Pitching,
    Power,
    Qualify,
    Quality,
    Side,
    Since,
    Switch,
    Unclear,
    Unknown,
    Value,
    Way,
    amount,
)
from grammar.senses import (
    changed,
    effect_of,
    more_of,
    stronger,
    whom,
)
from grammar.settings import put
from grammar.vocabulary import vocabulary


class Chain(Build):
    """The rules that put something on a strip, or take it away."""

    def by_means(self, said: Said) -> Intents:
        parts = Parts(said)
        effect, change = parts.one(Effect), parts.one(Change) or parts.one(Qualify)
        quality = (change.what if isinstance(change, Change) else change) if change else parts.one(Quality)
        assert effect, "something is the means"
        more = change.more if isinstance(change, Change) else change.more if change else True
        name = quality.quality if isinstance(quality, Qualify) else quality.name if isinstance(quality, Quality) else ""
        if not more or name not in vocabulary().brings.get(effect.name, ()):
            raise Unclear("that is not what it is the means to")
        return (Set(whom(parts), effect.name, effect.sort),)

    def fade(self, said: Said) -> Intents:
        parts = Parts(said)
        fading, values = parts.one(Fades), parts.all(Value)
        assert fading, "a fade goes in or out"
        if len(values) > 1:
            raise Unclear("it says twice how long")
        seconds = _seconds(values[0].quantity) if values else None
        return (Fading(whom(parts), fading.out, seconds),)

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
        if not steps:
            raise Unclear("it does not say how far, for example 3 dB")
        ways = [way.up for way in parts.all(Way)]
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

    def _apart(self, target: Target, one: Side, other: Side) -> Apart:
        """Return what "hard left and right" asks of two or more."""
        places = {side.position for side in (one, other) if side.position is not None}
        if len(places) != 1 or {one.unit, other.unit} - {"", "%"}:
            raise Unclear("it does not say how far to each side")
        return Apart(target, places.pop())

    def likeness(self, said: Said) -> Intents:
        parts = Parts(said)
        character = parts.one(Character)
        assert character, "it is like something"
        return (Like(whom(parts), character.name),)

    def unlikeness(self, said: Said) -> Intents:
        return tuple(replace(like, more=False) for like in self.likeness(said) if isinstance(like, Like))

    def simile(self, said: Said) -> Intents:
        unknown = Parts(said).all(Unknown)[0]
        return (Simile(whom(Parts(said)), unknown.words),)

    def seeming(self, said: Said) -> Intents:
        return self.simile(said)

    def crush(self, said: Said) -> Intents:
        parts = Parts(said)
        degree = parts.one(Degree)
        how_much = Amount(degree.factor, words=degree.words) if degree else Amount(2.0)
        return (stronger(whom(parts), "Compressor", True, how_much),)

    def send(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        if effect_of(parts) not in SENT:
            raise Unclear("it is not sent to an effect that several share")
        named = parts.one(Effect)
        if named and named.sort and not way:
            return self._of_a_sort(parts, named)
        return (more_of(parts, way.up if way else True),)

    def sent_at(self, said: Said) -> Intents:
        parts = Parts(said)
        named = parts.one(Effect)
        if named is None or named.name not in SENT:
            raise Unclear("it is not sent to an effect that several share")
        level = put(whom(parts), SENT[named.name], (), parts.all(Value))
        return (*level, *([Set(Target(), named.name, named.sort)] if named.sort else []))

    def gate_between(self, said: Said) -> Intents:
        parts = Parts(said)
        if (deed := parts.one(Deed)) and deed.name not in ("Gate", "Mute"):
            raise Unclear("between phrases it can only be silenced")
        return (Set(whom(parts), "Gate"),)

    def reducing(self, said: Said) -> Intents:
        parts = Parts(said)
        (quantity,) = parts.all(Quantity)
        if effect_of(parts) not in ("", "Compressor") or quantity.unit not in ("dB", ""):
            raise Unclear("a compressor reduces the gain, by so many dB")
        return (Reducing(whom(parts), abs(quantity.value)),)

    def on_a_bus(self, said: Said) -> Intents:
        return (NotYet("bus", whom(Parts(said))),)

    def ungate(self, said: Said) -> Intents:
        parts = Parts(said)
        if any(way.up for way in parts.all(Direction)):
            raise Unclear("what bleeds in from others cannot be made more of")
        return (Set(whom(parts), "Gate"),)

    def mono(self, said: Said) -> Intents:
        parts = Parts(said)
        if below := parts.all(Value):
            return put(whom(parts), "MonoBelow", (), [Value("at", value.quantity) for value in below])
        return (Set(whom(parts), "Width", (("width_pct", 0.0),)),)

    def scale(self, said: Said) -> Intents:
        parts = Parts(said)
        factor = parts.one(Factor)
        assert factor, "it is so many times as much"
        how_much = Amount(value=factor.times if factor.times > 1 else 1 / factor.times, unit="x")
        up = factor.times > 1
        if quality := parts.one(Quality):
            return (Sound(whom(parts), quality.name, up, Amount(2.0)),)
        if pole := parts.one(Pole):
            nudge = changed(whom(parts), Change(pole, up, Amount()))
            return (replace(nudge, amount=how_much),) if isinstance(nudge, Nudge) else (nudge,)
        return (more_of(Parts([*parts.but(Factor), Value("by", Quantity(how_much.value or 1.0, "x"))]), up),)

    def level_as(self, said: Said) -> Intents:
        parts = Parts(said)
        one, other = parts.all(Target)
        value, way = parts.one(Value), parts.one(Way)
        if not value:
            return (LevelAs(one, other),)
        if value.quantity.unit not in ("dB", "") or value.quantity.signed or not way:
            raise Unclear("a level over another is in dB")
        return (LevelAs(one, other, value.quantity.value * (1 if way.up else -1)),)

    def switch(self, said: Said) -> Intents:
        parts = Parts(said)
        switch = parts.one(Switch)
        assert switch, "a switch is named"
        return (Set(whom(parts), switch.effect, (("on", switch.on),)),)

    # ---- what is there and what is not

    def remove(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = effect_of(parts)
        return (Remove(whom(parts), SENT.get(effect, effect)),)

    def bypass(self, said: Said) -> Intents:
        parts = Parts(said)
        power = parts.one(Power)
        assert power, "it is on or off"
        return (Bypass(whom(parts), effect_of(parts), power.bypassed),)

    def again_at_work(self, said: Said) -> Intents:
        power = Parts(said).one(Power)
        ref = next(read([part], "REF", Ref) for part in said if not isinstance(part, Power))
        if ref.kind != "it" or not power or power.bypassed:
            raise Unclear("it may mean a mute or a bypass; say which")
        return (Bypass(Target((ref,)), on=False),)

    def reset(self, said: Said) -> Intents:
        parts = Parts(said)
        if any(ref.kind in ("main", "all") for ref in whom(parts).refs) and not parts.has(Effect):
            return (Undo(all=True),)
        return (Reset(whom(parts), effect_of(parts)),)

    def swap(self, said: Said) -> Intents:
        parts = Parts(said)
        old, new = parts.all(Effect)
        if new.sort and new.name == old.name:
            return (Set(whom(parts), new.name, new.sort),)
        return Remove(whom(parts), SENT.get(old.name, old.name)), Set(whom(parts), new.name, new.sort)


def _seconds(quantity: Quantity) -> float:
    if quantity.unit not in ("s", "ms") or quantity.value <= 0 or quantity.signed:
        raise Unclear("a fade lasts so many seconds")
    return quantity.value / (1000 if quantity.unit == "ms" else 1)
