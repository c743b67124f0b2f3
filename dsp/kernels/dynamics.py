"""The de-esser's loop: a band that is turned down while it outweighs the rest.

References
----------
.. [1] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012: smooth branching (eq. 16).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE

DB_OF_POWER = 10.0 / math.log(10.0)
NEPER_OF_DB = math.log(10.0) / 20.0
FLOOR = 1e-6
"""-60 dBFS: hiss between the words is no ess."""


@kernel
def _settle(state: NDArray[np.float64]) -> None:
    for i in range(state.size):
        if abs(state[i]) < INAUDIBLE:
            state[i] = 0.0


@kernel
def deess(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    average: float,
    attack: float,
    release: float,
    filters: NDArray[np.float64],
    powers: NDArray[np.float64],
    reduction: NDArray[np.float64],
) -> None:
    """Turn the high band down while it outweighs the rest.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 4): the high-pass g, the threshold in dB below the whole, the range in dB, the shelf's g.
    offset
        Shape (lanes,).
    average, attack, release
        What the powers, a growing and a shrinking reduction keep per frame.
    filters
        Integrators of the high-pass and of the shelf, shape (lanes, channels, 4).
    powers
        Mean power of the high band and of the whole, shape (lanes, 2).
    reduction
        In dB, shape (lanes,).
    """
    lanes, channels, frames = x.shape
    root = math.sqrt(2.0)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        high_power, power = powers[lane]
        down = reduction[lane]
        for i in range(frames):
            t = offset[lane] + i
            g = c[0] + d[0] * t
            scale = 1.0 / (1.0 + g * (g + root))
            above, whole = 0.0, 0.0
            for channel in range(channels):
                s = filters[lane, channel]
                v = np.float64(x[lane, channel, i])
                band = (s[0] + g * (v - s[1])) * scale
                low = s[1] + g * band
                s[0], s[1] = 2.0 * band - s[0], 2.0 * low - s[1]
                above += (v - root * band - low) ** 2
                whole += v * v
            high_power = above + average * (high_power - above)
            power = whole + average * (power - whole)
            target = 0.0
            if high_power > FLOOR:
                over = DB_OF_POWER * math.log(high_power / power) - (c[1] + d[1] * t)
                target = min(max(over, 0.0), c[2] + d[2] * t)
            keep = attack if target > down else release
            down = target + keep * (down - target)
            # a high shelf whose gain is the reduction: flat, sample for sample, while there is none
            lift = math.exp(-0.5 * NEPER_OF_DB * down)
            g = (c[3] + d[3] * t) * math.sqrt(lift)
            scale = 1.0 / (1.0 + g * (g + root))
            for channel in range(channels):
                s = filters[lane, channel]
                v = np.float64(x[lane, channel, i])
                band = (s[2] + g * (v - s[3])) * scale
                low = s[3] + g * band
                s[2], s[3] = 2.0 * band - s[2], 2.0 * low - s[3]
                y[lane, channel, i] = lift * lift * v + root * (1.0 - lift) * lift * band + (1.0 - lift * lift) * low
        powers[lane] = high_power, power
        reduction[lane] = down if down > INAUDIBLE else 0.0
        _settle(filters[lane].ravel())
        _settle(powers[lane])
