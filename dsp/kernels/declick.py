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
from dsp.kernels.banded import factor, tie
from dsp.kernels.clicklike import MIDDLE
from dsp.kernels.decay import EARLIER, subtract_decay
from dsp.kernels.suspects import (
    BESIDE,
    FIRST,
    FUTURE,
    HOP,
    LONGEST,
    PAST,
    PLACES,
    PRICE,
    SIZE,
    evidence,
    extent,
    prediction_errors,
    take_out,
    usual_errors,
)
from dsp.kernels.verdict import likelihood, signs, traces

LATENCY = HOP + FUTURE

USUAL, STERNER = 0.6, 10.0
"""At this sensitivity a click must be as likely as `dsp.kernels.clicklike` asks; with one less by 0.1, likelier by a
tenth of the second number, as a logarithm."""

ROUNDS = 3
"""The model is fitted so often, each time to the sound without what stood out of it before."""

SUSPECT, FAINTEST, MOST = 300.0, 60.0, 10
"""What accounts for so many squares of the model's usual error may be a click and spoils the model, what for so many is
looked at in the end; so many at once."""

PRICES = (8.0, 40.0, 200.0)
"""What each sample of a click must account for, in squares of the errors left about it: the first sure width is taken.
Where a voice's pulse or another click is beside, only a high price keeps them apart."""

LIKELY, UNLIKELY = 3.0, 4.0
"""What leaves hardly a trace before or after it is no click, unless more is asked for than is usual, and what is by so
much less likely to be one than asked, as a logarithm, is none however wide."""

STEP = 4
"""Every so many samples a click is looked for; where just it begins is found afterwards."""

APART, NEXT = 8, 8
"""Clicks so near to each other are one; one that begins so soon after the samples at work is mended with theirs."""

FADED, SHORT, TAIL = 0.12, 3, 1
"""A click of so many samples at least that ends at less than such a part of its height dies away, and goes on for so
many samples unnoticed."""

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
                        _mend(known, STERNER * (USUAL - share), told[lane])
                    for i in range(SIZE - HOP):
                        known[i] = known[HOP + i]
                for i in range(count):
                    y[lane, channel, begin + i] = known[PAST - HOP + within + i]
                    known[SIZE - HOP + within + i] = x[lane, channel, begin + i]
            begin += count


@kernel
def _mend(x: Doubles, asked: float, told: Doubles) -> None:
    """Fill in what the clicks covered that begin among the samples at work, each whole and once."""
    a, b, c = np.empty(ORDER + 1), np.empty(ORDER + 1), np.empty((ORDER + 1, ORDER + 1))
    forwards, backwards, usual = np.zeros(SIZE), np.zeros(SIZE), np.empty(SIZE)
    band, row, doubts = np.empty((LONGEST, ORDER + 1)), np.arange(LONGEST), np.zeros(LONGEST)
    clean, covered = x.copy(), np.zeros(SIZE, np.bool_)
    # A click hides in a model that had to learn it: without the suspects the model is the sound's own, and tells more.
    for i in range(ROUNDS):
        if model(clean, 0, SIZE, a, c) < 0.0:
            return
        prediction_errors(clean, a, forwards, backwards)
        usual_errors(forwards, usual)
        likeness(a, b)
        tie(b, row, LONGEST, band)
        if not factor(band, row, LONGEST, doubts, band):
            return
        prediction_errors(x, a, forwards, backwards)
        clean[:] = x
        covered[:] = False
        if i < ROUNDS - 1 and look(clean, a, band, forwards, backwards, usual, asked, False, covered):
            continue
        if look(clean, a, band, forwards, backwards, usual, asked, True, covered):
            break
        return
    _follow(x, clean, covered)
    places = np.empty(SIZE, np.int64)
    count, clicks, last, own = 0, 0, -SIZE, False
    for n in range(FIRST, SIZE):
        if covered[n]:
            if n - last > APART:
                own = PAST <= n < PAST + HOP + NEXT
                clicks += own
            last = n
            if own:
                places[count] = n
                count += 1
    if count == 0:
        return
    _put_in(x, clean, covered, places, count)
    told[CLICKS] += clicks
    told[SAMPLES] += count


@kernel
def _follow(x: Doubles, clean: Doubles, covered: NDArray[np.bool_]) -> None:
    """Cover a little more where a click dies away: its end goes down in what is played, and bends what is filled in."""
    n = FIRST
    while n < SIZE - TAIL:
        begin, highest = n, 0.0
        while n < SIZE - TAIL and covered[n]:
            highest = max(highest, abs(x[n] - clean[n]))
            n += 1
        if n - begin >= SHORT and abs(x[n - 1] - clean[n - 1]) < FADED * highest:
            covered[n : n + TAIL] = True
            n += TAIL
        n += 1


