"""Saturation: warmth and density by bending the waveform."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.units import Audio, gain

TAPS = 48
"""Taps of each of the four phases of the two filters."""

REFERENCE_DB = -12.0
"""The peak of the tone whose level stays as it is: about where a track's body stands."""

BLOCKED_HZ = 5.0
"""A lopsided curve makes DC; below this it is taken away."""


def halfway_filters() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the filters to four times the rate and back, shape (4, `TAPS`) each.

    Kaiser-windowed sincs, 90 dB down from half the (low) sample rate on. The one up has an even length, so
    that its half frame of delay (at the high rate) and that of averaging neighbours make a whole one.
    """
    high = 4 * TAPS
    # Kaiser's formulae for 90 dB: how far below half the sample rate the edge's middle must lie.
    width = (90 - 7.95) / (2.285 * 2 * math.pi * high)
    cutoff = 2 * (1 / 8 - width / 2)
    beta = 0.1102 * (90 - 8.7)

    def lowpass(length: int) -> NDArray[np.float64]:
        at = np.arange(length) - (length - 1) / 2
        h = np.sinc(cutoff * at) * np.kaiser(length, beta)
        return np.asarray(h / h.sum())

    up = 4 * lowpass(high).reshape(TAPS, 4).T[:, ::-1]
    down = np.append(lowpass(high - 1), 0.0).reshape(TAPS, 4).T[::-1, ::-1]
    return np.ascontiguousarray(up, np.float32), np.ascontiguousarray(down, np.float32)


def bend(drive_db: float) -> float:
    """Return how much the curve v / sqrt(1 + (bend v)^2) bends: none at 0 dB, as `drive_db` at much."""
    return math.sqrt(gain(2 * drive_db) - 1)


def makeup(amount: float, bias: float) -> float:
    """Return the gain that gives a tone at `REFERENCE_DB` its level back."""
    tone = gain(REFERENCE_DB) * np.sin(2 * np.pi * (np.arange(64) + 0.5) / 64)
    rest = 1 / math.sqrt(1 + (amount * bias) ** 2)
    curve = ((tone + bias) / np.sqrt(1 + (amount * (tone + bias)) ** 2) - bias * rest) / rest**3
    return float(np.std(tone) / np.std(curve))


@dataclass(frozen=True, kw_only=True)
class Drive(Effect, words=("drive", "saturation", "tape", "tape drive", "overdrive", "distortion")):
    """Bend the waveform as hot tape does: denser, warmer, rounder peaks.

    At 0 dB the line is straight; from there on the bend grows as if the signal were driven harder into
    v / sqrt(1 + v^2), while the level of a tone 12 dB below full scale stays. A bias makes the curve
    lopsided, which adds even harmonics as valves do. Runs at four times the sample rate with averaged
    neighbours [1]_; nothing above 0.35 to 0.5 of the sample rate is bent.

    References
    ----------
    .. [1] J. Parker, V. Zavalishin, E. Le Bivic, "Reducing the aliasing of nonlinear waveshaping using
       continuous-time convolution", DAFx-16, 2016.
    """

    drive_db: Annotated[float, Param(0, 24, "cleaner", "dirtier", 2, also=("amount", "saturation"))] = 0.0
    bias_pct: Annotated[float, Param(0, 100, "more tape-like", "more valve-like", 20, step=1)] = 0.0
    mix_pct: Annotated[float, Param(0, 100, "drier", "wetter", 20, step=1, also=("blend", "dry wet"))] = 100.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DriveBank:
        return DriveBank(settings, sample_rate, channels)


class DriveBank(Bank[Drive]):
    """Lanes of drives."""

    latency = TAPS - 1

    def __init__(self, settings: Sequence[Drive], sample_rate: int, channels: int) -> None:
        from dsp.kernels.drive import OVER, saturate

        super().__init__(settings, sample_rate, channels)
        self._saturate = saturate
        self._filters = halfway_filters()
        self._blocker = math.exp(-2 * math.pi * BLOCKED_HZ / sample_rate)
        self._past = np.zeros((self.lanes, channels, self.latency), np.float32)
        self._bent = np.zeros((self.lanes, channels, OVER, TAPS - 1), np.float32)
        self._last = np.tile([0.0, 1.0, 0.0, 0.0], (self.lanes, channels, 1))
        self._last[..., 1] = np.hypot(1.0, self._start[:, :1] * self._start[:, 1:2])

    def coefficients(self, settings: Drive) -> Sequence[float]:
        amount = bend(settings.drive_db)
        # Relative to where the curve bends, so that a bias is as lopsided at any drive.
        bias = 0.5 * settings.bias_pct / 100 / max(amount, 1.0)
        return (amount, bias, makeup(amount, bias), settings.mix_pct / 100)

    def ringing(self, settings: Drive) -> int:
        silent = math.log(10**4.5) / (2 * math.pi * BLOCKED_HZ)
        return TAPS + math.ceil(silent * self.sample_rate) if settings.drive_db else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        held = (*self._filters, self._blocker, self._past, self._bent, self._last)
        self._saturate(x, y, start, slope, offset, *held)
