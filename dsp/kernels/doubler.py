"""The loop of the doubler: two voices a little later than the sound, one to each side."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import DOUBLES
from dsp.kernels.sweep import NEAREST, TAPS, read

DRY, WET, DELAY, WIDTH = range(4)
"""Places of the coefficients."""


@kernel
def double(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    voices: NDArray[np.float32],
    past: NDArray[np.float32],
    frame: int,
    line: NDArray[np.float32],
    weights: NDArray[np.float64],
    later: float,
) -> None:
    """Add to each lane its two voices.

    Parameters
    ----------
    x, y
        Shapes (lanes, channels, frames) and (lanes, 2, frames).
    start, slope
        Shape (lanes, 4 or more): how loud the sound and its voices are, how late the first is, in frames, and how far
        apart they stand, up to 1.
    offset
        Shape (lanes,).
    voices
        The sound at other pitches, shape (2 * lanes, 1, frames), as late as what `past` gives.
    past
        What went in, a ring of shape (lanes, channels, latency).
    frame
        Frames that have gone by.
    line
        What the voices sang, a ring of shape (lanes, 2, size + TAPS) whose beginning stands again behind its end; the
        size is a power of two.
    weights
        From `dsp.kernels.sweep.between_frames`.
    later
        How many times as late the second voice is.
    """
    lanes, channels, frames = x.shape
    size, late = line.shape[2] - TAPS, past.shape[2]
    parts = np.zeros(DOUBLES)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        for i in range(frames):
            at, here, along = (frame + i) & (size - 1), (frame + i) % late, offset[lane] + i
            for voice in range(2):
                line[lane, voice, at] = voices[2 * lane + voice, 0, i]
                if at < TAPS:
                    line[lane, voice, size + at] = line[lane, voice, at]
            dry, wet = c[DRY] + d[DRY] * along, c[WET] + d[WET] * along
            left, right = 0.0, 0.0
            if wet != 0.0:
                delay = max(c[DELAY] + d[DELAY] * along, float(NEAREST))
                first = read(line, 2 * lane * (size + TAPS), size - 1, at, delay, weights, parts)
                second = read(line, (2 * lane + 1) * (size + TAPS), size - 1, at, later * delay, weights, parts)
                # at no width both stand in the middle, as loud
                turn = 0.25 * math.pi * (1.0 - (c[WIDTH] + d[WIDTH] * along))
                near, far = wet * math.cos(turn), wet * math.sin(turn)
                left, right = near * first + far * second, near * second + far * first
            y[lane, 0, i] = dry * past[lane, 0, here] + left
            y[lane, 1, i] = dry * past[lane, channels - 1, here] + right
            for channel in range(channels):
                past[lane, channel, here] = x[lane, channel, i]
