"""The phaser: notches that sweep, a few of them and not evenly spaced as a flanger's are."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Vector
from dsp.effect import Effect
from dsp.effects.modulation import blend
from dsp.param import Param
from dsp.swung import VERSIONS, Swung
from dsp.units import Audio

OCTAVES = 2.0
"""How far to either side of its centre the deepest swing goes."""

MOST_STAGES = 12


@dataclass(frozen=True, kw_only=True)
class Phaser(Effect, words=("phaser", "phase shifter", "phasing effect")):
    """Sweep notches through the sound, half as many as there are `stages`.

    The sound goes through as many all-passes, each of which turns its phase by a quarter of a wave at `centre_hz`, and
    is mixed with itself: where it has been turned upside down there is a notch, deepest at `mix_pct` 50 [1]_. The
    centre swings `rate_hz` times a second there and back, at full depth by two octaves to either side. What share
    `feedback_pct` says goes in again and sharpens what stands between the notches; below 0 it goes in upside down.

    References
    ----------
    .. [1] J. O. Smith, "An allpass approach to digital phasing and flanging", ICMC 1984.
    """

    mix_pct: Annotated[
        float, Param(0, 100, "less phased", "more phased", 15, step=1, also=("blend", "dry wet", "wet"))
    ] = 0.0
    depth_pct: Annotated[
        float, Param(0, 100, "shallower", "deeper", 15, step=1, also=("amount", "intensity", "strength"))
    ] = 60.0
    rate_hz: Annotated[float, Param(0.02, 10, "slower", "faster", 1.4, log=True, also=("speed",))] = 0.4
    centre_hz: Annotated[
        float, Param(200, 4000, "lower", "higher", 1.4, log=True, also=("center", "frequency", "centre frequency"))
    ] = 800.0
    stages: Annotated[
        float, Param(4, MOST_STAGES, "fewer stages", "more stages", 2.5, step=0.5, choices=(4, 6, 8, 12))
    ] = 6.0
    feedback_pct: Annotated[
        float, Param(-80, 80, "less resonant", "more resonant", 15, step=1, also=("resonance",))
    ] = 30.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> PhaserBank:
        return PhaserBank(settings, sample_rate, channels)


class PhaserBank(Swung[Phaser]):
    """Lanes of phasers."""

    def __init__(self, settings: Sequence[Phaser], sample_rate: int, channels: int) -> None:
        from dsp.kernels.phaser import phase

        super().__init__(settings, sample_rate, channels)
        self._phase = phase
        self._stages = np.zeros((self.lanes, VERSIONS), np.int64)
        self._state = np.zeros((self.lanes, VERSIONS, channels, MOST_STAGES))
        for lane, one in enumerate(settings):
            self.turned(lane, 0, one)

    def rate_hz(self, settings: Phaser) -> float:
        return settings.rate_hz

    def swing(self, settings: Phaser) -> Hashable:
        return settings.rate_hz, settings.stages

    def turned(self, lane: int, version: int, settings: Phaser) -> None:
        self._stages[lane, version] = int(settings.stages)

    def coefficients(self, settings: Phaser) -> Sequence[float]:
        kept = settings.feedback_pct / 100
        spread = OCTAVES * settings.depth_pct / 100
        return (*blend(settings.mix_pct, kept), kept, math.log2(settings.centre_hz), spread, *self.shares())

    def ringing(self, settings: Phaser) -> int:
        if not settings.mix_pct:
            return 0
        kept = abs(settings.feedback_pct) / 100
        # At a resonance it has built up to 1 / (1 - kept) before it falls, each time that the lows have gone round.
        times = 1 + (math.log(10**-4.5 * (1 - kept)) / math.log(kept) if kept else 0)
        lowest = settings.centre_hz * 2 ** (-OCTAVES * settings.depth_pct / 100)
        seconds = times * settings.stages / (math.pi * lowest) + math.log(10**4.5) / (math.pi * lowest)
        return math.ceil(seconds * self.sample_rate)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        swings = np.ascontiguousarray(self.swung(start, slope, x.shape[2])[:, :, 0])
        self._phase(x, y, start, slope, offset, swings, self._stages, self._state, float(self.sample_rate))
