"""Convolution in parts: transforms of two channels at once, and the sums of products of their spectra.

A left and a right channel are the real and the imaginary part of one signal. Real and imaginary parts of spectra stand
in rows of their own, so that bins lie side by side.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.spectrum import transform

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


def places(size: int) -> Places:
    """Return where `dsp.kernels.spectrum.transform` leaves each bin of so many."""
    return np.arange(size).reshape(8, size // 8).T.argsort(axis=None)


@kernel
def forward(x: Floats, out: Floats, turns: Floats, angles: Floats, eight: Floats, order: Places, room: Floats) -> None:
    """Transform one channel or two.

    Parameters
    ----------
    x : shape (channels, size)
    out : shape (channels, 2, size / 2 + 1)
        Filled in.
    turns, angles, eight, order
        From `dsp.kernels.spectrum.tables`, and from `places`.
    room
        To work in, shape (3, 2, size / 8, 8).
    """
    channels, size = x.shape
    ordered = room[0].reshape((2, size))
    spectrum = room[2].reshape((2, size))
    ordered[1] = 0.0
    for channel in range(channels):
        ordered[channel] = x[channel]
    transform(room[0], room[1], spectrum, turns, angles, eight)
    for k in range(size // 2 + 1):
        at, other = order[k], order[(size - k) % size]
        if channels == 1:
            out[0, 0, k], out[0, 1, k] = spectrum[0, at], spectrum[1, at]
        else:
            half = np.float32(0.5)
            out[0, 0, k] = half * (spectrum[0, at] + spectrum[0, other])
            out[0, 1, k] = half * (spectrum[1, at] - spectrum[1, other])
            out[1, 0, k] = half * (spectrum[1, at] + spectrum[1, other])
            out[1, 1, k] = half * (spectrum[0, other] - spectrum[0, at])


@kernel
def backward(
    spectra: Floats, y: Floats, turns: Floats, angles: Floats, eight: Floats, order: Places, room: Floats
) -> None:
    """Transform two spectra back and keep the second half of what they are of: overlap-save.

    Parameters
    ----------
    spectra : shape (2, 2, size / 2 + 1)
    y : shape (2, size / 2)
        Filled in.
    """
    size = 2 * y.shape[1]
    ordered = room[0].reshape((2, size))
    spectrum = room[2].reshape((2, size))
    for k in range(size // 2 + 1):
        a, b, c, d = spectra[0, 0, k], spectra[0, 1, k], spectra[1, 0, k], spectra[1, 1, k]
        # real and imaginary part change places: the transform back
        ordered[1, k], ordered[0, k] = a - d, b + c
        if 0 < k < size - k:
            ordered[1, size - k], ordered[0, size - k] = a + d, c - b
    transform(room[0], room[1], spectrum, turns, angles, eight)
    scale = np.float32(1.0 / size)
    for k in range(size // 2, size):
        at = order[k]
        y[0, k - size // 2] = scale * spectrum[1, at]
        y[1, k - size // 2] = scale * spectrum[0, at]


@kernel
def add_products(past: Floats, newest: int, response: Floats, total: Floats) -> None:
    """Add to `total` the spectrum of each part of the input times that of the part of the response it has come to.

    Parameters
    ----------
    past : shape (parts or more, 2, bins)
        The parts of the input; the one that came last stands at `newest`, the one before behind it, and so round.
    response : shape (parts, 2, bins)
    total : shape (2, bins)
    """
    count, _, bins = past.shape
    for part in range(response.shape[0]):
        row = newest + part
        if row >= count:
            row -= count
        for k in range(bins):
            a, b = past[row, 0, k], past[row, 1, k]
            c, d = response[part, 0, k], response[part, 1, k]
            total[0, k] += a * c - b * d
            total[1, k] += a * d + b * c
