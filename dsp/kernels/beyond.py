"""Samples of which it is known only that they lie beyond where they were cut: what is to be expected there.

References
----------
.. [1] S. J. Godsill, P. J. Wolfe, W. N. W. Fong, "Statistical model-based approaches to audio restoration and
   analysis", J. New Music Res. 30(4), 2001: what was cut is normally distributed by the model, but beyond the cut.
.. [2] T. P. Minka, "Expectation propagation for approximate Bayesian inference", UAI 2001: the mean of that, each
   cut taken for a guess that is as near and as sure as it makes the sample.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.banded import factor, solve, tie_unevenly, variances
from dsp.kernels.unevenness import errors

ALONE = 15.0
"""So many samples of a top say the same as one, for they hang together."""

STEP = 0.7
"""How far the answer is gone after at once."""

FAR = 25.0
"""Beyond so many spreads the tail of a normal distribution falls like an exponential."""

Doubles = NDArray[np.float64]


@kernel
def _cut_normal(mean: float, variance: float, level: float) -> tuple[float, float]:
    """Return mean and variance of what is normally distributed and known to lie above a level."""
    spread = math.sqrt(variance)
    away = (level - mean) / spread
    if away > FAR:
        return level + spread / away, variance / (away * away)
    hazard = math.exp(-0.5 * away * away) / (math.sqrt(0.5 * math.pi) * math.erfc(away / math.sqrt(2.0)))
    return mean + spread * hazard, variance * max(1.0 - hazard * (hazard - away), 1e-6)


@kernel
def draw_beyond(
    work: Doubles,
    places: NDArray[np.int64],
    cuts: Doubles,
    heights: Doubles,
    spreads: Doubles,
    count: int,
    a: Doubles,
    trust: Doubles,
    sweeps: int,
) -> bool:
    """Put in what is to be expected where it was cut, by a model of the sound and by lying beyond the cut [1]_ [2]_.

    Parameters
    ----------
    work
        The sound, whole for twice the model's order beside all places; what stands at them is put in.
    places, cuts, heights, spreads, count
        Where so many samples were cut, ascending, at what value each, below 0 where it was cut from below, how far
        beyond it each is expected before anything is known of its neighbours, and give or take how much, in parts of
        that value.
    a, trust
        The model, and one over the variance of its error at each sample.
    sweeps
        How often each cut is weighed against the others.

    Returns
    -------
    bool
        False if the model cannot tell.
    """
    order = a.size - 1
    known, doubts, values, variance = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    sure, pull = np.empty(count), np.empty(count)
    bound, bound_pull = np.zeros(count), np.zeros(count)
    ties, band, inverse = np.empty((count, order + 1)), np.empty((count, order + 1)), np.empty((count, 2 * order + 1))
    e = np.empty(work.size)
    for i in range(count):
        work[places[i]] = 0.0
    errors(work, places[0], places[count - 1] + order + 1, a, e)
    for i in range(count):
        total = 0.0
        for k in range(order + 1):
            total -= a[k] * trust[places[i] + k] * e[places[i] + k]
        known[i] = total
    tie_unevenly(a, trust, places, count, ties)
    first = 0
    while first < count:
        last = first
        while last + 1 < count and places[last + 1] == places[last] + 1 and cuts[last + 1] == cuts[first]:
            last += 1
        for i in range(first, last + 1):
            sure[i] = 1.0 / ((spreads[i] * cuts[first]) ** 2 * max(1.0, (last + 1 - first) / ALONE))
            pull[i] = sure[i] * (1.0 + heights[i]) * cuts[first]
        first = last + 1
    for sweep in range(sweeps + 1):
        for i in range(count):
            doubts[i] = sure[i] + bound[i]
            values[i] = known[i] + pull[i] + bound_pull[i]
        if not factor(ties, places, count, doubts, band):
            return False
        solve(band, count, values)
        variances(band, count, inverse, variance)
        for i in range(count):
            sign, level = np.sign(cuts[i]), abs(cuts[i])
            # What all the rest says of a sample, and what it says with the cut.
            free = 1.0 / max(1.0 / variance[i] - bound[i], 1e-3 / variance[i])
            middle = free * (values[i] / variance[i] - bound_pull[i])
            mean, narrow = _cut_normal(sign * middle, free, level)
            if sweep == sweeps:
                work[places[i]] = sign * mean
                continue
            tight = max(1.0 / narrow - 1.0 / free, 0.0)
            bound[i] += STEP * (tight - bound[i])
            bound_pull[i] += STEP * (sign * mean / narrow - middle / free - bound_pull[i])
    return True
