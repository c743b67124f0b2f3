"""What a reverb's kinds are made of: the lines of a space, and what makes one ring."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Vector
from dsp.units import Audio

KINDS = ("hall", "room", "chamber", "plate", "spring")

NATURES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "hall": {"decay_s": 2.4, "damping_hz": 6000, "low_decay_pct": 60},
        "room": {"decay_s": 0.75, "predelay_ms": 4, "damping_hz": 18000, "low_cut_hz": 80},
        "chamber": {"decay_s": 1.4, "predelay_ms": 8, "damping_hz": 8000, "low_decay_pct": 115},
        "plate": {"decay_s": 1.6, "predelay_ms": 0, "damping_hz": 8000, "low_decay_pct": 88, "low_cut_hz": 100},
        "spring": {"decay_s": 2.8, "predelay_ms": 0, "damping_hz": 12000, "low_cut_hz": 120},
    }
)
"""Where each kind's knobs stand when nothing is said of them; those that are not named stand as they come."""

MAX_PREDELAY_MS = 250.0
LEAST_POLE = 1e-4
"""Damping that nobody hears, where none at all would be divided by."""


class Knobs(Protocol):
    """The knobs of a reverb, as its networks read them."""

    @property
    def decay_s(self) -> float: ...
    @property
    def predelay_ms(self) -> float: ...
    @property
    def damping_hz(self) -> float: ...
    @property
    def low_cut_hz(self) -> float: ...
    @property
    def width_pct(self) -> float: ...
    @property
    def low_decay_pct(self) -> float: ...
    @property
    def low_crossover_hz(self) -> float: ...
    @property
    def high_decay_pct(self) -> float: ...
    @property
    def high_crossover_hz(self) -> float: ...


@dataclass(frozen=True)
class Space:
    """A space of walls, or a plate: sixteen lines between which everything is scattered.

    Attributes
    ----------
    lines_ms
        The lines' lengths, rounded to prime numbers of frames so that their echoes never fall together.
    spread_ms, diffusion
        The all-passes before the lines, left and right, and their coefficient.
    turns_hz
        How fast each pair of lines is turned into each other.
    echoes_ms
        When the first echoes come, left and right.
    early
        How much of the energy they are.
    smeared
        How many of the all-passes they come through.
    """

    lines_ms: tuple[float, ...]
    spread_ms: tuple[tuple[float, float, float], tuple[float, float, float]]
    diffusion: float
    turns_hz: tuple[float, ...]
    echoes_ms: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    early: float = 0.0
    smeared: int = 0

    def loudness(self) -> NDArray[np.float32]:
        """Return how loud each first echo is: less the longer its way, and of either sign."""
        times = np.array(self.echoes_ms)
        signs = np.where(np.arange(times.shape[1]) % 3 == 1, -1.0, 1.0)
        gains = signs / (times + 4.0)
        norm = np.sqrt(np.sum(gains**2, axis=1, keepdims=True)) if times.size else 1.0
        # half of it, for the middle and the sides are each the sum of two channels
        return (0.5 * math.sqrt(self.early) * gains / norm).astype(np.float32)


SPACES: Mapping[str, Space] = MappingProxyType(
    {
        "hall": Space(
            lines_ms=(
                *(23.1, 26.9, 29.3, 31.9, 35.3, 38.3, 41.9, 44.7),
                *(48.1, 52.3, 55.7, 59.9, 64.3, 68.9, 74.1, 79.7),
            ),
            spread_ms=((3.59, 5.81, 11.27), (3.79, 6.13, 10.69)),
            diffusion=0.62,
            turns_hz=(0.31, -0.43, 0.53, -0.61, 0.71, -0.83, 0.97, -1.09),
        ),
        "room": Space(
            lines_ms=(
                *(7.9, 9.1, 10.7, 11.9, 13.3, 14.9, 16.3, 17.9),
                *(19.7, 21.3, 23.1, 25.3, 27.7, 30.1, 33.1, 36.7),
            ),
            spread_ms=((1.13, 2.39, 4.07), (1.27, 2.21, 4.33)),
            diffusion=0.55,
            turns_hz=(0.17, -0.23, 0.29, -0.31, 0.37, -0.41, 0.43, -0.47),
            echoes_ms=(
                (2.3, 4.1, 5.9, 8.3, 11.3, 14.9, 18.7, 23.3),
                (2.9, 4.7, 6.7, 9.1, 12.1, 15.7, 20.3, 25.1),
            ),
            early=0.25,
        ),
        "chamber": Space(
            lines_ms=(
                *(13.1, 15.7, 17.9, 20.3, 22.7, 25.1, 27.7, 30.5),
                *(33.1, 36.1, 39.1, 42.3, 45.7, 49.3, 53.1, 57.3),
            ),
            spread_ms=((2.53, 4.87, 8.39), (2.71, 4.61, 8.81)),
            diffusion=0.68,
            turns_hz=(0.13, -0.19, 0.23, -0.29, 0.31, -0.37, 0.41, -0.43),
            echoes_ms=((5.3, 8.9, 13.7, 19.1), (6.1, 9.7, 14.3, 20.9)),
            early=0.15,
            smeared=1,
        ),
        "plate": Space(
            lines_ms=(
                *(3.7, 5.9, 8.3, 10.9, 13.7, 16.7, 20.1, 23.9),
                *(27.9, 32.3, 37.1, 42.3, 47.9, 53.9, 60.3, 67.1),
            ),
            spread_ms=((0.73, 2.03, 4.37), (0.83, 1.91, 4.71)),
            diffusion=0.7,
            turns_hz=(0.53, -0.67, 0.79, -0.89, 1.03, -1.13, 1.27, -1.39),
            echoes_ms=(
                (0.3, 1.1, 1.9, 2.9, 3.7, 4.7, 6.1, 7.3, 8.9, 10.7, 12.7, 14.9),
                (0.5, 1.3, 1.7, 2.3, 3.1, 4.3, 5.9, 7.9, 9.3, 11.3, 13.1, 15.7),
            ),
            early=0.4,
            smeared=3,
        ),
    }
)


