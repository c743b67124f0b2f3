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


@dataclass(frozen=True, kw_only=True)
class DeHum(Effect, words=("de-hum", "dehum", "dehummer", "hum remover", "hum removal", "hum filter")):
    """Take mains hum out, and nothing that is played.

    `frequency_hz` is that of the mains, 50 or 60 Hz; where it drifts by up to 1 Hz it is followed. Its first so many
    `harmonics` are lowered, each by what is there: what stands out of the sound beside it and stays, up to
    `depth_db`. A note at 100 Hz comes and goes and is left alone, for a harmonic is never taken for louder than
    the softest that its place has been in the last eight seconds; in the first two there is little to go by. No hum,
    no change.

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
        from dsp.kernels import hum

        self._block = GRID * max(1, round(sample_rate / 48_000))
        self._late_blocks = hum.DELAY
        super().__init__(settings, sample_rate, channels)
        self._remove = hum.remove_hum
        lanes = self.lanes
        self._shared = np.zeros((lanes, hum.SHARED_ROWS, hum.MOST))
        self._own = np.zeros((lanes, channels, hum.OWN_ROWS, hum.MOST))
        self._late = np.zeros((lanes, hum.DELAY, channels, 2, hum.MOST))
        self._powers = np.zeros((lanes, hum.DELAY))
        self._state = np.zeros((lanes, hum.LANE_STATE))

    def coefficients(self, settings: DeHum) -> Sequence[float]:
        return (settings.frequency_hz, 1.0 - gain(-settings.depth_db), settings.harmonics)

    def ringing(self, settings: DeHum) -> int:
        # Hum that ends is missed when the blocks that had it are out of sight.
        return (self._late_blocks + 3) * self._block if settings.depth_db else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        state = (self._shared, self._own, self._late, self._powers, self._state)
        self._remove(x, y, start, slope, offset, self.frame, self._block, self.sample_rate, *state)
