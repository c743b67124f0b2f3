"""The loop of a change of speed: the sound is stretched, its phases in order, and let out as it is.

In overlapping windows, one every hop of the recording, see `dsp.kernels.stretcher`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.stretcher import AHEAD, OVERLAP, add
from dsp.stretched import PARTS

LATE = 20
"""Hops of the recording that are kept: what windows are taken from, to either side of where they belong."""

LONG = 8
"""Windows that the stretched sound has room for."""

NOW, ORIGIN = range(2)
"""Frames of the recording that have gone by, and the frame of the stretched sound that its room begins with."""


@kernel
def stretched_to(frame: int, speed: int) -> int:
    """Return where a frame of the recording lies once it is stretched: the nearest frame, halves up."""
    return (2 * frame * PARTS + speed) // (2 * speed)


@kernel
def change_speed(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    speed: int,
    window: NDArray[np.float32],
    places: NDArray[np.int64],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    past: NDArray[np.float32],
    spectra: NDArray[np.float32],
    bins: NDArray[np.float64],
    stretched: NDArray[np.float32],
    where: NDArray[np.int64],
    place: NDArray[np.float64],
    blocks: NDArray[np.float64],
    onsets: NDArray[np.float64],
) -> int:
    """Take in whole hops of the recording and let out what they complete; return how many frames that is.

    Parameters
    ----------
    x
        The next hops, shape (channels, frames).
    y
        Filled in, shape (channels, frames): room for what so many hops can complete.
    speed
        In `PARTS`.
    window, places, turns, angles, eight
        From `dsp.kernels.stretcher.tables`.
    room
        To work in, shape (3, 2, size / 8, 8).
    past
        What went in, shape (channels, LATE hops), each frame at its place modulo the length.
    spectra
        Of the last window and of one a hop earlier, shape (2, 2, size).
    bins
        Shape (3, size / 2 + 1), see `dsp.kernels.lock`.
    stretched
        The sound in its stretched time and, last, the windows that added up to it: shape (channels + 1, LONG * size).
    where
        See above.
    place
        See `dsp.kernels.stretcher`.
    blocks, onsets
        See `dsp.kernels.onset`.
    """
    channels, frames = x.shape
    size, late = window.size, past.shape[1]
    hop = size // OVERLAP
    ratio = PARTS / speed
    done = 0
    for begin in range(0, frames, hop):
        for i in range(begin, begin + hop):
            at = (where[NOW] + i - begin) % late
            for channel in range(channels):
                past[channel, at] = x[channel, i]
        where[NOW] += hop
        here = where[NOW] - AHEAD * hop
        centre = stretched_to(here, speed)
        step = centre - stretched_to(here - hop, speed)
        if centre + size - where[ORIGIN] > stretched.shape[1]:
            gone = centre - step - size - where[ORIGIN]
            kept = stretched.shape[1] - gone
            for row in range(channels + 1):
                for i in range(kept):
                    stretched[row, i] = stretched[row, i + gone]
                stretched[row, kept:] = 0.0
            where[ORIGIN] += gone
        centre -= where[ORIGIN]
        add(
            where[NOW],
            ratio,
            0.0,
            size,
            centre,
            step,
            0,
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
        for i in range(centre - step - size // 2, centre - size // 2):
            for channel in range(channels):
                y[channel, done] = stretched[channel, i]
            done += 1
    return done
