"""The noise reducer: hiss goes, what is played and said stays."""

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

WINDOW_S = 0.048
"""The longest window: the next power of two below."""

BAND_HZ, BAND_SHARE = 120.0, 0.12
"""Bands are so wide, or such a share of their frequency where that is more."""


@dataclass(frozen=True, kw_only=True)
class DeNoise(
    Effect,
    words=("de-noise", "denoise", "denoiser", "de-noiser", "noise reduction", "noise reducer", "noise remover"),
):
    """Turn steady noise down, in every band by what there is of it, and leave what is played or said.

    Noise is what the level in a band comes down to again and again, in the last eight seconds: hiss, a fan, rain.
    Nothing is turned down by more than `reduction_db`, and what stands out of the noise by nothing at all: the further
    the sound stands over the noise, the less is taken while it plays. What is left of the noise sounds as it did, only
    softer.

    References
    ----------
    .. [1] Y. Ephraim and D. Malah, "Speech enhancement using a minimum mean-square error short-time spectral amplitude
       estimator", IEEE Trans. ASSP 32(6), 1984: what stands out, decided from frame to frame.
    .. [2] P. J. Wolfe and S. J. Godsill, "Efficient alternatives to the Ephraim and Malah suppression rule for audio
       signal enhancement", EURASIP J. Appl. Signal Process. 2003(10): the gain.
    .. [3] R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum statistics",
       IEEE Trans. SAP 9(5), 2001: what noise is.
    """

    reduction_db: Annotated[
        float, Param(0, 30, "less denoised", "more denoised", 4, also=("amount", "depth", "range"))
    ] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeNoiseBank:
        return DeNoiseBank(settings, sample_rate, channels)


class DeNoiseBank(Bank[DeNoise]):
    """Lanes of noise reducers."""

    def __init__(self, settings: Sequence[DeNoise], sample_rate: int, channels: int) -> None:
        from dsp.kernels import denoise, floor, spectrum

        self.latency = size = 2 ** int(math.log2(WINDOW_S * sample_rate))
        super().__init__(settings, sample_rate, channels)
        self._remove = denoise.remove_noise
        edges, between = bands(size, sample_rate)
        window = np.sin(np.pi * (np.arange(size) + 0.5) / size).astype(np.float32)
        self._fixed = (window, edges, between, *spectrum.tables(size))
        self._state = (
            np.zeros((3, 2, size // 8, 8), np.float32),
            np.zeros((self.lanes, channels, size), np.float32),
            np.zeros((self.lanes, channels, size)),
            np.zeros((self.lanes, floor.ROWS, len(edges) - 1)),
            np.zeros((self.lanes, 2, size // 2 + 1)),
            np.zeros((self.lanes, 1)),
            np.zeros(self.lanes, np.int64),
        )

    def coefficients(self, settings: DeNoise) -> Sequence[float]:
        return (gain(-settings.reduction_db),)

    def ringing(self, settings: DeNoise) -> int:
        # A window that has the end of the sound in it reaches beyond it.
        return self.latency if settings.reduction_db else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._remove(x, y, start, slope, offset, self.frame, self.sample_rate, *self._fixed, *self._state)


def bands(size: int, sample_rate: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the bins that bands begin with, and the place of each bin between the bands' centres."""
    bin_hz = sample_rate / size
    edges = [0]
    while edges[-1] < size // 2 + 1:
        width = max(4.0, BAND_HZ / bin_hz, BAND_SHARE * edges[-1])
        edges.append(edges[-1] + round(width))
    edges[-1] = size // 2 + 1
    if edges[-1] - edges[-2] < 4:
        del edges[-2]
    centres = (np.array(edges[:-1]) + np.array(edges[1:]) - 1) / 2
    return np.array(edges), np.interp(np.arange(size // 2 + 1), centres, np.arange(len(centres)))
