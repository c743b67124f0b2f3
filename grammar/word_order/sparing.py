"""The clauses about what is not to be lost by what is asked for, and not to be got: "without losing punch"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grammar import intent
from grammar.catalogue import LEVEL, Pole, kind_of
from grammar.intent import Guard, Nudge, Set, Simile, Sound, Target
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear
from grammar.pieces import Change, Direction, Quality, Region
from grammar.refs import LOUDNESS
from grammar.senses import effect_of
from grammar.word_order.converse import Converse
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read

Guarded = Sound | Nudge | Set | Simile
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


class Sparing(Converse):
    """The rules for what is to be spared."""

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
