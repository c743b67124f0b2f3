"""What mains hum is: the phase of one fundamental, and what each of its harmonics has of it.

Every few hundredths of a second there is a point for each harmonic: what the sound has around it, in amplitude and
phase. All of them together tell the phase of the fundamental, which is followed by a Kalman filter [1]_, and how loud
they are all at once, which is followed by another; each harmonic's own part is an average over many seconds
(`dsp.kernels.points`). Filters are slow while they find what they expect, and quick where they are found off to the
same side again and again [2]_.

References
----------
.. [1] R. E. Kalman, "A new approach to linear filtering and prediction problems", J. Basic Eng. 82, 1960.
.. [2] R. K. Mehra, "On the identification of variances and adaptive Kalman filtering", IEEE Trans. Autom. Control 15,
   1970: how far off a filter is found tells how quick it should be.
"""

from __future__ import annotations

import math

import numpy as np

from dsp.kernels import kernel
from dsp.kernels.points import (
    FAR,
    LATE,
    LOUD,
    NEAR,
    OVERLAP,
    PARTS,
    POINTS,
    SEARCHED,
    SPREAD,
    TRUST,
    TURN,
    Doubles,
    Floats,
    average,
    reconsider,
    retire,
    rotate,
)
from dsp.kernels.tuned import retune, search

PHASE_OFF, SPEED_OFF, TREND_OFF = range(3)
"""By how much the fundamental's phase, frequency and its trend are off the knob's, in rad, rad/s, rad/s^2."""

P00, P01, P02, P11, P12, P22 = range(3, 9)
"""How sure that is: variances and covariances."""

GAIN, GAIN_SPEED, G00, G01, G11 = range(9, 14)
"""The natural logarithm of the common gain, how fast it moves, and how sure that is."""

COUNTED, LEAN, GAIN_LEAN = range(14, 17)
"""How many points there are, and to which side phase and gain have lately been found off, in standard deviations."""

STATE = GAIN_LEAN + 1

EARLY, FIRST = 40, 7
"""Points, two seconds, within which the frequency is what is found by searching, and before which it is the knob's."""

EVERY = 4
"""Points from one average to the next."""

AFRESH = 8
"""So many turns an average takes that does not follow from the one before."""

BETTER = 1.0
"""Later on it is left for another only if that is so much better."""

FIRST_PHASE = 1e-2
FIRST_SPEED = (2.0 * math.pi * 0.02) ** 2
FIRST_TREND = (2.0 * math.pi * 0.005) ** 2
"""How sure phase, frequency and trend are that were searched for: variances, in rad^2, (rad/s)^2, (rad/s^2)^2."""

SPEED_WANDER = (2.0 * math.pi * 0.0002) ** 2
TREND_WANDER = (2.0 * math.pi * 0.0002) ** 2
GAIN_WANDER, GAIN_SPEED_WANDER = 1e-6, 3e-6
"""By how much each wanders in a second, as a variance, while nothing speaks against it."""

LIVELY, CHANCE, LEAN_S = 1000000.0, 0.03, 1.2
"""By how many times more if found off to one side by a standard deviation, how much of that is chance, and over how
long it is looked at."""

NOW = 0.2
"""What a point itself says of how much is beside its hum counts so much, the points before it the rest."""


