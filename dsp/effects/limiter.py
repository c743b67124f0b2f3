"""The limiter: nothing gets past the ceiling, not even between the samples."""

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
from dsp.units import Audio, gain

TAPS = 32
"""Length of the interpolating filters."""

ATTACK_S = 0.003
"""How long the gain takes to come down before a peak."""

SURROUND = 8
"""Frames on either side of a peak that get its gain too, so that what lies between them is scaled whole."""

MARGIN_DB = 0.05
"""Room below the ceiling for what a moving gain adds between the samples."""

LINGER = 10.0
"""How many times longer the average reduction takes to go than the reduction for a single peak."""

ITU = (
    (
        *(0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625),
        *(0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125),
    ),
    (
        *(-0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625),
        *(0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375),
    ),
)
"""Two of the four phases of the filter printed in BS.1770-5 annex 2; the others are their mirror images."""


def interpolators() -> NDArray[np.float32]:
    """Return the filters that look between the samples, shape (phases, `TAPS`).

    Eight phases of a Kaiser-windowed sinc (every second one is what libswresample, and so ffmpeg's
    ebur128, looks through), and the four of BS.1770.
    """
    at = np.arange(TAPS) - (TAPS / 2 - 1)
    places = at - np.arange(8)[:, None] / 8
    window = np.i0(9.0 * np.sqrt(np.maximum(0.0, 1 - (places / (TAPS / 2)) ** 2))) / np.i0(9.0)
    sharp = np.sinc(places) * window
    sharp /= sharp.sum(axis=1, keepdims=True)
    sharp[0] = at == 0
    itu = np.array([*ITU, *(row[::-1] for row in ITU)])
    margin = (TAPS - itu.shape[1]) // 2
    return np.concatenate([sharp, np.pad(itu, ((0, 0), (margin, margin)))]).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Limiter(Effect, words=("limiter", "brickwall", "true-peak limiter", "maximizer", "maximiser")):
    """Push the level up against a ceiling that no true peak passes.

    The gain is down before a peak arrives, alike in all channels. It comes back with `release_ms`
    after a single peak and ten times slower after lasting reduction, so that dense music neither pumps nor
    breaks up. The ceiling holds on a BS.1770 meter and on ffmpeg's.

    References
    ----------
    .. [1] ITU-R BS.1770-5, annex 2, for what a true peak is.
    .. [2] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design", JAES 60(6),
       2012, for release stages in parallel.
    """

    ceiling_db: Annotated[float, Param(-24, 0, "safer", "hotter", 1, also=("limit", "true peak", "output ceiling"))] = (
        0.0
    )
    gain_db: Annotated[
        float, Param(-12, 36, "less limited", "more limited", 2, also=("input gain", "drive", "push"))
    ] = 0.0
    release_ms: Annotated[float, Param(5, 2000, "faster", "slower", 1.6, log=True)] = 60.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> LimiterBank:
        return LimiterBank(settings, sample_rate, channels)


class LimiterBank(Bank[Limiter]):
    """Lanes of limiters."""

    def __init__(self, settings: Sequence[Limiter], sample_rate: int, channels: int) -> None:
        from dsp.kernels.limiter import ONE, limit

        super().__init__(settings, sample_rate, channels)
        self._limit = limit
        self._box = box = max(2, round(ATTACK_S * sample_rate / 2))
        self._hold = 2 * box + 2 * SURROUND
        self.latency = 2 * box + TAPS // 2 - 2 + SURROUND
        self._phases = interpolators()
        self._past = np.zeros((self.lanes, channels, max(self.latency, TAPS)), np.float32)
        self._needed = np.ones((self.lanes, self._hold - 1), np.float32)
        self._boxes = np.full((self.lanes, 3, box + 1), ONE, np.int64)
        self._boxes[:, 1] *= box
        self._boxes[:, :2, box] *= box
        self._boxes[:, 2] = 0
        self._released = np.ones((self.lanes, 2))

    def coefficients(self, settings: Limiter) -> Sequence[float]:
        frames = settings.release_ms * 1e-3 * self.sample_rate
        ceiling = gain(settings.ceiling_db - MARGIN_DB)
        return (gain(settings.gain_db), ceiling, math.exp(-1 / frames), math.exp(-1 / (LINGER * frames)))

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        held = (self._phases, self._hold, self._box, self._past, self._needed, self._boxes, self._released)
        self._limit(x, y, start, slope, offset, *held)
