"""Bending a waveform by any curve, at four times the sample rate.

References
----------
.. [1] J. Parker, V. Zavalishin, E. Le Bivic, "Reducing the aliasing of nonlinear waveshaping using
   continuous-time convolution", DAFx-16, 2016: between two samples the curve's average is the difference of its
   integral over that of the samples.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.drive import CHUNK, OVER, TILE, block_dc, lower, raise_rate
from dsp.kernels.filter import INAUDIBLE
from dsp.kernels.simd import FLOATS

CLOSE = 1e-3
"""Samples nearer than this are averaged by the curve half way: it is off by less than a rounded float."""


@kernel
def bend_by(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    offset: int,
    up: NDArray[np.float32],
    down: NDArray[np.float32],
    blocker: float,
    integral: NDArray[np.float64],
    reach: float,
    emphasis: NDArray[np.float64],
    past: NDArray[np.float32],
    bent: NDArray[np.float32],
    last: NDArray[np.float64],
) -> None:
    """Put one lane through a curve: what the curve changes is added to the dry sound.

    Parameters
    ----------
    x, y
        Shape (channels, frames).
    c, d
        How hard the curve is driven, its bias, gain and mix, and by how much each travels a frame.
    up, down
        The filters' phases, shape (4, taps).
    blocker
        What the blocker of DC keeps per frame.
    integral, reach
        The curve's integral as `dsp.effects.curves.table` has it, and how far it goes.
    emphasis
        An integrator's gain and by what the highs are raised before the curve and lowered behind it; 1 for not.
    past
        Input before, as it was and with its highs raised, shape (2, channels, the delay).
    bent
        Differences before, shape (channels, 4, taps - 1).
    last
        Per channel: the last oversampled sample and the integral there, the blocker's in and out, and the states
        of the filters before and behind.
    """
    channels, frames = x.shape
    delay, taps = past.shape[2], up.shape[1]
    line = np.zeros(delay + CHUNK + TILE, np.float32)
    loud = np.zeros(delay + CHUNK + TILE, np.float32)
    fine = np.empty((OVER, FLOATS + CHUNK + TILE), np.float32)
    added = np.empty((OVER, taps - 1 + CHUNK + TILE), np.float32)
    sums = np.empty(CHUNK + TILE, np.float32)
    for begin in range(0, frames, CHUNK):
        count = min(CHUNK, frames - begin)
        at = offset + begin
        for channel in range(channels):
            v = last[channel]
            line[:delay] = past[0, channel]
            line[delay : delay + count] = x[channel, begin : begin + count]
            loud[:delay] = past[1, channel]
            loud[delay : delay + count] = line[delay : delay + count]
            if emphasis[1] != 1.0:
                _shelve(loud, delay, count, emphasis[0], emphasis[1], v, 4)
            raise_rate(up, loud, delay - taps + 1, count, fine)
            for phase in range(OVER):
                added[phase, : taps - 1] = bent[channel, phase]
            _average(fine, integral, reach, c, d, at, count, taps - 1, v, added)
            lower(down, added, count, sums)
            for phase in range(OVER):
                bent[channel, phase] = added[phase, count : count + taps - 1]
            if emphasis[1] != 1.0:
                _shelve(sums, 0, count, emphasis[0] / emphasis[1], 1.0 / emphasis[1], v, 5)
            block_dc(sums, count, blocker, v)
            for i in range(count):
                makeup, mix = c[2] + d[2] * (at + i), c[3] + d[3] * (at + i)
                dry = np.float64(line[i])
                y[channel, begin + i] = dry + mix * (makeup * (dry + sums[i]) - dry)
            past[0, channel] = line[count : count + delay]
            past[1, channel] = loud[count : count + delay]


@kernel
def _shelve(
    wave: NDArray[np.float32],
    begin: int,
    count: int,
    g: float,
    gain: float,
    state: NDArray[np.float64],
    place: int,
) -> None:
    """Raise what lies above a frequency, in place: the low-pass's rest is multiplied."""
    share, low = g / (1.0 + g), state[place]
    for i in range(begin, begin + count):
        now = np.float64(wave[i])
        step = share * (now - low)
        wave[i] = gain * now + (1.0 - gain) * (low + step)
        low += 2.0 * step
    state[place] = low if abs(low) > INAUDIBLE else 0.0


@kernel
def _average(
    fine: NDArray[np.float32],
    integral: NDArray[np.float64],
    reach: float,
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    count: int,
    begin: int,
    v: NDArray[np.float64],
    added: NDArray[np.float32],
) -> None:
    """Write the curve's average between neighbours less the straight line's."""
    per = integral.shape[0] / (2.0 * reach)
    before, area = v[0], v[1]
    still = d[0] == 0.0 and d[1] == 0.0
    height, slope = 0.0, 1.0
    for i in range(count):
        amount, bias = c[0] + d[0] * (at + i), c[1] + d[1] * (at + i)
        if i == 0 or not still:
            height = height_at(integral, reach, per, amount * bias)
            slope = 1.0 / slant_at(integral, reach, per, amount * bias)
            area = area_at(integral, reach, per, amount * (before + bias))
        for phase in range(OVER):
            now = np.float64(fine[phase, FLOATS + i])
            here = area_at(integral, reach, per, amount * (now + bias))
            middle, apart = 0.5 * (before + now), amount * (now - before)
            if amount < 1e-9:
                added[phase, begin + i] = 0.0
            else:
                if abs(apart) < CLOSE:
                    average = height_at(integral, reach, per, amount * (middle + bias))
                else:
                    average = (here - area) / apart
                added[phase, begin + i] = (average - height) * slope / amount - middle
            before, area = now, here
    v[0], v[1] = before, area


@kernel
def height_at(integral: NDArray[np.float64], reach: float, per: float, v: float) -> float:
    """Return the curve at `v`."""
    place = (min(max(v, -reach), reach) + reach) * per
    i = min(int(place), integral.shape[0] - 1)
    t, p = place - i, integral[i]
    return float(per * (p[1] + t * (2 * p[2] + t * (3 * p[3] + t * (4 * p[4] + t * 5 * p[5])))))


@kernel
def area_at(integral: NDArray[np.float64], reach: float, per: float, v: float) -> float:
    """Return the curve's integral from 0 to `v`."""
    inside = min(max(v, -reach), reach)
    place = (inside + reach) * per
    i = min(int(place), integral.shape[0] - 1)
    t, p = place - i, integral[i]
    area = p[0] + t * (p[1] + t * (p[2] + t * (p[3] + t * (p[4] + t * p[5]))))
    if inside != v:
        area += (v - inside) * height_at(integral, reach, per, inside)
    return float(area)


@kernel
def slant_at(integral: NDArray[np.float64], reach: float, per: float, v: float) -> float:
    """Return the curve's slope at `v`."""
    place = (min(max(v, -reach), reach) + reach) * per
    i = min(int(place), integral.shape[0] - 1)
    t, p = place - i, integral[i]
    return float(per * per * (2 * p[2] + t * (6 * p[3] + t * (12 * p[4] + t * 20 * p[5]))))
