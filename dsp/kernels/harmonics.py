"""Harmonics of a band: a polynomial of a sound at its own height, so that soft and loud give as many.

References
----------
.. [1] J. C. Mason, D. C. Handscomb, "Chebyshev Polynomials", 2003, ch. 1: T_n of a cosine of height 1 is the cosine
   of n times its frequency. A polynomial makes nothing above its degree times the band, so that four times the
   sample rate hold all that one of degree 3 or less makes of any sound.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.drive import CHUNK, OVER, TILE, lower, raise_rate
from dsp.kernels.simd import FLOATS

SILENT = 1e-7
"""Heights below this (-140 dBFS) count as silence: nothing is divided by them."""

FORGOTTEN = 1e-24
"""Powers below this are none."""

TOP, SINCE, PLACE, FIRST, SECOND, POWER, EVEN, ODD, MEMORY = range(9)
"""What is remembered of a channel: the highest peak and its age; where the two averages of it stand and their sums;
and the sums by which what is made is told from what was there."""


@kernel
def height(level: float, hold: float, keep: float, memory: NDArray[np.float64], rings: NDArray[np.float64]) -> float:
    """Return how high the sound is that comes out of a delay of 2 (frames of a ring - 1).

    The highest peak is held, falls by `keep` a frame when it is older than `hold`, and is averaged twice: it rises
    before the sound does, without a corner, and is never below what stands in the middle of the delay.
    """
    if level >= memory[TOP]:
        memory[TOP], memory[SINCE] = level, 0.0
    else:
        memory[SINCE] += 1.0
        if memory[SINCE] > hold:
            memory[TOP] = max(level, memory[TOP] * keep)
    size, place = rings.shape[1], int(memory[PLACE])
    memory[FIRST] += memory[TOP] - rings[0, place]
    rings[0, place] = memory[TOP]
    once = memory[FIRST] / size
    memory[SECOND] += once - rings[1, place]
    rings[1, place] = once
    memory[PLACE] = place + 1 if place + 1 < size else 0
    return float(memory[SECOND] / size)


@kernel
def _like(sum_of_products: float, power: float) -> float:
    """Return how much of the sound itself is in what was made of it."""
    return sum_of_products / power if power > FORGOTTEN else 0.0


@kernel
def excite(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    up: NDArray[np.float32],
    down: NDArray[np.float32],
    pace: NDArray[np.float64],
    past: NDArray[np.float32],
    late: NDArray[np.float32],
    bent: NDArray[np.float32],
    memory: NDArray[np.float64],
    rings: NDArray[np.float64],
) -> None:
    """Write the second and third harmonic of each lane, and nothing of the lane itself.

    What a polynomial makes of a sound that is no sine is partly that sound again, louder or softer; as much as
    recent sound has in common with it is taken out.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 2): the height of the second and of the third harmonic of a sine of height 1.
    offset
        Shape (lanes,).
    up, down
        The filters' phases, shape (4, taps).
    pace
        Frames that a peak is held, what it keeps per frame then, and what the likeness keeps per frame.
    past
        Input before, shape (lanes, channels, taps - 1).
    late
        Oversampled input before, shape (lanes, channels, 4, 2 (frames of a ring - 1)).
    bent
        Harmonics before, shape (lanes, channels, 4, taps - 1).
    memory, rings
        Shape (lanes, channels, MEMORY) and (lanes, channels, 2, frames).
    """
    lanes, channels, frames = x.shape
    before, ahead = past.shape[2], late.shape[3]
    line = np.zeros(before + CHUNK + TILE, np.float32)
    fine = np.empty((OVER, FLOATS + CHUNK + TILE), np.float32)
    delayed = np.empty((OVER, ahead + CHUNK), np.float32)
    added = np.zeros((OVER, before + CHUNK + TILE), np.float32)
    sums = np.empty(CHUNK + TILE, np.float32)
    hold, keep, remember = pace
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        for begin in range(0, frames, CHUNK):
            count = min(CHUNK, frames - begin)
            at = offset[lane] + begin
            for channel in range(channels):
                m, ring = memory[lane, channel], rings[lane, channel]
                line[:before] = past[lane, channel]
                line[before : before + count] = x[lane, channel, begin : begin + count]
                raise_rate(up, line, 0, count, fine)
                for phase in range(OVER):
                    delayed[phase, :ahead] = late[lane, channel, phase]
                    delayed[phase, ahead : ahead + count] = fine[phase, FLOATS : FLOATS + count]
                    added[phase, :before] = bent[lane, channel, phase]
                for i in range(count):
                    peak = 0.0
                    for phase in range(OVER):
                        peak = max(peak, abs(np.float64(fine[phase, FLOATS + i])))
                    high = height(peak, hold, keep, m, ring)
                    if high < SILENT:
                        for phase in range(OVER):
                            added[phase, before + i] = 0.0
                        continue
                    over = 1.0 / high
                    power, even, odd = 0.0, 0.0, 0.0
                    for phase in range(OVER):
                        u = np.float64(delayed[phase, i])
                        v = u * over
                        power += u * u
                        even += 2.0 * v * u * u
                        odd += 4.0 * v * v * u * u
                    m[POWER] = remember * m[POWER] + power
                    m[EVEN] = remember * m[EVEN] + even
                    m[ODD] = remember * m[ODD] + odd
                    second, third = (c[0] + d[0] * (at + i)), (c[1] + d[1] * (at + i))
                    like = second * _like(m[EVEN], m[POWER]) + third * _like(m[ODD], m[POWER])
                    for phase in range(OVER):
                        u = np.float64(delayed[phase, i])
                        v = u * over
                        added[phase, before + i] = u * (v * (2.0 * second + 4.0 * third * v) - like)
                lower(down, added, count, sums)
                y[lane, channel, begin : begin + count] = sums[:count]
                past[lane, channel] = line[count : count + before]
                for phase in range(OVER):
                    late[lane, channel, phase] = delayed[phase, count : count + ahead]
                    bent[lane, channel, phase] = added[phase, count : count + before]


@kernel
def enhance(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    powers: NDArray[np.float64],
    pace: NDArray[np.float64],
    late: NDArray[np.float32],
    memory: NDArray[np.float64],
    rings: NDArray[np.float64],
) -> None:
    """Write the second to the fifth harmonic of each lane, of which so little is high that nothing folds back.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 1): how high all harmonics of a sine of height 1 are together.
    offset
        Shape (lanes,).
    powers
        What the square to the fifth power count for.
    pace
        As for `excite`.
    late
        Input before, shape (lanes, channels, 2 (frames of a ring - 1)).
    memory, rings
        Shape (lanes, channels, MEMORY) and (lanes, channels, 2, frames).
    """
    lanes, channels, frames = x.shape
    ahead = late.shape[2]
    line = np.empty(ahead + CHUNK, np.float32)
    hold, keep, remember = pace
    for lane in range(lanes):
        for begin in range(0, frames, CHUNK):
            count = min(CHUNK, frames - begin)
            at = offset[lane] + begin
            for channel in range(channels):
                m, ring = memory[lane, channel], rings[lane, channel]
                line[:ahead] = late[lane, channel]
                line[ahead : ahead + count] = x[lane, channel, begin : begin + count]
                for i in range(count):
                    high = height(abs(np.float64(line[ahead + i])), hold, keep, m, ring)
                    made = 0.0
                    if high >= SILENT:
                        u = np.float64(line[i])
                        v = u / high
                        bent = v * (powers[0] + v * (powers[1] + v * (powers[2] + v * powers[3])))
                        m[POWER] = remember * m[POWER] + u * u
                        m[EVEN] = remember * m[EVEN] + bent * u * u
                        amount = start[lane, 0] + slope[lane, 0] * (at + i)
                        made = amount * u * (bent - _like(m[EVEN], m[POWER]))
                    y[lane, channel, begin + i] = made
                late[lane, channel] = line[count : count + ahead]
