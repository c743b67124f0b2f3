"""Level detectors and gain computers: the compressor's and the de-esser's loops.

References
----------
.. [1] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012: feed-forward, log-domain, smooth branching (eq. 4 and 16).
.. [2] O. Niemitalo, "Hilbert transform", 2003: two chains of four all-pass filters, 90 degrees apart within
   0.7 degrees over the audible range.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE
from dsp.kernels.simd import (
    FLOATS,
    doubles,
    eight_doubles,
    every,
    every_double,
    every_float,
    exp2,
    floats,
    lanes,
    least,
    like,
    log2,
    mad,
    most,
    pairs,
    scatter,
    sixteen_floats,
    store,
    store_even,
    store_four_frames,
    strided,
    swap_1,
    swap_2,
    where_above,
)

ROOTS = np.array(
    [
        [0.6923878000000, 0.9360654322959, 0.9882295226860, 0.9987488452737],
        [0.4021921162426, 0.8561710882420, 0.9722909545651, 0.9952884791278],
    ]
)
"""Of the all-passes' coefficients, a chain a row; the first chain is one frame late besides."""

ALLPASS = np.tile(np.square(ROOTS).T, FLOATS).astype(np.float32)
LATE = np.tile(np.array([1, 0], np.float32), FLOATS)
"""Shape (all-passes, lanes) and (lanes,), for as many lanes as a vector may have: the two chains take turns."""

CHUNK = 512
ROWS = 8
"""Channels listened to at once at most: each takes two lanes of a vector, one a chain."""

LISTENING = 12
"""What a chain remembers: the high-pass's two integrators, then two past frames before and behind each all-pass."""

QUIET = np.float32(1e-15)
FLOOR_POWER = np.float32(1e-30)
"""Added to what is listened to and to its power, 300 dB down: nothing becomes denormal, which is slow."""

DB_OF_POWER = 10.0 / math.log(10.0)
NEPER_OF_DB = math.log(10.0) / 20.0
DB_OF_OCTAVE = np.float32(10.0 * math.log10(2.0))
OCTAVE_OF_DB = np.float32(math.log2(10.0) / 20.0)
ROOT2 = math.sqrt(2.0)


@kernel
def compress(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    listening: NDArray[np.float32],
    reduction: NDArray[np.float64],
) -> None:
    """Turn each lane down by what its loudest channel's envelope asks for.

    The envelope is that of the analytic signal: steady for a steady tone of any pitch, so that neither the
    static curve nor the times depend on the waveform, and bass is not bent within its cycle.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames); where `x` has as many channels again, those are listened to.
    start, slope
        Shape (lanes, 9): threshold dB, 1 - 1 / ratio, half knee dB, what attack and release keep per frame,
        make-up gain, mix, the detector's high-pass g and its share.
    offset
        Shape (lanes,).
    listening
        What the detectors remember, shape (rows in eights, 2 chains, `LISTENING`).
    reduction
        In dB, shape (rows in eights,): a row is a lane's channel.
    """
    rows = y.shape[0] * y.shape[1]
    four, eight = every_float(np.float32(0.0)), sixteen_floats(np.float32(0.0))
    first = 0
    while rows - first > ROWS // 2:
        _abreast(
            eight, eight_doubles(0.0), first, min(ROWS, rows - first), x, y, start, slope, offset, listening, reduction
        )
        first += ROWS
    if first < rows:
        _abreast(four, every_double(0.0), first, rows - first, x, y, start, slope, offset, listening, reduction)


