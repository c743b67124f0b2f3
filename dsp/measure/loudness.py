"""How loud it sounds: integrated, short-term and momentary loudness, and loudness range."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio

HOPS = 100
"""Windows slide in steps of 1/100 s: fine enough for the momentary maximum of a 400 ms tone [2]_."""

MOMENTARY, SHORT_TERM = 40, 300
"""Windows of 400 ms and 3 s, in hops."""

LEAST_S = MOMENTARY / HOPS
"""What is shorter has no loudness."""

STEP = 10
"""Gating blocks overlap by 75 %, range windows start ten times a second: every tenth hop."""

ABSOLUTE_LUFS = -70.0
OFFSET = -0.691
"""What makes a 997 Hz tone at 0 dBFS in one channel read -3.01 LUFS."""

Vector = NDArray[np.float64]


def k_weighting(sample_rate: int) -> Vector:
    """Return the two biquads of K-weighting at any rate, shape (2, 5): b0, b1, b2, a1, a2.

    The analogue filters behind the standard's 48 kHz coefficients, warped by the bilinear transform.

    References
    ----------
    .. [1] ITU-R BS.1770-5, tables 1 and 2: the head's shelf and the RLB high-pass.
    .. [2] B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", 145th AES
       Convention, 2018: the same as closed forms for any sample rate.
    """
    k = math.tan(math.pi * 1681.974450955533 / sample_rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    shelf = [
        (high + band * k / q + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - band * k / q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0,
    ]
    k = math.tan(math.pi * 38.13547087602444 / sample_rate)
    q = 0.5003270373238773
    a0 = 1 + k / q + k * k
    high_pass = [1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
    return np.array([shelf, high_pass])


class Loudness:
    """Measures loudness, fed block by block.

    One channel is measured as one channel, two as left and right. Every reading is None where it cannot
    be had: too short, or nothing above the gate.

    References
    ----------
    .. [1] ITU-R BS.1770-5 (2023), annex 1: weighting, 400 ms blocks, gates at -70 LUFS and -10 LU.
    .. [2] EBU Tech 3341 (2016): momentary and short-term loudness and their maxima.
    .. [3] EBU Tech 3342 (2016): loudness range.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._coefficients = k_weighting(sample_rate)
        self._channels = channels
        self._state = np.zeros((6, 4))
        self._energy = np.zeros((0, 4))
        self._edges = np.zeros(0, np.int64)
        self._frame = 0

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        from dsp.kernels.meter import weighted_energy

        first = self._hops
        after = self._frame + x.shape[1]
        self._make_room(after)
        x = np.ascontiguousarray(x, np.float32)
        weighted_energy(x, self._coefficients, self._state, self._energy, self._frame, first, self._edges)
        self._frame = after

    @property
    def integrated_lufs(self) -> float | None:
        """Loudness of the whole, gated."""
        blocks = self._windows(MOMENTARY)[::STEP]
        return _level(_gated(blocks, -10.0))

    @property
    def momentary_max_lufs(self) -> float | None:
        """The loudest 400 ms."""
        return _loudest(self._windows(MOMENTARY))

    @property
    def short_term_max_lufs(self) -> float | None:
        """The loudest 3 s."""
        return _loudest(self._windows(SHORT_TERM))

    def loudest_at(self) -> tuple[float, float] | None:
        """Return where the loudest 3 s begin, in seconds, and how loud they are in LUFS."""
        windows = self._windows(SHORT_TERM)
        loudest = _loudest(windows)
        return None if loudest is None else (int(np.argmax(windows)) / HOPS, loudest)

    @property
    def lra_lu(self) -> float | None:
        """Loudness range: from the quiet tenth to the loud twentieth of gated short-term loudness."""
        windows = _gated(self._windows(SHORT_TERM)[::STEP], -20.0)
        if len(windows) == 0:
            return None
        # A window that occurred, as ffmpeg counts too; the standard leaves open what lies between two.
        low, high = np.percentile(10 * np.log10(windows), [10, 95], method="closest_observation")
        return float(high - low)

    @property
    def _hops(self) -> int:
        """How many hops have ended."""
        return int(np.searchsorted(self._edges, self._frame, side="right"))

    def _make_room(self, frames: int) -> None:
        """Have a place for the hop that each of so many frames lies in, growing by doubling."""
        needed = frames * HOPS // self._rate + 2
        if needed <= len(self._edges):
            return
        hops = max(needed, 2 * len(self._edges))
        self._energy = np.concatenate([self._energy, np.zeros((hops - len(self._edges), 4))])
        self._edges = (2 * np.arange(1, hops + 1) * self._rate + HOPS) // (2 * HOPS)

    def _windows(self, length: int) -> Vector:
        """Mean weighted power in every window of so many hops, channels summed."""
        hops = self._hops
        power = self._energy[:hops, : self._channels].sum(axis=1)
        if hops < length:
            return np.empty(0)
        sums = np.convolve(power, np.ones(length), "valid")
        return sums * (HOPS / (length * self._rate))


def _loudness(power: Vector) -> Vector:
    with np.errstate(divide="ignore"):
        levels: Vector = OFFSET + 10 * np.log10(power)
    return levels


def _gated(power: Vector, relative_lu: float) -> Vector:
    """Keep the blocks above the absolute gate and above the gate relative to their mean."""
    power = power[_loudness(power) > ABSOLUTE_LUFS]
    gate = power.mean() * 10 ** (relative_lu / 10) if len(power) else 0.0
    kept: Vector = power[power > gate]
    return kept


def _level(power: Vector) -> float | None:
    return float(_loudness(power.mean())) if len(power) else None


def _loudest(power: Vector) -> float | None:
    return float(_loudness(power.max())) if len(power) and power.max() > 0 else None


def loudness(audio: Audio, sample_rate: int) -> float | None:
    """Return the integrated loudness of a whole sound in LUFS, None if it cannot be measured."""
    meter = Loudness(sample_rate, audio.shape[0])
    meter.feed(audio)
    return meter.integrated_lufs
