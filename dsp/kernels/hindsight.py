"""What hum was, once all of a stretch has been heard: one fundamental, and one amplitude and phase for each harmonic.

While it goes along a tracker knows what has been; here every point is judged by those before and behind it. By turns
the harmonics are averaged with phase and gain held, as `dsp.kernels.points.average` does, and phase and gain are
smoothed with the harmonics held [1]_. How freely those wander is what the stretch makes likeliest [2]_: mains that
stand still are a straight line, however loud the music is.

References
----------
.. [1] H. E. Rauch, F. Tung and C. T. Striebel, "Maximum likelihood estimates of linear dynamic systems", AIAA J. 3(8),
   1965: a Kalman filter, and back from its end.
.. [2] F. C. Schweppe, "Evaluation of likelihood functions for Gaussian signals", IEEE Trans. Inf. Theory 11(1), 1965.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.points import FAR, NEAR, OVERLAP, SEARCHED, UNSURE, Doubles

PHASE_WANDER = np.array([1e-12, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3]) * (2.0 * math.pi) ** 2
GAIN_WANDER = np.array([1e-12, 1e-5, 1e-4, 1e-3, 1e-2])
"""By how much the frequency, in rad/s, and the gain's speed may wander in a second, as variances."""

PLAINER = 6.0
"""To wander more has to be likelier by so much, as a natural logarithm."""

FIRST = (10.0, (2.0 * math.pi * 0.5) ** 2)
"""How unsure either and its speed are to begin with: variances."""

ROUNDS, TURNS = 8, 4
"""How often phase and gain are smoothed, and how many turns an average takes before each."""

AVERAGED, JUDGED, NEXT = 1, 4, 4.0
"""What is beside hum is taken from so many points on either side, for the average and for phase and gain; a point
itself and those next to it count so many times."""


@kernel
def look_back(
    step_s: float,
    points: Doubles,
    there: NDArray[np.bool_],
    phases: Doubles,
    gains: Doubles,
    hum: Doubles,
) -> None:
    """Find the hum that goes through a stretch.

    Parameters
    ----------
    step_s
        From one point to the next.
    points
        What the sound has at each harmonic, phases against the knob's frequency, shape (points, channels, 2,
        harmonics).
    there
        Whether a point has anything to learn from, shape (points,).
    phases, gains
        About what phase the fundamental has and how loud it is, as a natural logarithm, shape (points,); made exact.
    hum
        Shape (channels, 2, harmonics): set to the hum, each harmonic as much of it as is sure.
    """
    count, channels, _, top = points.shape
    turned = np.empty((count, channels, 2, top))
    beside, around = np.empty((count, top)), np.empty((count, top))
    trust, power = np.ones(top), np.empty(top)
    begun = False
    for once in range(ROUNDS + 1):
        _turn_back(points, phases, turned)
        if not begun:
            for channel in range(channels):
                for side in range(2):
                    for k in range(top):
                        hum[channel, side, k] = np.median(turned[there, channel, side, k])
            begun = True
        for _ in range(TURNS):
            _average(turned, there, gains, hum, beside, around, trust, power)
        if once < ROUNDS:
            _smooth_all(step_s, turned, there, phases, gains, hum, beside, around, trust, power)
    for k in range(top):
        hum[:, :, k] *= trust[k]


@kernel
def _turn_back(points: Doubles, phases: Doubles, turned: Doubles) -> None:
    """Turn the points back by the phase of the fundamental."""
    count, channels, _, top = points.shape
    for i in range(count):
        for k in range(top):
            right, up = math.cos((k + 1) * phases[i]), math.sin((k + 1) * phases[i])
            for channel in range(channels):
                real, imaginary = points[i, channel, 0, k], points[i, channel, 1, k]
                turned[i, channel, 0, k] = real * right + imaginary * up
                turned[i, channel, 1, k] = imaginary * right - real * up


@kernel
def _average(
    turned: Doubles, there: NDArray[np.bool_], gains: Doubles, hum: Doubles, beside: Doubles, around: Doubles,
    trust: Doubles, power: Doubles,
) -> None:  # fmt: skip
    """Weigh the points by how little there is beside the hum, and average."""
    count, channels, _, top = turned.shape
    _beside(turned, gains, hum, beside, power)
    _spread(beside, there, AVERAGED, around)
    unsure = UNSURE * OVERLAP * (1.0 + (SEARCHED / max(1, there.sum())) ** 2)
    for k in range(top):
        heft, spread, sums = 0.0, 0.0, np.zeros((channels, 2))
        for i in range(count):
            if there[i]:
                loud = math.exp(gains[i])
                density = around[i, k] / loud**2
                weight = 1.0 / (density + NEAR * NEAR * power[k] + FAR) * loud**2
                heft += weight
                spread += weight * weight * density
                for channel in range(channels):
                    sums[channel, 0] += weight * turned[i, channel, 0, k] / loud
                    sums[channel, 1] += weight * turned[i, channel, 1, k] / loud
        hum[:, :, k] = sums / (heft + 1e-30)
        power[k] = (hum[:, :, k] ** 2).sum()
        trust[k] = max(0.0, 1.0 - unsure * spread / (heft * heft * power[k] + 1e-30))


