"""What mixes the lines of a feedback delay network: a Hadamard matrix whose last butterflies turn.

References
----------
.. [1] S. J. Schlecht, E. A. P. Habets, "Time-varying feedback matrices in feedback delay networks and their
   application in artificial reverberation", JASA 138(3), 2015: no mode stands long enough to ring.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.one_pole import ORDER
from dsp.kernels.ring import write_again
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.stretch import STRETCH

LINES = 16
HALF = LINES // 2

EVEN = HALF**-0.5
"""What keeps the energy through three butterflies."""


@kernel
def scatter(into: NDArray[np.float32], lines: NDArray[np.float32], heard: NDArray[np.float32]) -> None:
    """Scatter every line into every other: a Hadamard matrix but for its last butterflies.

    What is heard are two of its rows, whose signs have nothing in common. What comes in joins the halves, and
    is not heard before it has gone through a line.
    """
    quarter = every_float(np.float32(0.25))
    for i in range(0, STRETCH, FLOATS):
        left, right = floats(into, i), floats(into, STRETCH + i)
        a, b = _eight(lines, i), _eight(lines, HALF * STRETCH + i)
        store(heard, i, quarter * (a[5] + b[5]))
        store(heard, STRETCH + i, quarter * (a[2] - b[2]))
        for k in range(HALF):
            store(lines, k * STRETCH + i, a[k] + left)
            store(lines, (k + HALF) * STRETCH + i, b[k] + right)


@kernel
def _eight(lines: NDArray[np.float32], at: int) -> Any:
    """Return what three butterflies make of eight lines."""
    a0, a1, a2, a3 = _four(lines, at)
    b0, b1, b2, b3 = _four(lines, at + 4 * STRETCH)
    return a0 + b0, a1 + b1, a2 + b2, a3 + b3, a0 - b0, a1 - b1, a2 - b2, a3 - b3


@kernel
def _four(lines: NDArray[np.float32], at: int) -> Any:
    """Return what two butterflies make of four lines."""
    n0, n1 = floats(lines, at), floats(lines, at + STRETCH)
    n2, n3 = floats(lines, at + 2 * STRETCH), floats(lines, at + 3 * STRETCH)
    a, b, e, f = n0 + n1, n0 - n1, n2 + n3, n2 - n3
    return a + e, b + f, a - e, b - f


@kernel
def turn_on(turn: NDArray[np.float64], turned: NDArray[np.float64], arcs: NDArray[np.float32]) -> None:
    """Turn the pairs of lines on, and give the cosine and the sine of each and their steps a frame.

    They go along the chord, never outside the circle: no turning makes anything louder.
    """
    for pair in range(HALF):
        cos, sin = turned[0, pair], turned[1, pair]
        next_cos = cos * turn[0, pair] - sin * turn[1, pair]
        next_sin = sin * turn[0, pair] + cos * turn[1, pair]
        arcs[0, pair], arcs[1, pair] = EVEN * cos, EVEN * sin
        arcs[2, pair], arcs[3, pair] = EVEN / STRETCH * (next_cos - cos), EVEN / STRETCH * (next_sin - sin)
        turned[0, pair], turned[1, pair] = next_cos, next_sin


@kernel
def feed(
    lines: NDArray[np.float32],
    arcs: NDArray[np.float32],
    places: NDArray[np.int64],
    first: int,
    rings: NDArray[np.float32],
    here: int,
) -> None:
    """Join the halves by the last butterflies, turned, and let the lines, from ring `first` on, have it all."""
    order, eight = floats(ORDER, 0), every_float(np.float32(FLOATS))
    for pair in range(HALF):
        cos_step, sin_step = every_float(arcs[2, pair]), every_float(arcs[3, pair])
        cos, sin = mad(cos_step, order, every_float(arcs[0, pair])), mad(sin_step, order, every_float(arcs[1, pair]))
        cos_step, sin_step = cos_step * eight, sin_step * eight
        begin, mask = places[first + pair, 0], places[first + pair, 1]
        far_begin, far_mask = places[first + HALF + pair, 0], places[first + HALF + pair, 1]
        near, far = begin + (here & mask), far_begin + (here & far_mask)
        for i in range(0, STRETCH, FLOATS):
            a, b = floats(lines, pair * STRETCH + i), floats(lines, (pair + HALF) * STRETCH + i)
            store(rings, near + i, mad(cos, a, sin * b))
            store(rings, far + i, sin * a - cos * b)
            cos, sin = cos + cos_step, sin + sin_step
        write_again(rings, begin, here & mask, mask + 1)
        write_again(rings, far_begin, here & far_mask, far_mask + 1)
