"""The hum remover's loop: harmonics of the mains, each followed in amplitude and phase, taken out of the sound.

Every harmonic is a cosine and a sine whose two amplitudes wander slowly: a Kalman filter for each [1]_, fed once a
block by what is left of the sound at that harmonic. What is left there beside hum is that filter's noise, so it hardly
moves while a note sounds and learns in the pauses. All of them together say how far the mains have drifted.

References
----------
.. [1] R. E. Kalman, "A new approach to linear filtering and prediction problems", J. Basic Eng. 82, 1960.
.. [2] B. Widrow et al., "Adaptive noise cancelling: principles and applications", Proc. IEEE 63(12), 1975: a
   cosine and a sine with adapted weights are a notch at their frequency, as narrow as they adapt slowly.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import DOUBLES, doubles, every_double, mad, store

MOST = 40
"""Harmonics at most: whole vectors."""

DELAY = 24
"""Blocks by which learning lags: a note is known for one before any of it is learnt as hum."""

MINIMA = 8
"""Stretches, of a second each, over which a harmonic's level is searched for its minimum."""

COS, SIN, COS_STEP, SIN_STEP, ERROR, NOISE, TRUST, LEVEL, LOWEST, GAIN, KNOWN = range(11)
"""Rows that all channels of a lane share, the last for how many blocks a harmonic is known; the minima follow."""

SHARED_ROWS = KNOWN + 1 + MINIMA

COS_HUM, SIN_HUM, COS_LEFT, SIN_LEFT, COS_LOCAL, SIN_LOCAL, COS_OUT, SIN_OUT, COS_MOVE, SIN_MOVE = range(10)
"""Rows of each channel: the hum, what is left at its place in this block and lately, what is taken out."""

OWN_ROWS = SIN_MOVE + 1

PHASE, DRIFT, AGE, POWER, SECOND, COUNT, OFF, DOUBT = range(8)
"""What a lane remembers besides: where the fundamental stands, by how much it is off in rad/s, how many blocks it
has listened, the power in this block, which of the minima is being searched, how many harmonics are followed, by how
much the frequency seems to be off lately, and the square of how much it may be."""

LANE_STATE = DOUBT + 1

LOCAL_S = 0.02
"""What lies within about 8 Hz of a harmonic is its neighbourhood."""

NOISE_FALL_S = 0.1
FASTEST_S = 0.15
"""A harmonic is never learnt faster than this: the next one must not be taken for it."""

WANDER = 0.001
"""Hum changes by three hundredths of itself in a second: this is its variance. A tenth would be learnt from the notes
beside it as well."""

FIRST_S = 0.06
LEVEL_S = 0.2
SETTLED_S = 0.25
"""Before that a level is still on its way up and no minimum."""

TRUST_S = 0.1
OVER_LOWEST = 1.6
"""Hum has at most so many times the lowest power that its place has lately had."""

FIRST_DOUBT = (2.0 * math.pi * 0.015) ** 2
"""The mains keep to 50 or 60 Hz so well, most of the time."""

OFF_S, DOUBT_S = 0.25, 1.0
MOST_DRIFT = 2.0 * math.pi
"""1 Hz."""