@kernel
def learn_hum(
    step_s: float,
    slot: int,
    block: int,
    top: int,
    spun: float,
    there: bool,
    parts: Doubles,
    known: Doubles,
    hum: Doubles,
    points: Floats,
    marks: Doubles,
    scores: Doubles,
    past: Doubles,
) -> None:
    """Take in one point and bring what is known of the hum up to date.

    Parameters
    ----------
    step_s
        From one point to the next.
    slot
        Where the last block lies in `parts`.
    top
        How many harmonics there are.
    spun
        The phase off the knob's frequency by which the blocks in the middle of the window have been turned back.
    there
        Whether the window has anything to learn from: an edit has not.
    parts
        What the blocks had at each harmonic, shape (PARTS, channels, 2, MOST).
    known, hum
        Shapes (KNOWN_ROWS, MOST) and (channels, HUM_ROWS, MOST).
    points, marks
        Shapes (POINTS, channels, 2, MOST) and (POINTS, MARKS).
    scores
        Shape (GRID,), to work in.
    past
        Shape (STATE,) at least.
    """
    _predict(step_s, past)
    if not there:
        return
    count = int(past[COUNTED])
    at = count % POINTS
    if count >= POINTS:
        retire(at, step_s, top, known, hum, points, marks)
    _point(at, slot, block, top, spun, parts, points)
    past[COUNTED] = count + 1
    _correct(at, step_s, top, known, hum, points, past)
    marks[at, TURN], marks[at, LOUD] = past[PHASE_OFF], past[GAIN]
    early = count < EARLY
    if count >= FIRST and count % (EVERY if early else SEARCHED // 2) == EVERY - 1:
        off, better = search(count, step_s, top, past[SPEED_OFF] if early else 0.0, points, scores)
        if early or better > BETTER:
            retune(count, step_s, top, off, known, hum, points, marks)
            past[SPEED_OFF] += off
            past[TREND_OFF] = 0.0
            past[P00], past[P01], past[P02] = FIRST_PHASE, 0.0, 0.0
            past[P11], past[P12], past[P22] = FIRST_SPEED, 0.0, FIRST_TREND
            average(count, step_s, top, AFRESH, known, hum, points, marks)
        else:
            reconsider(count, top, known, hum, points, marks)
    elif count % EVERY == 0:
        average(count, step_s, top, 1, known, hum, points, marks)


@kernel
def _point(at: int, slot: int, block: int, top: int, spun: float, parts: Doubles, points: Floats) -> None:
    """Weigh the last blocks into a point, phases as they are against the knob's frequency."""
    for channel in range(parts.shape[1]):
        for k in range(top):
            real, imaginary = 0.0, 0.0
            for back in range(PARTS):
                weight = (1.0 - math.cos(2.0 * math.pi * (back + 0.5) / PARTS)) * 2.0 / (PARTS * block)
                real += weight * parts[(slot - back) % PARTS, channel, 0, k]
                imaginary -= weight * parts[(slot - back) % PARTS, channel, 1, k]
            right, up = math.cos((k + 1) * spun), math.sin((k + 1) * spun)
            points[at, channel, 0, k] = real * right - imaginary * up
            points[at, channel, 1, k] = real * up + imaginary * right


@kernel
def _predict(step_s: float, past: Doubles) -> None:
    """Let phase and gain go on for one point."""
    s, h = step_s, 0.5 * step_s * step_s
    past[PHASE_OFF] += s * past[SPEED_OFF] + h * past[TREND_OFF]
    past[SPEED_OFF] += s * past[TREND_OFF]
    a, b, c, d, e, f = past[P00], past[P01], past[P02], past[P11], past[P12], past[P22]
    past[P00] = a + 2 * s * b + 2 * h * c + s * s * d + 2 * s * h * e + h * h * f
    past[P01] = b + s * c + s * d + s * s * e + h * e + h * s * f
    past[P02] = c + s * e + h * f
    lively = 1.0 + LIVELY * max(0.0, past[LEAN] ** 2 - CHANCE)
    past[P11] = d + 2 * s * e + s * s * f + SPEED_WANDER * lively * s
    past[P12] = e + s * f
    past[P22] = f + TREND_WANDER * lively * s
    past[GAIN] += s * past[GAIN_SPEED]
    lively = 1.0 + LIVELY * max(0.0, past[GAIN_LEAN] ** 2 - CHANCE)
    past[G00] += 2 * s * past[G01] + s * s * past[G11] + GAIN_WANDER * lively * s
    past[G01] += s * past[G11]
    past[G11] += GAIN_SPEED_WANDER * lively * s


@kernel
def _correct(at: int, step_s: float, top: int, known: Doubles, hum: Doubles, points: Floats, past: Doubles) -> None:
    """Hold phase and gain to what all harmonics of a point say."""
    channels = points.shape[1]
    expected = past[PHASE_OFF]
    old = np.empty(9)
    old[:] = past[:9]
    rotate(at, top, -expected, points)
    loud = math.exp(past[GAIN])
    late = SPREAD + 1 + int(past[COUNTED]) % LATE
    for turn in range(2):
        heft, pull, gain_heft, gain_pull = 0.0, 0.0, 0.0, 0.0
        off = past[PHASE_OFF] - expected
        for k in range(top):
            right, up = math.cos((k + 1) * off), math.sin((k + 1) * off)
            beside, power, along, across = 0.0, 0.0, 0.0, 0.0
            for channel in range(channels):
                real = loud * (hum[channel, 0, k] * right - hum[channel, 1, k] * up)
                imaginary = loud * (hum[channel, 0, k] * up + hum[channel, 1, k] * right)
                over, aside = points[at, channel, 0, k] - real, points[at, channel, 1, k] - imaginary
                beside += over * over + aside * aside
                power += real * real + imaginary * imaginary
                along += over * real + aside * imaginary
                across += aside * real - over * imaginary
            before = 0.0
            for back in range(LATE):
                before += known[SPREAD + 1 + back, k] / LATE
            density = ((1.0 - NOW) * before + NOW * beside + NEAR * NEAR * power + FAR) * OVERLAP / channels
            weight = known[TRUST, k] / density
            heft += (k + 1.0) ** 2 * power * weight
            pull += (k + 1.0) * across * weight
            gain_heft += power * weight
            gain_pull += along * weight
        if turn == 0:
            first = old[P00] * heft + 1.0
            pull += heft * off
            lean = pull / math.sqrt((first * heft) + 1e-30)
            past[LEAN] += min(1.0, step_s / LEAN_S) * (lean - past[LEAN])
            for i in range(3):
                past[PHASE_OFF + i] = old[PHASE_OFF + i] + old[P00 + i] * pull / first
            a, b, c = old[P00], old[P01], old[P02]
            past[P00] = a - a * a * heft / first
            past[P01] = b - a * b * heft / first
            past[P02] = c - a * c * heft / first
            past[P11] = old[P11] - b * b * heft / first
            past[P12] = old[P12] - b * c * heft / first
            past[P22] = old[P22] - c * c * heft / first
        else:
            first = past[G00] * gain_heft + 1.0
            g, h = past[G00], past[G01]
            lean = gain_pull / math.sqrt(first * gain_heft + 1e-30)
            past[GAIN_LEAN] += min(1.0, step_s / LEAN_S) * (lean - past[GAIN_LEAN])
            past[GAIN] = min(max(past[GAIN] + g * gain_pull / first, -4.0), 4.0)
            past[GAIN_SPEED] += h * gain_pull / first
            past[G00] = g - g * g * gain_heft / first
            past[G01] = h - g * h * gain_heft / first
            past[G11] -= h * h * gain_heft / first
    rotate(at, top, expected - past[PHASE_OFF], points)
    loud = math.exp(past[GAIN])
    for k in range(top):
        beside = 0.0
        for channel in range(channels):
            beside += (points[at, channel, 0, k] - loud * hum[channel, 0, k]) ** 2
            beside += (points[at, channel, 1, k] - loud * hum[channel, 1, k]) ** 2
        known[late, k] = beside
