"""Knobs put at values, and effects by their verbs: one method for each rule of `knobs.lark`."""

from __future__ import annotations

from dataclasses import replace

from grammar.catalogue import SENT, Knob, Label, kind_of
from grammar.concept import Concept
from grammar.intent import Apart, Intent, Reducing, Set, Target
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Deed, Degree, Effect, Exactly, Particle, Qualify, Quality, Region, Setting, Value, Way, Zone
from grammar.senses import NO_DEPTH, effect_of, moved, stronger, whom, within
from grammar.settings import band, is_place, put
from grammar.word_order.leaves import Leaves, Said, read

Intents = tuple[Intent, ...]

LASTS = frozenset({"s", "ms"})

TAILS = frozenset({"Reverb", "Convolution"})
"""The effects of which it is said how long they last."""

HOLDS = frozenset({"Limiter", "Clipper"})
"""The effects that keep all peaks under a level."""

_CORNERS = {"HighPass": "low_cut_hz", "LowPass": "high_cut_hz"}
"""What a filter is called where it is a knob of another effect: an echo has its own."""

LOW_END_HZ, HIGH_END_HZ = 500.0, 2_000.0
"""What is rolled off at less than the one is all below, at more than the other all above."""

ROW_PCT = 50.0
"""How far to each side the outermost of a row go where it is only said that they are to be panned."""


def _is_further(setting: Setting, effect: str) -> bool:
    """Whether a plus or minus says how far a knob is turned, and not where to: "pre-delay +10 ms"."""
    owners = [(owner, name) for owner, name in setting.knob.owners if effect in ("", owner)]
    lows = [kind_of(owner).params[name].low for owner, name in owners]
    return setting.bare and setting.quantity.signed and bool(lows) and min(lows) >= 0


