"""Where clicks may be: what an autoregressive model of the sound fails to predict, forwards and backwards in time.

References
----------
.. [1] S. J. Godsill, P. J. W. Rayner, "Digital Audio Restoration", Springer, 1998, chapter 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.autoregressive import ORDER
from dsp.kernels.simd import DOUBLES, doubles, every_double, mad, store

PAST, HOP, FUTURE = 768, 768, 768
"""Samples that are known before those at work, at work, and after them."""

SIZE = PAST + HOP + FUTURE

BLOCK = 256
"""So many samples tell how much the model errs thereabouts."""

BESIDE = 128
"""What lies so near to those at work is looked at as well: a click there must not spoil the judgement of another."""

LONGEST = 40
"""A click of more samples is left as it is."""

APART = 8
"""Clicks so near to each other are one."""

TAIL = 6
"""It ends where for so long not half of that has stood out."""

SUSPECT = 5.0
"""What the model fails to predict by so many times its usual error may be the beginning or the end of a click."""

QUIET = 1e-5
"""No model errs less than 16 bits do."""

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
    """Put in how much the model errs about each block: by its median, and where it grows or shrinks the larger."""
    middles = np.empty(SIZE // BLOCK)
    for i in range(middles.size):
        middles[i] = np.median(np.abs(errors[max(ORDER, i * BLOCK) : min(SIZE - ORDER, (i + 1) * BLOCK)])) / 0.6745
    for i in range(middles.size):
        usual[i] = max(QUIET, middles[max(0, i - 1) : i + 2].max())


@kernel
def suspects(forwards: Doubles, backwards: Doubles, usual: Doubles, spans: Places) -> int:
    """Find what begins unforeseen and, looking back, ends so; put in where, first and last, and return how many."""
    count, begun, end, i = 0, 0, 0, PAST - BESIDE
    while i < PAST + HOP + BESIDE:
        least = SUSPECT * usual[i // BLOCK]
        last = -1
        if abs(forwards[i]) > least:
            for j in range(i, i + LONGEST):
                if abs(backwards[j]) > least or (0 <= last >= j - TAIL and abs(backwards[j]) > 0.5 * least):
                    last = j
        if last >= 0:
            if i > end + APART:
                begun = i
            end = last
            if end < begun + LONGEST:
                spans[count, 0], spans[count, 1] = i, last
                count += 1
            else:
                # One thing on the heels of another is something longer, and none of it a click.
                while count > 0 and spans[count - 1, 0] >= begun:
                    count -= 1
            i = last
        i += 1
    return count


@kernel
def cores_of(forwards: Doubles, backwards: Doubles, usual: Doubles, spans: Places, count: int, cores: Places) -> int:
    """Find what stands out both ways within some spans: several clicks may be taken for one that is longer."""
    number = 0
    for i in range(count):
        first, last = spans[i]
        least = 0.5 * SUSPECT * usual[first // BLOCK]
        cores[number, 0] = cores[number, 1] = first
        cores[number, 2] = i
        number += 1
        for n in range(first + 1, last + 1):
            if min(abs(forwards[n]), abs(backwards[n])) > least:
                if n > cores[number - 1, 1] + TAIL:
                    cores[number, 0] = n
                    cores[number, 2] = i
                    number += 1
                cores[number - 1, 1] = n
    return number


@kernel
def places_of(spans: Places, count: int, wider: int, places: Places) -> int:
    """Put in all places of some spans and so many beside each; return how many."""
    number, following = 0, 0
    for i in range(count):
        for place in range(max(following, spans[i, 0] - wider), spans[i, 1] + wider + 1):
            places[number] = place
            number += 1
            following = place + 1
    return number
