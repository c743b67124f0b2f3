"""The clauses about what is on a strip and what is not: switches, mono, gates, bypass, copies, removal."""

from __future__ import annotations

from dataclasses import replace

from grammar.catalogue import SENT
from grammar.intent import Amount, Bypass, Copy, Play, Ref, Remove, Reorder, Reset, Set, Target, Undo
from grammar.parts import Parts, Unclear
from grammar.pieces import (
    Change,
    Deed,
    Degree,
    Direction,
    Effect,
    InChain,
    Others,
    Power,
    Qualify,
    Quality,
    Switch,
    Value,
    Way,
    Zone,
)
from grammar.refusal import MUTE_OR_BYPASS, MUTE_OR_UNDO
from grammar.senses import effect_of, stronger, whom
from grammar.settings import put
from grammar.vocabulary import vocabulary
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.likeness import Likening

LOWS_TO_HZ = 120.0
"""Where the lows end that are put in mono, if nobody says: below it records are cut in mono, and clubs play so."""


class Chain(Likening):
    """The rules that put something on a strip, or take it away."""

    def switching(self, said: Said) -> Switch:
        word = read(said, "SWITCH", str)
        return Switch(word.removeprefix("un").capitalize(), not word.startswith("un"))

    def bypassing(self, said: Said) -> Power:
        return Power(read(said, "BYPASS", str) == "on")

    def bypassing_all(self, said: Said) -> Power:
        return Power(read(said, "BYPASS_ALL", str) == "on")

    def power(self, said: Said) -> Power:
        return Power(read(said, "POWER", str) == "on")

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

    def crush(self, said: Said) -> Intents:
        parts = Parts(said)
        degree = parts.one(Degree)
        way = parts.one(Way)
        how_much = Amount(degree.factor, words=degree.words) if degree else Amount(2.0)
        return (stronger(whom(parts), "Compressor", way.up if way else True, how_much),)

    def gate_between(self, said: Said) -> Intents:
        parts = Parts(said)
        if (deed := parts.one(Deed)) and deed.name not in ("Gate", "Mute"):
            raise Unclear("between phrases it can only be silenced")
        return (Set(whom(parts), "Gate"),)

    def ungate(self, said: Said) -> Intents:
        parts = Parts(said)
        if any(way.up for way in parts.all(Direction)):
            raise Unclear("what bleeds in from others cannot be made more of")
        return (Set(whom(parts), "Gate"),)

    def mono(self, said: Said) -> Intents:
        parts = Parts(said)
        if below := parts.all(Value):
            if any(zone.name != "low" for zone in parts.all(Zone)):
                raise Unclear("only the lows are put in mono by themselves")
            return put(whom(parts), "MonoBelow", (), [Value("at", value.quantity) for value in below])
        return (Set(whom(parts), "Width", (("width_pct", 0.0),)),)

    def mono_low(self, said: Said) -> Intents:
        """Return what "keep the low end in mono" asks for."""
        parts = Parts(said)
        if any(zone.name != "low" for zone in parts.all(Zone)):
            raise Unclear("only the lows are put in mono by themselves")
        return (Set(whom(parts), "MonoBelow", (("frequency_hz", LOWS_TO_HZ),)),)

    def switch(self, said: Said) -> Intents:
        parts = Parts(said)
        switch = parts.one(Switch)
        assert switch, "a switch is named"
        target = whom(parts)
        if switch.effect == "Solo" and target.without and all(ref.kind in ("it", "main") for ref in target.refs):
            target = replace(target, refs=(Ref("all"),))  # "let me hear it without the guitars"
        if switch.effect == "Solo" and switch.on and target == Target((Ref("main"),)):
            return (Play(target=target),)  # "let me hear the mix"
        return (Set(target, switch.effect, (("on", switch.on),)),)

    def others(self, said: Said) -> Others:
        if read(said, "REF", Ref).kind != "rest":
            raise Unclear("it does not say what is to become of whom")
        return Others()

    def alone(self, said: Said) -> Intents:
        """Return what "the vocal and piano, kill everything else" asks for: all of the others muted."""
        parts = Parts(said)
        switch, named = parts.one(Switch), whom(parts)
        if (switch and (switch.effect, switch.on) != ("Mute", True)) or named.without:
            raise Unclear("it does not say what is to become of whom")
        return (Set(Target((Ref("all"),), named.refs), "Mute", (("on", True),)),)

    def heard_again(self, said: Said) -> Intents:
        return (Set(whom(Parts(said)), "Mute", (("on", False),)),)

    def all_cleared(self, _: Said) -> Intents:
        every = Target((Ref("all"),))
        return (Set(every, "Solo", (("on", False),)), Set(every, "Mute", (("on", False),)))

    def silenced(self, said: Said) -> Intents:
        target = whom(Parts(said))
        if any(ref.kind in ("it", "main", "all") for ref in target.refs):
            raise Unclear(MUTE_OR_UNDO)
        return (Set(target, "Mute", (("on", True),)),)

    def soloed(self, said: Said) -> Intents:
        return (Set(whom(Parts(said)), "Solo", (("on", True),)),)

    # ---- what is there and what is not

    def remove(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = effect_of(parts)
        if effect == "Fader":
            raise Unclear('a level is always there; "mute it" or "turn it down" would be something to do')
        return (Remove(whom(parts), SENT.get(effect, effect)),)

    def bypass(self, said: Said) -> Intents:
        parts = Parts(said)
        power = parts.one(Power)
        assert power, "it is on or off"
        return (Bypass(whom(parts), effect_of(parts), power.bypassed),)

    def switched_behind(self, said: Said) -> Intents:
        if effect_of(Parts(said)) in ("Fade", "Fader"):
            raise Unclear("it does not say what is to be on or off")  # "fade the piano out"
        return self.bypass(said)

    def copy(self, said: Said) -> Intents:
        parts = Parts(said)
        named = parts.all(Target)
        if len(named) != 2:
            raise Unclear('it does not say from whom; for example "copy the EQ of the snare to the toms"')
        return (Copy(named[0], named[1], effect_of(parts)),)

    def before_it(self, _: Said) -> InChain:
        return InChain("before")

    def behind_it(self, _: Said) -> InChain:
        return InChain("behind")

    def first_of_all(self, _: Said) -> InChain:
        return InChain("first")

    def last_of_all(self, _: Said) -> InChain:
        return InChain("last")

    def reorder(self, said: Said) -> Intents:
        parts = Parts(said)
        place = parts.one(InChain) or InChain("swapped")
        moved, *beside = [part.name for part in parts.all(Effect)]
        return (Reorder(whom(parts), moved, place.place, *beside),)

    def added_there(self, said: Said) -> Intents:
        ordered = self.reorder(said)
        added = Parts(said).all(Effect)[0]
        return (Set(whom(Parts(said)), added.name, added.sort), *ordered)

    def copied_as(self, said: Said) -> Intents:
        goal, source = Parts(said).all(Target)
        return (Copy(source, goal, effect_of(Parts(said))),)

    def again_at_work(self, said: Said) -> Intents:
        power = Parts(said).one(Power)
        ref = next(read([part], "REF", Ref) for part in said if not isinstance(part, Power))
        if ref.kind != "it" or not power or power.bypassed:
            raise Unclear(MUTE_OR_BYPASS)
        return (Bypass(Target((ref,)), on=False),)

    def reset(self, said: Said) -> Intents:
        parts = Parts(said)
        if any(ref.kind in ("main", "all") for ref in whom(parts).refs) and not parts.has(Effect):
            return (Undo(all=True),)
        return (Reset(whom(parts), effect_of(parts)),)

    def swapped_in(self, said: Said) -> Intents:
        new, old = Parts(said).all(Effect)
        return self.swap([old, new, *(part for part in said if not isinstance(part, Effect))])

    def swap(self, said: Said) -> Intents:
        parts = Parts(said)
        old, new = parts.all(Effect)
        if new.sort and new.name == old.name:
            return (Set(whom(parts), new.name, new.sort),)
        return Remove(whom(parts), SENT.get(old.name, old.name)), Set(whom(parts), new.name, new.sort)
