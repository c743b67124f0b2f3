"""Saturation at four times the sample rate.

References
----------
.. [1] J. Parker, V. Zavalishin, E. Le Bivic, "Reducing the aliasing of nonlinear waveshaping using
   continuous-time convolution", DAFx-16, 2016: average the curve between two samples instead of sampling
   it. For v / sqrt(1 + v^2) that average is (a + b) / (sqrt(1 + a^2) + sqrt(1 + b^2)): no small
   difference is ever divided.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE
from dsp.kernels.simd import FLOATS, every_float, floats, mad, root, store

CHUNK = 1024
OVER = 4
"""Times the sample rate."""

TILE = 2 * FLOATS
"""Frames for which a filter's tap is fetched once. What lies behind the last frame of a chunk is worked on with
it and not used."""


@kernel
def saturate(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    up: NDArray[np.float32],
    down: NDArray[np.float32],
    blocker: float,
    past: NDArray[np.float32],
    bent: NDArray[np.float32],
    last: NDArray[np.float64],
) -> None:
    """Add to each lane what a saturating curve changes in it.

    Only the difference between the curve and a straight line goes through the filters: a soft signal passes
    as it is, up to the highest frequency.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 4): how much the curve bends, its bias, gain and mix.
    offset
        Shape (lanes,).
    up, down
        The filters' phases, shape (4, taps).
    blocker
        What the blocker of DC keeps per frame.
    past
        Input before, shape (lanes, channels, the delay), which is at least taps - 1.
    bent
        Differences before, shape (lanes, channels, 4, taps - 1).
    last
        The last oversampled sample and its root, and the blocker's in and out, shape (lanes, channels, 4).
    """
    lanes, channels, frames = x.shape
    delay, taps = past.shape[2], up.shape[1]
    line = np.zeros(delay + CHUNK + TILE, np.float32)
    fine = np.empty((OVER, FLOATS + CHUNK + TILE), np.float32)
    roots = np.empty((OVER, FLOATS + CHUNK + TILE), np.float32)
    added = np.empty((OVER, taps - 1 + CHUNK + TILE), np.float32)
    curve = np.zeros((4, CHUNK + TILE), np.float32)
    sums = np.empty(CHUNK + TILE, np.float32)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        for begin in range(0, frames, CHUNK):
            count = min(CHUNK, frames - begin)
            at = offset[lane] + begin
            _shape(c, d, at, count, curve)
            for channel in range(channels):
                v = last[lane, channel]
                line[:delay] = past[lane, channel]
                line[delay : delay + count] = x[lane, channel, begin : begin + count]
                raise_rate(up, line, delay - taps + 1, count, fine)
                fine[OVER - 1, FLOATS - 1], roots[OVER - 1, FLOATS - 1] = v[0], v[1]
                for phase in range(OVER):
                    added[phase, : taps - 1] = bent[lane, channel, phase]
                _bend(fine, roots, curve, count, taps - 1, added)
                v[0], v[1] = fine[OVER - 1, FLOATS - 1 + count], roots[OVER - 1, FLOATS - 1 + count]
                lower(down, added, count, sums)
                for phase in range(OVER):
                    bent[lane, channel, phase] = added[phase, count : count + taps - 1]
                block_dc(sums, count, blocker, v)
                for i in range(count):
                    makeup, mix = c[2] + d[2] * (at + i), c[3] + d[3] * (at + i)
                    dry = np.float64(line[i])
                    y[lane, channel, begin + i] = dry + mix * (makeup * (dry + sums[i]) - dry)
                past[lane, channel] = line[count : count + delay]


@kernel
def _shape(c: NDArray[np.float64], d: NDArray[np.float64], at: int, count: int, curve: NDArray[np.float32]) -> None:
    """Write the curve's bend and bias, and its height and slope where the bias puts it at rest."""
    for i in range(count):
        amount, bias = c[0] + d[0] * (at + i), c[1] + d[1] * (at + i)
        rest = 1.0 + (amount * bias) ** 2
        slant = math.sqrt(rest)
        curve[0, i], curve[1, i], curve[2, i], curve[3, i] = amount, bias, bias / slant, rest * slant


