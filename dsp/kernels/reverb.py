"""A feedback delay network, a stretch of frames at a time.

No delay is shorter than `STRETCH`, so within it nothing that goes in comes back: nearly every step runs
over the whole stretch side by side. Stretches stand on an absolute grid and rings hold whole ones, so a
write never wraps; what is written first is written again behind the end, so a read never wraps either.

References
----------
.. [1] J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90th
   Convention, 1991.
.. [2] M. R. Schroeder, "Natural sounding artificial reverberation", JAES 10(3), 1962: the all-passes.
.. [3] S. J. Schlecht, E. A. P. Habets, "Time-varying feedback matrices in feedback delay networks and their
   application in artificial reverberation", JASA 138(3), 2015: no mode stands long enough to ring.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE

STRETCH = 128
LINES = 16
DIFFUSION = np.float32(0.62)
QUIET = np.float32(1e-25)
"""Added to what the rings hold: far below hearing, far above a denormal."""

LEFT, RIGHT = 5, 10
"""The rows of the Hadamard matrix that are heard: their signs have nothing in common."""


@kernel
def reverberate(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    delays: NDArray[np.int64],
    spread: NDArray[np.int64],
    turns: NDArray[np.float64],
    waiting: NDArray[np.float32],
    diffusers: NDArray[np.float32],
    lines: NDArray[np.float32],
    damped: NDArray[np.float64],
    rumble: NDArray[np.float64],
    frame: int,
) -> None:
    """Let each lane ring.

    Parameters
    ----------
    x, y
        Shapes (lanes, 1 or 2, frames) and (lanes, 2, frames).
    start, slope
        Shape (lanes, 4 + 2 * LINES): pre-delay in frames, high-pass share, side gain, output gain, then the
        lines' gains and the lines' damping poles.
    offset
        Shape (lanes,).
    delays
        Of the lines, shape (LINES,).
    spread
        Delays of the all-passes before them, shape (2, all-passes).
    turns
        Angle by which each pair of lines is turned per frame, shape (LINES / 2,).
    waiting, diffusers, lines
        Rings of the pre-delay, the all-passes and the lines, shapes (lanes, 2, n), (lanes, 2, all-passes, n)
        and (lanes, LINES, n), each n a multiple of `STRETCH` and one more.
    damped, rumble
        States of the damping and of the high-pass, shapes (lanes, LINES) and (lanes, 2).
    frame
        Frames that have gone by.
    """
    lanes, channels, frames = x.shape
    into = np.empty((2, STRETCH), np.float32)
    now = np.empty((LINES, STRETCH), np.float32)
    for lane in range(lanes):
        c, d = start[lane], slope[lane]
        begin = 0
        while begin < frames:
            here = frame + begin
            count = min(STRETCH - here % STRETCH, frames - begin)
            at = offset[lane] + begin
            for side in range(2):
                given = x[lane, min(side, channels - 1), begin : begin + count]
                _wait(given, c, d, at, waiting[lane, side], here, rumble[lane], side, into[side])
                for stage in range(spread.shape[1]):
                    _diffuse(into[side, :count], diffusers[lane, side, stage], here, spread[side, stage])
            for line in range(LINES):
                ring = lines[lane, line]
                read = (here - delays[line]) % (ring.size - STRETCH)
                _scale(ring[read : read + count], c[4 + line], d[4 + line], at, now[line])
            for line in range(0, LINES, 4):
                poles = slice(4 + LINES + line, 8 + LINES + line)
                _damp(now[line : line + 4], count, c[poles], d[poles], at, damped[lane, line : line + 4])
            _mix(now, count)
            _hear(now[LEFT], now[RIGHT], c, d, at, y[lane, :, begin : begin + count])
            for pair in range(LINES // 2):
                _turn(now[pair], now[pair + LINES // 2], count, turns[pair], here)
            for line in range(LINES):
                _feed(lines[lane, line], here, now[line, :count], into[line % 2], (line // 2) % 2 == 1)
            begin += count


@kernel
def _wait(
    given: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    ring: NDArray[np.float32],
    here: int,
    rumble: NDArray[np.float64],
    side: int,
    out: NDArray[np.float32],
) -> None:
    """Take the bottom away and hold the rest back for the pre-delay, which may lie between frames."""
    size = ring.size - STRETCH
    write = here % size
    low = rumble[side]
    for i in range(given.size):
        share = c[1] + d[1] * (at + i)
        v = np.float64(given[i])
        ring[write + i] = v - (low + share * (v - low))
        low = (1.0 - 2.0 * share) * low + 2.0 * share * v
    rumble[side] = low if abs(low) > INAUDIBLE else 0.0
    if write < STRETCH:
        ring[size + write : size + write + given.size] = ring[write : write + given.size]
    if d[0] == 0.0:
        read = (here - int(c[0])) % size
        out[: given.size] = ring[read : read + given.size]
        return
    for i in range(given.size):
        late = c[0] + d[0] * (at + i)
        whole = int(late)
        part = late - whole
        now, before = (here + i - whole) % size, (here + i - whole - 1) % size
        out[i] = ring[now] * (1.0 - part) + ring[before] * part


@kernel
def _diffuse(wave: NDArray[np.float32], ring: NDArray[np.float32], here: int, delay: int) -> None:
    """Pass everything, smeared in time."""
    size = ring.size - STRETCH
    read, write = (here - delay) % size, here % size
    old = ring[read : read + wave.size]
    new = ring[write : write + wave.size]
    for i in range(wave.size):
        held = wave[i] + DIFFUSION * old[i] + QUIET
        wave[i] = old[i] - DIFFUSION * held
        new[i] = held
    if write < STRETCH:
        ring[size + write : size + write + wave.size] = new


@kernel
def _scale(ring: NDArray[np.float32], gain: float, slope: float, at: int, out: NDArray[np.float32]) -> None:
    for i in range(ring.size):
        out[i] = ring[i] * np.float32(gain + slope * (at + i))


@kernel
def _damp(
    now: NDArray[np.float32],
    count: int,
    pole: NDArray[np.float64],
    slope: NDArray[np.float64],
    at: int,
    damped: NDArray[np.float64],
) -> None:
    """Dull four lines at once: each recursion waits for itself, not for the others."""
    k0, k1, k2, k3 = damped[0], damped[1], damped[2], damped[3]
    p0, p1, p2, p3 = pole[0], pole[1], pole[2], pole[3]
    s0, s1, s2, s3 = slope[0], slope[1], slope[2], slope[3]
    n0, n1, n2, n3 = now[0], now[1], now[2], now[3]
    for i in range(count):
        t = np.float64(at + i)
        k0 = n0[i] + (p0 + s0 * t) * k0
        k1 = n1[i] + (p1 + s1 * t) * k1
        k2 = n2[i] + (p2 + s2 * t) * k2
        k3 = n3[i] + (p3 + s3 * t) * k3
        n0[i], n1[i], n2[i], n3[i] = k0, k1, k2, k3
    damped[0], damped[1], damped[2], damped[3] = k0, k1, k2, k3


@kernel
def _mix(now: NDArray[np.float32], count: int) -> None:
    """Scatter every line into every other: a Hadamard matrix, by butterflies of four lines."""
    half = np.float32(0.5)
    for near, far in ((1, 2), (4, 8)):
        for line in range(LINES):
            if line & (near | far):
                continue
            n0, n1, n2, n3 = now[line], now[line + near], now[line + far], now[line + near + far]
            for i in range(count):
                a, b = half * (n0[i] + n1[i]), half * (n0[i] - n1[i])
                e, f = half * (n2[i] + n3[i]), half * (n2[i] - n3[i])
                n0[i], n1[i], n2[i], n3[i] = a + e, b + f, a - e, b - f


@kernel
def _hear(
    left: NDArray[np.float32],
    right: NDArray[np.float32],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    y: NDArray[np.float32],
) -> None:
    y0, y1 = y[0], y[1]
    for i in range(y0.size):
        level = c[3] + d[3] * (at + i)
        middle = level * (left[i] + right[i])
        side = level * (c[2] + d[2] * (at + i)) * (left[i] - right[i])
        y0[i] = middle + side
        y1[i] = middle - side


@kernel
def _turn(a: NDArray[np.float32], b: NDArray[np.float32], count: int, turn: float, here: int) -> None:
    """Turn a pair of lines into each other by an angle that goes on with time."""
    grid = here - here % STRETCH
    angle, step = turn * grid, turn * STRETCH
    cos0, sin0 = math.cos(angle), math.sin(angle)
    # To first order in the turn of one stretch, which is below a hundredth of a radian.
    cos_step, sin_step = np.float32(-sin0 * step / STRETCH), np.float32(cos0 * step / STRETCH)
    first_cos, first_sin = np.float32(cos0), np.float32(sin0)
    for i in range(count):
        past = np.float32(here - grid + i)
        cos, sin = first_cos + cos_step * past, first_sin + sin_step * past
        was = a[i]
        a[i] = cos * was - sin * b[i]
        b[i] = sin * was + cos * b[i]


@kernel
def _feed(
    ring: NDArray[np.float32], here: int, back: NDArray[np.float32], given: NDArray[np.float32], turned: bool
) -> None:
    size = ring.size - STRETCH
    write = here % size
    new = ring[write : write + back.size]
    sign = np.float32(-1.0) if turned else np.float32(1.0)
    for i in range(back.size):
        new[i] = back[i] + sign * given[i] + QUIET
    if write < STRETCH:
        ring[size + write : size + write + back.size] = new
