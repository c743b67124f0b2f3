"""Clicks that die away: one damped wave says what they were, also where they have gone down in what is played.

What is under a click of that shape need not be guessed: the wave is subtracted, and what the sound is there comes to
light. Whether a click has that shape, and how nearly, is told by what makes the sound about it likeliest.

References
----------
.. [1] S. V. Vaseghi, P. J. W. Rayner, "Detection and suppression of impulsive noise in speech communication systems",
   IEE Proc. I 137(1), 1990: a pulse with a tail is the ringing of what played it, and can be subtracted.
.. [2] S. J. Godsill, P. J. W. Rayner, "Digital Audio Restoration", Springer, 1998, chapters 4 and 7: what a click adds
   is normally distributed about what is expected of it; of several ways to expect it the likeliest is taken.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.banded import factor, solve, tie
from dsp.kernels.unevenness import errors

SPAN = 60
"""So many samples after its beginning nothing is left of a click that dies away."""

FADES = np.array([2.5, 4.0, 6.3, 10.0])
PITCHES = 24
"""In so many samples it falls to 1 / e, and so many frequencies it may have, at first; then both are made exact."""

FASTEST, SLOWEST = 2.0, 14.0
"""In fewer samples something else falls as well, and in more it is hardly gone when it has to be."""

FINER, NARROWER = 7, 0.6
"""So many times a better wave is looked for beside the best, each time so many times nearer to it."""

EARLIER, LATER = 1, 1
"""A click may begin by so many samples before where it was noticed, or after."""

LEAST_WIDTH = 4
"""What is shorter is filled in: nothing more is to be won."""

ABOUT = ((0.0, 0.0003), (0.0, 0.003), (0.0, 0.03), (0.3, 0.003))
"""How far off the wave a click is, as shares of what the wave has still and of its first height."""

PLAINER = 10.0
"""A wave has to be likelier than no shape at all by so much, as a natural logarithm."""

LOWEST, HIGHEST = 0.7, 2.0
"""It is about as high as what was filled in says: otherwise it is another wave, in what is played."""

BESIDE = 150
"""So many samples on either side tell how much the model errs."""

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


@kernel
def _answer(b: Doubles, fade: float, pitch: float) -> tuple[float, float]:
    """Return the sum over all lags of the model's correlation with a damped wave, a complex number."""
    shrink = math.exp(-1.0 / fade)
    right, up = shrink * math.cos(pitch), shrink * math.sin(pitch)
    real, imaginary = 0.0, 0.0
    for lag in range(b.size - 1, 0, -1):
        again = real + b[lag]
        real, imaginary = again * right - imaginary * up, again * up + imaginary * right
    return b[0] + 2.0 * real, 2.0 * imaginary


@kernel
def _strength(
    pulls: Doubles, begin: int, fade: float, pitch: float, real: float, imaginary: float, doubt: float
) -> tuple[float, float, float, float]:
    """Return how much less the model errs without such a wave from `begin` on, and how much of each phase there is.

    Last comes how much likelier that must be, for both were free.
    """
    shrink = math.exp(-1.0 / fade)
    right, up = shrink * math.cos(pitch), shrink * math.sin(pitch)
    even, odd = 0.0, 0.0
    for n in range(begin + SPAN - 1, begin - 1, -1):
        even, odd = even * right - odd * up + pulls[n], even * up + odd * right
    # The wave's products with itself, both phases: geometric sums.
    both = real / (1.0 - shrink * shrink)
    down, across = 1.0 - (right * right - up * up), -2.0 * right * up
    size = down * down + across * across
    turned, turned_up = (real * down + imaginary * across) / size, (imaginary * down - real * across) / size
    first, second, mixed = 0.5 * (both + turned), 0.5 * (both - turned), 0.5 * turned_up
    first, second = first + doubt, second + doubt
    det = first * second - mixed * mixed
    if not det > 0.0:
        return 0.0, 0.0, 0.0, 0.0
    cosine = (second * even - mixed * odd) / det
    sine = (first * odd - mixed * even) / det
    return cosine * even + sine * odd, cosine, sine, 0.5 * math.log(det / (doubt * doubt))


