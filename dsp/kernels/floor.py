"""The noise floor of a stream, band by band: what a band's level comes down to again and again.

References
----------
.. [1] R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum statistics",
   IEEE Trans. SAP 9(5), 2001: noise is what a smoothed power has come down to in the last seconds; its mean lies above.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

MINIMA = 8
"""Stretches, of a second each, over which the floor is searched."""

LEVEL, MEAN, STRETCH, HEARD = range(4)
"""Rows of each band: its level smoothed, the noise's mean power in it, which stretch is searched, windows heard."""

LOWS = 4
ROWS = LOWS + MINIMA

SMOOTH_S = 0.08
MEAN_S = 0.4
REACH = 0.8
"""Natural logarithms of power that noise strays from its lowest: 5 dB."""

SETTLED_S = 0.3
"""Before that a level has been smoothed over too little to be a minimum."""

TRUST_S = 0.8
SILENT = 1e-13

EULER = 0.5772156649015329
"""The mean logarithm of a noise's power lies so far below the logarithm of its mean."""


@kernel
def follow(
    powers: NDArray[np.float64],
    edges: NDArray[np.int64],
    between: NDArray[np.float64],
    hop_s: float,
    bands: NDArray[np.float64],
    noise: NDArray[np.float64],
) -> None:
    """Bring the noise up to date by the powers of one window.

    Parameters
    ----------
    powers, noise
        Of each bin, shape (bins,); the noise is filled in.
    edges
        Where each band begins and, of the last, where it ends.
    between
        The place of each bin between the bands' centres.
    hop_s
        From one window to the next.
    bands
        What is known of each band, shape (ROWS, bands).
    """
    count = edges.size - 1
    estimate = np.empty(count)
    for b in range(count):
        mean, total = 0.0, 0.0
        for k in range(edges[b], edges[b + 1]):
            mean += math.log(powers[k] + 1e-30)
            total += powers[k]
        width = edges[b + 1] - edges[b]
        level = mean / width + EULER
        if total / width < SILENT:
            estimate[b] = bands[MEAN, b]
            continue
        bands[HEARD, b] += 1.0
        heard = bands[HEARD, b]
        bands[LEVEL, b] += max(1.0 / heard, hop_s / SMOOTH_S) * (level - bands[LEVEL, b])
        smoothed = bands[LEVEL, b]
        stretch = int(heard * hop_s) % MINIMA
        if heard == 1.0:
            bands[MEAN, b] = math.exp(smoothed)
        if heard * hop_s < SETTLED_S:
            bands[LOWS:, b] = 1e30
        if stretch != int(bands[STRETCH, b]):
            bands[STRETCH, b] = stretch
            bands[LOWS + stretch, b] = smoothed
        bands[LOWS + stretch, b] = min(bands[LOWS + stretch, b], smoothed)
        lowest = bands[LOWS:, b].min()
        # the mean of what comes near the floor
        if level < lowest + 2.0 * REACH and smoothed < lowest + REACH:
            bands[MEAN, b] += max(1.0 / heard, hop_s / MEAN_S) * (math.exp(level) - bands[MEAN, b])
        bands[MEAN, b] = min(max(bands[MEAN, b], math.exp(lowest)), math.exp(lowest + REACH))
        estimate[b] = bands[MEAN, b] * min(1.0, heard * hop_s / TRUST_S) ** 2
    for k in range(powers.size):
        low = min(int(between[k]), count - 2)
        part = between[k] - low
        noise[k] = estimate[low] * (1.0 - part) + estimate[low + 1] * part