@kernel
def _abreast(kind, fine, first, here, x, y, start, slope, offset, listening, reduction):  # type: ignore[no-untyped-def]
    """Compress `here` rows from `first` on, in vectors of the kind given: floats to listen, doubles to follow."""
    channels, frames, width = y.shape[1], y.shape[2], lanes(fine)
    heard = np.zeros((width, CHUNK), np.float32)
    ear, curve, keeps = np.empty((10, 2 * width), np.float32), np.empty((4, FLOATS), np.float32), np.empty((2, width))
    tile = np.ones((CHUNK + 4) * width, np.float32)
    gains = np.empty((width, CHUNK), np.float32)
    owners, moving = np.empty(width, np.int64), False
    for row in range(width):
        owners[row] = (first + min(row, here - 1)) // channels
        for i in range(slope.shape[1]):
            moving |= slope[owners[row], i] != 0.0
    before = np.empty(width, np.float32)
    held = (ear, curve, keeps, listening, reduction)
    for begin in range(0, frames, CHUNK):
        count = min(CHUNK, frames - begin)
        for row in range(here):
            part = x[owners[row], x.shape[1] - channels + (first + row) % channels, begin : begin + count]
            for i in range(count):
                heard[row, i] = part[i]
        _prepare(start, slope, offset, owners, begin, ear, curve, keeps)
        if not moving:
            _follow(kind, fine, heard, 0, count, channels, held, first, tile)
        for i in range(count if moving else 0):
            _follow(kind, fine, heard, i, 1, channels, held, first, tile[width * i :])
            for row in range(here):
                before[row] = ear[0, 2 * row]
            _prepare(start, slope, offset, owners, begin + i + 1, ear, curve, keeps)
            for row in range(here):  # the high-pass's first integrator is kept times this
                listening[first + row, 0, 0] *= ear[0, 2 * row] / before[row]
                listening[first + row, 1, 0] *= ear[0, 2 * row] / before[row]
        _open_up(tile, count, width, gains)
        for row in range(here):
            lane, channel = owners[row], (first + row) % channels
            dry, out = x[lane, channel, begin : begin + count], y[lane, channel, begin : begin + count]
            _apply(dry, gains[row], start[lane], slope[lane], offset[lane] + begin, out)


@kernel
def _prepare(
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    owners: NDArray[np.int64],
    at: int,
    ear: NDArray[np.float32],
    curve: NDArray[np.float32],
    keeps: NDArray[np.float64],
) -> None:
    """Work out what is needed at a frame.

    Shape (10, two lanes a channel) for the high-pass before the detector, as the matrix that takes its integrators
    to their next states; (4, the channels, repeated) for the static curve and (2, channels) for what attack and
    release keep.
    """
    for row in range(owners.size):
        lane = owners[row]
        t = offset[lane] + at
        c, d = start[lane], slope[lane]
        half = c[2] + d[2] * t
        g, share = c[7] + d[7] * t, c[8] + d[8] * t
        a = 2.0 / (1.0 + g * (g + ROOT2))
        b, band = g * a, -share * 0.5 * (ROOT2 + g)
        for i in (2 * row, 2 * row + 1):
            ear[0, i], ear[1, i], ear[2, i], ear[3, i] = a, a - 1.0, -a * b, a * b
            ear[4, i], ear[5, i], ear[6, i] = g, 1.0 - g * b, g * b
            ear[7, i], ear[8, i], ear[9, i] = band, -share - band * b, 1.0 + band * b
        for i in range(row, FLOATS, owners.size):
            curve[0, i], curve[1, i] = c[0] + d[0] * t, c[1] + d[1] * t
            curve[2, i], curve[3, i] = half, 0.25 / max(half, 1e-9)
        keeps[0, row], keeps[1, row] = c[3] + d[3] * t, c[4] + d[4] * t


@kernel
def _follow(kind, fine, heard, begin, count, channels, held, first, tile):  # type: ignore[no-untyped-def]
    """Write the reduction in dB that the channels need: frame by frame, the channels beside each other.

    In three loops, because a processor looks only so far ahead: each is short enough for many frames to overlap.
    """
    ear, curve, keeps, listening, reduction = held
    width = lanes(fine)
    _envelope(kind, heard, begin, count, channels, ear, listening, first, tile)
    threshold, steep = floats(curve, 0), floats(curve, FLOATS)
    half, quarter = floats(curve, 2 * FLOATS), floats(curve, 3 * FLOATS)
    zero, octave = every_float(np.float32(0.0)), every_float(DB_OF_OCTAVE)
    for i in range(0, width * count, FLOATS):
        over = log2(floats(tile, i)) * octave - threshold
        knee = least(most(over + half, zero), half + half)
        store(tile, i, steep * mad(knee * quarter, knee, most(over - half, zero)))
    attack, release, down = like(fine, keeps, 0), like(fine, keeps, width), like(fine, reduction, first)
    rise, fall = every(fine, 1.0) - attack, every(fine, 1.0) - release
    for i in range(count):
        target = like(fine, tile, width * i)
        down = where_above(target, down, mad(attack, down, rise * target), mad(release, down, fall * target))
        store(tile, width * i, down)
    store(reduction, first, down)
    _settle(reduction[first : first + width])