@kernel
def _beside(turned: Doubles, gains: Doubles, hum: Doubles, beside: Doubles, power: Doubles) -> None:
    """Find the power of what is not hum, at every point."""
    count, channels, _, top = turned.shape
    for k in range(top):
        power[k] = (hum[:, :, k] ** 2).sum()
    for i in range(count):
        loud = math.exp(gains[i])
        for k in range(top):
            beside[i, k] = 0.0
            for channel in range(channels):
                beside[i, k] += (turned[i, channel, 0, k] - loud * hum[channel, 0, k]) ** 2
                beside[i, k] += (turned[i, channel, 1, k] - loud * hum[channel, 1, k]) ** 2


@kernel
def _spread(beside: Doubles, there: NDArray[np.bool_], reach: int, around: Doubles) -> None:
    """Average over the points nearby."""
    count = len(beside)
    for i in range(count):
        around[i], known = 0.0, 0.0
        for j in range(max(0, i - reach), min(count, i + reach + 1)):
            if there[j]:
                share = NEXT if abs(i - j) <= 1 else 1.0
                around[i] += share * beside[j]
                known += share
        around[i] /= max(known, 1.0)


@kernel
def _smooth_all(
    step_s: float, turned: Doubles, there: NDArray[np.bool_], phases: Doubles, gains: Doubles, hum: Doubles,
    beside: Doubles, around: Doubles, trust: Doubles, power: Doubles,
) -> None:  # fmt: skip
    """Hold phase and gain to what all harmonics of all points say."""
    count, channels, _, top = turned.shape
    _beside(turned, gains, hum, beside, power)
    _spread(beside, there, JUDGED, around)
    known, found = np.zeros((2, count)), np.empty((2, count))
    for i in range(count):
        loud = math.exp(gains[i])
        pull, gain_pull = 0.0, 0.0
        if there[i]:
            for k in range(top):
                strong = loud * loud * power[k]
                weight = 2.0 * channels * trust[k] / ((around[i, k] + NEAR * NEAR * strong + FAR) * OVERLAP)
                along, across = 0.0, 0.0
                for channel in range(channels):
                    real, imaginary = loud * hum[channel, 0, k], loud * hum[channel, 1, k]
                    over, aside = turned[i, channel, 0, k] - real, turned[i, channel, 1, k] - imaginary
                    along += over * real + aside * imaginary
                    across += aside * real - over * imaginary
                known[0, i] += (k + 1.0) ** 2 * strong * weight
                known[1, i] += strong * weight
                pull += (k + 1.0) * across * weight
                gain_pull += along * weight
        found[0, i] = phases[i] + pull / (known[0, i] + 1e-12)
        found[1, i] = gains[i] + gain_pull / (known[1, i] + 1e-12)
    phases[:] = _likeliest(step_s, found[0], known[0], PHASE_WANDER)
    gains[:] = np.minimum(np.maximum(_likeliest(step_s, found[1], known[1], GAIN_WANDER), -4.0), 4.0)


@kernel
def _likeliest(step_s: float, found: Doubles, known: Doubles, wanders: Doubles) -> Doubles:
    """Smooth a line with that freedom of those given that makes it likeliest, the least that is about as likely."""
    best, line = np.empty((2, len(found)))
    likely = _smooth(step_s, found, known, wanders[0], best)
    for wander in wanders[1:]:
        more = _smooth(step_s, found, known, wander, line)
        if more > likely + PLAINER:
            best[:], likely = line, more
    return best


@kernel
def _smooth(step_s: float, found: Doubles, known: Doubles, wander: float, smoothed: Doubles) -> float:
    """Smooth a line whose speed wanders; `known` are inverse variances. Return how likely it is."""
    count = len(found)
    line, after, before = np.empty((count, 2)), np.empty((count, 3)), np.empty((count, 3))
    place, speed, a, b, c = 0.0, 0.0, FIRST[0], 0.0, FIRST[1]
    likely = 0.0
    for i in range(count):
        if i > 0:
            place += step_s * speed
            a += 2.0 * step_s * b + step_s * step_s * c + wander * step_s**3 / 3.0
            b += step_s * c + wander * step_s * step_s / 2.0
            c += wander * step_s
        before[i, 0], before[i, 1], before[i, 2] = a, b, c
        if known[i] > 0.0:
            off, variance = found[i] - place, a + 1.0 / known[i]
            likely -= 0.5 * (math.log(variance) + off * off / variance)
            place += a * off / variance
            speed += b * off / variance
            c -= b * b / variance
            b -= a * b / variance
            a -= a * a / variance
        line[i, 0], line[i, 1] = place, speed
        after[i, 0], after[i, 1], after[i, 2] = a, b, c
    for i in range(count - 2, -1, -1):
        a, b, c = after[i]
        d, e, f = before[i + 1]
        det = d * f - e * e + 1e-300
        # The gain: what is known here, carried on, over what is expected there.
        p, q = a + step_s * b, b + step_s * c
        g00, g01 = (p * f - b * e) / det, (b * d - p * e) / det
        g10, g11 = (q * f - c * e) / det, (c * d - q * e) / det
        off = line[i + 1, 0] - line[i, 0] - step_s * line[i, 1]
        more = line[i + 1, 1] - line[i, 1]
        line[i, 0] += g00 * off + g01 * more
        line[i, 1] += g10 * off + g11 * more
    smoothed[:] = line[:, 0]
    return likely
