"""The plosive remover's loop: bursts under the voice are found with some of what follows known, and turned down.

What lies under the voice is filtered out with a symmetric filter, at a rate of some 3 kHz, and what is to go is taken
from the sound in time with it: where nothing is to go, the sound is not touched at all.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

STEPS = 16
"""Steps to a block, the shortest stretch that has a level of its own: 5 ms."""

BESIDE, BEFORE, AFTER, GONE = 16, 32, 36, 14
"""Blocks: a burst is the loudest so far to either side; so far back and on the voice itself is looked at, from `GONE`
blocks away on."""

RISES, FALLS = 12, 20
"""Blocks that a burst may last before and after its loudest."""

BLOCKS_LATE = AFTER + RISES + 3
"""When a burst is recognised, its first block has not gone out yet."""

KEPT = 128
"""Blocks that are remembered: a power of two beyond all that is looked back at."""

LOW, HIGH, GAIN = range(3)
ROWS = 3
"""What is remembered of a block: its power under the voice, that of the voice, and how many dB are to go."""

JUMP_DB, RULES_DB = 10.0, 3.0
"""A burst stands so far over the voice's own low end before and after, and so far over all of it above."""

SPAN_DB = 8.0
"""Both are that much less at full sensitivity than at none."""

FOLLOWS_DB = 25.0
"""The voice that goes on is no softer than the burst by more."""

FLOOR = 1e-6
"""What is softer than -60 dBFS is not looked at."""

MARGIN_DB, LEFT = 1.0, 1e-3
"""A burst is over where it stands no further over the voice, or is 30 dB down."""

COUNT, OVER_DB = range(2)
"""What is told of a lane: how many bursts, and how far they stood over the voice, added up."""

Doubles = NDArray[np.float64]


