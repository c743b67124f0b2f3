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
from dsp.kernels.sparse import draw_sparsely
from dsp.kernels.spectrum import Floats
from dsp.kernels.unevenness import errors, trust_by_errors

ORDER = 64
"""Samples that one is predicted from: twice as many as for clicks bring voices 2 dB nearer, more bring nothing."""

LATENCY = HOP + FUTURE
BESIDE = 128
"""What is cut so soon after is mended along, and once more in its turn."""

AROUND = 1024
"""What lies so near tells how the sound goes on."""

LONGEST = 400
"""A longer flat top leaves nothing to draw it by."""

FURTHEST = 3.0
"""No top is drawn higher than so many times where it was cut."""

ROUNDS, DENSE = 3, 0.35
"""Model and samples are found in turn [1]_, each time more closely, and one turn less where such a share is cut: it
would fall behind the music."""

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
    told: Doubles,
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
    told
        Shape (lanes, 4).
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
                if within == 0:
                    if share != 0.0 or slope[lane, 0] != 0.0:
                        find_flat(old, flat, levels[lane, channel], piles[lane, channel])
                        _draw(
                            new, ready, flat, levels[lane, channel], loud[lane, channel], work, places, told[lane],
                            turns, between_lanes, eight,
                        )  # fmt: skip
                    for i in range(SIZE - HOP):
                        old[i], new[i], ready[i] = old[HOP + i], new[HOP + i], ready[HOP + i]
                    ready[SIZE - HOP :] = 0
                for i in range(count):
                    place, entry = PAST - HOP + within + i, SIZE - HOP + within + i
                    gain = share + slope[lane, 0] * i
                    y[lane, channel, begin + i] = old[place] + gain * (new[place] - old[place])
                    old[entry] = new[entry] = x[lane, channel, begin + i]
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
    for rounds in range(ROUNDS if np.count_nonzero(flat) < DENSE * SIZE else ROUNDS - 1):
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
            done[place] = 1
            told[SAMPLES] += 1.0
            told[HIGHEST] = max(told[HIGHEST], abs(mended[place]))
            told[LEVEL] = max(told[LEVEL], level)
    told[STRETCHES] += stretches
