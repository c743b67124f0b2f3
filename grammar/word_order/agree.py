"""The clauses about how to work together: hands off, versions and groups, bounds, how much is to be asked."""

from __future__ import annotations

import re

from dsp.effects import BY_NAME
from grammar import intent
from grammar.agreements import BOLD, BRIEF, FULL, WARY
from grammar.catalogue import Knob, knobs_in
from grammar.intent import Limit, Protect, Ref, Target
from grammar.listening_intents import LATEST
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear
from grammar.pieces import Degree, Direction
from grammar.refs import IT
from grammar.senses import effect_of
from grammar.word_order.correct import Correcting
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.words import FILE


class Agree(Correcting):
    """The rules about how to work together."""

    # ---- hands off

    def protect(self, said: Said) -> Intents:
        return (Protect(Parts(said).all(Target)[0]),)

    def protect_it(self, _: Said) -> Intents:
        return (Protect(IT),)

    def protect_others(self, said: Said) -> Intents:
        target = Parts(said).all(Target)[0]
        return (Protect(target, on=False), Protect(Target((Ref("all"),), target.refs)))

    def unprotect(self, said: Said) -> Intents:
        return (Protect(Parts(said).all(Target)[0], on=False),)

    # ---- versions and groups

    def snapshot(self, said: Said) -> Intents:
        name = _name(said)
        if FILE.fullmatch(name):
            return (intent.NotYet("place"),)
        return (intent.Snapshot(name),)

    def recall(self, said: Said) -> Intents:
        name = next((read([c], "KEPT", str) for c in said if "KEPT" in getattr(c, "readings", ())), "")
        return (intent.Recall(name or _name(said)),)

    def recall_latest(self, _: Said) -> Intents:
        return (intent.Recall(LATEST),)

    def gather(self, said: Said) -> Intents:
        return (intent.Gather(Parts(said).all(Target)[0], _name(said)),)

    # ---- never

    def limit(self, said: Said) -> Intents:
        parts = Parts(said)
        bound, knob, way = parts.one(Quantity), parts.one(Knob), parts.one(Direction)
        assert bound, "it ends somewhere"
        effect = effect_of(parts)
        if way and not effect and not knob:
            return (_gains(way.up, bound),)
        if not effect and not knob and bound.unit == ":1":
            effect = "Compressor"
        if knob:
            owners = [(owner, field) for owner, field in knob.owners if effect in ("", owner)]
            usual = [pair for pair in owners if pair[0] == "Compressor"]  # "the ratio" is a compressor's
            owners = usual or owners
            if len({owner for owner, _ in owners}) > 1:
                raise Unclear(f"it does not say the {knob.word} of which effect")
        else:
            owners = [(effect, param.name) for param in knobs_in(effect, bound.unit)[:1]] if effect else []
        if not owners:
            raise Unclear('it does not say of which knob; for example "never compress more than 3:1"')
        if not knob and owners[0][1].startswith("threshold"):
            raise Unclear("it may mean how much is taken off or where that begins; say the knob")
        units = {BY_NAME[owner].params[field].unit for owner, field in owners}
        if bound.unit not in ("", *units):
            raise Unclear(f"that knob is not set in {bound.unit}")
        return (Limit(tuple(owners), "most", bound.value),)

    def prefer(self, said: Said) -> Intents:
        return (intent.Prefer(_name(said)),)

    def means(self, said: Said) -> Intents:
        parts = Parts(said)
        degree, number = parts.one(Degree), parts.one(Quantity)
        assert degree, "it is said how much of what"
        assert number, "and how much that is"
        if number.signed or number.unit not in ("", "dB", "%"):
            raise Unclear("how much that is is said in dB or %")
        return (intent.Prefer(f"{degree.words} means {number.value:g} {number.unit or 'dB'}"),)

    def brief(self, _: Said) -> Intents:
        return (intent.Prefer(BRIEF),)

    def full_answers(self, _: Said) -> Intents:
        return (intent.Prefer(FULL),)

    def unasked_if_sure(self, _: Said) -> Intents:
        return (intent.Prefer(BOLD),)

    def asked_always(self, _: Said) -> Intents:
        return (intent.Prefer(WARY),)

    def forget(self, _: Said) -> Intents:
        return (intent.Forget(),)

    def forget_all(self, _: Said) -> Intents:
        return (intent.Forget(all=True),)

    def forget_about(self, said: Said) -> Intents:
        return (intent.Forget(about=_POLITE.sub("", _name(said).casefold())),)


_POLITE = re.compile(r"(?:[\s,]+(?:thanks|thank you|cheers|please|pls|plz|ta))+$")
"""What is said to be polite behind words of a person's own, and is none of them."""

BANDS = ("Bell", "LowShelf", "HighShelf")
"""What is boosted and cut."""


def _gains(up: bool, bound: Quantity) -> Limit:
    """Return the bound of "never boost more than 6 dB", "never cut more than 4 dB"."""
    if bound.unit not in ("dB", ""):
        raise Unclear("a boost or a cut is in dB")
    knobs = tuple((band, "gain_db") for band in BANDS)
    return Limit(knobs, "most", abs(bound.value)) if up else Limit(knobs, "least", -abs(bound.value))


_FROM_NOW_ON = re.compile(r"\s+from (?:now|here) on$", re.IGNORECASE)


def _name(said: Said) -> str:
    named = next((read([c], "NAMED", str) for c in said if "NAMED" in getattr(c, "readings", ())), "")
    return _FROM_NOW_ON.sub("", named)
