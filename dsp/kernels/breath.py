"""The breath control's loop: breaths are told from words a second late, when what comes after them is known.

References
----------
.. [1] D. Ruinskiy and Y. Lavner, "An effective algorithm for automatic detection and exact demarcation of breath sounds
   in speech and song signals", IEEE Trans. ASLP 15(3), 2007: how long breaths are, what parts them from words, and that
   their edges are dips of the energy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

SHORTEST, LONGEST = 10, 70
"""Frames of 10 ms that a breath lasts."""

APART = 8
"""Frames that lie at least between the last word and a breath: what ends a word, a t or an s, is nearer to it."""

AFTER = 30
"""Frames after it that are known: what begins there tells how loud the voice is."""

RAMP = 3
"""Frames in which it is turned down and up again, all of them outside words."""

LATE = LONGEST + AFTER + 2 * RAMP + 2
"""When the end of a breath is recognised, its first frame has not gone out yet."""

KEPT = 256
"""Frames that are remembered: a power of two beyond all that is looked back at."""

FLOOR_FRAMES, FLOORS = 50, 8
"""The floor is the lowest level of so many stretches of so many frames: four seconds."""

OVER, DEAD = 4.0, 1e-9
"""A breath stands so many times, 6 dB, over the floor, in power; and over -90 dBFS."""

LOUD, SOFT = 10**-1.6, 10**-5.2
"""A breath is softer than the loudest of the voice by 16 to 52 dB."""

FALLS = 10**-0.001
"""How fast that is forgotten, a frame: 1 dB a second."""

DIP = 0.25
"""Between a breath and a word that follows at once the level dips to that share of its loudest, 6 dB, at least."""

VOICED = 0.7
"""What has so much of the power of 500 Hz to 4.5 kHz below that is sung: breath has neither a fundamental nor much of a
first formant."""

HISSING = 1.4
"""What has so much of it above 4.5 kHz is an s."""

WORD = 10.0
"""What stands so many times over the floor and is sung or hisses is of a word."""

LOW, MID, HIGH, GAIN = range(4)
ROWS = 4
"""What is remembered of a frame: its power in three bands, and how far it is turned down, from 0 to 1."""

VOICE, FLOOR = 0, 1
STATE = 1 + 2 * FLOORS
"""A lane's: how loud the voice is, and the floors of what is above 500 Hz and of what is below."""

COUNT = 0
"""What is told of a lane: how many breaths."""

Doubles = NDArray[np.float64]


@kernel
def lower_breaths(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: Doubles,
    slope: Doubles,
    offset: NDArray[np.int64],
    frame: int,
    size: int,
    filters: Doubles,
    past: NDArray[np.float32],
    memory: Doubles,
    frames_kept: Doubles,
    state: Doubles,
    told: Doubles,
) -> None:
    """Turn down each lane's breaths.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 1): the gain of a breath; at 1 nothing is looked for.
    offset
        Shape (lanes,).
    frame
        Since the beginning.
    size
        Samples in a frame of 10 ms.
    filters
        High-passes at 150 Hz, 500 Hz and 4.5 kHz, shape (3, 5): b0, b1, b2, a1, a2.
    past
        The last samples, shape (lanes, channels, latency): a ring.
    memory
        The filters', shape (lanes, channels, 3, 2).
    frames_kept
        Shape (lanes, ROWS, KEPT).
    state
        Shape (lanes, STATE).
    told
        Shape (lanes, 1).
    """
    lanes, channels, frames = x.shape
    late = past.shape[2]
    for lane in range(lanes):
        rows = frames_kept[lane]
        for i in range(frames):
            now = frame + i
            here = now // size % KEPT
            at = now % late
            goes_out = now - late
            turned = _turned(rows[GAIN], goes_out, size) if goes_out >= 0 else 0.0
            scale = 1.0
            if turned > 0.0:
                scale -= turned * (1.0 - min(start[lane, 0] + slope[lane, 0] * (offset[lane] + i), 1.0))
            for channel in range(channels):
                value = np.float64(x[lane, channel, i])
                mine = memory[lane, channel]
                whole = _filtered(value, filters[0], mine[0])
                above = _filtered(whole, filters[1], mine[1])
                high = _filtered(above, filters[2], mine[2])
                rows[LOW, here] += whole * whole
                rows[MID, here] += above * above
                rows[HIGH, here] += high * high
                y[lane, channel, i] = past[lane, channel, at] * scale if turned > 0.0 else past[lane, channel, at]
                past[lane, channel, at] = x[lane, channel, i]
            if (now + 1) % size == 0:
                n = now // size
                # What one high-pass keeps in power and the next one does not lies between them.
                rows[LOW, here] = max(rows[LOW, here] - rows[MID, here], 0.0)
                rows[MID, here] = max(rows[MID, here] - rows[HIGH, here], 0.0)
                for row in range(3):
                    rows[row, here] /= size * channels
                    rows[row, (n + 1) % KEPT] = 0.0
                rows[GAIN, here] = 0.0
                _follow(rows, n, state[lane])
                if start[lane, 0] + slope[lane, 0] * (offset[lane] + i) < 1.0:
                    _judge(rows, n - AFTER, state[lane], told[lane])