@kernel
def _wave(pulls: Doubles, b: Doubles, doubt: float, wave: Doubles) -> tuple[int, float, float, float]:
    """Put in the damped wave without which the model errs least.

    Parameters
    ----------
    pulls, b
        What the model's errors pull at each place, and its coefficients' correlation with themselves.
    doubt
        The variance of its errors over that of a wave's amplitude.
    wave
        Filled in, shape (SPAN,).

    Returns
    -------
    int, float, float, float
        Where it begins, its amplitude, in how many samples it fades, and how much likelier it must be for having been
        free, as a natural logarithm.
    """
    best, start, fade, pitch = 0.0, 0, FADES[0], 1.0
    for one in FADES:
        for j in range(PITCHES):
            two = math.pi * (j + 0.5) / PITCHES
            x, y = _answer(b, one, two)
            for at in range(EARLIER + LATER + 1):
                gain, _, _, _ = _strength(pulls, at, one, two, x, y, doubt)
                if gain > best:
                    best, start, fade, pitch = gain, at, one, two
    longer, higher = 1.2, 0.5 * math.pi / PITCHES
    for _ in range(FINER):
        middle, centre = fade, pitch
        for i in range(-1, 2):
            for j in range(-1, 2):
                one, two = middle * longer**i, min(max(centre + j * higher, 0.0), math.pi)
                if FASTEST <= one <= SLOWEST:
                    x, y = _answer(b, one, two)
                    gain, _, _, _ = _strength(pulls, start, one, two, x, y, doubt)
                    if gain > best:
                        best, fade, pitch = gain, one, two
        longer, higher = longer**NARROWER, higher * NARROWER
    x, y = _answer(b, fade, pitch)
    _, cosine, sine, freedom = _strength(pulls, start, fade, pitch, x, y, doubt)
    for n in range(SPAN):
        wave[n] = math.exp(-n / fade) * (cosine * math.cos(pitch * n) + sine * math.sin(pitch * n))
    return start, math.hypot(cosine, sine), fade, freedom


@kernel
def _loosely(b: Doubles, places: Places, count: int, variance: Doubles, error: float, band: Doubles) -> float:
    """Put in the triangle of a click that is as expected give or take so much, and return how likely so loose a one is.

    Parameters
    ----------
    b
        The correlation of the model's coefficients with themselves.
    places, count
        Ascending.
    variance, error
        Of the click at each place, and of the model's errors.
    band
        Filled in, shape (places, order + 1).
    """
    doubts, likely = np.empty(count), 0.0
    for i in range(count):
        doubts[i] = error / variance[i]
    tie(b, places, count, band)
    if not factor(band, places, count, doubts, band):
        return -np.inf
    for i in range(count):
        likely += 0.5 * math.log(doubts[i]) - math.log(band[i, b.size - 1])
    return likely


@kernel
def _closely(
    energy: float, pulls: Doubles, b: Doubles, places: Places, count: int, mean: Doubles, band: Doubles, found: Doubles
) -> float:
    """Put in what a click was by its triangle, and return what is left of the errors' squares and of what is expected.

    Parameters
    ----------
    energy, pulls
        The errors' squares summed up, and their correlation with the model's coefficients at each place.
    b, places, count, band
        As above.
    mean
        What is expected of the click.
    found
        Filled in.
    """
    order, values = b.size - 1, np.empty(count)
    for i in range(count):
        tied = 0.0
        for j in range(count):
            apart = abs(places[i] - places[j])
            if apart <= order:
                tied += b[apart] * mean[j]
        values[i] = pulls[places[i]] - tied
        energy -= mean[i] * (2.0 * pulls[places[i]] - tied)
    found[:count] = values
    solve(band, count, found)
    for i in range(count):
        energy -= values[i] * found[i]
        found[i] += mean[i]
    return energy