@kernel
def _envelope(kind, heard, begin, count, channels, ear, listening, first, tile):  # type: ignore[no-untyped-def]
    """Write the squared magnitude of the channels' analytic signals, or the larger of each two.

    An all-pass of z^-2 gives a (x[n] + y[n-2]) - x[n-2]; every second one here gives that with its sign turned,
    which saves a step and does not matter to a power.
    """
    width, n = lanes(kind) // 2, LISTENING
    uu, uw, uv = like(kind, ear, 2 * width), like(kind, ear, 4 * width), like(kind, ear, 6 * width)
    wu, ww, wv = like(kind, ear, 8 * width), like(kind, ear, 10 * width), like(kind, ear, 12 * width)
    yu, yw, yv = like(kind, ear, 14 * width), like(kind, ear, 16 * width), like(kind, ear, 18 * width)
    p1, p2 = like(kind, ALLPASS, 0), like(kind, ALLPASS, 2 * ROWS)
    p3, p4 = like(kind, ALLPASS, 4 * ROWS), like(kind, ALLPASS, 6 * ROWS)
    late, zero = like(kind, LATE, 0), every(kind, np.float32(0.0))
    quiet, floor = every(kind, QUIET), every(kind, FLOOR_POWER)
    at = first * 2 * n
    u, w = strided(kind, listening, at, n), strided(kind, listening, at + 1, n)
    s0, t0 = strided(kind, listening, at + 2, n), strided(kind, listening, at + 3, n)
    s1, t1 = strided(kind, listening, at + 4, n), strided(kind, listening, at + 5, n)
    s2, t2 = strided(kind, listening, at + 6, n), strided(kind, listening, at + 7, n)
    s3, t3 = strided(kind, listening, at + 8, n), strided(kind, listening, at + 9, n)
    s4, t4 = strided(kind, listening, at + 10, n), strided(kind, listening, at + 11, n)
    for i in range(count):
        v = pairs(kind, heard, begin + i, CHUNK) + quiet
        n0 = mad(yu, u, mad(yw, w, yv * v))
        u, w = mad(uw, w, mad(uu, u, mad(uv, v, quiet))), mad(ww, w, mad(wu, u, wv * v))
        n1 = mad(p1, t1 - n0, t0)
        n2 = mad(p2, t2 - n1, t1)
        n3 = mad(p3, t3 - n2, t2)
        n4 = mad(p4, t4 - n3, t3)
        part = where_above(late, zero, s4, n4)
        t0, t1, t2, t3, t4 = s0, s1, s2, s3, s4
        s0, s1, s2, s3, s4 = n0, n1, n2, n3, n4
        power = mad(part, part, floor)
        power = power + swap_1(power)
        if channels == 2:
            power = most(power, swap_2(power))
        store_even(tile, width * i, power)
    scatter(listening, at, n, u)
    scatter(listening, at + 1, n, w)
    scatter(listening, at + 2, n, s0)
    scatter(listening, at + 3, n, t0)
    scatter(listening, at + 4, n, s1)
    scatter(listening, at + 5, n, t1)
    scatter(listening, at + 6, n, s2)
    scatter(listening, at + 7, n, t2)
    scatter(listening, at + 8, n, s3)
    scatter(listening, at + 9, n, t3)
    scatter(listening, at + 10, n, s4)
    scatter(listening, at + 11, n, t4)


