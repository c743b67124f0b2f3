"""The look-ahead limiter's loops: find true peaks, hold the gain they need, let it go, smooth it, apply it.

A gain is found for every `STEP` frames, from the highest true peak among them, and drawn as a straight line to
the next.

References
----------
.. [1] ITU-R BS.1770-5, annex 2: true peak by interpolation.
.. [2] P. Hämäläinen, "Smoothing of the control signal without clipped output in digital peak limiters", DAFx-02,
   2002: hold the smallest gain for the length of the smoothing window, and the smoothed gain is down in time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.shuffle import swap_1, swap_2, swap_4
from dsp.kernels.simd import FLOATS, every_float, floats, mad, magnitude, most, store
from dsp.kernels.stretch import STRETCH, copy

STEP = FLOATS
"""Frames that share a gain's place: one vector."""

STEPS = STRETCH // STEP
"""Gains in a stretch: one vector too."""

TAPS = 32
"""Length of the interpolating filters."""

METER_TAPS = 12
"""Length of those that meters look through, in the middle."""

ORDER = np.arange(STRETCH).astype(np.float32)


@kernel
def limit(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    halves: NDArray[np.float32],
    reach: float,
    windows: NDArray[np.float32],
    past: NDArray[np.float32],
    ready: NDArray[np.float32],
    needed: NDArray[np.float32],
    eased: NDArray[np.float32],
    released: NDArray[np.float64],
    frame: int,
) -> None:
    """Keep the true peak of each lane below its ceiling.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 6): input gain, ceiling, what the fast and the slow release keep per step, how much of the
        lasting reduction stays under a peak's, and the share of the late smoothing.
    offset
        Shape (lanes,).
    halves
        Even and odd halves of the interpolating filters, two columns a mirrored pair: three sharp pairs, three
        of the meters', and two filters that are their own mirror, a sharp one and a meter's; shape (TAPS / 2, 16).
    reach
        No filter gives more than so many times the largest sample it sees.
    windows
        Weights of the smoothing over all of the time ahead, and of one late in it, shape (2, steps).
    past
        What has gone in and not yet come out, and last the stretch that goes in, shape (lanes, channels, latency).
    ready
        The stretch that comes out, shape (lanes, channels, STRETCH).
    needed, eased
        How much less than 1 the last gains must be, and are after the release; shapes (lanes, steps held - 1 +
        STEPS) and (lanes, steps - 1 + STEPS).
    released
        The fast and the slow release and the last gain, all as much less than 1, shape (lanes, 3).
    frame
        Frames that have gone by.
    """
    lanes, channels, frames = x.shape
    size = past.shape[2]
    scratch = np.empty(STEPS + FLOATS, np.float32)
    mixed = np.empty_like(windows[0])
    for lane in range(lanes):
        c, d, line, out, needs, eases, state = (
            start[lane],
            slope[lane],
            past[lane],
            ready[lane],
            needed[lane],
            eased[lane],
            released[lane],
        )
        begin = 0
        while begin < frames:
            at = offset[lane] + begin
            within = (frame + begin) % STRETCH
            if within == 0:
                _drive(line, c[0] + d[0] * at, d[0])
                lowest = min(c[1] + d[1] * at, c[1] + d[1] * (at + STRETCH))
                _true_peaks(line, halves, np.float32(lowest / reach), scratch)
                _let_go(scratch, c, d, at, needs, eases, state)
                late = c[5] + d[5] * at
                if late == 0.0:
                    _apply(line, windows[0], eases, state, scratch, out)
                else:  # any mixture of two weighted means is one: it is as surely down in time as both are
                    for k in range(mixed.size):
                        mixed[k] = np.float32((1.0 - late) * windows[0, k] + late * windows[1, k])
                    _apply(line, mixed, eases, state, scratch, out)
            count = min(STRETCH - within, frames - begin)
            for channel in range(channels):
                row = lane * channels + channel
                copy(out, channel * STRETCH + within, y, row * frames + begin, count)
                copy(x, row * frames + begin, line, (channel + 1) * size - STRETCH + within, count)
            begin += count


@kernel
def _drive(line: NDArray[np.float32], gain: float, rise: float) -> None:
    """Give the stretch that has come in its input gain."""
    channels, size = line.shape
    first, step = every_float(np.float32(gain)), every_float(np.float32(rise))
    for i in range(0, STRETCH, FLOATS):
        now = mad(step, floats(ORDER, i), first)
        for channel in range(channels):
            place = (channel + 1) * size - STRETCH + i
            store(line, place, now * floats(line, place))


