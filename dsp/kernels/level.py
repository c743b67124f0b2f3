"""Weighted sums of channels, with weights that travel along straight lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

CHUNK = 1024
"""Frames summed at a time: the sum stays in the nearest cache while every lane passes."""


@kernel
def weigh(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
) -> None:
    """Set each output channel to the weighted sum of the input channels.

    Parameters
    ----------
    x, y
        Shapes (lanes, inputs, frames) and (lanes, outputs, frames).
    start, slope
        Shape (lanes, outputs * inputs): at frame i a weight is `start + slope * (offset + i)`.
    offset
        Shape (lanes,).
    """
    lanes, inputs, frames = x.shape
    for lane in range(lanes):
        for out in range(y.shape[1]):
            at, by = start[lane, out * inputs :], slope[lane, out * inputs :]
            if inputs == 1 and by[0] == 0.0:
                weight = at[0]
                for i in range(frames):
                    y[lane, out, i] = weight * x[lane, 0, i]
            elif inputs == 1:
                for i in range(frames):
                    y[lane, out, i] = (at[0] + by[0] * (offset[lane] + i)) * x[lane, 0, i]
            else:
                for i in range(frames):
                    left = (at[0] + by[0] * (offset[lane] + i)) * x[lane, 0, i]
                    right = (at[1] + by[1] * (offset[lane] + i)) * x[lane, 1, i]
                    y[lane, out, i] = left + right


@kernel
def add(lanes: NDArray[np.float32], first: int, last: int, total: NDArray[np.float64]) -> None:
    """Add some lanes, shape (lanes, 1 or 2, frames), to a stereo sum, one after the other; a mono one to both sides."""
    frames = total.shape[1]
    for begin in range(0, frames, CHUNK):
        end = min(begin + CHUNK, frames)
        for lane in range(first, last):
            for channel in range(2):
                part, sums = lanes[lane, min(channel, lanes.shape[1] - 1), begin:end], total[channel, begin:end]
                for i in range(end - begin):
                    sums[i] += part[i]


@kernel
def add_weighed(
    lanes: NDArray[np.float32],
    first: int,
    last: int,
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    row: int,
    frames: tuple[int, int],
    total: NDArray[np.float64],
) -> None:
    """Add what `weigh` makes of some lanes between two frames, in one go and to the same bits.

    Parameters
    ----------
    start, slope, offset
        As `weigh` takes them; `row` is that of the first lane.
    """
    inputs = lanes.shape[1]
    outputs = start.shape[1] // inputs
    for begin in range(frames[0], frames[1], CHUNK):
        end = min(begin + CHUNK, frames[1])
        for lane in range(first, last):
            line = row + lane - first
            for channel in range(2):
                at, by = (
                    start[line, min(channel, outputs - 1) * inputs :],
                    slope[line, min(channel, outputs - 1) * inputs :],
                )
                part, sums = lanes[lane, 0, begin:end], total[channel, begin:end]
                t = offset[line] + begin - frames[0]
                if inputs == 1 and by[0] == 0.0:
                    weight = at[0]
                    for i in range(end - begin):
                        sums[i] += np.float32(weight * part[i])
                elif inputs == 1:
                    for i in range(end - begin):
                        sums[i] += np.float32((at[0] + by[0] * (t + i)) * part[i])
                else:
                    other = lanes[lane, 1, begin:end]
                    for i in range(end - begin):
                        left = (at[0] + by[0] * (t + i)) * part[i]
                        right = (at[1] + by[1] * (t + i)) * other[i]
                        sums[i] += np.float32(left + right)
