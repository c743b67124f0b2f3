"""Which tops were cut flat: long ones by how steeply the sound runs into them, short ones by how they pile up.

References
----------
.. [1] S. J. Godsill, P. J. W. Rayner, "Digital Audio Restoration", Springer, 1998, chapters 5 and 6: what stands beside
   some samples tells, by an autoregressive model, what they should be, and how surely.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.autoregressive import ORDER, fill, likeness, model

PAST, HOP, FUTURE = 1024, 512, 1024
"""Samples that are known before those at work, at work, and after them."""

SIZE = PAST + HOP + FUTURE

EVEN = 3.1e-5
"""What is cut at one level differs by so much at most: two steps of 16 bits, for dither."""

OVERSHOOT = 16.0
"""The top that the slopes beside a flat stretch point to lies so many times that above it, if it was cut."""

RIPPLE, SHALLOW, CLEARLY = 8, 0.9, 16.0
"""What is played on top of a long wave parts its flat top, for so many samples at most and no lower than so much of it.
Such a one has to have been cut off so many times as high."""

LEAST_OVERSHOOT = 0.005
LEAST_LEVEL = 0.05
MOST_SHARE = 0.6
"""Where more of a stretch is flat it is meant to be: a square wave."""

SHORT, SURE, ENOUGH, MOST = 3, 4.0, 3, 24
"""A top of so many samples at most was cut if what stands beside it says, by so many times what it errs, that it went
higher. At a height where so many such tops end, and fewer others, the sound was cut; so many are looked at."""

GUESSES = 2
"""The model is fitted so often, each time to the sound with the top as it was guessed before."""

PILE = 4
_HEIGHT, _NUMBER, _LOOKED_AT, _HIGHER = range(PILE)
"""What is known of the highest tops so far: at what height they end, how many do, how many were looked at, and how many
of those must have gone higher."""

Doubles = NDArray[np.float64]


@kernel
def listen_ahead(x: Doubles, levels: Doubles, piles: Doubles) -> None:
    """Find where a sound is cut above and below, if it is, from what goes by; it begins and ends in silence."""
    flat, heard = np.zeros(SIZE, np.int8), np.zeros(SIZE)
    for begin in range(0, x.size + SIZE - HOP, HOP):
        for i in range(SIZE - HOP):
            heard[i] = heard[HOP + i]
        for i in range(HOP):
            heard[SIZE - HOP + i] = x[begin + i] if begin + i < x.size else 0.0
        find_flat(heard, flat, levels, piles)


@kernel
def find_flat(x: Doubles, flat: NDArray[np.int8], levels: Doubles, piles: Doubles) -> None:
    """Find what was cut: 1 above, -1 below, 0 where the sound is whole; and where it is cut, from now on."""
    flat[:] = 0
    for side in range(2):
        sign = 1.0 - 2.0 * side
        top = 0.0
        for i in range(SIZE):
            top = max(top, sign * x[i])
        if top > levels[side] + EVEN:
            levels[side] = np.inf
        if top < LEAST_LEVEL:
            continue
        least = max(OVERSHOOT * EVEN, LEAST_OVERSHOOT * top)
        i, number, wide, last, longest = 0, 0, 0, 0, 0
        while i < SIZE:
            begin = i
            while i < SIZE and sign * x[i] >= top - EVEN:
                i += 1
            count = i - begin
            number += count
            if count >= 3 and _overshoot(x, sign, begin, i, 1) > least:
                levels[side] = top
            if count > 0:
                if longest == 0 or begin - last > RIPPLE or _lowest(x, sign, last, begin) < SHALLOW * top:
                    wide, longest = begin, 0
                last, longest = i, max(longest, count)
                if longest >= 3 and _overshoot(x, sign, wide, i, max(1, (i - wide) // 8)) > CLEARLY * least:
                    levels[side] = top
            i += 1
        if top >= piles[side, _HEIGHT] - EVEN:
            _pile_up(x, sign, top, levels, piles, side)
        if levels[side] - EVEN <= top and number <= MOST_SHARE * SIZE:
            for i in range(SIZE):
                if sign * x[i] >= levels[side] - EVEN:
                    flat[i] = 1 - 2 * side


@kernel
def _overshoot(x: Doubles, sign: float, begin: int, end: int, reach: int) -> float:
    """Return by how much a top was cut, as the slopes beside it say: a parabola's; 0 if it has none on either side."""
    if begin <= reach or end >= SIZE - reach:
        return 0.0
    rise, fall = sign * (x[begin - 1] - x[begin - 1 - reach]), sign * (x[end] - x[end + reach])
    return 0.125 * (rise + fall) / reach * (end - begin) if min(rise, fall) > 0.0 else 0.0


