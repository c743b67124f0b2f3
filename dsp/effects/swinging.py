"""Level that swings: tremolo, and a sound that goes from side to side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from dsp.crossfade import Crossfaded
from dsp.effect import Effect
from dsp.param import Param
from dsp.span import Along, straight
from dsp.units import Audio

SHAPES = ("sine", "triangle", "square")
EDGE_S = 0.006
"""How long a square takes from one level to the other: sooner, it would click."""

SLOWEST_HZ, FASTEST_HZ = 0.05, 20.0


def swing(turns: NDArray[np.float64], shape: str, edge: float) -> NDArray[np.float64]:
    """Return where between -1 and 1 a swing stands after so many turns; it begins in the middle, on its way up.

    Parameters
    ----------
    edge
        What share of a turn a square takes from one end to the other.
    """
    turn = turns - np.floor(turns)
    if shape == "sine":
        return np.asarray(np.sin(2 * np.pi * turn))
    ramp = 1 - np.abs((4 * turn + 1) % 4 - 2)
    if shape == "triangle":
        return np.asarray(ramp)
    # A steep triangle cut off at both ends, its corners rounded.
    return np.asarray(np.sin(np.pi / 2 * np.clip(ramp / (2 * edge), -1, 1)))


@dataclass(frozen=True, kw_only=True)
class Tremolo(Effect, words=("tremolo", "trem")):
    """Make the sound softer and louder again, `rate_hz` times a second.

    The gain swings between 1 and `1 - depth`: half the depth takes 6 dB, all of it goes down to silence. A sine swells,
    a triangle leans, a square chops, with edges of 6 ms so that it does not click. Where in its swing it is depends
    on the place in the song alone, wherever playing begins; when a knob is turned the old swing fades into the new.

    References
    ----------
    .. [1] U. Zölzer (ed.), "DAFX: Digital Audio Effects", 2nd ed., 2011, section 3.3: amplitude modulation, tremolo.
    """

    depth_pct: Annotated[
        float, Param(0, 100, "shallower", "deeper", 15, step=1, also=("amount", "intensity", "strength"))
    ] = 0.0
    rate_hz: Annotated[
        float, Param(SLOWEST_HZ, FASTEST_HZ, "slower", "faster", 1.4, log=True, also=("speed", "frequency"))
    ] = 5.0
    shape: Annotated[float, Param(0, 2, "rounder", "choppier", 1, step=1, also=("wave", "waveform"), labels=SHAPES)] = (
        0.0
    )

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> SwingingBank:
        return SwingingBank(settings, sample_rate, channels)

    def gains_at(self, seconds: NDArray[np.float64], channel: int) -> NDArray[np.float64]:  # noqa: ARG002 - all alike
        """Return the gain of a channel at times of the song."""
        down = 0.5 - 0.5 * _stands(self, seconds)
        return np.asarray(1 - self.depth_pct / 100 * down)


@dataclass(frozen=True, kw_only=True)
class AutoPan(Effect, words=("autopan", "auto-pan", "auto pan", "autopanner", "auto-panner", "panner")):
    """Let the sound wander from side to side, `rate_hz` times a second there and back.

    Constant power, as the pan knob has it: what one side loses in power the other gains. At full depth it goes hard to
    either side. The place in the song alone says where it is.

    References
    ----------
    .. [1] U. Zölzer (ed.), "DAFX: Digital Audio Effects", 2nd ed., 2011, section 5.2: panorama.
    """

    depth_pct: Annotated[
        float, Param(0, 100, "shallower", "deeper", 15, step=1, also=("amount", "intensity", "strength"))
    ] = 0.0
    rate_hz: Annotated[
        float, Param(SLOWEST_HZ, FASTEST_HZ, "slower", "faster", 1.4, log=True, also=("speed", "frequency"))
    ] = 0.5
    shape: Annotated[float, Param(0, 2, "rounder", "choppier", 1, step=1, also=("wave", "waveform"), labels=SHAPES)] = (
        0.0
    )

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> SwingingBank:
        return SwingingBank(settings, sample_rate, channels)

    def gives(self, channels: int) -> int:  # noqa: ARG002 - from mono or stereo
        return 2

    def gains_at(self, seconds: NDArray[np.float64], channel: int) -> NDArray[np.float64]:
        """Return the gain of a channel at times of the song."""
        theta = (1 + self.depth_pct / 100 * _stands(self, seconds)) * (math.pi / 4)
        return np.asarray(math.sqrt(2) * (np.sin(theta) if channel else np.cos(theta)))


def _stands(settings: Tremolo | AutoPan, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    return swing(settings.rate_hz * seconds, SHAPES[int(settings.shape)], settings.rate_hz * EDGE_S)


class Swung(Protocol):
    """Settings by which each channel has a gain of its own that goes along with the song."""

    def gains_at(self, seconds: NDArray[np.float64], channel: int) -> NDArray[np.float64]:
        """Return the gain of a channel at times of the song."""
        ...


class SwingingBank(Crossfaded[Any]):
    """Lanes of what gives each channel a gain of its own along the song."""

    def __init__(self, settings: Sequence[Any], sample_rate: int, channels: int) -> None:
        super().__init__(settings, sample_rate, channels)
        self._along: Along = straight
        self._late = [0] * self.lanes

    def follow(self, lane: int, along: Along, late: int) -> None:
        self._along = along
        self._late[lane] = late

    def heard(self, lane: int, settings: Swung, x: Audio) -> NDArray[np.float64]:
        def gain(channel: int) -> NDArray[np.float64]:
            def curve(at: NDArray[np.int64]) -> NDArray[np.float64]:
                return settings.gains_at(at / self.sample_rate, channel)

            return self._along(curve, self.frame - self._late[lane], x.shape[1])

        if self.out_channels == 1 or isinstance(settings, Tremolo):
            return np.asarray(x * gain(0))
        return np.asarray(x * np.stack([gain(0), gain(1)]), np.float64)
