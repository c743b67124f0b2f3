"""What was cut, drawn as what needs fewest partials: it meets all samples that are whole, and goes beyond the cut.

Two stretches about one middle, one twice as long as the other, are drawn so at once, one as the real and one as the
imaginary part of a signal. Where they agree they are right more often than not.

References
----------
.. [1] S. Kitić, N. Bertin, R. Gribonval, "Sparsity and cosparsity for audio declipping: a flexible non-convex
   approach", LVA/ICA 2015: A-SPADE; ever more of the largest partials are kept and held to what is known by turns.
.. [2] P. Záviška, P. Rajmic, A. Ozerov, L. Rencker, "A survey and an extensive evaluation of popular audio declipping
   methods", IEEE J. Sel. Top. Signal Process. 15(1), 2021: the same, step by step.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.spectrum import Floats, transform

LONG, SHORT = 2048, 1024
"""Samples of the two stretches; the short one is followed by silence."""

FIRST, MORE = 4, 32
"""So many partials are kept at first and come to them in each turn, later one for so many that are kept."""

NEAR = 0.01
"""It is done where what is kept is off what is known by such a share of it."""

LEAST_WINDOW = 1e-4
"""A stretch fades in and out; where it is fainter than that it says nothing."""

ENDLESS = np.float32(1e9)
HALF = LONG // 2 + 1
EIGHTH = LONG // 8

Doubles = NDArray[np.float64]


@kernel
def draw_sparsely(
    x: Doubles,
    flat: NDArray[np.int8],
    levels: Doubles,
    middle: int,
    turns: Floats,
    between: Floats,
    eight: Floats,
    drawn: Doubles,
) -> None:
    """Draw what was cut with the fewest partials, in a long and in a short stretch [1]_ [2]_.

    Parameters
    ----------
    x
        The sound.
    flat
        1 where it was cut from above, -1 from below, 0 where it is whole.
    levels
        At what height above and below.
    middle
        Of both stretches.
    turns, between, eight
        `spectrum.tables` for LONG points.
    drawn
        Filled in about the middle; shape (2, as long as the sound).
    """
    low, high = np.zeros((2, LONG), np.float32), np.zeros((2, LONG), np.float32)
    now, window = np.zeros((2, LONG), np.float32), np.zeros((2, LONG), np.float32)
    power = np.zeros(2)
    for side in range(2):
        length = LONG if side == 0 else SHORT
        for i in range(length):
            shape = math.sin(math.pi * (i + 0.5) / length)
            j = middle - length // 2 + i
            value = shape * x[j]
            window[side, i], low[side, i], high[side, i] = shape, value, value
            if flat[j] > 0:
                low[side, i], high[side, i] = shape * levels[0], ENDLESS
            elif flat[j] < 0:
                low[side, i], high[side, i] = -ENDLESS, -shape * levels[1]
            now[side, i] = min(max(value, low[side, i]), high[side, i])
            power[side] += now[side, i] ** 2
    a, b = np.empty((2, EIGHTH, 8), np.float32), np.empty((2, EIGHTH, 8), np.float32)
    found, kept = np.empty((2, LONG), np.float32), np.empty((2, LONG), np.float32)
    wanted, off = np.empty((2, LONG), np.float32), np.zeros((2, LONG), np.float32)
    share = np.float32(1.0 / LONG)
    squares = np.empty((2, HALF), np.float32)
    _there(now, a, b, found, turns, between, eight)
    wanted[:] = found
    limits, done, count = np.zeros(2, np.float32), np.zeros(2, np.int8), FIRST
    while done[0] == 0 or done[1] == 0:
        _part(wanted, squares)
        for side in range(2):
            limits[side] = np.partition(squares[side], HALF - count)[HALF - count] if done[side] == 0 else 0.0
        _keep(wanted, squares, limits, kept)
        # Back in time: the transform of the conjugate is the conjugate of what is sought.
        a.reshape(2, LONG)[0] = kept[0] - off[0]
        a.reshape(2, LONG)[1] = off[1] - kept[1]
        transform(a, b, found, turns, between, eight)
        for i in range(LONG):
            place = 8 * (i % EIGHTH) + i // EIGHTH
            now[0, i] = min(max(share * found[0, place], low[0, i]), high[0, i])
            now[1, i] = min(max(-share * found[1, place], low[1, i]), high[1, i])
        _there(now, a, b, found, turns, between, eight)
        for part in range(2):
            for k in range(LONG):
                missed = found[part, k] - kept[part, k]
                off[part, k] += missed
                wanted[part, k] = found[part, k] + off[part, k]
                kept[part, k] = missed
        _part(kept, squares)
        count += max(FIRST, count // MORE)
        for side in range(2):
            missed = 0.0
            for k in range(HALF):
                missed += squares[side, k]
            if done[side] == 0 and (2.0 * missed <= LONG * NEAR * NEAR * power[side] or count >= HALF):
                done[side] = 1
                length = LONG if side == 0 else SHORT
                for i in range(length):
                    drawn[side, middle - length // 2 + i] = now[side, i] / (window[side, i] + LEAST_WINDOW)


@kernel
def _there(x: Floats, a: Floats, b: Floats, spectrum: Floats, turns: Floats, between: Floats, eight: Floats) -> None:
    """Put in the spectrum of two sounds, in order; `a` and `b` are room."""
    a.reshape(2, LONG)[:] = x
    out = np.empty((2, LONG), np.float32)
    transform(a, b, out, turns, between, eight)
    for part in range(2):
        for row in range(8):
            for k in range(EIGHTH):
                spectrum[part, k + EIGHTH * row] = out[part, 8 * k + row]


@kernel
def _part(spectrum: Floats, squares: Floats) -> None:
    """Put in the power that each of both sounds has at each frequency."""
    quarter = np.float32(0.25)
    for k in range(HALF):
        m = (LONG - k) % LONG
        re, im, more_re, more_im = spectrum[0, k], spectrum[1, k], spectrum[0, m], spectrum[1, m]
        squares[0, k] = quarter * ((re + more_re) ** 2 + (im - more_im) ** 2)
        squares[1, k] = quarter * ((im + more_im) ** 2 + (more_re - re) ** 2)


@kernel
def _keep(spectrum: Floats, squares: Floats, limits: Floats, kept: Floats) -> None:
    """Keep what of each of both sounds is as strong as its limit, and nothing else."""
    half = np.float32(0.5)
    for k in range(HALF):
        m = (LONG - k) % LONG
        re, im, more_re, more_im = spectrum[0, k], spectrum[1, k], spectrum[0, m], spectrum[1, m]
        first_re, first_im = half * (re + more_re), half * (im - more_im)
        second_re, second_im = half * (im + more_im), half * (more_re - re)
        if squares[0, k] < limits[0]:
            first_re = first_im = np.float32(0.0)
        if squares[1, k] < limits[1]:
            second_re = second_im = np.float32(0.0)
        kept[0, k], kept[1, k] = first_re - second_im, first_im + second_re
        kept[0, m], kept[1, m] = first_re + second_im, second_re - first_im
