"""Transients: the beginnings of sounds, and how they go on, louder or softer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.dynamics import kept_per_frame
from dsp.param import Param
from dsp.units import Audio, gain

FALL_MS, RISE_MS, LONG_MS, SMOOTH_MS = 60.0, 20.0, 400.0, 0.25
"""How fast the level falls, how slowly another follows it up, how slowly a third one down, and the gain's smoothers."""

FLOOR_DB = -80.0
DEAD_DB, FULL_DB = 1.5, 6.0
"""Between the levels: less is the ripple of a low note, and from `DEAD_DB + FULL_DB` on it is an onset beyond doubt."""

AHEAD_S = 0.001
"""The gain is there this long before the edge that it is for."""


@dataclass(frozen=True, kw_only=True)
class Transient(
    Effect,
    words=("transient shaper", "transient designer", "transients", "transient", "attack shaper", "envelope shaper"),
):
    """Bring out or soften how sounds begin (`onset_db`) and how long they last (`sustain_db`), at any level.

    Two levels that rise and fall at different speeds part where a sound begins and where it dies away; what
    parts them steers the gain, so loud and soft hits are shaped alike and a steady sound not at all [1]_.

    References
    ----------
    .. [1] R. Gier, P. White (SPL), "Transient Designer" manual, 1998: differential envelopes instead of thresholds.
    """

    onset_db: Annotated[float, Param(-18, 18, "softer onset", "harder onset", 3, also=("attack",))] = 0.0
    sustain_db: Annotated[float, Param(-18, 18, "shorter sustain", "longer sustain", 3)] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> TransientBank:
        return TransientBank(settings, sample_rate, channels)


class TransientBank(Bank[Transient]):
    """Lanes of transient shapers."""

    def __init__(self, settings: Sequence[Transient], sample_rate: int, channels: int) -> None:
        from dsp.kernels.transient import shape

        super().__init__(settings, sample_rate, channels)
        self._shape = shape
        self.latency = round(AHEAD_S * sample_rate)
        self._keeps = np.array([kept_per_frame(ms, sample_rate) for ms in (FALL_MS, RISE_MS, LONG_MS, SMOOTH_MS)])
        self._past = np.zeros((self.lanes, channels, self.latency), np.float32)
        self._place = 0
        self._state = np.zeros((self.lanes, 6))
        self._state[:, :3] = gain(FLOOR_DB)

    def coefficients(self, settings: Transient) -> Sequence[float]:
        return (settings.onset_db, settings.sustain_db)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        numbers = (self._keeps, gain(FLOOR_DB), DEAD_DB, FULL_DB)
        self._shape(x, y, start, slope, offset, *numbers, self._past, self._place, self._state)
        self._place = (self._place + x.shape[2]) % self.latency
