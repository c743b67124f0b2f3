"""A window of two channels out of a ring to its spectrum, and what was made of that back into another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.spectrum import transform


@kernel
def taken_in(
    past: NDArray[np.float32],
    oldest: int,
    window: NDArray[np.float32],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    powers: NDArray[np.float64],
) -> None:
    """Transform a window of a ring, and put in the power of each bin, the mean of the channels.

    Parameters
    ----------
    past
        The last samples of one or two channels, shape (channels, size), each at its frame modulo size.
    oldest
        Where the first of them stands.
    window
        What they are weighted by, shape (size,).
    turns, angles, eight
        From `dsp.kernels.spectrum.tables`.
    room
        To work in, shape (3, 2, size / 8, 8); the spectrum is left in the last of the three.
    powers
        Filled in, shape (size / 2 + 1,).
    """
    size = window.size
    channels = past.shape[0]
    part, top = size // 8, size // 2
    ordered = room[0].reshape((2, size))
    spectrum = room[2].reshape((2, size))
    ordered[1] = 0.0
    for channel in range(channels):
        for i in range(size - oldest):
            ordered[channel, i] = past[channel, oldest + i] * window[i]
        for i in range(size - oldest, size):
            ordered[channel, i] = past[channel, oldest + i - size] * window[i]
    transform(room[0], room[1], spectrum, turns, angles, eight)
    # left and right are the real and the imaginary part of one signal
    scale = 1.0 / (size * channels)
    for k in range(top + 1):
        at = 8 * (k % part) + k // part
        mirror = (size - k) % size
        other = 8 * (mirror % part) + mirror // part
        powers[k] = 0.5 * scale * (
            np.float64(spectrum[0, at]) ** 2 + np.float64(spectrum[1, at]) ** 2
            + np.float64(spectrum[0, other]) ** 2 + np.float64(spectrum[1, other]) ** 2
        )  # fmt: skip


@kernel
def put_back(
    goes: NDArray[np.float64],
    gain: NDArray[np.float64],
    oldest: int,
    window: NDArray[np.float32],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
) -> None:
    """Add to a ring what a gain for each bin takes from the window that was `taken_in` last."""
    size = window.size
    part = size // 8
    ordered = room[0].reshape((2, size))
    spectrum = room[2].reshape((2, size))
    scale = 0.5 / size  # windows squared add up to two
    for k in range(size):
        at = 8 * (k % part) + k // part
        goes_k = np.float32((1.0 - gain[min(k, size - k)]) * scale)
        # real and imaginary part change places: the transform back
        ordered[0, k], ordered[1, k] = goes_k * spectrum[1, at], goes_k * spectrum[0, at]
    transform(room[0], room[1], spectrum, turns, angles, eight)
    for channel in range(goes.shape[0]):
        row = spectrum[1 - channel]
        for k in range(size):
            at = 8 * (k % part) + k // part
            place = (oldest + k) % size
            goes[channel, place] += row[at] * window[k]


@kernel
def passed_on(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    past: NDArray[np.float32],
    goes: NDArray[np.float64],
    begin: int,
    end: int,
    at: int,
) -> None:
    """Give out the oldest samples of a ring without what goes from them, and take new ones in for them.

    Parameters
    ----------
    x, y
        Shape (channels, frames).
    past, goes
        As in `taken_in` and `put_back`.
    begin, end, at
        From and to which frame, and where in the ring the first of them stands.
    """
    for channel in range(x.shape[0]):
        for i in range(begin, end):
            here = at + i - begin
            y[channel, i] = past[channel, here] - goes[channel, here]
            past[channel, here] = x[channel, i]
            goes[channel, here] = 0.0