@kernel
def remove_hum(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    frame: int,
    block: int,
    sample_rate: int,
    shared: NDArray[np.float64],
    own: NDArray[np.float64],
    late: NDArray[np.float64],
    powers: NDArray[np.float64],
    state: NDArray[np.float64],
) -> None:
    """Subtract the hum that each lane is found to have.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 3): the mains frequency in Hz, the share of the hum that is taken out, how many harmonics.
    offset
        Shape (lanes,).
    frame
        Frames that have gone by; blocks of `block` frames stand on their grid.
    shared, own
        Shapes (lanes, SHARED_ROWS, MOST) and (lanes, channels, OWN_ROWS, MOST).
    late
        What was left at each harmonic in the last blocks, shape (lanes, DELAY, channels, 2, MOST).
    powers
        Of the last blocks, shape (lanes, DELAY).
    state
        Shape (lanes, LANE_STATE).
    """
    lanes, channels, frames = x.shape
    part = np.empty(DOUBLES)
    for lane in range(lanes):
        c, d, common, mine, past = start[lane], slope[lane], shared[lane], own[lane], state[lane]
        begin = 0
        while begin < frames:
            within = (frame + begin) % block
            at = offset[lane] + begin
            if within == 0:
                _learn(
                    c[0] + d[0] * at, c[1] + d[1] * at, c[2] + d[2] * at, frame + begin, block, sample_rate,
                    common, mine, late[lane], powers[lane], past,
                )  # fmt: skip
            count = min(block - within, frames - begin)
            idle = past[AGE] == 0.0
            groups = int(past[COUNT])
            for i in range(begin, begin + count):
                if idle:
                    for channel in range(channels):
                        y[lane, channel, i] = x[lane, channel, i]
                    continue
                gone = every_double(np.float64(within + i - begin))
                for channel in range(channels):
                    rows = mine[channel]
                    hum, out = every_double(0.0), every_double(0.0)
                    for k in range(0, groups, DOUBLES):
                        cosine, sine = doubles(common, COS * MOST + k), doubles(common, SIN * MOST + k)
                        hum = mad(doubles(rows, COS_HUM * MOST + k), cosine, hum)
                        hum = mad(doubles(rows, SIN_HUM * MOST + k), sine, hum)
                        taken = mad(gone, doubles(rows, COS_MOVE * MOST + k), doubles(rows, COS_OUT * MOST + k))
                        out = mad(taken, cosine, out)
                        taken = mad(gone, doubles(rows, SIN_MOVE * MOST + k), doubles(rows, SIN_OUT * MOST + k))
                        out = mad(taken, sine, out)
                    value = np.float64(x[lane, channel, i])
                    store(part, 0, out)
                    y[lane, channel, i] = value - ((part[0] + part[1]) + (part[2] + part[3]))
                    store(part, 0, hum)
                    left = every_double(value - ((part[0] + part[1]) + (part[2] + part[3])))
                    for k in range(0, groups, DOUBLES):
                        place = COS_LEFT * MOST + k
                        store(rows, place, mad(left, doubles(common, COS * MOST + k), doubles(rows, place)))
                        place = SIN_LEFT * MOST + k
                        store(rows, place, mad(left, doubles(common, SIN * MOST + k), doubles(rows, place)))
                    past[POWER] += value * value
                for k in range(0, groups, DOUBLES):
                    cosine, sine = doubles(common, COS * MOST + k), doubles(common, SIN * MOST + k)
                    turn, lift = doubles(common, COS_STEP * MOST + k), doubles(common, SIN_STEP * MOST + k)
                    store(common, COS * MOST + k, cosine * turn - sine * lift)
                    store(common, SIN * MOST + k, cosine * lift + sine * turn)
            begin += count


