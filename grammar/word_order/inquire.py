"""The clauses that ask and suppose: conditions, what if, is it so, what is this, how does it stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from grammar import intent
from grammar.catalogue import LEVEL, SENT, Pole
from grammar.concept import Concept
from grammar.intent import Amount, Condition, If, Master, Ref, Target, WhatIf
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear
from grammar.pieces import Direction, Effect, Quality, Region, Switch, Way
from grammar.refs import IT, REST
from grammar.senses import effect_of
from grammar.word_order.enquire import Enquire
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.sparing import NotBy, is_not_by


class Inquire(Enquire):
    """The rules that ask and suppose."""

    def lufs(self, said: Said) -> Quantity:
        return read(said, "LOUDNESS", Quantity)

    def condition(self, said: Said) -> Condition:
        parts = Parts(said)
        targets, number, way = parts.all(Target), parts.one(Quantity), parts.one(Way)
        target = targets[0] if targets else Target()
        quality = parts.one(Quality)
        if quality:
            return Condition("sounds", target, quality=quality.name)
        if way is None:
            return Condition("clips", target)
        than = Amount(value=number.value, unit=number.unit) if number else None
        return Condition("louder" if way.up else "quieter", target, than, targets[1] if len(targets) > 1 else Target())

    def outstanding(self, said: Said) -> Condition:
        parts = Parts(said)
        (target,), way = parts.all(Target), parts.one(Way)
        assert way, "it is the loudest, or the quietest"
        return Condition("louder" if way.up else "quieter", target, beside=REST)

    def hidden(self, said: Said) -> Condition:
        target, *by = Parts(said).all(Target)
        if not all(cure.up for cure in Parts(said).all(Direction)):
            raise Unclear("I cannot measure that yet")
        return Condition("hidden", target, beside=by[0] if by else Target())

    def hiding(self, said: Said) -> Condition:
        by, target = Parts(said).all(Target)
        return Condition("hides", by, beside=target)

    def cancelling(self, said: Said) -> Condition:
        target, beside = Parts(said).all(Target)
        return Condition("cancels", target, beside=beside)

    def conditional(self, said: Said) -> Intents:
        (condition,) = [part for part in said if isinstance(part, Condition)]
        (asked,) = [part for part in said if isinstance(part, tuple)]
        for means in (part for part in said if isinstance(part, NotBy)):
            is_not_by(means, asked)
        condition = _whom(condition, asked)
        meant = _so(condition, asked)
        if not meant:
            raise Unclear("it does not say what is to be done otherwise")
        return (If(condition, meant),)

    def unless(self, said: Said) -> Intents:
        (condition,) = [part for part in said if isinstance(part, Condition)]
        (asked,) = [part for part in said if isinstance(part, tuple)]
        condition = _whom(condition, asked)
        meant = _so(condition, asked)
        if not meant:
            raise Unclear("it does not say what is to be done otherwise")
        return (If(condition, (), meant),)

    def either(self, said: Said) -> Intents:
        (condition,) = [part for part in said if isinstance(part, Condition)]
        then, otherwise = (_so(condition, part) for part in said if isinstance(part, tuple))
        if not then and not otherwise:
            raise Unclear("it says to leave it either way")
        return (If(condition, then, otherwise),)

    def peaking(self, said: Said) -> Condition:
        parts = Parts(said)
        limit = next((read([c], "CEILING", Quantity) for c in parts.all(Concept) if c.may_be("CEILING")), None)
        limit = limit or parts.one(Quantity)
        assert limit, "it peaks over something"
        if limit.unit not in ("", "dB", "dBTP", "dBFS"):
            raise Unclear("peaks are in dBTP")
        return Condition("peaks", parts.one(Target) or Target(), Amount(value=limit.value, unit="dBTP"))

    def whether(self, said: Said) -> Intents:
        return (If(self.condition(said), ()),)

    def what_if(self, said: Said) -> Intents:
        return (WhatIf(tuple(said[0])),)

    def how_to(self, said: Said) -> Intents:
        return (WhatIf(tuple(said[0]), "how"),)

    def should_i(self, said: Said) -> Intents:
        return (WhatIf(tuple(said[0]), "should"),)

    def should_have(self, said: Said) -> Intents:
        parts = Parts(said)
        return (WhatIf((intent.Set(parts.one(Target) or Target(), effect_of(parts)),), "should"),)

    def has_it(self, said: Said) -> Intents:
        return (intent.Ask("chain", Parts(said).one(Target) or Target()),)

    def having(self, said: Said) -> Intents:
        effect, switch = Parts(said).one(Effect), Parts(said).one(Switch)
        name = effect.name if effect else switch.effect if switch and switch.on else ""
        if not name:
            raise Unclear("it does not say which tracks")
        return (intent.Ask("having", name=SENT.get(name, name)),)

    def differs(self, said: Said) -> Intents:
        return (intent.Ask("differs", _all(said)),)

    def that_too(self, said: Said) -> Intents:
        return (intent.Ask("too", _all(said)),)

    def entrance(self, said: Said) -> Intents:
        return (intent.Ask("entrance", _all(said)),)

    def phase(self, said: Said) -> Intents:
        return (intent.Ask("phase", _all(said)),)

    def origin(self, said: Said) -> Intents:
        parts = Parts(said)
        region, quality = parts.one(Region), parts.one(Quality)
        name = PLACES.get((region.effect, region.frequency_hz), "") if region else quality.name if quality else ""
        if not name:
            raise Unclear("it does not say where what comes from")
        return (intent.Ask("origin", name=name),)

    def small(self, said: Said) -> Intents:
        return (intent.Ask("small", Parts(said).all(Target)[0]),)

    def wet(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = parts.one(Effect)
        assert effect, "there is much or little of something"
        return (intent.Ask("wet", parts.one(Target) or Target(), SENT.get(effect.name, effect.name)),)

    def wanted(self, said: Said) -> Intents:
        return self.ready(said)

    def audible(self, _: Said) -> Intents:
        return (intent.Ask("term", name="decibel"),)

    def chain(self, said: Said) -> Intents:
        return (intent.Ask("chain", Parts(said).all(Target)[0]),)

    def ready(self, said: Said) -> Intents:
        platforms = [name for wish in Parts(said).all(Master) for name in wish.platforms]
        if len(platforms) > 1:
            raise Unclear("one platform at a time")
        return (intent.Ask("ready", name=platforms[0] if platforms else ""),)

    def balance(self, said: Said) -> Intents:
        parts = Parts(said)
        moved = {effect for pole in parts.all(Pole) for effect, _, _ in pole.moves}
        if moved and LEVEL[0] not in moved:  # "is the vocal dry?"
            if len(moved) > 1 and "Send" not in moved:
                raise Unclear("it may ask of several effects")
            return (intent.Ask("wet", parts.all(Target)[0], "Send" if "Send" in moved else moved.pop()),)
        return (intent.Ask("balance", parts.all(Target)[0]),)

    def stereo(self, said: Said) -> Intents:
        return (intent.Ask("stereo", Parts(said).one(Target) or Target()),)


def _whom(condition: Condition, asked: Intents) -> Condition:
    """Return a condition of "it" as one of whom the request in one breath with it names."""
    named = next((own for one in asked if (own := getattr(one, "target", None))), None)
    named = named if named and named.refs[0].kind != "main" else None
    if named and condition.beside == IT:
        condition = replace(condition, beside=named)  # "unless the guitars mask it"
    return replace(condition, target=named) if named and condition.target == IT else condition


def _so(condition: Condition, asked: Intents) -> Intents:
    """Return what is done if a condition holds, of whom it is about; "leave it" is nothing."""
    for one in asked:
        if isinstance(one, intent.Answer | intent.Keep) and getattr(one, "yes", False):
            raise Unclear("it does not say what is to be done")
    left = (intent.Answer, intent.Keep, intent.Protect)
    return tuple(_about(condition.target, one) for one in asked if not isinstance(one, left))


PLACES = {
    ("LowShelf", 0.0): "low end",
    ("Bell", 300.0): "low mids",
    ("Bell", 1000.0): "mids",
    ("Bell", 3000.0): "high mids",
    ("HighShelf", 0.0): "highs",
}
"""The parts of the spectrum, by the shelf or bell that each has."""


def _all(said: Said) -> Target:
    """Return everybody who is named."""
    return Target(tuple(dict.fromkeys(ref for target in Parts(said).all(Target) for ref in target.refs)))


def _about(target: Target, asked: intent.Intent) -> intent.Intent:
    """Return an intent that names nobody, or only "it", as one about whom the condition is about."""
    if isinstance(asked, intent.Again) and asked.what == intent.Named() and asked.amount is not None and target:
        return intent.Nudge(target, *LEVEL, asked.factor > 1, asked.amount)  # "if …, back them off by 2"
    own = getattr(asked, "target", None)
    points = own is not None and (not own or own == IT)
    return cast(intent.Intent, replace(cast(Any, asked), target=target or Target((Ref("main"),)))) if points else asked
