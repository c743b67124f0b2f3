"""Samples as files hold them, frame by frame, and as they are worked on, channel by channel."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

Row = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Integers = NDArray[np.int16] | NDArray[np.int32]

_8, _16, _24 = np.uint32(8), np.uint32(16), np.uint32(24)


@kernel
def _from_24(data: Bytes, at: int) -> np.float32:
    """Return the sample that three bytes hold; as the top of 32 bits, which brings its sign along."""
    bits = (np.uint32(data[at]) << _8) | (np.uint32(data[at + 1]) << _16) | (np.uint32(data[at + 2]) << _24)
    return np.float32(np.int32(bits)) * np.float32(2.0**-31)


@kernel
def mono_24(data: Bytes, y: Row) -> None:
    """Set `y` to samples of 24 bits; by pairs, which compile to better vectors than one by one."""
    for pair in range(y.size // 2):
        y[2 * pair] = _from_24(data, 6 * pair)
        y[2 * pair + 1] = _from_24(data, 6 * pair + 3)
    if y.size % 2:
        y[y.size - 1] = _from_24(data, 3 * (y.size - 1))


@kernel
def stereo_24(data: Bytes, left: Row, right: Row) -> None:
    """Set both channels to frames of two samples of 24 bits."""
    for i in range(left.size):
        left[i] = _from_24(data, 6 * i)
        right[i] = _from_24(data, 6 * i + 3)


@kernel
def mono(data: Integers, y: Row, step: np.float32) -> None:
    """Set `y` to whole numbers of steps."""
    for i in range(y.size):
        y[i] = np.float32(data[i]) * step


@kernel
def stereo(data: Integers, left: Row, right: Row, step: np.float32) -> None:
    """Set both channels to frames of two whole numbers of steps."""
    for i in range(left.size):
        left[i] = np.float32(data[2 * i]) * step
        right[i] = np.float32(data[2 * i + 1]) * step


@kernel
def interleave(left: Row | Integers, right: Row | Integers, frames: Row | Integers) -> None:
    """Set frames of two to the samples of both channels."""
    for i in range(left.size):
        frames[2 * i] = left[i]
        frames[2 * i + 1] = right[i]


@kernel
def dither(x: NDArray[np.float32], first: int, full_scale: float, steps: NDArray[np.int32]) -> None:
    """Round to whole steps after adding triangular noise of one step either way.

    The noise is SplitMix64 [1]_ of the frame and the channel alone: its state after so many draws is that
    many times its increment, so that any frame's can be had at once. Both halves of a draw, as signed
    numbers, make two uniform ones.

    Parameters
    ----------
    x : shape (channels, frames)
    first
        Absolute number of the first frame.
    full_scale
        How many steps 1.0 has; what is beyond is held there.
    steps : shape (channels, frames), set

    References
    ----------
    .. [1] G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
       figure 16.
    """
    for channel in range(x.shape[0]):
        origin = (np.uint64(channel + 1) << np.uint64(48)) + np.uint64(first)
        heard, rounded = x[channel], steps[channel]
        for i in range(heard.size):
            z = (origin + np.uint64(i)) * np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
            noise = (float(np.int32(z >> np.uint64(32))) + float(np.int32(z))) * 2.0**-32
            nearest = math.floor(float(heard[i]) * full_scale + noise + 0.5)
            rounded[i] = np.int32(min(max(nearest, -full_scale), full_scale - 1.0))


@kernel
def to_24(numbers: NDArray[np.int32], data: Bytes) -> None:
    """Set three bytes to each whole number, lowest byte first."""
    for i in range(numbers.size):
        number = numbers[i]
        data[3 * i] = np.uint8(number)
        data[3 * i + 1] = np.uint8(number >> 8)
        data[3 * i + 2] = np.uint8(number >> 16)
