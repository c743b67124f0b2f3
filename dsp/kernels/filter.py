"""State-variable filter sections in series, trapezoidal integration, coefficients that may travel.

Four rows (channels of lanes) go through side by side. Where fewer are at hand, as with one stereo file, the
sections are dealt out too: while a row's next chunk is in its first sections, the chunk before is in its last.

References
----------
.. [1] A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent
   currents", Cytomic technical paper, 2013.
.. [2] V. Zavalishin, "The Art of VA Filter Design", ch. 3-4, rev. 2.1.2, 2018.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import (
    DOUBLES,
    doubles,
    every_double,
    four_frames,
    gather_doubles,
    mad,
    scatter,
    store,
    store_four_frames,
)

CHUNK = 512
"""Frames that pass through all sections before the next are fetched: they stay in the nearest cache."""

ABREAST = 3
"""Sections that share a loop: each waits for its own last frame, and meanwhile the others compute."""

INAUDIBLE = 1e-200
"""States below this are set to zero before they become denormal, which is slow.

Any float32 input is above 1e-45, so a double sum swallows such a state whole: no output bit changes.
"""

NUMBERS = 6
"""What a section needs when it stands still, see `_section`."""


@kernel
def cascade(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    state: NDArray[np.float64],
) -> None:
    """Run each lane through its sections.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames), contiguous.
    start, slope
        Shape (lanes, sections, 5): g, k, and what is mixed of the input, the band and the low output.
    offset
        Shape (lanes,).
    state
        Shape (lanes, sections, channels, 2): the two integrators, the first times `2 / (1 + g (g + k))`.
    """
    rows, frames = x.shape[0] * x.shape[1], x.shape[2]
    deep = start.shape[1] + ABREAST
    lines = np.empty((deep, 10, DOUBLES))
    numbers = np.empty((deep, NUMBERS, DOUBLES))
    memory = np.empty((deep, 2, DOUBLES))
    tile = np.zeros(CHUNK * DOUBLES)
    for first in range(0, rows, DOUBLES):
        here = min(DOUBLES, rows - first)
        active = _active(start, slope, state, first, here, x.shape[1])
        parts = DOUBLES // here
        depth = -(-active.size // parts)
        _deal(active, depth, first, here, x.shape[1], start, slope, state, lines, numbers, memory)
        whole = frames // CHUNK
        passed = (lines, numbers, memory, offset, tile)
        _pass_through(x, y, first, here, depth, 0, whole, CHUNK, passed)
        _pass_through(x, y, first, here, depth, whole * CHUNK, 1, frames - whole * CHUNK, passed)
        _collect(active, depth, first, here, x.shape[1], state, memory)


@kernel
def _active(
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    state: NDArray[np.float64],
    first: int,
    here: int,
    channels: int,
) -> NDArray[np.int64]:
    """Return the sections that do something in any of the rows, and empty those that are out."""
    active = np.empty(start.shape[1], np.int64)
    count = 0
    for section in range(start.shape[1]):
        used = False
        for row in range(first, first + here):
            lane, channel = row // channels, row % channels
            if _out(start[lane, section], slope[lane, section]):
                state[lane, section, channel] = 0.0
            else:
                used = True
        if used:
            active[count] = section
            count += 1
    return active[:count]


@kernel
def _out(c: NDArray[np.float64], d: NDArray[np.float64]) -> bool:
    return bool(c[2] == 1 and c[3] == 0 and c[4] == 0 and d[2] == 0 and d[3] == 0 and d[4] == 0)


@kernel
def _deal(
    active: NDArray[np.int64],
    depth: int,
    first: int,
    here: int,
    channels: int,
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    state: NDArray[np.float64],
    lines: NDArray[np.float64],
    numbers: NDArray[np.float64],
    memory: NDArray[np.float64],
) -> None:
    """Give every vector lane its row's sections, as many as it has, and let it pass the rest."""
    lines[:, :] = 0.0
    lines[:, 1:3] = 1.0
    memory[:] = 0.0
    for lane in range(DOUBLES):
        row, begin = first + lane % here, lane // here * depth
        for place in range(depth):
            if lane // here < DOUBLES // here and begin + place < active.size:
                section = active[begin + place]
                strip = row // channels
                if not _out(start[strip, section], slope[strip, section]):
                    lines[place, :5, lane] = start[strip, section]
                    lines[place, 5:, lane] = slope[strip, section]
                memory[place, :, lane] = state[strip, section, row % channels]
    for place in range(lines.shape[0]):
        for lane in range(DOUBLES):
            g, k, m0, m1, m2 = lines[place, :5, lane]
            a = 2.0 / (1.0 + g * (g + k))
            numbers[place, 0, lane], numbers[place, 1, lane], numbers[place, 2, lane] = a, g * a, g
            numbers[place, 3, lane], numbers[place, 4, lane], numbers[place, 5, lane] = 0.5 * (m1 + g * m2), m0, m2


