"""Points around the harmonics of hum, many seconds of them, and what is common to them.

Hum is what stays the same once the points are turned back by the phase of the fundamental; what is played is beside
it. The average weighs each point by how little there is beside hum, found by turns with the average [1]_: the pauses
and soft places decide, and notes do not.

References
----------
.. [1] P. W. Holland and R. E. Welsch, "Robust regression using iteratively reweighted least-squares", Commun. Stat. 6,
   1977; with weights as the inverse square of what is left, as for Cauchy's distribution far out.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

MOST = 40
"""Harmonics at most: whole vectors."""

PARTS, HOP = 24, 8
"""Blocks in the window of a point, and from one point to the next."""

OVERLAP = PARTS / HOP

POINTS = 256
"""Points that are remembered one by one, twelve seconds; of those before them only the average is."""

SEARCHED = 64
"""Points by which the frequency is searched for, three seconds: fewer are little to go by."""

RECENT = 172
"""Points, eight seconds, after which hum is well known."""

TRUST, WEIGHT, SPREAD = range(3)
"""Rows that all channels share: how surely there is hum, and what weighs in it and in its variance. `LATE` rows of what
was beside it in the last points follow."""

LATE = 4
KNOWN_ROWS = SPREAD + 1 + LATE

HUM_ROWS = 4
"""Rows of each channel: the hum, real and imaginary, and the weighted sum of the points that are past."""

TURN, LOUD = range(2)
MARKS = LOUD + 1
"""What is known with each point: the phase it is turned back by, and the logarithm of the common gain."""

NEAR = 0.03
"""Hum is not known better than to such a share of it: what is nearer weighs no more."""

FAR = 1e-16
"""Nor better than to -160 dBFS."""

MEMORY_S = 20.0
"""How long it takes a point to weigh a third."""

UNSURE = 2.0
"""What is beside hum is not white, nor what is weighed independent: the variance is so many times what it seems."""

FEWEST = 20
"""Points, a second, before which nothing is said of hum."""

ANEW = 4.0
"""A median that fits the last points so many times better than the hum does is the hum."""

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]


@kernel
def rotate(at: int, top: int, phase: float, points: Floats) -> None:
    """Turn a point on."""
    for k in range(top):
        right, up = math.cos((k + 1) * phase), math.sin((k + 1) * phase)
        for channel in range(points.shape[1]):
            real, imaginary = points[at, channel, 0, k], points[at, channel, 1, k]
            points[at, channel, 0, k] = real * right - imaginary * up
            points[at, channel, 1, k] = real * up + imaginary * right


@kernel
def average(
    count: int, step_s: float, top: int, turns: int, known: Doubles, hum: Doubles, points: Floats, marks: Doubles
) -> None:
    """Weigh the points by how little there is beside hum, and average."""
    size = min(count + 1, POINTS)
    channels = points.shape[1]
    unsure = UNSURE * OVERLAP * (1.0 + (SEARCHED / size) ** 2)
    for _ in range(turns):
        heft, spread = known[WEIGHT].copy(), known[SPREAD].copy()
        sums = hum[:, 2:4].copy()
        power = np.zeros(MOST)
        for channel in range(channels):
            for k in range(top):
                power[k] += hum[channel, 0, k] ** 2 + hum[channel, 1, k] ** 2
        beside = np.zeros((size, MOST))
        gains = np.empty(size)
        for i in range(size):
            j = (count - i) % POINTS
            gains[i] = math.exp(-marks[j, LOUD])
            for channel in range(channels):
                for k in range(top):
                    over = points[j, channel, 0, k] * gains[i] - hum[channel, 0, k]
                    aside = points[j, channel, 1, k] * gains[i] - hum[channel, 1, k]
                    beside[i, k] += over * over + aside * aside
        for i in range(size):
            j = (count - i) % POINTS
            old = math.exp(-i * step_s / MEMORY_S) / gains[i] ** 2
            a, b, c, d = max(i - 2, 0), max(i - 1, 0), min(i + 1, size - 1), min(i + 2, size - 1)
            for k in range(top):
                around = 0.2 * (beside[a, k] + beside[b, k] + beside[i, k] + beside[c, k] + beside[d, k])
                weight = old / (around + NEAR * NEAR * power[k] + FAR)
                heft[k] += weight
                spread[k] += weight * weight * around
                for channel in range(channels):
                    sums[channel, 0, k] += weight * gains[i] * points[j, channel, 0, k]
                    sums[channel, 1, k] += weight * gains[i] * points[j, channel, 1, k]
        for k in range(top):
            power[k] = 0.0
            for channel in range(channels):
                for side in range(2):
                    hum[channel, side, k] = sums[channel, side, k] / (heft[k] + 1e-30)
                    power[k] += hum[channel, side, k] ** 2
            error = unsure * spread[k] / (heft[k] ** 2 + 1e-30)
            known[TRUST, k] = max(0.0, 1.0 - error / (power[k] + 1e-30)) if size >= FEWEST else 0.0


@kernel
def retire(at: int, step_s: float, top: int, known: Doubles, hum: Doubles, points: Floats, marks: Doubles) -> None:
    """Add the oldest point to the sum of those that are past."""
    channels = points.shape[1]
    keep = math.exp(-step_s / MEMORY_S)
    loud = math.exp(marks[at, LOUD])
    for k in range(top):
        known[WEIGHT, k] *= keep
        known[SPREAD, k] *= keep * keep
        power, beside = 0.0, 0.0
        for channel in range(channels):
            power += hum[channel, 0, k] ** 2 + hum[channel, 1, k] ** 2
            for j in range(-2, 3):
                # The oldest five: the one at work and those after it.
                i = (at + max(j, 0)) % POINTS
                gain = math.exp(-marks[i, LOUD])
                beside += 0.2 * (points[i, channel, 0, k] * gain - hum[channel, 0, k]) ** 2
                beside += 0.2 * (points[i, channel, 1, k] * gain - hum[channel, 1, k]) ** 2
        weight = math.exp(-POINTS * step_s / MEMORY_S) * loud * loud / (beside + NEAR * NEAR * power + FAR)
        known[WEIGHT, k] += weight
        known[SPREAD, k] += weight * weight * beside
        for channel in range(channels):
            for side in range(2):
                hum[channel, 2 + side, k] *= keep
                hum[channel, 2 + side, k] += weight * points[at, channel, side, k] / loud


@kernel
def reconsider(count: int, top: int, known: Doubles, hum: Doubles, points: Floats, marks: Doubles) -> None:
    """Begin anew with a harmonic whose median has lately been something else: hum came, or a cable was moved."""
    size = min(count + 1, RECENT)
    channels = points.shape[1]
    values, middles = np.empty((size, channels, 2)), np.empty((channels, 2))
    off, beside = np.empty(size), np.empty(size)
    for k in range(top):
        for i in range(size):
            j = (count - i) % POINTS
            values[i] = points[j, :, :, k] * math.exp(-marks[j, LOUD])
        off[:], beside[:] = 0.0, 0.0
        for channel in range(channels):
            for side in range(2):
                middles[channel, side] = np.median(values[:, channel, side])
                off += (values[:, channel, side] - hum[channel, side, k]) ** 2
                beside += (values[:, channel, side] - middles[channel, side]) ** 2
        if np.median(off) > ANEW * np.median(beside):
            hum[:, :2, k] = middles
            hum[:, 2:4, k], known[WEIGHT, k], known[SPREAD, k] = 0.0, 0.0, 0.0
