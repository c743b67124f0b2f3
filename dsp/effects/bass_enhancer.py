"""The bass enhancer: harmonics of the lowest octaves, by which a small loudspeaker lets them be heard."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.eq import HighPass, LowPass, LowShelf, Section, ringing
from dsp.effects.exciter import Delayed, pace
from dsp.param import Param
from dsp.units import Audio, gain

HOLD_S, FALL_S, AVERAGE_S, LIKENESS_S = 0.03, 0.1, 0.003, 0.1
"""How long a peak counts (more than half a period of 20 Hz), how fast it is forgotten then, how its rise is rounded,
and what is recent sound."""

HARMONICS = (1.0, 1 / 2, -1 / 3, -1 / 4)
"""How high the second to the fifth harmonic of a sine are beside each other; so signed, they add up to a curve that
is bent one way all along."""

OCTAVES = 2
"""How far above the frequency the harmonics reach."""

WORDS = (
    *("bass enhancer", "bass enhancement", "bass harmonics", "missing fundamental", "psychoacoustic bass"),
    *("bass exciter", "virtual bass", "bass maximizer", "low end enhancer"),
)


def polynomial() -> NDArray[np.float64]:
    """Return what the powers from the square on count for, so that a sine's harmonics have a power of 1 together.

    Chebyshev's polynomials in turn, less their constants and straight lines, which make no harmonic.
    """
    second, third, fourth, fifth = np.array(HARMONICS) / math.hypot(*HARMONICS)
    return np.array([2 * second - 8 * fourth, 4 * third - 20 * fifth, 8 * fourth, 16 * fifth])


@dataclass(frozen=True, kw_only=True)
class BassEnhancer(Effect, words=WORDS):
    """Add harmonics of what lies below a frequency, so that the bass is heard where it cannot be played.

    The ear hears the fundamental that a row of harmonics belongs to, even where it is missing [1]_. The lows are split
    off at 24 dB an octave and bent at their own height: a sine gets its second to fifth harmonic, each as high as
    1 / (n - 1) of the second, together `amount_db` against itself. They are passed between the frequency and two
    octaves above; what of them is the old sound again, only louder, is taken out. The fundamentals themselves can be
    turned down by a shelf, where a loudspeaker would only suffer from them. All the way down it is out of the way.

    References
    ----------
    .. [1] E. Larsen, R. M. Aarts, "Audio Bandwidth Extension", Wiley, 2004, ch. 2.
    """

    amount_db: Annotated[float, Param(-40, 6, "less enhanced", "more enhanced", 3, also=("blend", "harmonics"))] = -40.0
    frequency_hz: Annotated[
        float,
        Param(40, 250, "deeper fundamentals", "higher fundamentals", 1.2, log=True, also=("freq", "cutoff", "corner")),
    ] = 100.0
    fundamental_db: Annotated[
        float, Param(-24, 0, "less fundamental", "more fundamental", 3, also=("fundamentals",))
    ] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> BassEnhancerBank:
        return BassEnhancerBank(settings, sample_rate, channels)


def _filters(settings: BassEnhancer, sample_rate: int) -> list[Section]:
    """Return the sections before the curve, those after it, and that of the sound itself: two, four and one."""
    hz = settings.frequency_hz
    before = LowPass(cutoff_hz=hz, slope_db_oct=24).sections(sample_rate)[:2]
    above = HighPass(cutoff_hz=hz, slope_db_oct=24).sections(sample_rate)[:2]
    below = LowPass(cutoff_hz=hz * 2**OCTAVES, slope_db_oct=24).sections(sample_rate)[:2]
    shelf = LowShelf(frequency_hz=hz, gain_db=settings.fundamental_db).sections(sample_rate)
    return [*before, *above, *below, *shelf]


class BassEnhancerBank(Bank[BassEnhancer]):
    """Lanes of bass enhancers."""

    def __init__(self, settings: Sequence[BassEnhancer], sample_rate: int, channels: int) -> None:
        from dsp.kernels.filter import cascade
        from dsp.kernels.harmonics import MEMORY, enhance

        super().__init__(settings, sample_rate, channels)
        self._cascade, self._enhance = cascade, enhance
        ring = max(2, round(AVERAGE_S * sample_rate))
        self.latency = 2 * (ring - 1)
        self._powers = polynomial()
        self._pace = pace(sample_rate, HOLD_S, FALL_S, LIKENESS_S)
        shape = (self.lanes, channels)
        self._delayed = Delayed(*shape, self.latency)
        self._states = [np.zeros((self.lanes, sections, channels, 2)) for sections in (2, 4, 1)]
        self._late = np.zeros((*shape, self.latency), np.float32)
        self._memory = np.zeros((*shape, MEMORY))
        self._rings = np.zeros((*shape, 2, ring))

    def coefficients(self, settings: BassEnhancer) -> Sequence[float]:
        """Return the height of the harmonics, and the sections of the filters."""
        off = settings.amount_db == BassEnhancer.params["amount_db"].low
        numbers = [number for section in _filters(settings, self.sample_rate) for number in section]
        return (0.0 if off else gain(settings.amount_db), *numbers)

    def ringing(self, settings: BassEnhancer) -> int:
        filters = _filters(settings, self.sample_rate)
        shelf = ringing(filters[6:]) if settings.fundamental_db else 0
        if settings.amount_db == BassEnhancer.params["amount_db"].low:
            return shelf
        return max(shelf, ringing(filters[:6]))

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        x = np.ascontiguousarray(x[:, : self.channels])

        def through(begin: int, of: int, sound: Audio) -> Audio:
            """Send sound through the sections that begin at a coefficient."""
            state = self._states[of]
            shape, out = (self.lanes, state.shape[1], 5), np.empty_like(sound)
            lines = (
                np.ascontiguousarray(line[:, begin : begin + 5 * shape[1]]).reshape(shape) for line in (start, slope)
            )
            self._cascade(sound, out, *lines, offset, state)
            return out

        made = np.empty_like(x)
        heights = (np.ascontiguousarray(start[:, :1]), np.ascontiguousarray(slope[:, :1]))
        kept = (self._late, self._memory, self._rings)
        self._enhance(through(1, 0, x), made, *heights, offset, self._powers, self._pace, *kept)
        np.add(through(31, 2, self._delayed(x)), through(11, 1, made), out=y)
