"""The loop of the pitch shifter: the sound is stretched, its phases in order, and read faster or slower.

In overlapping windows, on the absolute grid, one every hop, see `dsp.kernels.stretcher`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.stretcher import LIVE, ONSET, OVERLAP, SOURCE, add

BEHIND = 10
"""Hops of what is let out behind a window's middle: an octave down the longest window is twice as long as it was."""

TAPS, PHASES = 32, 512
"""Frames that a reading between frames is made of, and places between two frames for which weights are kept."""

BETA = 9.0
"""How narrow the window is that a reading is made under."""

LONG = 8
"""Windows that the stretched sound has room for."""

CENTRE, RATIO, SHARE = range(3)
"""Of the last hops: where in the stretched sound the window's middle lies, how fast it is read, and its share."""


def between_frames() -> NDArray[np.float32]:
    """Return the weights of a reading at each place between two frames, shape (PHASES + 1, TAPS)."""
    away = np.arange(TAPS) - (TAPS // 2 - 1) - np.arange(PHASES + 1)[:, np.newaxis] / PHASES
    window = np.i0(BETA * np.sqrt(np.maximum(0.0, 1 - (2 * away / TAPS) ** 2)))
    weights = np.sinc(away) * window
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


@kernel
def shift_pitch(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    frame: int,
    wide: int,
    window: NDArray[np.float32],
    places: NDArray[np.int64],
    weights: NDArray[np.float32],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    past: NDArray[np.float32],
    spectra: NDArray[np.float32],
    bins: NDArray[np.float64],
    stretched: NDArray[np.float32],
    made: NDArray[np.float32],
    hops: NDArray[np.float64],
    place: NDArray[np.float64],
    blocks: NDArray[np.float64],
    onsets: NDArray[np.float64],
) -> None:
    """Shift each lane by its octaves, late by AHEAD + BEHIND hops; both channels alike.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 3): octaves up, what share of the output is shifted, with none the input is let out itself, and
        how much of the formants stays.
    offset
        Shape (lanes,).
    frame
        Frames that have gone by.
    wide
        Bins to either side that make an envelope.
    window
        What a frame is weighted by on its way in and on its way out, shape (size,).
    places
        Where each bin stands in a transform, shape (size + 1,): the last is the first again.
    weights
        From `between_frames`.
    turns, angles, eight
        From `dsp.kernels.spectrum.tables`.
    room
        To work in, shape (3, 2, size / 8, 8).
    past
        What went in, shape (lanes, channels, latency), each frame at its place modulo the latency.
    spectra
        Of the last window and of one a hop earlier, shape (lanes, 2, 2, size).
    bins
        Shape (lanes, 3, size / 2 + 1), see `dsp.kernels.lock`.
    stretched
        The sound in its stretched time and, last, the windows that added up to it: shape
        (lanes, channels + 1, LONG * size).
    made
        The hop that is being let out, shape (lanes, channels, hop).
    hops, place
        Shapes (lanes, 3, BEHIND + 2) and (lanes, 3): see above.
    blocks, onsets
        See `dsp.kernels.onset`.
    """
    lanes, channels, frames = x.shape
    hop, late = window.size // OVERLAP, past.shape[2]
    for lane in range(lanes):
        begin = 0
        while begin < frames:
            now = frame + begin
            within = now % hop
            if within == 0:
                along = offset[lane] + begin
                octaves, share = start[lane, 0] + slope[lane, 0] * along, start[lane, 1] + slope[lane, 1] * along
                formants = start[lane, 2] + slope[lane, 2] * along
                _hop(
                    now, 2.0**octaves, formants, min(max(share, 0.0), 1.0), wide, window, places, weights, turns,
                    angles, eight, room, past[lane], spectra[lane], bins[lane], stretched[lane], made[lane],
                    hops[lane], place[lane], blocks[lane], onsets[lane],
                )  # fmt: skip
            end = min(begin + hop - within, frames)
            first, step = hops[lane, SHARE, 1], (hops[lane, SHARE, 2] - hops[lane, SHARE, 1]) / hop
            for channel in range(channels):
                for i in range(begin, end):
                    at = (frame + i) % late
                    dry, part = past[lane, channel, at], first + step * (within + i - begin)
                    if part > 0.0:
                        wet = made[lane, channel, within + i - begin]
                        y[lane, channel, i] = wet if part >= 1.0 else dry + part * (wet - dry)
                    else:
                        y[lane, channel, i] = dry
                    past[lane, channel, at] = x[lane, channel, i]
            begin = end


@kernel
def _hop(
    now: int,
    ratio: float,
    formants: float,
    share: float,
    wide: int,
    window: NDArray[np.float32],
    places: NDArray[np.int64],
    weights: NDArray[np.float32],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    past: NDArray[np.float32],
    spectra: NDArray[np.float32],
    bins: NDArray[np.float64],
    stretched: NDArray[np.float32],
    made: NDArray[np.float32],
    hops: NDArray[np.float64],
    place: NDArray[np.float64],
    blocks: NDArray[np.float64],
    onsets: NDArray[np.float64],
) -> None:
    """Add a window to the stretched sound, and make the next hop of what is let out."""
    size = window.size
    hop = size // OVERLAP
    for row in range(hops.shape[0]):
        for k in range(hops.shape[1] - 1):
            hops[row, k] = hops[row, k + 1]
    hops[RATIO, -1], hops[SHARE, -1] = ratio, share
    if not hops[SHARE].any():
        place[LIVE] = 0.0
        return
    if place[LIVE] == 0.0:
        place[LIVE], place[SOURCE], place[ONSET] = 1.0, -np.inf, -1.0
        bins[:], stretched[:], blocks[:], onsets[:] = 0.0, 0.0, 0.0, -np.inf
        for k in range(hops.shape[1]):
            hops[CENTRE, k] = 3.0 * size - (hops.shape[1] - 1 - k) * hop * ratio
        was = round(hops[CENTRE, -1] - hop * ratio)
    else:
        was = round(hops[CENTRE, -2])
        hops[CENTRE, -1] = hops[CENTRE, -2] + 0.5 * hop * (hops[RATIO, -2] + ratio)
    if hops[CENTRE, -1] + size > stretched.shape[1]:
        gone = was - 3 * size
        kept = stretched.shape[1] - gone
        for row in range(stretched.shape[0]):
            for i in range(kept):
                stretched[row, i] = stretched[row, i + gone]
            stretched[row, kept:] = 0.0
        hops[CENTRE] -= gone
        was -= gone
    centre = round(hops[CENTRE, -1])
    top = size // 2
    add(
        now,
        ratio,
        formants,
        min(top + 1.0, top / ratio),  # what would be read at more than half the sample rate goes
        centre,
        centre - was,
        wide,
        window,
        places,
        turns,
        angles,
        eight,
        room,
        past,
        spectra,
        bins,
        stretched,
        place,
        blocks,
        onsets,
    )
    _read(stretched, hops, weights, made)


@kernel
def _read(
    stretched: NDArray[np.float32], hops: NDArray[np.float64], weights: NDArray[np.float32], made: NDArray[np.float32]
) -> None:
    """Read a hop of what is let out from the stretched sound, at a speed that goes from one hop's to the next's."""
    channels, hop = made.shape
    first, speed, bend = hops[CENTRE, 1], hops[RATIO, 1], 0.5 * (hops[RATIO, 2] - hops[RATIO, 1]) / hop
    parts = np.empty(FLOATS, np.float32)
    long = stretched.shape[1]
    for i in range(hop):
        at = first + (speed + bend * i) * i
        whole = math.floor(at)
        row = (at - whole) * PHASES
        low = int(row)
        share = every_float(np.float32(row - low))
        for channel in range(channels):
            begin = channel * long + whole - (TAPS // 2 - 1)
            total = every_float(np.float32(0.0))
            for k in range(0, TAPS, FLOATS):
                near, far = floats(weights, low * TAPS + k), floats(weights, (low + 1) * TAPS + k)
                total = mad(mad(share, far - near, near), floats(stretched, begin + k), total)
            store(parts, 0, total)
            made[channel, i] = ((parts[0] + parts[1]) + (parts[2] + parts[3])) + (
                (parts[4] + parts[5]) + (parts[6] + parts[7])
            )
