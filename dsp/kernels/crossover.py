"""A crossover into three bands whose sum has the level of the whole at every frequency, and what puts them together.

References
----------
.. [1] S. H. Linkwitz, "Active crossover networks for noncoincident drivers", JAES 24(1), 1976: two Butterworth filters
   of second order in series; low and high then add up to an all-pass of second order.
.. [2] R. A. Greiner, M. Schoessow, "Electronic aspects of stereo equalization and crossovers" (preprint 1860), AES
   71st Convention, 1982: a band that goes past a crossover must get its all-pass too, or the sum of three is not flat.
.. [3] A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent currents",
   Cytomic technical paper, 2013.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE

BANDS = 3
SECTIONS = 5
"""Two filters for each crossover, and the lows' all-pass."""

ROOT2 = math.sqrt(2.0)


@kernel
def _step(s: NDArray[np.float64], v: float, g: float, scale: float) -> tuple[float, float]:
    """Return the band and the low output of a filter of damping sqrt(2) for its next input."""
    band = (s[0] + g * (v - s[1])) * scale
    low = s[1] + g * band
    s[0], s[1] = 2.0 * band - s[0], 2.0 * low - s[1]
    return band, low


@kernel
def split(
    x: NDArray[np.float32],
    bands: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    state: NDArray[np.float64],
) -> None:
    """Part each lane into lows, middle and highs.

    Of each crossover the first filter gives the all-pass, v - 2 sqrt(2) band, and the second the lows; what the
    all-pass has beyond the lows are exactly the highs, so the two add up to it even while the knobs move.

    Parameters
    ----------
    x, bands
        Shapes (lanes, channels, frames) and (lanes, 3, channels, frames).
    start, slope
        Shape (lanes, 2): g of the lower and of the upper crossover.
    offset
        Shape (lanes,).
    state
        Shape (lanes, channels, 5, 2).
    """
    lanes, channels, frames = x.shape
    for lane in range(lanes):
        moving = slope[lane, 0] != 0.0 or slope[lane, 1] != 0.0
        for channel in range(channels):
            s, row = state[lane, channel], x[lane, channel]
            lows, middle, highs = bands[lane, 0, channel], bands[lane, 1, channel], bands[lane, 2, channel]
            g, h = start[lane, 0] + slope[lane, 0] * offset[lane], start[lane, 1] + slope[lane, 1] * offset[lane]
            below, above = 1.0 / (1.0 + g * (g + ROOT2)), 1.0 / (1.0 + h * (h + ROOT2))
            for i in range(frames):
                if moving:
                    g = start[lane, 0] + slope[lane, 0] * (offset[lane] + i)
                    h = start[lane, 1] + slope[lane, 1] * (offset[lane] + i)
                    below, above = 1.0 / (1.0 + g * (g + ROOT2)), 1.0 / (1.0 + h * (h + ROOT2))
                v = np.float64(row[i])
                band, low = _step(s[0], v, g, below)
                _, low = _step(s[1], low, g, below)
                rest = v - 2.0 * ROOT2 * band - low
                turned, _ = _step(s[2], low, h, above)
                lows[i] = low - 2.0 * ROOT2 * turned
                band, under = _step(s[3], rest, h, above)
                _, under = _step(s[4], under, h, above)
                middle[i] = under
                highs[i] = rest - 2.0 * ROOT2 * band - under
    flat = state.ravel()
    for i in range(flat.size):
        if abs(flat[i]) < INAUDIBLE:
            flat[i] = 0.0


@kernel
def join(
    x: NDArray[np.float32],
    bands: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
) -> None:
    """Put each lane's bands together, each by its share, with the share of the whole that was never parted.

    Parameters
    ----------
    x, bands, y
        Shapes (lanes, at least channels, frames), (lanes, 3, channels, frames) and (lanes, channels, frames).
    start, slope
        Shape (lanes, 4): the shares, that of the whole first. With 1, 0, 0, 0 the whole passes bit for bit.
    offset
        Shape (lanes,).
    """
    lanes, channels, frames = y.shape
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        for channel in range(channels):
            whole, out = x[lane, channel], y[lane, channel]
            lows, middle, highs = bands[lane, 0, channel], bands[lane, 1, channel], bands[lane, 2, channel]
            for i in range(frames):
                at = offset[lane] + i
                parts = (c[1] + d[1] * at) * lows[i] + (c[2] + d[2] * at) * middle[i] + (c[3] + d[3] * at) * highs[i]
                out[i] = (c[0] + d[0] * at) * whole[i] + parts
