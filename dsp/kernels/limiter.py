"""The look-ahead limiter's loops: find true peaks, hold the gain they need, smooth it, apply it.

References
----------
.. [1] ITU-R BS.1770-5, annex 2: true peak by interpolation.
.. [2] E. Lemire, "Streaming maximum-minimum filter using no more than three comparisons per element",
   Nordic J. Computing 13, 2006: the problem; here solved by doubling, which runs side by side.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.fir import add_correlation

CHUNK = 1024
"""Frames processed at a time: all lines stay in the nearest cache."""

ONE = 1 << 30
"""Unity gain. Gains are averaged as whole numbers: running sums of these never drift."""


@kernel
def limit(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    phases: NDArray[np.float32],
    hold: int,
    box: int,
    past: NDArray[np.float32],
    needed: NDArray[np.float32],
    boxes: NDArray[np.int64],
    released: NDArray[np.float64],
) -> None:
    """Keep the true peak of each lane below its ceiling.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 4): input gain, ceiling, and what the fast and the slow release keep per frame.
    offset
        Shape (lanes,).
    phases
        Interpolating filters, shape (phases, taps).
    hold
        Frames over which the smallest gain is held.
    box
        Length of each of the two averages.
    past
        What went in before, shape (lanes, channels, at least taps - 1 and the delay); the delay is its
        length.
    needed
        The last gains needed, shape (lanes, hold - 1).
    boxes
        The two averages' gains and, last, their sums, shape (lanes, 3, box + 1); the third row begins with
        the place in the ring.
    released
        The fast and the slow release, shape (lanes, 2).
    """
    lanes, channels, frames = x.shape
    delay = past.shape[2]
    line = np.empty((channels, delay + CHUNK), np.float32)
    peak = np.empty(CHUNK, np.float32)
    least = np.empty(hold - 1 + CHUNK, np.float32)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        for begin in range(0, frames, CHUNK):
            count = min(CHUNK, frames - begin)
            at = offset[lane] + begin
            for channel in range(channels):
                line[channel, :delay] = past[lane, channel]
                for i in range(count):
                    drive = c[0] + d[0] * (at + i)
                    line[channel, delay + i] = x[lane, channel, begin + i] * drive
            lowest = min(c[1] + d[1] * at, c[1] + d[1] * (at + count - 1))
            _true_peak(line, delay, count, phases, np.float32(lowest), peak)
            least[: hold - 1] = needed[lane]
            for i in range(count):
                ceiling = np.float32(c[1] + d[1] * (at + i))
                least[hold - 1 + i] = min(np.float32(1.0), ceiling / max(peak[i], np.float32(1e-9)))
            needed[lane] = least[count : count + hold - 1]
            _smallest(least, hold, count)
            _release_and_average(least, count, c, d, at, box, boxes[lane], released[lane], peak)
            for channel in range(channels):
                for i in range(count):
                    y[lane, channel, begin + i] = line[channel, i] * peak[i]
                past[lane, channel] = line[channel, count : count + delay]


@kernel
def _true_peak(
    line: NDArray[np.float32],
    delay: int,
    count: int,
    phases: NDArray[np.float32],
    ceiling: np.float32,
    peak: NDArray[np.float32],
) -> None:
    """Find the largest magnitude around each frame of any channel.

    Where no filter can reach the ceiling, the sample itself will do: no gain is needed there.
    """
    taps = phases.shape[1]
    wave = np.empty(CHUNK, np.float32)
    reach = np.float32(0.0)
    for phase in range(phases.shape[0]):
        reach = max(reach, np.abs(phases[phase]).sum())
    peak[:count] = 0.0
    for channel in range(line.shape[0]):
        x = line[channel, delay - taps + 1 : delay + count]
        if np.abs(x).max() * reach * np.float32(1.0001) < ceiling:
            continue
        for phase in range(phases.shape[0]):
            wave[:count] = 0.0
            add_correlation(phases[phase], x, count, wave)
            for i in range(count):
                peak[i] = max(peak[i], abs(wave[i]))


@kernel
def _smallest(least: NDArray[np.float32], hold: int, count: int) -> None:
    """Replace the first `count` frames by the smallest of the `hold` frames from each on."""
    width = 1
    left = count + hold - 1
    while width < hold:
        step = min(width, hold - width)
        left -= step
        for i in range(left):
            least[i] = min(least[i], least[i + step])
        width += step


@kernel
def _release_and_average(
    least: NDArray[np.float32],
    count: int,
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    box: int,
    boxes: NDArray[np.int64],
    released: NDArray[np.float64],
    gain: NDArray[np.float32],
) -> None:
    """Let go exponentially, fall at once, then round the corners by two running averages."""
    fast, slow = released
    first, second = boxes[0], boxes[1]
    scale = 1.0 / (float(ONE) * box * box)
    sum1, sum2, turn = first[box], second[box], boxes[2, 0]
    for i in range(count):
        keep, linger = c[2] + d[2] * (at + i), c[3] + d[3] * (at + i)
        m = np.float64(least[i])
        slow = m + linger * (slow - m)
        fast = min(m, slow, m + keep * (fast - m))
        level = np.int64(fast * ONE)
        sum1 += level - first[turn]
        first[turn] = level
        sum2 += sum1 - second[turn]
        second[turn] = sum1
        turn = turn + 1 if turn + 1 < box else 0
        gain[i] = sum2 * scale
    released[0], released[1] = fast, slow
    first[box], second[box], boxes[2, 0] = sum1, sum2, turn
