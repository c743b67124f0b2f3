"""The clipping mender's loop: tops that were cut flat are told from others, and drawn as they must have been.

References
----------
.. [1] A. J. E. M. Janssen, R. N. J. Veldhuis, L. B. Vries, "Adaptive interpolation of discrete-time signals that can
   be modeled as autoregressive processes", IEEE Trans. ASSP 34(2), 1986.
.. [2] P. Záviška, P. Rajmic, A. Ozerov, L. Rencker, "A survey and an extensive evaluation of popular audio declipping
   methods", IEEE J. Sel. Top. Signal Process. 15(1), 2021: what is put in must lie beyond where it was cut.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.autoregressive import model
from dsp.kernels.beyond import draw_beyond
from dsp.kernels.flat import FUTURE, HOP, PAST, SIZE, find_flat
from dsp.kernels.heights import FADE, SPREAD, USUAL_COUNT, USUAL_SHARE, between, count_loud, expect, lean
from dsp.kernels.persistent import SPAN, Span, look_ahead
from dsp.kernels.sparse import draw_sparsely
from dsp.kernels.spectrum import Floats
from dsp.kernels.unevenness import errors, trust_by_errors

ORDER = 64
"""Samples that one is predicted from: twice as many as for clicks bring voices 2 dB nearer, more bring nothing."""

LATENCY = SPAN + HOP + FUTURE
BESIDE = 128
"""What is cut so soon after is mended along, and once more in its turn."""

AROUND = 1024
"""What lies so near tells how the sound goes on."""

LONGEST = 400
"""A longer flat top leaves nothing to draw it by."""

FURTHEST = 3.0
"""No top is drawn higher than so many times where it was cut."""

ROUNDS, DENSE, MOSTLY = 3, 0.35, 0.7
"""Model and samples are found in turn [1]_, each time more closely, and one turn less where such a share is cut, only
once where so much of the loud was cut, too, of late: it would fall behind the music."""

HEARD, MORE, MOST, FEW = 0.35, 2.0, 0.8, 2500.0
"""Where more of the loud was cut of late than such a share, tops go so many times as much of the way to where lasting
partials reach higher, up to so much; before so many loud samples have gone by fewer are taken to be cut. Where those
partials stay lower they are not heard: they are weak where something begins."""

STRETCHES, SAMPLES, HIGHEST, LEVEL = range(4)
"""What is told of a lane's mending: how many flat tops, how many samples, the highest that came of it, and
the highest level at which the sound was cut."""

Doubles = NDArray[np.float64]


@kernel
def declip(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: Doubles,
    slope: Doubles,
    offset: NDArray[np.int64],
    frame: int,
    heard: Doubles,
    mended: Doubles,
    done: NDArray[np.int8],
    levels: Doubles,
    piles: Doubles,
    loud: Doubles,
    hints: Doubles,
    told: Doubles,
    ahead: Span,
    shape: Floats,
    turns: Floats,
    between_lanes: Floats,
    eight: Floats,
) -> None:
    """Draw tops that were cut flat.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 1): the share of the mending that is heard.
    offset
        Shape (lanes,).
    frame
        Frames that have gone by.
    heard, mended, done
        What has come in lately, the same with what is mended, and where that is; shape (lanes, channels, SIZE).
    levels
        Where the sound is known to have been cut above and below; infinite where not; shape (lanes, channels, 2).
    piles
        What is known of tops that end at one height, above and below; shape (lanes, channels, 2, flat.PILE).
    loud
        How many samples were cut there and how many were loud, of late; shape (lanes, channels, 2).
    hints
        What lasting partials make of it, 0 where they tell nothing; shape (lanes, channels, SIZE).
    told
        Shape (lanes, 4).
    ahead
        What has come in since.
    shape
        `persistent.window`.
    turns, between_lanes, eight
        `spectrum.tables` for `sparse.LONG` points.
    """
    lanes, channels, frames = x.shape
    flat = np.zeros(SIZE, np.int8)
    work = np.empty(SIZE)
    places = np.empty(SIZE, np.int64)
    for lane in range(lanes):
        begin = 0
        while begin < frames:
            within = (frame + begin) % HOP
            share = start[lane, 0] + slope[lane, 0] * (offset[lane] + begin)
            count = min(HOP - within, frames - begin)
            for channel in range(channels):
                old, new, ready = heard[lane, channel], mended[lane, channel], done[lane, channel]
                hint, entering = hints[lane, channel], ahead.drawn[lane, channel]
                if within == 0:
                    at_work = share != 0.0 or slope[lane, 0] != 0.0
                    look_ahead(lane, channel, ahead, at_work, shape, turns, between_lanes, eight)
                    if at_work:
                        find_flat(old, flat, levels[lane, channel], piles[lane, channel])
                        _draw(
                            new, ready, flat, levels[lane, channel], loud[lane, channel], hint, work, places,
                            told[lane], turns, between_lanes, eight,
                        )  # fmt: skip
                        _put_in_rest(new, ready, flat, levels[lane, channel], hint, told[lane])
                    for i in range(SIZE - HOP):
                        old[i], new[i], ready[i] = old[HOP + i], new[HOP + i], ready[HOP + i]
                        hint[i] = hint[HOP + i]
                    ready[SIZE - HOP :] = 0
                for i in range(count):
                    place, entry = PAST - HOP + within + i, SIZE - HOP + within + i
                    gain = share + slope[lane, 0] * i
                    y[lane, channel, begin + i] = old[place] + gain * (new[place] - old[place])
                    hint[entry] = entering[0, within + i]
                    old[entry] = new[entry] = entering[1, within + i]
                    ahead.sound[lane, channel, SPAN - HOP + within + i] = x[lane, channel, begin + i]
            begin += count


@kernel
def level_of(side: int, levels: Doubles) -> float:
    """Return where the sound is cut on a side."""
    level: float = levels[0] if side > 0 else levels[1]
    return level


@kernel
def _draw(
    mended: Doubles,
    done: NDArray[np.int8],
    flat: NDArray[np.int8],
    levels: Doubles,
    loud: Doubles,
    hint: Doubles,
    work: Doubles,
    places: NDArray[np.int64],
    told: Doubles,
    turns: Floats,
    between_lanes: Floats,
    eight: Floats,
) -> None:
    """Mend the flat tops that begin among the samples at work, each whole and once."""
    before_cut, before_loud = loud[0], loud[1]
    cut_now, loud_now = count_loud(mended, flat, levels, PAST, PAST + HOP)
    loud[0], loud[1] = FADE * loud[0] + cut_now, FADE * loud[1] + loud_now
    count, i, end, stretches = 0, PAST, PAST, 0
    while i < PAST + HOP + BESIDE:
        begin = i
        while i < SIZE and flat[i] == flat[begin] and flat[begin] != 0 and done[i] == 0:
            i += 1
        # What runs in from before was left alone there: it is too long, or was cut before anything was asked for.
        whole = flat[begin] == 0 or flat[begin - 1] != flat[begin] or done[begin - 1] != 0
        if 0 < i - begin <= LONGEST and whole:
            for place in range(begin, i):
                places[count] = place
                count += 1
            if begin < PAST + HOP:
                end = i
                stretches += 1
        if i == begin:
            i += 1
    if stretches == 0:
        return
    work[:] = mended
    first, last = max(0, places[0] - AROUND), min(SIZE, places[count - 1] + AROUND)
    cut_here, loud_here = count_loud(mended, flat, levels, first, last)
    of_late = (FEW * USUAL_SHARE + before_cut + cut_here) / (FEW + before_loud + loud_here)
    share = min(max(MORE * (of_late - HEARD), 0.0), MOST)
    so_far = (USUAL_COUNT * USUAL_SHARE + before_cut + cut_here) / (USUAL_COUNT + before_loud + loud_here)
    cuts, heights, spreads, near = np.empty(count), np.empty(count), np.full(count, SPREAD), 0
    for k in range(count):
        cuts[k] = np.float64(flat[places[k]]) * level_of(flat[places[k]], levels)
        near += places[k] < PAST + HOP + BESIDE
    drawn = np.zeros((2, SIZE))
    draw_sparsely(mended, flat, levels, PAST + HOP // 2, turns, between_lanes, eight, drawn)
    off = between(drawn, places, cuts, 0, near)
    k = 0
    while k < count:
        begin = k
        while k < count and places[k] - places[begin] == k - begin and flat[places[k]] == flat[places[begin]]:
            k += 1
        expect(mended, places[begin], places[k - 1] + 1, cut_here / loud_here, so_far, heights, begin)
        if begin < near:
            lean(drawn, places, cuts, begin, min(k, near), off, heights, spreads)
    # What is nearest tells most: what is far fades out on either side.
    fade, shaped = np.empty(SIZE), np.empty(SIZE)
    for i in range(first, last):
        away = max(places[0] - i, i - places[count - 1], 0)
        fade[i] = 0.5 + 0.5 * math.cos(math.pi * away / (AROUND + 1))
    a, c = np.empty(ORDER + 1), np.empty((ORDER + 1, ORDER + 1))
    weight, e, trust, room = fade * fade, np.empty(SIZE), np.empty(SIZE), np.empty((3, SIZE))
    rounds_now = ROUNDS
    if np.count_nonzero(flat) > DENSE * SIZE:
        rounds_now = 1 if of_late > MOSTLY else ROUNDS - 1
    for rounds in range(rounds_now):
        for i in range(first, last):
            shaped[i] = fade[i] * work[i]
        if model(shaped, first, last, a, c) < 0.0:
            return
        errors(work, first + ORDER, last, a, e)
        trust_by_errors(e, flat, weight, first + ORDER, last, trust, room)
        if not draw_beyond(work, places, cuts, heights, spreads, count, a, trust, rounds + 1):
            return
    for k in range(count):
        place = places[k]
        if place < end:
            sign, level = np.sign(cuts[k]), abs(cuts[k])
            mended[place] = sign * min(max(sign * work[place], level), FURTHEST * level)
            mended[place] += share * sign * max(sign * (hint[place] - mended[place]), 0.0)
            done[place] = 1
            told[SAMPLES] += 1.0
            told[HIGHEST] = max(told[HIGHEST], abs(mended[place]))
            told[LEVEL] = max(told[LEVEL], level)
    told[STRETCHES] += stretches


@kernel
def _put_in_rest(
    mended: Doubles, done: NDArray[np.int8], flat: NDArray[np.int8], levels: Doubles, hint: Doubles, told: Doubles
) -> None:
    """Put in what lasting partials make of tops that are too long to be drawn by what stands beside them."""
    for i in range(PAST, PAST + HOP):
        if flat[i] != 0 and done[i] == 0 and hint[i] != 0.0:
            level = level_of(flat[i], levels)
            told[STRETCHES] += flat[i - 1] != flat[i]
            mended[i] = flat[i] * max(flat[i] * hint[i], level)
            done[i] = 1
            told[SAMPLES] += 1.0
            told[HIGHEST] = max(told[HIGHEST], abs(mended[i]))
            told[LEVEL] = max(told[LEVEL], level)
