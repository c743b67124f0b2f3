"""How loud channels are at each moment, many side by side: the envelope of the analytic signal.

It is taken at every second frame. That loses nothing: both chains of all-passes move in steps of two frames, and
the one that is a frame late needs the first of each pair of frames, the other the second, so that two frames cost
what one would [2]_.

References
----------
.. [1] O. Niemitalo, "Hilbert transform", 2003: two chains of four all-pass filters, 90 degrees apart within
   0.7 degrees over the audible range.
.. [2] P. P. Vaidyanathan, "Multirate Systems and Filter Banks", 1993, section 4.3: a filter in z^2 that is read at
   every second frame runs on every second frame.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.shuffle import four_pairs, store_even, store_fourth, swap_1, swap_2
from dsp.kernels.simd import FLOATS, every, lanes, like, mad, most, store

ROOTS = np.array(
    [
        [0.6923878000000, 0.9360654322959, 0.9882295226860, 0.9987488452737],
        [0.4021921162426, 0.8561710882420, 0.9722909545651, 0.9952884791278],
    ]
)
"""Of the all-passes' coefficients, a chain a row; the first chain is one frame late besides."""

ALLPASS = np.tile(np.square(ROOTS).T, FLOATS).astype(np.float32)
"""Shape (all-passes, lanes), for as many lanes as a vector may have: the two chains take turns."""

CHUNK = 512
"""Frames worked on at a time: an even number, so that a pair of frames is parted between blocks only."""

PAIRS = CHUNK // 2
ROWS = 8
"""Channels listened to at once at most: each takes two lanes of a vector, one a chain."""

HEARD = 7
"""What a chain remembers: the high-pass's two integrators, then what went last through each all-pass."""

QUIET = np.float32(1e-15)
FLOOR_POWER = np.float32(1e-30)
"""Added to what is listened to and to its power, 300 dB down: nothing becomes denormal, which is slow."""

ROOT2 = math.sqrt(2.0)


