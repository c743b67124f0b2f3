"""What meters count sample by sample: weighted energy, true peaks, levels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.shuffle import swap_1, swap_2, swap_4
from dsp.kernels.simd import (
    DOUBLES,
    FLOATS,
    doubles,
    every_double,
    every_float,
    floats,
    mad,
    magnitude,
    most,
    store,
    where_above,
)
from dsp.units import Audio

Vector = NDArray[np.float64]

STRETCH = 32
"""Frames interpolated at once, or passed over; no fewer than the filters' taps reach back."""

TILE = 256
"""Frames whose channels are laid side by side at a time: few enough for the nearest cache."""


@kernel
def lay_out(x: Audio, start: int, frames: int, tile: Vector) -> None:
    """Lay left and right of some frames side by side, so that they can be worked on at once; mono is both."""
    last = x.shape[0] - 1
    for i in range(frames):
        tile[i, 0], tile[i, 1] = x[0, start + i], x[last, start + i]


@kernel
def _audible(v: Any) -> Any:
    """Return zero for what is so small that processors take long over it: the ends of what rings after a sound."""
    return where_above(magnitude(v), every_double(1e-60), v, every_double(0.0))


@kernel
def weighted_energy(
    x: Audio,
    coefficients: Vector,
    state: Vector,
    energy: Vector,
    frame: int,
    first: int,
    edges: NDArray[np.int64],
) -> None:
    """Filter the channels, side by side, by two biquads and add up the squares in each hop.

    Direct form I, in place of `state`: of all forms the one whose next value waits for the least.

    Parameters
    ----------
    x : shape (channels, frames)
    coefficients : shape (2, 5)
        b0, b1, b2, a1, a2 of each biquad.
    state : shape (6, 4)
        The last two values of what goes into the first biquad, the second, and comes out, newest first.
    energy : shape (hops, 4), added to
    frame
        Absolute frame of the first sample.
    first
        The hop that it lies in.
    edges : shape (hops,)
        Absolute frame on which each hop ends.
    """
    b0, b1, b2 = every_double(coefficients[0, 0]), every_double(coefficients[0, 1]), every_double(coefficients[0, 2])
    a1, a2 = every_double(-coefficients[0, 3]), every_double(-coefficients[0, 4])
    d0, d1, d2 = every_double(coefficients[1, 0]), every_double(coefficients[1, 1]), every_double(coefficients[1, 2])
    c1, c2 = every_double(-coefficients[1, 3]), every_double(-coefficients[1, 4])
    v1, v2 = doubles(state, 0), doubles(state, DOUBLES)
    y1, y2 = doubles(state, 2 * DOUBLES), doubles(state, 3 * DOUBLES)
    z1, z2 = doubles(state, 4 * DOUBLES), doubles(state, 5 * DOUBLES)
    tile = np.zeros((TILE, DOUBLES))
    hop, start = first, 0
    while start < x.shape[1]:
        count = min(TILE, x.shape[1] - start, edges[hop] - frame - start)
        lay_out(x, start, count, tile)
        total = doubles(energy, DOUBLES * hop)
        for i in range(count):
            v = doubles(tile, DOUBLES * i)
            y = mad(a1, y1, mad(a2, y2, mad(b2, v2, mad(b1, v1, b0 * v))))
            z = mad(c1, z1, mad(c2, z2, mad(d2, y2, mad(d1, y1, d0 * y))))
            total = mad(z, z, total)
            v2, v1, y2, y1, z2, z1 = v1, v, y1, y, z1, z
        store(energy, DOUBLES * hop, total)
        start += count
        if frame + start == edges[hop]:
            hop += 1
            y1, y2, z1, z2 = _audible(y1), _audible(y2), _audible(z1), _audible(z2)
    store(state, 0, v1)
    store(state, DOUBLES, v2)
    store(state, 2 * DOUBLES, y1)
    store(state, 3 * DOUBLES, y2)
    store(state, 4 * DOUBLES, z1)
    store(state, 5 * DOUBLES, z2)


