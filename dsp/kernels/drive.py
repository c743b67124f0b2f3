"""Saturation at four times the sample rate.

References
----------
.. [1] J. Parker, V. Zavalishin, E. Le Bivic, "Reducing the aliasing of nonlinear waveshaping using
   continuous-time convolution", DAFx-16, 2016: average the curve between two samples instead of sampling
   it. For v / sqrt(1 + v^2) that average is (a + b) / (sqrt(1 + a^2) + sqrt(1 + b^2)): no small
   difference is ever divided.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE
from dsp.kernels.fir import add_correlation

CHUNK = 1024
OVER = 4
"""Times the sample rate."""


@kernel
def saturate(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    up: NDArray[np.float32],
    down: NDArray[np.float32],
    blocker: float,
    past: NDArray[np.float32],
    bent: NDArray[np.float32],
    last: NDArray[np.float64],
) -> None:
    """Add to each lane what a saturating curve changes in it.

    Only the difference between the curve and a straight line goes through the filters: a soft signal passes
    as it is, up to the highest frequency.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 4): how much the curve bends, its bias, gain and mix.
    offset
        Shape (lanes,).
    up, down
        The filters' phases, shape (4, taps).
    blocker
        What the blocker of DC keeps per frame.
    past
        Input before, shape (lanes, channels, the delay), which is at least taps - 1.
    bent
        Differences before, shape (lanes, channels, 4, taps - 1).
    last
        The last oversampled sample and its root, and the blocker's in and out, shape (lanes, channels, 4).
    """
    lanes, channels, frames = x.shape
    delay, taps = past.shape[2], up.shape[1]
    line = np.empty(delay + CHUNK, np.float32)
    fine = np.empty((OVER, 1 + CHUNK), np.float32)
    root = np.empty((OVER, 1 + CHUNK))
    added = np.empty((OVER, taps - 1 + CHUNK), np.float32)
    sums = np.empty(CHUNK, np.float32)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        for channel in range(channels):
            for begin in range(0, frames, CHUNK):
                count = min(CHUNK, frames - begin)
                at = offset[lane] + begin
                line[:delay] = past[lane, channel]
                line[delay : delay + count] = x[lane, channel, begin : begin + count]
                v = last[lane, channel]
                fine[:, 1:] = 0.0
                fine[OVER - 1, 0], root[OVER - 1, 0] = v[0], v[1]
                for phase in range(OVER):
                    add_correlation(up[phase], line[delay - taps + 1 :], count, fine[phase, 1:])
                    added[phase, : taps - 1] = bent[lane, channel, phase]
                _bend(fine, root, count, c, d, at, added[:, taps - 1 :])
                v[0], v[1] = fine[OVER - 1, count], root[OVER - 1, count]
                sums[:count] = 0.0
                for phase in range(OVER):
                    add_correlation(down[phase], added[phase], count, sums)
                    bent[lane, channel, phase] = added[phase, count : count + taps - 1]
                for i in range(count):
                    v[3] = sums[i] - v[2] + blocker * v[3]
                    v[2] = sums[i]
                    makeup, mix = c[2] + d[2] * (at + i), c[3] + d[3] * (at + i)
                    dry = np.float64(line[i])
                    y[lane, channel, begin + i] = dry + mix * (makeup * (dry + v[3]) - dry)
                if abs(v[3]) < INAUDIBLE:
                    v[3] = 0.0
                past[lane, channel] = line[count : count + delay]


@kernel
def _bend(
    fine: NDArray[np.float32],
    root: NDArray[np.float64],
    count: int,
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    added: NDArray[np.float32],
) -> None:
    """Write the curve's average between neighbours less the straight line's.

    `fine` and `root` begin with the frame before, so that the first phase has a neighbour.
    """
    for phase in range(OVER):
        now, size = fine[phase, 1:], root[phase, 1:]
        for i in range(count):
            v = (c[0] + d[0] * (at + i)) * (now[i] + (c[1] + d[1] * (at + i)))
            size[i] = math.sqrt(1.0 + v * v)
    for phase in range(OVER):
        now, size, out = fine[phase, 1:], root[phase, 1:], added[phase]
        if phase == 0:
            before, size_before = fine[OVER - 1], root[OVER - 1]
        else:
            before, size_before = fine[phase - 1, 1:], root[phase - 1, 1:]
        for i in range(count):
            bias = c[1] + d[1] * (at + i)
            v = (c[0] + d[0] * (at + i)) * bias
            rest = 1.0 + v * v
            size_at_rest = math.sqrt(rest)
            pair = np.float64(before[i]) + np.float64(now[i])
            curve = (pair + 2.0 * bias) / (size_before[i] + size[i]) - bias / size_at_rest
            # Scaled to a slope of 1 at rest, wherever the bias puts that on the curve.
            out[i] = curve * rest * size_at_rest - 0.5 * pair
