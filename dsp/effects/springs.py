"""A tank of springs, at one sample rate."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dsp.bank import Vector
from dsp.effects.lines import SILENT
from dsp.effects.spaces import MAX_PREDELAY_MS, Knobs, damping_poles, kept_of, prime, rings, shelves
from dsp.units import Audio

TRIPS_MS = (33.1, 37.9, 42.7, 47.3, 34.7, 39.1, 41.3, 49.1)
"""There and back along each spring, four that are heard on the left and four on the right."""

BAND_HZ = 4600.0
"""Where the chirp ends: above this a spring carries little."""

STAGES = 56
BEND = (0.60, 0.63, 0.57, 0.61, 0.62, 0.58, 0.60, 0.56)
"""All-passes in a row, and their coefficient: how much later a high tone comes than a low one."""

FROM_LEFT = (1, 1, -1, 1, 1, -1, 1, 1)
FROM_RIGHT = (1, -1, 1, 1, -1, 1, 1, 1)
HEARD = (1, -1, 1, -1, 1, 1, -1, -1)
"""Each spring is moved by both sides, some against each other, so that no side goes unheard."""


class Springs:
    """Eight springs side by side."""

    def __init__(self, sample_rate: int) -> None:
        from dsp.kernels import spring
        from dsp.kernels.stretch import STRETCH

        self.sample_rate = sample_rate
        self.held = max(1, round(sample_rate / (2 * BAND_HZ)))
        bend = np.array(BEND)
        around = STAGES * self.held * (1 - bend) / (1 + bend)  # what the all-passes take at the bottom
        trips = [prime(max(ms * 1e-3 * sample_rate - more, STRETCH)) for ms, more in zip(TRIPS_MS, around, strict=True)]
        self.delays = np.array(trips)
        self.ways = self.delays + around
        longest = [MAX_PREDELAY_MS * 1e-3 * sample_rate] * 2 + trips
        self.places, self.length = rings(longest, [0, 0, *trips], STRETCH)
        share = np.array([FROM_LEFT, FROM_RIGHT, HEARD], np.float64)
        share[:2] *= math.sqrt(0.5)
        self.share, self.bend = share.astype(np.float32), bend.astype(np.float32)
        self.band = _low_pass(min(BAND_HZ / sample_rate, 0.45))
        self.spring, self.springs = spring.spring, spring.SPRINGS
        self.shape = (2, 2, STRETCH), (spring.SPRINGS * (spring.STATES + 1),), (STAGES + 1, self.held, spring.SPRINGS)

    def coefficients(self, knobs: Knobs, sends: float) -> Sequence[float]:
        """Return what `dsp.kernels.spring` works with; `sends` is the share let in."""
        fs = self.sample_rate
        whole = kept_of(self.ways, knobs.decay_s, fs)
        poles = damping_poles(whole, 2 * math.pi * min(knobs.damping_hz / fs, 0.49))
        level = 0.5 * 0.5 * math.sqrt(1 - float(np.mean(whole**2)))
        predelay = round(knobs.predelay_ms * 1e-3 * fs)
        low = math.exp(-2 * math.pi * knobs.low_cut_hz / fs)
        shelved = np.concatenate(shelves(self.ways, knobs, fs))
        kept = kept_of(self.delays, knobs.decay_s, fs)
        wound = kept_of(np.full(self.springs, float(self.held)), knobs.decay_s, fs)
        return (predelay, sends, knobs.width_pct / 100, level, 1.0, low, *kept, *poles, *shelved, *wound)

    def begin(self) -> Lane:
        """Return a lane of it, silent."""
        return Lane(self)


class Lane:
    """What one lane's springs hold."""

    def __init__(self, springs: Springs) -> None:
        self.springs = springs
        stretch, past, wound = springs.shape
        self._rings = np.zeros(springs.length, np.float32)
        self._stretch, self._past = np.zeros(stretch, np.float32), np.zeros(past, np.float32)
        self._wound = np.zeros(wound, np.float32)
        self._passed = np.zeros((2, len(springs.band), 2))

    def run(self, x: Audio, y: Audio, c: Vector, d: Vector, offset: int, frame: int) -> None:
        """Let it ring on."""
        springs = self.springs
        made = (springs.places, springs.share, springs.bend, springs.band)
        state = (self._rings, self._stretch, self._past, self._wound, self._passed)
        springs.spring(x, y, c, d, offset, *made, *state, frame)

    def silent(self) -> bool:
        """Whether nothing is to be heard of it any more."""
        held = (self._rings, self._stretch[1], self._wound)
        return not any((np.abs(part) > SILENT).any() for part in held)


def _low_pass(cutoff: float) -> Vector:
    """Return a Butterworth low-pass of eighth order as sections (b0, b1, b2, a1, a2); `cutoff` in sample rates.

    References
    ----------
    .. [1] R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
    """
    sections = []
    for k in range(4):
        omega, q = 2 * math.pi * cutoff, 1 / (2 * math.cos(math.pi * (2 * k + 1) / 16))
        alpha, cos = math.sin(omega) / (2 * q), math.cos(omega)
        b = (1 - cos) / 2
        sections.append(
            (b / (1 + alpha), 2 * b / (1 + alpha), b / (1 + alpha), -2 * cos / (1 + alpha), (1 - alpha) / (1 + alpha))
        )
    return np.array(sections)
