"""From word order to intents: one method for each rule of the `.lark` files that is a clause.

A rule takes its parts by kind, not by place, so that the grammar alone decides in which order they may come. Every
clause becomes a tuple of intents: "warmer and brighter" is two.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import NoReturn

from grammar.behind import about, left_out, multiplied, so_much
from grammar.catalogue import LEVEL, Pole
from grammar.intent import Intent, Nudge, Remove, Sound, Target
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import (
    But,
    Change,
    Degree,
    Factor,
    Mended,
    OnlyFor,
    OnlyThem,
    Qualify,
    Quality,
    RestKept,
    Value,
    Way,
    Zone,
)
from grammar.senses import SHELVED, SPREAD, changed, more_of, spread, whom
from grammar.settings import band, cured, put
from grammar.word_order.knobs import Intents, Knobs, whole_verbs
from grammar.word_order.leaves import Said

HEARD_BESIDE = ("breaths", "hummy", "noisy", "clicky", "sibilant", "plosive", "rumbly")
"""What is heard beside somebody's sound and may be louder or quieter by itself."""


class Build(Knobs):
    """The rules that are clauses."""

    def start(self, said: Said) -> Intents:
        parts = Parts(said[1:])
        asked = tuple(said[0])
        if but := parts.one(But):
            asked = tuple(left_out(intent, but.refs) for intent in asked)
        if factor := parts.one(Factor):
            asked = tuple(multiplied(one, factor.times) for one in asked)
        if only := parts.one(OnlyFor):
            asked = tuple(about(only.target, intent) for intent in asked)
        if parts.has(OnlyThem) and any(len(getattr(one, "target", Target()).refs) > 1 for one in asked):
            raise Unclear("it does not say whether it is for all of them or for the last only")
        if parts.has(RestKept) and any(_is_about_all(intent) for intent in asked):
            raise Unclear("it is asked of all, so there is no rest to be left")
        if parts.has(Degree) or parts.has(Value):
            signed = {value.quantity.value > 0 for value in parts.all(Value) if value.quantity.signed}
            ways = {one.up for one in asked if isinstance(one, Nudge) and (one.effect, one.knob) == LEVEL}
            if signed and ways and signed != ways:
                raise Unclear("it goes one way, and its number the other")  # "louder, -3 dB"
            stands = any(value.preposition != "by" for value in parts.all(Value))
            several = len(asked) > 1  # "swap the delay for a reverb and keep it subtle" is about the reverb
            asked = tuple(
                one
                for intent in asked
                for one in (
                    (intent,) if several and isinstance(intent, Remove) else so_much(intent, amount(parts), stands)
                )
            )
        return asked

    def only_on(self, said: Said) -> OnlyFor:
        return OnlyFor(said[0])

    def only_them(self, _: Said) -> OnlyThem:
        return OnlyThem()

    def rest_kept(self, _: Said) -> RestKept:
        return RestKept()

    def addressed(self, said: Said) -> Intents:
        target, asked = said
        return tuple(about(target, intent) for intent in asked)

    def __default__(self, data: str, children: Said, meta: object) -> NoReturn:
        raise NotImplementedError(f"the grammar has a rule {data}, and nothing makes an intent of it")

    # ---- how things sound

    def change(self, said: Said) -> Change:
        parts = Parts(said)
        way = parts.one(Way)
        what = parts.one(Quality) or parts.one(Pole)
        assert what, "a change is of something"
        return Change(what, way.up if way else True, amount(parts))

    def plain(self, said: Said) -> Change:
        return replace(self.change(said), plain=True)

    def make(self, said: Said) -> Intents:
        parts = Parts(said)
        for one, other in pairwise(parts.all(Change)):
            if not one.more and other.plain:  # "less harsh and warm"
                raise Unclear('it may mean less or more of the second; say "more" or "less" with each')
        changes = parts.all(Change)
        match changes:
            case (Change(what=Quality(name=fault), plain=True), Change(what=Pole(word="quieter" | "louder" as way))):
                if fault in HEARD_BESIDE:  # "make the vocal breaths quieter"
                    changes = (replace(changes[0], more=way == "louder", amount=changes[1].amount),)
        return tuple(changed(whom(parts), change) for change in changes)

    def qualify(self, said: Said) -> Intents:
        parts = whole_verbs(said)
        if zone := parts.one(Zone):
            quality = parts.one(Quality)
            wanted = parts.one(Qualify) or Qualify(quality.name if quality else "", True)
            return (spread(whom(parts), wanted.quality, zone, wanted.more, amount(parts)),)
        if values := [value for value in parts.all(Value) if value.preposition == "to" or parts.has(Quality)]:
            return (self._as_wide(parts, values),)
        return tuple(Sound(whom(parts), q.quality, q.more, amount(parts)) for q in parts.all(Qualify))

    def made_to_suffer(self, said: Said) -> Intents:
        """Return what elsewhere is complained of, where it is asked for."""
        parts = Parts(said)
        return tuple(Sound(whom(parts), quality.name, True, amount(parts)) for quality in parts.all(Quality))

    def qualify_there(self, said: Said) -> Intents:
        """Return the band that "brighten the mix by 1 dB at 12k" asks for: a shelf from there."""
        parts = Parts(said)
        wanted = parts.one(Qualify)
        assert wanted, "a quality is done to somebody"
        if wanted.quality not in SHELVED:
            raise Unclear("it names a way to sound and a frequency")
        shelf, up = SHELVED[wanted.quality]
        return (band(whom(parts), shelf, wanted.more == up, parts.all(Value), (), parts.one(Degree)),)

    def as_wide(self, said: Said) -> Intents:
        parts = Parts(said)
        return (self._as_wide(parts, [*parts.all(Value)]),)

    def _as_wide(self, parts: Parts, values: list[Value]) -> Intent:
        named = {one.quality for one in parts.all(Qualify)} | {one.name for one in parts.all(Quality)}
        if not named <= SPREAD.keys() or any(value.quantity.unit != "%" for value in values):
            raise Unclear("of how something sounds only the width is set to a number, in %")
        return put(whom(parts), "Width", (), values)[0]

    def fix(self, said: Said) -> Intents:
        parts = Parts(said)
        places, mended = parts.all(Value), parts.one(Mended)
        if mended:
            if found := cured(whom(parts), mended.name, places):
                return found
            raise Unclear("that is not mended at a frequency")
        if places:
            return (band(whom(parts), "", False, places, (), None),)
        return (more_of(parts, up=False),)

    # ---- up and down


def _is_about_all(intent: Intent) -> bool:
    target = getattr(intent, "target", Target())
    return any(ref.kind in ("all", "rest", "main") for ref in target.refs) and not target.without
