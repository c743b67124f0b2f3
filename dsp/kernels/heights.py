"""How high tops that were cut are to be expected, before a model of what stands beside them is asked.

Where few of the loud samples were cut, what is missing is little. The longer a half-wave lay beyond the cut, the higher
it went. And where the sound is made of few partials, what needs fewest of them is near.

References
----------
.. [1] A. C. Davison, R. L. Smith, "Models for exceedances over high thresholds", J. R. Stat. Soc. B 52(3), 1990: how
   far what exceeds a threshold goes beyond it on average is told by how fast ever fewer reach ever higher.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

LOUD = 0.7
"""Loud is what lies above so much of where it was cut."""

FADE = 0.999
"""What was counted before counts so much with each 512 samples that follow: half of it after 8 s at 44.1 kHz."""

EXCESS, HERE_POWER, SO_FAR_POWER, PART_POWER = 0.95, 0.25, 0.6, 0.3
"""A top's mean height over the cut, by what share of the loud was cut around it and all along, and of its half-wave.

Where levels fall off exponentially the first alone would make it 0.3 / log(1 / share) [1]_. Found by what left least
error on eleven tracks cut 3, 5 and 8 dB below their peaks, and held against twenty recordings of others."""

USUAL_SHARE, USUAL_COUNT = 0.2, 6000.0
"""Before so many loud samples have gone by what is usual is reckoned with too."""

LEAST_PART = 0.1
"""Less of a half-wave tells nothing more."""

SPREAD = 0.4
"""A sample is expected as high as it is give or take so much of the level at which it was cut."""

APART, LEAST_SPREAD, SHORT = 1.7, 0.05, 12.0
"""What was drawn twice is right give or take so many times what both are apart, so much of the level at least, and
ever less surely the longer a top is than so many samples."""

HELD, LEAST_HEIGHT = 1.7, 0.01
"""What is expected without it is right give or take so many times itself, and that is no less than so
much of the level."""

Doubles = NDArray[np.float64]


@kernel
def count_loud(x: Doubles, flat: NDArray[np.int8], levels: Doubles, begin: int, end: int) -> tuple[float, float]:
    """Count what was cut in a stretch and what is loud, the cut included."""
    cut, loud = 0.0, 0.0
    for n in range(begin, end):
        if flat[n] != 0:
            cut += 1.0
        if flat[n] != 0 or x[n] > LOUD * levels[0] or -x[n] > LOUD * levels[1]:
            loud += 1.0
    return cut, loud


@kernel
def part_of_wave(x: Doubles, begin: int, end: int) -> float:
    """Return how much of its half-wave, from zero to zero, a top takes."""
    sign = np.sign(x[begin])
    first, last = begin, end
    while first > 0 and sign * x[first - 1] > 0.0:
        first -= 1
    while last < x.size and sign * x[last] > 0.0:
        last += 1
    return max(LEAST_PART, float(end - begin) / float(last - first))


@kernel
def expect(x: Doubles, begin: int, end: int, here: float, so_far: float, heights: Doubles, at: int) -> None:
    """Put in how far over the cut each sample of a top is expected, in parts of the cut's level: an arc.

    Parameters
    ----------
    x, begin, end
        A sound and where in it a top begins and ends.
    here, so_far
        What share of the loud samples was cut, around it and all along.
    heights, at
        Filled in from there on.
    """
    part = part_of_wave(x, begin, end)
    mean = EXCESS * here**HERE_POWER * so_far**SO_FAR_POWER * part**PART_POWER
    count = end - begin
    for i in range(count):
        along = (i + 1.0) / (count + 1.0)
        heights[at + i] = mean * 6.0 * along * (1.0 - along) * (count + 1.0) / (count + 2.0)


@kernel
def between(drawn: Doubles, places: NDArray[np.int64], cuts: Doubles, begin: int, end: int) -> float:
    """Return how far apart what was drawn twice is from one place to another, in parts of where it was cut."""
    total = 0.0
    for k in range(begin, end):
        total += ((drawn[0, places[k]] - drawn[1, places[k]]) / cuts[k]) ** 2
    return math.sqrt(total / max(end - begin, 1))


@kernel
def lean(
    drawn: Doubles,
    places: NDArray[np.int64],
    cuts: Doubles,
    begin: int,
    end: int,
    off: float,
    heights: Doubles,
    spreads: Doubles,
) -> None:
    """Let what is expected of a top lean towards what was drawn of it, the more the surer that is.

    Parameters
    ----------
    drawn
        The sound, drawn twice; shape (2, as long as that).
    places, cuts, begin, end
        Where samples were cut and at what value each, and which of them are this top.
    off
        How far both are apart all around, from `between`.
    heights, spreads
        How far beyond the cut it is expected, and give or take how much.
    """  # fmt: skip
    spread = max(LEAST_SPREAD, APART * max(off, between(drawn, places, cuts, begin, end)))
    spread *= max(1.0, (end - begin) / SHORT)
    held = HELD * max(float(np.mean(heights[begin:end])), LEAST_HEIGHT)
    share = held**2 / (held**2 + spread**2)
    for k in range(begin, end):
        height = 0.5 * (drawn[0, places[k]] + drawn[1, places[k]]) / cuts[k] - 1.0
        heights[k] += share * (height - heights[k])
        spreads[k] = SPREAD * spread / math.sqrt(SPREAD**2 + spread**2)
