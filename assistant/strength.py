"""How strongly something is done: which knobs of an effect say how much, and how far these go."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.rules import Decided
from dsp.effect import Effect
from dsp.effects import Compressor, HighPass, LowPass, Reverb, Send
from dsp.param import Param
from grammar.catalogue import intensity, strength_of
from grammar.intent import Amount

AMOUNTS = ("dB", "%", "semitones", "cents")
"""Units of the knobs that say how much; those in Hz, in ms and ratios say where."""

NATURE = frozenset({"bias_pct"})
"""Knobs in these units that say of what kind the sound is, and not how much of it there is."""

EDGE_STEP = 2**0.5
"""By so much an edge, a time or a pitch goes that is to go further or back: half an octave, less for "a bit"."""

PART = 0.5
"""What one step more or less is, beside the likeness as a whole."""

HARDEST = 2.0
"""So many times an ordinary amount a new effect is given at most where no number is said."""

STRONGEST = 1.5
"""So many times as far as the real thing a likeness goes at most when it is new."""


def how_much(base: Effect, now: Effect) -> list[Param]:
    """Return the turned knobs that say how much; those that say where only if none does.

    Of an effect that has a knob for more of it, it is that one: its other levels are where it works. Of a filter it is
    the edge. What came with another kind of reverb ("a plate") is no matter of how much.
    """
    changed = [param for name, param in now.params.items() if getattr(now, name) != getattr(base, name)]
    turned = [one for one in changed if not (one.choices or isinstance(getattr(now, one.name), bool))]
    own = "cutoff_hz" if isinstance(now, HighPass | LowPass) else strength_of(type(now).__name__)
    if strongest := [param for param in turned if param.name == own]:
        return strongest
    if isinstance(now, Reverb) and any(param.choices for param in changed):
        return []
    straight = [param for param in turned if not param.log]
    amounts = [param for param in straight if param.unit in AMOUNTS and param.name not in NATURE]
    return amounts or straight or (turned if len(turned) == 1 else [])


def stepped(was: float, stands: float, factor: float) -> float:
    """Return where an edge goes that is to be so many times as far from where it `was`: a step on, or a step back."""
    steps = max(-1.0, min(1.0, 2 * (factor - 1)))
    return float(stands * EDGE_STEP ** (steps if stands > was else -steps))


def first(amount: Amount | None) -> float:
    """Return how much of a likeness is given to what has none of it: all of it, "a bit" of it is half."""
    return min(amount.degree, STRONGEST) if amount else 1.0


def further(amount: Amount, more: bool) -> float:
    """Return how many times as far a likeness goes that is there: nothing is left of it "a lot less"."""
    return max(0.0, 1 + PART * amount.degree * (1 if more else -1))


def times(effect: Effect, factor: float) -> Effect:
    """Return an effect with its amounts so many times as far from rest, and the edges of filters.

    A compressor stays as it is: how far it turns down is a matter of its threshold, which depends on what it hears.
    """
    if factor == 1 or isinstance(effect, Compressor):
        return effect
    if isinstance(effect, Send):
        level = effect.level_db + 20 * math.log10(max(factor, 0.01))
        return effect.with_(level_db=effect.params["level_db"].snap(level))
    rest = type(effect)()
    turned = {}
    for param in how_much(rest, effect):
        was, now = getattr(rest, param.name), getattr(effect, param.name)
        goal = was + (now - was) * factor
        if param.log:  # so many times as far as a telephone's, the edges would cross
            goal = stepped(was, now, factor) if factor > 1 else was * (now / was) ** factor
        turned[param.name] = param.snap(param.clamp(goal))
    return effect.with_(**turned)


RATIO, GENTLEST, FIRMEST = 3.0, 1.5, 10.0
LOWER_DB = 4.0
"""An ordinary ratio, its least and its most, and how far the threshold moves for each degree over or under one."""


def as_hard(effect: type[Effect], decided: Sequence[Decided], knob: str, amount: Amount) -> tuple[Decided, ...]:
    """Return what was decided for a new effect, as hard as was said: "light compression", "heavy distortion".

    A compressor that is light has a gentle ratio and grips only what stands out; one that squashes has a high ratio
    and a low threshold. Of any other the knob that says how much goes so many times as far from rest.
    """
    if amount.value is not None or amount.degree == 1:
        return tuple(decided)
    if effect is Compressor:
        return tuple(_pressed(one, amount.degree) if one.knob in ("ratio", "threshold_db") else one for one in decided)
    if intensity(effect.__name__) != (effect.__name__, knob, True):
        return tuple(decided)
    param = effect.params[knob]
    factor = min(amount.degree, HARDEST)
    return tuple(
        replace(
            one, value=param.snap(param.default + (one.value - param.default) * factor), because="as much as you said"
        )
        if one.knob == knob
        else one
        for one in decided
    )


def _pressed(one: Decided, degree: float) -> Decided:
    """Return a compressor's threshold or ratio for a lighter or a heavier hand."""
    param = Compressor.params[one.knob]
    firm = degree > 1
    if one.knob == "threshold_db":
        by = LOWER_DB * (min(degree, HARDEST) - 1)
        why = f"{by:g} dB lower, so that most of it is held" if firm else f"{-by:g} dB higher, so only what stands out"
        return replace(one, value=param.snap(one.value - by), because=f"{one.because}; {why}")
    ratio = min(max(RATIO * degree if firm else 1 + (RATIO - 1) * degree, GENTLEST), FIRMEST)
    text = param.format(param.snap(ratio))
    why = f"{text} presses hard, which is heard" if firm else f"{text} is gentle and leaves the playing"
    return replace(one, value=param.snap(ratio), because=why)
