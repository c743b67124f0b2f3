"""The frequency of mains hum: that at which the points of all its harmonics go along with each other."""

from __future__ import annotations

import math

import numpy as np

from dsp.kernels import kernel
from dsp.kernels.points import POINTS, SEARCHED, SPREAD, TURN, WEIGHT, Doubles, Floats, rotate

GRID, GRID_HZ = 201, 0.01
"""Frequencies that are searched, and how far apart they are."""

USUAL, USUAL_HZ = 0.4, 0.03
"""How much speaks for the frequency that is thought, and how near to it is as good."""


@kernel
def search(count: int, step_s: float, top: int, thought: float, points: Floats, scores: Doubles) -> tuple[float, float]:
    """Look for the frequency at which the last points of all harmonics go along with each other most.

    Parameters
    ----------
    count
        The last point's number.
    step_s
        From one point to the next.
    thought
        By how much what is thought is off what is likely, in rad/s.
    points
        Shape (POINTS, channels, 2, MOST), turned back by what is thought.
    scores
        Shape (GRID,), to work in.

    Returns
    -------
    tuple
        How far it is off what is thought, in rad/s, and by how much it is the better: natural logarithms of the share
        of each harmonic that turns along, added up.
    """
    size = min(count + 1, SEARCHED)
    channels = points.shape[1]
    values = np.empty((size, channels, 2, top))
    total = np.zeros((channels, top))
    sizes = np.empty(size)
    for channel in range(channels):
        for k in range(top):
            for i in range(size):
                a, b = points[(count - i) % POINTS, channel, 0, k], points[(count - i) % POINTS, channel, 1, k]
                sizes[i] = math.hypot(a, b)
                values[i, channel, 0, k], values[i, channel, 1, k] = a, b
            middle = np.median(sizes) + 1e-9
            for i in range(size):
                values[i, channel, 0, k] /= sizes[i] + middle
                values[i, channel, 1, k] /= sizes[i] + middle
                total[channel, k] += (sizes[i] / (sizes[i] + middle)) ** 2
    best, most = GRID // 2, -1e30
    real, imaginary, cosine, sine = np.empty(top), np.empty(top), np.empty(top), np.empty(top)
    for place in range(GRID):
        step = 2.0 * math.pi * (place - GRID // 2) * GRID_HZ * step_s
        turn, lift = np.cos(np.arange(1, top + 1) * step), np.sin(np.arange(1, top + 1) * step)
        score = 0.0
        for channel in range(channels):
            real[:], imaginary[:], cosine[:], sine[:] = 0.0, 0.0, 1.0, 0.0
            # Backwards in time: what turns on by `step` is turned on again.
            for i in range(size):
                for k in range(top):
                    a, b = values[i, channel, 0, k], values[i, channel, 1, k]
                    real[k] += a * cosine[k] - b * sine[k]
                    imaginary[k] += a * sine[k] + b * cosine[k]
                    was = cosine[k]
                    cosine[k] = was * turn[k] - sine[k] * lift[k]
                    sine[k] = was * lift[k] + sine[k] * turn[k]
            for k in range(top):
                share = (real[k] ** 2 + imaginary[k] ** 2) / (size * total[channel, k] + 1e-30)
                score -= math.log(1.0 - min(share, 0.999)) / channels
        off_hz = (place - GRID // 2) * GRID_HZ + thought / (2.0 * math.pi)
        score -= USUAL * math.log(1.0 + (off_hz / USUAL_HZ) ** 2)
        scores[place] = score
        if score > most:
            best, most = place, score
    return 2.0 * math.pi * (best - GRID // 2) * GRID_HZ, most - scores[GRID // 2]


@kernel
def retune(
    count: int,
    step_s: float,
    top: int,
    off: float,
    known: Doubles,
    hum: Doubles,
    points: Floats,
    marks: Doubles,
) -> None:
    """Turn all points as if the frequency had always been off by so much more, and forget what was made of others."""
    for i in range(min(count + 1, POINTS)):
        j = (count - i) % POINTS
        rotate(j, top, off * step_s * i, points)
        marks[j, TURN] -= off * step_s * i
    hum[:, 2:4] = 0.0
    known[WEIGHT], known[SPREAD] = 0.0, 0.0
