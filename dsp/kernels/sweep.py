"""The loop of chorus and flanger: the sound read again a while later, from a place that moves."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import DOUBLES, doubles, every_double, mad, store

TAPS, PHASES = 12, 256
"""Frames that a reading between frames is made of, and places between two frames for which weights are kept."""

BETA = 6.5
"""How narrow the window is: more is exacter below 15 kHz and duller above."""

NEAREST = TAPS // 2 + 1
"""The shortest delay, in frames: what is read must have been written."""

SILENT = 1e-15
"""What an echo has come down to before it becomes denormal, which is slow."""

DELAY, DEPTH, FEEDBACK, DRY, WET, SHARES = range(6)
"""Places of the coefficients; the shares of the swings follow."""


def between_frames() -> NDArray[np.float64]:
    """Return the weights of a reading at each place between two frames, shape (PHASES + 1, TAPS).

    A sinc under a Kaiser window: up to 12 kHz of 44.1 exact to 0.01 dB, up to 15 kHz to 0.05 dB.

    References
    ----------
    .. [1] T. Laakso, V. Välimäki, M. Karjalainen, U. Laine, "Splitting the unit delay", IEEE Signal Processing
       Magazine 13(1), 1996: fractional delay filters.
    """
    away = np.arange(TAPS) - (TAPS // 2 - 1) - np.arange(PHASES + 1)[:, np.newaxis] / PHASES
    window = np.i0(BETA * np.sqrt(np.maximum(0.0, 1 - (2 * away / TAPS) ** 2)))
    weights = np.sinc(away) * window
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


@kernel
def read(
    line: NDArray[np.float32],
    begin: int,
    mask: int,
    here: int,
    late: float,
    weights: NDArray[np.float64],
    parts: NDArray[np.float64],
) -> float:
    """Return what the line that begins at a flat index held so many frames before `here`, maybe between two frames."""
    whole = math.ceil(late)
    place = (whole - late) * PHASES
    row = int(place)
    first = begin + ((here - whole - (TAPS // 2 - 1)) & mask)
    held = doubles(line, first)
    low, high = held * doubles(weights, row * TAPS), held * doubles(weights, (row + 1) * TAPS)
    for k in range(DOUBLES, TAPS, DOUBLES):
        held = doubles(line, first + k)
        low = mad(held, doubles(weights, row * TAPS + k), low)
        high = mad(held, doubles(weights, (row + 1) * TAPS + k), high)
    store(parts, 0, mad(every_double(place - row), high - low, low))
    return float((parts[0] + parts[1]) + (parts[2] + parts[3]))


@kernel
def sweep(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    swings: NDArray[np.float64],
    voices: NDArray[np.float64],
    weights: NDArray[np.float64],
    line: NDArray[np.float32],
    place: int,
) -> None:
    """Add to each lane what went in a while before.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames); `y` may have two channels where `x` has one.
    start, slope
        Shape (lanes, SHARES + versions): the shortest delay and how much longer it gets, in frames, how much of what
        is heard goes in again, how loud the dry and the wet sound are, and the share of each swing.
    offset
        Shape (lanes,).
    swings
        Sine and cosine, shape (lanes, versions, 2, frames).
    voices
        Of each voice the cosine and the sine of how far it is ahead in the swing, and how loud it is, 0 where there
        is none: shape (lanes, versions, output channels, voices, 3).
    line, place
        What went in, a ring of shape (lanes, channels, size + TAPS) whose beginning stands again behind its end, and
        where the next goes; the size is a power of two.
    """
    lanes, channels, frames = x.shape
    size = line.shape[2] - TAPS
    wet, parts = np.zeros(2), np.zeros(DOUBLES)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        at = place
        for i in range(frames):
            t = offset[lane] + i
            delay, depth = c[DELAY] + d[DELAY] * t, c[DEPTH] + d[DEPTH] * t
            for channel in range(y.shape[1]):
                wet[channel] = 0.0
                begin = (lane * channels + min(channel, channels - 1)) * (size + TAPS)
                for version in range(voices.shape[1]):
                    share = c[SHARES + version] + d[SHARES + version] * t
                    if share == 0.0:
                        continue
                    sine, cosine = swings[lane, version, 0, i], swings[lane, version, 1, i]
                    for voice in range(voices.shape[3]):
                        ahead = voices[lane, version, channel, voice]
                        if ahead[2] == 0.0:
                            break
                        swing = 0.5 + 0.5 * (sine * ahead[0] + cosine * ahead[1])
                        late = max(delay + depth * swing, float(NEAREST))
                        wet[channel] += share * ahead[2] * read(line, begin, size - 1, at, late, weights, parts)
            again, dry, loud = c[FEEDBACK] + d[FEEDBACK] * t, c[DRY] + d[DRY] * t, c[WET] + d[WET] * t
            for channel in range(y.shape[1]):
                y[lane, channel, i] = dry * x[lane, min(channel, channels - 1), i] + loud * wet[channel]
            for channel in range(channels):
                fed = x[lane, channel, i] + again * wet[channel]
                if abs(fed) < SILENT:
                    fed = 0.0
                line[lane, channel, at] = fed
                if at < TAPS:
                    line[lane, channel, size + at] = fed
            at = (at + 1) & (size - 1)
