"""State-variable filter sections in series, trapezoidal integration, coefficients that may travel.

References
----------
.. [1] A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent
   currents", Cytomic technical paper, 2013.
.. [2] V. Zavalishin, "The Art of VA Filter Design", ch. 3-4, rev. 2.1.2, 2018.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

CHUNK = 1024
"""Frames that pass through all sections before the next are fetched: they stay in the nearest cache."""

INAUDIBLE = 1e-200
"""States below this are set to zero before they become denormal, which is slow.

Any float32 input is above 1e-45, so a double sum swallows such a state whole: no output bit changes.
"""


@kernel
def cascade(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    state: NDArray[np.float64],
) -> None:
    """Run each lane through its sections.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, sections, 5): g, k, and what is mixed of the input, the band and the low output.
    offset
        Shape (lanes,).
    state
        Shape (lanes, sections, channels, 2): the two integrators.
    """
    lanes, channels, frames = x.shape
    line = np.empty((2, CHUNK))
    for lane in range(lanes):
        for begin in range(0, frames, CHUNK):
            count = min(CHUNK, frames - begin)
            for channel in range(channels):
                for i in range(count):
                    line[channel, i] = x[lane, channel, begin + i]
            for section in range(start.shape[1]):
                c, d = start[lane, section], slope[lane, section]
                s = state[lane, section]
                if c[2] == 1 and c[3] == 0 and c[4] == 0 and d[2] == 0 and d[3] == 0 and d[4] == 0:
                    s[:] = 0.0
                elif (d != 0).any():
                    _travelling(line, count, channels, c, d, offset[lane] + begin, s)
                elif channels == 2:
                    _still_pair(line, count, c, s)
                else:
                    _still(line, count, c, s)
                for channel in range(channels):
                    for i in range(2):
                        if abs(s[channel, i]) < INAUDIBLE:
                            s[channel, i] = 0.0
            for channel in range(channels):
                for i in range(count):
                    y[lane, channel, begin + i] = line[channel, i]


@kernel
def _travelling(
    line: NDArray[np.float64],
    count: int,
    channels: int,
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    offset: int,
    s: NDArray[np.float64],
) -> None:
    for i in range(count):
        t = offset + i
        g, k = c[0] + d[0] * t, c[1] + d[1] * t
        m0, m1, m2 = c[2] + d[2] * t, c[3] + d[3] * t, c[4] + d[4] * t
        a1 = 1.0 / (1.0 + g * (g + k))
        a2 = g * a1
        a3 = g * a2
        for channel in range(channels):
            v0 = line[channel, i]
            v3 = v0 - s[channel, 1]
            v1 = a1 * s[channel, 0] + a2 * v3
            v2 = s[channel, 1] + a2 * s[channel, 0] + a3 * v3
            s[channel, 0] = 2.0 * v1 - s[channel, 0]
            s[channel, 1] = 2.0 * v2 - s[channel, 1]
            line[channel, i] = m0 * v0 + m1 * v1 + m2 * v2


@kernel
def _still(line: NDArray[np.float64], count: int, c: NDArray[np.float64], s: NDArray[np.float64]) -> None:
    p, q, r, b, e, o0, o1, o2 = _state_space(c)
    u, w = s[0]
    for i in range(count):
        v0 = line[0, i]
        line[0, i] = o0 * v0 + (o1 * u + o2 * w)
        u, w = p * u + (b * v0 - q * w), r * w + (q * u + e * v0)
    s[0, 0], s[0, 1] = u, w


@kernel
def _still_pair(line: NDArray[np.float64], count: int, c: NDArray[np.float64], s: NDArray[np.float64]) -> None:
    """Two channels in one loop: a recursion waits for itself, so the second costs nothing."""
    p, q, r, b, e, o0, o1, o2 = _state_space(c)
    u, w = s[0]
    f, h = s[1]
    for i in range(count):
        v0 = line[0, i]
        line[0, i] = o0 * v0 + (o1 * u + o2 * w)
        u, w = p * u + (b * v0 - q * w), r * w + (q * u + e * v0)
        v0 = line[1, i]
        line[1, i] = o0 * v0 + (o1 * f + o2 * h)
        f, h = p * f + (b * v0 - q * h), r * h + (q * f + e * v0)
    s[0, 0], s[0, 1] = u, w
    s[1, 0], s[1, 1] = f, h


@kernel
def _state_space(c: NDArray[np.float64]) -> tuple[float, float, float, float, float, float, float, float]:
    """Solve the section for its next state and its output: the shortest recursion it has."""
    g, k, m0, m1, m2 = c
    a1 = 1.0 / (1.0 + g * (g + k))
    a2 = g * a1
    a3 = g * a2
    return (
        2.0 * a1 - 1.0,
        2.0 * a2,
        1.0 - 2.0 * a3,
        2.0 * a2,
        2.0 * a3,
        m0 + m1 * a2 + m2 * a3,
        m1 * a1 + m2 * a2,
        m2 - m1 * a2 - m2 * a3,
    )
