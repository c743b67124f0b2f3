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
    every_double,
    every_float,
    exp2,
    floats,
    gather_floats,
    least,
    log2,
    mad,
    most,
    pairs,
    scatter,
    store,
    store_even,
    store_four_frames,
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

ALLPASS = np.tile(np.square(ROOTS).T, FLOATS // 2).astype(np.float32)
LATE = np.tile(np.array([1, 0], np.float32), FLOATS // 2)
"""Shape (all-passes, lanes) and (lanes,): the two chains take turns."""

CHUNK = 512
ROWS = 4
"""Channels listened to at once: each takes two lanes of a vector, one a chain."""

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
        What the detectors remember, shape (rows in fours, 2 chains, `LISTENING`).
    reduction
        In dB, shape (rows in fours,): a row is a lane's channel.
    """
    channels, frames = y.shape[1], y.shape[2]
    rows = y.shape[0] * channels
    heard = np.zeros((ROWS, CHUNK), np.float32)
    ear = np.empty((5, FLOATS), np.float32)
    curve = np.empty((4, FLOATS), np.float32)
    keeps = np.empty((2, ROWS))
    tile = np.ones((CHUNK + 4) * ROWS, np.float32)
    gains = np.empty((ROWS, CHUNK), np.float32)
    for first in range(0, rows, ROWS):
        here = min(ROWS, rows - first)
        lanes = (first + np.minimum(np.arange(ROWS), here - 1)) // channels
        held = (ear, curve, keeps, listening, reduction)
        for begin in range(0, frames, CHUNK):
            count = min(CHUNK, frames - begin)
            for row in range(here):
                channel = x.shape[1] - channels + (first + row) % channels
                part = x[lanes[row], channel, begin : begin + count]
                for i in range(count):
                    heard[row, i] = part[i]
            _prepare(start, slope, offset, lanes, begin, ear, curve, keeps)
            if (slope[lanes[0] : lanes[-1] + 1] == 0.0).all():
                _follow(heard, 0, count, channels, held, first, tile)
            else:
                for i in range(count):
                    _follow(heard, i, 1, channels, held, first, tile[ROWS * i :])
                    scale = ear[0].copy()
                    _prepare(start, slope, offset, lanes, begin + i + 1, ear, curve, keeps)
                    for row in range(here):
                        listening[first + row, :, 0] *= ear[0, 2 * row] / scale[2 * row]
            _open_up(tile, count, gains)
            for row in range(here):
                lane, channel = lanes[row], (first + row) % channels
                dry, out = x[lane, channel, begin : begin + count], y[lane, channel, begin : begin + count]
                _apply(dry, gains[row], start[lane], slope[lane], offset[lane] + begin, out)


@kernel
def _prepare(
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    lanes: NDArray[np.int64],
    at: int,
    ear: NDArray[np.float32],
    curve: NDArray[np.float32],
    keeps: NDArray[np.float64],
) -> None:
    """Work out what is needed at a frame.

    Shape (5, two lanes a channel) for the high-pass before the detector, (4, the channels twice) for the static
    curve and (2, channels) for what attack and release keep.
    """
    for row in range(ROWS):
        lane = lanes[row]
        t = offset[lane] + at
        c, d = start[lane], slope[lane]
        half = c[2] + d[2] * t
        g, share = c[7] + d[7] * t, c[8] + d[8] * t
        a = 2.0 / (1.0 + g * (g + ROOT2))
        for i in (2 * row, 2 * row + 1):
            ear[0, i], ear[1, i], ear[2, i] = a, g * a, g
            ear[3, i], ear[4, i] = -share * 0.5 * (ROOT2 + g), -share
        for i in (row, ROWS + row):
            curve[0, i], curve[1, i] = c[0] + d[0] * t, c[1] + d[1] * t
            curve[2, i], curve[3, i] = half, 0.25 / max(half, 1e-9)
        keeps[0, row], keeps[1, row] = c[3] + d[3] * t, c[4] + d[4] * t


@kernel
def _follow(
    heard: NDArray[np.float32],
    begin: int,
    count: int,
    channels: int,
    held: tuple[
        NDArray[np.float32], NDArray[np.float32], NDArray[np.float64], NDArray[np.float32], NDArray[np.float64]
    ],
    first: int,
    tile: NDArray[np.float32],
) -> None:
    """Write the reduction in dB that four channels need: frame by frame, the channels beside each other.

    In three loops, because a processor looks only so far ahead: each is short enough for many frames to overlap.
    """
    ear, curve, keeps, listening, reduction = held
    _envelope(heard, begin, count, channels, ear, listening, first, tile)
    threshold, steep = floats(curve, 0), floats(curve, FLOATS)
    half, quarter = floats(curve, 2 * FLOATS), floats(curve, 3 * FLOATS)
    zero, octave = every_float(np.float32(0.0)), every_float(DB_OF_OCTAVE)
    for i in range(0, ROWS * count, FLOATS):
        over = log2(floats(tile, i)) * octave - threshold
        knee = least(most(over + half, zero), half + half)
        store(tile, i, steep * mad(knee * quarter, knee, most(over - half, zero)))
    attack, release, down = doubles(keeps, 0), doubles(keeps, ROWS), doubles(reduction, first)
    rise, fall = every_double(1.0) - attack, every_double(1.0) - release
    for i in range(count):
        target = doubles(tile, ROWS * i)
        down = where_above(target, down, mad(attack, down, rise * target), mad(release, down, fall * target))
        store(tile, ROWS * i, down)
    store(reduction, first, down)
    _settle(reduction[first : first + ROWS])


@kernel
def _envelope(
    heard: NDArray[np.float32],
    begin: int,
    count: int,
    channels: int,
    ear: NDArray[np.float32],
    listening: NDArray[np.float32],
    first: int,
    tile: NDArray[np.float32],
) -> None:
    """Write the squared magnitude of four channels' analytic signals, or the larger of each two.

    An all-pass of z^-2 gives a (x[n] + y[n-2]) - x[n-2]; every second one here gives that with its sign turned,
    which saves a step and does not matter to a power.
    """
    a, b, g = floats(ear, 0), floats(ear, FLOATS), floats(ear, 2 * FLOATS)
    band, low = floats(ear, 3 * FLOATS), floats(ear, 4 * FLOATS)
    p1, p2 = floats(ALLPASS, 0), floats(ALLPASS, FLOATS)
    p3, p4 = floats(ALLPASS, 2 * FLOATS), floats(ALLPASS, 3 * FLOATS)
    late, zero = floats(LATE, 0), every_float(np.float32(0.0))
    quiet, floor = every_float(QUIET), every_float(FLOOR_POWER)
    at = first * 2 * LISTENING
    u, w = gather_floats(listening, at, LISTENING), gather_floats(listening, at + 1, LISTENING)
    s0, t0 = gather_floats(listening, at + 2, LISTENING), gather_floats(listening, at + 3, LISTENING)
    s1, t1 = gather_floats(listening, at + 4, LISTENING), gather_floats(listening, at + 5, LISTENING)
    s2, t2 = gather_floats(listening, at + 6, LISTENING), gather_floats(listening, at + 7, LISTENING)
    s3, t3 = gather_floats(listening, at + 8, LISTENING), gather_floats(listening, at + 9, LISTENING)
    s4, t4 = gather_floats(listening, at + 10, LISTENING), gather_floats(listening, at + 11, LISTENING)
    for i in range(count):
        v = pairs(heard, begin + i, CHUNK) + quiet
        h = mad(b, v - w, u)
        n0 = mad(band, h, mad(low, w, v))
        u, w = a * h - (u - quiet), mad(g, h, w)
        n1 = mad(p1, t1 - n0, t0)
        n2 = mad(p2, t2 - n1, t1)
        n3 = mad(p3, t3 - n2, t2)
        n4 = mad(p4, t4 - n3, t3)
        part = where_above(late, zero, s4, n4)
        t0, t1, t2, t3, t4 = s0, s1, s2, s3, s4
        s0, s1, s2, s3, s4 = n0, n1, n2, n3, n4
        power = part * part + floor
        power = power + swap_1(power)
        if channels == 2:
            power = most(power, swap_2(power))
        store_even(tile, ROWS * i, power)
    scatter(listening, at, LISTENING, u)
    scatter(listening, at + 1, LISTENING, w)
    scatter(listening, at + 2, LISTENING, s0)
    scatter(listening, at + 3, LISTENING, t0)
    scatter(listening, at + 4, LISTENING, s1)
    scatter(listening, at + 5, LISTENING, t1)
    scatter(listening, at + 6, LISTENING, s2)
    scatter(listening, at + 7, LISTENING, t2)
    scatter(listening, at + 8, LISTENING, s3)
    scatter(listening, at + 9, LISTENING, t3)
    scatter(listening, at + 10, LISTENING, s4)
    scatter(listening, at + 11, LISTENING, t4)


@kernel
def _open_up(tile: NDArray[np.float32], count: int, gains: NDArray[np.float32]) -> None:
    """Turn reductions in dB, channels beside each other, into gains, a channel a row."""
    octave = every_float(-OCTAVE_OF_DB)
    for i in range(0, ROWS * count, FLOATS):
        store(tile, i, exp2(floats(tile, i) * octave))
    for i in range(0, count, 4):
        a, b = doubles(tile, ROWS * i), doubles(tile, ROWS * i + 4)
        c, d = doubles(tile, ROWS * i + 8), doubles(tile, ROWS * i + 12)
        store_four_frames(gains, i, CHUNK, (a, b, c, d))


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