@kernel
def _lowest(x: Doubles, sign: float, begin: int, end: int) -> float:
    """Return how low a stretch goes."""
    lowest = np.inf
    for i in range(begin, end):
        lowest = min(lowest, sign * x[i])
    return lowest


@kernel
def _pile_up(x: Doubles, sign: float, top: float, levels: Doubles, piles: Doubles, side: int) -> None:
    """Count the tops at work that end where the highest so far do, and tell whether they were cut there.

    A limiter piles tops up as clipping does, but leaves them round. The first one is not looked at: as a rule it stays
    alone.
    """
    pile, other = piles[side], piles[1 - side]
    i = PAST
    while i < PAST + HOP:
        begin = i
        while i < SIZE and sign * x[i] >= top - EVEN:
            i += 1
        if i > begin and sign * x[begin - 1] < top - EVEN:
            if top > pile[_HEIGHT] + EVEN:
                pile[:] = 0.0
            pile[_HEIGHT] = max(pile[_HEIGHT], top)
            pile[_NUMBER] += 1.0
            short = i - begin <= SHORT and levels[side] == np.inf
            if short and pile[_NUMBER] > 1.0 and pile[_LOOKED_AT] < MOST:
                pile[_LOOKED_AT] += 1.0
                pile[_HIGHER] += _went_higher(x, sign, begin, top)
        i += 1
    if pile[_HIGHER] >= ENOUGH and 2.0 * pile[_HIGHER] > pile[_LOOKED_AT]:
        levels[side] = pile[_HEIGHT]
    # What is cut on one side and ends there more than once on the other is cut on both.
    if abs(levels[1 - side] - pile[_HEIGHT]) <= EVEN and pile[_NUMBER] > 1.0:
        levels[side] = pile[_HEIGHT]
    elif abs(levels[side] - other[_HEIGHT]) <= EVEN and other[_NUMBER] > 1.0:
        levels[1 - side] = other[_HEIGHT]


@kernel
def _went_higher(x: Doubles, sign: float, begin: int, top: float) -> bool:
    """Tell whether a short top must have gone higher: surely, and by enough to matter."""
    a, b, c = np.empty(ORDER + 1), np.empty(ORDER + 1), np.empty((ORDER + 1, ORDER + 1))
    guess, places, count, variance = x.copy(), np.empty(SIZE, np.int64), 0, 0.0
    first, last, at = begin - PAST // 2, begin + FUTURE // 2, 0
    for i in range(first + ORDER, last - ORDER):
        if sign * x[i] >= top - EVEN:
            at = count if i == begin else at
            places[count] = i
            count += 1
    band, values, doubts = np.empty((count, ORDER + 1)), np.empty(count), np.zeros(count)
    for _ in range(GUESSES):
        variance = model(guess, first, last, a, c)
        if variance < 0.0:
            return False
        likeness(a, b)
        if not fill(guess, places, count, b, doubts, band, values):
            return False
    excess, number = 0.0, 0
    while at + number < count and places[at + number] == begin + number:
        excess += sign * guess[begin + number] - top
        number += 1
    excess /= number
    return excess > LEAST_OVERSHOOT * top and excess > SURE * np.sqrt(variance / b[0])
