"""The clauses that are about the session itself: deliveries, undo and why, answers, questions and small talk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from grammar import intent
from grammar.bus import Gluing
from grammar.catalogue import LEVEL, SENT, Knob, Pole, kind_of, unaided
from grammar.concept import Concept
from grammar.intent import Again, Amount, Answer, Export, Master, Named, Normalise, NotYet, Target
from grammar.knobs import Intents
from grammar.leaves import Said, read
from grammar.listen import Listen, seconds
from grammar.numbers import Quantity
from grammar.parts import (
    Change,
    Degree,
    Effect,
    Factor,
    Parts,
    Qualify,
    Quality,
    Region,
    Switch,
    Unclear,
    Value,
    Way,
    amount,
)
from grammar.settings import is_place

MORE, LESS = 1.5, 0.5
"""What a plain "more" and "less" make of the change before."""


MIX = Target((intent.Ref("main"),))


@dataclass(frozen=True)
class Loud:
    """A master that is to be loud, without a number for it."""


class Converse(Listen):
    """Every rule of the grammar."""

    # ---- strips and slots, canonically

    def exact_gone(self, said: Said) -> Intents:
        effect = read(said, "EFFECT", str, 1)
        slot = next((read([c], "SLOT", str) for c in said if "SLOT" in c.readings), kind_of(effect).words[0])
        return (intent.Remove(Target(self.strip(said)), effect, slot),)

    def exact(self, said: Said) -> Intents:
        target = Target(self.strip(said))
        effect = next(read([c], "EFFECT", str) for c in said if "EFFECT" in c.readings)
        slot = next((read([c], "SLOT", str) for c in said if "SLOT" in c.readings), kind_of(effect).words[0])
        knobs = tuple(read([c], "SETTING", tuple) for c in said if "SETTING" in c.readings)
        at = next((read([c], "PLACE", int) for c in said if "PLACE" in c.readings), -1)
        span = next((read([c], "SPAN", intent.Span) for c in said if "SPAN" in c.readings), intent.WHOLE)
        bypassed = next((read([c], "BYPASSED", bool) for c in said if "BYPASSED" in c.readings), None)
        key = next((read([c], "KEYED", str) for c in said if "KEYED" in c.readings), None)
        if not knobs and not span and bypassed is None and key is None:
            raise Unclear("it does not say what is to be done with it")
        return (intent.Set(target, effect, knobs, slot, at, span, bypassed, key),)

    def new_strip(self, said: Said) -> Intents:
        return (intent.AddStrip(read(said, "NAME", str, 1), cast(Any, read(said, "KIND", str))),)

    def remove_strip(self, said: Said) -> Intents:
        return (intent.RemoveStrip(read(said, "NAME", str, 1)),)

    # ---- deliveries

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
            if target.refs[0].kind != "all" or read([named], "WHAT", str) != "stems":
                raise Unclear("stems are of every track")
            target = Target()
        what = read([named], "WHAT", str) if named else "strip" if _names_strips(target) else "mix"
        return (Export(cast(Any, what), target if what == "strip" else Target(), wish.format if wish else ""),)

    def export_again(self, _: Said) -> Intents:
        return (Export("again"),)

    def export_to(self, _: Said) -> Intents:
        return (NotYet("place"),)

    # ---- taking back and asking why

    def named(self, said: Said) -> Named:
        return _named(Parts(said))

    def undo(self, said: Said) -> Intents:
        parts = Parts(said)
        if not parts.has(Named) and (target := parts.one(Target)):
            return (intent.Undo(Named(target)),)
        count = parts.one(Quantity)
        times = next((read([c], "TIMES", str) for c in parts.all(Concept)), "1")
        return (intent.Undo(parts.one(Named), _counted(count) if count else int(times)),)

    def undo_of(self, said: Said) -> Intents:
        """Return what "the reverb change on the snare" takes back: that alone, of whom alone."""
        parts = Parts(said)
        named, behind = parts.one(Named) or _named(parts), parts.one(Target)
        if behind and parts.has(Named):
            if named == Named(Target((intent.Ref("all"),))):
                return (intent.Undo(Named(behind), all=True),)  # "all the things I did to the drums"
            if named.target:
                raise Unclear("it says twice of whom")
            named = replace(named, target=behind)
        return (intent.Undo(named),)

    def undo_all_of(self, said: Said) -> Intents:
        return (intent.Undo(Named(Parts(said).all(Target)[0]), all=True),)

    def undo_keeping(self, said: Said) -> Intents:
        return (intent.Undo(_named(Parts(said[:1]))),)

    def wind_back(self, said: Said) -> Intents:
        (quantity,) = Parts(said).all(Quantity)
        if quantity.unit in ("s", "ms"):
            return (intent.Seek(by=-seconds(quantity)),)
        return self.undo(said)

    def undo_all(self, _: Said) -> Intents:
        return (intent.Undo(all=True),)

    def redo(self, said: Said) -> Intents:
        return (intent.Redo(_counted(said[0]) if said else 1),)

    def put_back(self, said: Said) -> Intents:
        return (intent.Redo(what=_named(Parts(said))),)

    def why(self, said: Said) -> Intents:
        parts = Parts(said)
        changes = [change.what for change in parts.all(Change)]
        named = _named(Parts([*parts.but(Change), *changes]))
        pitched = any(is_place(value) for value in parts.all(Value))
        return (intent.Why(Named(named.target, "EQ") if pitched and not named.effect else named),)

    def why_so(self, said: Said) -> Intents:
        return (intent.Why(Named(Parts(said).all(Target)[0])),)

    def once_more(self, said: Said) -> Intents:
        parts = Parts(said)
        way, how_much = parts.one(Way) or Way(True), amount(parts)  # "another 2 dB": as it went
        if how_much.value is not None:
            return (Again(MORE if way.up else LESS, how_much),)
        return (_again(MORE if way.up else LESS, parts.one(Degree)),)

    def more_of_it(self, said: Said) -> Intents:
        return (_again(MORE, Parts(said).one(Degree)),)

    def less_of_it(self, said: Said) -> Intents:
        parts = Parts(said)
        if _names_strips(parts.one(Target) or Target()):
            raise Unclear("it does not say of what it is too much")
        return (_again(LESS, parts.one(Degree)),)

    def than_before(self, said: Said) -> Intents:
        """Return what "the bass down a bit less than before" asks for: less of what was done to it last."""
        parts = Parts(said)
        *ways, dose = parts.all(Way)
        if len(ways) > 1:
            raise Unclear("it says twice which way")
        again = self.once_more([dose, *parts.all(Value), *parts.all(Degree)])[0]
        assert isinstance(again, Again)
        up = ways[0].up if ways else None
        level = LEVEL[0] if ways else ""
        return (replace(again, what=Named(parts.all(Target)[0], level), up=up),)

    def gentler(self, said: Said) -> Factor:
        degree = Parts(said).one(Degree)
        return Factor(_scaled(LESS, degree))

    def harsher(self, said: Said) -> Factor:
        return Factor(_scaled(MORE, Parts(said).one(Degree)))

    def doubled(self, _: Said) -> Factor:
        return Factor(2.0)

    def tempered_again(self, said: Said) -> Intents:
        return (Again(Parts(said).all(Factor)[0].times),)

    def times_that(self, said: Said) -> Intents:
        factor, ref = said[:2]
        times = factor.times if isinstance(factor, Factor) else factor.value if factor.unit == "x" else 0.0
        if read([ref], "REF", intent.Ref).kind != "it" or times <= 0 or times == 1:
            raise Unclear("it does not say of what")
        return (Again(times),)

    def part_back(self, said: Said) -> Intents:
        """Return what "a third of the way back" asks for: what is left of the last change then."""
        parts = Parts(said)
        (factor,) = parts.all(Factor)
        if factor.times >= 1:
            raise Unclear("it does not say how far back")
        target = parts.one(Target) or Target()
        return (Again(1.0 - factor.times, what=Named(target) if _names_strips(target) else Named()),)

    def too_much_by(self, said: Said) -> Intents:
        return self._further_by(said, LESS)

    def too_little_by(self, said: Said) -> Intents:
        return self._further_by(said, MORE)

    def backed_off(self, said: Said) -> Intents:
        parts = Parts(said)
        if any(way.up for way in parts.all(Way)):
            raise Unclear("it does not say which way")
        target = parts.one(Target) or Target()
        if _names_strips(target):
            return (intent.Nudge(target, *LEVEL, False, amount(parts)),)
        return self._further_by(said, LESS)

    def _further_by(self, said: Said, factor: float) -> Intents:
        parts = Parts(said)
        target, how_much = parts.one(Target) or Target(), amount(parts)
        what = Named(target) if _names_strips(target) else Named()
        if how_much.as_much:
            raise Unclear("it does not say by how much")
        if how_much.value is None:
            return (replace(_again(factor, parts.one(Degree)), what=what),)
        return (Again(factor, how_much, what),)

    def half(self, _: Said) -> Intents:
        return (Again(0.5),)

    def twice(self, _: Said) -> Intents:
        return (Again(2.0),)

    # ---- answers, questions, small talk

    def keep(self, _: Said) -> Intents:
        return (intent.Keep(),)

    def praised(self, said: Said) -> Intents:
        if said[0].word != "that":
            raise Unclear("it does not say whether that is as it should be")
        return (intent.Keep(),)

    def fine(self, said: Said) -> Intents:
        return (intent.Keep(Parts(said).all(Target)[0]),)

    def yes(self, _: Said) -> Intents:
        return (Answer(True),)

    def no(self, _: Said) -> Intents:
        return (Answer(False),)

    def option(self, said: Said) -> Intents:
        readings = said[0].readings
        word = readings.get("ORDINAL", readings.get("LETTERED"))
        number = int(str(word)) if word else _counted(readings["PLAIN"])
        if "PLAIN" in readings and readings["PLAIN"].signed:
            raise Unclear("an option has no sign")
        if word and any("PLAIN" in other.readings and other.word != "one" for other in said[1:]):
            raise Unclear("it chooses several, and only one can be had")
        return (Answer(True, number),)

    def ask(self, said: Said) -> Intents:
        return (intent.Ask(cast(Any, read(said, "ABOUT", str))),)

    def loudness(self, said: Said) -> Intents:
        return (intent.Ask("loudness", said[0] if said else Target()),)

    def masking(self, said: Said) -> Intents:
        return (intent.Ask("masking", Parts(said).all(Target)[-1]),)

    def fighting(self, said: Said) -> Intents:
        """Return who hides the two that fight; of one that masks another, who hides that other."""
        targets = Parts(said).all(Target)
        one_way = any(isinstance(part, Concept) and part.word in ("mask", "masking") for part in said)
        targets = targets[-1:] if one_way else targets
        return (intent.Ask("masking", Target(tuple(ref for target in targets for ref in target.refs))),)

    def ringing(self, said: Said) -> Intents:
        return (intent.Ask("ringing", said[0]),)

    def floor(self, said: Said) -> Intents:
        return (intent.Ask("floor", said[0]),)

    def talk(self, said: Said) -> Intents:
        return (intent.Talk(cast(Any, read(said, "TALK", str))),)

    def act(self, said: Said) -> Intents:
        parts = Parts(said)
        act = parts.one(Concept)
        assert act, "an act is named"
        return (intent.NotYet(read([act], "ACT", str), next(iter(parts.all(Target)), Target())),)


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


def _names_strips(target: Target) -> bool:
    return any(ref.kind not in ("main", "it") for ref in target.refs)


def _counted(quantity: Quantity) -> int:
    count = int(quantity.value)
    if count != quantity.value or count < 1 or quantity.unit not in ("", "x"):
        raise Unclear("it does not say how many")
    return count


def _again(factor: float, degree: Degree | None) -> Again:
    """Scale by the degree: "a lot less" is "less" twice over, "a bit less" half of it."""
    return Again(_scaled(factor, degree), Amount(degree.factor, words=degree.words) if degree else None)


def _scaled(factor: float, degree: Degree | None) -> float:
    return float(round(factor ** (degree.factor if degree else 1.0), 3))


def _named(parts: Parts) -> Named:
    """Return what was said of something done earlier."""
    target = parts.one(Target) or Target()
    quality = next((part.name for part in parts.all(Quality)), "")
    quality = quality or next((part.quality for part in parts.all(Qualify)), "")
    quality = quality or next((part.slot for part in parts.all(Gluing)), "")
    effects = [part.name for part in parts.all(Effect)]
    effects += [part.effect for part in parts.all(Region)] + [part.effect for part in parts.all(Switch)]
    effects += [move[0] for part in parts.all(Pole) if (move := unaided(part))]
    effect = effects[0] if effects else ""
    return Named(target, SENT.get(effect, effect), quality)
