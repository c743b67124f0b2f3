"""Windows taken from a sound and put elsewhere, with their phases in order: how a sound is stretched.

The pitch shifter reads what comes of it as much faster, a change of speed as it is.

Near the beginning of a sound the stretching stops: what begins is put down as it is, at its own moment, and what sounds
on around it makes up for that.

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

from dsp.kernels import kernel, spectrum
from dsp.kernels.formants import keep_formants
from dsp.kernels.lock import ANGLE, BEFORE, POWER, lock
from dsp.kernels.onset import FRAME, find_onsets
from dsp.kernels.spectrum import transform

OVERLAP = 8
"""Windows that begin while one lasts."""

AHEAD = 10
"""Hops of a window's middle behind the present: what begins is known before a window reaches it."""

SPARSE = 0.05
"""Under windows that add up to less than that, at the very start, the sound fades in."""

LIVE, SOURCE, ONSET = range(3)
"""Of a lane: whether it works, where the last window lay, and near which beginning, -1 if near none."""


WINDOW_S = 0.096
"""The longest window: the next power of two below."""


def size_at(sample_rate: int) -> int:
    """Return how many frames a window has."""
    return 1 << int(math.log2(WINDOW_S * sample_rate))


def tables(size: int) -> tuple[NDArray[np.float32], NDArray[np.int64], *tuple[NDArray[np.float32], ...]]:
    """Return what stretching looks up: the window, where each bin stands in a transform, and the transform's own."""
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)
    places = np.arange(size + 1) % size
    return window, 8 * (places % (size // 8)) + places // (size // 8), *spectrum.tables(size)


@kernel
def _source(
    now: int, ratio: float, step: int, size: int, late: int, place: NDArray[np.float64], onsets: NDArray[np.float64]
) -> int:
    """Return the middle of the frames to be taken, and keep in mind near which beginning it lies."""
    hop = size // OVERLAP
    here = now - AHEAD * hop
    near, away = -1.0, np.inf
    for onset in onsets[FRAME]:
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
def add(
    now: int,
    ratio: float,
    formants: float,
    heard: float,
    centre: int,
    step: int,
    wide: int,
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
    blocks: NDArray[np.float64],
    onsets: NDArray[np.float64],
) -> None:
    """Hear the hop before `now`, bring to its level what no window reaches any more, and add the next window.

    Its middle lies at `centre` of the stretched sound, `step` from the last; of its bins those up to `heard` stay.
    """
    size = window.size
    hop, part, top = size // OVERLAP, size // 8, size // 2
    channels = past.shape[0]
    find_onsets(past, now - hop, hop, blocks, onsets)
    for i in range(centre - step - size // 2, centre - size // 2):
        whole = np.float32(1.0) / max(stretched[channels, i], np.float32(SPARSE))
        for channel in range(channels):
            stretched[channel, i] *= whole
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
    keeps = formants > 0.0 and ratio != 1.0
    gain = np.empty(top + 1)
    if keeps:
        keep_formants(bins[POWER], ratio, min(formants, 1.0), wide, gain)
    last, cosine, sine = np.nan, np.float32(1.0), np.float32(0.0)
    for k in range(top + 1):
        angle = bins[ANGLE, k]
        if angle != last:
            cosine, sine, last = np.float32(math.cos(angle)), np.float32(math.sin(angle)), angle
        level = np.float32(min(max((heard - k) / 8.0, 0.0), 1.0) / size)
        if keeps:
            level *= np.float32(gain[k])
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
    found: NDArray[np.float32],
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
    transform(room[0], room[1], found, turns, angles, eight)
