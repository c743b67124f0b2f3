"""The clauses that put something somewhere and say at once how it is to be: a long hall, a slow attack, 30 ms of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dsp.effects import BY_NAME
from grammar.bus import Busing
from grammar.catalogue import LEVEL, Knob
from grammar.intent import Amount, Intent, Nudge, Set, Target
from grammar.knobs import Intents
from grammar.leaves import Said
from grammar.parts import Degree, Direction, Effect, Factor, Hint, Hinted, Parts, Setting, Unclear, Value, Way, amount
from grammar.senses import effect_of, headed, moved, whom
from grammar.settings import put

NARROW_Q, WIDE_Q = 4.0, 0.6
"""Of a new band that is to be narrow, a third of an octave, or wide, more than two octaves."""


class Shape(Busing):
    """The rules with an adjective for a knob or an effect."""

    def start(self, said: Said) -> Intents:
        parts = Parts(said[1:])
        hints = (*parts.all(Hint), *(hint for some in parts.all(Hinted) for hint in some.hints))
        kinds = parts.all(Effect)
        asked = super().start([said[0], *Parts(Parts(parts.but(Hint)).but(Hinted)).but(Effect)])
        for kind in kinds:
            asked = _of_kind(asked, kind)
        return (*asked, *(_shaping(asked, hint) for hint in hints))

    def move(self, said: Said) -> Intents:
        return self._with_shape(said, super().move)

    def cut(self, said: Said) -> Intents:
        return self._with_shape(said, super().cut)

    def take(self, said: Said) -> Intents:
        return self._with_shape(said, super().take)

    def _with_shape(self, said: Said, asked: Callable[[Said], Intents]) -> Intents:
        """Return what a clause asks for with the adjectives in it: "a narrow cut at 400"."""
        parts = Parts(said)
        found = asked(list(parts.but(Hint)))
        for hint in parts.all(Hint):
            found = _shaped(found, _shaping(found, hint))
        return found

    def hinted(self, said: Said) -> Hinted:
        return Hinted(Parts(said).all(Hint))

    def trait(self, said: Said) -> Hint:
        parts = Parts(said)
        hint = parts.one(Hint)
        assert hint, "a trait is an adjective and a knob"
        return replace(hint, degree=parts.one(Degree), knob=parts.one(Knob))

    def shaped(self, said: Said) -> Intents:
        parts = Parts(said)
        hint, effect = parts.one(Hint), parts.one(Effect)
        assert hint, "it is to be somehow"
        assert effect, "something is to be so"
        put_there = self.add([part for part in said if not isinstance(part, Hint)])
        return (*put_there, headed(Parts([effect, *parts.all(Target)]), hint.heading))

    def give(self, said: Said) -> Intents:
        parts = Parts(said)
        knob, value = parts.one(Knob), parts.one(Value)
        assert knob, "so much of a knob is given"
        assert value, "so much is given"
        if not value.quantity.unit:
            raise Unclear('it may mean that much more or that much in all; say "to" or "by"')
        if value.quantity.unit == "dB" and not value.quantity.signed:
            return (moved(Parts([whom(parts), *parts.all(Effect), knob, Value("by", value.quantity)]), True),)
        return put(whom(parts), effect_of(parts), (Setting(knob, value.quantity),), ())

    def tuck(self, said: Said) -> Intents:
        parts = Parts(said)
        return (Nudge(parts.all(Target)[0], *LEVEL, False, amount(parts)),)

    def turned_half(self, said: Said) -> Intents:
        return self.turn([*said, Factor(0.5)])

    def turned_share(self, said: Said) -> Intents:
        """Return what "down by a third" asks for: so much of what there is less, or more."""
        parts = Parts(said)
        factor, way, direction = parts.one(Factor), parts.one(Way), parts.one(Direction)
        assert factor, "a share is named"
        up = way.up if way else direction.up if direction else False
        times = 2 - factor.times if up else 1 / factor.times
        return (Nudge(whom(parts), *LEVEL, up, Amount(value=round(times, 3), unit="x")),)

    def turn(self, said: Said) -> Intents:
        parts = Parts(said)
        factor, way = parts.one(Factor), parts.one(Way)
        if not factor or not way:
            return super().turn(said)
        if way.up == (factor.times < 1):
            raise Unclear("it goes up by less than what there is, or down by more")
        times = max(factor.times, 1 / factor.times)
        return (Nudge(whom(parts), *LEVEL, way.up, Amount(value=times, unit="x")),)


def _shaped(asked: Intents, shape: Intent) -> Intents:
    """Return a band with the width that was said of it; a number said beside goes before the adjective."""
    band = next((one for one in asked if isinstance(one, Set)), None)
    if band is None or not isinstance(shape, Nudge) or (shape.effect, shape.knob) != ("Bell", "q"):
        return (*asked, shape)
    if "q" in dict(band.knobs):
        return asked
    q = NARROW_Q if shape.up else WIDE_Q
    return tuple(replace(one, knobs=(*band.knobs, ("q", q))) if one is band else one for one in asked)


def _of_kind(asked: Intents, kind: Effect) -> Intents:
    """Return what is asked, the effect of the kind that is said behind: "compress the vocal 4:1 with auto release"."""
    named = next((one for one in asked if isinstance(one, Set | Nudge) and one.effect in BY_NAME), None)
    owner = kind.label.of(named.effect) if named and kind.label else None
    sort = (owner[1:],) if owner else kind.sort if named and kind.name == named.effect else ()
    if named is None or not sort:
        raise Unclear("it does not say of which effect")
    if isinstance(named, Set):
        return tuple(replace(one, knobs=(*named.knobs, *sort)) if one is named else one for one in asked)
    return (*asked, Set(named.target, named.effect, sort))


def _shaping(asked: Intents, hint: Hint) -> Intent:
    """Return what an adjective behind a request turns: "compress the drums with a slow attack"."""
    named = [one for one in asked if isinstance(one, Set | Nudge) and one.effect in BY_NAME]
    if not named:
        raise Unclear("it does not say of which effect")
    effect, target = named[0].effect, named[0].target
    return headed(Parts([Effect(effect), target, hint.knob, hint.degree]), hint.heading)
