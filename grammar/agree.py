"""The clauses about how to work together: hands off, "no, the kick", versions, groups, conditions and questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from grammar import intent
from grammar.build import Intents
from grammar.catalogue import kind_of
from grammar.converse import Converse
from grammar.intent import (
    Amount,
    Condition,
    Correct,
    Guard,
    If,
    Master,
    Nudge,
    Protect,
    Ref,
    Set,
    Sound,
    Target,
    WhatIf,
)
from grammar.leaves import Said, read
from grammar.numbers import Quantity
from grammar.parts import Change, Degree, Effect, Hears, Parts, Quality, Region, Unclear, Value, Way

Guarded = Sound | Nudge | Set
"""What can be asked for with something to be spared."""


class Agree(Converse):
    """Every rule of the grammar."""

    def start(self, said: Said) -> Intents:
        parts = Parts(said[1:])
        guards, hears = parts.all(Guard), parts.one(Hears)
        asked = super().start([said[0], *Parts(parts.but(Guard)).but(Hears)])
        if hears:
            asked = tuple(_listening(one, hears.target) for one in asked)
        return tuple(_sparing(one, guards) for one in asked) if guards else asked

    def keyed(self, said: Said) -> Hears:
        return Hears(Parts(said).all(Target)[0])

    # ---- hands off

    def protect(self, said: Said) -> Intents:
        return (Protect(Parts(said).all(Target)[0]),)

    def protect_others(self, said: Said) -> Intents:
        target = Parts(said).all(Target)[0]
        return (Protect(target, on=False), Protect(Target((Ref("all"),), target.refs)))

    def unprotect(self, said: Said) -> Intents:
        return (Protect(Parts(said).all(Target)[0], on=False),)

    def kept(self, said: Said) -> Guard:
        return Guard(_felt(Parts(said)))

    def shunned(self, said: Said) -> Guard:
        return Guard(_felt(Parts(said)), lost=False)

    # ---- what was meant

    def correct(self, said: Said) -> Intents:
        parts = Parts(said)
        target = parts.one(Target) or Target()
        if target and any(ref.kind == "it" for ref in target.refs):
            raise Unclear("it does not say whom you meant")
        values, degree = parts.all(Value), parts.one(Degree)
        if values:
            quantity = values[0].quantity
            sign = -1 if quantity.signed and quantity.value < 0 else 1
            return (Correct(target, Amount(value=sign * abs(quantity.value), unit=quantity.unit)),)
        return (Correct(target, Amount(degree.factor, words=degree.words) if degree else None),)

    def named_alone(self, said: Said) -> Intents:
        target = Parts(said).all(Target)[0]
        if any(ref.kind == "it" for ref in target.refs):
            raise Unclear("it does not say what is to be done")
        return (Correct(target, answers=True),)

    def opposite(self, _: Said) -> Intents:
        return (Correct(opposite=True),)

    def dislike(self, _: Said) -> Intents:
        return (intent.Dislike(),)

    def last_option(self, _: Said) -> Intents:
        return (intent.Answer(True, -1),)

    def of_that(self, said: Said) -> Intents:
        if read(said, "REF", Ref).kind != "it":
            raise Unclear("it does not say what is to be so much")
        return self.correct(said[1:])

    def not_that_one(self, said: Said) -> Intents:
        wrong, right = Parts(said).all(Target)
        return (Correct(right, instead_of=wrong),)

    # ---- versions and groups

    def snapshot(self, said: Said) -> Intents:
        return (intent.Snapshot(_name(said)),)

    def recall(self, said: Said) -> Intents:
        name = next(read([c], "KEPT", str) for c in said if "KEPT" in getattr(c, "readings", ()))
        return (intent.Recall(name),)

    def gather(self, said: Said) -> Intents:
        return (intent.Gather(Parts(said).all(Target)[0], _name(said)),)

    # ---- conditions and questions

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

    def conditional(self, said: Said) -> Intents:
        (condition,) = [part for part in said if isinstance(part, Condition)]
        (asked,) = [part for part in said if isinstance(part, tuple)]
        about = condition.target
        meant = tuple(_about(about, one) for one in asked)
        return (If(condition, meant),)

    def whether(self, said: Said) -> Intents:
        return (If(self.condition(said), ()),)

    def what_if(self, said: Said) -> Intents:
        return (WhatIf(tuple(said[0])),)

    def explained(self, said: Said) -> Intents:
        parts = Parts(said)
        effect, quality = parts.one(Effect), parts.one(Quality)
        if effect:
            return (intent.Ask("effect", name=effect.name),)
        assert quality, "it asks what something is"
        return (intent.Ask("quality", name=quality.name),)

    def chain(self, said: Said) -> Intents:
        return (intent.Ask("chain", Parts(said).all(Target)[0]),)

    def ready(self, said: Said) -> Intents:
        platforms = [name for wish in Parts(said).all(Master) for name in wish.platforms]
        if len(platforms) > 1:
            raise Unclear("one platform at a time")
        return (intent.Ask("ready", name=platforms[0] if platforms else ""),)


def _sparing(asked: intent.Intent, guards: tuple[Guard, ...]) -> intent.Intent:
    """Return an intent as one that spares something."""
    if not isinstance(asked, Guarded):
        raise Unclear("what is to be spared by that I cannot watch")
    if isinstance(asked, Sound) and any(guard.quality == asked.quality for guard in guards):
        raise Unclear("it asks for one thing and its opposite")
    return replace(asked, guards=guards)


def _listening(asked: intent.Intent, target: Target) -> intent.Intent:
    """Return an intent as one whose detector listens to somebody else."""
    if not isinstance(asked, Set) or not asked.effect or not kind_of(asked.effect).listens:
        raise Unclear("that listens to nothing but what it works on")
    return replace(asked, hears=target)


def _felt(parts: Parts) -> str:
    """Return the quality that is spared: a change's own is what it changes."""
    change, quality = parts.one(Change), parts.one(Quality)
    if isinstance(change, Change) and isinstance(change.what, Quality):
        return change.what.name
    if quality:
        return quality.name
    region = parts.one(Region)
    name = _REGIONS.get((region.effect, region.frequency_hz)) if region else None
    if name is None:
        raise Unclear("I cannot measure whether that is spared")
    return name


_REGIONS = {("LowShelf", 0.0): "full", ("HighShelf", 0.0): "bright", ("Bell", 3000.0): "present"}
"""The quality that says how much of a region there is."""


def _about(target: Target, asked: intent.Intent) -> intent.Intent:
    """Return an intent that names nobody, or only "it", as one about whom the condition is about."""
    own = getattr(asked, "target", None)
    points = own is not None and (not own or own == Target((Ref("it"),)))
    return cast(intent.Intent, replace(cast(Any, asked), target=target or Target((Ref("main"),)))) if points else asked


def _name(said: Said) -> str:
    return next((read([c], "NAMED", str) for c in said if "NAMED" in getattr(c, "readings", ())), "")
