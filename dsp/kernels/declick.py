"""The click remover's loop: clicks are told from what is played, and what they covered is filled in.

References
----------
.. [1] S. J. Godsill, P. J. W. Rayner, "Digital Audio Restoration", Springer, 1998, chapters 5 and 6: a click stands out
   of what an autoregressive model fails to predict, before it forwards and after it backwards in time.
.. [2] S. V. Vaseghi, P. J. W. Rayner, "Detection and suppression of impulsive noise in speech communication systems",
   IEE Proc. I 137(1), 1990.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.autoregressive import ORDER, fill, likeness, model
from dsp.kernels.suspects import (
    BESIDE,
    BLOCK,
    FUTURE,
    HOP,
    PAST,
    SIZE,
    cores_of,
    places_of,
    prediction_errors,
    suspects,
    usual_errors,
)
from dsp.kernels.verdict import judge

LATENCY = HOP + FUTURE

FIRMEST, FREEST = 64.0, 4.0
"""How many times the usual error a click must stand out in each of its samples, at no and full sensitivity."""

ROUNDS = 2

FINE = 64
"""Samples that one is predicted from where a click is filled in."""

CLICKS, SAMPLES = range(2)
"""What is told of a lane: how many clicks went, and how many samples they were."""

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


@kernel
def declick(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: Doubles,
    slope: Doubles,
    offset: NDArray[np.int64],
    frame: int,
    heard: Doubles,
    told: Doubles,
) -> None:
    """Take clicks out.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 1): the sensitivity, 0 to 1.
    offset
        Shape (lanes,).
    frame
        Frames that have gone by.
    heard
        What has come in lately, mended where it was; shape (lanes, channels, SIZE).
    told
        Shape (lanes, 2).
    """
    lanes, channels, frames = x.shape
    for lane in range(lanes):
        begin = 0
        while begin < frames:
            within = (frame + begin) % HOP
            share = start[lane, 0] + slope[lane, 0] * (offset[lane] + begin)
            count = min(HOP - within, frames - begin)
            for channel in range(channels):
                known = heard[lane, channel]
                if within == 0:
                    if share > 0.0:
                        _mend(known, FREEST * (FIRMEST / FREEST) ** (1.0 - share), told[lane])
                    for i in range(SIZE - HOP):
                        known[i] = known[HOP + i]
                for i in range(count):
                    y[lane, channel, begin + i] = known[PAST - HOP + within + i]
                    known[SIZE - HOP + within + i] = x[lane, channel, begin + i]
            begin += count


@kernel
def _mend(x: Doubles, firmness: float, told: Doubles) -> None:
    """Fill in what the clicks covered that begin among the samples at work, each whole and once."""
    a, b, c = np.empty(ORDER + 1), np.empty(ORDER + 1), np.empty((ORDER + 1, ORDER + 1))
    if model(x, 0, SIZE, a, c) < 0.0:
        return
    forwards, backwards, usual = np.zeros(SIZE), np.zeros(SIZE), np.empty(SIZE // BLOCK)
    spans = np.empty((HOP + 2 * BESIDE, 2), np.int64)
    prediction_errors(x, a, forwards, backwards)
    usual_errors(forwards, usual)
    count = suspects(forwards, backwards, usual, spans)
    if count == 0:
        return
    clean, apart = np.empty(SIZE), np.empty(SIZE)
    places, doubts = np.empty(SIZE, np.int64), np.zeros(SIZE)
    band, values = np.empty((SIZE, ORDER + 1)), np.empty(SIZE)
    cores, found = np.empty((SIZE, 3), np.int64), np.empty((SIZE, 3), np.int64)
    likeness(a, b)
    clean[:] = x
    if not fill(clean, places, places_of(spans, count, 2, places), b, doubts, band, values):
        return
    kept = 0
    # A click hides in a model that had to learn it: without the suspects the model is the sound's own, and tells more.
    for _ in range(ROUNDS):
        if model(clean, 0, SIZE, a, c) < 0.0:
            return
        prediction_errors(clean, a, forwards, backwards)
        usual_errors(forwards, usual)
        prediction_errors(x, a, forwards, backwards)
        count = suspects(forwards, backwards, usual, spans)
        number = cores_of(forwards, backwards, usual, spans, count, cores)
        likeness(a, b)
        clean[:] = apart[:] = x
        if not fill(clean, places, places_of(spans, count, 1, places), b, doubts, band, values):
            return
        if not fill(apart, places, places_of(cores, number, 1, places), b, doubts, band, values):
            return
        kept, core = 0, 0
        for i in range(count):
            first, last = spans[i]
            error, begun, whole = usual[first // BLOCK], kept, True
            while core < number and cores[core, 2] == i:
                verdict = judge(
                    x,
                    apart,
                    cores[core, 0],
                    cores[core, 1],
                    a,
                    b,
                    forwards,
                    error,
                    firmness,
                    found[kept],
                    places,
                    band,
                    values,
                )
                kept += verdict > 0
                whole = whole and verdict >= 0
                core += 1
            if kept == begun or not whole:
                judge(x, clean, first, last, a, b, forwards, error, firmness, found[begun], places, band, values)
                kept = begun + 1
        clean[:] = x
        if not fill(clean, places, places_of(found, kept, 0, places), b, doubts, band, values):
            return
    clicks = 0
    for i in range(kept):
        if found[i, 2] > 0 and PAST <= found[i, 0] + 1 < PAST + HOP:
            found[clicks] = found[i]
            clicks += 1
    if clicks == 0:
        return
    # What is put in may know more of the sound than what was looked at for clicks, and of a sound without any.
    count = places_of(found, clicks, 0, places)
    apart[:], clean[:] = clean, x
    if not fill(clean, places, count, b, doubts, band, values):
        return
    a, b, c = np.empty(FINE + 1), np.empty(FINE + 1), np.empty((FINE + 1, FINE + 1))
    band = np.empty((count, FINE + 1))
    if model(apart, 0, SIZE, a, c) >= 0.0:
        likeness(a, b)
        apart[:] = clean
        if fill(apart, places, count, b, doubts, band, values):
            clean[:] = apart
    x[:] = clean
    told[CLICKS] += clicks
    told[SAMPLES] += count