@kernel
def _filtered(value: float, c: Doubles, s: Doubles) -> float:
    out = c[0] * value + s[0]
    s[0] = c[1] * value - c[3] * out + s[1]
    s[1] = c[2] * value - c[4] * out
    if abs(s[0]) < 1e-20:
        s[0] = 0.0
    if abs(s[1]) < 1e-20:
        s[1] = 0.0
    return float(out)


@kernel
def _turned(gains: Doubles, place: int, size: int) -> float:
    """Return how far a sample is turned down: from the middle of a frame to that of the next in a straight line."""
    middle = (place - size // 2) // size
    one, two = gains[middle % KEPT], gains[(middle + 1) % KEPT]
    if one == 0.0 and two == 0.0:
        return 0.0
    return float(one + (two - one) * (place - size // 2 - middle * size) / size)


@kernel
def _above(rows: Doubles, n: int) -> float:
    return float(rows[MID, n % KEPT] + rows[HIGH, n % KEPT])


@kernel
def _follow(rows: Doubles, n: int, state: Doubles) -> None:
    """Keep how loud the voice is, and the floors, each of three frames at a time."""
    state[VOICE] = max(rows[LOW, n % KEPT] + _above(rows, n), state[VOICE] * FALLS)
    place = n // FLOOR_FRAMES % FLOORS
    if n < 2:
        state[FLOOR:] = 1e9
        return
    above, low = 0.0, 0.0
    for k in range(n - 2, n + 1):
        above += _above(rows, k) / 3.0
        low += rows[LOW, k % KEPT] / 3.0
    if n % FLOOR_FRAMES == 0:
        state[FLOOR + place] = state[FLOOR + FLOORS + place] = 1e9
    state[FLOOR + place] = min(state[FLOOR + place], above)
    state[FLOOR + FLOORS + place] = min(state[FLOOR + FLOORS + place], low)


@kernel
def _judge(rows: Doubles, end: int, state: Doubles, told: Doubles) -> None:
    """Look whether a breath ends before a frame, and turn it down."""
    if end < SHORTEST + 1:
        return
    floor = state[FLOOR : FLOOR + FLOORS].min()
    low_floor = state[FLOOR + FLOORS : FLOOR + 2 * FLOORS].min()
    least = max(OVER * floor, SOFT * state[VOICE], DEAD)
    most = LOUD * state[VOICE]
    loudest = 0.0
    for k in range(end - SHORTEST, end):
        loudest = max(loudest, _above(rows, k))
    dips = max(least, DIP * loudest)
    if _above(rows, end) > dips or _above(rows, end - 1) <= dips:
        return
    first = end
    low, mid, high = 0.0, 0.0, 0.0
    while first > 0 and end - first <= LONGEST and _above(rows, first - 1) > least:
        first -= 1
        loudest = max(loudest, _above(rows, first))
        low += max(rows[LOW, first % KEPT] - low_floor, 0.0)
        mid += rows[MID, first % KEPT]
        high += rows[HIGH, first % KEPT]
    if end - first < SHORTEST or end - first > LONGEST or loudest > most:
        return
    if low > VOICED * mid or high > HISSING * mid:
        return
    for k in range(max(first - APART, 0), first):
        if _is_word(rows, k, floor, low_floor, most):
            return
    again = False  # what dips and goes on is one breath
    for k in range(first, end):
        again = again or rows[GAIN, k % KEPT] > 0.0
    told[COUNT] += 0.0 if again else 1.0
    softest = end  # it goes on as it dies away, down to where a word begins or there is nothing left
    for k in range(end, end + AFTER - RAMP):
        if _above(rows, k) > dips:
            break
        if _above(rows, k) < _above(rows, softest):
            softest = k
        if _above(rows, k) <= least:
            break
    end = softest
    for k in range(first - RAMP, end):
        up = min(1.0, (k - first + RAMP + 1.0) / (RAMP + 1.0))
        down = min(1.0, (end - k) / (RAMP + 1.0))
        if k >= 0:
            rows[GAIN, k % KEPT] = max(rows[GAIN, k % KEPT], min(up, down))


@kernel
def _is_word(rows: Doubles, k: int, floor: float, low_floor: float, most: float) -> bool:
    """Whether a frame is loud, or sung, or hisses."""
    low, mid, high = rows[LOW, k % KEPT], rows[MID, k % KEPT], rows[HIGH, k % KEPT]
    if low + mid + high > most:
        return True
    sung = low > WORD * low_floor and low > mid and low > SOFT * most / LOUD
    return bool(sung or (high > HISSING * mid and mid + high > WORD * floor))
