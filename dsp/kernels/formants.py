"""Formants that stay: a spectrum goes elsewhere, its envelope where it was.

References
----------
.. [1] A. Röbel and X. Rodet, "Efficient spectral envelope estimation and its application to pitch shifting and envelope
   preservation", DAFx-05, 2005: each bin by what the envelope is where it goes, over what it is where it comes from.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

WIDE_HZ, SHARE = 280.0, 0.1
"""The envelope is the power about a bin, under a triangle that reaches so far to either side, or such a share of the
frequency where that is more. Harmonics that are so far apart, or half as far, add up to no ripple under it."""

MOST = math.log(10 ** (18 / 20))
"""Nothing is turned up or down by more than 18 dB."""

LEAST = 1e-20


@kernel
def keep_formants(power: NDArray[np.float64], ratio: float, kept: float, wide: int, gain: NDArray[np.float64]) -> None:
    """Find the gain of every bin that lets the envelope stay where it was.

    Parameters
    ----------
    power
        Of each bin.
    ratio, kept
        Where each frequency goes, and how much of the envelope stays, up to 1.
    wide
        Bins to either side that make the envelope.
    gain
        Filled in, as many.
    """
    count = power.size
    sums, envelope = np.empty(count + 1), power.copy()
    for _ in range(2):
        sums[0] = 0.0
        for k in range(count):
            sums[k + 1] = sums[k] + envelope[k]
        for k in range(count):
            reach = max(wide, int(SHARE * k)) // 2
            low, high = max(k - reach, 0), min(k + reach + 1, count)
            envelope[k] = (sums[high] - sums[low]) / (high - low)
    for k in range(count):
        envelope[k] = math.log(max(envelope[k], LEAST))
    before, after = 0.0, LEAST
    for k in range(count):
        at = k * ratio
        below = min(int(at), count - 2)
        there = envelope[below] + min(at - below, 1.0) * (envelope[below + 1] - envelope[below])
        gain[k] = math.exp(min(max(0.5 * kept * (there - envelope[k]), -MOST), MOST))
        before, after = before + power[k], after + power[k] * gain[k] * gain[k]
    # the colour stays, and so does the level
    level = math.sqrt(min(before / after, math.exp(2 * MOST)))
    for k in range(count):
        gain[k] *= level