class Knobs(Leaves):
    """The rules that put knobs somewhere."""

    def setting(self, said: Said) -> Setting:
        parts = Parts(said)
        knob, quantity = parts.one(Knob), parts.one(Quantity)
        peak = next((read([one], "CEILING", Quantity) for one in parts.all(Concept)), None)
        if peak:
            quantity = replace(peak, unit="dB")
        assert knob, "a setting is of a knob"
        assert quantity, "a setting is a number"
        if peak and knob.word != "ceiling":
            raise Unclear("only a ceiling is a true peak")
        return Setting(knob, quantity)

    def stated(self, said: Said) -> Setting:
        return replace(self.setting(said), bare=True)

    def band(self, said: Said) -> Setting:
        return self.setting(said)

    def kind(self, said: Said) -> Effect:
        return self.sort(said)

    def kind_so(self, said: Said) -> Setting:
        knob, label = Parts(said).one(Knob), read(said, "LABEL", Label, 1)
        assert knob, "a kind is a position of a knob"
        places = [place for effect, field, place in label.owners if knob.among(effect) == field]
        if len(set(places)) != 1:
            raise Unclear(f"it does not say {label.word} of what")
        return Setting(knob, Quantity(places[0]))

    def backwards(self, said: Said) -> Setting:
        return self.setting(said)

    def without(self, said: Said) -> Setting:
        return Setting(said[0], Quantity(0.0))

    def set(self, said: Said) -> Intents:
        parts = Parts(said)
        knob, quantity = parts.one(Knob), parts.one(Quantity)
        settings = (*parts.all(Setting), *([Setting(knob, quantity)] if knob and quantity else []))
        parts = _one_effect(parts)
        named = parts.one(Effect)
        if not named and any(one == Setting(one.knob, Quantity(0.0)) and one.knob.word == "depth" for one in settings):
            raise Unclear(NO_DEPTH)  # "the mix feels flat, no depth"
        if len(settings) == 1 and not parts.has(Value) and _is_further(settings[0], effect_of(parts)):
            by = settings[0].quantity
            left = [*parts.but(Setting), settings[0].knob, Value("by", replace(by, value=abs(by.value)))]
            return (moved(Parts(left), by.value > 0),)
        found = put(whom(parts), effect_of(parts), settings, parts.all(Value))
        if named and named.sort:
            asked, apart = found[0], Set(Target(), named.name, named.sort)
            if isinstance(asked, Set) and asked.effect == named.name:
                return (replace(asked, knobs=(*named.sort, *asked.knobs)), *found[1:])
            return (*found, apart)
        return found

    def topmost(self, said: Said) -> Quantity:
        return replace(read(said, "CEILING", Quantity), unit="dB")

    def lasting_so(self, said: Said) -> Intents:
        """Return how long an effect is to go on: its sound, where it makes one, or how long it stays."""
        parts = Parts(said)
        quantity = parts.one(Quantity)
        if quantity is None or quantity.unit not in LASTS or effect_of(parts) not in TAILS:
            raise Unclear("it does not say how long what is to last")
        return put(whom(parts), effect_of(parts), (), [Value("to", quantity)])

    def standing_at(self, said: Said) -> Intents:
        """Return what "the delay should be 30 %" asks for: the knob that such a number is of."""
        parts = Parts(said)
        (value,) = parts.all(Value)
        if not value.quantity.unit or value.quantity.signed:
            raise Unclear("it does not say what of it is to stand there")
        return put(whom(parts), effect_of(parts), (), [Value("to", value.quantity)])

    def held_open(self, said: Said) -> Intents:
        parts = Parts(said)
        quantity = parts.one(Quantity)
        if quantity is None or quantity.unit not in LASTS or effect_of(parts) != "Gate":
            raise Unclear("it does not say what is to stay open so long")
        hold = Knob("hold", (("Gate", "hold_ms"),))
        return put(whom(parts), "Gate", (Setting(hold, quantity),), ())

    def shelved(self, said: Said) -> Intents:
        """Return "high shelf, plus 2 above 10k": a band as an effect and two numbers, one of them signed."""
        parts = Parts(said)
        effect, depths = effect_of(parts), [value for value in parts.all(Value) if not is_place(value)]
        shelf, way = effect in ("HighShelf", "LowShelf"), parts.one(Way)
        if not (shelf or effect == "Bell") or len(depths) != 1:
            raise Unclear("it does not say whether up or down")
        signed = depths[0].quantity.signed
        if signed == bool(way) and (way or not shelf):
            raise Unclear("it does not say whether up or down")
        up = depths[0].quantity.value > 0 if signed else way.up if way else True
        return (band(whom(parts), effect, up, parts.all(Value), (), None),)

    def apply(self, said: Said) -> Intents:
        parts = whole_verbs(said)
        deed, way = parts.one(Deed), parts.one(Way)
        assert deed, "something is done"
        if deed.name == "Pan":
            if _is_row(whom(parts)) and not parts.has(Degree):
                return (Apart(whom(parts), ROW_PCT),)
            raise Unclear("it does not say to where")
        if values := parts.all(Value):
            if deed.name not in HOLDS:
                raise Unclear("only a limiter or a clipper keeps the peaks under a level")
            return put(whom(parts), deed.name, (), [Value("to", replace(v.quantity, unit="dB")) for v in values])
        if zone := parts.one(Zone):
            return (within(whom(parts), deed.name, zone, way.up if way else True, amount(parts)),)
        if not way and not parts.has(Degree) and deed.name not in SENT:
            return (Set(whom(parts), deed.name),)
        return (stronger(whom(parts), deed.name, way.up if way else True, amount(parts)),)

    def held_back(self, said: Said) -> Intents:
        """Return what "compress the overheads gently, 2 dB at most" asks for: so much gain reduction."""
        parts = whole_verbs(said)
        deed, (value,) = parts.one(Deed), parts.all(Exactly)
        compressed = deed is not None and deed.name == "Compressor"
        if not compressed or value.quantity.unit != "dB" or value.quantity.signed or value.quantity.value <= 0:
            raise Unclear("only a compressor is told how far it turns down")
        return (Reducing(whom(parts), value.quantity.value),)

    def through(self, said: Said) -> Intents:
        parts = Parts(said)
        deed, values = parts.one(Deed), parts.all(Value)
        if not deed or deed.name not in _CORNERS or len(values) != 1:
            raise Unclear("it names more than one effect")
        (ref,) = whom(parts).refs
        field, effect = _CORNERS[deed.name], ref.value
        if effect not in SENT and field in kind_of(effect).params:
            corner = Knob(kind_of(effect).params[field].words[0], ((effect, field),))
            return put(Target(), effect, (Setting(corner, values[0].quantity),), ())
        return put(whom(parts), deed.name, (), (Value("at", values[0].quantity),))

    def filter(self, said: Said) -> Intents:
        parts = Parts(said)
        edges = [value for value in parts.all(Value) if value.preposition in ("below", "above")]
        others = [value for value in parts.all(Value) if value not in edges]
        slopes = [value for value in others if value.quantity.unit == "dB/oct"]
        if len(edges) != 1:
            raise Unclear("it wants one frequency")
        if others != slopes:
            return (band(whom(parts), "", False, parts.all(Value), parts.all(Setting), None),)
        effect = "HighPass" if edges[0].preposition == "below" else "LowPass"
        corner = Value("at", edges[0].quantity)
        return put(whom(parts), effect, parts.all(Setting), (corner, *slopes))

    def rolled_at(self, said: Said) -> Intents:
        """Return what "roll off the piano at 120 Hz" asks for: which end of the spectrum that is tells which filter."""
        parts = Parts(said)
        (corner,) = parts.all(Value)
        region, quality = parts.one(Region), parts.one(Quality)
        low = region.effect == "LowShelf" if region else not quality and corner.quantity.value <= LOW_END_HZ
        high = quality.name == "bright" if quality else not region and corner.quantity.value >= HIGH_END_HZ
        if region and region.effect == "HighShelf":
            low, high = False, True
        if low == high or not is_place(corner):
            raise Unclear('it may be all below that or all above it; say "below" or "above"')
        return put(whom(parts), "HighPass" if low else "LowPass", (), (corner,))


def _one_effect(parts: Parts) -> Parts:
    """Return the parts with an effect that is named twice, by its kind and by itself, as one: "a hall reverb"."""
    named = parts.all(Effect)
    if len(named) < 2 or len({one.name for one in named}) > 1:
        return parts
    sorts = tuple(sort for one in named for sort in one.sort)
    if len(sorts) != 1 or named[0].name not in SENT:
        return parts
    return Parts([*parts.but(Effect), Effect(named[0].name, sorts)])


def _is_row(target: Target) -> bool:
    """Whether those named are several that stand side by side, so that to pan them can only mean that."""
    (ref, *others) = target.refs or (None,)
    row = ref is not None and ref.kind == "role" and ref.value in ("tom", "overheads") and ref.words.endswith("s")
    return row and not others


def whole_verbs(said: Said) -> Parts:
    """Return the parts of a clause; raises `Unclear` if a verb's second part is another's: "smooth it down"."""
    parts = Parts(said)
    verbs = [one.particle for one in parts.all(Qualify)] + [one.particle for one in parts.all(Deed)]
    wanted = [particle for particle in verbs if particle]
    if wanted != [particle.word for particle in parts.all(Particle)]:
        raise Unclear("it does not say what is to be done")
    return parts
