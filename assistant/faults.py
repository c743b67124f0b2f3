"""Faults that an effect takes out: found by measurement, mended as far as is ordinary, and looked for again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up
from assistant.slots import added, at_work, find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step
from dsp.effect import Effect
from dsp.mix import Evidence, Mix, Move, adjust


@dataclass(frozen=True)
class Found:
    """A fault as it was found: the effect that takes it out, and why each knob of it stands where it does."""

    effect: Effect
    because: Mapping[str, str]


@dataclass(frozen=True)
class Absent(Decline):
    """A fault was looked for and is not there; `told` is how that was told, apart from what follows from it."""

    told: str = ""


def absent(told: str, hint: str = "") -> Absent:
    """Return that a fault is not there, with what might be done instead."""
    return Absent("answered", " ".join(filter(None, (f"{told}, so nothing is changed.", hint))), told=told)


@dataclass(frozen=True)
class Fault:
    """One kind of fault, and how it is dealt with.

    Attributes
    ----------
    knob, step
        The knob that says how far it goes, and how much further an ordinary "less of it" turns that.
    told_by
        The knob that takes listening: where a person has said it, nothing is looked for.
    figure
        What is measured of it, as evidence names that.
    eased
        What to say where more of it is asked for and there is nothing to ease; `{name}` is the strip.
    find
        Looks for it on a strip of a mix, to some degree; declines where there is none.
    check
        Measures a strip of two mixes, with the effect as it stood in each; what counts comes first.
    undone
        Whether a further turn is taken back, too, that cannot be measured.
    sized
        Whether so many dB less of it are the knob's.
    """

    effect: type[Effect]
    knob: str
    step: float
    told_by: str
    figure: str
    eased: str
    find: Callable[[Studio, Mix, str, float], Found | Decline]
    check: Callable[[Studio, Mix, Mix, str, Any, Any], tuple[Check, ...]]
    undone: bool = True
    sized: bool = False

    def further(self, old: Effect, degree: float) -> Effect:
        """Return the effect so many ordinary steps further, or back where they are below 0."""
        stood = float(getattr(old, self.knob))
        return old.with_(**{self.knob: self.effect.params[self.knob].snap(stood + degree * self.step)})


def mend(request: Request, fault: Fault) -> Step | Decline:
    """Take a fault out of a strip, or let some of it be again; say so if there is none."""
    strip, studio, word = request.strip, request.studio, fault.effect.words[0]
    slot = find(strip, fault.effect)
    said_db = request.intent.amount.value if fault.sized else None
    degree = request.degree if said_db is None else said_db / fault.step
    if slot is not None:
        old, param = slot.effect, fault.effect.params[fault.knob]
        effect = fault.further(old, -degree if request.more else degree)
        stood = float(getattr(old, fault.knob))
        if effect == old:
            return Decline("answered", f"{strip.name}'s {word} is at its end: {param.format(stood)}.")
        found = Found(effect, {fault.knob: f"it stood at {param.format(stood)}"})
    elif request.more:
        return refuses(fault.eased.format(name=strip.name, word=word))
    else:
        sought = fault.find(studio, request.mix, strip.name, request.degree)
        if isinstance(sought, Decline):
            return sought
        old, found = fault.effect(), sought
        if said_db is not None:
            found = replace(found, effect=fault.further(old, degree))
    move = adjust(strip, slot, found.effect) if slot else added(strip, found.effect)
    checks = fault.check(studio, request.mix, request.mix.apply(move), strip.name, old, found.effect)
    values = found.effect.knobs()
    reasons = tuple(
        Reason(strip.name, move.slot, knob, "craft", values[knob], 1.0, why) for knob, why in found.because.items()
    )
    before = checks[0].before
    evidence = (Evidence(strip.name, fault.figure, before, checks[0].unit),) if before is not None else ()
    made = Step(strip.name, request.purpose, request.intent, (move,), reasons, evidence, checks)
    # Where little is left a further step may be too small to tell from the rest: done as asked, and said so.
    return gave_up(made) if checks[0].verdict == "refused" and (slot is None or fault.undone) else made


def judge(fault: Fault) -> Callable[[Studio, Mix, Mix, str, Move], Check]:
    """Return what holds any move of a fault's effect to its figure."""

    def judged(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
        old, new = (
            effect if isinstance(effect := at_work(thing), fault.effect) else fault.effect()
            for thing in (move.before, move.after)
        )
        return fault.check(studio, before, after, name, old, new)[0]

    return judged
