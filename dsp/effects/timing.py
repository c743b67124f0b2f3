"""When a strip is heard: fades at places in the song, and one strip held back against another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Vector
from dsp.crossfade import Crossfaded
from dsp.effect import Effect
from dsp.effects.swinging import SwingingBank
from dsp.param import Param
from dsp.span import Along, straight
from dsp.units import Audio

SHAPES = ("smooth", "straight", "natural")
NATURAL_DB = 60.0
"""How far a natural fade falls, evenly in decibels, before it closes."""

LONGEST_S = 14_400.0


@dataclass(frozen=True, kw_only=True)
class Fade(Effect, words=("fade", "fades")):
    """Let the sound come out of silence and go back into it, at places in the song.

    It is silent before `start_s`, comes in within `fade_in_s`, begins to go `fade_out_s` before `end_s` and is silent
    from there on; where a side has no fade, nothing happens there. A smooth fade is a raised cosine, a straight
    one even in amplitude, a natural one even in decibels, as of somebody who walks away. The places are those of the
    song, wherever playing begins and however it jumps.

    References
    ----------
    U. Zölzer (ed.), "DAFX: Digital Audio Effects", 2nd ed., 2011, chapter 4: gain envelopes and their curves.
    """

    fade_in_s: Annotated[float, Param(0, 60, "shorter fade in", "longer fade in", 1)] = 0.0
    fade_out_s: Annotated[float, Param(0, 60, "shorter fade out", "longer fade out", 2)] = 0.0
    start_s: Annotated[float, Param(0, LONGEST_S, "earlier start", "later start", 1, step=0.01)] = 0.0
    end_s: Annotated[float, Param(0, LONGEST_S, "earlier end", "later end", 1, step=0.01)] = 0.0
    shape: Annotated[
        float, Param(0, 2, "smoother fade", "more natural fade", 1, step=1, labels=SHAPES, named=False)
    ] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> FadeBank:
        return FadeBank(settings, sample_rate, channels)

    def gain_at(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the gain at times of the song."""
        gain = np.ones_like(seconds)
        if self.fade_in_s:
            gain = gain * self._rising((seconds - self.start_s) / self.fade_in_s)
        if self.fade_out_s:
            gain = gain * self._rising((self.end_s - seconds) / self.fade_out_s)
        return gain

    def _rising(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the gain where a fade has come so far: none up to 0, all from 1 on."""
        x = np.clip(share, 0.0, 1.0)
        match SHAPES[int(self.shape)]:
            case "smooth":
                return np.asarray(0.5 - 0.5 * np.cos(np.pi * x))
            case "straight":
                return x
        # Evenly in decibels, and the little that is left of the sound at the end is taken from it all along.
        least = 10 ** (-NATURAL_DB / 20)
        return np.asarray((10 ** (NATURAL_DB / 20 * (x - 1)) - least) / (1 - least))


@dataclass(frozen=True, kw_only=True)
class Ramp(Effect, words=("ramp", "level ramp", "volume ramp")):
    """Let the level go evenly in decibels from one place in the song to another, and stay there.

    Up to `start_s` it stands at `from_level_db`, from `end_s` on at `to_level_db`: like two points drawn on a line of
    automation, which goes on as it was before the first and after the last. The places are those of the song, wherever
    playing begins and however it jumps.
    """

    from_level_db: Annotated[float, Param(-60, 24, "softer at first", "louder at first", 2)] = 0.0
    to_level_db: Annotated[float, Param(-60, 24, "softer in the end", "louder in the end", 2)] = 0.0
    start_s: Annotated[float, Param(0, LONGEST_S, "earlier start", "later start", 1, step=0.01)] = 0.0
    end_s: Annotated[float, Param(0, LONGEST_S, "earlier end", "later end", 1, step=0.01)] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> FadeBank:
        return FadeBank(settings, sample_rate, channels)

    def gain_at(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the gain at times of the song; where it ends before it begins, it goes from one frame to the next."""
        lasts = max(self.end_s - self.start_s, 1e-6)
        share = np.clip((seconds - self.start_s) / lasts, 0.0, 1.0)
        neper = math.log(10) / 20  # to a decibel; the exponential is faster than a power
        return np.asarray(np.exp(neper * (self.from_level_db + (self.to_level_db - self.from_level_db) * share)))


@dataclass(frozen=True, kw_only=True)
class PanRamp(Effect, words=("pan ramp", "pan sweep", "pan automation", "panning ramp")):
    """Let the sound go from one side to the other between two places in the song, and stay there.

    Constant power, as the pan knob has it, and evenly along the quarter circle between the speakers: half the way in
    half the time. Up to `start_s` it stands at `from_position_pct`, from `end_s` on at `to_position_pct`, wherever
    playing begins and however it jumps.

    References
    ----------
    V. Pulkki, "Virtual sound source positioning using vector base amplitude panning", J. Audio Eng. Soc.
    45 (6), 1997, pp. 456-466: the sum of the squared gains is held constant.
    """

    from_position_pct: Annotated[
        float, Param(-100, 100, "further left at first", "further right at first", 20, step=1)
    ] = 0.0
    to_position_pct: Annotated[
        float, Param(-100, 100, "further left in the end", "further right in the end", 20, step=1)
    ] = 0.0
    start_s: Annotated[float, Param(0, LONGEST_S, "earlier start", "later start", 1, step=0.01)] = 0.0
    end_s: Annotated[float, Param(0, LONGEST_S, "earlier end", "later end", 1, step=0.01)] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> SwingingBank:
        return SwingingBank(settings, sample_rate, channels)

    def gives(self, channels: int) -> int:  # noqa: ARG002 - from mono or stereo
        return 2

    def gains_at(self, seconds: NDArray[np.float64], channel: int) -> NDArray[np.float64]:
        """Return the gain of a channel at times of the song."""
        lasts = max(self.end_s - self.start_s, 1e-6)
        share = np.clip((seconds - self.start_s) / lasts, 0.0, 1.0)
        place = self.from_position_pct + (self.to_position_pct - self.from_position_pct) * share
        theta = (place + 100) / 200 * (math.pi / 2)
        return np.asarray(math.sqrt(2) * (np.sin(theta) if channel else np.cos(theta)))


class FadeBank(Crossfaded[Fade | Ramp]):
    """Lanes of fades and ramps."""

    def __init__(self, settings: Sequence[Fade | Ramp], sample_rate: int, channels: int) -> None:
        super().__init__(settings, sample_rate, channels)
        self._along: Along = straight
        self._late = [0] * self.lanes

    def follow(self, lane: int, along: Along, late: int) -> None:
        self._along = along
        self._late[lane] = late

    def heard(self, lane: int, settings: Fade | Ramp, x: Audio) -> NDArray[np.float64]:
        def gain(at: NDArray[np.int64]) -> NDArray[np.float64]:
            return settings.gain_at(at / self.sample_rate)

        return np.asarray(x * self._along(gain, self.frame - self._late[lane], x.shape[1]))


MOST_MS = 100.0


@dataclass(frozen=True, kw_only=True)
class Align(Effect, words=("align", "alignment", "time alignment", "track delay", "sample delay")):
    """Hold a strip back, to bring two microphones or a DI and an amplifier into step.

    Nothing is heard of it alone; together with another strip of the same sound the comb between them moves. At rest it
    is whole frames late; while it is turned the sound fades from the old place to the new.
    """

    delay_ms: Annotated[float, Param(0, MOST_MS, "earlier", "later", 0.2, step=0.01, also=("offset",))] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> AlignBank:
        return AlignBank(settings, sample_rate, channels)


class AlignBank(Crossfaded[Align]):
    """Lanes of delays."""

    def __init__(self, settings: Sequence[Align], sample_rate: int, channels: int) -> None:
        super().__init__(settings, sample_rate, channels)
        self._most = round(MOST_MS * 1e-3 * sample_rate)
        self._line = np.zeros((self.lanes, channels, self._most), np.float32)

    def _frames(self, settings: Align) -> int:
        return round(settings.delay_ms * 1e-3 * self.sample_rate)

    def ringing(self, settings: Align) -> int:
        return self._frames(settings)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._line = np.concatenate([self._line, x[:, : self.channels]], axis=2)
        super().run(x, y, start, slope, offset)
        self._line = self._line[..., x.shape[2] :]

    def heard(self, lane: int, settings: Align, x: Audio) -> NDArray[np.float64]:
        begin = self._most - self._frames(settings)
        return self._line[lane, :, begin : begin + x.shape[1]].astype(np.float64)
