"""Dynamics that follow the level: compressor and de-esser.

References
----------
.. [1] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.eq import integrator_gain
from dsp.param import Param
from dsp.units import Audio, gain


def kept_per_frame(time_ms: float, sample_rate: int) -> float:
    """Return what is left of a difference after one frame if 37 % is left after `time_ms`."""
    return math.exp(-1000.0 / (time_ms * sample_rate))


@dataclass(frozen=True, kw_only=True)
class Compressor(Effect, words=("compressor", "comp", "compression"), listens=True):
    """Turn down what rises above a threshold.

    Feed-forward and in decibels: the static curve with its soft knee is eq. 4 of [1]_, the times are those of
    its smooth branching detector (eq. 16): 63 % of the way in `attack_ms` and `release_ms`. The level is the
    envelope of the louder channel, 0 dB for a full-scale sine; all channels get the same gain. It is taken at every
    second frame, and the gain goes there a frame late in a straight line: 45 us are the finest that times are kept.
    What lies below `sidechain_hz` is not listened to, so that a kick need not pull the rest down; at its
    lowest everything is.
    """

    threshold_db: Annotated[float, Param(-60, 0, "more compressed", "less compressed", 4)] = 0.0
    ratio: Annotated[float, Param(1, 20, "gentler", "firmer", 1.4, log=True, unit=":1")] = 2.0
    attack_ms: Annotated[float, Param(0.1, 200, "snappier", "punchier", 1.6, log=True)] = 10.0
    release_ms: Annotated[float, Param(5, 2000, "livelier", "smoother", 1.6, log=True)] = 120.0
    knee_db: Annotated[float, Param(0, 24, "harder", "softer", 4, step=0.5)] = 6.0
    makeup_db: Annotated[
        float, Param(-12, 24, "quieter", "louder", 2, also=("make-up", "make-up gain", "output gain"))
    ] = 0.0
    sidechain_hz: Annotated[
        float,
        Param(20, 1000, "more bass-driven", "less bass-driven", 1.5, log=True, also=("sidechain high-pass",)),
    ] = 20.0
    mix_pct: Annotated[
        float, Param(0, 100, "drier", "more parallel", 20, step=1, also=("blend", "dry wet", "parallel"))
    ] = 100.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> CompressorBank:
        return CompressorBank(settings, sample_rate, channels)


class CompressorBank(Bank[Compressor]):
    """Lanes of compressors."""

    def __init__(self, settings: Sequence[Compressor], sample_rate: int, channels: int) -> None:
        from dsp.kernels.compressor import compress
        from dsp.kernels.envelope import HEARD, ROWS

        super().__init__(settings, sample_rate, channels)
        self._compress = compress
        rows = (-(-self.lanes * channels // ROWS) + 1) * ROWS
        self._heard, self._waiting = np.zeros((HEARD, 2 * rows), np.float32), np.zeros(rows, np.float32)
        self._reduction, self._gain = np.zeros(rows), np.ones(rows, np.float32)

    def coefficients(self, settings: Compressor) -> Sequence[float]:
        return (
            settings.threshold_db,
            1 - 1 / settings.ratio,
            settings.knee_db / 2,
            kept_per_frame(settings.attack_ms, self.sample_rate),
            kept_per_frame(settings.release_ms, self.sample_rate),
            gain(settings.makeup_db),
            settings.mix_pct / 100,
            integrator_gain(settings.sidechain_hz, self.sample_rate),
            float(settings.sidechain_hz > settings.params["sidechain_hz"].low),
        )

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        state = (self._heard, self._waiting, self._reduction, self._gain)
        self._compress(x, y, start, slope, offset, self.frame % 2, *state)


ESS_AVERAGE_MS = 2.0
SHELF_BELOW = 1.5
"""The shelf stands so much below `frequency_hz` that the esses above it get nearly the whole reduction."""

ESS_ATTACK_MS = 1.0
ESS_RELEASE_MS = 40.0


@dataclass(frozen=True, kw_only=True)
class DeEsser(Effect, words=("de-esser", "deesser", "de esser")):
    """Soften esses without dulling the rest.

    While the band above `frequency_hz` outweighs the threshold, measured against the whole voice and so
    alike for loud and soft singing, it is turned down by the excess, `range_db` at most. Vowels have 15 to
    30 dB less there than in all, esses hardly any less. What turns it down is a high shelf that moves with it;
    while the range is 0, as it is at rest, nothing does, wherever the threshold stands.
    """

    frequency_hz: Annotated[float, Param(2000, 16000, "lower", "higher", 1.2, log=True, also=("freq", "crossover"))] = (
        5500.0
    )
    threshold_db: Annotated[float, Param(-40, 0, "more de-essed", "less de-essed", 3)] = -12.0
    range_db: Annotated[float, Param(0, 24, "more sibilant", "less sibilant", 3, also=("depth", "amount"))] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeEsserBank:
        return DeEsserBank(settings, sample_rate, channels)


class DeEsserBank(Bank[DeEsser]):
    """Lanes of de-essers."""

    def __init__(self, settings: Sequence[DeEsser], sample_rate: int, channels: int) -> None:
        from dsp.kernels.dynamics import deess

        super().__init__(settings, sample_rate, channels)
        self._deess = deess
        self._times = [kept_per_frame(ms, sample_rate) for ms in (ESS_AVERAGE_MS, ESS_ATTACK_MS, ESS_RELEASE_MS)]
        self._filters = np.zeros((self.lanes, channels, 4))
        self._powers = np.zeros((self.lanes, 2))
        self._reduction = np.zeros(self.lanes)

    def coefficients(self, settings: DeEsser) -> Sequence[float]:
        return (
            integrator_gain(settings.frequency_hz, self.sample_rate),
            settings.threshold_db,
            settings.range_db,
            integrator_gain(settings.frequency_hz / SHELF_BELOW, self.sample_rate),
        )

    def ringing(self, settings: DeEsser) -> int:
        # The lower filter, the shelf, decays by exp(-g / sqrt(2)) each half frame; full reduction slows it further.
        g = integrator_gain(settings.frequency_hz / SHELF_BELOW, self.sample_rate)
        g *= gain(-settings.range_db / 4)
        return math.ceil(math.log(10**4.5) / (math.sqrt(2) * math.atan(g))) + 1

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._deess(x, y, start, slope, offset, *self._times, self._filters, self._powers, self._reduction)
