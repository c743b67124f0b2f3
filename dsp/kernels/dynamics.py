"""Level detectors and gain computers: the compressor's and the de-esser's loops.

References
----------
.. [1] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012: feed-forward, log-domain, smooth branching (eq. 4 and 16).
.. [2] O. Niemitalo, "Hilbert transform", 2003: two chains of four all-pass filters, 90 degrees apart within
   0.7 degrees over the audible range.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE

ALLPASS = np.array(
    [
        [0.6923878000000, 0.9360654322959, 0.9882295226860, 0.9987488452737],
        [0.4021921162426, 0.8561710882420, 0.9722909545651, 0.9952884791278],
    ]
)
"""Roots of the coefficients of the two chains; the first chain is one frame late besides."""

DB_OF_POWER = 10.0 / math.log(10.0)
NEPER_OF_DB = math.log(10.0) / 20.0


@kernel
def compress(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    filters: NDArray[np.float64],
    chains: NDArray[np.float64],
    reduction: NDArray[np.float64],
) -> None:
    """Turn each lane down by what its loudest channel's envelope asks for.

    The envelope is that of the analytic signal: steady for a steady tone of any pitch, so that neither the
    static curve nor the times depend on the waveform, and bass is not bent within its cycle.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 9): threshold dB, 1 - 1 / ratio, half knee dB, what attack and release keep per frame,
        make-up gain, mix, the detector's high-pass g and its share.
    offset
        Shape (lanes,).
    filters
        The detector's high-pass integrators, shape (lanes, channels, 2).
    chains
        The all-pass memories, shape (lanes, channels, 2, 5, 2), and the late frame at [..., 0, 4, 1].
    reduction
        In dB, shape (lanes,).
    """
    lanes, channels, frames = x.shape
    root = math.sqrt(2.0)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        down = reduction[lane]
        for i in range(frames):
            t = offset[lane] + i
            threshold, steep = c[0] + d[0] * t, c[1] + d[1] * t
            knee = c[2] + d[2] * t
            g, share = c[7] + d[7] * t, c[8] + d[8] * t
            power = 0.0
            for channel in range(channels):
                v = np.float64(x[lane, channel, i])
                if share != 0.0:
                    s = filters[lane, channel]
                    band = (s[0] + g * (v - s[1])) / (1.0 + g * (g + root))
                    low = s[1] + g * band
                    s[0], s[1] = 2.0 * band - s[0], 2.0 * low - s[1]
                    v -= share * (root * band + low)
                power = max(power, _envelope(v, chains[lane, channel]))
            over = DB_OF_POWER * math.log(power + 1e-30) - threshold
            if over <= -knee:
                target = 0.0
            elif over < knee:
                target = steep * (over + knee) ** 2 / (4.0 * knee)
            else:
                target = steep * over
            keep = c[3] + d[3] * t if target > down else c[4] + d[4] * t
            down = target + keep * (down - target)
            mix = c[6] + d[6] * t
            gain = 1.0 + mix * ((c[5] + d[5] * t) * math.exp(-NEPER_OF_DB * down) - 1.0)
            for channel in range(channels):
                y[lane, channel, i] = x[lane, channel, i] * gain
        reduction[lane] = down if down > INAUDIBLE else 0.0
        _settle(filters[lane].ravel())
        _settle(chains[lane].ravel())


@kernel
def _envelope(v: float, chains: NDArray[np.float64]) -> float:
    """Return the squared magnitude of the analytic signal."""
    power = 0.0
    for chain in range(2):
        memory = chains[chain]
        now = v
        for stage in range(4):
            a = ALLPASS[chain, stage] ** 2
            # y[n] = a (x[n] + y[n-2]) - x[n-2]; one stage's past output is the next one's past input.
            out = a * (now + memory[stage + 1, 1]) - memory[stage, 1]
            memory[stage, 1] = memory[stage, 0]
            memory[stage, 0] = now
            now = out
        late = memory[4, 0]
        memory[4, 1] = late
        memory[4, 0] = now
        part = late if chain == 0 else now
        power += part * part
    return power


@kernel
def _settle(state: NDArray[np.float64]) -> None:
    for i in range(state.size):
        if abs(state[i]) < INAUDIBLE:
            state[i] = 0.0


@kernel
def deess(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    average: float,
    attack: float,
    release: float,
    filters: NDArray[np.float64],
    powers: NDArray[np.float64],
    reduction: NDArray[np.float64],
) -> None:
    """Turn the high band down while it outweighs the rest.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 4): the high-pass g, the threshold in dB below the whole, the range in dB, the shelf's g.
    offset
        Shape (lanes,).
    average, attack, release
        What the powers, a growing and a shrinking reduction keep per frame.
    filters
        Integrators of the high-pass and of the shelf, shape (lanes, channels, 4).
    powers
        Mean power of the high band and of the whole, shape (lanes, 2).
    reduction
        In dB, shape (lanes,).
    """
    lanes, channels, frames = x.shape
    root = math.sqrt(2.0)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        high_power, power = powers[lane]
        down = reduction[lane]
        for i in range(frames):
            t = offset[lane] + i
            g = c[0] + d[0] * t
            scale = 1.0 / (1.0 + g * (g + root))
            above, whole = 0.0, 0.0
            for channel in range(channels):
                s = filters[lane, channel]
                v = np.float64(x[lane, channel, i])
                band = (s[0] + g * (v - s[1])) * scale
                low = s[1] + g * band
                s[0], s[1] = 2.0 * band - s[0], 2.0 * low - s[1]
                above += (v - root * band - low) ** 2
                whole += v * v
            high_power = above + average * (high_power - above)
            power = whole + average * (power - whole)
            target = 0.0
            if high_power > FLOOR:
                over = DB_OF_POWER * math.log(high_power / power) - (c[1] + d[1] * t)
                target = min(max(over, 0.0), c[2] + d[2] * t)
            keep = attack if target > down else release
            down = target + keep * (down - target)
            # a high shelf whose gain is the reduction: flat, sample for sample, while there is none
            lift = math.exp(-0.5 * NEPER_OF_DB * down)
            g = (c[3] + d[3] * t) * math.sqrt(lift)
            scale = 1.0 / (1.0 + g * (g + root))
            for channel in range(channels):
                s = filters[lane, channel]
                v = np.float64(x[lane, channel, i])
                band = (s[2] + g * (v - s[3])) * scale
                low = s[3] + g * band
                s[2], s[3] = 2.0 * band - s[2], 2.0 * low - s[3]
                y[lane, channel, i] = lift * lift * v + root * (1.0 - lift) * lift * band + (1.0 - lift * lift) * low
        powers[lane] = high_power, power
        reduction[lane] = down if down > INAUDIBLE else 0.0
        _settle(filters[lane].ravel())
        _settle(powers[lane])


FLOOR = 1e-6
"""-60 dBFS: hiss between the words is no ess."""
