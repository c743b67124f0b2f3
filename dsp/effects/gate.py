"""The gate: what is quiet is not heard."""

from __future__ import annotations

import math
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

AHEAD_S = 0.002
"""It opens this long before what opens it is heard, so that the first edge of a hit comes through."""

DECAY_MS = 10.0
"""How fast the level that it watches falls by 63 %: slowly enough for a bass note not to flutter."""

ALWAYS_OPEN_DB = -100.0
STAGES_AT_63 = 3.2574
"""Three equal one-pole smoothers have gone 63 % of a step after so many of their time constants: the root of
1 - exp(-t) (1 + t + t^2 / 2) = 1 - 1 / e."""


@dataclass(frozen=True, kw_only=True)
class Gate(Effect, words=("gate", "noise gate", "gating"), listens=True):
    """Silence what lies between the notes: bleed, hum, the room.

    It opens when a peak passes `threshold_db` and shuts when the level has been `hysteresis_db` below that for
    `hold_ms`: what trembles around the threshold does not make it chatter [1]_. Opening takes `attack_ms`, 63 % of
    the way, without a corner; shutting goes evenly in decibels, 63 % of `range_db` in `release_ms`. At its lowest
    threshold it is always open.

    References
    ----------
    .. [1] U. Zölzer (ed.), "DAFX: Digital Audio Effects", 2nd ed., 2011, section 4.2.3: noise gate with hysteresis
       and hold.
    """

    threshold_db: Annotated[float, Param(ALWAYS_OPEN_DB, 0, "less gated", "more gated", 4)] = ALWAYS_OPEN_DB
    range_db: Annotated[float, Param(0, 100, "shallower", "deeper", 10, step=1, also=("depth",))] = 80.0
    hysteresis_db: Annotated[float, Param(0, 24, "twitchier", "steadier", 2)] = 4.0
    attack_ms: Annotated[float, Param(0.1, 100, "faster to open", "slower to open", 1.6, log=True)] = 1.0
    hold_ms: Annotated[float, Param(1, 2000, "shorter hold", "longer hold", 1.6, log=True)] = 40.0
    release_ms: Annotated[float, Param(5, 4000, "faster to close", "slower to close", 1.6, log=True)] = 120.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> GateBank:
        return GateBank(settings, sample_rate, channels)


class GateBank(Bank[Gate]):
    """Lanes of gates."""

    def __init__(self, settings: Sequence[Gate], sample_rate: int, channels: int) -> None:
        from dsp.kernels.gate import gate

        super().__init__(settings, sample_rate, channels)
        self._gate = gate
        self.latency = round(AHEAD_S * sample_rate)
        self._decay = kept_per_frame(DECAY_MS, sample_rate)
        self._past = np.zeros((self.lanes, channels, self.latency), np.float32)
        self._place = 0
        self._state = np.zeros((self.lanes, 7))
        self._state[:, 3:] = self._start[:, 2:3]  # silence has shut it

    def coefficients(self, settings: Gate) -> Sequence[float]:
        opens = gain(settings.threshold_db)
        release = settings.release_ms * 1e-3 * self.sample_rate
        return (
            opens,
            opens * gain(-settings.hysteresis_db),
            gain(-settings.range_db),
            kept_per_frame(settings.attack_ms / STAGES_AT_63, self.sample_rate),
            settings.hold_ms * 1e-3 * self.sample_rate,
            math.exp(-(1 - math.exp(-1)) * settings.range_db * math.log(10) / 20 / release),
            float(settings.threshold_db > ALWAYS_OPEN_DB),
        )

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._gate(x, y, start, slope, offset, self._decay, self._past, self._place, self._state)
        self._place = (self._place + x.shape[2]) % self.latency
