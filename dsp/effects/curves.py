"""Curves that bend a waveform: each a straight line for soft sounds, and a ceiling for loud ones.

All pass through the origin with a slope of 1. They are tabulated with what they add up to, for the average of a curve
between two samples is all that is ever asked of it.

References
----------
.. [1] D. C. Jiles, D. L. Atherton, "Theory of ferromagnetic hysteresis", J. Magnetism and Magnetic Materials 61,
   1986: a magnetic material without its hysteresis follows Langevin's coth v - 1 / v.
.. [2] I. Langmuir, "The effect of space charge and residual gases on thermionic currents in high vacuum", Physical
   Review 2, 1913: the current of a valve goes as the voltage to the power of 3/2.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]

REACH = 32.0
"""How far a table goes either way; beyond it the curve stays where it is."""

CELL = 1 / 32
"""The width of a table's cells."""


def classic(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return v / sqrt(1 + v^2)."""
    return v / np.sqrt(1 + v * v)


def tape(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Langevin's function of 3 v: how far tape is magnetised [1]_."""
    u = 3 * np.where(np.abs(v) < 1e-2, 1.0, v)
    near = v * (1 - 0.6 * v**2 + 18 / 35 * v**4)
    return np.where(np.abs(v) < 1e-2, near, 1 / np.tanh(u) - 1 / u)


def tube(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the three-halves law [2]_ about a grid voltage of 1 that is driven as far as 0 and 2."""
    return ((1 + classic(v)) ** 1.5 - 1) / 1.5


def transistor(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return v / (1 + v^4)^(1/4): straight for longer, then round the corner at once."""
    return v / np.sqrt(np.sqrt(1 + v**4))


def soft_clip(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return v - 4 v^3 / 27, which has bent to a height of 1 where |v| is 1.5, and stays there."""
    u = np.clip(v, -1.5, 1.5)
    return u - 4 * u**3 / 27


@cache
def table(curve: Curve) -> NDArray[np.float64]:
    """Return a curve's integral, shape (cells, 6): the powers of the place in each cell, from 0 to 1.

    Fifth-degree pieces that agree in height, slope and bend where they meet.
    """
    nodes = np.arange(-REACH, REACH + CELL / 2, CELL)
    places, weights = leggauss(12)
    inside = nodes[:-1, np.newaxis] + CELL * (places + 1) / 2
    integral = np.concatenate([[0.0], np.cumsum(CELL / 2 * (curve(inside) @ weights))])
    integral -= integral[len(nodes) // 2]
    step = 1e-4
    slant = (curve(nodes + step) - curve(nodes - step)) / (2 * step)
    p, v, a = integral, CELL * curve(nodes), CELL**2 * slant
    rise = p[1:] - p[:-1]
    v0, v1, a0, a1 = v[:-1], v[1:], a[:-1], a[1:]
    pieces = (
        p[:-1],
        v0,
        a0 / 2,
        10 * rise - 6 * v0 - 4 * v1 - 1.5 * a0 + 0.5 * a1,
        -15 * rise + 8 * v0 + 7 * v1 + 1.5 * a0 - a1,
        6 * rise - 3 * (v0 + v1) - 0.5 * (a0 - a1),
    )
    found = np.ascontiguousarray(np.stack(pieces, axis=1))
    found.flags.writeable = False
    return found
