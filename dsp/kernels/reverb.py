"""A feedback delay network, a stretch of frames at a time.

No delay is shorter than `STRETCH`, so what a stretch lets out has all gone in before it begins: the network
runs once at the start of each stretch of an absolute grid, on what the stretch before brought, and lets that
out while it gathers the next.

References
----------
.. [1] J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90th
   Convention, 1991.
.. [2] J. A. Moorer, "About this reverberation business", Computer Music J. 3(2), 1979: the first echoes, tapped.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.one_pole import ORDER, WEIGHTS, smooth, smooth_in_turn, weigh
from dsp.kernels.ring import arrive, diffuse, write_again
from dsp.kernels.scatter import LINES, feed, scatter, turn_on
from dsp.kernels.shelve import at_work, shelve
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.stretch import STRETCH, copy

STAGES = 3
"""All-passes in series on either side."""

FIRST_LINE = 2 + 2 * STAGES
FIRST_TAP = FIRST_LINE + LINES
"""The rings: two of the pre-delay, the all-passes left and right, the lines, two that the first echoes come from."""

FILTERS = LINES + 1
"""One a line, and last the low cut's."""

PLACING, GAINS, POLES = 2, 4, 4 + FILTERS
"""Where the width and the level, and the filters' gains and poles stand among the coefficients."""

SHELVES = POLES + FILTERS
"""Behind them the low shelves' gains and poles, then the high shelves'."""


