"""The rider: a hand on the fader that keeps every phrase where the others are."""

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
from dsp.units import Audio

HOP = 512
"""Frames over which a level is taken, so many times more above 48 kHz: 12 ms at 44.1 kHz."""

AHEAD_HOPS = 20
"""The rider hears a quarter of a second before what it turns: a word is at its level when it begins."""

SMOOTH_MS = 40.0
"""Each of the three smoothers of the gain: it moves as a hand does."""


@dataclass(frozen=True, kw_only=True)
class Rider(Effect, words=("rider", "vocal rider", "level rider", "fader rider", "ride", "even out", "level out")):
    """Ride the fader: bring soft phrases up and loud ones down, to `target_db`, and leave the sound within them alone.

    The level is the mean square of what sounds louder than `floor_db`, in dB of full scale squared: of a quarter of a
    second ahead, and of about `time_ms` gone by. In rests and breaths the fader stays where it is, so that noise is
    not brought up, until the next phrase comes in sight. It never goes further than `range_db` either way; while that
    is 0, as it is at rest, nothing is turned. A longer time evens out verses and choruses, a shorter one words [1]_.

    References
    ----------
    .. [1] E. Perez-Gonzalez, J. D. Reiss, "Automatic gain and fader control for live mixing", Proc. IEEE WASPAA 2009:
       levels that are averaged over active sound only, held while there is none.
    """

    range_db: Annotated[float, Param(0, 24, "less ridden", "more ridden", 2, also=("amount",))] = 0.0
    target_db: Annotated[float, Param(-60, 0, "lower target", "higher target", 2, also=("target level",))] = -20.0
    time_ms: Annotated[float, Param(100, 5000, "quicker", "more slowly", 1.6, log=True)] = 500.0
    floor_db: Annotated[float, Param(-90, 0, "less held", "more held", 4, also=("hold level",))] = -50.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> RiderBank:
        return RiderBank(settings, sample_rate, channels)


class RiderBank(Bank[Rider]):
    """Lanes of riders."""

    def __init__(self, settings: Sequence[Rider], sample_rate: int, channels: int) -> None:
        from dsp.kernels.rider import NOTHING, ride

        self._hop = HOP * max(1, round(sample_rate / 48_000))
        super().__init__(settings, sample_rate, channels)
        self._ride = ride
        self.latency = AHEAD_HOPS * self._hop
        self._smooth = kept_per_frame(SMOOTH_MS, sample_rate)
        self._past = np.zeros((self.lanes, channels, self.latency), np.float32)
        self._hops = np.full((self.lanes, AHEAD_HOPS), NOTHING)
        self._state = np.zeros((self.lanes, 8))

    def coefficients(self, settings: Rider) -> Sequence[float]:
        hop_ms = 1000 * self._hop / self.sample_rate
        kept = kept_per_frame(settings.time_ms / hop_ms, 1000)
        return (settings.target_db, settings.range_db, settings.floor_db, kept)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        memory = (self._past, self._hops, self._state)
        self._ride(x, y, start, slope, offset, self.frame, self._hop, self._smooth, *memory)
