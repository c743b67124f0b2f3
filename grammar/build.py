"""From word order to intents: one method for each rule of `commands.lark` that is a clause.

A rule takes its parts by kind, not by place, so that the grammar alone decides in which order they may come. Every
clause becomes a tuple of intents: "warmer and brighter" is two.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn, cast

from dsp.effects import BY_NAME
from grammar.catalogue import LEVEL, SENT, Knob, Pole, intensity, unaided
from grammar.intent import Amount, Intent, Nudge, Remove, Set, Sound, Target
from grammar.leaves import Leaves, Said
from grammar.numbers import Quantity
from grammar.parts import (
    Change,
    Deed,
    Degree,
    Direction,
    Effect,
    Heading,
    Parts,
    Qualify,
    Quality,
    Region,
    Setting,
    Side,
    Switch,
    Unclear,
    Value,
    Way,
    amount,
)
from grammar.settings import band, is_place, put

Intents = tuple[Intent, ...]


class Build(Leaves):
    """The rules that are clauses."""

    def start(self, said: Said) -> Intents:
        return tuple(said[0])

    def addressed(self, said: Said) -> Intents:
        target, asked = said
        return tuple(_about(target, intent) for intent in asked)

    def __default__(self, data: str, children: Said, meta: object) -> NoReturn:
        raise NotImplementedError(f"commands.lark has a rule {data}, and nothing makes an intent of it")

    # ---- how things sound

    def change(self, said: Said) -> Change:
        parts = Parts(said)
        way = parts.one(Way)
        what = parts.one(Quality) or parts.one(Pole)
        assert what, "a change is of something"
        return Change(what, way.up if way else True, amount(parts))

    def plain(self, said: Said) -> Change:
        return self.change(said)

    def make(self, said: Said) -> Intents:
        parts = Parts(said)
        return tuple(_changed(_whom(parts), change) for change in parts.all(Change))

    def qualify(self, said: Said) -> Intents:
        parts = Parts(said)
        return tuple(Sound(_whom(parts), q.quality, q.more, amount(parts)) for q in parts.all(Qualify))

    def fix(self, said: Said) -> Intents:
        parts = Parts(said)
        return (_more_of(parts, up=False),)

    # ---- up and down

    def adjust(self, said: Said) -> Intents:
        parts = Parts(said)
        heading = parts.one(Heading)
        assert heading, "an adjustment goes somewhere"
        return (_headed(parts, heading.pole, heading.up),)

    def dose(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "a dose is more or less"
        return (_more_of(parts, way.up),)

    def add(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = parts.one(Effect)
        if effect and not parts.has(Degree) and not parts.has(Value) and effect.name not in SENT:
            return (Set(_whom(parts), effect.name),)
        if parts.has(Knob):
            raise Unclear("a knob is turned, not added")
        return (_more_of(parts, up=True),)

    def turn(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "a turn goes one way"
        if len(said) == 1:
            raise Unclear("it does not say of what")
        return (_moved(parts, way.up),)

    def move(self, said: Said) -> Intents:
        return self.turn(said)

    def cut(self, said: Said) -> Intents:
        parts = Parts(said)
        if not any(parts.has(kind) for kind in (Value, Effect, Knob, Quality, Region)):
            raise Unclear("it does not say by how much")
        return (_moved(parts, up=False),)

    def take(self, said: Said) -> Intents:
        return (_moved(Parts(said), up=False),)

    # ---- knobs at values

    def setting(self, said: Said) -> Setting:
        parts = Parts(said)
        knob, quantity = parts.one(Knob), parts.one(Quantity)
        assert knob and quantity, "a setting is a knob and a number"
        return Setting(knob, quantity)

    def band(self, said: Said) -> Setting:
        return self.setting(said)

    def backwards(self, said: Said) -> Setting:
        return self.setting(said)

    def set(self, said: Said) -> Intents:
        parts = Parts(said)
        knob, quantity = parts.one(Knob), parts.one(Quantity)
        settings = (*parts.all(Setting), *([Setting(knob, quantity)] if knob and quantity else []))
        return put(_whom(parts), _effect(parts), settings, parts.all(Value))

    def apply(self, said: Said) -> Intents:
        parts = Parts(said)
        deed, way = parts.one(Deed), parts.one(Way)
        assert deed, "something is done"
        if deed.name == "Pan":
            raise Unclear("it does not say to where")
        if not way and not parts.has(Degree) and deed.name not in SENT:
            return (Set(_whom(parts), deed.name),)
        return (_stronger(_whom(parts), deed.name, way.up if way else True, amount(parts)),)

    def filter(self, said: Said) -> Intents:
        parts = Parts(said)
        edges = [value for value in parts.all(Value) if value.preposition in ("below", "above")]
        others = [value for value in parts.all(Value) if value not in edges]
        slopes = [value for value in others if value.quantity.unit == "dB/oct"]
        if len(edges) != 1:
            raise Unclear("it wants one frequency")
        if others != slopes:
            return (band(_whom(parts), "", False, parts.all(Value), parts.all(Setting), None),)
        effect = "HighPass" if edges[0].preposition == "below" else "LowPass"
        corner = Value("at", edges[0].quantity)
        return put(_whom(parts), effect, parts.all(Setting), (corner, *slopes))

    def pan(self, said: Said) -> Intents:
        parts = Parts(said)
        side, deed = parts.one(Side), parts.one(Deed)
        assert side, "a pan goes to a side"
        if (deed and deed.name != "Pan") or side.unit not in ("", "%"):
            raise Unclear("a place between left and right is a number up to 100")
        if side.position is None:
            return (Nudge(_whom(parts), "Pan", "position_pct", side.sign > 0, amount(parts)),)
        if parts.has(Degree):
            raise Unclear("it says twice how much")
        return (Set(_whom(parts), "Pan", (("position_pct", side.sign * side.position + 0.0),)),)

    def switch(self, said: Said) -> Intents:
        parts = Parts(said)
        switch = parts.one(Switch)
        assert switch, "a switch is named"
        return (Set(_whom(parts), switch.effect, (("on", switch.on),)),)

    # ---- what is there and what is not

    def remove(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = _effect(parts)
        return (Remove(_whom(parts), SENT.get(effect, effect)),)

    # ---- complaints and wants

    def too(self, said: Said) -> Intents:
        parts = Parts(said)
        if parts.has(Effect) or parts.has(Knob):
            return (_headed(parts, parts.one(Pole), None, up=False),)
        return tuple(_felt(parts, what, more=False) for what in (*parts.all(Quality), *parts.all(Pole)))

    def unlike(self, said: Said) -> Intents:
        parts = Parts(said)
        return tuple(_felt(parts, what, more=True) for what in (*parts.all(Quality), *parts.all(Pole)))

    def faulty(self, said: Said) -> Intents:
        found = []
        degree: Degree | None = None
        target = _whom(Parts(said))
        for part in said:
            if isinstance(part, Degree):
                degree = part
            elif isinstance(part, Quality):
                found.append(Sound(target, part.name, False, amount(Parts([degree])), complaint=True))
                degree = None
        return tuple(found)

    def excess(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "too much or too little"
        return (_complaining(_more_of(parts, way.up)),)

    def lack(self, said: Said) -> Intents:
        return (_complaining(_more_of(Parts(said), up=True)),)

    def level_fault(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Direction)
        return (Nudge(_whom(parts), *LEVEL, way.up if way else True, amount(parts)),)

    def need(self, said: Said) -> Intents:
        parts = Parts(said)
        if parts.has(Change):
            return self.make(said)
        ways = parts.all(Way)
        if any(parts.has(kind) for kind in (Effect, Knob, Quality, Region)):
            return (_more_of(parts, up=True),)
        return (_moved(parts, ways[0].up),)


def _about(target: Target, asked: Intent) -> Intent:
    """Return an intent as one about `target`, which was said in front: "on the vocal, cut 3 dB at 350"."""
    named = getattr(asked, "target", None)
    if named is None or named:
        raise Unclear("it says twice of whom")
    return cast(Intent, replace(cast(Any, asked), target=target))


def _whom(parts: Parts) -> Target:
    return parts.one(Target) or Target()


def _effect(parts: Parts) -> str:
    """Return the effect named, by noun or by verb."""
    named = {part.name for part in (*parts.all(Effect), *parts.all(Deed))}
    if len(named) > 1:
        raise Unclear(f"it names {' and '.join(sorted(named))} at once")
    return next(iter(named), "")


def _changed(target: Target, change: Change) -> Intent:
    if isinstance(change.what, Quality):
        return Sound(target, change.what.name, change.more, change.amount)
    move = unaided(change.what)
    if move is None:
        raise Unclear(f"it does not say what is to be {change.what.word}")
    effect, knob, up = move
    return Nudge(target, effect, knob, up == change.more, change.amount)


def _felt(parts: Parts, what: Quality | Pole, more: bool) -> Intent:
    """Return what a complaint about a way to sound asks for."""
    return _complaining(_changed(_whom(parts), Change(what, more, amount(parts))))


def _complaining(asked: Intent) -> Intent:
    return replace(asked, complaint=True) if isinstance(asked, Sound) else asked


def _more_of(parts: Parts, up: bool) -> Intent:
    """Return what more (or less) of something means: a quality, an effect, a knob, a region, a whole strip."""
    target, how_much = _whom(parts), amount(parts)
    quality, region, knob = parts.one(Quality), parts.one(Region), parts.one(Knob)
    if quality:
        return Sound(target, quality.name, up, how_much)
    if region:
        return Nudge(target, region.effect, "gain_db", up, how_much)
    if knob:
        return _turned(target, _effect(parts), knob, up, how_much)
    if effect := _effect(parts):
        return _stronger(target, effect, up, how_much)
    if len(parts.all(Target)) != 1:
        raise Unclear("it does not say of what")
    return Nudge(target, *LEVEL, up, how_much)


def _stronger(target: Target, effect: str, up: bool, how_much: Amount) -> Nudge:
    name, knob, direct = intensity(effect)
    return Nudge(target, name, knob, up == direct, how_much)


def _turned(target: Target, effect: str, knob: Knob, up: bool, how_much: Amount) -> Nudge:
    owners = dict(knob.owners)
    if effect and effect not in owners:
        raise Unclear(f"{BY_NAME[effect].words[0]} has no {knob.word}")
    if not effect and len(owners) > 1:
        return Nudge(target, "", knob.word, up, how_much)
    effect = effect or next(iter(owners))
    unit = BY_NAME[effect].params[owners[effect]].unit
    if how_much.value is not None and how_much.unit not in ("", unit):
        raise Unclear(f"{knob.word} is not turned in {how_much.unit}")
    return Nudge(target, effect, owners[effect], up, how_much)


def _headed(parts: Parts, pole: Pole | None, way: bool | None, up: bool = True) -> Intent:
    """Return which knob of a tool is turned by a comparative: "a faster release", "the reverb is too long"."""
    effect, knob = _effect(parts), parts.one(Knob)
    for owner, field, direct in pole.moves if pole else ():
        if (not effect or owner == effect) and (not knob or knob.among(owner) == field):
            if not effect and knob and len(dict(knob.owners)) > 1:
                return Nudge(_whom(parts), "", knob.word, direct == up, amount(parts))
            return Nudge(_whom(parts), owner, field, direct == up, amount(parts))
    if knob and way is not None:
        return _turned(_whom(parts), effect, knob, way == up, amount(parts))
    if effect and effect in SENT:
        for owner, field, direct in pole.moves if pole else ():
            if owner == SENT[effect]:
                return Nudge(_whom(parts), owner, field, direct == up, amount(parts))
    raise Unclear("it does not say which knob")


def _moved(parts: Parts, up: bool) -> Intent:
    """Return what goes up or down: a band if a frequency is said, a knob to a value, or more of something."""
    values, settings = parts.all(Value), parts.all(Setting)
    knob = parts.one(Knob)
    if any(is_place(value) for value in values) and not knob:
        if parts.has(Quality) or parts.has(Region):
            raise Unclear("it names a region and a frequency")
        return band(_whom(parts), _effect(parts), up, values, settings, parts.one(Degree))
    goals = [value for value in values if value.preposition in ("to", "at")]
    if goals and len(values) == 1:
        named = [Setting(knob, goals[0].quantity)] if knob else []
        return put(_whom(parts), _effect(parts), named, () if knob else goals)[0]
    if settings and not values:  # "raise the threshold 3 dB" turns it by that much, as "by 3 dB" would
        (setting,) = settings if len(settings) == 1 else [None]
        if setting is None:
            raise Unclear("it turns several knobs at once")
        values, knob = (Value("by", setting.quantity),), setting.knob
        parts = Parts([*parts.but(Setting), *values, knob])
    if any(value.quantity.signed and value.quantity.value < 0 for value in values) and up:
        raise Unclear("it goes up by less than nothing")
    how_much = amount(parts)
    if not knob and not parts.has(Effect) and how_much.unit not in ("", "dB", "%"):
        raise Unclear(f"a level is not in {how_much.unit}")
    if not any(parts.has(kind) for kind in (Effect, Knob, Quality, Region)):
        return Nudge(_whom(parts), *LEVEL, up, how_much)
    return _more_of(parts, up)