@kernel
def _learn(
    mains_hz: float,
    share: float,
    harmonics: float,
    frame: int,
    block: int,
    sample_rate: int,
    common: NDArray[np.float64],
    mine: NDArray[np.float64],
    late: NDArray[np.float64],
    powers: NDArray[np.float64],
    past: NDArray[np.float64],
) -> None:
    """End one block and prepare the next."""
    if share <= 0.0:
        if past[AGE] > 0.0:
            common[:], mine[:], late[:], powers[:], past[:] = 0.0, 0.0, 0.0, 0.0, 0.0
        return
    step_s = block / sample_rate
    slot = (frame // block) % DELAY
    channels = mine.shape[0]
    top = int(min(float(MOST), 0.45 * sample_rate / mains_hz))
    if past[AGE] > 0.0:
        past[PHASE] = (past[PHASE] + (2.0 * math.pi * mains_hz + past[DRIFT]) * step_s) % (2.0 * math.pi)
        powers[slot] = past[POWER] / block
        loudest = powers.max()
        hum = 0.5 * (mine[:, COS_HUM] ** 2 + mine[:, SIN_HUM] ** 2).sum()
        # What is softer than the hum would be has none: an edit, a mute, the end.
        there = min(max((loudest - 0.1 * hum) / (0.2 * hum + 1e-30), 0.0), 1.0)
        if there == 0.0:
            mine[:, COS_HUM] *= 0.9
            mine[:, SIN_HUM] *= 0.9
        _follow(step_s, slot, block, top, there, common, mine, late, past)
    else:
        there, past[DOUBT] = 0.0, FIRST_DOUBT
    past[AGE] += 1.0
    past[POWER] = 0.0
    past[COUNT] = min(MOST, -(-math.ceil(harmonics + 1.0) // DOUBLES) * DOUBLES)
    for k in range(MOST):
        taken = there * share * common[TRUST, k] * min(max(harmonics - k, 0.0), 1.0)
        for channel in range(channels):
            rows = mine[channel]
            for part in range(2):
                rows[COS_OUT + part, k] += block * rows[COS_MOVE + part, k]
                rows[COS_MOVE + part, k] = (taken * rows[COS_HUM + part, k] - rows[COS_OUT + part, k]) / block
                rows[COS_LEFT + part, k] = 0.0
    turn = (2.0 * math.pi * mains_hz + past[DRIFT]) / sample_rate
    for k in range(MOST):
        common[COS, k], common[SIN, k] = math.cos((k + 1) * past[PHASE]), math.sin((k + 1) * past[PHASE])
        common[COS_STEP, k], common[SIN_STEP, k] = math.cos((k + 1) * turn), math.sin((k + 1) * turn)


@kernel
def _follow(
    step_s: float,
    slot: int,
    block: int,
    top: int,
    there: float,
    common: NDArray[np.float64],
    mine: NDArray[np.float64],
    late: NDArray[np.float64],
    past: NDArray[np.float64],
) -> None:
    """Bring every harmonic's amplitudes, what is known of their error, and the drift up to date."""
    channels = mine.shape[0]
    near, fall = step_s / LOCAL_S, 1.0 - step_s / NOISE_FALL_S
    second = int(past[AGE] * step_s) % MINIMA
    turned = second != int(past[SECOND])
    past[SECOND] = second
    off, weight, speed = 0.0, 1e-30, 0.0
    top = min(top, int(past[COUNT]))
    common[ERROR:, top:] = 0.0
    mine[:, : COS_LOCAL + 2, top:] = 0.0
    for k in range(top):
        common[KNOWN, k] += 1.0
        age_s = common[KNOWN, k] * step_s
        settle = max(step_s / LEVEL_S, 1.0 / common[KNOWN, k])
        local, level, hum = 0.0, 0.0, 0.0
        for channel in range(channels):
            rows = mine[channel]
            for part in range(2):
                left = rows[COS_LEFT + part, k] * (2.0 / block)
                rows[COS_LOCAL + part, k] += near * (left - rows[COS_LOCAL + part, k])
                local += rows[COS_LOCAL + part, k] ** 2
                level += (rows[COS_HUM + part, k] + rows[COS_LOCAL + part, k]) ** 2
                hum += rows[COS_HUM + part, k] ** 2
                rows[COS_LEFT + part, k] = left
        common[NOISE, k] = max(local / (2 * channels), common[NOISE, k] * fall)
        common[LEVEL, k] += settle * (level - common[LEVEL, k])
        _search(common, k, second, turned, age_s)
        density = 2.0 * LOCAL_S * common[NOISE, k] + 1e-20
        if age_s < FIRST_S or there == 0.0:
            common[ERROR, k] = max(common[ERROR, k], 4.0 * common[NOISE, k])
        gain = min(common[ERROR, k] / density, 1.0 / FASTEST_S) * step_s
        error = (1.0 - gain) ** 2 * common[ERROR, k] + gain * gain * density / step_s
        # Where the frequency is in doubt, a phase is the more so the higher the harmonic.
        wander = WANDER + 0.5 * DOUBT_S * (k + 1.0) ** 2 * past[DOUBT]
        common[ERROR, k] = error + wander * step_s * hum / (2 * channels) + 1e-18
        common[GAIN, k] = gain / step_s
        for channel in range(channels):
            rows = mine[channel]
            was, is_ = late[slot, channel, 0, k], late[slot, channel, 1, k]
            pull = (k + 1.0) * gain / step_s
            off += pull * (rows[SIN_HUM, k] * was - rows[COS_HUM, k] * is_) * common[TRUST, k] / density
            rows[COS_HUM, k] += gain * was
            rows[SIN_HUM, k] += gain * is_
            late[slot, channel, 0, k], late[slot, channel, 1, k] = rows[COS_LEFT, k], rows[SIN_LEFT, k]
        heft = (k + 1.0) ** 2 * hum * common[TRUST, k] / density
        weight += heft
        speed += heft * common[GAIN, k]
        most = OVER_LOWEST * common[LOWEST, k]
        if hum > most:
            for channel in range(channels):
                mine[channel, COS_HUM, k] *= math.sqrt(most / hum)
                mine[channel, SIN_HUM, k] *= math.sqrt(most / hum)
            hum = most
        sure = max(0.0, 1.0 - 2.0 * channels * common[ERROR, k] / (hum + 1e-30))
        common[TRUST, k] += step_s / TRUST_S * (sure - common[TRUST, k])
    speed, off = speed / weight, min(max(off / weight, -MOST_DRIFT), MOST_DRIFT)
    # Slower than the amplitudes: they turn with what the frequency is off, and it follows them.
    past[DRIFT] += off * min(2.0, 0.5 * speed) * step_s
    past[OFF] += step_s / OFF_S * (off - past[OFF])
    past[DOUBT] += step_s / DOUBT_S * (past[OFF] ** 2 - past[DOUBT])
    past[DRIFT] = min(max(past[DRIFT], -MOST_DRIFT), MOST_DRIFT)


@kernel
def _search(common: NDArray[np.float64], k: int, second: int, turned: bool, age_s: float) -> None:
    """Keep the lowest level of each of the last seconds, and of all of them."""
    minima = common[KNOWN + 1 :, k]
    if age_s < SETTLED_S:
        minima[:] = 1e30
        minima[second] = common[LEVEL, k]
    elif turned:
        minima[second] = common[LEVEL, k]
    minima[second] = min(minima[second], common[LEVEL, k])
    common[LOWEST, k] = minima.min()
