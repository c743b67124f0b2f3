"""The delay's loop: echoes that feed themselves through a filter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

SILENT = 1e-15
"""What an echo has come down to before it becomes denormal, which is slow."""


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
) -> None:
    """Add to each lane what went in a while ago, and what of that went in a while before.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 5 + versions): feedback, the shares by which the low-pass and the high-pass follow, how loud
        the echoes are, how far each goes to the other side, and the share of each delay.
    offset
        Shape (lanes,).
    delays
        In frames, shape (lanes, versions).
    line, place
        What went in, a ring of shape (lanes, channels, frames), and where the next goes.
    filters
        The low-pass and the high-pass of each channel, shape (lanes, channels, 2).
    """
    lanes, channels, frames = x.shape
    size = line.shape[2]
    wet = np.zeros(2)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        at = place
        for i in range(frames):
            t = offset[lane] + i
            for channel in range(channels):
                heard = 0.0
                for version in range(delays.shape[1]):
                    share = c[5 + version] + d[5 + version] * t
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
            for channel in range(channels):
                y[lane, channel, i] = x[lane, channel, i] + loud * wet[channel]
            at = at + 1 if at + 1 < size else 0
        for channel in range(channels):
            for one in range(2):
                if abs(filters[lane, channel, one]) < SILENT:
                    filters[lane, channel, one] = 0.0
