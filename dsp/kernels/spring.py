"""Springs: what goes round in eight of them, side by side, and comes out as chirps.

A spring carries low tones faster than high ones, more so the nearer they lie to the pitch above which it carries
little. A cascade of all-passes that reach back several frames does the same. What decays with it are all the delays
alike, those within the all-passes too: so every tone dies away in the same time, however late it is [2]_.

References
----------
.. [1] V. Välimäki, J. Parker, J. S. Abel, "Parametric spring reverberation effect", JAES 58(7/8), 2010: the
   stretched all-passes.
.. [2] J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90th Convention,
   1991: a loss in proportion to each delay moves every pole of a lossless loop to the same radius.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.one_pole import WEIGHTS, weigh
from dsp.kernels.reverb import place
from dsp.kernels.ring import arrive, write_again
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.stretch import STRETCH, copy

SPRINGS = FLOATS
"""Four that are heard on the left and four on the right."""

LOW_CUT, PLACING = 4, 2
KEPT, POLES = 6, 6 + SPRINGS
LOWS, HIGHS = POLES + SPRINGS, POLES + 3 * SPRINGS
WOUND = POLES + 5 * SPRINGS
"""Where the coefficients stand: the low cut's gain and pole, what a spring's length keeps, its damping's poles, the
shelves' gains and poles, and what the frames within an all-pass keep."""

STATES = 5
"""Of each spring: the damping's last output, and of either shelf the last output and the one before the last."""


@kernel
def spring(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    offset: int,
    places: NDArray[np.int64],
    share: NDArray[np.float32],
    bend: NDArray[np.float32],
    band: NDArray[np.float64],
    ring: NDArray[np.float32],
    stretch: NDArray[np.float32],
    past: NDArray[np.float32],
    wound: NDArray[np.float32],
    passed: NDArray[np.float64],
    frame: int,
) -> None:
    """Let one lane's springs swing.

    Parameters
    ----------
    x, y, c, d, offset, ring, stretch, frame
        As `dsp.kernels.reverb.reverberate` has them; the coefficients are those that the names above tell.
    places
        Of each ring where it begins, its size less one and its delay: two of the pre-delay, then the springs'.
    share
        How much of left and right goes into each spring, and how much of it is heard: shape (3, SPRINGS).
    bend
        The all-passes' coefficient of each spring.
    band
        What the springs carry at all: sections of a low-pass as (b0, b1, b2, a1, a2), shape (sections, 5).
    past
        The low cut's last outputs, left and right and nothing, then the `STATES` of all springs:
        shape (FLOATS + STATES * SPRINGS,).
    wound
        What the all-passes hold: of what goes into the first and comes out of each the last few frames, shape
        (all-passes + 1, frames held, SPRINGS).
    passed
        The low-pass's state, shape (2, sections, 2).
    """
    channels, frames = x.shape
    into, none = np.empty((2, STRETCH), np.float32), np.empty((2, STRETCH), np.float32)
    swing = np.empty((2, wound.shape[1] + STRETCH, SPRINGS), np.float32)
    weights = np.empty((1, WEIGHTS), np.float32)
    given, heard = stretch[0], stretch[1]
    begin, moving, weighed = 0, d.any(), False
    while begin < frames:
        at, here = offset + begin, frame + begin
        within = here % STRETCH
        if within == 0:
            if moving or not weighed:
                weigh(c, d, at, LOW_CUT, LOW_CUT + 1, weights)
                weighed = True
            for side in range(2):
                arrive(given, side, c, d, at, weights, 0, past, side, ring, places, here, into)
                _carry(into, side, band, passed[side])
            last = _run_down(into, share, c, d, at, bend, past, places, ring, here, swing, wound)
            _come_out(swing[last], share, places, ring, here, heard)
            place(heard, none, False, c[PLACING:], d[PLACING:], at)
        count = min(STRETCH - within, frames - begin)
        for side in range(2):
            copy(x, min(side, channels - 1) * frames + begin, given, side * STRETCH + within, count)
            copy(heard, side * STRETCH + within, y, side * frames + begin, count)
        begin += count


@kernel
def _carry(wave: NDArray[np.float32], side: int, band: NDArray[np.float64], passed: NDArray[np.float64]) -> None:
    """Take away what lies above the springs' band."""
    for section in range(band.shape[0]):
        b0, b1, b2, a1, a2 = band[section]
        s1, s2 = passed[section]
        for i in range(STRETCH):
            now = np.float64(wave[side, i])
            out = b0 * now + s1
            s1 = b1 * now - a1 * out + s2
            s2 = b2 * now - a2 * out
            wave[side, i] = out
        passed[section, 0], passed[section, 1] = s1, s2


