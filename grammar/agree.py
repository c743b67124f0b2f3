"""The clauses about how to work together: hands off, "no, the kick", versions and groups."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dsp.effects import BY_NAME
from grammar import intent
from grammar.agreements import BOLD, BRIEF, FULL, WARY
from grammar.catalogue import LEVEL, Knob, Pole, kind_of, knobs_in
from grammar.converse import Converse
from grammar.intent import (
    Amount,
    Correct,
    Guard,
    Limit,
    Nudge,
    Protect,
    Ref,
    Set,
    Sound,
    Target,
)
from grammar.knobs import Intents
from grammar.leaves import Said, read
from grammar.listening_intents import LATEST
from grammar.numbers import Quantity
from grammar.parts import AsMuch, Change, Degree, Direction, Parts, Quality, Region, Unclear, Value
from grammar.refs import IT, LOUDNESS
from grammar.senses import effect_of
from grammar.words import FILE

Guarded = Sound | Nudge | Set
"""What can be asked for with something to be spared."""


@dataclass(frozen=True)
class Spared:
    """An effect that is to stay where another goes."""

    effect: str
    target: Target


@dataclass(frozen=True)
class NotBy:
    """By what means something is not to be done: "rather than limiting it"."""

    effect: str
    up: bool | None = None


@dataclass(frozen=True)
class Hears:
    """Whom a detector is to listen to."""

    target: Target


class Agree(Converse):
    """The rules about how to work together."""

    def start(self, said: Said) -> Intents:
        parts = Parts(said[1:])
        guards, hears = parts.all(Guard), parts.one(Hears)
        not_by = parts.all(NotBy)
        left = Parts(Parts(Parts(parts.but(Guard)).but(Hears)).but(NotBy))
        asked = super().start([said[0], *left.but(Spared)])
        for spared in left.all(Spared):
            asked = tuple(_beside(one, spared) for one in asked)
        if hears:
            asked = tuple(_listening(one, hears.target) for one in asked)
        for means in not_by:
            is_not_by(means, asked)
        return tuple(_sparing(one, guards) for one in asked) if guards else asked

    def not_by(self, said: Said) -> NotBy:
        parts = Parts(said)
        way = parts.one(Direction)
        return NotBy(effect_of(parts), way.up if way else None)

    def keyed(self, said: Said) -> Hears:
        return Hears(Parts(said).all(Target)[0])

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

    def kept(self, said: Said) -> Guard:
        return Guard(_felt(Parts(said)))

    def shunned(self, said: Said) -> Guard:
        return Guard(_felt(Parts(said)), lost=False)

    def effect_kept(self, said: Said) -> Spared:
        parts = Parts(said)
        return Spared(effect_of(parts), parts.one(Target) or Target())

    def as_loud(self, _: Said) -> Guard:
        return Guard(LOUDNESS, lost=False)

    def unclipped(self, _: Said) -> Guard:
        return Guard("peaks", lost=False)

    def held_under(self, said: Said) -> Guard:
        limit = next(part for part in said if isinstance(part, Quantity) or "CEILING" in getattr(part, "readings", ()))
        limit = limit if isinstance(limit, Quantity) else read([limit], "CEILING", Quantity)
        if limit.unit not in ("", "dB", "dBTP", "dBFS") or limit.value > 0:
            raise Unclear("peaks stay under a number of dBTP, 0 or less")
        return Guard("peaks", lost=False, limit_db=limit.value)

    def in_mono(self, _: Said) -> Guard:
        return Guard("mono", lost=False)

    def dynamic(self, _: Said) -> Guard:
        return Guard("dynamics")

    def pumping(self, _: Said) -> Guard:
        raise Unclear(
            "I cannot measure yet whether it pumps; a slow release pumps less, and it can be had without that"
        )

    # ---- what was meant

    def correct(self, said: Said) -> Intents:
        parts = Parts(said)
        target = parts.one(Target) or Target()
        if target and any(ref.kind == "it" for ref in target.refs):
            raise Unclear("it does not say whom you meant")
        values, degree = parts.all(Value), parts.one(Degree)
        if as_much := parts.one(AsMuch):
            return (Correct(target, Amount(as_much.share, as_much=True, as_on=as_much.target)),)
        if values:
            quantity = values[0].quantity
            sign = -1 if quantity.signed and quantity.value < 0 else 1
            return (Correct(target, Amount(value=sign * abs(quantity.value), unit=quantity.unit)),)
        return (Correct(target, Amount(degree.factor, words=degree.words) if degree else None),)

    def instead_of(self, _: Said) -> None:
        """Give nothing: what stood there is what is taken back."""

    def named_alone(self, said: Said) -> Intents:
        target = Parts(said).all(Target)[0]
        if any(ref.kind == "it" for ref in target.refs):
            raise Unclear("it does not say what is to be done")
        return (Correct(target, answers=True),)

    def opposite(self, _: Said) -> Intents:
        return (Correct(opposite=True),)

    def dislike(self, _: Said) -> Intents:
        return (intent.Dislike(),)

    def worsened(self, _: Said) -> Intents:
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
        return (intent.Forget(about=_name(said)),)


BANDS = ("Bell", "LowShelf", "HighShelf")
"""What is boosted and cut."""


def _gains(up: bool, bound: Quantity) -> Limit:
    """Return the bound of "never boost more than 6 dB", "never cut more than 4 dB"."""
    if bound.unit not in ("dB", ""):
        raise Unclear("a boost or a cut is in dB")
    knobs = tuple((band, "gain_db") for band in BANDS)
    return Limit(knobs, "most", abs(bound.value)) if up else Limit(knobs, "least", -abs(bound.value))


def is_not_by(means: NotBy, asked: tuple[intent.Intent, ...]) -> None:
    """See to it that a request is done by nothing that it says it is not to be done by."""
    for one in asked:
        way = getattr(one, "up", None) if isinstance(one, Nudge) else None
        same = getattr(one, "effect", "") == means.effect if means.effect else means.up == way
        if same or not isinstance(one, Nudge | Set):
            raise Unclear("it says by what it is not to be done, and I do not see how else it is to be done")


def _sparing(asked: intent.Intent, guards: tuple[Guard, ...]) -> intent.Intent:
    """Return an intent as one that spares something; a master that clips there is none."""
    if isinstance(asked, intent.Master) and all(guard.quality in ("dynamics", "peaks") for guard in guards):
        ceiling = next((guard.limit_db for guard in guards if guard.limit_db), None)
        gentle = asked.gentle or any(guard.quality == "dynamics" for guard in guards)
        return replace(asked, gentle=gentle, ceiling_db=asked.ceiling_db if ceiling is None else ceiling)
    if not isinstance(asked, Guarded):
        raise Unclear("what is to be spared by that I cannot watch")
    louder = isinstance(asked, Nudge) and asked.effect in (LEVEL[0], "Trim") and asked.up
    if louder and any(guard.quality == LOUDNESS for guard in guards):
        raise Unclear("it asks to be louder and no louder at once")
    if isinstance(asked, Sound) and any(guard.quality == asked.quality for guard in guards):
        raise Unclear("it asks for one thing and its opposite")
    return replace(asked, guards=guards)


def _beside(asked: intent.Intent, spared: Spared) -> intent.Intent:
    """Return an intent that takes one effect away as one that leaves another; "on the vocals" behind is for both."""
    if isinstance(asked, intent.Undo) and asked.what and asked.what.effect not in ("", spared.effect):
        return asked  # "undo the compression but leave the EQ"
    if not isinstance(asked, intent.Remove | intent.Bypass) or asked.effect in ("", spared.effect):
        raise Unclear("what is kept by that does not go by what is asked for")
    return asked if asked.target or not spared.target else replace(asked, target=spared.target)


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
    poles = [change.what, *parts.all(Pole)] if isinstance(change, Change) else parts.all(Pole)
    if any(isinstance(pole, Pole) and pole.word in ("louder", "loud") for pole in poles):
        return LOUDNESS
    if quality:
        return quality.name
    region = parts.one(Region)
    name = _REGIONS.get((region.effect, region.frequency_hz)) if region else None
    if name is None:
        raise Unclear("I cannot measure whether that is spared")
    return name


_REGIONS = {("LowShelf", 0.0): "full", ("HighShelf", 0.0): "bright", ("Bell", 3000.0): "present"}
"""The quality that says how much of a region there is."""


_FROM_NOW_ON = re.compile(r"\s+from (?:now|here) on$", re.IGNORECASE)


def _name(said: Said) -> str:
    named = next((read([c], "NAMED", str) for c in said if "NAMED" in getattr(c, "readings", ())), "")
    return _FROM_NOW_ON.sub("", named)
