"""What meters count sample by sample: weighted energy, true peaks, levels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.units import Audio

Vector = NDArray[np.float64]

STRETCH = 64
"""Frames interpolated at once, or passed over."""


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
    """Filter each channel by two biquads and add up the squares in each hop.

    Transposed direct form II, in place of `state`.

    Parameters
    ----------
    x : shape (channels, frames)
    coefficients : shape (2, 5)
        b0, b1, b2, a1, a2 of each biquad.
    state : shape (channels, 4)
    energy : shape (channels, hops), added to
    frame
        Absolute frame of the first sample.
    first
        The hop that it lies in.
    edges : shape (hops,)
        Absolute frame on which each hop ends.
    """
    b0, b1, b2, a1, a2 = coefficients[0]
    d0, d1, d2, c1, c2 = coefficients[1]
    for channel in range(x.shape[0]):
        s1, s2, t1, t2 = state[channel]
        hop = first
        total = energy[channel, hop]
        for i in range(x.shape[1]):
            if frame + i == edges[hop]:
                energy[channel, hop] = total
                hop += 1
                total = energy[channel, hop]
            v = float(x[channel, i])
            y = b0 * v + s1
            s1 = b1 * v - a1 * y + s2
            s2 = b2 * v - a2 * y
            z = d0 * y + t1
            t1 = d1 * y - c1 * z + t2
            t2 = d2 * y - c2 * z
            total += z * z
        energy[channel, hop] = total
        state[channel, 0], state[channel, 1] = s1, s2
        state[channel, 2], state[channel, 3] = t1, t2


@kernel
def levels(x: Audio, peaks: Vector, squares: Vector, pair: Vector) -> None:
    """Keep each channel's peak and sum of squares and, of two channels, what they share.

    Parameters
    ----------
    x : shape (channels, frames)
    peaks, squares : shape (channels,), updated
    pair : shape (3,), added to
        Sums of left times right, of mid squared and of side squared.
    """
    for channel in range(x.shape[0]):
        peak, total = peaks[channel], squares[channel]
        for i in range(x.shape[1]):
            v = float(x[channel, i])
            peak = max(peak, abs(v))
            total += v * v
        peaks[channel], squares[channel] = peak, total
    if x.shape[0] == 2:
        product, mid, side = pair
        for i in range(x.shape[1]):
            left, right = float(x[0, i]), float(x[1, i])
            product += left * right
            mid += 0.25 * (left + right) * (left + right)
            side += 0.25 * (left - right) * (left - right)
        pair[0], pair[1], pair[2] = product, mid, side


@kernel
def interpolated_peak(x: Audio, phases: Vector, reach: float, peak: float) -> float:
    """Return the larger of `peak` and the largest magnitude between the samples.

    A stretch whose largest sample cannot, by the filter's own bound, interpolate to more than the peak
    so far is passed over: the result is the same and music takes a tenth of the time.

    Parameters
    ----------
    x : shape (channels, taps - 1 + frames)
    phases : shape (phases, taps)
        Interpolation filters, newest sample last.
    reach
        The largest sum of magnitudes of any of the filters.
    """
    taps = phases.shape[1]
    frames = x.shape[1] - taps + 1
    window = np.empty(STRETCH + taps - 1)
    sums = np.empty(STRETCH)
    for start in range(0, frames, STRETCH):
        for channel in range(x.shape[0]):
            near = x[channel, start : start + STRETCH + taps - 1]
            largest = 0.0
            for sample in near:
                largest = max(largest, abs(sample))
            if largest * reach <= peak:
                continue
            window[: len(near)] = near
            window[len(near) :] = 0.0
            for phase in phases:
                sums[:] = 0.0
                for tap in range(taps):
                    weight = phase[tap]
                    heard = window[tap : tap + STRETCH]
                    for i in range(STRETCH):
                        sums[i] += weight * heard[i]
                for value in sums[: min(STRETCH, frames - start)]:
                    peak = max(peak, abs(value))
    return peak
