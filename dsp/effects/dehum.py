"""The hum remover: mains hum goes, the notes beside it stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import GRID, Bank, Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.units import Audio, gain

BLOCK_S = 0.0058
"""Blocks on the grid that are about so long."""


@dataclass(frozen=True, kw_only=True)
class DeHum(Effect, words=("de-hum", "dehum", "dehummer", "hum remover", "hum removal", "hum filter")):
    """Take mains hum out, and nothing that is played.

    `frequency_hz` is that of the mains, 50 or 60 Hz; where it drifts by up to 1 Hz it is followed. Its first so many
    `harmonics` are lowered, each by what is there, up to `depth_db`. What is subtracted is hum and nothing else: a
    wave that goes on, whose harmonics keep to one fundamental for many seconds, louder or softer all at once at most. A
    note at 100 Hz comes and goes and is left alone, for soft places and pauses say what hum is; nothing is done in the
    first second, and not all of it in the second. No hum, no change.

    References
    ----------
    .. [1] B. Widrow et al., "Adaptive noise cancelling: principles and applications", Proc. IEEE 63(12), 1975: hum
       whose amplitude and phase are known is subtracted, which is a notch narrower than any filter that rings.
    """

    frequency_hz: Annotated[
        float, Param(45, 65, "lower", "higher", 1.02, step=0.01, also=("freq", "mains", "mains frequency"))
    ] = 50.0
    depth_db: Annotated[float, Param(0, 60, "hummier", "less hummy", 10, also=("amount", "range", "reduction"))] = 0.0
    harmonics: Annotated[float, Param(1, 40, "fewer harmonics", "more harmonics", 4, step=1)] = 20.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeHumBank:
        return DeHumBank(settings, sample_rate, channels)


class DeHumBank(Bank[DeHum]):
    """Lanes of hum removers."""

    def __init__(self, settings: Sequence[DeHum], sample_rate: int, channels: int) -> None:
        from dsp.kernels import hum, points, tuned

        self._block = GRID * max(1, round(sample_rate * BLOCK_S / GRID))
        self._seen = hum.SEEN + 3
        super().__init__(settings, sample_rate, channels)
        self._remove = hum.remove_hum
        lanes, most = self.lanes, points.MOST
        self._state = (
            np.zeros((lanes, 4, most)),
            np.zeros((lanes, channels, 8, most)),
            np.zeros((lanes, points.PARTS, channels, 2, most)),
            np.zeros((lanes, 2, points.PARTS)),
            np.zeros((lanes, points.KNOWN_ROWS, most)),
            np.zeros((lanes, channels, points.HUM_ROWS, most)),
            np.zeros((lanes, points.POINTS, channels, 2, most), np.float32),
            np.zeros((lanes, points.POINTS, points.MARKS)),
            np.zeros((lanes, tuned.GRID)),
            np.zeros((lanes, hum.LANE_STATE)),
        )

    def coefficients(self, settings: DeHum) -> Sequence[float]:
        return (settings.frequency_hz, 1.0 - gain(-settings.depth_db), settings.harmonics)

    def ringing(self, settings: DeHum) -> int:
        # Hum that ends is missed when the blocks that had it are out of sight.
        return self._seen * self._block if settings.depth_db else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._remove(x, y, start, slope, offset, self.frame, self._block, self.sample_rate, *self._state)
