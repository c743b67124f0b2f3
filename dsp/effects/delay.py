"""Echoes."""

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
from dsp.units import Audio

LONGEST_MS = 2000.0
FALL_MS, RECENT_S = 50.0, 3.0
"""How fast the level that ducks falls, and the highest of late that it is compared with, by 63 %."""

STEP_BACK_MS, RETURN_MS = 10.0, 250.0

VERSIONS = 4
"""Delays that a lane may be on the way between at once."""


@dataclass(frozen=True, kw_only=True)
class Delay(Effect, words=("delay", "echo", "echoes", "delay effect"), answers=True):
    """Repeat the sound after a while, and the repeats again, each softer and duller.

    The first echo comes after exactly `time_ms`; each following is `feedback_pct` of the one before and has been
    through a low-pass and a high-pass once more, 6 dB per octave each. `pingpong_pct` sends every second one to the
    other side of a stereo track. The dry sound stays as it is; the echoes are `mix_pct` as loud. When the time is
    turned, the echoes fade from the old time to the new.

    While the dry sound goes on the echoes are `duck_db` softer, and come up where it rests: a phrase stays clear, its
    end is answered. It goes on while its peaks come within 12 dB of the highest of late, and rests 24 dB below that;
    the echoes step back within 10 ms and return within 250 ms, 63 % of the way, like [2]_ beside a voice. What feeds
    back is never ducked.

    References
    ----------
    .. [1] U. Zölzer (ed.), "DAFX: Digital Audio Effects", 2nd ed., 2011, section 2.6: delay-based effects.
    .. [2] TC Electronic, "TC 2290 Dynamic Digital Delay", owner's manual, 1985: dynamic delay.
    """

    time_ms: Annotated[float, Param(1, LONGEST_MS, "shorter echo", "longer echo", 1.25, log=True)] = 350.0
    feedback_pct: Annotated[float, Param(0, 90, "fewer echoes", "more echoes", 10, step=1, also=("repeats",))] = 30.0
    mix_pct: Annotated[
        float, Param(0, 100, "less delayed", "more delayed", 10, step=1, also=("blend", "dry wet", "wet"))
    ] = 0.0
    high_cut_hz: Annotated[float, Param(500, 20000, "darker", "brighter", 1.4, log=True)] = 6000.0
    low_cut_hz: Annotated[float, Param(10, 2000, "fuller", "leaner", 1.5, log=True)] = 100.0
    pingpong_pct: Annotated[
        float, Param(0, 100, "less ping-pong", "more ping-pong", 50, step=1, also=("ping pong", "ping-pong"))
    ] = 0.0
    duck_db: Annotated[float, Param(0, 40, "less ducked", "more ducked", 6, step=0.5, also=("echo ducking",))] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DelayBank:
        return DelayBank(settings, sample_rate, channels)


class DelayBank(Bank[Delay]):
    """Lanes of delays."""

    def __init__(self, settings: Sequence[Delay], sample_rate: int, channels: int) -> None:
        from dsp.kernels.delay import echo

        self._turned = 0
        self._latest = [0] * len(settings)
        super().__init__(settings, sample_rate, channels)
        self._echo = echo
        self._delays = np.array([[self._frames(delay)] * VERSIONS for delay in settings], np.int64)
        size = round(LONGEST_MS * 1e-3 * sample_rate) + 1
        self._line = np.zeros((self.lanes, channels, size), np.float32)
        self._place = 0
        self._filters = np.zeros((self.lanes, channels, 2))
        times_ms = (FALL_MS, 1000 * RECENT_S, STEP_BACK_MS, RETURN_MS)
        self._kept = np.array([kept_per_frame(ms, sample_rate) for ms in times_ms])
        self._dry = np.zeros((self.lanes, 3))

    def _frames(self, settings: Delay) -> int:
        return round(settings.time_ms * 1e-3 * self.sample_rate)

    def coefficients(self, settings: Delay) -> Sequence[float]:
        low, high = (
            1 - math.exp(-2 * math.pi * min(hz / self.sample_rate, 0.49))
            for hz in (settings.high_cut_hz, settings.low_cut_hz)
        )
        shares = [float(version == self._turned) for version in range(VERSIONS)]
        share, across = settings.mix_pct / 100, settings.pingpong_pct / 100
        return (settings.feedback_pct / 100, low, high, share, across, settings.duck_db, *shares)

    def ringing(self, settings: Delay) -> int:
        if not settings.mix_pct:
            return 0
        kept = settings.feedback_pct / 100
        echoes = 1 + (math.ceil(math.log(10**-4.5) / math.log(kept)) if kept else 1)
        # Each echo also rings through its filters, the high-pass the longest.
        ring = math.log(10**4.5) / (2 * math.pi * settings.low_cut_hz) * self.sample_rate
        return echoes * self._frames(settings) + math.ceil((1 + echoes / 4) * ring)

    def set(self, lane: int, settings: Delay, at_frame: int) -> None:
        if self._frames(settings) != self._delays[lane, self._latest[lane]]:
            self._latest[lane] = (self._latest[lane] + 1) % VERSIONS
            self._delays[lane, self._latest[lane]] = self._frames(settings)
        self._turned = self._latest[lane]
        super().set(lane, settings, at_frame)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        ducked = (self._kept, self._dry)
        self._echo(x, y, start, slope, offset, self._delays, self._line, self._place, self._filters, *ducked)
        self._place = (self._place + x.shape[2]) % self._line.shape[2]