@kernel
def levels(x: Audio, peaks: Vector, squares: Vector, pair: Vector) -> None:
    """Keep each channel's peak and sum of squares, and those of mid and side.

    Parameters
    ----------
    x : shape (channels, frames)
    peaks, squares : shape (4,), updated
    pair : shape (4,), added to
        Sums of mid squared and of side squared.
    """
    tile = np.zeros((TILE, DOUBLES))
    signs = np.array([0.5, -0.5, 0.0, 0.0])
    sign, half = doubles(signs, 0), every_double(0.5)
    peak, total, both = doubles(peaks, 0), doubles(squares, 0), doubles(pair, 0)
    for start in range(0, x.shape[1], TILE):
        count = min(TILE, x.shape[1] - start)
        lay_out(x, start, count, tile)
        for i in range(count):
            v = doubles(tile, DOUBLES * i)
            peak = most(peak, magnitude(v))
            total = mad(v, v, total)
            mixed = mad(sign, v, half * swap_1(v))
            both = mad(mixed, mixed, both)
    store(peaks, 0, peak)
    store(squares, 0, total)
    store(pair, 0, both)


@kernel
def _most_of_all(v: Any) -> Any:
    """Return the largest of eight lanes, in each of them."""
    v = most(v, swap_4(v))
    v = most(v, swap_2(v))
    return most(v, swap_1(v))


@kernel
def raise_peaks(x: Audio, stretches: int, phases: Vector, bend: float, peaks: Vector) -> None:
    """Raise two peaks, of the samples and of all that the sound reaches, to those of some stretches.

    What lies between two samples is a mean of both and no more than `bend` times the sharpest bend near
    them: the largest second difference. A stretch that cannot rise over the peak so far is passed over;
    the result is the same, and even of loud music one stretch in thirty is left to interpolate.

    Parameters
    ----------
    x : shape (channels, (stretches + 1) * STRETCH + 2 or more)
        The past, `taps - 1` samples, before what is interpolated.
    phases : shape (phases, taps)
        Interpolation filters, newest sample last.
    peaks : shape (2,), raised
    """
    taps = phases.shape[1]
    tops = np.empty((stretches + 1, 2, FLOATS), np.float32)
    window = np.empty(STRETCH + taps - 1)
    between = np.empty(DOUBLES)
    for channel in range(x.shape[0]):
        for stretch in range(stretches + 1):
            at = channel * x.shape[1] + stretch * STRETCH
            high = sharp = every_float(np.float32(0.0))
            for i in range(at, at + STRETCH, FLOATS):
                a, b = floats(x, i), floats(x, i + 1)
                high = most(high, magnitude(a))
                sharp = most(sharp, magnitude((a - b) - (b - floats(x, i + 2))))
            store(tops, 2 * FLOATS * stretch, _most_of_all(high))
            store(tops, 2 * FLOATS * stretch + FLOATS, _most_of_all(sharp))
        for stretch in range(stretches):
            peaks[0] = max(peaks[0], tops[stretch, 0, 0])
        peaks[1] = max(peaks[0], peaks[1])
        for stretch in range(stretches):
            highest = max(tops[stretch, 0, 0], tops[stretch + 1, 0, 0])
            sharpest = max(tops[stretch, 1, 0], tops[stretch + 1, 1, 0])
            if highest + bend * sharpest <= peaks[1]:
                continue
            begin = stretch * STRETCH
            window[:] = x[channel, begin : begin + len(window)]
            top = every_double(peaks[1])
            for phase in phases:
                for i in range(0, STRETCH, DOUBLES):
                    value = every_double(0.0)
                    for tap in range(taps):
                        value = mad(every_double(phase[tap]), doubles(window, i + tap), value)
                    top = most(top, magnitude(value))
            store(between, 0, top)
            peaks[1] = between.max()
