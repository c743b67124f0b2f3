"""Filters and equalisers: high-pass, low-pass, bell and shelves.

All are second-order sections of one kind (a state-variable filter with trapezoidal integrators, whose
coefficients may travel while music plays), in double precision.
The bilinear transform bends the frequency axis: a bell above about a quarter of the sample rate comes out
narrower on its upper side than the same bell further down. Frequencies from 0.49 of the sample rate on
are taken as 0.49 of it.

References
----------
.. [1] A. Simper, "Linear Trapezoidal Integrated State Variable Filter With Low Noise Optimisation",
   Cytomic technical paper, 2011 (rev. 2021): the bell and the shelves as mixes of one filter's outputs.
.. [2] R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients": the same analogue
   prototypes.
.. [3] S. Butterworth, "On the theory of filter amplifiers", Wireless Engineer 7, 1930.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.units import Audio, gain

Section = tuple[float, float, float, float, float]
"""g = tan(pi f / fs), damping k = 1 / Q, and the shares of the input, the band and the low output."""

OUT = (1.0, 0.0, 0.0)
"""The shares with which a section passes its input on untouched."""

LN_90_DB = math.log(10.0**4.5)
TINY = 1e-12


@dataclass(frozen=True, kw_only=True)
class Filter(Effect):
    """What all filters share: second-order sections in series."""

    def sections(self, sample_rate: int) -> Sequence[Section]:
        """Return the sections, as many whatever the knobs say."""
        raise NotImplementedError(f"{type(self).__name__} declares no sections")

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> FilterBank:
        return FilterBank(settings, sample_rate, channels)

    @classmethod
    def family(cls) -> type[Effect]:
        return Filter

    def then(self, following: Effect) -> Effect | None:
        return Filters(parts=(*_parts(self), *_parts(following))) if isinstance(following, Filter) else None


@dataclass(frozen=True, kw_only=True)
class Filters(Filter):
    """Several filters in series, in one pass."""

    parts: tuple[Filter, ...]

    def sections(self, sample_rate: int) -> Sequence[Section]:
        return [section for part in self.parts for section in part.sections(sample_rate)]


def _parts(effect: Filter) -> tuple[Filter, ...]:
    return effect.parts if isinstance(effect, Filters) else (effect,)


class FilterBank(Bank[Filter]):
    """Lanes of filters of any kind; a lane may have fewer sections than another."""

    def __init__(self, settings: Sequence[Filter], sample_rate: int, channels: int) -> None:
        from dsp.kernels.filter import cascade

        self._sections = max((len(s.sections(sample_rate)) for s in settings), default=0)
        super().__init__(settings, sample_rate, channels)
        self._cascade = cascade
        self._shape = (self.lanes, self._sections, 5)
        self._state = np.zeros((*self._shape[:2], channels, 2))

    def coefficients(self, settings: Filter) -> Sequence[float]:
        sections = [*settings.sections(self.sample_rate)]
        sections += [(0.0, 1.0, *OUT)] * (self._sections - len(sections))
        return [number for section in sections for number in section]

    def ringing(self, settings: Filter) -> int:
        return ringing(settings.sections(self.sample_rate))

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._cascade(x, y, start.reshape(self._shape), slope.reshape(self._shape), offset, self._state)


def ringing(sections: Sequence[Section]) -> int:
    """Return the frames until every section, one after the other, has died away by 90 dB and what it adds."""
    frames = 0.0
    for g, k, whole, band, low in sections:
        if (whole, band, low) != OUT:
            # The poles of s^2 + k s + 1, taken to the z plane; the louder of the two outputs at its peak.
            root = cmath.sqrt(k * k / 4 - 1)
            slowest = max(abs((1 + g * pole) / (1 - g * pole)) for pole in (root - k / 2, -root - k / 2))
            loudest = abs(band) / k + abs(low) * max(1.0, 1 / k)
            frames += max(0.0, LN_90_DB + math.log(loudest + TINY)) / -math.log(slowest + TINY) + 2
    return math.ceil(frames)


def integrator_gain(frequency_hz: float, sample_rate: int) -> float:
    """Return g = tan(pi f / fs), with which a trapezoidal integrator turns over at that frequency."""
    return math.tan(math.pi * min(frequency_hz / sample_rate, 0.49))


def _butterworth(order: int) -> list[float]:
    """Return the damping of each section: 2 marks the one that is of first order."""
    pairs = [2 * math.sin(math.pi * (2 * i + 1) / (2 * order)) for i in range(order // 2)]
    return [*pairs, 2.0] if order % 2 else pairs


def _pass_filter(order: int, g: float, first: Sequence[float], low: float, out: bool) -> list[Section]:
    """Return four sections, of which the order needs some and the rest are out.

    A first-order pole is a section of damping 2 with one of its two poles cancelled.
    """
    sections: list[Section] = []
    for k in _butterworth(order):
        band = first[1] if k == 2.0 else -first[0] * k
        sections.append((g, k, *(OUT if out else (first[0], band, low))))
    return sections + [(g, 1.0, *OUT)] * (4 - len(sections))


SLOPES = (6.0, 12.0, 18.0, 24.0, 36.0, 48.0)


@dataclass(frozen=True, kw_only=True)
class HighPass(
    Filter,
    words=(
        "high-pass",
        "low cut",
        "high pass",
        "highpass",
        "low-cut",
        "lowcut",
        "lo cut",
        "lo-cut",
        "hi pass",
        "hi-pass",
        "hipass",
        "hpf",
    ),
):
    """Take away what lies below a cutoff: rumble, proximity, mud.

    A Butterworth filter, 3 dB down at the cutoff [3]_. All the way down, the filter is out of the way.
    """

    cutoff_hz: Annotated[
        float, Param(10, 16000, "deeper", "thinner", 1.3, log=True, also=("frequency", "freq", "corner"))
    ] = 10.0
    slope_db_oct: Annotated[
        float, Param(6, 48, "gentler", "steeper", 12, step=6, choices=SLOPES, also=("steepness",))
    ] = 12.0

    def sections(self, sample_rate: int) -> Sequence[Section]:
        g, order = integrator_gain(self.cutoff_hz, sample_rate), round(self.slope_db_oct / 6)
        return _pass_filter(order, g, (1.0, -1.0), -1.0, out=self.cutoff_hz == self.params["cutoff_hz"].low)


@dataclass(frozen=True, kw_only=True)
class LowPass(
    Filter,
    words=(
        "low-pass",
        "high cut",
        "low pass",
        "lowpass",
        "high-cut",
        "highcut",
        "hi cut",
        "hi-cut",
        "lo pass",
        "lo-pass",
        "lopass",
        "lpf",
    ),
):
    """Take away what lies above a cutoff: hiss, fizz, bleed.

    A Butterworth filter, 3 dB down at the cutoff [3]_. All the way up, the filter is out of the way.
    """

    cutoff_hz: Annotated[
        float, Param(20, 22000, "duller", "more open", 1.3, log=True, also=("frequency", "freq", "corner"))
    ] = 22000.0
    slope_db_oct: Annotated[
        float, Param(6, 48, "gentler", "steeper", 12, step=6, choices=SLOPES, also=("steepness",))
    ] = 12.0

    def sections(self, sample_rate: int) -> Sequence[Section]:
        g, order = integrator_gain(self.cutoff_hz, sample_rate), round(self.slope_db_oct / 6)
        return _pass_filter(order, g, (0.0, 1.0), 1.0, out=self.cutoff_hz == self.params["cutoff_hz"].high)


@dataclass(frozen=True, kw_only=True)
class Bell(Filter, words=("bell", "peak", "peaking eq", "parametric")):
    """Raise or lower the region around a frequency.

    The full gain is reached at `frequency_hz`; `q` is that frequency over the width between the points of
    half the gain in dB, so a cut takes back the boost of the same knobs exactly.
    """

    frequency_hz: Annotated[
        float, Param(20, 20000, "lower", "higher", 1.25, log=True, also=("freq", "centre", "center"))
    ] = 1000.0
    gain_db: Annotated[float, Param(-24, 24, "less", "more", 2, also=("cut", "boost"))] = 0.0
    q: Annotated[float, Param(0.1, 20, "wider", "narrower", 1.4, log=True, also=("width", "bandwidth"))] = 1.0

    def sections(self, sample_rate: int) -> Sequence[Section]:
        a = gain(self.gain_db / 2)
        k = 1 / (self.q * a)
        return [(integrator_gain(self.frequency_hz, sample_rate), k, 1.0, k * (a * a - 1), 0.0)]


@dataclass(frozen=True, kw_only=True)
class LowShelf(Filter, words=("low shelf", "low-shelf", "bass shelf")):
    """Raise or lower everything below a frequency.

    Half the gain in dB is reached at `frequency_hz`, whatever `q` says; a `q` above 0.71 overshoots.
    """

    frequency_hz: Annotated[float, Param(20, 20000, "lower", "higher", 1.25, log=True, also=("freq",))] = 100.0
    gain_db: Annotated[float, Param(-24, 24, "leaner", "fuller", 2, also=("cut", "boost"))] = 0.0
    q: Annotated[float, Param(0.1, 4, "softer", "tighter", 1.4, log=True)] = 0.71

    def sections(self, sample_rate: int) -> Sequence[Section]:
        a, k = gain(self.gain_db / 2), 1 / self.q
        return [(integrator_gain(self.frequency_hz, sample_rate) / math.sqrt(a), k, 1.0, k * (a - 1), a * a - 1)]


@dataclass(frozen=True, kw_only=True)
class HighShelf(Filter, words=("high shelf", "high-shelf", "treble shelf", "air shelf")):
    """Raise or lower everything above a frequency.

    Half the gain in dB is reached at `frequency_hz`, whatever `q` says; a `q` above 0.71 overshoots.
    """

    frequency_hz: Annotated[float, Param(20, 20000, "lower", "higher", 1.25, log=True, also=("freq",))] = 8000.0
    gain_db: Annotated[float, Param(-24, 24, "darker", "brighter", 2, also=("cut", "boost"))] = 0.0
    q: Annotated[float, Param(0.1, 4, "softer", "tighter", 1.4, log=True)] = 0.71

    def sections(self, sample_rate: int) -> Sequence[Section]:
        a, k = gain(self.gain_db / 2), 1 / self.q
        g = integrator_gain(self.frequency_hz, sample_rate) * math.sqrt(a)
        return [(g, k, a * a, k * (1 - a) * a, 1 - a * a)]


@dataclass(frozen=True, kw_only=True)
class Tilt(Filter, words=("tilt", "tilt eq")):
    """Lean the whole sound towards the treble or the bass, about a pivot that stays where it is.

    Far above `pivot_hz` the level goes up by `gain_db`, far below it down by as much; a first-order slope between,
    which leaves the phase nearly alone. The transfer function is (1 + a s) / (a + s), 1 at s = j whatever a is.
    """

    gain_db: Annotated[float, Param(-12, 12, "tilted darker", "tilted brighter", 1)] = 0.0
    pivot_hz: Annotated[float, Param(100, 8000, "lower", "higher", 1.25, log=True, also=("frequency", "freq"))] = 800.0

    def sections(self, sample_rate: int) -> Sequence[Section]:
        a = gain(self.gain_db)
        return [(integrator_gain(self.pivot_hz, sample_rate) * a, 2.0, a, 1 / a - a, 1 / a - a)]


@dataclass(frozen=True, kw_only=True)
class Notch(Filter, words=("notch", "notch filter", "band reject", "band-reject")):
    """Take out one frequency and leave its neighbours: a whistle, a ringing drum, a resonance.

    At `frequency_hz` the level falls by `depth_db`; `q` is that frequency over the width between the points at which
    a notch without a bottom is 3 dB down [2]_. At rest nothing is taken.
    """

    frequency_hz: Annotated[
        float, Param(20, 20000, "lower", "higher", 1.25, log=True, also=("freq", "centre", "center"))
    ] = 1000.0
    depth_db: Annotated[float, Param(0, 60, "shallower", "deeper", 6, step=0.5)] = 0.0
    q: Annotated[float, Param(0.5, 100, "wider", "narrower", 1.4, log=True, also=("width", "bandwidth"))] = 10.0

    def sections(self, sample_rate: int) -> Sequence[Section]:
        k = 1 / self.q
        return [(integrator_gain(self.frequency_hz, sample_rate), k, 1.0, k * (gain(-self.depth_db) - 1), 0.0)]


def response_db(effect: Filter, frequencies_hz: ArrayLike, sample_rate: int) -> NDArray[np.float64]:
    """Return what a filter does at each frequency, in dB.

    Parameters
    ----------
    effect
        Any of this module's filters.
    frequencies_hz : array_like, any shape
        Up to half the sample rate.
    sample_rate
        In Hz; the filter is the one that runs at this rate, not its analogue model.
    """
    frequencies = np.asarray(frequencies_hz, np.float64)
    warped = np.tan(np.pi * np.minimum(frequencies / sample_rate, 0.499999))
    total = np.zeros_like(frequencies)
    for g, k, whole, band, low in effect.sections(sample_rate):
        s = 1j * warped / g
        response = whole + (band * s + low) / (s * s + k * s + 1)
        total += 20 * np.log10(np.maximum(np.abs(response), 1e-20))
    return total
