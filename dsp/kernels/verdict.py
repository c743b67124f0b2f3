"""Whether what stands out of a sound is a click or played.

A dozen signs are weighed, none of which is enough: a drum leaves a trace in all that follows and makes it louder, a
voice's pulse comes again, and what the sound beside it does not foresee is told from hiss by how far it stands out.
What each sign counts beside the others was learnt from clicks that were laid over recordings, and from the same
recordings without: `bench/clicks.py` makes `dsp.kernels.clicklike`.

References
----------
.. [1] A. J. Fox, "Outliers in time series", J. R. Stat. Soc. B 34(3), 1972: what is laid over a series is gone without
   a trace where it is taken out, what drives the series goes on in all that follows. A drum is of the second kind.
.. [2] J. F. Kaiser, "On a simple algorithm to calculate the 'energy' of a signal", ICASSP 1990.
.. [3] C. M. Bishop, "Neural Networks for Pattern Recognition", 1995, chapter 6: a network of one hidden layer that was
   fitted to examples of two kinds tells the logarithm of the odds between them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.autoregressive import ORDER
from dsp.kernels.banded import dot, solve
from dsp.kernels.clicklike import BIAS, INTO, MIDDLE, OUT, SPREAD, SURE
from dsp.kernels.simd import DOUBLES
from dsp.kernels.suspects import QUIET, SIZE

LONG, BRIEF = 512, 64
"""So many samples on either side tell by how much louder it is on one than on the other."""

NEAR = 128
"""In so many samples on either side the largest error is sought."""

FAINT = 0.2
"""No more alike than so, two errors of the model have nothing to do with each other."""

LOUDNESS = 9
"""Which sign tells how loud the sound is beside the click's height, as a logarithm."""

FURTHEST = 15.0
"""Signs are logarithms, and say nothing more beyond."""

Doubles = NDArray[np.float64]


@kernel
def traces(forwards: Doubles, backwards: Doubles, begin: int, end: int, gain: float) -> tuple[float, float, float]:
    """Return how much more the model errs beside something as it is than with it taken out, after it and before.

    Were it played, the model would err only where it is, and nothing could be gained after it: by how much it errs
    there is told by what is left where it is filled in, which comes third, as an error of each sample.
    """
    was, after, before = 0.0, 0.0, 0.0
    for n in range(begin, end + ORDER):
        was += forwards[n] ** 2
        if n >= end:
            after += forwards[n] ** 2
    for n in range(begin - ORDER, begin):
        before += backwards[n] ** 2
    left = max(was - gain, ORDER * QUIET**2)
    return after / left, before / left, np.sqrt(left / ORDER)


@kernel
def _change(x: Doubles, begin: int, end: int, lately: int) -> float:
    """Return how many times as loud or as soft the sound is after something as before it, as a logarithm.

    Loud is what has a high median of Teager's energy [2]_: of a tone it is the same at every instant, so that not
    even of a low note that is heard for half a period a click may be taken for its beginning or its end.
    """
    energy, loud = np.empty(lately), np.empty(2)
    for side in range(2):
        first = begin - 1 - lately if side == 0 else end + 1
        for n in range(first, first + lately):
            energy[n - first] = abs(x[n] * x[n] - x[n - 1] * x[n + 1])
        loud[side] = np.sqrt(np.median(energy)) + QUIET
    change: float = abs(np.log(loud[1] / loud[0]))
    return change


@kernel
def _come_again(errors: Doubles, begin: int, end: int) -> tuple[float, float]:
    """Return how much like something the two others are that are most like it: a voice's pulses come again and again.

    They are as loud as well, half as much at least: of what is softer it tells by how much.
    """
    length = end - begin + ORDER // 2
    whole = length - length % DOUBLES
    own, other, first, second, at = 0.0, 0.0, FAINT, FAINT, -SIZE
    for k in range(length):
        own += errors[begin + k] ** 2
        other += errors[ORDER + k] ** 2
    for place in range(ORDER, SIZE - ORDER - length):
        # So much softer, it cannot be as much alike as others are.
        if abs(place - begin) >= length and other > (0.5 * second) ** 2 * own:
            cross = dot(errors, begin, errors, place, whole)
            for k in range(whole, length):
                cross += errors[begin + k] * errors[place + k]
            alike = cross / max(0.5 * own, np.sqrt(own * other))
            if abs(place - at) <= length:
                if alike > first:
                    first, at = alike, place
            elif alike > first:
                first, second, at = alike, first, place
            elif alike > second:
                second = alike
        other += errors[place + length] ** 2 - errors[place] ** 2
    return first, second


@kernel
def signs(
    x: Doubles,
    a: Doubles,
    band: Doubles,
    forwards: Doubles,
    backwards: Doubles,
    begin: int,
    width: int,
    gain: float,
    error: float,
    told: Doubles,
) -> None:
    """Put in what speaks for something being a click, or against.

    Parameters
    ----------
    x, forwards, backwards
        The sound, and the model's errors.
    a, band
        The model and its triangle: `dsp.kernels.suspects.evidence`.
    begin, width
        What stands out.
    gain, error
        How much less the model errs with it taken out, and its usual error.
    told
        Filled in, as many as `dsp.kernels.clicklike` weighs.
    """
    end = begin + width
    after, before, left = traces(forwards, backwards, begin, end, gain)
    added = np.zeros(width)
    for i in range(width):
        for k in range(ORDER + 1):
            added[i] += a[k] * forwards[begin + i + k]
    solve(band, width, added)
    height, largest, loud = max(np.abs(added).max(), 1e-9), 0.0, 0.0
    for n in range(begin - NEAR, end + NEAR):
        largest = max(largest, abs(forwards[n]))
    for n in range(begin - LONG, end + LONG):
        loud += x[n] ** 2
    told[0] = np.log(gain / error**2)
    told[1] = np.log(1.0 + width)
    told[2] = np.log(max(after, 1e-9))
    told[3] = np.log(max(before, 1e-9))
    told[4] = np.log(left / error)
    told[5] = _change(x, begin, end, LONG)
    told[6] = _change(x, begin, end, BRIEF)
    told[7], told[8] = _come_again(forwards, begin, end)
    told[LOUDNESS] = 0.5 * np.log(max(loud, 1e-18) / (2 * LONG + width)) - np.log(height)
    told[10] = np.log(max(abs(added[width - 1]) / height, 1e-9))
    told[11] = np.log(max(largest, 1e-9) / height)
    for i in range(told.size):
        told[i] = min(max(told[i], -FURTHEST), FURTHEST)


@kernel
def likelihood(told: Doubles) -> float:
    """Return how likely something is a click by its signs, as the odds' logarithm: 0 is where it is taken for one."""
    odds = -SURE
    for j in range(OUT.size):
        total = BIAS[j]
        for i in range(told.size):
            total += INTO[i, j] * (told[i] - MIDDLE[i]) / SPREAD[i]
        odds += OUT[j] * np.tanh(total)
    return odds
