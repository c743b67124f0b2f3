"""The room reducer: the room that a recording was made in rings less, the sound itself stays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.denoise import WINDOW_S, bands
from dsp.param import Param
from dsp.units import Audio, gain


@dataclass(frozen=True, kw_only=True)
class DeReverb(
    Effect,
    words=("de-reverb", "dereverb", "dereverberation", "de-reverberation", "room reduction", "room remover"),
):
    """Turn down what the room adds more than 50 ms after the sound: a recording comes nearer and dries.

    What a room rings now is what sounded a moment before, died away at the room's rate [1]_: 60 dB in `t60_s`. How
    large a share of the sound that is, each band tells by what is left whenever the source falls silent [2]_, and left
    still twice and three times as long after: where there is no room, or only steady noise, nothing is left, and
    nothing goes. Nothing is turned down by more than `reduction_db`.

    References
    ----------
    .. [1] K. Lebart, J. M. Boucher and P. N. Denbigh, "A new method based on spectral subtraction for speech
       dereverberation", Acta Acustica united with Acustica 87(3), 2001.
    .. [2] E. A. P. Habets, S. Gannot and I. Cohen, "Late reverberant spectral variance estimation based on a
       statistical model", IEEE Signal Process. Lett. 16(9), 2009.
    """

    reduction_db: Annotated[
        float, Param(0, 12, "less dereverberated", "more dereverberated", 2, also=("amount", "depth", "range"))
    ] = 0.0
    t60_s: Annotated[float, Param(0.15, 4, "shorter room", "longer room", 1.3, log=True, also=("room time",))] = 0.6

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeReverbBank:
        return DeReverbBank(settings, sample_rate, channels)


class DeReverbBank(Bank[DeReverb]):
    """Lanes of room reducers."""

    def __init__(self, settings: Sequence[DeReverb], sample_rate: int, channels: int) -> None:
        from dsp.kernels import denoise, dereverb, spectrum

        self.latency = size = 2 ** int(math.log2(WINDOW_S * sample_rate))
        super().__init__(settings, sample_rate, channels)
        self._remove = dereverb.remove_room
        edges, between = bands(size, sample_rate)
        window = np.sin(np.pi * (np.arange(size) + 0.5) / size).astype(np.float32)
        self._fixed = (window, edges, between, *spectrum.tables(size))
        windows = max(1, round(dereverb.LATE_S * sample_rate * denoise.OVERLAP / size))
        self._state = (
            np.zeros((3, 2, size // 8, 8), np.float32),
            np.zeros((self.lanes, channels, size), np.float32),
            np.zeros((self.lanes, channels, size)),
            np.zeros((self.lanes, (dereverb.LAGS + 1) * windows, size // 2 + 1)),
            np.zeros((self.lanes, dereverb.ROWS, len(edges) - 1)),
            np.zeros((self.lanes, 2, size // 2 + 1)),
            np.zeros(self.lanes, np.int64),
        )

    def coefficients(self, settings: DeReverb) -> Sequence[float]:
        return gain(-settings.reduction_db), 60 / settings.t60_s

    def ringing(self, settings: DeReverb) -> int:
        # A window that has the end of the sound in it reaches beyond it.
        return self.latency if settings.reduction_db else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._remove(x, y, start, slope, offset, self.frame, self.sample_rate, *self._fixed, *self._state)
