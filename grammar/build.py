"""From word order to intents: one method for each rule of `commands.lark` that is a clause.

A rule takes its parts by kind, not by place, so that the grammar alone decides in which order they may come. Every
clause becomes a tuple of intents: "warmer and brighter" is two.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from grammar.catalogue import LEVEL, SENT, Knob, Pole, unaided
from grammar.intent import (
    Amount,
    Apart,
    Bypass,
    Ducking,
    Fading,
    Intent,
    LevelAs,
    Like,
    NotYet,
    Nudge,
    Ref,
    Remove,
    Reset,
    Set,
    Simile,
    Sound,
    Target,
    Undo,
)
from grammar.leaves import Leaves, Said, read
from grammar.numbers import Quantity
from grammar.parts import (
    But,
    Change,
    Character,
    Deed,
    Degree,
    Direction,
    Effect,
    Factor,
    Fades,
    Heading,
    Likewise,
    Parts,
    Power,
    Qualify,
    Quality,
    Region,
    Setting,
    Side,
    Switch,
    Unclear,
    Unknown,
    Value,
    Way,
    amount,
)
from grammar.senses import (
    about,
    alike,
    changed,
    complaining,
    effect_of,
    felt,
    headed,
    left_out,
    more_of,
    moved,
    stronger,
    to_a_degree,
    whom,
)
from grammar.settings import band, is_place, put

Intents = tuple[Intent, ...]


class Build(Leaves):
    """The rules that are clauses."""

    def start(self, said: Said) -> Intents:
        parts = Parts(said[1:])
        asked = tuple(said[0])
        if but := parts.one(But):
            asked = tuple(left_out(intent, but.refs) for intent in asked)
        if degree := parts.one(Degree):
            asked = tuple(to_a_degree(intent, degree) for intent in asked)
        return asked

    def addressed(self, said: Said) -> Intents:
        target, asked = said
        return tuple(about(target, intent) for intent in asked)

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
        return tuple(changed(whom(parts), change) for change in parts.all(Change))

    def qualify(self, said: Said) -> Intents:
        parts = Parts(said)
        return tuple(Sound(whom(parts), q.quality, q.more, amount(parts)) for q in parts.all(Qualify))

    def fix(self, said: Said) -> Intents:
        parts = Parts(said)
        return (more_of(parts, up=False),)

    def likewise(self, said: Said) -> Intents | tuple[Likewise]:
        parts = Parts(said)
        way, values, degree = parts.one(Way), parts.all(Value), parts.one(Degree)
        if values and values[0].quantity.signed and not way:
            return put(whom(parts), "", (), values)
        how_much = amount(parts) if values or degree else None
        return (Likewise(whom(parts), way.up if way else None, how_much),)

    # ---- up and down

    def adjust(self, said: Said) -> Intents:
        parts = Parts(said)
        heading = parts.one(Heading)
        assert heading, "an adjustment goes somewhere"
        return (headed(parts, heading.pole, heading.up),)

    def dose(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "a dose is more or less"
        return (more_of(parts, way.up),)

    def add(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = parts.one(Effect)
        if effect and effect.label:
            raise Unclear(f"it does not say {effect.label.word} of what")
        if effect and effect.sort:
            return self._of_a_sort(parts, effect)
        if effect and not parts.has(Degree) and not parts.has(Value) and effect.name not in SENT:
            return (Set(whom(parts), effect.name),)
        if parts.has(Knob):
            raise Unclear("a knob is turned, not added")
        return (more_of(parts, up=True),)

    def _of_a_sort(self, parts: Parts, effect: Effect) -> Intents:
        """Return what a kind of an effect asks for, and how much of it where that is said."""
        if not parts.has(Degree) and not parts.has(Value):
            return (Set(whom(parts), effect.name, effect.sort),)
        whose = Target() if effect.name in SENT else whom(parts)
        return (more_of(parts, up=True), Set(whose, effect.name, effect.sort))

    def become(self, said: Said) -> Intents:
        parts = Parts(said)
        *others, sort = parts.all(Effect) or (None,)
        assert sort, "it becomes something"
        if sort.label:
            owner = sort.label.of(others[0].name) if others and others[0] else None
            if owner is None:
                raise Unclear(f"it does not say {sort.label.word} of what")
            sort = Effect(owner[0], (owner[1:],))
        knob = parts.one(Knob)
        fields = {field for field, _ in sort.sort}
        if any(other.name != sort.name for other in others if other) or (knob and knob.among(sort.name) not in fields):
            raise Unclear("that cannot become of it")
        return (Set(whom(parts), sort.name, sort.sort),)

    def gain(self, said: Said) -> Intents:
        parts = Parts(said)
        if len(said) == 1:
            raise Unclear("it says neither where nor of whom")
        fallen = any(value.quantity.signed and value.quantity.value < 0 for value in parts.all(Value))
        return (moved(parts, up=not fallen),)

    def turn(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "a turn goes one way"
        if len(said) == 1:
            raise Unclear("it does not say of what")
        return (moved(parts, way.up),)

    def move(self, said: Said) -> Intents:
        return self.turn(said)

    def cut(self, said: Said) -> Intents:
        parts = Parts(said)
        if not any(parts.has(kind) for kind in (Value, Effect, Knob, Quality, Region)):
            raise Unclear("it does not say by how much")
        return self.take([part for part in said if not isinstance(part, Direction)])

    def take(self, said: Said) -> Intents:
        parts = Parts(said)
        if len(said) == 1 and not all(is_place(value) for value in parts.all(Value)):
            raise Unclear("it says neither where nor of whom")
        return (moved(parts, up=False),)

    # ---- knobs at values

    def setting(self, said: Said) -> Setting:
        parts = Parts(said)
        knob, quantity = parts.one(Knob), parts.one(Quantity)
        assert knob, "a setting is of a knob"
        assert quantity, "a setting is a number"
        return Setting(knob, quantity)

    def band(self, said: Said) -> Setting:
        return self.setting(said)

    def backwards(self, said: Said) -> Setting:
        return self.setting(said)

    def set(self, said: Said) -> Intents:
        parts = Parts(said)
        knob, quantity = parts.one(Knob), parts.one(Quantity)
        settings = (*parts.all(Setting), *([Setting(knob, quantity)] if knob and quantity else []))
        named = parts.one(Effect)
        found = put(whom(parts), effect_of(parts), settings, parts.all(Value))
        if named and named.sort:
            asked, apart = found[0], Set(Target(), named.name, named.sort)
            if isinstance(asked, Set) and asked.effect == named.name:
                return (replace(asked, knobs=(*named.sort, *asked.knobs)),)
            return (*found, apart)
        return found

    def apply(self, said: Said) -> Intents:
        parts = Parts(said)
        deed, way = parts.one(Deed), parts.one(Way)
        assert deed, "something is done"
        if deed.name == "Pan":
            raise Unclear("it does not say to where")
        if not way and not parts.has(Degree) and deed.name not in SENT:
            return (Set(whom(parts), deed.name),)
        return (stronger(whom(parts), deed.name, way.up if way else True, amount(parts)),)

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

    def fade(self, said: Said) -> Intents:
        parts = Parts(said)
        fading, values = parts.one(Fades), parts.all(Value)
        assert fading, "a fade goes in or out"
        if len(values) > 1:
            raise Unclear("it says twice how long")
        seconds = _seconds(values[0].quantity) if values else None
        return (Fading(whom(parts), fading.out, seconds),)

    def duck(self, said: Said) -> Intents:
        parts = Parts(said)
        ducked, under = parts.all(Target)
        return (Ducking(ducked, under, amount(parts)),)

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
        (unknown,) = Parts(said).all(Unknown)
        return (Simile(whom(Parts(said)), unknown.words),)

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

    def rumble(self, said: Said) -> Intents:
        return (Set(whom(Parts(said)), "HighPass"),)

    def mono(self, said: Said) -> Intents:
        return (Set(whom(Parts(said)), "Width", (("width_pct", 0.0),)),)

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

    # ---- complaints and wants

    def too(self, said: Said) -> Intents:
        parts = Parts(said)
        if parts.has(Effect) or parts.has(Knob):
            return (headed(parts, parts.one(Pole), None, up=False),)
        if parts.has(Region) and parts.has(Pole):
            raise Unclear("it says of a track and of a region how loud it is")
        return tuple(felt(parts, what, more=False) for what in alike(parts))

    def unlike(self, said: Said) -> Intents:
        parts = Parts(said)
        return tuple(felt(parts, what, more=True) for what in alike(parts))

    def faulty(self, said: Said) -> Intents:
        found = []
        degree: Degree | None = None
        target = whom(Parts(said))
        for part in said:
            if isinstance(part, Degree):
                degree = part
            elif isinstance(part, Quality):
                found.append(Sound(target, part.name, False, amount(Parts([degree])), complaint=True))
                degree = None
        return tuple(found)

    def mild(self, said: Said) -> Intents:
        parts = Parts(said)
        degree = parts.one(Degree)
        if degree is None or degree.factor >= 1:
            raise Unclear('it only says how it sounds; with "too" it would be a complaint')
        if parts.has(Effect) or parts.has(Knob):
            return (headed(parts, parts.one(Pole), None, up=False),)
        return tuple(felt(parts, what, more=False) for what in alike(parts))

    def excess(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "too much or too little"
        return (complaining(more_of(parts, way.up)),)

    def lack(self, said: Said) -> Intents:
        return (complaining(more_of(Parts(said), up=True)),)

    def level_fault(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Direction)
        target = next(iter(parts.all(Target)))
        return (Nudge(target, *LEVEL, way.up if way else True, amount(parts)),)

    def placed(self, said: Said) -> Intents:
        parts = Parts(said)
        place, *felt_so = [part for part in said if isinstance(part, Region | Quality | Pole | Direction)]
        what = felt_so[0] if felt_so else None
        if isinstance(what, Quality):
            return (Sound(whom(parts), what.name, False, amount(parts), complaint=True),)
        up = what.up if isinstance(what, Direction) else None
        if isinstance(what, Pole) and (move := unaided(what)) and move[:2] == LEVEL:
            up = not move[2]
        if up is None:
            raise Unclear("it does not say what is to be mended")
        left = Parts([place, *(part for part in said if isinstance(part, Target | Degree))])
        return (complaining(more_of(left, up)),)

    def overdone(self, said: Said) -> Intents:
        place = next(part for part in said if isinstance(part, Quality))
        about = Parts([part for part in said if isinstance(part, Target | Degree)])
        return (Sound(whom(about), place.name, False, amount(about), complaint=True),)

    def fight(self, said: Said) -> Intents:
        one, *others = Parts(said).all(Target)
        return (NotYet("fight", Target((*one.refs, *(ref for other in others for ref in other.refs)))),)

    def need(self, said: Said) -> Intents:
        parts = Parts(said)
        if parts.has(Change):
            return self.make(said)
        ways = parts.all(Way)
        if any(parts.has(kind) for kind in (Effect, Knob, Quality, Region)):
            return (more_of(parts, up=True),)
        return (moved(parts, ways[0].up),)


def _seconds(quantity: Quantity) -> float:
    if quantity.unit not in ("s", "ms") or quantity.value <= 0 or quantity.signed:
        raise Unclear("a fade lasts so many seconds")
    return quantity.value / (1000 if quantity.unit == "ms" else 1)
