"""Samples missing from what a model predicts: the equations that tie them, of which only a band is not nothing.

The matrix is that of `dsp.kernels.autoregressive`: two missing samples are tied by the correlation of the model's
coefficients at their distance, and no further apart than the model's order. Where it errs more at one time than at
another, each product counts by how sure the model is there.

References
----------
.. [1] G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th ed., 2013, section 4.3: Cholesky's triangle of a banded
   matrix is as wide as its band.
.. [2] K. Takahashi, J. Fagan, M.-S. Chin, "Formation of a sparse bus impedance matrix and its application to short
   circuit study", 8th PICA Conference, 1973: of the inverse what lies within the band, from the triangle alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import DOUBLES, doubles, every_double, mad, store

FLOOR = 1e-9
"""What keeps the equations of missing samples solvable where a pure tone leaves them in doubt."""

Doubles = NDArray[np.float64]


@kernel
def dot(x: Doubles, at: int, y: Doubles, begin: int, count: int) -> float:
    """Multiply two stretches with each other and add up: `x.flat[at:]` and `y.flat[begin:]`, four at once."""
    parts = np.empty(DOUBLES)
    total = every_double(0.0)
    whole = count - count % DOUBLES
    for k in range(0, whole, DOUBLES):
        total = mad(doubles(x, at + k), doubles(y, begin + k), total)
    store(parts, 0, total)
    return float((parts[0] + parts[1]) + (parts[2] + parts[3]))


@kernel
def tie(b: Doubles, places: NDArray[np.int64], count: int, ties: Doubles) -> None:
    """Write the first `count` places' equations for a model that errs as much everywhere.

    Parameters
    ----------
    b
        The correlation of the model's coefficients with themselves, shape (order + 1,).
    places
        Where samples are missing, ascending.
    ties
        Filled in, shape (places, order + 1): row i holds columns i - order to i.
    """
    order = b.size - 1
    for i in range(count):
        j = i
        while j >= 0 and places[i] - places[j] <= order:
            ties[i, order + j - i] = b[places[i] - places[j]]
            j -= 1


@kernel
def tie_unevenly(a: Doubles, trust: Doubles, places: NDArray[np.int64], count: int, ties: Doubles) -> None:
    """Write them for a model that errs more here than there.

    Parameters
    ----------
    a
        The model's coefficients, shape (order + 1,).
    trust
        One over the variance of its error at each sample, for the order beyond all places.
    places, count, ties
        As above.
    """
    order = a.size - 1
    room = np.empty(order + 1)
    for i in range(count):
        for k in range(order + 1):
            room[k] = a[k] * trust[places[i] + k]
        j = i
        while j >= 0 and places[i] - places[j] <= order:
            apart = places[i] - places[j]
            width = order + 1 - apart
            whole = width - width % DOUBLES
            total = dot(a, apart, room, 0, whole)
            for k in range(whole, width):
                total += a[apart + k] * room[k]
            ties[i, order + j - i] = total
            j -= 1


@kernel
def factor(ties: Doubles, places: NDArray[np.int64], count: int, doubts: Doubles, band: Doubles) -> bool:
    """Find Cholesky's triangle of the first `count` places' equations.

    Parameters
    ----------
    ties, places, count
        As above.
    doubts
        What is added on the diagonal: how far to trust a guess of each.
    band
        Becomes the triangle, of the same shape as the ties, and may stand in their place.

    Returns
    -------
    bool
        False if there is no telling.
    """
    order = ties.shape[1] - 1
    for i in range(count):
        first = i
        while first > 0 and places[i] - places[first - 1] <= order:
            first -= 1
        row = band[i]
        row[: order - (i - first)] = 0.0
        for j in range(first, i):
            total = ties[i, order + j - i]
            other = band[j]
            begin = max(first, j - order)
            width = j - begin
            whole = width - width % DOUBLES
            total -= dot(row, order + begin - i, other, order - width, whole)
            for k in range(begin + whole, j):
                total -= row[order + k - i] * other[order + k - j]
            row[order + j - i] = total / other[order]
        total = ties[i, order] * (1.0 + FLOOR) + doubts[i]
        for k in range(order - (i - first), order):
            total -= row[k] * row[k]
        if not total > 0.0:
            return False
        row[order] = np.sqrt(total)
    return True


@kernel
def solve(band: Doubles, count: int, values: Doubles) -> None:
    """Solve the equations of a triangle for `values`, in place."""
    order = band.shape[1] - 1
    for i in range(count):
        row, total = band[i], values[i]
        for k in range(max(0, i - order), i):
            total -= row[order + k - i] * values[k]
        values[i] = total / row[order]
    for i in range(count - 1, -1, -1):
        total = values[i]
        for k in range(i + 1, min(count, i + order + 1)):
            total -= band[k, order + i - k] * values[k]
        values[i] = total / band[i, order]


@kernel
def variances(band: Doubles, count: int, inverse: Doubles, variance: Doubles) -> None:
    """Put in the diagonal of the inverse.

    Parameters
    ----------
    band, count
        A triangle and its rows.
    inverse
        To work in, shape (places, 2 order + 1): row i holds columns i - order to i + order.
    variance
        Filled in, shape (places,) or longer.
    """
    order = band.shape[1] - 1
    column = np.zeros(order + DOUBLES)
    for i in range(count - 1, -1, -1):
        number = min(order, count - 1 - i)
        pivot = band[i, order]
        for k in range(number):
            column[k] = band[i + 1 + k, order - 1 - k] / pivot
        whole = number - number % DOUBLES
        total = 1.0 / (pivot * pivot)
        for j in range(i + number, i, -1):
            part = dot(inverse[j], order + i + 1 - j, column, 0, whole)
            for k in range(whole, number):
                part += inverse[j, order + i + 1 + k - j] * column[k]
            inverse[j, order + i - j] = inverse[i, order + j - i] = -part
            total += part * column[j - i - 1]
        inverse[i, order] = variance[i] = total
