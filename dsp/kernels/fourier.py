"""Power in bands of a spectrum: the Fourier transforms of eight frames at once, side by side.

Several times as fast as one transform after the other, with nothing to load; and what comes of a frame depends
neither on the frames beside it nor on how many there are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import DOUBLES, FLOATS, doubles, every_double, every_float, floats, mad, store
from dsp.units import Audio

Vector = NDArray[np.float64]
Lanes = NDArray[np.float32]


@kernel
def band_powers(
    x: Audio,
    hop: int,
    window: Lanes,
    turns: Lanes,
    room: Lanes,
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    weights: Vector,
    powers: Vector,
) -> None:
    """Add up the power of each frame, summed over channels, in each band.

    Left and right are the real and the imaginary part of one transform: the powers of its bins at plus and
    minus a frequency add up to twice those of both channels.

    Parameters
    ----------
    x : shape (channels, frames)
    hop
        From the start of one frame to that of the next.
    window : shape (size,)
        What a frame is weighted by.
    turns : shape (2, size)
        Cosine and sine of one turn.
    room : shape (2, 2, size, FLOATS)
        To work in.
    first, last : shape (bands,)
        Bins that a band begins with and ends before.
    weights : shape (bands, bins)
        What each bin counts in a band.
    powers : shape (FLOATS or fewer, bands)
        Filled in.
    """
    size = window.size
    a, b = room[0], room[1]
    a[1] = 0.0
    for channel in range(x.shape[0]):
        for lane in range(powers.shape[0]):
            for i in range(size):
                a[channel, i, lane] = x[channel, lane * hop + i] * window[i]
    length, stride = size, 1
    while length > 1:
        if length % 4 == 0:
            quarter(a, b, length, stride, turns)
            length, stride = length // 4, 4 * stride
        else:
            halve(a, b, stride)
            length, stride = length // 2, 2 * stride
        a, b = b, a
    bins = np.empty((size // 2 + 1, FLOATS))
    for i in range(size // 2 + 1):
        total = every_float(np.float32(0.0))
        for k in (i, (size - i) % size):
            re, im = floats(a, FLOATS * k), floats(a, FLOATS * (size + k))
            total = total + mad(re, re, im * im)
        store(bins, FLOATS * i, total)
    sums = np.empty(FLOATS)
    for band in range(first.size):
        low, high = every_double(0.0), every_double(0.0)
        for i in range(first[band], last[band]):
            weight = every_double(weights[band, i])
            low = mad(weight, doubles(bins, FLOATS * i), low)
            high = mad(weight, doubles(bins, FLOATS * i + DOUBLES), high)
        store(sums, 0, low)
        store(sums, DOUBLES, high)
        for lane in range(powers.shape[0]):
            powers[lane, band] = sums[lane]


@kernel
def quarter(x: Lanes, y: Lanes, length: int, stride: int, turns: Lanes) -> None:
    """Go one step of the transform: sequences of a length become four times as many of a quarter of it.

    References
    ----------
    .. [1] T. G. Stockham, "High-speed convolution and correlation", AFIPS, 1966: results come out in order.
    """
    imaginary = FLOATS * x.shape[1]
    part, far = length // 4, FLOATS * stride
    for p in range(part):
        c1, s1 = every_float(turns[0, p * stride]), every_float(turns[1, p * stride])
        c2, s2 = every_float(turns[0, 2 * p * stride]), every_float(turns[1, 2 * p * stride])
        c3, s3 = every_float(turns[0, 3 * p * stride]), every_float(turns[1, 3 * p * stride])
        for q in range(stride):
            i = FLOATS * (q + stride * p)
            j, k, m = i + part * far, i + 2 * part * far, i + 3 * part * far
            even_re, even_im = floats(x, i) + floats(x, k), floats(x, imaginary + i) + floats(x, imaginary + k)
            odd_re, odd_im = floats(x, i) - floats(x, k), floats(x, imaginary + i) - floats(x, imaginary + k)
            more_re, more_im = floats(x, j) + floats(x, m), floats(x, imaginary + j) + floats(x, imaginary + m)
            less_re, less_im = floats(x, j) - floats(x, m), floats(x, imaginary + j) - floats(x, imaginary + m)
            o = FLOATS * (q + 4 * stride * p)
            store(y, o, even_re + more_re)
            store(y, imaginary + o, even_im + more_im)
            _turned(y, o + far, imaginary, odd_re + less_im, odd_im - less_re, c1, s1)
            _turned(y, o + 2 * far, imaginary, even_re - more_re, even_im - more_im, c2, s2)
            _turned(y, o + 3 * far, imaginary, odd_re - less_im, odd_im + less_re, c3, s3)


@kernel
def halve(x: Lanes, y: Lanes, stride: int) -> None:
    """Go the last step, where sequences of two are left."""
    half = FLOATS * stride
    for part in range(2):
        for i in range(part * FLOATS * x.shape[1], part * FLOATS * x.shape[1] + half, FLOATS):
            a, b = floats(x, i), floats(x, i + half)
            store(y, i, a + b)
            store(y, i + half, a - b)


@kernel
def _turned(y: Lanes, place: int, imaginary: int, re: Any, im: Any, cosine: Any, sine: Any) -> None:
    """Put a number in its place, turned backwards by an angle."""
    store(y, place, re * cosine + im * sine)
    store(y, imaginary + place, im * cosine - re * sine)
