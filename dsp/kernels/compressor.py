"""The compressor's loop: a gain computer, many lanes side by side.

It acts on levels that are taken at every second frame (`dsp.kernels.envelope`); between them the gain goes in straight
lines, a frame behind.

References
----------
.. [1] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012: feed-forward, log-domain, smooth branching (eq. 4 and 16).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.envelope import CHUNK, PAIRS, ROWS, envelope, hear, pair_up
from dsp.kernels.filter import INAUDIBLE
from dsp.kernels.powers import exp2, log2
from dsp.kernels.release import let_go
from dsp.kernels.shuffle import interleaved, store_four_frames
from dsp.kernels.simd import (
    FLOATS,
    doubles,
    eight_doubles,
    every,
    every_double,
    every_float,
    floats,
    lanes,
    least,
    like,
    mad,
    mad_less,
    most,
    sixteen_floats,
    store,
    where_above,
)

DB_OF_OCTAVE = np.float32(10.0 * math.log10(2.0))
OCTAVE_OF_DB = np.float32(math.log2(10.0) / 20.0)


@kernel
def compress(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    odd: int,
    heard: NDArray[np.float32],
    waiting: NDArray[np.float32],
    reduction: NDArray[np.float64],
    gain: NDArray[np.float32],
    held: NDArray[np.float32],
    slow: NDArray[np.float64],
) -> None:
    """Turn each lane down, or up, by what its loudest channel's envelope asks for.

    The envelope is that of the analytic signal: steady for a steady tone of any pitch, so that neither the
    static curve nor the times depend on the waveform, and bass is not bent within its cycle.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames); where `x` has as many channels again, those are listened to.
    start, slope
        Shape (lanes, 15): threshold dB, dB of reduction per dB beyond it, half knee dB, what a growing and a shrinking
        reduction keep per frame, make-up gain, mix, the detector's high-pass g and its share, 1 if above the
        threshold is beyond it and -1 if below, the most dB of change, frames for which a reduction is held, 1 if the
        release goes by what came before, and what its slow follower keeps per frame as it gathers and lets go.
    offset
        Shape (lanes,).
    odd
        1 if the first frame is the second of a pair, whose first came in the block before; else 0.
    heard
        What the detectors remember, shape (`HEARD`, 2 * rows in eights): a row is a lane's channel.
    waiting
        The first frame of a parted pair, shape (rows in eights,).
    reduction, gain
        Where they stand after the last whole pair, the one in dB, shape (rows in eights,): a lane each.
    held
        The reduction that is held, and for how many pairs more, shape (rows in eights, 2): a lane each.
    slow
        Where the slow followers of `dsp.kernels.release` stand, in dB, as many.
    """
    rows = y.shape[0] * y.shape[1]
    state = (heard, waiting, reduction, gain, held, slow)
    first = 0
    while rows - first > ROWS // 2:
        here = min(ROWS, rows - first)
        _abreast(
            sixteen_floats(np.float32(0.0)), eight_doubles(0.0), first, here, odd, x, y, start, slope, offset, state
        )
        first += ROWS
    if first < rows:
        _abreast(
            every_float(np.float32(0.0)), every_double(0.0), first, rows - first, odd, x, y, start, slope, offset, state
        )


@kernel
def _abreast(kind, fine, first, here, odd, x, y, start, slope, offset, state):  # type: ignore[no-untyped-def]
    """Compress `here` rows from `first` on, in vectors of the kinds given: floats to listen, doubles to follow."""
    heard, waiting, reduction, gain, held, slow = state
    channels, frames, width = y.shape[1], y.shape[2], lanes(kind) // 2
    abreast, lane0, used = width // channels, first // channels, here // channels
    pairs = np.zeros(2 * width * PAIRS, np.float32)
    ear, curve, keeps = np.zeros((10, 2 * width), np.float32), np.zeros((6, FLOATS), np.float32), np.zeros((3, FLOATS))
    level, down = np.ones(abreast * PAIRS + FLOATS, np.float32), np.empty(abreast * (PAIRS + 1) + FLOATS, np.float32)
    gains = np.empty((abreast, CHUNK), np.float32)
    moving, filtered, patient = False, False, False
    for lane in range(lane0, lane0 + used):
        for i in range(15):
            moving |= slope[lane, i] != 0.0
        filtered |= start[lane, 8] != 0.0 or slope[lane, 8] != 0.0
        if start[lane, 12] != 0.0 or slope[lane, 12] != 0.0:
            patient = True
        else:
            slow[lane] = 0.0
    begin, parted = 0, odd
    while begin < frames:
        count = min(CHUNK - parted, frames - begin)
        whole = (parted + count) // 2
        pair_up(x, channels, first, here, begin, parted, whole, waiting, pairs)
        together = 1 if moving else whole
        for pair in range(0, whole, max(together, 1)):
            at = begin - parted + 2 * pair
            hear(start[:, 7:], slope[:, 7:], offset, lane0, used, channels, at, ear)
            _rule(start, slope, offset, lane0, used, abreast, at, curve, keeps)
            envelope(kind, pairs, pair, together, filtered, channels, ear, heard, first, level)
            before = reduction[lane0 : lane0 + used].copy() if patient else reduction[:0]
            _follow(fine, pair * abreast, together, abreast, lane0, used, curve, keeps, reduction, held, level, down)
            for lane in range(lane0, lane0 + before.size):
                if start[lane, 12] != 0.0 or slope[lane, 12] != 0.0:
                    share, gather, leak = start[lane, 12:] + slope[lane, 12:] * (offset[lane] + at)
                    rise, fall, i = keeps[0, lane - lane0], keeps[1, lane - lane0], pair * abreast + lane - lane0
                    times = (rise, fall, gather * gather, leak * leak, share)
                    now = let_go(
                        level[i:], down[abreast + i :], together, abreast, *times, before[lane - lane0], slow[lane]
                    )
                    reduction[lane], slow[lane] = now
        _spread(down, whole, abreast, gain[lane0 : lane0 + used], pairs, gains)
        for lane in range(lane0, lane0 + used):
            along = gains[lane - lane0, parted:]
            if (parted + count) % 2:
                along[count - 1] = gain[lane]
            for channel in range(channels):
                dry, out = x[lane, channel, begin : begin + count], y[lane, channel, begin : begin + count]
                _apply(dry, along, start[lane], slope[lane], offset[lane] + begin, out)
        begin += count
        parted = 0


@kernel
def _rule(
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    lane0: int,
    used: int,
    abreast: int,
    at: int,
    curve: NDArray[np.float32],
    keeps: NDArray[np.float64],
) -> None:
    """Work out the static curve at a frame, shape (6, the lanes, repeated), and what attack and release keep of a pair.

    The latter in shape (3, lanes), and last for how many pairs a reduction is held.
    """
    for one in range(used):
        c, d, t = start[lane0 + one], slope[lane0 + one], offset[lane0 + one] + at
        half = c[2] + d[2] * t
        keeps[0, one], keeps[1, one] = (c[3] + d[3] * t) ** 2, (c[4] + d[4] * t) ** 2
        keeps[2, one] = 0.5 * (c[11] + d[11] * t)
        for i in range(one, FLOATS, abreast):
            curve[0, i], curve[1, i] = c[9] * (c[0] + d[0] * t), c[1] + d[1] * t
            curve[2, i], curve[3, i] = half, 0.25 / max(half, 1e-9)
            curve[4, i], curve[5, i] = c[9] * DB_OF_OCTAVE, c[10] + d[10] * t


@kernel
def _follow(fine, begin, many, abreast, lane0, used, curve, keeps, reduction, held, level, down):  # type: ignore[no-untyped-def]
    """Write the reduction in dB that the lanes need, a value a pair, from flat index `begin` on, a pair further on.

    In two loops, because a processor looks only so far ahead: each is short enough for many pairs to overlap. More
    lanes are followed than there are: what those read and write is the next pair's, which comes after them.
    """
    threshold, steep = floats(curve, 0), floats(curve, FLOATS)
    half, quarter = floats(curve, 2 * FLOATS), floats(curve, 3 * FLOATS)
    zero, octave, most_db = every_float(np.float32(0.0)), floats(curve, 4 * FLOATS), floats(curve, 5 * FLOATS)
    for i in range(begin, begin + many * abreast, FLOATS):
        over = mad_less(log2(floats(level, i)), octave, threshold)
        knee = least(most(over + half, zero), half + half)
        wanted = steep * mad(knee * quarter, knee, most(over - half, zero))
        store(level, i, most(least(wanted, most_db), zero - most_db))
    for one in range(used):
        if keeps[2, one] > 0.0:
            _hold(level, begin + one, many, abreast, np.float32(keeps[2, one]), held[lane0 + one])
        else:
            held[lane0 + one] = np.float32(0.0)
    attack, release, at = like(fine, keeps, 0), like(fine, keeps, FLOATS), like(fine, reduction, lane0)
    rise, fall = every(fine, 1.0) - attack, every(fine, 1.0) - release
    for i in range(begin, begin + many * abreast, abreast):
        target = like(fine, level, i)
        at = where_above(target, at, mad(attack, at, rise * target), mad(release, at, fall * target))
        store(down, abreast + i, at)
    last = np.empty(FLOATS)
    store(last, 0, at)
    for one in range(used):
        reduction[lane0 + one] = last[one] if abs(last[one]) > INAUDIBLE else 0.0


@kernel
def _hold(
    wanted: NDArray[np.float32], begin: int, many: int, step: int, pairs: np.float32, held: NDArray[np.float32]
) -> None:
    """Keep a lane's reduction up for so many pairs after nothing asks for it any more."""
    value, left = held[0], held[1]
    for i in range(begin, begin + many * step, step):
        if wanted[i] >= value:
            value, left = wanted[i], pairs
        elif left >= np.float32(1.0):
            left -= np.float32(1.0)
        else:
            value, left = wanted[i], np.float32(0.0)
        wanted[i] = value
    held[0], held[1] = value, left