@kernel
def remove_plosives(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: Doubles,
    slope: Doubles,
    offset: NDArray[np.int64],
    frame: int,
    step: int,
    taps: Doubles,
    high: Doubles,
    past: Doubles,
    lows: Doubles,
    filters: Doubles,
    blocks: Doubles,
    sums: Doubles,
    told: Doubles,
) -> None:
    """Turn down each lane's plosives.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 2): by how many dB at most, and the sensitivity from 0 to 1.
    offset
        Shape (lanes,).
    frame
        Since the beginning.
    step
        Frames between two values of what lies under the voice.
    taps
        Its filter, symmetric, with twice a whole number of steps between the first and the last.
    high
        The voice's filter, a second-order high-pass that is run twice: b0, b1, b2, a1, a2.
    past
        The last frames, shape (lanes, channels, 2 times as many): each stands twice, so that any stretch is whole.
    lows
        The last values of what lies under the voice, shape (lanes, channels, steps): a ring.
    filters
        The high-pass's memory, shape (lanes, channels, 4).
    blocks
        Shape (lanes, ROWS, KEPT).
    sums
        Powers of the block that is being heard, shape (lanes, 2).
    told
        Shape (lanes, 2).
    """
    lanes, channels, frames = x.shape
    half = taps.size // 2
    size, steps = past.shape[2] // 2, lows.shape[2]
    block = STEPS * step
    late = BLOCKS_LATE * block + half
    for lane in range(lanes):
        for i in range(frames):
            now = frame + i
            at = now % size
            for channel in range(channels):
                value = np.float64(x[lane, channel, i])
                past[lane, channel, at] = past[lane, channel, at + size] = value
                sums[lane, HIGH] += _high_passed(value, high, filters[lane, channel]) ** 2
            heard = now - half  # the low end is known up to here
            if heard >= 0 and heard % step == 0:
                place = heard // step % steps
                for channel in range(channels):
                    first = at + 1 if at + 1 >= taps.size else at + 1 + size
                    value = _dot(past[lane, channel], first - taps.size, taps)
                    lows[lane, channel, place] = value
                    sums[lane, LOW] += value * value * step
                if (heard // step + 1) % STEPS == 0:
                    t = offset[lane] + i
                    reduction = start[lane, 0] + slope[lane, 0] * t
                    further_db = SPAN_DB * (0.5 - start[lane, 1] - slope[lane, 1] * t)
                    for row in range(2):
                        blocks[lane, row, heard // block % KEPT] = sums[lane, row] / (block * channels)
                        sums[lane, row] = 0.0
                    _judge(blocks[lane], heard // block, reduction, further_db, told[lane])
            goes_out = now - late
            share = _share(blocks[lane, GAIN], goes_out, block) if goes_out >= 0 else 0.0
            for channel in range(channels):
                out = past[lane, channel, (now - late) % size] if goes_out >= 0 else 0.0
                if share > 0.0:
                    out -= share * _between(lows[lane, channel], goes_out, step)
                y[lane, channel, i] = out


@kernel
def _high_passed(value: float, c: Doubles, s: Doubles) -> float:
    for k in range(2):
        out = c[0] * value + s[2 * k]
        s[2 * k] = c[1] * value - c[3] * out + s[2 * k + 1]
        s[2 * k + 1] = c[2] * value - c[4] * out
        if abs(s[2 * k]) < 1e-20:
            s[2 * k] = 0.0
        if abs(s[2 * k + 1]) < 1e-20:
            s[2 * k + 1] = 0.0
        value = out
    return value


@kernel
def _dot(past: Doubles, first: int, taps: Doubles) -> float:
    """Return the filter's value where its last tap stands on the newest frame; both halves are the same."""
    one, two, three, four = 0.0, 0.0, 0.0, 0.0
    half, last = taps.size // 2, first + taps.size - 1
    for k in range(0, half // 4 * 4, 4):
        one += taps[k] * (past[first + k] + past[last - k])
        two += taps[k + 1] * (past[first + k + 1] + past[last - k - 1])
        three += taps[k + 2] * (past[first + k + 2] + past[last - k - 2])
        four += taps[k + 3] * (past[first + k + 3] + past[last - k - 3])
    for k in range(half // 4 * 4, half):
        one += taps[k] * (past[first + k] + past[last - k])
    return float(one + two + three + four + taps[half] * past[first + half])


@kernel
def _between(lows: Doubles, place: int, step: int) -> float:
    """Return what lies under the voice at a frame: a cubic through the four values around it."""
    k = place // step
    u = (place - k * step) / step
    n = lows.size
    a, b, c, d = lows[(k - 1) % n], lows[k % n], lows[(k + 1) % n], lows[(k + 2) % n]
    return float(b + 0.5 * u * (c - a + u * (2.0 * a - 5.0 * b + 4.0 * c - d + u * (3.0 * (b - c) + d - a))))


@kernel
def _share(gains: Doubles, place: int, block: int) -> float:
    """Return how much of what lies under the voice goes at a frame: from the middle of a block to that of the next."""
    middle = (place - block // 2) // block
    one, two = gains[middle % KEPT], gains[(middle + 1) % KEPT]
    if one == 0.0 and two == 0.0:
        return 0.0
    u = (place - block // 2 - middle * block) / block
    return float(1.0 - 10.0 ** (-(one + u * (two - one)) / 20.0))


@kernel
def _power(blocks: Doubles, n: int) -> float:
    """Return the power under the voice around a block: a cycle of what is lowest takes longer than one block."""
    return float((blocks[LOW, (n - 1) % KEPT] + blocks[LOW, n % KEPT] + blocks[LOW, (n + 1) % KEPT]) / 3.0)


@kernel
def _loudest(blocks: Doubles, row: int, first: int, last: int) -> float:
    most = 0.0
    for n in range(max(first, 0), last + 1):
        most = max(most, _power(blocks, n) if row == LOW else blocks[HIGH, n % KEPT])
    return most


@kernel
def _judge(blocks: Doubles, newest: int, reduction: float, further_db: float, told: Doubles) -> None:
    """Look whether the block that lies `AFTER` and one before the newest is the loudest of a burst."""
    blocks[GAIN, newest % KEPT] = 0.0
    n = newest - AFTER - 1
    if n < 1:
        return
    burst = _power(blocks, n)
    if burst < FLOOR or reduction <= 0.0:
        return
    if burst <= _loudest(blocks, LOW, n - BESIDE, n - 1) or burst < _loudest(blocks, LOW, n + 1, n + BESIDE):
        return
    voice = max(
        _loudest(blocks, LOW, n - BEFORE, n - GONE), _loudest(blocks, LOW, n + GONE + RISES // 2, n + AFTER), 1e-12
    )
    if burst < voice * 10.0 ** ((JUMP_DB + further_db) / 10.0):
        return
    if burst < _loudest(blocks, HIGH, n - 4, n + 4) * 10.0 ** ((RULES_DB + further_db) / 10.0):
        return
    if _loudest(blocks, HIGH, n + GONE, n + AFTER) < burst * 10.0 ** (-FOLLOWS_DB / 10.0):
        return
    told[COUNT] += 1.0
    told[OVER_DB] += 10.0 * math.log10(burst / voice)
    for way, most in ((-1, RISES), (1, FALLS)):
        for far in range(most + 1):
            if far == 0 and way == 1:
                continue
            m = n + way * far
            power = _power(blocks, m) if m >= 0 else 0.0
            over = 10.0 * math.log10(max(power, 1e-20) / voice)
            if over <= MARGIN_DB or power < burst * LEFT:
                break
            blocks[GAIN, m % KEPT] = max(blocks[GAIN, m % KEPT], min(over, reduction))
