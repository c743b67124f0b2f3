"""The phaser's loop: a row of all-passes, what comes out of it going in again, beside the sound itself."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

DRY, WET, FEEDBACK, CENTRE, SPREAD, SHARES = range(6)
"""Places of the coefficients; the shares of the swings follow."""

SILENT = 1e-15
"""What a state has come down to before it becomes denormal, which is slow."""

HIGHEST = 0.45
"""Where an all-pass turns by a quarter wave at most, in sample rates."""


@kernel
def phase(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    swings: NDArray[np.float64],
    stages: NDArray[np.int64],
    state: NDArray[np.float64],
    sample_rate: float,
) -> None:
    """Send each lane through its all-passes, whose turning point swings.

    Each is a trapezoidal one-pole low-pass `l` of which `2 l - x` is taken [1]_: `l = G x + (1 - G) s`. The row's
    output is then `a x + r` with `r` known beforehand, and the loop through it is solved, not delayed [1]_.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, SHARES + versions): how loud the dry and the wet sound are, what share goes in again, the centre
        in octaves over 1 Hz, how many octaves the swing goes to either side of it, and the share of each swing.
    offset
        Shape (lanes,).
    swings
        Sines, shape (lanes, versions, frames).
    stages
        How many all-passes each version has, shape (lanes, versions).
    state
        Shape (lanes, versions, channels, stages).

    References
    ----------
    .. [1] V. Zavalishin, "The Art of VA Filter Design", rev. 2.1.2, 2018, ch. 3 (zero-delay feedback), 10 (phasers).
    """
    lanes, channels, frames = x.shape
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        for i in range(frames):
            t = offset[lane] + i
            centre, spread = c[CENTRE] + d[CENTRE] * t, c[SPREAD] + d[SPREAD] * t
            again = c[FEEDBACK] + d[FEEDBACK] * t
            dry, loud = c[DRY] + d[DRY] * t, c[WET] + d[WET] * t
            for channel in range(channels):
                y[lane, channel, i] = dry * x[lane, channel, i]
            for version in range(stages.shape[1]):
                share = c[SHARES + version] + d[SHARES + version] * t
                count = stages[lane, version]
                if share == 0.0:
                    state[lane, version, :, :count] = 0.0
                    continue
                hz = 2.0 ** (centre + spread * swings[lane, version, i])
                g = math.tan(math.pi * min(hz / sample_rate, HIGHEST))
                low = g / (1.0 + g)
                straight, kept = 2.0 * low - 1.0, 2.0 * (1.0 - low)
                whole = straight**count
                for channel in range(channels):
                    s = state[lane, version, channel]
                    rest = 0.0
                    for stage in range(count):
                        rest = straight * rest + kept * s[stage]
                    out = (whole * x[lane, channel, i] + rest) / (1.0 - again * whole)
                    wave = x[lane, channel, i] + again * out
                    for stage in range(count):
                        smooth = low * wave + (1.0 - low) * s[stage]
                        s[stage] = 2.0 * smooth - s[stage]
                        if abs(s[stage]) < SILENT:
                            s[stage] = 0.0
                        wave = 2.0 * smooth - wave
                    y[lane, channel, i] += share * loud * wave
