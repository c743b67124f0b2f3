"""The transient shaper's loop: how a sound begins and how it goes on, told apart whatever its level."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

DB_OF_NEPER = 20.0 / math.log(10.0)
NEPER_OF_DB = math.log(10.0) / 20.0


@kernel
def shape(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    keeps: NDArray[np.float64],
    floor: float,
    dead_db: float,
    full_db: float,
    past: NDArray[np.float32],
    place: int,
    state: NDArray[np.float64],
) -> None:
    """Turn each lane up or down where it begins and where it dies away, all its channels alike.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 2): dB for the attack and for the sustain.
    offset
        Shape (lanes,).
    keeps
        What the level keeps per frame while it falls, what the slow level keeps while it rises, what the long one
        keeps while it falls, and what each of the gain's smoothers keeps.
    floor
        An amplitude below which nothing is told apart.
    dead_db, full_db
        From how much difference between the levels on something is done, and from how much on all of it.
    past, place
        What came in last, shape (lanes, channels, frames ahead), and where the next goes: a ring.
    state
        Shape (lanes, 6): the level, the slow and the long one, the gain in dB after each smoother.
    """
    lanes, channels, frames = x.shape
    ahead = past.shape[2]
    for lane in range(lanes):
        c, d, s = start[lane], slope[lane], state[lane]
        level, slow, long = s[0], s[1], s[2]
        one, two, three = s[3], s[4], s[5]
        at = place
        for i in range(frames):
            t = offset[lane] + i
            loudest = floor
            for channel in range(channels):
                loudest = max(loudest, abs(np.float64(x[lane, channel, i])))
            level = max(loudest, keeps[0] * level)
            slow = level + keeps[1] * (slow - level) if level > slow else level
            long = max(level, keeps[2] * long)
            rising = (DB_OF_NEPER * math.log(level / slow) - dead_db) / full_db
            dying = (DB_OF_NEPER * math.log(long / level) - dead_db) / full_db
            wanted = (c[0] + d[0] * t) * min(max(rising, 0.0), 1.0) + (c[1] + d[1] * t) * min(max(dying, 0.0), 1.0)
            one = wanted + keeps[3] * (one - wanted)
            two = one + keeps[3] * (two - one)
            three = two + keeps[3] * (three - two)
            gain = math.exp(NEPER_OF_DB * three)
            for channel in range(channels):
                heard = past[lane, channel, at]
                past[lane, channel, at] = x[lane, channel, i]
                y[lane, channel, i] = heard * gain
            at = at + 1 if at + 1 < ahead else 0
        s[0], s[1], s[2] = level, slow, long
        s[3] = one if abs(one) > 1e-12 else 0.0
        s[4] = two if abs(two) > 1e-12 else 0.0
        s[5] = three if abs(three) > 1e-12 else 0.0
