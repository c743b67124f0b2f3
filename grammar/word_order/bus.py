"""The clauses about sums: what holds several together, the buses that they feed, and what is sent to a return."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grammar.catalogue import SENT, Knob
from grammar.filling import BY_MIX
from grammar.intent import (
    FromBus,
    Glue,
    Ref,
    Remove,
    Set,
    Target,
    ToBus,
)
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Deed, Degree, Effect, Value, Way
from grammar.relations import GLUE, PARALLEL
from grammar.say_parts import effect_text
from grammar.senses import effect_of, more_of, stronger, whom
from grammar.settings import put
from grammar.word_order.chain import Chain
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read


@dataclass(frozen=True)
class Bussed:
    """A bus, by whom it sums or by its name."""

    ref: Ref


@dataclass(frozen=True)
class Gluing:
    """What holds a sum together, as a thing that can be added and taken away, by its slot."""

    slot: str


@dataclass(frozen=True)
class Called:
    """What something new is to be called."""

    name: str


class Busing(Chain):
    """The rules of `bus.lark`."""

    # ---- held together

    def gluing(self, _: Said) -> Gluing:
        return Gluing(GLUE)

    def pressing(self, _: Said) -> Gluing:
        return Gluing(PARALLEL)

    def glue(self, said: Said) -> Intents:
        parts = Parts(said)
        way, how_much = parts.one(Way), amount(parts)
        if how_much.unit not in ("", "dB"):
            raise Unclear("glue is so many dB of gain reduction")
        more = way.up if way else None
        if how_much.value is not None:
            if way:
                raise Unclear("it does not say from how much")
            return (Glue(whom(parts), how_much.value),)
        return (Glue(whom(parts), amount=how_much, more=more),)

    def less_glue(self, said: Said) -> Intents:
        return (Glue(whom(Parts(said)), more=False),)

    def unglue(self, said: Said) -> Intents:
        parts = Parts(said)
        gluing = parts.one(Gluing)
        assert gluing, "it is what holds something together"
        return (Remove(whom(parts), "Compressor", gluing.slot),)

    def part(self, said: Said) -> Value:
        factor = float(Fraction(read(said, "FACTOR", str)))
        if factor >= 1:
            raise Unclear("it does not say how much is mixed in")
        return Value("", Quantity(round(factor * 100), "%"))

    def parallel(self, said: Said) -> Intents:
        parts = Parts([Value("", one.quantity) if isinstance(one, Value) else one for one in said])
        how_much = amount(parts)
        if effect_of(parts) not in ("", "Compressor"):
            raise Unclear("only a compressor works in parallel")
        if (knob := parts.one(Knob)) and knob.among("Compressor") != "mix_pct":
            raise Unclear(f"of parallel compression it is said how much is mixed in, and no {knob.word}")
        if how_much.value is not None and how_much.unit != "%":
            raise Unclear("how much of it is mixed in is said in %")
        way = parts.one(Way) if how_much.unit != "%" else None
        return (Glue(whom(parts), amount=how_much, more=way.up if way else None, parallel=True),)

    def on_a_bus(self, said: Said) -> Intents:
        parts = Parts(said)
        deed, degree = parts.one(Deed), parts.one(Degree)
        target = together(whom(parts))
        assert deed, "something is done to them together"
        if degree:
            return (stronger(target, deed.name, True, amount(parts)),)
        return (Set(target, deed.name),)

    # ---- whom: sums and returns

    def summed(self, said: Said) -> tuple[Ref, ...]:
        ref = next(iter(self.whoever(said)))
        return (ref if ref.kind == "main" else Ref("bus", of=(ref,), words=f"{said[0].text.lower()} bus"),)

    def bus_of(self, said: Said) -> tuple[Ref, ...]:
        return (Ref("bus", of=said[0]),)

    def returned(self, said: Said) -> tuple[Ref, ...]:
        return (Ref("return", read(said, "EFFECT", str), words=said[0].text.lower()),)

    def on_return(self, said: Said) -> Target:
        return Target(self.returned(said))

    def whoever(self, said: Said) -> tuple[Ref, ...]:
        """Return whom a concept names, whichever way it does."""
        readings = said[0].readings
        return (
            self.strip(said) if "STRIP" in readings else self.role(said) if "ROLE" in readings else self.general(said)
        )

    # ---- several on one strip

    def called(self, said: Said) -> Called:
        return Called(read(said, "NAMED", str))

    def bus(self, said: Said) -> Bussed:
        if "BUS" in said[0].readings:
            return Bussed(Ref("strip", read(said, "BUS", str)))
        return Bussed(self.summed(said)[0])

    def sum(self, said: Said) -> Target:
        return Target(self.whoever(said))

    def to_bus(self, said: Said) -> Intents:
        parts = Parts(said)
        name = parts.one(Called)
        return (ToBus(whom(parts), name.name if name else ""),)

    def onto_bus(self, said: Said) -> Intents:
        parts = Parts(said)
        bus = parts.one(Bussed)
        assert bus, "they go to a bus"
        return (ToBus(whom(parts), to=Target((bus.ref,))),)

    def from_bus(self, said: Said) -> Intents:
        parts = Parts(said)
        bus = parts.one(Bussed)
        assert bus, "they come from a bus"
        return (FromBus(Target((bus.ref,)), whom(parts)),)

    def no_bus(self, said: Said) -> Intents:
        parts = Parts(said)
        bus = parts.one(Bussed)
        return (FromBus(Target((bus.ref,)) if bus else together(whom(parts))),)

    # ---- sent where

    def send(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        if effect_of(parts) in BY_MIX and not way and not parts.has(Degree):
            return (Set(whom(parts), effect_of(parts)),)
        if effect_of(parts) in BY_MIX:
            return (more_of(parts, way.up if way else True),)
        if effect_of(parts) not in SENT:
            raise Unclear("it is not sent to an effect that several share")
        named = parts.one(Effect)
        if named and named.sort and not way:
            return self._of_a_sort(parts, named)
        return (more_of(parts, way.up if way else True),)

    def sent_at(self, said: Said) -> Intents:
        parts = Parts(said)
        named = parts.one(Effect)
        if named and named.name in BY_MIX:
            (share,) = parts.all(Value)
            if share.quantity.unit != "%":
                raise Unclear(f"how much of the {effect_text(named.name)} is mixed in is said in %")
            return (Set(whom(parts), named.name, (("mix_pct", share.quantity.value),)),)
        if named is None or named.name not in SENT:
            raise Unclear("it is not sent to an effect that several share")
        level = put(whom(parts), SENT[named.name], (), parts.all(Value))
        return (*level, *([Set(Target(), named.name, named.sort)] if named.sort else []))

    def sent_turned(self, said: Said) -> Intents:
        """Return what "raise the send from the snare to the reverb by 3 dB" asks for."""
        parts = Parts(said)
        ways = {way.up for way in parts.all(Way)}
        if len(ways) != 1 or effect_of(parts) not in SENT:
            raise Unclear("it does not say up or down, or of what")
        return (more_of(Parts(parts.but(Way)), ways.pop()),)

    def unsend(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = effect_of(parts)
        return (Remove(whom(parts), SENT.get(effect, effect)),)

    def sent_more(self, said: Said) -> Intents:
        return self.send(said)


def together(target: Target) -> Target:
    """Return the bus that sums whoever is named, or will."""
    if len(target.refs) == 1 and target.refs[0].kind in ("bus", "main") and not target.without:
        return target
    if target.without:
        raise Unclear("it leaves somebody out of a bus; name those who are in it")
    return Target((Ref("bus", of=target.refs),))