@kernel
def raise_rate(
    up: NDArray[np.float32], line: NDArray[np.float32], begin: int, count: int, fine: NDArray[np.float32]
) -> None:
    """Interpolate to four times the rate, one phase a row, from column `FLOATS` on."""
    size = fine.shape[1]
    for i in range(0, count, TILE):
        zero = every_float(np.float32(0.0))
        a0, a1, b0, b1, c0, c1, d0, d1 = zero, zero, zero, zero, zero, zero, zero, zero
        for tap in range(up.shape[1]):
            near, far = floats(line, begin + i + tap), floats(line, begin + i + tap + FLOATS)
            h = every_float(up[0, tap])
            a0, a1 = mad(h, near, a0), mad(h, far, a1)
            h = every_float(up[1, tap])
            b0, b1 = mad(h, near, b0), mad(h, far, b1)
            h = every_float(up[2, tap])
            c0, c1 = mad(h, near, c0), mad(h, far, c1)
            h = every_float(up[3, tap])
            d0, d1 = mad(h, near, d0), mad(h, far, d1)
        at = FLOATS + i
        store(fine, at, a0)
        store(fine, at + FLOATS, a1)
        store(fine, at + size, b0)
        store(fine, at + size + FLOATS, b1)
        store(fine, at + 2 * size, c0)
        store(fine, at + 2 * size + FLOATS, c1)
        store(fine, at + 3 * size, d0)
        store(fine, at + 3 * size + FLOATS, d1)


@kernel
def _bend(
    fine: NDArray[np.float32],
    roots: NDArray[np.float32],
    curve: NDArray[np.float32],
    count: int,
    begin: int,
    added: NDArray[np.float32],
) -> None:
    """Write the curve's average between neighbours less the straight line's.

    The frame before stands in column `FLOATS - 1`, so that the first phase has a neighbour.
    """
    size, width, one = fine.shape[1], curve.shape[1], every_float(np.float32(1.0))
    half, two = every_float(np.float32(0.5)), every_float(np.float32(2.0))
    for i in range(0, count, FLOATS):
        amount, bias = floats(curve, i), floats(curve, width + i)
        for phase in range(OVER):
            at = phase * size + FLOATS + i
            v = amount * (floats(fine, at) + bias)
            store(roots, at, root(mad(v, v, one)))
    for i in range(0, count, FLOATS):
        bias, height, slope = floats(curve, width + i), floats(curve, 2 * width + i), floats(curve, 3 * width + i)
        for phase in range(OVER):
            at = phase * size + FLOATS + i
            before = at - size if phase else (OVER - 1) * size + FLOATS - 1 + i
            pair = floats(fine, before) + floats(fine, at)
            average = mad(two, bias, pair) / (floats(roots, before) + floats(roots, at)) - height
            # Scaled to a slope of 1 at rest, wherever the bias puts that on the curve.
            store(added, phase * added.shape[1] + begin + i, average * slope - half * pair)


@kernel
def lower(down: NDArray[np.float32], added: NDArray[np.float32], count: int, sums: NDArray[np.float32]) -> None:
    """Filter and come back to the sample rate."""
    size = added.shape[1]
    for i in range(0, count, TILE):
        zero = every_float(np.float32(0.0))
        a0, a1, b0, b1, c0, c1, d0, d1 = zero, zero, zero, zero, zero, zero, zero, zero
        for tap in range(down.shape[1]):
            at = i + tap
            h = every_float(down[0, tap])
            a0, a1 = mad(h, floats(added, at), a0), mad(h, floats(added, at + FLOATS), a1)
            h, at = every_float(down[1, tap]), at + size
            b0, b1 = mad(h, floats(added, at), b0), mad(h, floats(added, at + FLOATS), b1)
            h, at = every_float(down[2, tap]), at + size
            c0, c1 = mad(h, floats(added, at), c0), mad(h, floats(added, at + FLOATS), c1)
            h, at = every_float(down[3, tap]), at + size
            d0, d1 = mad(h, floats(added, at), d0), mad(h, floats(added, at + FLOATS), d1)
        store(sums, i, (a0 + b0) + (c0 + d0))
        store(sums, i + FLOATS, (a1 + b1) + (c1 + d1))


@kernel
def block_dc(wave: NDArray[np.float32], count: int, keep: float, state: NDArray[np.float64]) -> None:
    """Take DC away, in place."""
    before, out = state[2], state[3]
    for i in range(count):
        now = np.float64(wave[i])
        out = (now - before) + keep * out
        before = now
        wave[i] = out
    state[2], state[3] = before, out if abs(out) > INAUDIBLE else 0.0
