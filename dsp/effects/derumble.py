"""The rumble remover: wind, steps and knocks on the stand go from below the lowest note, while they last."""

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

WINDOW_S = 0.1
"""Long enough to part what is 25 Hz apart."""


@dataclass(frozen=True, kw_only=True)
class DeRumble(
    Effect,
    words=("de-rumble", "derumble", "rumble remover", "rumble removal", "rumble filter", "wind remover", "wind filter"),
):
    """Turn down what rumbles below the lowest note: wind, steps, a hand on the microphone, a knock on its stand.

    Such noise lies lowest of all that a recording holds, and comes and goes [1]_. Below `frequency_hz`, where nothing
    is played or sung, it is turned down as far as it is too loud, by `reduction_db` at most: to 30 dB under what is
    played, where it is not heard. While the voice rests, it is so up to an octave higher. Where it does not rumble
    all passes bit for bit, as no high-pass lets it.

    References
    ----------
    .. [1] C. M. Nelke, N. Chatlani, C. Beaugeant and P. Vary, "Single microphone wind noise PSD estimation using
       signal centroids", IEEE ICASSP, 2014: wind lies below the voice, is never steady, and goes by the spectrum.
    """

    reduction_db: Annotated[
        float, Param(0, 48, "less rumble reduction", "more rumble reduction", 6, also=("amount", "depth", "range"))
    ] = 0.0
    frequency_hz: Annotated[float, Param(30, 300, "lower", "higher", 1.2, log=True, also=("freq",))] = 80.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeRumbleBank:
        return DeRumbleBank(settings, sample_rate, channels)


class DeRumbleBank(Bank[DeRumble]):
    """Lanes of rumble removers."""

    def __init__(self, settings: Sequence[DeRumble], sample_rate: int, channels: int) -> None:
        from dsp.kernels import rumble, spectrum

        self.latency = size = 2 ** int(math.log2(WINDOW_S * sample_rate))
        super().__init__(settings, sample_rate, channels)
        self._remove = rumble.remove_rumble
        window = np.sin(np.pi * (np.arange(size) + 0.5) / size).astype(np.float32)
        self._fixed = (window, *spectrum.tables(size))
        self._state = (
            np.zeros((3, 2, size // 8, 8), np.float32),
            np.zeros((self.lanes, channels, size), np.float32),
            np.zeros((self.lanes, channels, size)),
            np.zeros((self.lanes, 2)),
        )

    def coefficients(self, settings: DeRumble) -> Sequence[float]:
        return gain(-settings.reduction_db), settings.frequency_hz

    def ringing(self, settings: DeRumble) -> int:
        # A window that has the end of the sound in it reaches beyond it.
        return self.latency if settings.reduction_db else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._remove(x, y, start, slope, offset, self.frame, self.sample_rate, *self._fixed, *self._state)
