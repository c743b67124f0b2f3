"""Where clicks may be: what an autoregressive model of the sound accounts for better once some samples are set free.

References
----------
.. [1] S. J. Godsill, P. J. W. Rayner, "Digital Audio Restoration", Springer, 1998, chapters 5 and 6: how likely it is
   that some samples are not the sound's own follows from how much less the model errs where they are filled in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.autoregressive import ORDER
from dsp.kernels.banded import solve
from dsp.kernels.simd import DOUBLES, doubles, eight_doubles, every_double, like, mad, store

PAST, HOP, FUTURE = 768, 768, 768
"""Samples that are known before those at work, at work, and after them."""

SIZE = PAST + HOP + FUTURE

BLOCK = 256
"""So many samples tell how much the model errs thereabouts."""

BESIDE = 128
"""What lies so near to those at work is looked at as well: a click there must not spoil the judgement of another."""

LONGEST = 40
"""A click of more samples is left as it is."""

PRICE = 4.0
"""What each further sample of a click must account for, in squares of the model's usual error."""

TURNS = 5
"""Where a click begins and what is left beside it are found in turn, so often at most."""

QUIET = 1e-5
"""No model errs less than 16 bits do."""

FIRST = PAST - BESIDE
PLACES = (SIZE - FIRST - 3 * ORDER - LONGEST) // 8 * 8
"""Where a click may begin that is looked for, and at how many places: one in what is to come spoils the model too."""

EIGHT = 2 * DOUBLES

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


@kernel
def prediction_errors(x: Doubles, a: Doubles, forwards: Doubles, backwards: Doubles) -> None:
    """Put in what a model of the sound fails to predict, from what was before and from what comes after."""
    for n in range(ORDER, SIZE - ORDER, DOUBLES):
        before = after = doubles(x, n)
        for k in range(1, ORDER + 1):
            weight = every_double(a[k])
            before = mad(weight, doubles(x, n - k), before)
            after = mad(weight, doubles(x, n + k), after)
        store(forwards, n, before)
        store(backwards, n, after)


@kernel
def usual_errors(errors: Doubles, usual: Doubles) -> None:
    """Put in how much the model errs about each sample: by medians of blocks, and where they change the larger."""
    middles, larger = np.empty(SIZE // BLOCK), np.empty(SIZE // BLOCK)
    for i in range(middles.size):
        middles[i] = np.median(np.abs(errors[max(ORDER, i * BLOCK) : min(SIZE - ORDER, (i + 1) * BLOCK)])) / 0.6745
    for i in range(middles.size):
        larger[i] = max(QUIET, middles[max(0, i - 1) : i + 2].max())
    for n in range(SIZE):
        place = min(max((n + 0.5) / BLOCK - 0.5, 0.0), middles.size - 1.0)
        i = min(int(place), middles.size - 2)
        usual[n] = larger[i] + (place - i) * (larger[i + 1] - larger[i])


@kernel
def evidence(
    errors: Doubles,
    a: Doubles,
    band: Doubles,
    usual: Doubles,
    begin: int,
    end: int,
    price: float,
    step: int,
    worth: Doubles,
    wide: Places,
) -> None:
    """Put in what a click accounts for that begins at each of some places, and how wide the one is that does most.

    Of the samples from a place on, each that is set free takes one more row of a triangle that is the same at all
    places, so all widths are tried in one go.

    Parameters
    ----------
    errors
        The model's, forwards.
    a, band
        The model, and the triangle of `LONGEST` samples' equations in a row (`dsp.kernels.banded.factor`).
    usual
        How large they are as a rule about each sample.
    begin, end, step
        The places, among those from `FIRST` on: every so many samples, 1, 2 or 4.
    worth
        By how much less the model errs: of squares of its usual error, without the price of the samples.
    wide
        How many samples the click has then.
    """
    begin, end = max(begin, FIRST), min(end, FIRST + PLACES)
    columns = (end - begin + LONGEST) // step + 2 * EIGHT
    pulls, few = np.zeros(step * columns), np.empty(EIGHT)
    for n in range(0, end - begin + LONGEST, EIGHT):
        total = eight_doubles(0.0)
        for k in range(ORDER + 1):
            total = mad(eight_doubles(a[k]), like(total, errors, begin + n + k), total)
        store(few, 0, total)
        for k in range(EIGHT):
            pulls[(n + k) % step * columns + (n + k) // step] = few[k]
    rows, gains = np.empty(LONGEST * EIGHT), np.empty(EIGHT)
    worth[begin - FIRST : end - FIRST] = -np.inf
    for n in range(0, end - begin, EIGHT * step):
        gained = eight_doubles(0.0)
        for i in range(LONGEST):
            total = like(gained, pulls, i % step * columns + (n + i) // step)
            for k in range(max(0, i - ORDER), i):
                total = mad(eight_doubles(band[i, ORDER + k - i]), like(total, rows, EIGHT * k), total)
            total = total * eight_doubles(-1.0 / band[i, ORDER])
            store(rows, EIGHT * i, total)
            gained = mad(total, total, gained)
        store(gains, 0, gained)
        for lane in range(min(EIGHT, (end - begin - n + step - 1) // step)):
            place = begin + n + lane * step
            error = usual[place] ** 2
            if gains[lane] > price * error:
                gain = 0.0
                for i in range(LONGEST):
                    gain += rows[EIGHT * i + lane] ** 2
                    if gain / error - price * (i + 1) > worth[place - FIRST]:
                        worth[place - FIRST] = gain / error - price * (i + 1)
                        wide[place - FIRST] = i + 1


@kernel
def extent(
    errors: Doubles, a: Doubles, band: Doubles, usual: float, price: float, begin: int, width: int, worth: float
) -> tuple[int, int, float]:
    """Return where what stands out really begins, how wide it is, and what it accounts for.

    What is left thereabouts, rather than the usual error, is what one more sample has to make up for: a voice errs
    more at each of its pulses, and a model that had to learn a click errs more beside it.
    """
    each, wide, scale = np.empty(PLACES), np.ones(PLACES, np.int64), np.empty(SIZE)
    gain = (worth + PRICE * width) * usual**2
    for _ in range(TURNS):
        first, last = begin - LONGEST, begin + width + LONGEST
        total = 0.0
        for n in range(first, last):
            total += errors[n] ** 2
        left = max(usual**2, (total - gain) / (last - first - width))
        scale[:] = np.sqrt(left)
        low, high = max(FIRST, first), min(FIRST + PLACES, begin + width)
        evidence(errors, a, band, scale, low, high, price, 1, each, wide)
        best = low + int(np.argmax(each[low - FIRST : high - FIRST]))
        if not each[best - FIRST] > 0.0:
            return begin, width, 0.0
        settled = best == begin and wide[best - FIRST] == width
        begin, width = best, wide[best - FIRST]
        gain = (each[best - FIRST] + price * width) * left
        if settled:
            break
    return begin, width, gain


@kernel
def take_out(
    x: Doubles, begin: int, width: int, a: Doubles, band: Doubles, forwards: Doubles, backwards: Doubles
) -> None:
    """Fill some samples in, and keep the model's errors up with it."""
    values = np.zeros(width)
    for i in range(width):
        for k in range(ORDER + 1):
            values[i] -= a[k] * forwards[begin + i + k]
    solve(band, width, values)
    for i in range(width):
        x[begin + i] += values[i]
        for k in range(ORDER + 1):
            forwards[begin + i + k] += a[k] * values[i]
            backwards[begin + i - k] += a[k] * values[i]