@kernel
def _spread(
    down: NDArray[np.float32],
    whole: int,
    abreast: int,
    gain: NDArray[np.float32],
    pairs: NDArray[np.float32],
    gains: NDArray[np.float32],
) -> None:
    """Turn reductions in dB, a value a pair, into gains along the frames, a lane a row, from where `gain` stood.

    A pair's first frame has the gain of the pair before, its second one halfway to its own.
    """
    octave, half = every_float(-OCTAVE_OF_DB), every_float(np.float32(0.5))
    for one in range(gain.size):
        down[one] = gain[one]
    for i in range(abreast, abreast * (1 + whole), FLOATS):
        store(down, i, exp2(floats(down, i) * octave))
    for i in range(0, abreast * whole, FLOATS):
        before, now = floats(down, i), floats(down, i + abreast)
        store(pairs, 2 * i, interleaved(before, half * (before + now)))
    for one in range(gain.size):
        gain[one] = down[abreast * whole + one]
    two, rows = pairs.view(np.float64), gains.view(np.float64).ravel()
    even = whole // 4 * 4 if abreast >= 4 else 0
    for row in range(0, abreast, 4):
        for i in range(0, even, 4):
            at = abreast * i + row
            a, b, c, d = (
                doubles(two, at),
                doubles(two, at + abreast),
                doubles(two, at + 2 * abreast),
                doubles(two, at + 3 * abreast),
            )
            store_four_frames(rows, row * PAIRS + i, PAIRS, (a, b, c, d))
    for row in range(gain.size):
        for i in range(even, whole):
            rows[row * PAIRS + i] = two[abreast * i + row]


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
    if d[5] == 0.0 and d[6] == 0.0:
        wet, rest = np.float32(c[5] * c[6]), np.float32(1.0 - c[6])
        for i in range(out.size):
            out[i] = dry[i] * (rest + wet * gain[i])
        return
    for i in range(out.size):
        mix = c[6] + d[6] * (at + i)
        out[i] = dry[i] * np.float32((1.0 - mix) + np.float32(mix * (c[5] + d[5] * (at + i))) * gain[i])