@kernel
def reverberate(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    offset: int,
    places: NDArray[np.int64],
    turn: NDArray[np.float64],
    taps: NDArray[np.int64],
    loud: NDArray[np.float32],
    smeared: int,
    much: np.float32,
    ring: NDArray[np.float32],
    stretch: NDArray[np.float32],
    past: NDArray[np.float32],
    shelved: NDArray[np.float32],
    angles: NDArray[np.float64],
    frame: int,
) -> None:
    """Let one lane ring.

    Parameters
    ----------
    x, y
        Shapes (1 or 2, frames) and (2, frames).
    c, d
        Coefficients, which stand at `c + d * offset` in the first frame: pre-delay in frames, the share that is let
        in, side gain, output gain, then the filters' gains and poles, then the shelves'.
    places
        Of each ring: where it begins, its size less one (the size is a power of two) and its delay in frames,
        shape (FIRST_TAP + 2, 3).
    turn
        Cosine and sine of the angle by which each pair of lines is turned per stretch, shape (2, HALF).
    taps, loud
        How many frames after the pre-delay each first echo comes, left and right, and how loud: shape (2, echoes).
    smeared
        How many of the all-passes stand before the first echoes.
    much
        The all-passes' coefficient.
    ring
        All rings in a row.
    stretch
        The one that comes in and the one that goes out, shape (2, 2, STRETCH).
    past, shelved
        The last outputs of the filters, the low cut's left and right, and of the low and the high shelves:
        shapes (FILTERS + 1,) and (2, LINES).
    angles
        Cosine and sine of the pairs' angles, shape (2, HALF).
    frame
        Frames that have gone by.
    """
    channels, frames = x.shape
    into, early = np.empty((2, STRETCH), np.float32), np.empty((2, STRETCH), np.float32)
    lines, scratch = np.empty((LINES, STRETCH), np.float32), np.empty((1, STRETCH), np.float32)
    weights = np.empty((FILTERS, WEIGHTS), np.float32)
    lows, highs = np.empty((LINES, WEIGHTS), np.float32), np.empty((LINES, WEIGHTS), np.float32)
    arcs = np.empty((4, LINES // 2), np.float32)
    given, heard = stretch[0], stretch[1]
    begin, weighed, moving = 0, False, d.any()
    while begin < frames:
        at, here = offset + begin, frame + begin
        within = here % STRETCH
        if within == 0:
            if moving or not weighed:
                weigh(c, d, at, GAINS, POLES, weights)
                weigh(c, d, at, SHELVES, SHELVES + LINES, lows)
                weigh(c, d, at, SHELVES + 2 * LINES, SHELVES + 3 * LINES, highs)
                weighed = True
            for side in range(2):
                arrive(given, side, c, d, at, weights, LINES, past, LINES + side, ring, places, here, into)
                _smear(into, side, places, ring, here, much, smeared, taps.shape[1] > 0)
            _ring_on(weights, places, ring, past, here, moving, lines)
            if at_work(lows, shelved[0]):
                shelve(lines, lows, shelved[0], scratch, False)
            if at_work(highs, shelved[1]):
                shelve(lines, highs, shelved[1], scratch, True)
            scatter(into, lines, heard)
            turn_on(turn, angles, arcs)
            feed(lines, arcs, places, FIRST_LINE, ring, here)
            _first_echoes(taps, loud, places, ring, here, early)
            place(heard, early, taps.shape[1] > 0, c[PLACING:], d[PLACING:], at)
        count = min(STRETCH - within, frames - begin)
        for side in range(2):
            copy(x, min(side, channels - 1) * frames + begin, given, side * STRETCH + within, count)
            copy(heard, side * STRETCH + within, y, side * frames + begin, count)
        begin += count


@kernel
def _smear(
    into: NDArray[np.float32],
    side: int,
    places: NDArray[np.int64],
    rings: NDArray[np.float32],
    here: int,
    much: np.float32,
    smeared: int,
    tapped: bool,
) -> None:
    """Bring what has waited through the all-passes, and keep it where the first echoes are taken from."""
    for stage in range(STAGES + 1):
        if tapped and stage == smeared:
            begin, mask = places[FIRST_TAP + side, 0], places[FIRST_TAP + side, 1]
            for i in range(0, STRETCH, FLOATS):
                store(rings, begin + (here & mask) + i, floats(into, side * STRETCH + i))
            write_again(rings, begin, here & mask, mask + 1)
        if stage < STAGES:
            ring = 2 + side * STAGES + stage
            begin, mask, delay = places[ring, 0], places[ring, 1], places[ring, 2]
            diffuse(into, side * STRETCH, rings, begin + ((here - delay) & mask), begin + (here & mask), much)
            write_again(rings, begin, here & mask, mask + 1)


@kernel
def _first_echoes(
    taps: NDArray[np.int64],
    loud: NDArray[np.float32],
    places: NDArray[np.int64],
    rings: NDArray[np.float32],
    here: int,
    early: NDArray[np.float32],
) -> None:
    """Gather the first echoes of a stretch."""
    early[:] = 0.0
    for side in range(2):
        begin, mask = places[FIRST_TAP + side, 0], places[FIRST_TAP + side, 1]
        for tap in range(taps.shape[1]):
            read, gain = begin + ((here - taps[side, tap]) & mask), every_float(loud[side, tap])
            for i in range(0, STRETCH, FLOATS):
                store(early, side * STRETCH + i, mad(gain, floats(rings, read + i), floats(early, side * STRETCH + i)))


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
def place(
    heard: NDArray[np.float32],
    early: NDArray[np.float32],
    echoes: bool,
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
) -> None:
    """Give the stretch its level, add the first echoes if there are any, and give all that its width."""
    order, eight = floats(ORDER, 0), every_float(np.float32(FLOATS))
    wider, louder = every_float(np.float32(d[0])), every_float(np.float32(d[1]))
    side = mad(wider, order, every_float(np.float32(c[0] + d[0] * at)))
    level = mad(louder, order, every_float(np.float32(c[1] + d[1] * at)))
    for i in range(0, STRETCH, FLOATS):
        left, right = floats(heard, i), floats(heard, STRETCH + i)
        middle, apart = left + right, side * (left - right)
        left, right = level * (middle + apart), level * (middle - apart)
        if echoes:
            near, far = floats(early, i), floats(early, STRETCH + i)
            middle, apart = near + far, side * (near - far)
            left, right = left + (middle + apart), right + (middle - apart)
        store(heard, i, left)
        store(heard, STRETCH + i, right)
        side, level = side + wider * eight, level + louder * eight
