"""The room reducer's loop: in overlapping frames every bin is turned down by what the room still rings in it.

What is computed is the part that goes, and that is subtracted: where nothing goes, every sample stays what it was.

References
----------
.. [1] K. Lebart, J. M. Boucher and P. N. Denbigh, "A new method based on spectral subtraction for speech
   dereverberation", Acta Acustica united with Acustica 87(3), 2001: what rings now is what sounded a moment ago, died
   away by the room's rate.
.. [2] E. A. P. Habets, S. Gannot and I. Cohen, "Late reverberant spectral variance estimation based on a statistical
   model", IEEE Signal Process. Lett. 16(9), 2009: what was late before, and of the rest a share, the less the nearer
   the microphone stood.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.denoise import OVERLAP, PRIOR_S, gains
from dsp.kernels.window import passed_on, put_back, taken_in

LATE_S = 0.05
"""What comes so much later is no longer heard as part of the sound itself, but as the room."""

SMOOTH_S, USUAL_RATE = 0.015, 100.0
"""Powers are smoothed for so long where a room dies away by so many dB a second, where it takes longer for longer, by
the root of that: what is smoothed must fall faster than the room, or all that ends would seem to be in one."""

SHARE_OF_TIME = 0.05
"""In the deepest twentieth of the time the source is silent and the room rings on alone: what there is then of what the
room's rate leaves of the moment before is the room's share."""

STEP_DB, FIRST_STEP_DB, FIRST_S = 0.6, 2.4, 3.0
"""How far the share moves in a window, and at first."""

FIRST_SHARE_DB, LEAST_SHARE_DB = -20.0, -40.0

SOUNDING_DB = -45.0
"""A band that is so far under its loudest of late tells nothing."""

LOUDEST_S = 4.0
LEAST_POWER = 1e-14

LAGS = 3
"""A room goes on at its rate, what ends by itself falls ever faster: the room's share is no more than what is left
after once, twice and three times that long."""

STEADY, RISES_DB_S = 0.9, 1.0
"""So much of a band's least power of late, which is let rise so fast, is noise: that does not ring."""

OVER_DB = 2.7
"""What rings lies so far over its deepest moments."""

LOUDEST, STILL, SHARE = range(3)
ROWS = SHARE + LAGS
"""Rows of each band: its loudest of late, its least power of late, and the room's share in dB, as each lag tells it."""


@kernel
def remove_room(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    frame: int,
    sample_rate: int,
    window: NDArray[np.float32],
    edges: NDArray[np.int64],
    between: NDArray[np.float64],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    past: NDArray[np.float32],
    goes: NDArray[np.float64],
    rung: NDArray[np.float64],
    bands: NDArray[np.float64],
    bins: NDArray[np.float64],
    age: NDArray[np.int64],
) -> None:
    """Take from each lane what the room is found to add to it late, a window late.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 2): the gain that no bin is turned down below, at 1 nothing is done; and how many dB a second
        the room takes to die away.
    offset
        Shape (lanes,).
    frame
        Frames that have gone by; windows begin on a grid of a quarter of their length.
    window, edges, between, turns, angles, eight, room, past, goes, bins, age
        As in `dsp.kernels.denoise.remove_noise`.
    rung
        The smoothed power of each bin in the last windows, shape (lanes, windows, size / 2 + 1): LAGS times as many as
        lie between a sound and what is late of it; and, once as many, what of each was late.
    bands
        What is known of each band, shape (lanes, ROWS, bands).
    """
    lanes, _, frames = x.shape
    size = window.size
    hop = size // OVERLAP
    for lane in range(lanes):
        begin = 0
        while begin < frames:
            within = (frame + begin) % hop
            if within == 0:
                floor = start[lane, 0] + slope[lane, 0] * (offset[lane] + begin)
                rate = start[lane, 1] + slope[lane, 1] * (offset[lane] + begin)
                if floor < 1.0:
                    age[lane] += 1
                    _window(
                        min(floor, 1.0), rate, age[lane], (frame + begin) % size, sample_rate, window, edges, between,
                        turns, angles, eight, room, past[lane], goes[lane], rung[lane], bands[lane], bins[lane],
                    )  # fmt: skip
                elif age[lane] > 0:
                    age[lane] = 0
                    rung[lane], bands[lane], bins[lane] = 0.0, 0.0, 0.0
            end = min(begin + hop - within, frames)
            at = (frame + begin) % size
            passed_on(x[lane], y[lane], past[lane], goes[lane], begin, end, at)
            begin = end