def kept_of(delays: Vector, seconds: float, sample_rate: int) -> Vector:
    """Return what is left of a sound after each delay, where it loses 60 dB in so many seconds."""
    return np.asarray(10.0 ** (-3.0 * delays / (seconds * sample_rate)))


def shelves(delays: Vector, knobs: Knobs, sample_rate: int) -> tuple[Vector, Vector, Vector, Vector]:
    """Return the low and the high shelves' gains and poles, as `dsp.kernels.shelve` has them.

    A shelf makes up the difference between what a line keeps and what it would keep at that band's own decay. The
    crossover is where it has done half of that in decibels; that a one-pole is warped there is undone.
    """
    kept = kept_of(delays, knobs.decay_s, sample_rate)
    found = []
    for share, crossover, way in (
        (knobs.low_decay_pct, knobs.low_crossover_hz, -0.5),
        (knobs.high_decay_pct, knobs.high_crossover_hz, 0.5),
    ):
        gain = kept ** (100.0 / share - 1.0)
        warped = math.tan(math.pi * min(crossover / sample_rate, 0.45)) * gain**way
        poles = (1 - warped) / (1 + warped)
        # Where the crossover is a quarter of the sample rate there would be none, and it is divided by.
        found.append((gain - 1.0, np.where(np.abs(poles) < LEAST_POLE, LEAST_POLE, poles)))
    (low, low_poles), (high, high_poles) = found
    return low, low_poles, -high, high_poles


def damping_poles(kept: Vector, omega: float) -> Vector:
    """Return the poles b for which kept (1 - b) / (1 - b / z) has the magnitude kept^2 at `omega`."""
    square = kept**2
    p, q = 1 - square * math.cos(omega), 1 - square
    poles = (p - np.sqrt(np.maximum(p * p - q * q, 0.0))) / q
    return np.maximum(poles, LEAST_POLE)


def prime(frames: float) -> int:
    """Return the first prime number from `frames` on."""
    n = math.ceil(frames)
    while any(n % i == 0 for i in range(2, math.isqrt(n) + 1)):
        n += 1
    return n


def rings(longest: Sequence[float], delays: Sequence[int], stretch: int) -> tuple[NDArray[np.int64], int]:
    """Return where each ring begins, its size less one and its delay, and how long all are together.

    Each holds its delay and the stretch being written; its first stretch stands again behind its end, with one between.
    """
    sizes = [1 << math.ceil(math.log2(frames + 2 * stretch)) for frames in longest]
    ends = np.cumsum([size + 2 * stretch for size in sizes])
    return np.array([[0, *ends[:-1]], np.array(sizes) - 1, delays]).T.copy(), int(ends[-1])


class Ringing(Protocol):
    """What one lane of a network holds."""

    def run(self, x: Audio, y: Audio, c: Vector, d: Vector, offset: int, frame: int) -> None:
        """Let it ring on; parameters as `dsp.kernels.reverb.reverberate` has them."""

    def silent(self) -> bool:
        """Whether nothing is to be heard of it any more."""


class Network(Protocol):
    """One kind of reverb, at one sample rate."""

    def coefficients(self, knobs: Knobs, sends: float) -> Sequence[float]:
        """Return its coefficients, of which the second is the share that is let in."""

    def begin(self) -> Ringing:
        """Return a lane of it, silent."""
