"""The breath control: the singer breathes more softly, and sings as before."""

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

FRAME_S = 0.01
EDGES_HZ = (150.0, 500.0, 4_500.0)
"""Below the first lies what no voice has; from there on the fundamental and the first formant of a voice, the body of a
breath, and that of an s."""


@dataclass(frozen=True, kw_only=True)
class BreathControl(
    Effect, words=("breath control", "breath remover", "de-breath", "debreath", "breath reducer", "breath gate")
):
    """Turn down the breaths between phrases, and no word.

    A breath is noise of 100 to 700 ms, 16 to 52 dB under the voice, without a fundamental and without the sharp top
    of an s, that begins a tenth of a second or so after a word and dips before the next [1]_. What touches a word is
    left alone: an s, an f or an h belongs to it. A breath is turned down by `reduction_db`, in 30 ms and up again in as
    many, all of them outside words; what else sounds passes bit for bit.

    References
    ----------
    .. [1] D. Ruinskiy and Y. Lavner, "An effective algorithm for automatic detection and exact demarcation of breath
       sounds in speech and song signals", IEEE Trans. ASLP 15(3), 2007.
    """

    reduction_db: Annotated[
        float, Param(0, 40, "louder breaths", "softer breaths", 3, also=("amount", "depth", "range"))
    ] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> BreathControlBank:
        return BreathControlBank(settings, sample_rate, channels)


class BreathControlBank(Bank[BreathControl]):
    """Lanes of breath controls.

    Attributes
    ----------
    told
        Of each lane: how many breaths were found; shape (lanes, 1).
    """

    def __init__(self, settings: Sequence[BreathControl], sample_rate: int, channels: int) -> None:
        from dsp.kernels import breath

        super().__init__(settings, sample_rate, channels)
        self._lower = breath.lower_breaths
        self._size = round(FRAME_S * sample_rate)
        self.latency = breath.LATE * self._size
        self._filters = np.array([_high_pass(min(hz, 0.45 * sample_rate), sample_rate) for hz in EDGES_HZ])
        lanes = self.lanes
        self._past = np.zeros((lanes, channels, self.latency), np.float32)
        self._memory = np.zeros((lanes, channels, len(EDGES_HZ), 2))
        self._frames = np.zeros((lanes, breath.ROWS, breath.KEPT))
        self._state = np.zeros((lanes, breath.STATE))
        self.told = np.zeros((lanes, 1))

    def coefficients(self, settings: BreathControl) -> Sequence[float]:
        return (gain(-settings.reduction_db),)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        state = (self._past, self._memory, self._frames, self._state, self.told)
        self._lower(x, y, start, slope, offset, self.frame, self._size, self._filters, *state)


def _high_pass(cutoff_hz: float, sample_rate: int) -> Vector:
    """Return a second-order Butterworth high-pass: b0, b1, b2, a1, a2."""
    t = math.tan(math.pi * cutoff_hz / sample_rate)
    whole = 1 + math.sqrt(2) * t + t * t
    return np.array([1.0, -2.0, 1.0, 2 * (t * t - 1), 1 - math.sqrt(2) * t + t * t]) / whole
