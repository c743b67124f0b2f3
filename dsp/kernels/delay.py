"""The delay's loop: echoes that feed themselves through a filter."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

SILENT = 1e-15
"""What an echo has come down to before it becomes denormal, which is slow."""


FLOOR = 1e-4
"""What never goes above this, 80 dB below full scale, is no sound that echoes stand in the way of."""

SOUNDS, RESTS = 10 ** (-12 / 20), 10 ** (-24 / 20)
"""How much of its highest peaks of late a sound still goes on with, and from where on it rests."""

PER_DB = math.log(10) / 20


@kernel
def step_back(peak: float, kept: NDArray[np.float64], dry: NDArray[np.float64]) -> float:
    """Return how far the echoes step back, from 0 to 1, as a sound goes on.

    Parameters
    ----------
    kept
        What is left after a frame of the level, of the highest of late, and of the way still to go back and to return.
    dry
        The level, the highest of late and how far the echoes are back.
    """
    dry[0] = max(peak, kept[0] * dry[0])
    dry[1] = max(dry[0], kept[1] * dry[1])
    goal = 0.0
    if dry[0] > FLOOR and dry[0] > RESTS * dry[1]:
        goal = 1.0 if dry[0] >= SOUNDS * dry[1] else math.log(dry[0] / (RESTS * dry[1])) / math.log(SOUNDS / RESTS)
    dry[2] = goal + (kept[2] if goal > dry[2] else kept[3]) * (dry[2] - goal)
    return float(dry[2])


@kernel
def echo(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    delays: NDArray[np.int64],
    line: NDArray[np.float32],
    place: int,
    filters: NDArray[np.float64],
    falls: NDArray[np.float64],
    dry: NDArray[np.float64],
) -> None:
    """Add to each lane what went in a while ago, and what of that went in a while before.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 6 + versions): feedback, the shares by which the low-pass and the high-pass follow, how loud
        the echoes are, how far each goes to the other side, by how many dB they are ducked, and the share of each
        delay.
    offset
        Shape (lanes,).
    delays
        In frames, shape (lanes, versions).
    line, place
        What went in, a ring of shape (lanes, channels, frames), and where the next goes.
    filters
        The low-pass and the high-pass of each channel, shape (lanes, channels, 2).
    falls, dry
        As `kept` and `dry` in `step_back`, a row of the second for each lane.
    """
    lanes, channels, frames = x.shape
    size = line.shape[2]
    wet = np.zeros(2)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        at = place
        ducks = c[5] != 0.0 or d[5] != 0.0
        for i in range(frames):
            t = offset[lane] + i
            for channel in range(channels):
                heard = 0.0
                for version in range(delays.shape[1]):
                    share = c[6 + version] + d[6 + version] * t
                    if share != 0.0:
                        heard += share * line[lane, channel, (at - delays[lane, version]) % size]
                s = filters[lane, channel]
                s[0] += (c[1] + d[1] * t) * (heard - s[0])
                s[1] += (c[2] + d[2] * t) * (s[0] - s[1])
                wet[channel] = s[0] - s[1]
                if abs(wet[channel]) < SILENT:
                    wet[channel] = 0.0
            kept, loud, across = c[0] + d[0] * t, c[3] + d[3] * t, c[4] + d[4] * t
            if channels == 2:
                left, right = np.float64(x[lane, 0, i]), np.float64(x[lane, 1, i])
                first = (1.0 - across) * (left + kept * wet[0]) + across * (0.5 * (left + right) + kept * wet[1])
                second = (1.0 - across) * (right + kept * wet[1]) + across * kept * wet[0]
                line[lane, 0, at], line[lane, 1, at] = first, second
            else:
                line[lane, 0, at] = x[lane, 0, i] + kept * wet[0]
            if ducks:
                peak = 0.0
                for channel in range(channels):
                    peak = max(peak, abs(np.float64(x[lane, channel, i])))
                loud *= math.exp(-PER_DB * (c[5] + d[5] * t) * step_back(peak, falls, dry[lane]))
            for channel in range(channels):
                y[lane, channel, i] = x[lane, channel, i] + loud * wet[channel]
            at = at + 1 if at + 1 < size else 0
        for channel in range(channels):
            for one in range(2):
                if abs(filters[lane, channel, one]) < SILENT:
                    filters[lane, channel, one] = 0.0
