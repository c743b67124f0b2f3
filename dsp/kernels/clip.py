"""Clipping at four times the sample rate, the curve averaged between neighbours as in `dsp.kernels.curve`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.drive import CHUNK, OVER, TILE, lower, raise_rate
from dsp.kernels.simd import FLOATS

CLOSE = 1e-4
"""Samples nearer than this, at a ceiling of 1, are averaged by the curve half way."""

HARD = 1e-6
"""A bend narrower than this is a corner."""


@kernel
def clip(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    up: NDArray[np.float32],
    down: NDArray[np.float32],
    past: NDArray[np.float32],
    cut: NDArray[np.float32],
    last: NDArray[np.float64],
) -> None:
    """Take from each lane what rises above its ceiling.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 2): the ceiling's amplitude, and the share of it that is straight.
    offset
        Shape (lanes,).
    up, down
        The filters' phases, shape (4, taps).
    past
        Input before, shape (lanes, channels, the delay).
    cut
        What was taken before, shape (lanes, channels, 4, taps - 1).
    last
        The last oversampled sample, shape (lanes, channels).
    """
    lanes, channels, frames = x.shape
    delay, taps = past.shape[2], up.shape[1]
    line = np.zeros(delay + CHUNK + TILE, np.float32)
    fine = np.empty((OVER, FLOATS + CHUNK + TILE), np.float32)
    added = np.empty((OVER, taps - 1 + CHUNK + TILE), np.float32)
    sums = np.empty(CHUNK + TILE, np.float32)
    for lane in range(lanes):
        for begin in range(0, frames, CHUNK):
            count = min(CHUNK, frames - begin)
            at = offset[lane] + begin
            for channel in range(channels):
                line[:delay] = past[lane, channel]
                line[delay : delay + count] = x[lane, channel, begin : begin + count]
                raise_rate(up, line, delay - taps + 1, count, fine)
                for phase in range(OVER):
                    added[phase, : taps - 1] = cut[lane, channel, phase]
                before = last[lane, channel]
                for i in range(count):
                    ceiling = start[lane, 0] + slope[lane, 0] * (at + i)
                    straight = start[lane, 1] + slope[lane, 1] * (at + i)
                    for phase in range(OVER):
                        now = np.float64(fine[phase, FLOATS + i])
                        added[phase, taps - 1 + i] = _taken(before / ceiling, now / ceiling, straight) * ceiling
                        before = now
                last[lane, channel] = before
                lower(down, added, count, sums)
                for phase in range(OVER):
                    cut[lane, channel, phase] = added[phase, count : count + taps - 1]
                for i in range(count):
                    y[lane, channel, begin + i] = line[i] + sums[i]
                past[lane, channel] = line[count : count + delay]


@kernel
def _height(v: float, straight: float) -> float:
    """Return the curve less the straight line."""
    over = abs(v) - straight
    if over <= 0.0:
        return 0.0
    bend = 1.0 - straight
    height = over * over / (4.0 * bend) if bend > HARD and over < 2.0 * bend else over - bend
    return -height if v > 0.0 else height


@kernel
def _area(v: float, straight: float) -> float:
    """Return the integral of the curve less the straight line."""
    over = abs(v) - straight
    if over <= 0.0:
        return 0.0
    bend = 1.0 - straight
    if bend > HARD and over < 2.0 * bend:
        return -over * over * over / (12.0 * bend)
    rest = over - 2.0 * bend
    return -(2.0 / 3.0 * bend * bend + rest * (bend + 0.5 * rest))


@kernel
def _taken(a: float, b: float, straight: float) -> float:
    """Return the average of what the curve changes between two samples."""
    if max(abs(a), abs(b)) <= straight:
        return 0.0
    if abs(b - a) < CLOSE:
        return float(_height(0.5 * (a + b), straight))
    return float((_area(b, straight) - _area(a, straight)) / (b - a))
