"""The clauses of people who wonder: how it sits, whether that helped, where something begins, whether it needs more."""

from __future__ import annotations

from grammar.intent import Ask, Named, Ref, Sound, Target, WhatIf, Why
from grammar.parts import Parts, Unclear
from grammar.pieces import Quality, Region, Zone
from grammar.refs import IT
from grammar.senses import effect_of
from grammar.word_order.inquire import PLACES
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said
from grammar.word_order.talk import Talking


class Wonder(Talking):
    """The rules of what is wondered about."""

    def sits(self, said: Said) -> Intents:
        return self.heard_well(said)

    def weak_why(self, said: Said) -> Intents:
        return (Ask("wrong", Parts(said).all(Target)[0]),)

    def mono_safe(self, said: Said) -> Intents:
        whom = Parts(said).one(Target) or Target()
        return (Ask("stereo", Target((Ref("main"),)) if whom == IT else whom),)  # "is it fine in mono?"

    def region_fine(self, said: Said) -> Intents:
        return self.trouble(said)

    def bothered(self, said: Said) -> Intents:
        return self.trouble(said)

    def clash_at(self, said: Said) -> Intents:
        if said[0].readings["ABOUT"] != "masking":
            raise Unclear("that is asked of the whole session")
        return (Ask("masking", name=_place(Parts(said))),)

    def sectioned(self, _: Said) -> Intents:
        return (Ask("sections"),)

    def above_or_below(self, said: Said) -> Intents:
        one, other = Parts(said).all(Target)
        return (Ask("against", one, "loud", beside=other),)

    def levels_beside(self, said: Said) -> Intents:
        return self.above_or_below(said)

    def become_more(self, said: Said) -> Intents:
        return self.against([part for part in said if not hasattr(part, "readings")])

    def got_too(self, said: Said) -> Intents:
        return self.heard_well(said)

    def got_louder(self, said: Said) -> Intents:
        return self.got_so(said)

    def made_difference(self, said: Said) -> Intents:
        return self.why(said)

    def why_not(self, said: Said) -> Intents:
        parts = Parts(said)
        return (Why(Named(parts.one(Target) or Target(), effect_of(parts)), undone=True),)

    def done_about(self, said: Said) -> Intents:
        parts = Parts(said)
        return (WhatIf((Sound(parts.one(Target) or Target(), parts.all(Quality)[0].name, more=False),), "how"),)

    def does_it_do(self, said: Said) -> Intents:
        return self.explained(said)

    def whereabouts_hz(self, said: Said) -> Intents:
        return (Ask("spectrum", Parts(said).all(Target)[0]),)

    def squeezed(self, said: Said) -> Intents:
        return (Ask("reduction", Parts(said).all(Target)[0]),)

    def all_settings(self, said: Said) -> Intents:
        return self.chain([part for part in said if isinstance(part, Target)])

    def panned_far(self, said: Said) -> Intents:
        return self.sat(said)

    def needs_it(self, said: Said) -> Intents:
        return self.should_i(said)

    def would_make(self, said: Said) -> Intents:
        return self.should_i(said)


ZONES = {"low": "low end", "mid": "mids", "high": "highs"}
"""The parts of the spectrum that are asked about, by what is said for three of them."""


def _place(parts: Parts) -> str:
    region, zone = parts.one(Region), parts.one(Zone)
    name = PLACES.get((region.effect, region.frequency_hz), "") if region else ZONES[zone.name] if zone else ""
    if not name:
        raise Unclear("it does not say where in the spectrum")
    return name
