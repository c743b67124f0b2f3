"""The limiter: nothing gets past the ceiling, not even between the samples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.units import Audio, gain

ATTACK_S = 0.003
"""How long the gain takes to come down before a peak."""

MARGIN_DB = 0.05
"""Room below the ceiling for what a moving gain adds between the samples."""

LINGER = 10.0
"""How many times longer the average reduction takes to go than the reduction for a single peak."""

LATE = 0.5
"""The share of the time ahead in which a gain that comes late comes down."""

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


def interpolators(taps: int) -> NDArray[np.float64]:
    """Return the filters that look between the samples, shape (15, taps).

    Eight phases of a Kaiser-windowed sinc (every second one is what libswresample, and so ffmpeg's
    ebur128, looks through), the four of BS.1770, and the three of libebur128, a Hann-windowed sinc of 49 taps.
    """
    at = np.arange(taps) - (taps / 2 - 1)
    places = at - np.arange(8)[:, None] / 8
    window = np.i0(9.0 * np.sqrt(np.maximum(0.0, 1 - (places / (taps / 2)) ** 2))) / np.i0(9.0)
    sharp = np.sinc(places) * window
    sharp /= sharp.sum(axis=1, keepdims=True)
    sharp[0] = at == 0
    hann = np.sinc((np.arange(49) - 24) / 4) * np.hanning(49)
    meters = np.array([*ITU, *(row[::-1] for row in ITU), *(hann[phase::4] for phase in (1, 2, 3))])
    margin = (taps - meters.shape[1]) // 2
    return np.concatenate([sharp, np.pad(meters, ((0, 0), (margin, margin)))])


def halves(filters: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the even and the odd half of each filter, shape (taps / 2, 2 * filters)."""
    half = filters.shape[1] // 2
    near, far = filters[:, :half], filters[:, : half - 1 : -1]
    return np.ascontiguousarray(np.stack([near + far, near - far], axis=1).reshape(-1, half).T / 2, np.float32)


class Character(NamedTuple):
    """What sets a kind of limiter apart.

    Attributes
    ----------
    single, lasting
        How many times `release_ms` the reduction for a single peak takes to go, and how many times as long as that a
        lasting one.
    under
        How much of a lasting reduction stays when a peak's has gone.
    late
        How far the gain comes down in the last part of the time ahead only, instead of evenly along all of it.
    """

    single: float
    lasting: float
    under: float
    late: float


CHARACTERS = {
    "smooth": Character(8.0, 10.0, 1.0, 0.0),
    "transparent": Character(2.0, LINGER, 0.0, 0.0),
    "classic": Character(1.0, LINGER, 1.0, 0.0),
    "punchy": Character(0.25, 30.0, 1.0, 0.5),
}
"""The kinds of limiter, from the steadiest to the one with the most bite."""


@dataclass(frozen=True, kw_only=True)
class Limiter(
    Effect,
    words=(
        "limiter",
        "brickwall",
        "brick wall limiter",
        "brickwall limiter",
        "brick wall",
        "true-peak limiter",
        "maximizer",
        "maximiser",
    ),
):
    """Push the level up against a ceiling that no true peak passes.

    The gain is down before a peak arrives, alike in all channels. It comes back with `release_ms` after a single peak
    and ten times slower after lasting reduction, so that dense music neither pumps nor breaks up. The ceiling holds
    on a BS.1770 meter, libebur128's and ffmpeg's, whatever the `kind`: a classic limiter is the one described. A
    smooth one lets go eight times as slowly, so that its gain hardly moves and bass stays clean. A transparent one
    lets go of everything, lasting or not, in twice the time: half the distortion of bass. A punchy one comes down
    later and is back four times as fast: it takes the least off for the same loudness and hits stand out further, at
    the price of more than twice the distortion.

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
    kind: Annotated[
        float,
        Param(
            0, 3, "smoother", "punchier", 1, step=1, also=("character", "style"), labels=tuple(CHARACTERS), named=False
        ),
    ] = 2.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> LimiterBank:
        return LimiterBank(settings, sample_rate, channels)


class LimiterBank(Bank[Limiter]):
    """Lanes of limiters."""

    def __init__(self, settings: Sequence[Limiter], sample_rate: int, channels: int) -> None:
        from dsp.kernels import limiter
        from dsp.kernels.stretch import STRETCH

        self._step = limiter.STEP
        super().__init__(settings, sample_rate, channels)
        self._limit = limiter.limit
        filters = interpolators(limiter.TAPS)
        self._halves = halves(filters[[1, 2, 3, 8, 9, 12, 4, 13]])
        self._reach = float(np.abs(filters).sum(axis=1).max()) * 1.0001
        attack = max(2, round(ATTACK_S * sample_rate / self._step))
        # A peak's gain stands in time for the step before it, and still in the one after.
        self.latency = STRETCH + limiter.TAPS // 2 + (attack + 1) * self._step
        self._windows = np.zeros((2, attack), np.float32)
        self._windows[0] = np.hanning(attack + 2)[1:-1].astype(np.float32)
        short = max(1, round(LATE * attack))
        self._windows[1, -short:] = np.hanning(short + 2)[1:-1].astype(np.float32)
        for window in self._windows:
            window /= window.sum()
        self._past = np.zeros((self.lanes, channels, self.latency), np.float32)
        self._ready = np.zeros((self.lanes, channels, STRETCH), np.float32)
        self._needed = np.zeros((self.lanes, attack + 2 + limiter.STEPS), np.float32)
        self._eased = np.zeros((self.lanes, attack - 1 + limiter.STEPS), np.float32)
        self._released = np.array([[0.0, 0.0, 1.0]] * self.lanes)

    def coefficients(self, settings: Limiter) -> Sequence[float]:
        kind = list(CHARACTERS.values())[int(settings.kind)]
        steps = kind.single * settings.release_ms * 1e-3 * self.sample_rate / self._step
        ceiling = gain(settings.ceiling_db - MARGIN_DB)
        releases = (math.exp(-1 / steps), math.exp(-1 / (kind.lasting * steps)))
        return (gain(settings.gain_db), ceiling, *releases, kind.under, kind.late)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        filters = (self._halves, self._reach, self._windows)
        state = (self._past, self._ready, self._needed, self._eased, self._released)
        self._limit(x, y, start, slope, offset, *filters, *state, self.frame)
