"""Space: reverberation for a shared return."""

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
from dsp.units import Audio

LINES_MS = (
    *(23.1, 26.9, 29.3, 31.9, 35.3, 38.3, 41.9, 44.7),
    *(48.1, 52.3, 55.7, 59.9, 64.3, 68.9, 74.1, 79.7),
)
"""The lines' lengths, rounded to prime numbers of frames so that their echoes never fall together."""

SPREAD_MS = ((3.59, 5.81, 11.27), (3.79, 6.13, 10.69))
"""The all-passes before the lines, left and right."""

TURNS_HZ = (0.31, -0.43, 0.53, -0.61, 0.71, -0.83, 0.97, -1.09)
"""How fast each pair of lines is turned into each other."""

MAX_PREDELAY_MS = 250.0
LEAST_POLE = 1e-4
"""Damping that nobody hears, where none at all would be divided by."""


@dataclass(frozen=True, kw_only=True)
class Reverb(Effect, words=("reverb", "verb", "room", "hall"), neutral=False):
    """Put the sound into a space: for a return that tracks send to, with nothing of the dry sound.

    Sixteen delay lines feed each other through a Hadamard matrix; each loses so much per trip that all
    decay by 60 dB in `decay_s`, and in half of it at `damping_hz` [1]_.

    References
    ----------
    .. [1] J.-M. Jot, "An analysis/synthesis approach to real-time artificial reverberation", ICASSP 1992.
    .. [2] J. Stautner, M. Puckette, "Designing multi-channel reverberators", Computer Music J. 6(1), 1982.
    """

    decay_s: Annotated[
        float, Param(0.2, 12, "shorter", "longer", 1.4, log=True, also=("time", "reverb time", "length"))
    ] = 1.6
    predelay_ms: Annotated[
        float, Param(0, MAX_PREDELAY_MS, "closer", "more detached", 15, step=1, also=("pre-delay",))
    ] = 20.0
    damping_hz: Annotated[
        float, Param(1000, 20000, "darker", "brighter", 1.4, log=True, also=("damping frequency", "tone"))
    ] = 7000.0
    low_cut_hz: Annotated[float, Param(20, 1000, "fuller", "leaner", 1.5, log=True)] = 150.0
    width_pct: Annotated[float, Param(0, 100, "narrower", "wider", 25, step=1, also=("stereo width",))] = 100.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> ReverbBank:
        return ReverbBank(settings, sample_rate, channels)

    def gives(self, channels: int) -> int:  # noqa: ARG002 - from mono or stereo
        return 2


class ReverbBank(Bank[Reverb]):
    """Lanes of reverbs; each gives two channels."""

    def __init__(self, settings: Sequence[Reverb], sample_rate: int, channels: int) -> None:
        from dsp.kernels import reverb
        from dsp.kernels.stretch import STRETCH

        lines = reverb.LINES
        lengths = np.array([*SPREAD_MS[0], *SPREAD_MS[1], *LINES_MS]) * 1e-3 * sample_rate
        delays = [0, 0, *(_prime(max(frames, STRETCH)) for frames in lengths)]
        self._delays = np.array(delays[-lines:])
        super().__init__(settings, sample_rate, channels)
        self._reverberate = reverb.reverberate
        # Each ring holds its delay and the stretch being written, and a knob may move between two frames.
        longest = [MAX_PREDELAY_MS * 1e-3 * sample_rate] * 2 + delays[2:]
        sizes = [1 << math.ceil(math.log2(frames + 2 * STRETCH)) for frames in longest]
        ends = np.cumsum([size + 2 * STRETCH for size in sizes])  # the first stretch again, and one between
        self._places = np.array([[0, *ends[:-1]], np.array(sizes) - 1, delays]).T.copy()
        angles = 2 * math.pi * np.array(TURNS_HZ) * STRETCH / sample_rate
        self._turning = np.array([np.cos(angles), np.sin(angles)])
        self._rings = np.zeros((self.lanes, ends[-1]), np.float32)
        self._stretch = np.zeros((self.lanes, 2, 2, STRETCH), np.float32)
        self._past = np.zeros((self.lanes, reverb.FILTERS + 1), np.float32)
        self._turned = np.full((self.lanes, 2, lines // 2), math.sqrt(0.5))

    def coefficients(self, settings: Reverb) -> Sequence[float]:
        fs = self.sample_rate
        kept = 10.0 ** (-3.0 * self._delays / (settings.decay_s * fs))
        poles = np.maximum(_damping_poles(kept, 2 * math.pi * min(settings.damping_hz / fs, 0.49)), LEAST_POLE)
        # The trips' energies are a geometric series that is first heard after one trip.
        trip = float(np.mean(kept**2))
        level = 2 * math.sqrt((1 - trip) / trip)
        predelay = round(settings.predelay_ms * 1e-3 * fs)
        low = math.exp(-2 * math.pi * settings.low_cut_hz / fs)
        return (predelay, settings.width_pct / 100, level, *kept, 1.0, *poles, low)

    def ringing(self, settings: Reverb) -> int:
        # 90 dB at 60 dB a decay, after the way through the all-passes.
        seconds = 1.5 * settings.decay_s + settings.predelay_ms * 1e-3 + 0.25
        return math.ceil(seconds * self.sample_rate)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        state = (self._rings, self._stretch, self._past, self._turned)
        self._reverberate(x, y, start, slope, offset, self._places, self._turning, *state, self.frame)


def _damping_poles(kept: Vector, omega: float) -> Vector:
    """Return the poles b for which kept (1 - b) / (1 - b / z) has the magnitude kept^2 at `omega`."""
    square = kept**2
    p, q = 1 - square * math.cos(omega), 1 - square
    return np.asarray((p - np.sqrt(p * p - q * q)) / q)


def _prime(frames: float) -> int:
    """Return the first prime number from `frames` on."""
    n = math.ceil(frames)
    while any(n % i == 0 for i in range(2, math.isqrt(n) + 1)):
        n += 1
    return n