@kernel
def _run_down(
    into: NDArray[np.float32],
    share: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    bend: NDArray[np.float32],
    past: NDArray[np.float32],
    places: NDArray[np.int64],
    rings: NDArray[np.float32],
    here: int,
    swing: NDArray[np.float32],
    wound: NDArray[np.float32],
) -> int:
    """Bring what comes in and what has come back through the all-passes; return where it stands in `swing`."""
    held = wound.shape[1]
    row = held * SPRINGS
    _come_back(swing[0], held, c, d, at, past, places, rings, here)
    from_left, from_right = floats(share, 0), floats(share, SPRINGS)
    for i in range(STRETCH):
        came = mad(from_left, every_float(into[0, i]), from_right * every_float(into[1, i]))
        store(swing, row + i * SPRINGS, floats(swing, row + i * SPRINGS) + came)
    a, now = floats(bend, 0), 0
    kept = floats(c, WOUND) + floats(d, WOUND) * every_float(np.float32(at))
    back = a * kept
    size = swing.shape[1] * SPRINGS
    _hold(swing[0], wound[0], held)
    for stage in range(1, wound.shape[0]):
        source, target = now * size, (1 - now) * size
        for i in range(held):
            store(swing, target + i * SPRINGS, floats(wound, (stage * held + i) * SPRINGS))
        for i in range(STRETCH):
            here_now, old = source + row + i * SPRINGS, i * SPRINGS
            sound = mad(a, floats(swing, here_now), kept * floats(swing, source + old))
            store(swing, target + row + old, sound - back * floats(swing, target + old))
        now = 1 - now
        _hold(swing[now], wound[stage], held)
    return now


@kernel
def _hold(swing: NDArray[np.float32], wound: NDArray[np.float32], held: int) -> None:
    """Put what was held of the stretch before in front, and hold the end of this one."""
    for i in range(held * SPRINGS // FLOATS):
        store(swing, i * FLOATS, floats(wound, i * FLOATS))
        store(wound, i * FLOATS, floats(swing, (STRETCH + i) * FLOATS))


@kernel
def _come_back(
    swing: NDArray[np.float32],
    held: int,
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    past: NDArray[np.float32],
    places: NDArray[np.int64],
    rings: NDArray[np.float32],
    here: int,
) -> None:
    """Fetch what has come to the springs' other end and back, damped, and with what its way has cost it."""
    for one in range(SPRINGS):
        begin, mask, delay = places[2 + one, 0], places[2 + one, 1], places[2 + one, 2]
        read = begin + ((here - delay) & mask)
        for i in range(STRETCH):
            swing[held + i, one] = rings[read + i]
    row, half, one_whole = held * SPRINGS, every_float(np.float32(0.5)), every_float(np.float32(1.0))
    damped, low, low_2 = floats(past, FLOATS), floats(past, 2 * FLOATS), floats(past, 3 * FLOATS)
    high, high_2 = floats(past, 4 * FLOATS), floats(past, 5 * FLOATS)
    for i in range(STRETCH):
        t = every_float(np.float32(at + i))
        pole = mad(floats(d, POLES), t, floats(c, POLES))
        sound = mad(floats(d, KEPT), t, floats(c, KEPT)) * floats(swing, row + i * SPRINGS)
        damped = mad(pole, damped - sound, sound)
        low_gain = mad(floats(d, LOWS), t, floats(c, LOWS))
        low_pole = mad(floats(d, LOWS + SPRINGS), t, floats(c, LOWS + SPRINGS))
        low, low_2 = mad(low_pole, low - damped, damped), low
        sound = mad(low_gain * half, low + low_2, damped)
        high_gain = mad(floats(d, HIGHS), t, floats(c, HIGHS))
        high_pole = mad(floats(d, HIGHS + SPRINGS), t, floats(c, HIGHS + SPRINGS))
        high, high_2 = mad(high_pole, high - sound, sound), high
        sound = mad(high_gain * half, high + high_2, (one_whole - high_gain) * sound)
        store(swing, row + i * SPRINGS, sound)
    store(past, FLOATS, damped)
    store(past, 2 * FLOATS, low)
    store(past, 3 * FLOATS, low_2)
    store(past, 4 * FLOATS, high)
    store(past, 5 * FLOATS, high_2)


@kernel
def _come_out(
    swing: NDArray[np.float32],
    share: NDArray[np.float32],
    places: NDArray[np.int64],
    rings: NDArray[np.float32],
    here: int,
    heard: NDArray[np.float32],
) -> None:
    """Let the springs have what has run down them, and hear half of them on either side."""
    held = swing.shape[0] - STRETCH
    for one in range(SPRINGS):
        begin, mask = places[2 + one, 0], places[2 + one, 1]
        write = begin + (here & mask)
        for i in range(STRETCH):
            rings[write + i] = swing[held + i, one]
        write_again(rings, begin, here & mask, mask + 1)
    half = SPRINGS // 2
    for i in range(STRETCH):
        left, right = np.float32(0.0), np.float32(0.0)
        for one in range(half):
            left += share[2, one] * swing[held + i, one]
            right += share[2, half + one] * swing[held + i, half + one]
        heard[0, i], heard[1, i] = left, right
