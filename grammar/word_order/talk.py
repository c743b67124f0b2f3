"""Clauses of people who go on talking: what is asked first, what went wrong, how it goes, how the recordings are."""

from __future__ import annotations

from dataclasses import replace

from grammar import intent
from grammar.catalogue import LEVEL, Pole
from grammar.intent import Ask, LevelAs, Named, Nudge, Protect, Ref, Remove, Target, Undo
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Change, Degree, Direction, Quality, Region, Way
from grammar.refs import IT
from grammar.senses import changed
from grammar.word_order.inquire import PLACES, Inquire
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said
from grammar.word_order.sparing import Spared

MIX = Target((Ref("main"),))

EXCESSES = {"low end": "boomy", "low mids": "muddy", "mids": "nasal", "high mids": "harsh", "highs": "bright"}
"""How it sounds where there is too much of a part of the spectrum."""

A_STEP_DB = 1.0
"""So far over somebody is just over them: the least that is surely heard."""


class Talking(Inquire):
    """The rules of talk about what was done and what is there."""

    def asked_first(self, said: Said) -> Intents:
        return (Protect(Parts(said).all(Target)[0]),)

    def kept_beside(self, said: Said) -> Intents:
        kept = next(part for part in said if isinstance(part, Spared))
        asked = next(part for part in said if isinstance(part, tuple))
        for one in asked:
            if not isinstance(one, Remove | intent.Bypass) or one.effect in ("", kept.effect):
                raise Unclear("what is kept by that does not go by what is asked for")
        return tuple(one if one.target else replace(one, target=kept.target) for one in asked)

    def wrong_way(self, said: Said) -> Intents:
        parts = Parts(said)
        what = parts.one(Quality) or parts.one(Pole)
        way = parts.one(Way)
        if what:
            return (Undo(mistaken=True), changed(IT, Change(what, True, amount(parts))))
        return (Undo(mistaken=True), Nudge(IT, *LEVEL, way.up if way else True, amount(parts)))

    def heard_well(self, said: Said) -> Intents:
        return (Ask("balance", Parts(said).all(Target)[0]),)

    def unheard_why(self, said: Said) -> Intents:
        return self.heard_well(said)

    def whereabouts(self, said: Said) -> Intents:
        return self.heard_well(said)

    def loudest_moment(self, said: Said) -> Intents:
        return (Ask("moment", Parts(said).one(Target) or Target()),)

    def trouble(self, said: Said) -> Intents:
        parts = Parts(said)
        region, quality = parts.one(Region), parts.one(Quality)
        place = PLACES.get((region.effect, region.frequency_hz), "") if region else ""
        if region and not place:
            raise Unclear("it does not say how that sounds")
        name = EXCESSES[place] if place else quality.name if quality else ""
        if name == "ringy":
            return (Ask("ringing", parts.one(Target) or MIX),)
        return (Ask("trouble", parts.one(Target) or Target(), name),)

    def alike_loud(self, said: Said) -> Intents:
        return (Ask("loudness", Parts(said).all(Target)[0]),)

    def how_undone(self, said: Said) -> Intents:
        return self.how_to(said)

    def fits(self, said: Said) -> Intents:
        number = next(part for part in said if isinstance(part, Quantity))
        if number.unit not in ("", "LUFS", "dB") or number.value >= 0:
            raise Unclear("a loudness is a number of LUFS below 0")
        return (Ask("level", name=f"{number.value:g}"),)

    def banned(self, said: Said) -> Intents:
        named = [ref for target in Parts(said).all(Target) for ref in target.refs]
        return (intent.NotYet("ban", Target(tuple(named))),)

    def just_over(self, said: Said) -> Intents:
        parts = Parts(said)
        one, other = parts.all(Target)
        degree, ways = parts.one(Degree), [way for way in parts.all(Way) if not isinstance(way, Direction)]
        far = A_STEP_DB * (degree.factor if degree else 1.0)
        return (LevelAs(one, other, far if ways[-1].up else -far),)

    def got_so(self, said: Said) -> Intents:
        return (intent.Why(Named(Parts(said).all(Target)[0])),)

    def normal(self, said: Said) -> Intents:
        return self.small(said)

    def recorded_as(self, said: Said) -> Intents:
        return self.stereo(said)

    def sat(self, said: Said) -> Intents:
        return (Ask("place", Parts(said).all(Target)[0]),)

    def needed(self, said: Said) -> Intents:
        return self.should_have(said)