@kernel
def _beyond(pulls: Doubles, b: Doubles, wave: Doubles, begin: int, rest: Doubles) -> float:
    """Put in what pulls before some place when the wave from there on is gone; return how much less the errors are."""
    less = 0.0
    rest[:] = pulls
    for n in range(begin, pulls.size):
        tied = 0.0
        for m in range(begin, pulls.size):
            if abs(n - m) < b.size:
                tied += b[abs(n - m)] * wave[m]
        less += wave[n] * (2.0 * pulls[n] - tied)
    for n in range(begin):
        for m in range(begin, min(pulls.size, n + b.size)):
            rest[n] -= b[m - n] * wave[m]
    return less


@kernel
def subtract_decay(
    x: Doubles, clean: Doubles, covered: NDArray[np.bool_], noticed: int, first: int, a: Doubles, b: Doubles
) -> int:
    """Take out what a click added, if it is one that dies away, in place of what is filled in.

    Parameters
    ----------
    x, clean
        The sound with the click, and with all that was noticed filled in; what is without it is put into `clean`.
    covered, noticed
        What was noticed, and where the click begins in it.
    first
        Nothing is changed before.
    a, b
        The model, and its coefficients' correlation with themselves.

    Returns
    -------
    int
        Up to where it is done with; `noticed`, and nothing changed, if it is none.
    """
    order, begin = a.size - 1, max(first, noticed - EARLIER)
    last, end, count = begin + EARLIER + LATER + SPAN, noticed, 0
    size = last - begin
    if last + 2 * order > x.size or (covered[last - 1] and covered[last]):
        return noticed
    places, height = np.empty(size, np.int64), 0.0
    for n in range(noticed, last):
        if covered[n]:
            places[count], end = n - begin, n + 1
            height = max(height, abs(x[n] - clean[n]))
            count += 1
    if count < LEAST_WIDTH:
        return noticed
    low, high = max(order, begin - BESIDE), min(x.size, end + order + BESIDE)
    e, with_it = np.empty(x.size), clean.copy()
    errors(clean, low, high, a, e)
    error = np.square(e[low:high]).sum() / (high - low - count)
    with_it[begin:last] = x[begin:last]
    errors(with_it, begin, last + order, a, e)
    energy, pulls = np.square(e[begin : last + order]).sum(), np.zeros(size)
    for n in range(size):
        for k in range(order + 1):
            pulls[n] += a[k] * e[begin + n + k]
    wave, mean = np.empty(SPAN), np.zeros(size)
    start, loud, fade, sure = _wave(pulls, b, error / height**2, wave)
    if not (LOWEST < loud / height < HIGHEST and fade < 0.99 * SLOWEST):
        return noticed
    mean[start : start + SPAN] = wave
    # No shape at all: each sample may be anything as high as the highest.
    band, found, variance = np.empty((size, order + 1)), np.empty(size), np.full(size, height**2)
    likeliest = PLAINER + sure + _loosely(b, places, count, variance, error, band)
    likeliest -= 0.5 / error * _closely(energy, pulls, b, places, count, np.zeros(size), band, found)
    # Where it was noticed it is about the wave, beyond it is the wave and nothing else, or nothing.
    many, everywhere, better = min(end - begin + 2, size), np.arange(size), False
    pulled, left = np.empty((2, size)), np.full(2, energy)
    pulled[0] = pulls
    left[1] -= _beyond(pulls, b, mean, many, pulled[1])
    for share, least in ABOUT:
        for n in range(many):
            faded = math.exp((start - n) / fade) if n >= start else 0.0
            variance[n] = (loud * (share * faded + least)) ** 2
        loose = _loosely(b, everywhere, many, variance, error, band)
        for rings in range(2):
            off = _closely(left[rings], pulled[rings], b, everywhere, many, mean, band, found)
            if loose - 0.5 / error * off > likeliest:
                likeliest, better = loose - 0.5 / error * off, True
                for n in range(size):
                    clean[begin + n] = x[begin + n] - (found[n] if n < many else rings * mean[n])
    return last if better else noticed