@kernel
def _open_up(tile: NDArray[np.float32], count: int, width: int, gains: NDArray[np.float32]) -> None:
    """Turn reductions in dB, channels beside each other, into gains, a channel a row."""
    octave = every_float(-OCTAVE_OF_DB)
    for i in range(0, width * count, FLOATS):
        store(tile, i, exp2(floats(tile, i) * octave))
    for row in range(0, width, 4):
        for i in range(0, count, 4):
            j = width * i + row
            a, b = doubles(tile, j), doubles(tile, j + width)
            c, d = doubles(tile, j + 2 * width), doubles(tile, j + 3 * width)
            store_four_frames(gains, row * CHUNK + i, CHUNK, (a, b, c, d))


@kernel
def _apply(
    dry: NDArray[np.float32],
    gain: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    out: NDArray[np.float32],
) -> None:
    """Multiply by the gain, make-up included, and mix with what was there."""
    for i in range(out.size):
        mix = c[6] + d[6] * (at + i)
        out[i] = dry[i] * (1.0 + mix * ((c[5] + d[5] * (at + i)) * gain[i] - 1.0))


@kernel
def _settle(state: NDArray[np.float64]) -> None:
    for i in range(state.size):
        if abs(state[i]) < INAUDIBLE:
            state[i] = 0.0


@kernel
def deess(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    average: float,
    attack: float,
    release: float,
    filters: NDArray[np.float64],
    powers: NDArray[np.float64],
    reduction: NDArray[np.float64],
) -> None:
    """Turn the high band down while it outweighs the rest.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 4): the high-pass g, the threshold in dB below the whole, the range in dB, the shelf's g.
    offset
        Shape (lanes,).
    average, attack, release
        What the powers, a growing and a shrinking reduction keep per frame.
    filters
        Integrators of the high-pass and of the shelf, shape (lanes, channels, 4).
    powers
        Mean power of the high band and of the whole, shape (lanes, 2).
    reduction
        In dB, shape (lanes,).
    """
    lanes, channels, frames = x.shape
    root = math.sqrt(2.0)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        high_power, power = powers[lane]
        down = reduction[lane]
        for i in range(frames):
            t = offset[lane] + i
            g = c[0] + d[0] * t
            scale = 1.0 / (1.0 + g * (g + root))
            above, whole = 0.0, 0.0
            for channel in range(channels):
                s = filters[lane, channel]
                v = np.float64(x[lane, channel, i])
                band = (s[0] + g * (v - s[1])) * scale
                low = s[1] + g * band
                s[0], s[1] = 2.0 * band - s[0], 2.0 * low - s[1]
                above += (v - root * band - low) ** 2
                whole += v * v
            high_power = above + average * (high_power - above)
            power = whole + average * (power - whole)
            target = 0.0
            if high_power > FLOOR:
                over = DB_OF_POWER * math.log(high_power / power) - (c[1] + d[1] * t)
                target = min(max(over, 0.0), c[2] + d[2] * t)
            keep = attack if target > down else release
            down = target + keep * (down - target)
            # a high shelf whose gain is the reduction: flat, sample for sample, while there is none
            lift = math.exp(-0.5 * NEPER_OF_DB * down)
            g = (c[3] + d[3] * t) * math.sqrt(lift)
            scale = 1.0 / (1.0 + g * (g + root))
            for channel in range(channels):
                s = filters[lane, channel]
                v = np.float64(x[lane, channel, i])
                band = (s[2] + g * (v - s[3])) * scale
                low = s[3] + g * band
                s[2], s[3] = 2.0 * band - s[2], 2.0 * low - s[3]
                y[lane, channel, i] = lift * lift * v + root * (1.0 - lift) * lift * band + (1.0 - lift * lift) * low
        powers[lane] = high_power, power
        reduction[lane] = down if down > INAUDIBLE else 0.0
        _settle(filters[lane].ravel())
        _settle(powers[lane])


FLOOR = 1e-6
"""-60 dBFS: hiss between the words is no ess."""
