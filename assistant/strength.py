"""How strongly a sound is made like another: the knobs of its effects that say how much, nearer to rest or further."""

from __future__ import annotations

import math

from dsp.effect import Effect
from dsp.effects import Compressor, HighPass, LowPass, Send
from dsp.param import Param
from grammar.catalogue import strength_of
from grammar.intent import Amount

AMOUNTS = ("dB", "%", "semitones", "cents")
"""Units of the knobs that say how much; those in Hz, in ms and ratios say where."""

PART = 0.5
"""What one step more or less is, beside the likeness as a whole."""

STRONGEST = 1.5
"""So many times as far as the real thing a likeness goes at most when it is new."""


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
    for param in _amounts(effect):
        was, now = getattr(rest, param.name), getattr(effect, param.name)
        goal = was * (now / was) ** factor if param.log else was + (now - was) * factor
        turned[param.name] = param.snap(param.clamp(goal))
    return effect.with_(**turned)


def _amounts(effect: Effect) -> list[Param]:
    if isinstance(effect, HighPass | LowPass):
        return [effect.params["cutoff_hz"]]
    own = strength_of(type(effect).__name__)
    return [
        param
        for param in effect.params.values()
        if (param.name == own if own else param.unit in AMOUNTS) and not (param.choices or param.name == "bias_pct")
    ]
