"""What a sound predicts of itself: an autoregressive model of a stretch, and samples that are missing filled in by it.

References
----------
.. [1] A. J. E. M. Janssen, R. N. J. Veldhuis, L. B. Vries, "Adaptive interpolation of discrete-time signals that can
   be modeled as autoregressive processes", IEEE Trans. ASSP 34(2), 1986: the missing samples are those for which the
   model errs least, and model and samples are found in turn.
.. [2] S. J. Godsill, P. J. W. Rayner, "Digital Audio Restoration", Springer, 1998, chapters 4 and 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.banded import factor, solve, tie
from dsp.kernels.simd import DOUBLES, doubles, every_double, mad, store

ORDER = 32
"""Samples that one is predicted from, at every rate: what clicks and clipping take is some samples, not some time."""

MODEL_FLOOR = 1e-10
"""White noise 100 dB under the sound is taken to be in it: without it pure tones have no unique model."""

Doubles = NDArray[np.float64]


@kernel
def model(x: Doubles, begin: int, end: int, a: Doubles, c: Doubles) -> float:
    """Fit a model to a stretch by least squares of its errors alone, the covariance method.

    Nothing is weighted or taken to be silent beside the stretch, so a few periods of a low note tell its pitch.

    Parameters
    ----------
    x, begin, end
        The stretch is `x[begin:end]`.
    a
        Becomes the coefficients, of the error `x[n] + a[1] x[n - 1] + … + a[order] x[n - order]`; `a[0]` is 1. The
        order is a multiple of 16.
    c
        To work in, shape (order + 1, order + 1).

    Returns
    -------
    float
        The variance of its errors; negative if there is no telling.
    """
    size, order = end - begin, a.size - 1
    if size < 4 * order:
        return -1.0
    row = np.zeros(order)
    # Four sums at once, for each must wait for its own last term.
    for lag in range(0, order, 4 * DOUBLES):
        first = second = third = fourth = every_double(0.0)
        for n in range(order, size):
            # the lanes run backwards in time, the lag grows with them: read forwards and turned round below
            place = begin + n - lag - DOUBLES + 1
            value = every_double(x[begin + n])
            first = mad(value, doubles(x, place), first)
            second = mad(value, doubles(x, place - DOUBLES), second)
            third = mad(value, doubles(x, place - 2 * DOUBLES), third)
            fourth = mad(value, doubles(x, place - 3 * DOUBLES), fourth)
        store(row, lag, first)
        store(row, lag + DOUBLES, second)
        store(row, lag + 2 * DOUBLES, third)
        store(row, lag + 3 * DOUBLES, fourth)
    for lag in range(0, order, DOUBLES):
        for k in range(DOUBLES):
            c[0, lag + k] = c[lag + k, 0] = row[lag + DOUBLES - 1 - k]
    c[0, order] = 0.0
    for n in range(order, size):
        c[0, order] += x[begin + n] * x[begin + n - order]
    c[order, 0] = c[0, order]
    for j in range(order):
        for k in range(j + 1):
            first = x[begin + order - 1 - j] * x[begin + order - 1 - k]
            last = x[end - 1 - j] * x[end - 1 - k]
            c[j + 1, k + 1] = c[k + 1, j + 1] = c[j, k] + first - last
    if not c[0, 0] > 1e-20:
        return -1.0
    little = MODEL_FLOOR * c[0, 0]
    a[0] = 1.0
    for i in range(1, order + 1):
        for j in range(1, i + 1):
            total = c[i, j]
            for k in range(1, j):
                total -= c[i, k] * c[j, k]
            if j < i:
                c[i, j] = total / c[j, j]
            else:
                if not total + little > 0.0:
                    return -1.0
                c[i, i] = np.sqrt(total + little)
    for i in range(1, order + 1):
        total = -c[0, i]
        for k in range(1, i):
            total -= c[i, k] * a[k]
        a[i] = total / c[i, i]
    for i in range(order, 0, -1):
        total = a[i]
        for k in range(i + 1, order + 1):
            total -= c[k, i] * a[k]
        a[i] = total / c[i, i]
    error: float = c[0, 0]
    for i in range(1, order + 1):
        error += a[i] * c[0, i]
    return max(error, 0.0) / (size - order)


@kernel
def likeness(a: Doubles, b: Doubles) -> None:
    """Put the coefficients' correlation with themselves into `b`, of the same shape."""
    order = a.size - 1
    for lag in range(order + 1):
        total = 0.0
        for k in range(order + 1 - lag):
            total += a[k] * a[k + lag]
        b[lag] = total


@kernel
def fill(
    x: Doubles, places: NDArray[np.int64], count: int, b: Doubles, doubts: Doubles, band: Doubles, values: Doubles
) -> bool:
    """Give the first `count` of some places, in order, the values for which the model errs least.

    Parameters
    ----------
    x
        The stretch; at the places it holds a guess and is then filled. It goes on for the order beside all of them.
    places
        Indices into it, ascending.
    b
        From `likeness`.
    doubts
        How far to trust each guess: the variance of the model's errors over that of the guess's; 0 is not at all.
    band, values
        To work in, shapes (places, order + 1) and (places,).

    Returns
    -------
    bool
        False, and nothing filled, if the model cannot tell.
    """
    order = b.size - 1
    for i in range(count):
        here = places[i]
        total = b[0] * x[here]
        for lag in range(1, order + 1):
            total += b[lag] * (x[here - lag] + x[here + lag])
        values[i] = -total
    tie(b, places, count, band)
    if not factor(band, places, count, doubts, band):
        return False
    solve(band, count, values)
    for i in range(count):
        x[places[i]] += values[i]
    return True
