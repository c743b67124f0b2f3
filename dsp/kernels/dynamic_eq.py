"""The dynamic equaliser's loop: a filter whose gain follows how loud its own band is.

The band is heard through a filter of the same place and width, and its level taken from the analytic signal at every
second frame, as `dsp.kernels.envelope` explains; the gain then moves in decibels, and with it the filter.

References
----------
.. [1] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012: the soft knee (eq. 4), smooth branching (eq. 16).
.. [2] A. Simper, "Linear Trapezoidal Integrated State Variable Filter With Low Noise Optimisation", Cytomic
   technical paper, 2011 (rev. 2021): bell and shelves as mixes of one filter's outputs.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.envelope import ROOTS
from dsp.kernels.filter import INAUDIBLE

ALLPASS = np.square(ROOTS)
"""Coefficients of the two chains, a row each; the first is a frame late."""

STAGES = ALLPASS.shape[1]
EAR = 2 + 2 * (STAGES + 1)
"""What a channel that is listened to remembers: the filter's two integrators, and what each all-pass was given last."""

G, K, BELL, LOW, HIGH, THRESHOLD, STEEP, RANGE, SIGN, ABOVE, ATTACK, RELEASE = range(12)
"""Where each coefficient stands; `dsp.effects.dynamic_eq` says what they mean."""

HALF_KNEE_DB = 3.0
ROOT2 = math.sqrt(2.0)
DB_OF_POWER = 10.0 / math.log(10.0)
NEPER_OF_DB = math.log(10.0) / 20.0
SILENT = 1e-20


@kernel
def _passed(ear: NDArray[np.float64], chain: int, value: float) -> float:
    """Send a value through a chain of all-passes that moves in steps of two frames."""
    begin = 2 + chain * (STAGES + 1)
    for stage in range(STAGES):
        at = begin + stage
        out = ALLPASS[chain, stage] * (value + ear[at + 1]) - ear[at]
        ear[at] = value
        value = out
    ear[begin + STAGES] = value
    return value


@kernel
def _wanted(c: NDArray[np.float64], level: float) -> float:
    """Return the gain in dB that a level asks for."""
    over = c[ABOVE] * (level - c[THRESHOLD])
    if over < -HALF_KNEE_DB:
        over = 0.0
    elif over < HALF_KNEE_DB:
        over = (over + HALF_KNEE_DB) ** 2 / (4.0 * HALF_KNEE_DB)
    wanted: float = c[SIGN] * min(c[STEEP] * over, c[RANGE])
    return wanted


@kernel
def equalise(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    odd: int,
    ears: NDArray[np.float64],
    filters: NDArray[np.float64],
    state: NDArray[np.float64],
) -> None:
    """Turn each lane's band up or down by what is heard in it, all its channels alike.

    Parameters
    ----------
    x, y
        Shapes (lanes, inputs, frames), (lanes, channels, frames); the last `channels` inputs are listened to.
    start, slope
        Shape (lanes, 12).
    offset
        Shape (lanes,).
    odd
        1 if the first frame is the second of a pair.
    ears, filters
        Shapes (lanes, channels, EAR) and (lanes, channels, 2).
    state
        Shape (lanes, 2): the level in dB and the gain in dB.
    """
    lanes, channels, frames = y.shape
    listened = x.shape[1] - channels
    c = np.empty(start.shape[1])
    for lane in range(lanes):
        level, turned = state[lane, 0], state[lane, 1]
        second, moving = odd, slope[lane].any()
        for i in range(frames):
            if moving or i == 0:
                for j in range(c.size):
                    c[j] = start[lane, j] + slope[lane, j] * (offset[lane] + i)
            # A shelf listens through a low- or high-pass without resonance.
            g, k = c[G], c[BELL] * c[K] + (1.0 - c[BELL]) * ROOT2
            scale = 1.0 / (1.0 + g * (g + k))
            loudest = 0.0
            for channel in range(channels):
                ear = ears[lane, channel]
                v = np.float64(x[lane, listened + channel, i])
                band = (ear[0] + g * (v - ear[1])) * scale
                low = ear[1] + g * band
                ear[0], ear[1] = 2.0 * band - ear[0], 2.0 * low - ear[1]
                heard = c[BELL] * k * band + c[LOW] * low + c[HIGH] * (v - k * band - low)
                one = _passed(ear, second, heard)
                if second:
                    other = ear[2 + STAGES]
                    loudest = max(loudest, one * one + other * other)
            if second:
                level = DB_OF_POWER * math.log(loudest + SILENT)
            second = 1 - second
            wanted = _wanted(c, level)
            keep = c[ATTACK] if abs(wanted) > abs(turned) else c[RELEASE]
            turned = wanted + keep * (turned - wanted)
            # At a gain of nothing the root is exactly 1, and the filter passes its input on sample for sample.
            root = math.exp(0.25 * NEPER_OF_DB * turned)
            a = root * root
            g *= 1.0 + c[LOW] * (1.0 / root - 1.0) + c[HIGH] * (root - 1.0)
            k = c[K] * (1.0 + c[BELL] * (1.0 / a - 1.0))
            scale = 1.0 / (1.0 + g * (g + k))
            whole = 1.0 + c[HIGH] * (a * a - 1.0)
            share = (c[BELL] * (a * a - 1.0) + c[LOW] * (a - 1.0) + c[HIGH] * (1.0 - a) * a) * k
            bottom = (c[LOW] - c[HIGH]) * (a * a - 1.0)
            for channel in range(channels):
                s = filters[lane, channel]
                v = np.float64(x[lane, channel, i])
                band = (s[0] + g * (v - s[1])) * scale
                low = s[1] + g * band
                s[0], s[1] = 2.0 * band - s[0], 2.0 * low - s[1]
                y[lane, channel, i] = whole * v + share * band + bottom * low
        state[lane, 0], state[lane, 1] = level, turned
        _settle(state[lane])
    _settle(ears.ravel())
    _settle(filters.ravel())


@kernel
def _settle(state: NDArray[np.float64]) -> None:
    for i in range(state.size):
        if abs(state[i]) < INAUDIBLE:
            state[i] = 0.0
