"""A feedback delay network, a stretch of frames at a time.

No delay is shorter than `STRETCH`, so what a stretch lets out has all gone in before it begins: the network
runs once at the start of each stretch of an absolute grid, on what the stretch before brought, and lets that
out while it gathers the next.

References
----------
.. [1] J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90th
   Convention, 1991.
.. [2] M. R. Schroeder, "Natural sounding artificial reverberation", JAES 10(3), 1962: the all-passes.
.. [3] S. J. Schlecht, E. A. P. Habets, "Time-varying feedback matrices in feedback delay networks and their
   application in artificial reverberation", JASA 138(3), 2015: no mode stands long enough to ring.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.one_pole import CLIMB, ORDER, POLE, WEIGHTS, smooth, smooth_in_turn, weigh
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.stretch import STRETCH, copy

LINES = 16
HALF = LINES // 2
STAGES = 3
"""All-passes in series on either side."""

FIRST_LINE = 2 + 2 * STAGES
"""The rings: two of the pre-delay, the all-passes left and right, the lines."""

DIFFUSION = np.float32(0.62)
QUIET = np.float32(1e-25)
"""Added to what goes in: far below hearing, and keeps everything far above denormals, which are slow."""

FILTERS = LINES + 1
"""One a line, and last the low cut's."""

GAINS, POLES = 3, 3 + FILTERS
"""Where the filters' gains and poles stand among the coefficients."""

EVEN = HALF**-0.5
"""What keeps the energy through three butterflies."""


@kernel
def reverberate(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    places: NDArray[np.int64],
    turn: NDArray[np.float64],
    rings: NDArray[np.float32],
    stretch: NDArray[np.float32],
    past: NDArray[np.float32],
    turned: NDArray[np.float64],
    frame: int,
) -> None:
    """Let each lane ring.

    Parameters
    ----------
    x, y
        Shapes (lanes, 1 or 2, frames) and (lanes, 2, frames).
    start, slope
        Shape (lanes, 3 + 2 * FILTERS): pre-delay in frames, side gain, output gain, then the filters' gains
        and the filters' poles.
    offset
        Shape (lanes,).
    places
        Of each ring: where it begins, its size less one (the size is a power of two) and its delay in frames,
        shape (FIRST_LINE + LINES, 3).
    turn
        Cosine and sine of the angle by which each pair of lines is turned per stretch, shape (2, HALF).
    rings
        All rings of a lane in a row, shape (lanes, n).
    stretch
        The one that comes in and the one that goes out, shape (lanes, 2, 2, STRETCH).
    past
        The last outputs of the filters, the low cut's left and right, shape (lanes, FILTERS + 1).
    turned
        Cosine and sine of the pairs' angles, shape (lanes, 2, HALF).
    frame
        Frames that have gone by.
    """
    lanes, channels, frames = x.shape
    into = np.empty((2, STRETCH), np.float32)
    lines = np.empty((LINES, STRETCH), np.float32)
    weights = np.empty((FILTERS, WEIGHTS), np.float32)
    arcs = np.empty((4, HALF), np.float32)
    for lane in range(lanes):
        c, d, ring, kept, angles = start[lane], slope[lane], rings[lane], past[lane], turned[lane]
        given, heard = stretch[lane, 0], stretch[lane, 1]
        begin, weighed, moving = 0, False, d.any()
        while begin < frames:
            at, here = offset[lane] + begin, frame + begin
            within = here % STRETCH
            if within == 0:
                if moving or not weighed:
                    weigh(c, d, at, GAINS, POLES, weights)
                    weighed = True
                _take_in(given, c, d, at, weights, places, ring, kept, here, into)
                _ring_on(weights, places, ring, kept, here, moving, lines)
                _scatter(into, lines, heard)
                _turn(turn, angles, arcs)
                _feed(lines, arcs, places, ring, here)
                _place(heard, c, d, at)
            count = min(STRETCH - within, frames - begin)
            for side in range(2):
                source = min(side, channels - 1)
                copy(x, (lane * channels + source) * frames + begin, given, side * STRETCH + within, count)
                copy(heard, side * STRETCH + within, y, (lane * 2 + side) * frames + begin, count)
            begin += count


@kernel
def _take_in(
    given: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    weights: NDArray[np.float32],
    places: NDArray[np.int64],
    rings: NDArray[np.float32],
    past: NDArray[np.float32],
    here: int,
    into: NDArray[np.float32],
) -> None:
    """Bring what came in through low cut, pre-delay and all-passes."""
    pole = weights[LINES, POLE]
    lift = every_float((np.float32(1.0) + pole) / (pole + pole))  # to 1 at the top
    for side in range(2):
        quiet = every_float(QUIET * np.float32(1 + side))  # unlike, so that they never cancel
        if weights[LINES, CLIMB] == 0.0:
            smooth(given, side * STRETCH, weights, LINES, past, LINES + side, into, side * STRETCH)
        else:
            smooth_in_turn(given, side * STRETCH, weights, LINES, past, LINES + side, into, side * STRETCH)
        begin, mask = places[side, 0], places[side, 1]
        write = begin + (here & mask)
        for i in range(0, STRETCH, FLOATS):
            high = floats(given, side * STRETCH + i) - floats(into, side * STRETCH + i)
            store(rings, write + i, mad(lift, high, quiet))
        _write_again(rings, begin, here & mask, mask + 1)
        _wait(rings, begin, here, mask, c[0] + d[0] * at, d[0], into, side)
        for stage in range(2 + side * STAGES, 2 + (side + 1) * STAGES):
            begin, mask, delay = places[stage, 0], places[stage, 1], places[stage, 2]
            _diffuse(into, side * STRETCH, rings, begin + ((here - delay) & mask), begin + (here & mask))
            _write_again(rings, begin, here & mask, mask + 1)