@kernel
def _window(
    floor: float,
    rate: float,
    age: int,
    oldest: int,
    sample_rate: int,
    window: NDArray[np.float32],
    edges: NDArray[np.int64],
    between: NDArray[np.float64],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    past: NDArray[np.float32],
    goes: NDArray[np.float64],
    rung: NDArray[np.float64],
    bands: NDArray[np.float64],
    bins: NDArray[np.float64],
) -> None:
    """Add what goes from the last window, whose first sample stands at `oldest`."""
    size = window.size
    powers, late, gain = np.empty(size // 2 + 1), np.empty(size // 2 + 1), np.empty(size // 2 + 1)
    taken_in(past, oldest, window, turns, angles, eight, room, powers)
    hop_s = size / OVERLAP / sample_rate
    _ring(powers, rate, hop_s, age, edges, between, rung, bands, late)
    gains(powers, late, floor, 0.0, math.exp(-hop_s / PRIOR_S), bins, gain)
    put_back(goes, gain, oldest, window, turns, angles, eight, room)


@kernel
def _ring(
    powers: NDArray[np.float64],
    rate: float,
    hop_s: float,
    age: int,
    edges: NDArray[np.int64],
    between: NDArray[np.float64],
    rung: NDArray[np.float64],
    bands: NDArray[np.float64],
    late: NDArray[np.float64],
) -> None:
    """Find each bin's late power: what was late a moment ago, died away, and of the rest the room's share [2]_."""
    count, apart = powers.size, rung.shape[0] // (LAGS + 1)
    windows = LAGS * apart
    now, before, ago, tail = age % windows, (age - 1) % windows, (age - apart) % windows, windows + age % apart
    died = 10.0 ** (-rate * hop_s * apart / 10.0)
    kept = math.exp(-hop_s / (SMOOTH_S * math.sqrt(USUAL_RATE / rate)))
    rings = np.zeros((LAGS, bands.shape[1]))
    for lag in range(LAGS):
        then = (age - (lag + 1) * apart) % windows  # the oldest stands where the newest goes
        for band in range(bands.shape[1]):
            for k in range(edges[band], edges[band + 1]):
                rings[lag, band] += died ** (lag + 1) * rung[then, k]
    for k in range(count):
        late[k] = rung[ago, k]
        rung[now, k] = powers[k] + kept * (rung[before, k] - powers[k])
    shares = np.zeros(bands.shape[1])
    step = FIRST_STEP_DB if age * hop_s < FIRST_S else STEP_DB
    fading, rising = math.exp(-hop_s / LOUDEST_S), 10.0 ** (RISES_DB_S * hop_s / 10.0)
    for band in range(bands.shape[1]):
        sounds = 0.0
        for k in range(edges[band], edges[band + 1]):
            sounds += rung[now, k]
        bands[LOUDEST, band] = max(bands[LOUDEST, band] * fading, rings[0, band])
        still = max(bands[STILL, band], LEAST_POWER) * rising
        bands[STILL, band] = min(sounds, still) if age > windows else sounds
        sounds -= STEADY * bands[STILL, band]
        for lag in range(LAGS):
            share = bands[SHARE + lag, band] if age > 1 else FIRST_SHARE_DB
            if rings[lag, band] > max(bands[LOUDEST, band] * 10.0 ** (SOUNDING_DB / 10.0), LEAST_POWER):
                under = sounds < rings[lag, band] * 10.0 ** (share / 10.0)
                share += step * (SHARE_OF_TIME - (1.0 if under else 0.0))
            bands[SHARE + lag, band] = min(max(share, LEAST_SHARE_DB), 0.0)
            shares[band] = min(shares[band], bands[SHARE + lag, band])
    last, over = bands.shape[1] - 1, 10.0 ** (OVER_DB / 10.0)
    for k in range(count):
        low = min(int(between[k]), last)
        part = between[k] - low
        high = min(low + 1, last)
        share = 10.0 ** ((shares[low] + part * (shares[high] - shares[low])) / 10.0)
        rang = min(rung[tail, k], late[k])
        rung[tail, k] = died * (rang + share * (late[k] - rang))
        late[k] = over * rung[tail, k]
