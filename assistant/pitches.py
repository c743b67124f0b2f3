"""By how much everything has gone up or down: two long spectra, one moved over the other until they fit best."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.mix import Mix
from dsp.units import Audio

STEPS = 20
"""Places to a semitone."""

LOW_HZ, HIGH_HZ = 50.0, 10_000.0
WINDOW_S, FLOOR_DB = 0.37, 70.0
"""Long enough to tell neighbouring notes apart, and what is so far under the loudest is not counted."""

FARTHEST = 26
"""Semitones: from one end of the knob to the other, and a little."""

ALIKE = 0.5
"""Spectra that fit worse than that, at their best, are not the same sound moved."""

NEAR, SHARE = 0.1, 0.1
"""What lands so many semitones, or such a share of the way, from where it should be is as asked."""


LEAST = 0.05
"""Less than that, which is five cents, is no move."""


def check(studio: Studio, before: Mix, after: Mix, name: str, asked: float) -> Check:
    """Hold a change of pitch to what the spectrum did."""
    was, now = (long_spectrum(studio.sound(mix, name), studio.sample_rate) for mix in (before, after))
    found = None if was is None or now is None else shift_semitones(was, now)
    if found is None:
        return Check(name, "pitch against before", None, None, "semitones", "refused")
    right = abs(found - asked) <= max(NEAR, SHARE * abs(asked)) and abs(found) >= LEAST
    judged: Verdict = "verified" if right else "partly" if 0.5 <= found / (asked or 1.0) <= 1.5 else "refused"
    return Check(name, "pitch against before", 0.0, found, "semitones", judged)


def long_spectrum(blocks: Iterable[Audio], sample_rate: int) -> NDArray[np.float64] | None:
    """Return the mean level at places as far apart as notes are, in dB; None of silence."""
    size = 2 ** round(np.log2(WINDOW_S * sample_rate))
    window = np.hanning(size)
    power, rest = np.zeros(size // 2 + 1), np.zeros(0, np.float32)
    for block in blocks:
        rest = np.concatenate([rest, block.mean(axis=0)])
        while rest.size >= size:
            power += np.abs(np.fft.rfft(rest[:size] * window)) ** 2
            rest = rest[size // 2 :]
    power += np.abs(np.fft.rfft(np.pad(rest, (0, max(0, size - rest.size))) * window)) ** 2
    if not power.any():
        return None
    octaves = np.log2(min(HIGH_HZ, 0.45 * sample_rate) / LOW_HZ)
    hz = LOW_HZ * 2 ** (np.arange(round(12 * STEPS * octaves)) / (12 * STEPS))
    level = 10 * np.log10(np.interp(hz, np.arange(power.size) * sample_rate / size, power) + 1e-30)
    return np.asarray(np.maximum(level - level.max(), -FLOOR_DB))


def shift_semitones(was: NDArray[np.float64], now: NDArray[np.float64]) -> float | None:
    """Return how many semitones up the second spectrum is the first; None if it is not the same sound moved."""
    most = FARTHEST * STEPS
    fits = np.array([_fit(was, now, shift) for shift in range(-most, most + 1)])
    best = int(np.argmax(fits))
    if fits[best] < ALIKE or best in (0, 2 * most):
        return None
    left, here, right = fits[best - 1 : best + 2]
    bend = left - 2 * here + right
    between = 0.5 * (left - right) / bend if bend < 0 else 0.0
    return float((best - most + between) / STEPS)


def _fit(was: NDArray[np.float64], now: NDArray[np.float64], shift: int) -> float:
    """Return how alike two spectra are, the first moved up by so many places: 1 if they are the same."""
    low, high = (was[: was.size - shift], now[shift:]) if shift >= 0 else (was[-shift:], now[: now.size + shift])
    a, b = low - low.mean(), high - high.mean()
    return float(a @ b / np.sqrt(max((a @ a) * (b @ b), 1e-12)))
