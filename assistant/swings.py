"""What a tremolo or an autopan can be held to: how much the level swings at its rate, measured in what comes out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.listen import moments, powers
from assistant.slots import at_work
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import AutoPan, Tremolo
from dsp.mix import Mix, Move, Slot, Strip

FRAME_S = 0.01

HEARD = 10 ** (-70 / 10)
"""Where a hundredth of a second has less power than this, its gain cannot be told."""

FEWEST = 50
"""Hundredths of a second that must sound."""

NEAR = 0.25
"""A swing that is as large as it should be but for this share of it is as asked."""


def swung(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a swing to the share of the mean gain by which the left side's gain goes up and down at its rate."""
    old, new = _swing(move.before), _swing(move.after)
    rate_hz = (new or old or Tremolo()).rate_hz
    was, now = (swing_pct(studio, mix, name, _slot(move), rate_hz) for mix in (before, after))
    return Check(name, f"swing of the level at {rate_hz:g} Hz", was, now, "%", _judged(old, new, was, now))


def swing_pct(studio: Studio, mix: Mix, name: str, slot: str, rate_hz: float) -> float | None:
    """Return by how much of its mean the gain of a slot swings at a rate, None where too little sounds."""
    without = replace(mix[name], chain=tuple(one for one in mix[name] if one.name != slot))
    dry = _powers(studio, Mix(tuple(without if strip.name == name else strip for strip in mix)), name)
    wet = _powers(studio, mix, name)
    count = min(dry.size, wet.size)
    sounds = dry[:count] > HEARD
    if sounds.sum() < FEWEST:
        return None
    at = np.flatnonzero(sounds).astype(np.float64) * FRAME_S + FRAME_S / 2
    gains = np.sqrt(wet[:count][sounds] / dry[:count][sounds]).astype(np.float64)
    return _fitted(at, gains, rate_hz)


def _fitted(at: NDArray[np.float64], gains: NDArray[np.float64], rate_hz: float) -> float:
    turn = 2 * np.pi * rate_hz * at
    mean, cos, sin = np.linalg.lstsq(np.stack([np.ones_like(at), np.cos(turn), np.sin(turn)], axis=1), gains)[0]
    return float(100 * np.hypot(cos, sin) / mean)


def _powers(studio: Studio, mix: Mix, name: str) -> NDArray[np.float64]:
    """Return the power of every hundredth of a second on the left."""
    return moments(studio, mix, name, FRAME_S, lambda sound: powers(sound[:1]))


def _judged(
    old: Tremolo | AutoPan | None, new: Tremolo | AutoPan | None, was: float | None, now: float | None
) -> Verdict:
    """Judge by what the settings promise; a swing that was taken away must be gone."""
    if was is None or now is None:
        return "refused"
    promised = _promised(new)
    if not promised:
        gone = now < NEAR * _promised(old)
        return "verified" if gone else "refused"
    off = abs(now - promised) / promised
    return "verified" if off <= NEAR else "partly" if off <= 2 * NEAR else "refused"


def _promised(effect: Tremolo | AutoPan | None) -> float:
    if effect is None:
        return 0.0
    turn = np.arange(200) / 200 / effect.rate_hz
    return _fitted(turn, effect.gains_at(turn, 0), effect.rate_hz)


def _swing(thing: Slot | Strip | None) -> Tremolo | AutoPan | None:
    effect = at_work(thing)
    return effect if isinstance(effect, Tremolo | AutoPan) else None


def _slot(move: Move) -> str:
    assert isinstance(move.thing, Slot)
    return move.thing.name
