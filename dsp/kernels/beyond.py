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
from dsp.kernels.banded import factor, solve, variances

EXCESS, SPREAD = 0.2, 0.4
"""So much of the level a sample is expected to lie beyond it before anything is known of its neighbours, give or take.
Measured on eleven tracks it is 0.05 where peaks lay 1 dB over the cut, 0.18 at 5 dB and 0.4 at 10 dB."""

ALONE = 15.0
"""So many samples of a top say the same as one, for they hang together."""

SWEEPS, STEP = 5, 0.7
"""How often each cut is weighed against the others, and how far the answer is gone after at once."""

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
    count: int,
    b: Doubles,
    error: float,
    band: Doubles,
    inverse: Doubles,
) -> bool:
    """Put in what is to be expected where it was cut, by a model of the sound and by lying beyond the cut [1]_ [2]_.

    All of this is in units of the model's error, so that its likeness stands in the equations as it is.

    Parameters
    ----------
    work
        The sound, whole for the model's order beside all places; what stands at them is put in.
    places, cuts, count
        Where so many samples were cut, ascending, and at what value each, below 0 where it was cut from below.
    b, error
        From `likeness` and `model`.
    band, inverse
        To work in, shapes (places, order + 1) and (places, 2 order + 1).

    Returns
    -------
    bool
        False if the model cannot tell.
    """
    order = b.size - 1
    known, doubts, values, variance = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    trust, pull = np.empty(count), np.empty(count)
    bound, bound_pull = np.empty(count), np.empty(count)
    for i in range(count):
        work[places[i]] = 0.0
    for i in range(count):
        total = 0.0
        for lag in range(1, order + 1):
            total -= b[lag] * (work[places[i] - lag] + work[places[i] + lag])
        known[i] = total
    first = 0
    while first < count:
        last = first
        while last + 1 < count and places[last + 1] == places[last] + 1 and cuts[last + 1] == cuts[first]:
            last += 1
        for i in range(first, last + 1):
            trust[i] = error / ((SPREAD * cuts[first]) ** 2 * max(1.0, (last + 1 - first) / ALONE))
            pull[i] = trust[i] * (1.0 + EXCESS) * cuts[first]
            bound[i], bound_pull[i] = 0.0, 0.0
        first = last + 1
    for sweep in range(SWEEPS + 1):
        for i in range(count):
            doubts[i] = trust[i] + bound[i]
            values[i] = known[i] + pull[i] + bound_pull[i]
        if not factor(b, places, count, doubts, band):
            return False
        solve(band, count, values)
        variances(band, count, inverse, variance)
        for i in range(count):
            sign, level = np.sign(cuts[i]), abs(cuts[i])
            # What all the rest says of a sample, and what it says with the cut.
            free = 1.0 / max(1.0 / variance[i] - bound[i], 1e-3 / variance[i])
            middle = free * (values[i] / variance[i] - bound_pull[i])
            mean, narrow = _cut_normal(sign * middle, free * error, level)
            if sweep == SWEEPS:
                work[places[i]] = sign * mean
                continue
            tight = max(error / narrow - 1.0 / free, 0.0)
            bound[i] += STEP * (tight - bound[i])
            bound_pull[i] += STEP * (sign * mean * error / narrow - middle / free - bound_pull[i])
    return True
