"""The exciter: harmonics of the highs, where a recording has none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.eq import HighPass, Section, ringing
from dsp.effects.saturation import TAPS, halfway_filters
from dsp.param import Param
from dsp.units import Audio, gain

HOLD_S, FALL_S, AVERAGE_S, LIKENESS_S = 0.005, 0.06, 0.001, 0.03
"""How long a peak counts, how fast it is forgotten then, how its rise is rounded, and what is recent sound."""


@dataclass(frozen=True, kw_only=True)
class Exciter(
    Effect, words=("exciter", "aural exciter", "harmonic exciter", "treble exciter", "high exciter", "excite")
):
    """Add harmonics of what lies above a frequency: sparkle that no equaliser can raise, because it was not there.

    The highs are split off at 24 dB an octave and bent at their own height, so that soft and loud notes shine alike:
    a sine gets its octave (even), the twelfth above (odd) or both, together `amount_db` against itself [1]_. What of
    it is the old sound again, only louder, is taken out, and so, at 48 dB an octave, is what falls below the
    frequency; what was there passes as it was. Runs at four times the sample rate, where nothing of the third degree
    folds back. All the way down it is out of the way.

    References
    ----------
    .. [1] J. C. Mason, D. C. Handscomb, "Chebyshev Polynomials", 2003, ch. 1.
    """

    amount_db: Annotated[float, Param(-40, 0, "less excited", "more excited", 3, also=("blend", "harmonics"))] = -40.0
    frequency_hz: Annotated[
        float, Param(1000, 12000, "reaching lower", "only higher up", 1.25, log=True, also=("freq", "cutoff", "corner"))
    ] = 3500.0
    colour_pct: Annotated[float, Param(0, 100, "sweeter", "sharper", 25, step=1, also=("color", "odd harmonics"))] = (
        30.0
    )

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> ExciterBank:
        return ExciterBank(settings, sample_rate, channels)


def pace(sample_rate: int, hold_s: float, fall_s: float, likeness_s: float) -> NDArray[np.float64]:
    """Return what the kernels go by: frames of hold, and what is kept per frame of a peak and of a likeness."""
    kept = (math.exp(-1 / (seconds * sample_rate)) for seconds in (fall_s, likeness_s))
    return np.array([hold_s * sample_rate, *kept])


class Delayed:
    """Lanes as they were some frames before."""

    def __init__(self, lanes: int, channels: int, frames: int) -> None:
        self._past = np.zeros((lanes, channels, frames), np.float32)

    def __call__(self, x: Audio) -> Audio:
        """Return the frames that are due when these come in."""
        both = np.concatenate([self._past, x], axis=2)
        self._past = both[:, :, x.shape[2] :]
        return np.ascontiguousarray(both[:, :, : x.shape[2]])


class ExciterBank(Bank[Exciter]):
    """Lanes of exciters."""

    def __init__(self, settings: Sequence[Exciter], sample_rate: int, channels: int) -> None:
        from dsp.kernels.drive import OVER
        from dsp.kernels.filter import cascade
        from dsp.kernels.harmonics import MEMORY, excite

        super().__init__(settings, sample_rate, channels)
        self._cascade, self._excite = cascade, excite
        ring = max(2, round(AVERAGE_S * sample_rate))
        ahead = 2 * (ring - 1)
        self.latency = TAPS - 1 + ahead
        self._filters = halfway_filters()
        self._pace = pace(sample_rate, HOLD_S, FALL_S, LIKENESS_S)
        shape = (self.lanes, channels)
        self._delayed = Delayed(*shape, self.latency)
        self._before = np.zeros((self.lanes, 2, channels, 2))
        self._after = np.zeros((self.lanes, 4, channels, 2))
        self._past = np.zeros((*shape, TAPS - 1), np.float32)
        self._late = np.zeros((*shape, OVER, ahead), np.float32)
        self._bent = np.zeros((*shape, OVER, TAPS - 1), np.float32)
        self._memory = np.zeros((*shape, MEMORY))
        self._rings = np.zeros((*shape, 2, ring))

    def coefficients(self, settings: Exciter) -> Sequence[float]:
        """Return the heights of the two harmonics, and the sections of the two high-passes."""
        off = settings.amount_db == Exciter.params["amount_db"].low
        height, odd = 0.0 if off else gain(settings.amount_db), settings.colour_pct / 100
        filters = [*_high_pass(settings, 24, self.sample_rate)[:2], *_high_pass(settings, 48, self.sample_rate)]
        numbers = [number for section in filters for number in section]
        return (height * math.sqrt(1 - odd), height * math.sqrt(odd), *numbers)

    def ringing(self, settings: Exciter) -> int:
        if settings.amount_db == Exciter.params["amount_db"].low:
            return 0
        filters = (_high_pass(settings, slope, self.sample_rate) for slope in (24, 48))
        return sum(map(ringing, filters)) + 2 * TAPS

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        x = np.ascontiguousarray(x[:, : self.channels])
        heights, before, after = (
            [np.ascontiguousarray(line[:, begin:end]) for line in (start, slope)]
            for begin, end in ((0, 2), (2, 12), (12, 32))
        )
        highs, made = np.empty_like(x), np.empty_like(x)
        self._cascade(x, highs, *(line.reshape(self.lanes, 2, 5) for line in before), offset, self._before)
        kept = (self._past, self._late, self._bent, self._memory, self._rings)
        self._excite(highs, made, *heights, offset, *self._filters, self._pace, *kept)
        self._cascade(made, highs, *(line.reshape(self.lanes, 4, 5) for line in after), offset, self._after)
        np.add(self._delayed(x), highs, out=y)


def _high_pass(settings: Exciter, slope_db_oct: float, sample_rate: int) -> Sequence[Section]:
    return HighPass(cutoff_hz=settings.frequency_hz, slope_db_oct=slope_db_oct).sections(sample_rate)