@kernel
def _true_peaks(
    line: NDArray[np.float32], halves: NDArray[np.float32], enough: np.float32, peaks: NDArray[np.float32]
) -> None:
    """Find the largest magnitude in each step and on the way to the next, in any channel.

    Where no sample is above `enough`, no filter finds a peak that matters, and the samples will do.
    """
    channels, size = line.shape
    for step in range(STEPS):
        peak = every_float(np.float32(0.0))
        for channel in range(channels):
            at = (channel + 1) * size - STRETCH - TAPS + 1 + step * STEP
            near = magnitude(floats(line, at + TAPS - 1))
            for k in range(0, TAPS, FLOATS):
                near = most(near, magnitude(floats(line, at + k)))
            store(peaks, step, _largest(near))
            if peaks[step] > enough:
                near = most(_between(line, at, halves), magnitude(floats(line, at + TAPS // 2 - 1)))
            peak = most(peak, near)
        store(peaks, step, _largest(peak))


@kernel
def _largest(v: Any) -> Any:
    """Return the largest lane in each."""
    v = most(v, swap_4(v))
    v = most(v, swap_2(v))
    return most(v, swap_1(v))


@kernel
def _between(line: NDArray[np.float32], at: int, halves: NDArray[np.float32]) -> Any:
    """Return the largest magnitude that any filter gives for eight frames.

    Two mirrored filters share their work: an even half's sum E and an odd half's sum O make E + O and E - O,
    of which the larger has the magnitude |E| + |O|.
    """
    zero = every_float(np.float32(0.0))
    e1, o1, e2, o2, e3, o3, e7 = zero, zero, zero, zero, zero, zero, zero
    e4, o4, e5, o5, e6, o6, e8 = zero, zero, zero, zero, zero, zero, zero
    for k in range(TAPS // 2):
        near, far = floats(line, at + k), floats(line, at + TAPS - 1 - k)
        even, odd = near + far, near - far
        e1, o1 = mad(every_float(halves[k, 0]), even, e1), mad(every_float(halves[k, 1]), odd, o1)
        e2, o2 = mad(every_float(halves[k, 2]), even, e2), mad(every_float(halves[k, 3]), odd, o2)
        e3, o3 = mad(every_float(halves[k, 4]), even, e3), mad(every_float(halves[k, 5]), odd, o3)
        e7 = mad(every_float(halves[k, 12]), even, e7)
        if k >= (TAPS - METER_TAPS) // 2:
            e4, o4 = mad(every_float(halves[k, 6]), even, e4), mad(every_float(halves[k, 7]), odd, o4)
            e5, o5 = mad(every_float(halves[k, 8]), even, e5), mad(every_float(halves[k, 9]), odd, o5)
            e6, o6 = mad(every_float(halves[k, 10]), even, e6), mad(every_float(halves[k, 11]), odd, o6)
            e8 = mad(every_float(halves[k, 14]), even, e8)
    peak = most(magnitude(e7), magnitude(e8))
    peak = most(peak, most(magnitude(e1) + magnitude(o1), magnitude(e2) + magnitude(o2)))
    peak = most(peak, most(magnitude(e3) + magnitude(o3), magnitude(e4) + magnitude(o4)))
    return most(peak, most(magnitude(e5) + magnitude(o5), magnitude(e6) + magnitude(o6)))


@kernel
def _let_go(
    peaks: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    needed: NDArray[np.float32],
    eased: NDArray[np.float32],
    released: NDArray[np.float64],
) -> None:
    """Hold what each peak needs, and let it go exponentially, but fall at once."""
    held, kept = needed.size - STEPS, eased.size - STEPS
    for i in range(held):
        needed[i] = needed[i + STEPS]
    for i in range(kept):
        eased[i] = eased[i + STEPS]
    for step in range(STEPS):
        ceiling = c[1] + d[1] * (at + step * STEP)
        needed[held + step] = 1.0 - min(1.0, ceiling / max(np.float64(peaks[step]), 1e-9))
    most_needed = floats(needed, 0)
    for k in range(1, held + 1):
        most_needed = most(most_needed, floats(needed, k))
    store(eased, kept, most_needed)
    keep, linger, lasting = c[2] + d[2] * at, c[3] + d[3] * at, c[4] + d[4] * at
    fast, slow = released[0], released[1]
    for i in range(kept, eased.size):
        need = np.float64(eased[i])
        slow = need + linger * (slow - need)
        fast = max(need, lasting * slow, need + keep * (fast - need))
        eased[i] = fast
    released[0], released[1] = fast, slow


@kernel
def _apply(
    line: NDArray[np.float32],
    window: NDArray[np.float32],
    eased: NDArray[np.float32],
    released: NDArray[np.float64],
    gains: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Smooth the gains, draw lines from one to the next, and let the frames through whose turn it is."""
    channels, size = line.shape
    less = every_float(np.float32(0.0))
    for k in range(window.size):
        less = mad(every_float(window[k]), floats(eased, k), less)
    store(gains, 0, every_float(np.float32(1.0)) - less)
    before = np.float32(released[2])
    for step in range(STEPS):
        rise = every_float((gains[step] - before) / np.float32(STEP))
        gain = mad(rise, floats(ORDER, 1), every_float(before))
        for channel in range(channels):
            store(out, channel * STRETCH + step * STEP, gain * floats(line, channel * size + step * STEP))
        before = gains[step]
    released[2] = before
    for channel in range(channels):
        for i in range(channel * size, (channel + 1) * size - STRETCH, FLOATS):
            store(line, i, floats(line, i + STRETCH))
