"""The plosive remover: the thump of a p or b into the microphone goes, the consonant and the voice stay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.units import Audio

LOW_HZ, HIGH_HZ = 170.0, 300.0
"""Where what lies under the voice ends, and where the voice that it is held against begins."""

HALF_S = 0.012
"""So far the filter reaches to either side: it passes 105 Hz, and nothing above 235 Hz."""

STEPS_HZ = 3_000.0
"""So often what lies under the voice is looked at."""


@dataclass(frozen=True, kw_only=True)
class DePlosive(
    Effect,
    words=("de-plosive", "deplosive", "plosive remover", "plosive removal", "pop filter", "de-pop", "depop"),
):
    """Turn down the thump that a p or b blows into a microphone, only while it lasts, and nothing else.

    Breath that hits the capsule is a burst below about 150 Hz [1]_: it rises within some 30 ms, for a moment it is
    louder than all that the voice has above, it is gone after a tenth of a second, and the voice goes on without it.
    A kick is no plosive, for nothing goes on; nor is a low note, for that stays. While it lasts, what lies below some
    170 Hz is turned down to what the voice itself has there before and after, by `reduction_db` at most. What else
    sounds passes bit for bit. The greater `sensitivity_pct`, the softer the thumps that go.

    References
    ----------
    .. [1] DSP Concepts, "Audio Weaver Designer", example "Microphone De-Popper": plosives are bursts of energy below
       150 Hz that are told by how steeply they rise, for a steady low sound is none.
    """

    reduction_db: Annotated[
        float, Param(0, 36, "less plosive reduction", "more plosive reduction", 6, also=("amount", "depth", "range"))
    ] = 0.0
    sensitivity_pct: Annotated[float, Param(0, 100, "less sensitive", "more sensitive", 10, step=1)] = 50.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DePlosiveBank:
        return DePlosiveBank(settings, sample_rate, channels)


class DePlosiveBank(Bank[DePlosive]):
    """Lanes of plosive removers.

    Attributes
    ----------
    told
        Of each lane: how many plosives were found, and how many dB they stood over the voice, added up;
        shape (lanes, 2).
    """

    def __init__(self, settings: Sequence[DePlosive], sample_rate: int, channels: int) -> None:
        from dsp.kernels import plosive

        self._step = max(1, round(sample_rate / STEPS_HZ))
        self._taps = _low_pass(self._step, sample_rate)
        super().__init__(settings, sample_rate, channels)
        self._remove = plosive.remove_plosives
        self._high = _high_pass(sample_rate)
        half, lanes = len(self._taps) // 2, self.lanes
        self.latency = plosive.BLOCKS_LATE * plosive.STEPS * self._step + half
        self._past = np.zeros((lanes, channels, 2 * (self.latency + len(self._taps))))
        self._lows = np.zeros((lanes, channels, self.latency // self._step + 4))
        self._filters = np.zeros((lanes, channels, 4))
        self._blocks = np.zeros((lanes, plosive.ROWS, plosive.KEPT))
        self._sums = np.zeros((lanes, 2))
        self.told = np.zeros((lanes, 2))

    def coefficients(self, settings: DePlosive) -> Sequence[float]:
        return (settings.reduction_db, settings.sensitivity_pct / 100)

    def ringing(self, settings: DePlosive) -> int:
        # What goes is as long as the filter that found it.
        return len(self._taps) if settings.reduction_db else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        fixed = (self._step, self._taps, self._high)
        state = (self._past, self._lows, self._filters, self._blocks, self._sums, self.told)
        self._remove(x, y, start, slope, offset, self.frame, *fixed, *state)


def _low_pass(step: int, sample_rate: int) -> Vector:
    """Return the taps of a low-pass, symmetric, of unit gain at 0 Hz."""
    half = step * round(HALF_S * sample_rate / step)
    n = np.arange(-half, half + 1)
    taps = np.sinc(2 * LOW_HZ / sample_rate * n) * np.cos(np.pi * n / (2 * half + 2)) ** 2
    return np.asarray(taps / taps.sum(), np.float64)


def _high_pass(sample_rate: int) -> Vector:
    """Return half of a fourth-order Linkwitz-Riley high-pass: b0, b1, b2, a1, a2."""
    t = math.tan(math.pi * HIGH_HZ / sample_rate)
    whole = 1 + math.sqrt(2) * t + t * t
    return np.array([1.0, -2.0, 1.0, 2 * (t * t - 1), 1 - math.sqrt(2) * t + t * t]) / whole
