"""The clauses that put something somewhere and say at once how it is to be: a long hall, a slow attack, 30 ms of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dsp.effects import BY_NAME
from grammar.catalogue import LEVEL, Knob, poles
from grammar.intent import Intent, Nudge, Set, Target
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Degree, Direction, Effect, Heading, Hint, Hinted, Qualify, Setting, Value, Way
from grammar.senses import effect_of, headed, more_of, moved, whom
from grammar.settings import band, put
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said
from grammar.word_order.scaling import Scaling

NARROW_Q, WIDE_Q = 4.0, 0.6
"""Of a new band that is to be narrow, a third of an octave, or wide, more than two octaves."""


BROUGHT_BY = {
    ("LowShelf", "thin"): False,
    ("LowShelf", "full"): True,
    ("LowShelf", "warm"): True,
    ("HighShelf", "bright"): True,
    ("HighShelf", "airy"): True,
    ("HighShelf", "dark"): False,
    ("HighShelf", "smooth"): False,
}
"""Which way a shelf goes that is the means to a way to sound."""


class Shape(Scaling):
    """The rules with an adjective for a knob or an effect."""

    def start(self, said: Said) -> Intents:
        parts = Parts(said[1:])
        hints = (*parts.all(Hint), *(hint for some in parts.all(Hinted) for hint in some.hints))
        kinds = parts.all(Effect)
        asked = super().start([said[0], *Parts(Parts(parts.but(Hint)).but(Hinted)).but(Effect)])
        for kind in kinds:
            asked = _of_kind(asked, kind)
        shaped = [_shaping(asked, hint) for hint in hints]
        return (*asked, *(shape for shape in shaped if not _is_said(asked, shape)))

    def both_knobs(self, said: Said) -> Intents:
        """Return what "a slower attack but a faster release on the snare" asks for."""
        knobs = [one for one in said if isinstance(one, Knob)]
        shared = [one for one in said if isinstance(one, Effect | Target)]
        pairs = zip(knobs, _ways(said), strict=True)
        return tuple(headed(Parts([*shared, knob, heading]), heading) for knob, heading in pairs)

    def both_doses(self, said: Said) -> Intents:
        """Return what "more feedback but less mix on the vocal delay" asks for."""
        parts = Parts(said)
        shared = [one for one in said if isinstance(one, Effect | Target)]
        pairs = zip(parts.all(Knob), parts.all(Way), strict=True)
        return tuple(more_of(Parts([*shared, knob, way]), way.up) for knob, way in pairs)

    def both_ways(self, said: Said) -> Intents:
        """Return what "a deeper and slower tremolo on the keys" asks for."""
        shared = [one for one in said if isinstance(one, Effect | Target)]
        return tuple(headed(Parts([*shared, heading]), heading) for heading in _ways(said))

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

    def shaped_move(self, said: Said) -> Intents:
        down = any(isinstance(part, Direction) and not part.up for part in said)
        return self._with_shape(said, super().cut if down else super().move)

    def means_at(self, said: Said) -> Intents:
        """Return the shelf that "use a low shelf at 100 Hz to thin out the piano" asks for."""
        parts = Parts(said)
        wanted, effect = parts.one(Qualify), effect_of(parts)
        assert wanted, "it is to become so"
        up = BROUGHT_BY.get((effect, wanted.quality))
        if up is None:
            raise Unclear("that is not what it is the means to")
        shelf = (band(whom(parts), effect, up == wanted.more, parts.all(Value), (), None),)
        return tuple(_shaped(shelf, _shaping(shelf, hint))[0] for hint in parts.all(Hint)) or shelf

    def hinted(self, said: Said) -> Hinted:
        return Hinted(Parts(said).all(Hint))

    def trait(self, said: Said) -> Hint:
        parts = Parts(said)
        way = parts.one(Way)
        hint = parts.one(Hint) or (Hint(Heading(None, way.up, "more" if way.up else "less")) if way else None)
        assert hint, "a trait is an adjective and a knob"
        return replace(hint, degree=parts.one(Degree), knob=parts.one(Knob))

    def shaped(self, said: Said) -> Intents:
        parts = Parts(said)
        hints, effect = parts.all(Hint), parts.one(Effect)
        assert hints, "it is to be somehow"
        assert effect, "something is to be so"
        if effect.name == "Fade":
            raise Unclear("it does not say whether it is to fade in or out")
        put_there = self.add([part for part in said if not isinstance(part, Hint)])
        shared = [effect, *parts.all(Target)]
        return (*put_there, *(headed(Parts([*shared, hint.knob, hint.degree]), hint.heading) for hint in hints))

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

    def slowed(self, said: Said) -> Intents:
        parts = Parts(said)
        return (headed(parts, Heading(poles().get("slower"), True, "slower")),)

    def tuck(self, said: Said) -> Intents:
        parts = Parts(said)
        return (Nudge(parts.all(Target)[0], *LEVEL, False, amount(parts)),)


def _is_said(asked: Intents, shape: Intent) -> bool:
    """Whether a number says already how a knob is to stand: "a steep slope, 24 dB per octave"."""
    sets = [one for one in asked if isinstance(one, Set)]
    return isinstance(shape, Nudge) and any(
        one.effect == shape.effect and shape.knob in dict(one.knobs) for one in sets
    )


def _ways(said: Said) -> list[Heading]:
    """Return which ways knobs are turned, in order, whether by how they are to become or by how they are to be."""
    return [one.heading if isinstance(one, Hint) else one for one in said if isinstance(one, Heading | Hint)]


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