@kernel
def pair_up(
    x: NDArray[np.float32],
    channels: int,
    first: int,
    here: int,
    begin: int,
    parted: int,
    whole: int,
    waiting: NDArray[np.float32],
    pairs: NDArray[np.float32],
) -> None:
    """Set the pairs of frames that `here` rows hold from a frame on beside each other, all rows' first pair first.

    Parameters
    ----------
    x
        Shape (lanes, inputs, frames), of which the last `channels` inputs are listened to; a row is one of these.
    parted
        1 if the first pair's first frame came before `begin`, and is in `waiting`; where a pair is parted behind, it
        is put there.
    whole
        How many pairs are to be complete.
    pairs
        Flat: for each pair in turn both frames of every row.
    """
    flat, two, inputs, frames = x.ravel(), pairs.view(np.float64), x.shape[1], x.shape[2]
    width = two.size // PAIRS
    # Rows of mono lanes, and both channels of stereo ones, lie in even strides where nothing else is listened to.
    even = parted + (whole - parted) // 4 * 4 if inputs == channels else parted
    quads = here // 4 * 4
    for row in range(0, quads, 4):
        for i in range(parted, even, 4):
            a, b, c, d = four_pairs(x, (first + row) * frames + begin + 2 * i - parted, frames)
            store(two, width * i + row, a)
            store(two, width * (i + 1) + row, b)
            store(two, width * (i + 2) + row, c)
            store(two, width * (i + 3) + row, d)
    for row in range(here):
        at = (((first + row) // channels + 1) * inputs - channels + (first + row) % channels) * frames + begin
        if parted and whole:
            pairs[2 * row], pairs[2 * row + 1] = waiting[first + row], flat[at]
        for i in range(even if row < quads else parted, whole):
            j = 2 * (width * i + row)
            pairs[j], pairs[j + 1] = flat[at + 2 * i - parted], flat[at + 2 * i - parted + 1]
        rest = 2 * whole - parted
        if rest < frames - begin:
            waiting[first + row] = flat[at + rest]


@kernel
def hear(
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    lane0: int,
    used: int,
    channels: int,
    at: int,
    ear: NDArray[np.float32],
) -> None:
    """Work out what the high-pass before the detector needs for the pair that begins at a frame.

    Shape (10, two lanes a channel): the matrices that take its integrators two frames on and give both outputs.
    A high-pass that is out remembers nothing.

    Parameters
    ----------
    start, slope, offset
        Of each lane: its g, and its share.
    """
    for one in range(used):
        c, d, t = start[lane0 + one], slope[lane0 + one], offset[lane0 + one] + at
        g, share = c[0] + d[0] * t, c[1] + d[1] * t
        a = 1.0 / (1.0 + g * (g + ROOT2))
        uu, uw, uv = 2.0 * a - 1.0, -2.0 * a * g, 2.0 * a * g
        wu, ww, wv = 2.0 * a * g, 1.0 - 2.0 * a * g * g, 2.0 * a * g * g
        yu, yw, yv = -share * (ROOT2 + g) * a, share * ((ROOT2 + g) * a * g - 1.0), 1.0 - share * (ROOT2 + g) * a * g
        works = 1.0 if c[1] != 0.0 or d[1] != 0.0 else 0.0
        for i in range(2 * one * channels, 2 * (one + 1) * channels):
            ear[0, i], ear[1, i] = works * (uu * uu + uw * wu), works * (uu * uw + uw * ww)
            ear[2, i], ear[3, i] = works * (wu * uu + ww * wu), works * (wu * uw + ww * ww)
            if i % 2 == 0:  # a lane that holds the first frame of each pair, and one that holds the second
                ear[4, i], ear[5, i] = works * (uu * uv + uw * wv), works * (wu * uv + ww * wv)
                ear[6, i], ear[7, i], ear[8, i] = yu, yw, 0.0
            else:
                ear[4, i], ear[5, i] = works * uv, works * wv
                ear[6, i], ear[7, i], ear[8, i] = yu * uu + yw * wu, yu * uw + yw * ww, yu * uv + yw * wv
            ear[9, i] = yv


@kernel
def envelope(kind, pairs, pair, many, filtered, channels, ear, heard, first, level):  # type: ignore[no-untyped-def]
    """Write the squared magnitude of the lanes' analytic signals, a value a pair: of two channels the larger.

    An all-pass gives a (x[n] + y[n-1]) - x[n-1], counted in pairs; every second one here gives that with its sign
    turned, which saves a step and does not matter to a power.
    """
    width = lanes(kind)
    row, at = heard.shape[1], 2 * first
    quiet, floor = every(kind, QUIET), every(kind, FLOOR_POWER)
    u, w = quiet - quiet, quiet - quiet  # what a high-pass that is out remembers, whatever stands beside it
    if filtered:
        u, w = like(kind, heard, at), like(kind, heard, row + at)
        uu, uw = like(kind, ear, 0), like(kind, ear, width)
        wu, ww = like(kind, ear, 2 * width), like(kind, ear, 3 * width)
        uv, wv = like(kind, ear, 4 * width), like(kind, ear, 5 * width)
        other_uv, other_wv = swap_1(uv), swap_1(wv)
        yu, yw = like(kind, ear, 6 * width), like(kind, ear, 7 * width)
        other_yv, yv = like(kind, ear, 8 * width), like(kind, ear, 9 * width)
        for i in range(pair, pair + many):
            v = like(kind, pairs, width * i)
            other = swap_1(v)
            store(pairs, width * i, mad(yu, u, mad(yw, w, mad(other_yv, other, yv * v))))
            past = mad(uv, v, other_uv * other)
            u, w = mad(uu, u, mad(uw, w, past)), mad(wu, u, mad(ww, w, mad(wv, v, other_wv * other)))
    store(heard, at, (u + quiet) - quiet)
    store(heard, row + at, (w + quiet) - quiet)
    p1, p2 = like(kind, ALLPASS, 0), like(kind, ALLPASS, 2 * ROWS)
    p3, p4 = like(kind, ALLPASS, 4 * ROWS), like(kind, ALLPASS, 6 * ROWS)
    t0, t1 = like(kind, heard, 2 * row + at), like(kind, heard, 3 * row + at)
    t2, t3 = like(kind, heard, 4 * row + at), like(kind, heard, 5 * row + at)
    t4 = like(kind, heard, 6 * row + at)
    step = width // 2 // channels
    for i in range(pair, pair + many):
        n0 = like(kind, pairs, width * i) + quiet
        n1 = mad(p1, t1 - n0, t0)
        n2 = mad(p2, t2 - n1, t1)
        n3 = mad(p3, t3 - n2, t2)
        n4 = mad(p4, t4 - n3, t3)
        t0, t1, t2, t3, t4 = n0, n1, n2, n3, n4
        power = mad(n4, n4, floor)
        power = power + swap_1(power)
        if channels == 2:
            store_fourth(level, step * i, most(power, swap_2(power)))
        else:
            store_even(level, step * i, power)
    store(heard, 2 * row + at, t0)
    store(heard, 3 * row + at, t1)
    store(heard, 4 * row + at, t2)
    store(heard, 5 * row + at, t3)
    store(heard, 6 * row + at, t4)
