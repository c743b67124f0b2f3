"""Width by band: lows, middle and highs of a stereo sound are each made narrower or wider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.eq import integrator_gain
from dsp.effects.multiband import BANDS, ringing
from dsp.param import Param
from dsp.units import Audio, decibels

WORDS = ("imager", "stereo imager", "multiband width", "width per band", "multiband widener", "multiband imager")


@dataclass(frozen=True, kw_only=True)
class Imager(Effect, words=WORDS):
    """Make lows, middle and highs narrower or wider, each by itself: a firm bass under a wide top.

    Middle (L + R) / 2 and side (L - R) / 2 both go through the crossovers of `MultibandCompressor` [1]_; the side's
    bands are then scaled, the middle's are not. Bands and all-pass of such a crossover have the same phase, so at each
    frequency the side is only made smaller or larger beside the middle and nothing moves in time between left and
    right. The mono sum keeps its level at every frequency. With all three at 100 % the sound passes bit for bit, as
    a mono strip does.

    References
    ----------
    .. [1] S. H. Linkwitz, "Active crossover networks for noncoincident drivers", JAES 24(1), 1976.
    """

    low_width_pct: Annotated[float, Param(0, 200, "narrower lows", "wider lows", 30, step=1, also=("bass width",))] = (
        100.0
    )
    mid_width_pct: Annotated[float, Param(0, 200, "narrower mids", "wider mids", 30, step=1)] = 100.0
    high_width_pct: Annotated[
        float, Param(0, 200, "narrower highs", "wider highs", 30, step=1, also=("treble width", "top width"))
    ] = 100.0
    low_crossover_hz: Annotated[
        float, Param(40, 800, "lower split", "higher split", 1.25, log=True, also=("lower crossover",))
    ] = 200.0
    high_crossover_hz: Annotated[
        float, Param(1000, 16000, "lower split", "higher split", 1.25, log=True, also=("upper crossover",))
    ] = 3000.0

    @property
    def widths_pct(self) -> tuple[float, ...]:
        """Of lows, middle and highs."""
        return (self.low_width_pct, self.mid_width_pct, self.high_width_pct)

    @property
    def parts(self) -> bool:
        """Whether any band is turned, so that the sound has to be parted."""
        return any(width != 100.0 for width in self.widths_pct)

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> ImagerBank:
        return ImagerBank(settings, sample_rate, channels)


class ImagerBank(Bank[Imager]):
    """Lanes of imagers: a lane's middle and side are lanes of the crossover."""

    def __init__(self, settings: Sequence[Imager], sample_rate: int, channels: int) -> None:
        from dsp.kernels.crossover import SECTIONS, join, split

        super().__init__(settings, sample_rate, channels)
        self._split, self._join = split, join
        self._filters = np.zeros((2 * self.lanes, 1, SECTIONS, 2))

    def coefficients(self, settings: Imager) -> Sequence[float]:
        """Return, for the middle and then for the side, the crossovers' g and the shares that `join` takes."""
        corners = [
            integrator_gain(hz, self.sample_rate) for hz in (settings.low_crossover_hz, settings.high_crossover_hz)
        ]
        parted = float(settings.parts)
        middle = (*corners, 1 - parted, *[parted] * len(BANDS))
        return (*middle, *corners, 1 - parted, *(parted * width / 100 for width in settings.widths_pct))

    def ringing(self, settings: Imager) -> int:
        widest = decibels(max(1.0, *(width / 100 for width in settings.widths_pct)))
        rings = self.channels == 2 and settings.parts
        return ringing(settings.low_crossover_hz, self.sample_rate, widest) if rings else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        if self.channels != 2:
            y[:] = x[:, : self.channels]
            return
        lanes, _, frames = x.shape
        pair = np.empty((2 * lanes, 1, frames), np.float32)
        pair[::2, 0], pair[1::2, 0] = (x[:, 0] + x[:, 1]) * 0.5, (x[:, 0] - x[:, 1]) * 0.5
        bands, done = np.empty((2 * lanes, len(BANDS), 1, frames), np.float32), np.empty_like(pair)
        c, d = (np.ascontiguousarray(line).reshape(2 * lanes, -1) for line in (start, slope))
        twice = np.repeat(offset, 2)
        self._split(pair, bands, c[:, :2], d[:, :2], twice, self._filters)
        self._join(pair, bands, done, c[:, 2:], d[:, 2:], twice)
        middle, side = done[::2, 0], done[1::2, 0]
        np.add(middle, side, out=y[:, 0])
        np.subtract(middle, side, out=y[:, 1])
        whole = (c[1::2, 2] == 1.0) & (d[1::2, 2] == 0.0)
        y[whole] = x[whole, :2]
