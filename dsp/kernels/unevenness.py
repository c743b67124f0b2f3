"""How far a model of a sound errs, here and there: an attack was not to be expected, what rings after it was.

References
----------
.. [1] A. C. Aitken, "On least squares and linear combination of observations", Proc. R. Soc. Edinburgh 55, 1935: where
   some errors are larger than others by nature, each square counts by one over its variance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import DOUBLES, doubles, every_double, mad, store

NEAR = 64
"""Errors so near count for one's own, the nearer the more."""

LEAST_VARIANCE = 1e-13
"""No model of a sound errs less than -130 dBFS."""

Doubles = NDArray[np.float64]


@kernel
def errors(x: Doubles, begin: int, end: int, a: Doubles, e: Doubles) -> None:
    """Put in how far a model errs at `begin` and on before `end`; it looks back by its order."""
    order = a.size - 1
    whole = end - (end - begin) % DOUBLES
    for n in range(begin, whole, DOUBLES):
        total = every_double(0.0)
        for k in range(order + 1):
            total = mad(every_double(a[k]), doubles(x, n - k), total)
        store(e, n, total)
    for n in range(whole, end):
        total = 0.0
        for k in range(order + 1):
            total += a[k] * x[n - k]
        e[n] = total


@kernel
def _sum_around(x: Doubles, begin: int, end: int, sums: Doubles) -> None:
    """Put in the sum of what lies within half of `NEAR`, nothing beyond either end."""
    total = 0.0
    for n in range(begin, min(begin + NEAR // 2, end)):
        total += x[n]
    for n in range(begin, end):
        if n + NEAR // 2 < end:
            total += x[n + NEAR // 2]
        sums[n] = total
        if n - NEAR // 2 >= begin:
            total -= x[n - NEAR // 2]


@kernel
def trust_by_errors(
    e: Doubles, cut: NDArray[np.int8], weight: Doubles, begin: int, end: int, trust: Doubles, room: Doubles
) -> None:
    """Find one over the variance of a model's errors at each sample of a stretch.

    It is halfway between that of the errors near by and that of all [1]_. Errors where samples are missing say nothing,
    for those were chosen so that it errs little; where there are only such, it is that of all.

    Parameters
    ----------
    e
        From `errors`.
    cut
        Where samples are missing; 0 is not.
    weight
        What each error counts among all.
    begin, end
        Where the stretch lies.
    trust
        Filled in.
    room
        To work in, shape (3, as long).
    """
    squares, known, sums = room[0], room[1], room[2]
    total, count = 0.0, 1e-9
    for n in range(begin, end):
        known[n] = 1.0 if cut[n] == 0 else 0.0
        squares[n] = known[n] * e[n] * e[n]
        total += weight[n] * squares[n]
        count += weight[n] * known[n]
    every = total / count
    _sum_around(squares, begin, end, sums)
    _sum_around(sums, begin, end, squares)
    _sum_around(known, begin, end, sums)
    _sum_around(sums, begin, end, known)
    full = float(NEAR * NEAR)
    for n in range(begin, end):
        variance = (max(squares[n], 0.0) + full * every) / (max(known[n], 0.0) + full)
        trust[n] = 1.0 / max(variance, LEAST_VARIANCE)
