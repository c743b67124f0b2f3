"""The rider's loop: a fader that is moved, slowly and ahead of time, so that all phrases are equally loud.

Levels are taken of short hops that stand on the absolute grid. Those in which somebody sounds are averaged: the ones
still to come as they are, those that have gone by with less and less weight.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE

DB_OF_POWER = 10.0 / math.log(10.0)
NEPER_OF_DB = math.log(10.0) / 20.0
SILENT = 1e-20

TARGET, RANGE, FLOOR, KEEP = range(4)
"""Where each coefficient stands: the level to bring phrases to, how far at most, what counts as sounding, in dB; and
what the memory of a hop keeps a hop later."""

FORGET = 4.0
"""In a rest the memory fades so many times as fast: a phrase after it is taken by itself."""

FAINT = 0.05
"""With less than this much of a hop remembered and nothing to come the fader stays where it is."""

SUM, COUNTED, GONE, WEIGHT, WANTED, ONE, TWO, THREE = range(8)
"""What a lane remembers: power in this hop and frames of it, the hops gone by (their power and weight), the gain in dB
that is wanted and after each of its smoothers."""

NOTHING = -1.0
"""Stands for a hop in which nobody sounds."""


@kernel
def _hop_done(c: NDArray[np.float64], state: NDArray[np.float64], ahead: NDArray[np.float64], at: int) -> None:
    """Take in the level of a hop, and say where the fader is to go."""
    power = state[SUM] / max(state[COUNTED], 1.0)
    left = ahead[at]
    ahead[at] = power if DB_OF_POWER * math.log(power + SILENT) > c[FLOOR] else NOTHING
    state[SUM], state[COUNTED] = 0.0, 0.0
    if left != NOTHING:
        state[GONE], state[WEIGHT] = c[KEEP] * state[GONE] + left, c[KEEP] * state[WEIGHT] + 1.0
    else:
        keep = c[KEEP] ** FORGET
        state[GONE], state[WEIGHT] = keep * state[GONE], keep * state[WEIGHT]
    total, weight = state[GONE], state[WEIGHT]
    for i in range(ahead.size):
        if ahead[i] != NOTHING:
            total += ahead[i]
            weight += 1.0
    if weight > FAINT:
        state[WANTED] = c[TARGET] - DB_OF_POWER * math.log(total / weight + SILENT)


@kernel
def ride(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    frame: int,
    hop: int,
    smooth: float,
    past: NDArray[np.float32],
    hops: NDArray[np.float64],
    state: NDArray[np.float64],
) -> None:
    """Bring what each lane plays to its target, all its channels alike.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 4).
    offset
        Shape (lanes,).
    frame
        Where the first frame stands.
    hop
        Frames of a hop.
    smooth
        What each of the gain's three smoothers keeps per frame.
    past
        What came in last, shape (lanes, channels, frames ahead): a ring in which a frame has its place.
    hops
        The mean square of each hop that is still to come, shape (lanes, hops ahead): a ring, too.
    state
        Shape (lanes, 8).
    """
    lanes, channels, frames = x.shape
    late, ahead = past.shape[2], hops.shape[1]
    c = np.empty(start.shape[1])
    for lane in range(lanes):
        s, begin, bend = state[lane], start[lane], slope[lane]
        one, two, three = s[ONE], s[TWO], s[THREE]
        at = frame % late
        for i in range(frames):
            now = frame + i
            t = offset[lane] + i
            if now % hop == 0:
                for j in range(c.size):
                    c[j] = begin[j] + bend[j] * t
                _hop_done(c, s, hops[lane], (now // hop) % ahead)
            most = begin[RANGE] + bend[RANGE] * t
            wanted = min(max(s[WANTED], -most), most)
            one = wanted + smooth * (one - wanted)
            two = one + smooth * (two - one)
            three = two + smooth * (three - two)
            gain = math.exp(NEPER_OF_DB * three)
            power = 0.0
            for channel in range(channels):
                v = np.float64(x[lane, channel, i])
                power += v * v
                y[lane, channel, i] = past[lane, channel, at] * gain
                past[lane, channel, at] = x[lane, channel, i]
            s[SUM] += power / channels
            s[COUNTED] += 1.0
            at = at + 1 if at + 1 < late else 0
        s[ONE], s[TWO], s[THREE] = one, two, three
        for j in range(s.size):
            if abs(s[j]) < INAUDIBLE:
                s[j] = 0.0