@kernel
def look(
    clean: Doubles,
    a: Doubles,
    band: Doubles,
    forwards: Doubles,
    backwards: Doubles,
    usual: Doubles,
    asked: float,
    final: bool,
    covered: NDArray[np.bool_],
) -> bool:
    """Take the clicks out one after the other, the greatest first, and tell whether there are any.

    Parameters
    ----------
    clean, forwards, backwards
        The sound and the model's errors; afterwards without the clicks.
    a, band, usual
        The model, its triangle (`dsp.kernels.suspects.evidence`), and how much it errs as a rule.
    asked, final
        How likely a click must be, if this is the last time; before, whatever might be one is taken out.
    covered
        Becomes true where a click was.
    """
    worth, wide, barred = np.empty(PLACES), np.ones(PLACES, np.int64), np.zeros(PLACES, np.bool_)
    found, least = False, FAINTEST if final else SUSPECT
    evidence(forwards, a, band, usual, FIRST, FIRST + PLACES, PRICE, STEP, worth, wide)
    for _ in range(MOST):
        place = int(np.argmax(worth))
        if not worth[place] > least:
            break
        begin, width, sure = FIRST + place, wide[place], True
        if final and begin < PAST + HOP + BESIDE:
            first, many, sure = _weigh(clean, a, band, forwards, backwards, usual, asked, place, worth, wide)
            if sure:
                begin, width = first, many
        end = begin + width
        if sure:
            covered[begin:end] = found = True
            take_out(clean, begin, width, a, band, forwards, backwards)
            low = max(FIRST, (begin - ORDER - LONGEST) // STEP * STEP)
            evidence(forwards, a, band, usual, low, end + ORDER, PRICE, STEP, worth, wide)
        else:
            # What is played is no click in a part of it either.
            low = FIRST
            barred[max(0, place - 2 * STEP) : end - FIRST] = True
            for k in range(PLACES):
                barred[k] |= worth[k] > least and k + FIRST < end and k + FIRST + wide[k] > begin
        for k in range(low - FIRST, min(int(end + ORDER - FIRST), PLACES)):
            if barred[k]:
                worth[k] = -np.inf
    return found


@kernel
def _weigh(
    clean: Doubles,
    a: Doubles,
    band: Doubles,
    forwards: Doubles,
    backwards: Doubles,
    usual: Doubles,
    asked: float,
    place: int,
    worth: Doubles,
    wide: Places,
) -> tuple[int, int, bool]:
    """Return where something begins, how wide it is, and whether it is a click."""
    begin, width, error, told = FIRST + place, wide[place], usual[FIRST + place], np.empty(MIDDLE.size)
    after, before, _ = traces(forwards, backwards, begin, begin + width, (worth[place] + PRICE * width) * error**2)
    if max(after, before) < LIKELY * np.exp(min(asked, 0.0)):
        return begin, width, False
    for price in PRICES:
        first, many, gain = extent(forwards, a, band, error, price, begin, width, worth[place])
        if gain > 0.0:
            signs(clean, a, band, forwards, backwards, first, many, gain, error, told)
            likely = likelihood(told) - asked
            if likely > 0.0:
                return first, many, True
            if likely < -UNLIKELY:
                break
    return begin, width, False


@kernel
def _put_in(x: Doubles, clean: Doubles, covered: NDArray[np.bool_], places: Places, count: int) -> None:
    """Fill some places in by what may know more of the sound than what was looked at for clicks, and learns from it.

    Where a click died away, what it added is subtracted instead.
    """
    a, b, c = np.empty(FINE + 1), np.empty(FINE + 1), np.empty((FINE + 1, FINE + 1))
    band, values, doubts = np.empty((count, FINE + 1)), np.empty(count), np.zeros(count)
    sure, last = True, 0
    for _ in range(ROUNDS):
        sure = sure and model(clean, 0, SIZE, a, c) >= 0.0
        if sure:
            likeness(a, b)
            sure = fill(clean, places, count, b, doubts, band, values)
    for i in range(count):
        begin = places[i]
        if sure and begin >= last and (i == 0 or begin > places[i - 1] + APART):
            last = subtract_decay(x, clean, covered, begin, PAST, a, b)
            x[begin - EARLIER : last] = clean[begin - EARLIER : last]
        x[begin] = clean[begin]
