"""The clauses about deliveries: masters for a place or at a loudness, and files unmastered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from grammar import intent
from grammar.catalogue import Knob, Pole
from grammar.concept import Concept
from grammar.intent import Amount, Export, Master, Normalise, NotYet, Target
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear
from grammar.pieces import Degree, Quality, Value
from grammar.senses import names_strips
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.listen import Listen

MIX = Target((intent.Ref("main"),))


@dataclass(frozen=True)
class Loud:
    """A master that is to be loud, without a number for it."""


class Delivering(Listen):
    """The rules for what is delivered."""

    def loudness_to(self, said: Said) -> Master:
        return Master(lufs=read(said, "LOUDNESS", Quantity).value)

    def loudness_bare(self, said: Said) -> Master:
        return _loudness_unsaid(Value("to", said[0]))

    def ceiling(self, said: Said) -> Master:
        parts = Parts(said)
        knob, limit = parts.one(Knob), parts.one(Quantity)
        assert limit, "a ceiling is a number"
        if (knob and not knob.among("Limiter")) or limit.unit not in ("dB", "dBTP", ""):
            raise Unclear("a master's ceiling is a number of dBTP")
        return Master(ceiling_db=limit.value)

    def peak(self, said: Said) -> Quantity:
        return read(said, "CEILING", Quantity)

    def format(self, said: Said) -> Master:
        return Master(format=read(said, "FORMAT", str))

    def platform(self, said: Said) -> Master:
        return Master(platforms=(read(said, "PLATFORM", str),))

    def master(self, said: Said) -> Intents:
        parts = Parts(said)
        target = parts.one(Target)
        if target and any(ref.kind not in ("main", "it", "all") for ref in target.refs):
            raise Unclear("only the whole mix is mastered")
        if parts.all(Quality):
            raise Unclear("it says how one of several masters is to sound, and the tone is that of them all")
        wishes = [*parts.all(Master), *map(_loudness_unsaid, parts.all(Value))]
        return (
            Master(
                platforms=tuple(dict.fromkeys(name for wish in wishes for name in wish.platforms)),
                lufs=_only([wish.lufs for wish in wishes if wish.lufs is not None]),
                ceiling_db=_only([wish.ceiling_db for wish in wishes if wish.ceiling_db is not None]),
                format=_only([wish.format for wish in wishes if wish.format]) or "",
                gentle=any(pole.word == "quieter" for pole in parts.all(Pole)),
            ),
        )

    def brought_to(self, said: Said) -> Intents:
        """Return what "bring the guest to -18 LUFS" asks for: one track is brought there, the mix is mastered."""
        target, *wishes = said
        if isinstance(target, Target) and all(ref.kind not in ("main", "it", "all") for ref in target.refs):
            return (Normalise(target, cast(Master, wishes[-1]).lufs, "LUFS"),)
        return self.master(said)

    def styled(self, said: Said) -> Intents:
        parts = Parts(said)
        target = parts.one(Target) or Target()
        if target and any(ref.kind not in ("main", "it", "all") for ref in target.refs):
            raise Unclear("only the whole mix is mastered")
        placed = any(wish.platforms for wish in parts.all(Master))
        if (any(parts.all(Pole)) or parts.has(Loud)) and not placed:  # for a place it is as loud as that place plays it
            raise Unclear(
                'it says how loud without a number; "master to -9 LUFS" is loud, "master to -16 LUFS" has dynamics'
            )
        degree = parts.one(Degree)
        how_much = Amount(degree.factor, words=degree.words) if degree else Amount()
        sounds = tuple(intent.Sound(MIX, quality.name, True, how_much) for quality in parts.all(Quality))
        platforms = tuple(dict.fromkeys(name for wish in parts.all(Master) for name in wish.platforms))
        return (*sounds, Master(platforms, gentle=any(wish.gentle for wish in parts.all(Master))))

    def gently(self, _: Said) -> Intents:
        return (Master(gentle=True),)

    def loud_enough(self, said: Said) -> Master:
        if read(said, "MANNER", str) != "loud":
            raise Unclear("it does not say how that is to be got")
        return Master()  # as loud as the place plays it

    def manner(self, said: Said) -> Master | Loud:
        name = read(said, "MANNER", str)
        if name == "loud":
            return Loud()
        if name == "dynamic":
            return Master(gentle=True)
        return Master()

    def export(self, said: Said) -> Intents:
        parts = Parts(said)
        target, wish = parts.one(Target) or Target(), parts.one(Master)
        named = parts.one(Concept)
        if named and target:
            if target.refs[0].kind != "all" or target.without or read([named], "WHAT", str) != "stems":
                raise Unclear("stems are of every track")
            target = Target()
        if target.without and {ref.kind for ref in target.refs} <= {"main", "all"}:
            return (NotYet("versions"),)  # "export the mix without the drums"
        what = read([named], "WHAT", str) if named else "strip" if names_strips(target) else "mix"
        return (Export(cast(Any, what), target if what == "strip" else Target(), wish.format if wish else ""),)

    def export_again(self, _: Said) -> Intents:
        return (Export("again"),)

    def export_to(self, _: Said) -> Intents:
        return (NotYet("place"),)


def _loudness_unsaid(value: Value) -> Master:
    """Return the loudness that a bare negative number means: "master to -14"."""
    number = value.quantity
    if number.unit or not number.signed or not -60 <= number.value <= -5:
        raise Unclear("a master's loudness is a number of LUFS, its ceiling one of dBTP")
    return Master(lufs=number.value)


def _only(values: list[Any]) -> Any:
    if len(values) > 1:
        raise Unclear("it says one thing twice")
    return values[0] if values else None
