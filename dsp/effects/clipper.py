"""The clipper: peaks are cut off where they stand, with nothing before or after them turned down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.saturation import TAPS, halfway_filters
from dsp.param import Param
from dsp.units import Audio, gain


@dataclass(frozen=True, kw_only=True)
class Clipper(Effect, words=("clipper", "hard clipper", "soft clipper", "peak clipper", "clip", "hard clip")):
    """Cut peaks off at a ceiling: drums and whole mixes get louder without a gain that breathes.

    Below the ceiling nothing changes. The softer, the earlier the curve leaves the straight line: by `softness_pct` of
    the ceiling before it, to reach it in a parabola as much above. Runs at four times the sample rate with averaged
    neighbours [1]_. What it takes is limited to the audible band, so a sample may stand above the ceiling by the
    ripple of what is missing there; what must not pass at all is the limiter's task.

    References
    ----------
    .. [1] J. Parker, V. Zavalishin, E. Le Bivic, "Reducing the aliasing of nonlinear waveshaping using
       continuous-time convolution", DAFx-16, 2016.
    """

    ceiling_db: Annotated[float, Param(-24, 0, "more clipped", "less clipped", 1)] = 0.0
    softness_pct: Annotated[float, Param(0, 100, "harder", "softer", 20, step=1, also=("knee",))] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> ClipperBank:
        return ClipperBank(settings, sample_rate, channels)


class ClipperBank(Bank[Clipper]):
    """Lanes of clippers."""

    latency = TAPS - 1

    def __init__(self, settings: Sequence[Clipper], sample_rate: int, channels: int) -> None:
        from dsp.kernels.clip import clip
        from dsp.kernels.drive import OVER

        super().__init__(settings, sample_rate, channels)
        self._clip = clip
        self._filters = halfway_filters()
        self._past = np.zeros((self.lanes, channels, self.latency), np.float32)
        self._cut = np.zeros((self.lanes, channels, OVER, TAPS - 1), np.float32)
        self._last = np.zeros((self.lanes, channels))

    def coefficients(self, settings: Clipper) -> Sequence[float]:
        return (gain(settings.ceiling_db), 1 - settings.softness_pct / 100)

    def ringing(self, settings: Clipper) -> int:  # noqa: ARG002 - whatever the knobs say
        return TAPS

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._clip(x, y, start, slope, offset, *self._filters, self._past, self._cut, self._last)