@kernel
def _collect(
    active: NDArray[np.int64],
    depth: int,
    first: int,
    here: int,
    channels: int,
    state: NDArray[np.float64],
    memory: NDArray[np.float64],
) -> None:
    for lane in range(DOUBLES // here * here):
        row, begin = first + lane % here, lane // here * depth
        for place in range(min(depth, active.size - begin)):
            for i in range(2):
                kept = memory[place, i, lane]
                state[row // channels, active[begin + place], row % channels, i] = (
                    kept if abs(kept) > INAUDIBLE else 0.0
                )


@kernel
def _pass_through(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    first: int,
    here: int,
    depth: int,
    begin: int,
    chunks: int,
    count: int,
    passed: tuple[
        NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]
    ],
) -> None:
    """Send so many chunks of `count` frames from `begin` on through all sections."""
    lines, numbers, memory, offset, tile = passed
    channels, frames = x.shape[1], x.shape[2]
    parts = DOUBLES // here
    before = np.empty_like(memory)
    at = np.empty(DOUBLES)
    if count == 0:
        return
    for step in range(chunks + parts - 1):
        now = begin + step * count
        if step < chunks:
            _fetch(x, first * frames + now, frames, here, count, tile)
        else:
            _fetch(x, first * frames + begin, frames, here, count, tile)
        edge = step < parts - 1 or step >= chunks
        if edge:
            before[:] = memory
        for lane in range(DOUBLES):
            at[lane] = offset[(first + lane % here) // channels] + now - lane // here * count
        for place in range(0, depth, ABREAST):
            if (lines[place : place + ABREAST, 5:] == 0.0).all():
                _still(tile, count, numbers, memory, place)
            else:
                for one in range(place, min(place + ABREAST, depth)):
                    _travelling(tile, count, lines, memory, one, at)
        if edge:
            for lane in range(DOUBLES):
                if not 0 <= step - lane // here < chunks:
                    memory[:, :, lane] = before[:, :, lane]
        if step >= parts - 1:
            _put(y, first * frames + now - (parts - 1) * count, frames, here, count, tile)


@kernel
def _fetch(x: NDArray[np.float32], at: int, frames: int, here: int, count: int, tile: NDArray[np.float64]) -> None:
    """Bring the rows' next chunk in, and what the first lanes held to those after them."""
    flat = x.ravel()
    if here == DOUBLES:
        quads = count // DOUBLES * DOUBLES
        for i in range(0, quads, DOUBLES):
            a, b, c, d = four_frames(x, at + i, frames)
            store(tile, DOUBLES * i, a)
            store(tile, DOUBLES * i + 4, b)
            store(tile, DOUBLES * i + 8, c)
            store(tile, DOUBLES * i + 12, d)
        for i in range(quads, count):
            store(tile, DOUBLES * i, gather_doubles(x, at + i, frames))
    elif here == 2:
        left, right = flat[at : at + count], flat[at + frames : at + frames + count]
        for i in range(count):
            j = DOUBLES * i
            tile[j + 2], tile[j + 3] = tile[j], tile[j + 1]
            tile[j], tile[j + 1] = left[i], right[i]
    elif here == 1:
        only = flat[at : at + count]
        for i in range(count):
            j = DOUBLES * i
            tile[j + 3], tile[j + 2], tile[j + 1] = tile[j + 2], tile[j + 1], tile[j]
            tile[j] = only[i]
    else:
        for row in range(here):
            part = flat[at + row * frames : at + row * frames + count]
            for i in range(count):
                tile[DOUBLES * i + row] = part[i]


@kernel
def _put(y: NDArray[np.float32], at: int, frames: int, here: int, count: int, tile: NDArray[np.float64]) -> None:
    """Write what the last lanes hold."""
    if here == DOUBLES:
        quads = count // DOUBLES * DOUBLES
        for i in range(0, quads, DOUBLES):
            a, b = doubles(tile, DOUBLES * i), doubles(tile, DOUBLES * i + 4)
            c, d = doubles(tile, DOUBLES * i + 8), doubles(tile, DOUBLES * i + 12)
            store_four_frames(y, at + i, frames, (a, b, c, d))
        for i in range(quads, count):
            scatter(y, at + i, frames, doubles(tile, DOUBLES * i))
        return
    flat = y.ravel()
    last = (DOUBLES // here - 1) * here
    for row in range(here):
        part = flat[at + row * frames : at + row * frames + count]
        for i in range(count):
            part[i] = tile[DOUBLES * i + last + row]


@kernel
def _section(v, u, w, a, b, g, band, whole, low):  # type: ignore[no-untyped-def]
    """Return a section's output and its integrators' next states.

    The band output is h / 2 with h = 2 a1 (u' + g (v - w)), the low one w + g h / 2; u stands for 2 a1 u'.
    """
    h = mad(b, v - w, u)
    return mad(band, h, mad(low, w, whole * v)), a * h - u, mad(g, h, w)


@kernel
def _still(
    tile: NDArray[np.float64],
    count: int,
    numbers: NDArray[np.float64],
    memory: NDArray[np.float64],
    place: int,
) -> None:
    n, m = place * NUMBERS * DOUBLES, place * 2 * DOUBLES
    a0, b0, g0, d0, e0, f0 = _six(numbers, n)
    a1, b1, g1, d1, e1, f1 = _six(numbers, n + NUMBERS * DOUBLES)
    a2, b2, g2, d2, e2, f2 = _six(numbers, n + 2 * NUMBERS * DOUBLES)
    u0, w0 = doubles(memory, m), doubles(memory, m + DOUBLES)
    u1, w1 = doubles(memory, m + 2 * DOUBLES), doubles(memory, m + 3 * DOUBLES)
    u2, w2 = doubles(memory, m + 4 * DOUBLES), doubles(memory, m + 5 * DOUBLES)
    for i in range(count):
        v = doubles(tile, DOUBLES * i)
        v, u0, w0 = _section(v, u0, w0, a0, b0, g0, d0, e0, f0)
        v, u1, w1 = _section(v, u1, w1, a1, b1, g1, d1, e1, f1)
        v, u2, w2 = _section(v, u2, w2, a2, b2, g2, d2, e2, f2)
        store(tile, DOUBLES * i, v)
    store(memory, m, u0)
    store(memory, m + DOUBLES, w0)
    store(memory, m + 2 * DOUBLES, u1)
    store(memory, m + 3 * DOUBLES, w1)
    store(memory, m + 4 * DOUBLES, u2)
    store(memory, m + 5 * DOUBLES, w2)


@kernel
def _six(a, i):  # type: ignore[no-untyped-def]
    return (
        doubles(a, i),
        doubles(a, i + DOUBLES),
        doubles(a, i + 2 * DOUBLES),
        doubles(a, i + 3 * DOUBLES),
        doubles(a, i + 4 * DOUBLES),
        doubles(a, i + 5 * DOUBLES),
    )


@kernel
def _travelling(
    tile: NDArray[np.float64],
    count: int,
    lines: NDArray[np.float64],
    memory: NDArray[np.float64],
    place: int,
    at: NDArray[np.float64],
) -> None:
    """Run one section whose coefficients travel in some lanes; the others give the same bits as in `_still`."""
    n, m = place * 10 * DOUBLES, place * 2 * DOUBLES
    g0, k0, whole0, band0, low0, gs = _six(lines, n)
    ks, wholes, bands, lows = (
        doubles(lines, n + 6 * DOUBLES),
        doubles(lines, n + 7 * DOUBLES),
        doubles(lines, n + 8 * DOUBLES),
        doubles(lines, n + 9 * DOUBLES),
    )
    one, two, half = every_double(1.0), every_double(2.0), every_double(0.5)
    u, w, t = doubles(memory, m), doubles(memory, m + DOUBLES), doubles(at, 0)
    g, k = g0 + gs * t, k0 + ks * t
    a = two / (one + g * (g + k))
    for i in range(count):
        band, low = band0 + bands * t, low0 + lows * t
        v, u, w = _section(
            doubles(tile, DOUBLES * i), u, w, a, g * a, g, half * (band + g * low), whole0 + wholes * t, low
        )
        store(tile, DOUBLES * i, v)
        t = t + one
        g, k = g0 + gs * t, k0 + ks * t
        next_a = two / (one + g * (g + k))
        u = u * (next_a / a)
        a = next_a
    store(memory, m, u)
    store(memory, m + DOUBLES, w)
