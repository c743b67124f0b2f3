"""The hum remover's loop: harmonics of the mains, each known in amplitude and phase, taken out of the sound.

What lies around every harmonic is brought down to 0 Hz, block by block, and a window of blocks gives a point every few
hundredths of a second [1]_; `dsp.kernels.mains` makes of the points of many seconds what the hum is. Here it is
synthesised and subtracted: a notch at its frequency, as narrow as it is learnt slowly [2]_.

References
----------
.. [1] J. L. Flanagan and R. M. Golden, "Phase vocoder", Bell Syst. Tech. J. 45, 1966: a harmonic brought to 0 Hz and
   low-passed is its amplitude and phase as they go along.
.. [2] B. Widrow et al., "Adaptive noise cancelling: principles and applications", Proc. IEEE 63(12), 1975.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.mains import COUNTED, GAIN, PHASE_OFF, SPEED_OFF, STATE, TREND_OFF, learn_hum
from dsp.kernels.points import HOP, MOST, PARTS, RECENT, TRUST
from dsp.kernels.simd import DOUBLES, doubles, every_double, mad, store

COS, SIN, COS_STEP, SIN_STEP = range(4)
"""Rows that turn with the sound, for every harmonic."""

COS_SUM, SIN_SUM, COS_OUT, SIN_OUT, COS_MOVE, SIN_MOVE, COS_SHOWN, SIN_SHOWN = range(8)
"""Rows of each channel: what is found at each harmonic in this block, what is taken out, and what shall be."""

SPIN, BENT, BEND, AGE, POWER, COUNT, AMOUNT, TUNED, FORESEEN = range(STATE, STATE + 9)
"""What a lane remembers besides `dsp.kernels.mains`: where the fundamental it turns with stands, by how much that has
come off the knob's frequency and how fast it does so, how many blocks it has listened, the power in this block, how
many harmonics are followed, the sum of the harmonics' powers, the knob's frequency, how many points were foreseen."""

LANE_STATE = FORESEEN + 1

SEEN = 7
"""Blocks that are looked at to see whether there is any hum at all: more than a period of it."""

MOST_OFF = 1.2 * 2.0 * math.pi
"""A little more than 1 Hz, in rad/s."""

FAINT = 0.001
"""A power so much below that of hum that is well known teaches nothing of it: an edit. Before, it says that there is
none."""

SHOWN_S = 0.05
"""What is learnt is heard gently."""


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
    turning: NDArray[np.float64],
    own: NDArray[np.float64],
    parts: NDArray[np.float64],
    seen: NDArray[np.float64],
    known: NDArray[np.float64],
    hum: NDArray[np.float64],
    points: NDArray[np.float32],
    marks: NDArray[np.float64],
    scores: NDArray[np.float64],
    state: NDArray[np.float64],
    way: NDArray[np.float64],
    foreseen: NDArray[np.float64],
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
    turning, own
        Shapes (lanes, 4, MOST) and (lanes, channels, 8, MOST).
    parts
        What was found in the last blocks, shape (lanes, PARTS, channels, 2, MOST).
    seen
        The power of the last blocks, and by how much the phase had come off: shape (lanes, 2, PARTS).
    known, hum, points, marks, scores
        What `learn_hum` knows.
    state
        Shape (lanes, LANE_STATE).
    way, foreseen
        Phase and gain of the first points, shape (lanes, 2, points), and the hum there, shape (lanes, channels, 2,
        MOST), where `dsp.kernels.hindsight` has found them before.
    """
    lanes, channels, frames = x.shape
    part = np.empty(DOUBLES)
    for lane in range(lanes):
        c, d, common, mine, past = start[lane], slope[lane], turning[lane], own[lane], state[lane]
        begin = 0
        while begin < frames:
            within = (frame + begin) % block
            at = offset[lane] + begin
            if within == 0:
                _turn(
                    c[0] + d[0] * at, c[1] + d[1] * at, c[2] + d[2] * at, (frame + begin) // block, block, sample_rate,
                    common, mine, parts[lane], seen[lane], known[lane], hum[lane], points[lane], marks[lane],
                    scores[lane], past, way[lane], foreseen[lane],
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
                    value = np.float64(x[lane, channel, i])
                    out, whole = every_double(0.0), every_double(value)
                    for k in range(0, groups, DOUBLES):
                        cosine, sine = doubles(common, COS * MOST + k), doubles(common, SIN * MOST + k)
                        taken = mad(gone, doubles(rows, COS_MOVE * MOST + k), doubles(rows, COS_OUT * MOST + k))
                        out = mad(taken, cosine, out)
                        taken = mad(gone, doubles(rows, SIN_MOVE * MOST + k), doubles(rows, SIN_OUT * MOST + k))
                        out = mad(taken, sine, out)
                        place = COS_SUM * MOST + k
                        store(rows, place, mad(whole, cosine, doubles(rows, place)))
                        place = SIN_SUM * MOST + k
                        store(rows, place, mad(whole, sine, doubles(rows, place)))
                    store(part, 0, out)
                    y[lane, channel, i] = value - ((part[0] + part[1]) + (part[2] + part[3]))
                    past[POWER] += value * value
                for k in range(0, groups, DOUBLES):
                    cosine, sine = doubles(common, COS * MOST + k), doubles(common, SIN * MOST + k)
                    turn, lift = doubles(common, COS_STEP * MOST + k), doubles(common, SIN_STEP * MOST + k)
                    store(common, COS * MOST + k, cosine * turn - sine * lift)
                    store(common, SIN * MOST + k, cosine * lift + sine * turn)
            begin += count


@kernel
def _turn(
    mains_hz: float,
    share: float,
    harmonics: float,
    number: int,
    block: int,
    sample_rate: int,
    common: NDArray[np.float64],
    mine: NDArray[np.float64],
    parts: NDArray[np.float64],
    seen: NDArray[np.float64],
    known: NDArray[np.float64],
    hum: NDArray[np.float64],
    points: NDArray[np.float32],
    marks: NDArray[np.float64],
    scores: NDArray[np.float64],
    past: NDArray[np.float64],
    way: NDArray[np.float64],
    foreseen: NDArray[np.float64],
) -> None:
    """End one block and prepare the next."""
    if share <= 0.0:
        if past[AGE] > 0.0:
            common[:], mine[:], parts[:], seen[:], known[:], hum[:] = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            points[:], marks[:], scores[:], past[:] = 0.0, 0.0, 0.0, 0.0
        return
    step_s = block / sample_rate
    channels = mine.shape[0]
    slot = number % PARTS
    there = 1.0
    top = int(min(float(MOST), 0.45 * sample_rate / mains_hz, math.ceil(harmonics)))
    if past[AGE] > 0.0:
        past[SPIN] = (past[SPIN] + (2.0 * math.pi * past[TUNED] + past[BEND]) * step_s) % (2.0 * math.pi)
        past[BENT] += past[BEND] * step_s
        parts[slot] = mine[:, COS_SUM : SIN_SUM + 1]
        seen[0, slot], seen[1, slot] = past[POWER] / block, past[BENT]
        loudest = past[POWER] / block
        for back in range(1, min(SEEN, int(past[AGE]))):
            loudest = max(loudest, seen[0, (slot - back) % PARTS])
        # What is softer than the hum would be has none: an edit, a mute, the end.
        there = min(max((loudest - 0.1 * past[AMOUNT]) / (0.2 * past[AMOUNT] + 1e-30), 0.0), 1.0)
        if int(past[AGE]) % HOP == 0 and past[AGE] >= PARTS:
            softest = _softest(seen[0], slot)
            established = 1.0 if past[COUNTED] >= RECENT else 0.0
            middle = seen[1, (slot - PARTS // 2) % PARTS]
            learn_hum(
                HOP * step_s,
                slot,
                block,
                top,
                middle,
                softest >= FAINT * past[AMOUNT] * established,
                parts,
                known,
                hum,
                points,
                marks,
                scores,
                past,
            )
            since_s = (PARTS // 2 + HOP) * step_s
            ahead = past[PHASE_OFF] + since_s * (past[SPEED_OFF] + 0.5 * since_s * past[TREND_OFF])
            past[BEND] = min(max((ahead - past[BENT]) / (HOP * step_s), -MOST_OFF), MOST_OFF)
    _tune(mains_hz, known, hum, points, marks, past)
    past[AGE] += 1.0
    past[POWER] = 0.0
    past[COUNT] = min(MOST, -(-top // DOUBLES) * DOUBLES)
    since_s = (PARTS // 2 + 1 + (past[AGE] - 1.0) % HOP) * step_s
    phase = past[PHASE_OFF] + since_s * (past[SPEED_OFF] + 0.5 * since_s * past[TREND_OFF])
    loud = math.exp(past[GAIN])
    near = min(1.0, step_s / SHOWN_S)
    place = (past[AGE] - PARTS // 2) / HOP
    known_before = place < past[FORESEEN]
    if known_before:
        phase, loud = _along(place, int(past[FORESEEN]), way)
        near = 1.0 if past[AGE] == 1.0 else near
    phase -= past[BENT] + past[BEND] * step_s
    turn = (2.0 * math.pi * mains_hz + past[BEND]) / sample_rate
    amount = 0.0
    for k in range(MOST):
        right, up = math.cos((k + 1) * phase), math.sin((k + 1) * phase)
        sure = 0.0 if k >= top else loud if known_before else loud * known[TRUST, k]
        taken = there * share * min(max(harmonics - k, 0.0), 1.0)
        for channel in range(channels):
            rows, found = mine[channel], foreseen[channel] if known_before else hum[channel]
            # A point is the conjugate of what its harmonic turns by: cosine and minus sine.
            rows[COS_SHOWN, k] += near * (sure * found[0, k] - rows[COS_SHOWN, k])
            rows[SIN_SHOWN, k] += near * (sure * found[1, k] - rows[SIN_SHOWN, k])
            real, imaginary = rows[COS_SHOWN, k], rows[SIN_SHOWN, k]
            amount += 0.5 * (real * real + imaginary * imaginary)
            for side in range(2):
                rows[COS_OUT + side, k] += block * rows[COS_MOVE + side, k]
                rows[COS_SUM + side, k] = 0.0
            cosine, sine = taken * (real * right - imaginary * up), -taken * (real * up + imaginary * right)
            if near == 1.0:
                rows[COS_OUT, k], rows[SIN_OUT, k] = cosine, sine
            rows[COS_MOVE, k] = (cosine - rows[COS_OUT, k]) / block
            rows[SIN_MOVE, k] = (sine - rows[SIN_OUT, k]) / block
        common[COS, k], common[SIN, k] = math.cos((k + 1) * past[SPIN]), math.sin((k + 1) * past[SPIN])
        common[COS_STEP, k], common[SIN_STEP, k] = math.cos((k + 1) * turn), math.sin((k + 1) * turn)
    past[AMOUNT] = amount


@kernel
def _along(place: float, count: int, way: NDArray[np.float64]) -> tuple[float, float]:
    """Return phase and gain at a place between points, or straight on from the outermost."""
    at = min(max(math.floor(place), 0), count - 2)
    share = place - at
    phase = way[0, at] + share * (way[0, at + 1] - way[0, at])
    return phase, math.exp(way[1, at] + min(max(share, 0.0), 1.0) * (way[1, at + 1] - way[1, at]))


@kernel
def _softest(powers: NDArray[np.float64], slot: int) -> float:
    """Return the power of the softest four blocks, a period of hum, of a window."""
    softest = 1e30
    for back in range(PARTS - 3):
        loudest = 0.0
        for more in range(4):
            loudest = max(loudest, powers[(slot - back - more) % PARTS])
        softest = min(softest, loudest)
    return softest


@kernel
def _tune(
    mains_hz: float,
    known: NDArray[np.float64],
    hum: NDArray[np.float64],
    points: NDArray[np.float32],
    marks: NDArray[np.float64],
    past: NDArray[np.float64],
) -> None:
    """Go along with the knob: the mains stay where they are, unless it is turned to others."""
    moved = 2.0 * math.pi * (mains_hz - past[TUNED]) if past[AGE] > 0.0 else 0.0
    past[TUNED] = mains_hz
    if moved != 0.0:
        past[FORESEEN] = 0.0
        past[SPEED_OFF] -= moved
        past[BEND] -= moved
        if abs(past[SPEED_OFF]) > MOST_OFF:
            known[:], hum[:], points[:], marks[:] = 0.0, 0.0, 0.0, 0.0
            past[:STATE] = 0.0
            past[BEND] = 0.0
