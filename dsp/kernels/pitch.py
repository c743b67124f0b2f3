"""The loop of the pitch shifter: the sound is stretched, its phases in order, and read faster or slower.

In overlapping windows, on the absolute grid. Near the beginning of a sound the stretching stops: what begins is only
read faster or slower, at its own moment, and what sounds on around it makes up for that.

References
----------
.. [1] J. Laroche and M. Dolson, "Improved phase vocoder time-scale modification of audio", IEEE Trans. SAP 7(3), 1999.
.. [2] C. Duxbury, M. Davies, M. Sandler, "Improved time-scaling of musical audio using phase locking at transients",
   AES 112th Convention, 2002: no stretching where something begins.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.lock import ANGLE, BEFORE, POWER, lock
from dsp.kernels.onset import find_onsets
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.spectrum import transform

OVERLAP = 8
"""Windows that begin while one lasts."""

AHEAD, BEHIND = 10, 10
"""Hops of a window's middle behind the present, and of what is let out behind that: the longest window, at an octave
down, is twice as long as it was."""

TAPS, PHASES = 32, 512
"""Frames that a reading between frames is made of, and places between two frames for which weights are kept."""

BETA = 9.0
"""How narrow the window is that a reading is made under."""

LONG = 8
"""Windows that the stretched sound has room for."""

CENTRE, RATIO, SHARE = range(3)
"""Of the last hops: where in the stretched sound the window's middle lies, how fast it is read, and its share."""

LIVE, SOURCE, ONSET = range(3)
"""Of a lane: whether it works, where the last window lay, and near which beginning, -1 if near none."""

SPARSE = 0.05
"""Under windows that add up to less than that, at the very start, the sound fades in."""


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
        Shape (lanes, 2): octaves up, and what share of the output is shifted; with none the input is let out itself.
    offset
        Shape (lanes,).
    frame
        Frames that have gone by.
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
                _hop(
                    now, 2.0**octaves, min(max(share, 0.0), 1.0), window, places, weights, turns, angles, eight, room,
                    past[lane], spectra[lane], bins[lane], stretched[lane], made[lane], hops[lane], place[lane],
                    blocks[lane], onsets[lane],
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
    share: float,
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
    find_onsets(past, now - hop, hop, blocks, onsets)
    centre = round(hops[CENTRE, -1])
    channels = past.shape[0]
    for i in range(was - size // 2, centre - size // 2):
        whole = np.float32(1.0) / max(stretched[channels, i], np.float32(SPARSE))
        for channel in range(channels):
            stretched[channel, i] *= whole
    _add(
        now,
        ratio,
        centre,
        centre - was,
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
        onsets,
    )
    _read(stretched, hops, weights, made)


@kernel
def _source(
    now: int, ratio: float, step: int, size: int, late: int, place: NDArray[np.float64], onsets: NDArray[np.float64]
) -> int:
    """Return the middle of the frames to be taken, and keep in mind near which beginning it lies."""
    hop = size // OVERLAP
    here = now - AHEAD * hop
    near, away = -1.0, np.inf
    for onset in onsets:
        if abs(here - onset) < away:
            near, away = onset, abs(here - onset)
    reach = size // 2
    source = here
    if ratio != 1.0 and away * ratio <= reach:
        entered = place[ONSET] != near
        source = round(near + ratio * (here - near)) if entered else int(place[SOURCE]) + step
        place[ONSET] = near
    else:
        place[ONSET] = -1.0
        if away < reach:
            # higher: what is read faster is soon over, and waited for outside
            source = int(near) + (reach if here > near else -reach)
    return min(max(source, now - late + size // 2 + hop), now - size // 2)


@kernel
def _add(
    now: int,
    ratio: float,
    centre: int,
    step: int,
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
    place: NDArray[np.float64],
    onsets: NDArray[np.float64],
) -> None:
    """Add one window, its middle at `centre` of the stretched sound, `step` from the last."""
    size = window.size
    hop, part, top = size // OVERLAP, size // 8, size // 2
    channels = past.shape[0]
    was, was_near = place[SOURCE], place[ONSET]
    source = _source(now, ratio, step, size, past.shape[1], place, onsets)
    begins = place[ONSET] >= 0.0
    if begins and place[ONSET] != was_near:
        bins[BEFORE] = bins[POWER]
    drift = 0 if was == -np.inf else step - (source - int(was))
    if source - hop == was:
        spectra[1] = spectra[0]
    elif drift != 0:
        _look(past, source - hop, window, turns, angles, eight, room, spectra[1])
    _look(past, source, window, turns, angles, eight, room, spectra[0])
    place[SOURCE] = source
    lock(spectra[0], spectra[1], places, hop, drift, begins, bins)
    ordered, found = room[0].reshape((2, size)), room[2].reshape((2, size))
    heard = min(top + 1.0, top / ratio)
    last, cosine, sine = np.nan, np.float32(1.0), np.float32(0.0)
    for k in range(top + 1):
        angle = bins[ANGLE, k]
        if angle != last:
            cosine, sine, last = np.float32(math.cos(angle)), np.float32(math.sin(angle)), angle
        # what would be read at more than half the sample rate goes
        level = np.float32(min(max((heard - k) / 8.0, 0.0), 1.0) / size)
        c, s = cosine * level, sine * level
        at = places[k]
        re, im = spectra[0, 0, at], spectra[0, 1, at]
        if k == 0 or k == top:
            # real in both channels: it cannot be turned
            ordered[1, k], ordered[0, k] = re * level, im * level
            continue
        # real and imaginary part change places: the transform back
        ordered[1, k], ordered[0, k] = re * c - im * s, re * s + im * c
        mirror = size - k
        at = places[mirror]
        re, im = spectra[0, 0, at], spectra[0, 1, at]
        ordered[1, mirror], ordered[0, mirror] = re * c + im * s, im * c - re * s
    transform(room[0], room[1], found, turns, angles, eight)
    begin = centre - size // 2
    for row in range(8):
        for k in range(part):
            i = row * part + k
            for channel in range(channels):
                stretched[channel, begin + i] += found[1 - channel, 8 * k + row] * window[i]
            stretched[channels, begin + i] += window[i] * window[i]


@kernel
def _look(
    past: NDArray[np.float32],
    source: int,
    window: NDArray[np.float32],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    spectrum: NDArray[np.float32],
) -> None:
    """Transform the window whose middle is `source`."""
    size, late = window.size, past.shape[1]
    ordered = room[0].reshape((2, size))
    ordered[1] = 0.0
    for channel in range(past.shape[0]):
        at = (source - size // 2) % late
        for i in range(size):
            ordered[channel, i] = past[channel, at] * window[i]
            at = at + 1 if at + 1 < late else 0
    transform(room[0], room[1], spectrum, turns, angles, eight)


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
