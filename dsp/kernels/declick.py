"""The click remover's loop: clicks are told from what is played, and what they covered is filled in.

References
----------
.. [1] S. J. Godsill, P. J. W. Rayner, "Digital Audio Restoration", Springer, 1998, chapters 5 and 6: a click stands out
   of what an autoregressive model fails to predict, before it forwards and after it backwards in time.
.. [2] S. V. Vaseghi, P. J. W. Rayner, "Detection and suppression of impulsive noise in speech communication systems",
   IEE Proc. I 137(1), 1990.
.. [3] A. J. Fox, "Outliers in time series", J. R. Stat. Soc. B 34(3), 1972: what is laid over a series is gone without
   a trace where it is taken out, what drives the series goes on in all that follows. A drum is of the second kind.
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
    LONGEST,
    PAST,
    QUIET,
    SIZE,
    cores_of,
    places_of,
    prediction_errors,
    suspects,
    usual_errors,
)

LATENCY = HOP + FUTURE

WIDER = ((1, 1), (1, 4), (2, 8), (4, 2), (8, 8))
"""A click may begin and end by so many samples before and after what stands out."""

BETTER = 0.8
"""More samples are taken for it where the model then errs so much less."""

WHOLE = 1.35
"""Without the click the model errs so many times as usual at most, for otherwise what was there drove all that
followed: a stick, a plectrum, a breath of air into a reed."""

REMNANT = 0.002
"""That much of a click may be left by how well it can be told what was under it."""

FIRMEST, FREEST = 64.0, 4.0
"""How many times the usual error a click must stand out in each of its samples, at no and full sensitivity."""

LATELY = 512
"""So many samples tell how loud it is."""

LOUDER = 5.0
"""What begins or ends there makes the sound so many times louder or softer."""

ALIKE = 0.7
"""So far alike two errors of the model are taken for the same thing come again."""

ROUNDS = 2

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
def _power(x: Doubles, a: Doubles, begin: int, end: int) -> float:
    """Return the sum of the squares of a model's errors over a stretch."""
    total = 0.0
    for n in range(begin, end):
        error = x[n]
        for k in range(1, ORDER + 1):
            error += a[k] * x[n - k]
        total += error * error
    return total


@kernel
def _passes_by(trial: Doubles, errors: Doubles, begin: int, end: int) -> bool:
    """Tell whether the sound is about as loud after something as before it, and whether that does not come again.

    A note begins and swells; the pulses of a string or a voice come again and again, as far apart each time.
    """
    before, after = np.median(np.abs(trial[begin - LATELY : begin])), np.median(np.abs(trial[end : end + LATELY]))
    if max(before, after) > LOUDER * min(before, after) + QUIET:
        return False
    length = end - begin + ORDER // 2
    own = 0.0
    for k in range(length):
        own += errors[begin + k] ** 2
    like = np.zeros(SIZE)
    for place in range(ORDER, SIZE - ORDER - length):
        if abs(place - begin) >= length:
            cross, other = 0.0, 0.0
            for k in range(length):
                cross += errors[begin + k] * errors[place + k]
                other += errors[place + k] ** 2
            if cross > ALIKE * np.sqrt(own * other) and cross > ALIKE * 0.5 * own:
                like[place] = 1.0
    for place in range(ORDER, SIZE):
        if like[place]:
            apart = place - begin
            for n in (begin - apart, begin + 2 * apart):
                for near in range(max(0, n - 2), min(SIZE, n + 3)):
                    if like[near]:
                        return False
    return True


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
                verdict = _judge(
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
                _judge(x, clean, first, last, a, b, forwards, error, firmness, found[begun], places, band, values)
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
    clean[:] = x
    count = places_of(found, clicks, 0, places)
    if fill(clean, places, count, b, doubts, band, values):
        x[:] = clean
        told[CLICKS] += clicks
        told[SAMPLES] += count


@kernel
def _judge(
    x: Doubles,
    clean: Doubles,
    first: int,
    last: int,
    a: Doubles,
    b: Doubles,
    errors: Doubles,
    error: float,
    firmness: float,
    found: Places,
    places: Places,
    band: Doubles,
    values: Doubles,
) -> int:
    """Tell whether something is a click: 1, and where is put in; 0 where it hardly stands out, -1 where it is played.

    Parameters
    ----------
    x, clean
        The sound, and the same without any suspect.
    first, last
        What stands out.
    a, b, errors, error
        The model, its likeness, its errors, and how large they are thereabouts as a rule.
    firmness
        How far a click stands out.
    found
        Becomes its first and last place, and the verdict.
    places, band, values
        To work in.
    """
    trial, doubts = np.empty(SIZE), np.zeros(last - first + 1 + 2 * LONGEST)
    best, verdict = np.inf, 0
    found[0], found[1] = first - 1, last + 1
    for before, after in WIDER:
        begin, end = first - before, last + after + 1
        trial[:] = clean
        trial[begin:end] = x[begin:end]
        was = _power(trial, a, begin, end + ORDER)
        for k in range(end - begin):
            places[k] = begin + k
        if not fill(trial, places, end - begin, b, doubts, band, values):
            break
        now = _power(trial, a, begin, end + ORDER)
        outstanding = np.sqrt(max(0.0, was - now) / (end - begin)) / error
        if outstanding < firmness:
            break
        verdict = verdict or -1
        left = np.sqrt(now / ORDER) / error
        if left < min(BETTER * best, WHOLE + REMNANT * outstanding) and _passes_by(trial, errors, begin, end):
            best, verdict = left, 1
            found[0], found[1] = begin, end - 1
    found[2] = verdict
    return verdict
