"""Sounds read again from a moving place: chorus and flanger."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.swung import VERSIONS, Swung
from dsp.units import Audio

MOST_VOICES = 4


@dataclass(frozen=True, kw_only=True)
class Chorus(Effect, words=("chorus", "chorus effect", "ensemble effect")):
    """Let the sound be joined by others that play the same, never quite together nor quite in tune.

    Each of the `voices` is the sound `delay_ms` later and up to `depth_ms` more: how much, swings `rate_hz` times
    a second, for each voice at another place of the swing, and on the right between those of the left. At no width
    both sides hear the same. At `mix_pct` 50 the voices together are as loud as the sound itself; the level stays.

    References
    ----------
    .. [1] J. Dattorro, "Effect design, part 2: delay-line modulation and chorus", JAES 45(10), 1997.
    """

    mix_pct: Annotated[
        float, Param(0, 100, "less chorused", "more chorused", 15, step=1, also=("blend", "dry wet", "wet"))
    ] = 0.0
    depth_ms: Annotated[float, Param(0, 10, "shallower", "deeper", 1, also=("amount", "intensity"))] = 3.0
    rate_hz: Annotated[float, Param(0.05, 10, "slower", "faster", 1.4, log=True, also=("speed", "frequency"))] = 0.8
    delay_ms: Annotated[float, Param(1, 40, "tighter", "looser", 3)] = 12.0
    voices: Annotated[float, Param(1, MOST_VOICES, "fewer voices", "more voices", 1, step=1, choices=(1, 2, 3, 4))] = (
        2.0
    )
    width_pct: Annotated[float, Param(0, 100, "narrower", "wider", 25, step=1, also=("stereo width",))] = 100.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> SweepBank:
        return SweepBank(settings, sample_rate, channels)

    def gives(self, channels: int) -> int:  # noqa: ARG002 - from mono or stereo
        return 2


@dataclass(frozen=True, kw_only=True)
class Flanger(Effect, words=("flanger", "flange", "flanging")):
    """Comb the sound with a copy of itself whose delay sweeps: a whoosh as of a jet.

    The copy is `delay_ms` late and up to `depth_ms` later still, there and back `rate_hz` times a second; where it is
    half a wave late there is a notch, deepest at `mix_pct` 50. What share `feedback_pct` says goes in again, which
    sharpens what stands between the notches; below 0 it goes in upside down. The level stays.

    References
    ----------
    .. [1] J. Dattorro, "Effect design, part 2: delay-line modulation and chorus", JAES 45(10), 1997.
    """

    mix_pct: Annotated[
        float, Param(0, 100, "less flanged", "more flanged", 15, step=1, also=("blend", "dry wet", "wet"))
    ] = 0.0
    depth_ms: Annotated[float, Param(0, 10, "shallower", "deeper", 1, also=("amount", "intensity"))] = 3.0
    rate_hz: Annotated[float, Param(0.02, 10, "slower", "faster", 1.4, log=True, also=("speed", "frequency"))] = 0.25
    feedback_pct: Annotated[
        float, Param(-95, 95, "less resonant", "more resonant", 15, step=1, also=("resonance",))
    ] = 40.0
    delay_ms: Annotated[float, Param(0.5, 10, "tighter", "looser", 0.5)] = 0.5

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> SweepBank:
        return SweepBank(settings, sample_rate, channels)


def blend(mix_pct: float, kept: float) -> tuple[float, float]:
    """Return how loud the dry and the wet sound are, so that noise comes out as loud as it went in.

    The two stand as `1 - mix` to `mix`. What is late and comes round again and again, each time `kept` of it, has
    `1 / (1 - kept^2)` of its power and shares nothing with the dry sound.
    """
    mix = mix_pct / 100
    whole = math.sqrt((1 - mix) ** 2 + mix**2 / (1 - kept**2))
    return (1 - mix) / whole, mix / whole


class SweepBank(Swung[Chorus | Flanger]):
    """Lanes of one or the other."""

    def __init__(self, settings: Sequence[Chorus | Flanger], sample_rate: int, channels: int) -> None:
        from dsp.kernels import sweep

        super().__init__(settings, sample_rate, channels)
        self._sweep, self._weights = sweep.sweep, sweep.between_frames()
        kind = type(settings[0]) if settings else Chorus
        longest = sum(kind.params[knob].high for knob in ("delay_ms", "depth_ms"))
        size = 1 << math.ceil(longest * 1e-3 * sample_rate + sweep.TAPS).bit_length()
        self._line = np.zeros((self.lanes, channels, size + sweep.TAPS), np.float32)
        self._place, self._taps = 0, sweep.TAPS
        self._voices = np.zeros((self.lanes, VERSIONS, self.out_channels, MOST_VOICES, 3))
        for lane, one in enumerate(settings):
            self.turned(lane, 0, one)

    def rate_hz(self, settings: Chorus | Flanger) -> float:
        return settings.rate_hz

    def swing(self, settings: Chorus | Flanger) -> Hashable:
        if isinstance(settings, Chorus):
            return settings.rate_hz, settings.voices, settings.width_pct
        return settings.rate_hz

    def turned(self, lane: int, version: int, settings: Chorus | Flanger) -> None:
        count, apart = (int(settings.voices), settings.width_pct / 100) if isinstance(settings, Chorus) else (1, 0.0)
        self._voices[lane, version] = 0.0
        for channel in range(self.out_channels):
            for voice in range(count):
                ahead = 2 * math.pi * (voice + 0.5 * apart * channel) / count
                self._voices[lane, version, channel, voice] = math.cos(ahead), math.sin(ahead), math.sqrt(1 / count)

    def coefficients(self, settings: Chorus | Flanger) -> Sequence[float]:
        frames = self.sample_rate * 1e-3
        kept = settings.feedback_pct / 100 if isinstance(settings, Flanger) else 0.0
        loud = blend(settings.mix_pct, kept)
        return (settings.delay_ms * frames, settings.depth_ms * frames, kept, *loud, *self.shares())

    def ringing(self, settings: Chorus | Flanger) -> int:
        if not settings.mix_pct:
            return 0
        kept = abs(settings.feedback_pct) / 100 if isinstance(settings, Flanger) else 0.0
        # At a resonance it has built up to 1 / (1 - kept) before it falls.
        times = 1 + (math.ceil(math.log(10**-4.5 * (1 - kept)) / math.log(kept)) if kept else 0)
        return times * (math.ceil((settings.delay_ms + settings.depth_ms) * 1e-3 * self.sample_rate) + 6)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        swings = self.swung(start, slope, x.shape[2])
        state = self._line, self._place
        self._sweep(x, y, start, slope, offset, swings, self._voices, self._weights, *state)
        self._place = (self._place + x.shape[2]) & (self._line.shape[2] - self._taps - 1)
