"""One-pole low-passes over whole stretches, eight frames at a time.

References
----------
.. [1] K. K. Parhi, D. G. Messerschmitt, "Pipeline interleaving and parallelism in recursive digital filters",
   IEEE Trans. ASSP 37(7), 1989: look-ahead, by which a recursion reaches back eight frames instead of one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.shuffle import delayed_1, delayed_2, delayed_4
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.stretch import STRETCH

GAIN, RISE, CLIMB, POLE, FREE = 0, 1, 2, 3, 7
"""What a filter multiplies by: its gain, and how fast that and its pole move; the pole, its square and so on to
its eighth power; and what a free decay was in the eight frames before the one in which it is 1."""

WEIGHTS = FREE + FLOATS
ORDER = np.arange(FLOATS).astype(np.float32)


@kernel
def weigh(
    c: NDArray[np.float64], d: NDArray[np.float64], at: int, gains: int, poles: int, weights: NDArray[np.float32]
) -> None:
    """Write what each filter multiplies by.

    Parameters
    ----------
    c, d
        Coefficients that stand at `c + d * at`.
    gains, poles
        Where the filters' own begin among them.
    weights
        Shape (filters, WEIGHTS).
    """
    for k in range(weights.shape[0]):
        row = weights[k]
        row[GAIN], row[RISE], row[CLIMB] = c[gains + k] + d[gains + k] * at, d[gains + k], d[poles + k]
        pole, power = c[poles + k] + d[poles + k] * at, 1.0
        row[POLE], row[POLE + 1], row[POLE + 2], row[POLE + 3] = pole, pole**2, pole**4, pole**8
        for j in range(FLOATS):
            row[FREE + FLOATS - 1 - j] = power
            power /= pole


@kernel
def smooth(
    x: NDArray[np.float32],
    begin: int,
    weights: NDArray[np.float32],
    which: int,
    past: NDArray[np.float32],
    held: int,
    out: NDArray[np.float32],
    place: int,
) -> None:
    """Smooth a stretch of `x` from `begin` on by one pole.

    Three sums, each reaching twice as far back as the one before, weight eight frames; then eight frames at a
    time come out of the eight before.

    Parameters
    ----------
    x
        `begin` is an index into all of it, however many dimensions it has.
    weights, which
        What `weigh` wrote, and for which of the filters.
    past, held
        Last outputs, and the place of this filter's among them.
    out, place
        Rows of STRETCH, and the index into all of them at which a row begins.
    """
    share = every_float(np.float32(1.0) - weights[which, POLE])
    step = share * every_float(weights[which, RISE])
    gain = mad(step, floats(ORDER, 0), share * every_float(weights[which, GAIN]))
    rise = step * every_float(np.float32(FLOATS))
    w1, w2 = every_float(weights[which, POLE]), every_float(weights[which, POLE + 1])
    w4, w8 = every_float(weights[which, POLE + 2]), every_float(weights[which, POLE + 3])
    one = two = four = every_float(np.float32(0.0))
    y = every_float(past[held]) * floats(weights, which * weights.shape[1] + FREE)
    for i in range(0, STRETCH, FLOATS):
        now = gain * floats(x, begin + i)
        pair = mad(w1, delayed_1(one, now), now)
        quad = mad(w2, delayed_2(two, pair), pair)
        y = mad(w8, y, mad(w4, delayed_4(four, quad), quad))
        store(out, place + i, y)
        one, two, four, gain = now, pair, quad, gain + rise
    past[held] = out[place // STRETCH, STRETCH - 1]


@kernel
def smooth_in_turn(
    x: NDArray[np.float32],
    begin: int,
    weights: NDArray[np.float32],
    which: int,
    past: NDArray[np.float32],
    held: int,
    out: NDArray[np.float32],
    place: int,
) -> None:
    """Do the same frame by frame, for a pole that is on its way somewhere."""
    gain, rise, climb, first = weights[which, GAIN], weights[which, RISE], weights[which, CLIMB], weights[which, POLE]
    given, y = x.reshape(-1), past[held]
    for i in range(STRETCH):
        pole = first + climb * np.float32(i)
        y = (gain + rise * np.float32(i)) * (np.float32(1.0) - pole) * given[begin + i] + pole * y
        out[place // STRETCH, i] = y
    past[held] = y
