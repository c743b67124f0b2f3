"""The clauses about deliveries: masters for a place or at a loudness, and files unmastered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from grammar.catalogue import Knob, Pole
from grammar.concept import Concept
from grammar.files import NO_RATE, Kind, kind, kinds, sample_rate
from grammar.intent import Amount, Export, Master, Normalise, NotYet, Ref, Sound, Target
from grammar.mastered import CALLED
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear
from grammar.pieces import Change, Degree, Quality, Value
from grammar.refs import MIXED, NOBODY, is_mix
from grammar.senses import changed, names_strips
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.listen import Listen

MIX = Target((Ref("main"),))


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

    def format(self, said: Said) -> Kind:
        return kind(read(said, "FORMAT", str), cast(Concept, said[-1]).text)

    def rate(self, said: Said) -> Master:
        rate_hz = sample_rate(said[-1].quantity if isinstance(said[-1], Value) else cast(Quantity, said[-1]))
        if not rate_hz:
            raise Unclear(NO_RATE)
        return Master(rate_hz=rate_hz)

    def platform(self, said: Said) -> Master:
        return Master(platforms=(read(said, "PLATFORM", str),))

    def master(self, said: Said) -> Intents:
        parts = Parts(said)
        target = parts.one(Target)
        if target and not is_mix(target):
            raise Unclear("only the whole mix is mastered")
        if parts.all(Quality):
            raise Unclear("it says how one of several masters is to sound, and the tone is that of them all")
        wishes = [*parts.all(Master), *map(_unsaid, parts.all(Value))]
        rates = list(dict.fromkeys(wish.rate_hz for wish in wishes if wish.rate_hz)) or [0]
        one = Master(
            platforms=tuple(dict.fromkeys(name for wish in wishes for name in wish.platforms)),
            lufs=_only([wish.lufs for wish in wishes if wish.lufs is not None]),
            ceiling_db=_only([wish.ceiling_db for wish in wishes if wish.ceiling_db is not None]),
            gentle=any(pole.word == "quieter" for pole in parts.all(Pole)),
            only=_all_but(target) if target else NOBODY,
        )
        found = _kinds(parts)
        if len(found) > 1 and not one.platforms and one.lufs is None:
            raise Unclear("it says formats and no master")
        return tuple(replace(one, format=name, rate_hz=rate_hz) for name in found for rate_hz in rates)

    def anew(self, said: Said) -> Intents:
        """Return the last master for some place, made again louder or quieter."""
        parts = Parts(said)
        change = parts.one(Change)
        assert change, "it is to be louder or quieter"
        made = changed(Target((Ref("main", words=CALLED),)), change)
        if not isinstance(made, Master):
            raise Unclear("a master is made again louder or quieter")
        platforms = tuple(dict.fromkeys(name for wish in parts.all(Master) for name in wish.platforms))
        return (replace(made, platforms=platforms),)

    def master_only(self, said: Said) -> Intents:
        heard = _heard(Parts(said))
        masters = self.master([part for part in said if not isinstance(part, Target)])
        return tuple(replace(cast(Master, one), only=heard) for one in masters)

    def brought_to(self, said: Said) -> Intents:
        """Return what "bring the guest to -18 LUFS" asks for: one track is brought there, the mix is mastered."""
        target, *wishes = said
        if isinstance(target, Target) and all(ref.kind not in MIXED for ref in target.refs):
            return (Normalise(target, cast(Master, wishes[-1]).lufs, "LUFS"),)
        return self.master(said)

    def styled(self, said: Said) -> Intents:
        parts = Parts(said)
        target = parts.one(Target) or Target()
        if target and not is_mix(target):
            raise Unclear("only the whole mix is mastered")
        placed = any(wish.platforms for wish in parts.all(Master))
        if (any(parts.all(Pole)) or parts.has(Loud)) and not placed:  # for a place it is as loud as that place plays it
            raise Unclear(
                'it says how loud without a number; "master to -9 LUFS" is loud, "master to -16 LUFS" has dynamics'
            )
        degree = parts.one(Degree)
        how_much = Amount(degree.factor, words=degree.words) if degree else Amount()
        sounds = tuple(Sound(MIX, quality.name, True, how_much) for quality in parts.all(Quality))
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
        target = parts.one(Target) or Target()
        named = parts.one(Concept)
        if named and target:
            if read([named], "WHAT", str) != "stems" or target.without:
                raise Unclear("stems are of every track")
            if names_strips(target):  # "stems of the drums, the bass and the vocals"
                return tuple(file for ref in target.refs for file in _written(Export(only=Target((ref,))), parts))
            target = Target()
        mixed = bool(target.without) and is_mix(target)
        what = read([named], "WHAT", str) if named else "strip" if names_strips(target) and not mixed else "mix"
        file = Export(cast(Any, what), target if what == "strip" else Target(), only=_all_but(target))
        return _written(file, parts)

    def export_only(self, said: Said) -> Intents:
        parts = Parts(said)
        return _written(Export(only=_heard(parts)), parts)

    def export_again(self, _: Said) -> Intents:
        return (Export("again"),)

    def export_to(self, _: Said) -> Intents:
        return (NotYet("place"),)


def _all_but(target: Target) -> Target:
    """Return who is heard in "the mix without the vocal"; nobody in particular in "the mix"."""
    return Target((Ref("all"),), target.without) if target.without and is_mix(target) else NOBODY


def _heard(parts: Parts) -> Target:
    """Return who alone is to be heard in the mix that is named."""
    whole, heard = parts.all(Target)
    if not is_mix(whole) or whole.without or is_mix(heard):
        raise Unclear("it is the mix in which some are heard alone")
    return heard


def _written(file: Export, parts: Parts) -> Intents:
    """Return a file in each of the formats that are said, at each of the sample rates that are."""
    rates = list(dict.fromkeys(wish.rate_hz for wish in parts.all(Master))) or [0]
    return tuple(replace(file, format=name, rate_hz=rate_hz) for name in _kinds(parts) for rate_hz in rates)


def _kinds(parts: Parts) -> tuple[str, ...]:
    """Return the formats that are asked for, "" if none is said."""
    said = parts.all(Kind)
    found = kinds(said)
    if said and not found:
        raise Unclear("it says two formats of one file")
    return found or ("",)


def _unsaid(value: Value) -> Master:
    """Return the loudness that a bare negative number means, "master to -14", and the sample rate that any other is."""
    if rate_hz := sample_rate(value.quantity):
        return Master(rate_hz=rate_hz)
    return _loudness_unsaid(value)


def _loudness_unsaid(value: Value) -> Master:
    number = value.quantity
    if number.unit or not number.signed or not -60 <= number.value <= -5:
        raise Unclear("a master's loudness is a number of LUFS, its ceiling one of dBTP")
    return Master(lufs=number.value)


def _only(values: list[Any]) -> Any:
    if len(values) > 1:
        raise Unclear("it says one thing twice")
    return values[0] if values else None