@kernel
def _write_again(rings: NDArray[np.float32], begin: int, write: int, size: int) -> None:
    """Repeat a ring's first stretch behind its end, so that no reading wraps."""
    if write == 0:
        for i in range(0, STRETCH, FLOATS):
            store(rings, begin + size + i, floats(rings, begin + i))


@kernel
def _wait(
    rings: NDArray[np.float32],
    begin: int,
    here: int,
    mask: int,
    delay: float,
    slope: float,
    out: NDArray[np.float32],
    side: int,
) -> None:
    """Hold back for the pre-delay, which lies between frames while it moves."""
    if slope == 0.0:
        read = begin + ((here - int(delay)) & mask)
        for i in range(0, STRETCH, FLOATS):
            store(out, side * STRETCH + i, floats(rings, read + i))
        return
    for i in range(STRETCH):
        late = delay + slope * i
        whole = int(late)
        part = np.float32(late - whole)
        read = here + i - whole
        out[side, i] = (
            rings[begin + (read & mask)] * (np.float32(1.0) - part) + rings[begin + ((read - 1) & mask)] * part
        )


@kernel
def _diffuse(wave: NDArray[np.float32], place: int, rings: NDArray[np.float32], read: int, write: int) -> None:
    """Pass everything, smeared in time."""
    share = every_float(DIFFUSION)
    for i in range(0, STRETCH, FLOATS):
        old = floats(rings, read + i)
        held = mad(share, old, floats(wave, place + i))
        store(wave, place + i, old - share * held)
        store(rings, write + i, held)


@kernel
def _ring_on(
    weights: NDArray[np.float32],
    places: NDArray[np.int64],
    rings: NDArray[np.float32],
    past: NDArray[np.float32],
    here: int,
    moving: bool,
    lines: NDArray[np.float32],
) -> None:
    """Fetch what comes out of each line, damped and with what its way has cost it."""
    if moving:
        for line in range(LINES):
            smooth_in_turn(rings, _begin(places, line, here), weights, line, past, line, lines, line * STRETCH)
    else:
        for line in range(LINES):
            smooth(rings, _begin(places, line, here), weights, line, past, line, lines, line * STRETCH)


@kernel
def _begin(places: NDArray[np.int64], line: int, here: int) -> Any:
    """Return where in the rings what comes out of a line now begins."""
    ring = FIRST_LINE + line
    return places[ring, 0] + ((here - places[ring, 2]) & places[ring, 1])


@kernel
def _scatter(into: NDArray[np.float32], lines: NDArray[np.float32], heard: NDArray[np.float32]) -> None:
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
def _turn(turn: NDArray[np.float64], turned: NDArray[np.float64], arcs: NDArray[np.float32]) -> None:
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
def _feed(
    lines: NDArray[np.float32],
    arcs: NDArray[np.float32],
    places: NDArray[np.int64],
    rings: NDArray[np.float32],
    here: int,
) -> None:
    """Join the halves by the last butterflies, turned, and let the lines have it all."""
    order, eight = floats(ORDER, 0), every_float(np.float32(FLOATS))
    for pair in range(HALF):
        cos_step, sin_step = every_float(arcs[2, pair]), every_float(arcs[3, pair])
        cos, sin = mad(cos_step, order, every_float(arcs[0, pair])), mad(sin_step, order, every_float(arcs[1, pair]))
        cos_step, sin_step = cos_step * eight, sin_step * eight
        begin, mask = places[FIRST_LINE + pair, 0], places[FIRST_LINE + pair, 1]
        far_begin, far_mask = places[FIRST_LINE + HALF + pair, 0], places[FIRST_LINE + HALF + pair, 1]
        near, far = begin + (here & mask), far_begin + (here & far_mask)
        for i in range(0, STRETCH, FLOATS):
            a, b = floats(lines, pair * STRETCH + i), floats(lines, (pair + HALF) * STRETCH + i)
            store(rings, near + i, mad(cos, a, sin * b))
            store(rings, far + i, sin * a - cos * b)
            cos, sin = cos + cos_step, sin + sin_step
        _write_again(rings, begin, here & mask, mask + 1)
        _write_again(rings, far_begin, here & far_mask, far_mask + 1)


@kernel
def _place(heard: NDArray[np.float32], c: NDArray[np.float64], d: NDArray[np.float64], at: int) -> None:
    """Give the stretch its width and its level."""
    order, eight = floats(ORDER, 0), every_float(np.float32(FLOATS))
    wider, louder = every_float(np.float32(d[1])), every_float(np.float32(d[2]))
    side = mad(wider, order, every_float(np.float32(c[1] + d[1] * at)))
    level = mad(louder, order, every_float(np.float32(c[2] + d[2] * at)))
    for i in range(0, STRETCH, FLOATS):
        left, right = floats(heard, i), floats(heard, STRETCH + i)
        middle, apart = left + right, side * (left - right)
        store(heard, i, level * (middle + apart))
        store(heard, STRETCH + i, level * (middle - apart))
        side, level = side + wider * eight, level + louder * eight
