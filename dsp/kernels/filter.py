"""State-variable filter sections in series, trapezoidal integration, coefficients that may travel.

Eight or four rows (channels of lanes) go through side by side. Where fewer are at hand, as with one stereo file,
the sections are dealt out too: while a row's next chunk is in its first sections, the chunk before is in its last.

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
from dsp.kernels.shuffle import four_frames, store_four_frames
from dsp.kernels.simd import DOUBLES, doubles, eight_doubles, every_double, lanes, like, mad, mad_less, store

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
    rows = x.shape[0] * x.shape[1]
    four = every_double(0.0)
    eight = eight_doubles(0.0)
    first = 0
    while rows - first > DOUBLES:
        _abreast(eight, first, min(lanes(eight), rows - first), x, y, start, slope, offset, state)
        first += lanes(eight)
    if first < rows:
        _abreast(four, first, rows - first, x, y, start, slope, offset, state)


@kernel
def _abreast(kind, first, here, x, y, start, slope, offset, state):  # type: ignore[no-untyped-def]
    """Run `here` rows from `first` on through their sections, in vectors of the kind given."""
    width, channels, frames = lanes(kind), x.shape[1], x.shape[2]
    active, used = np.empty(start.shape[1], np.int64), 0
    for section in range(start.shape[1]):
        if _works(start, slope, state, section, first, here, channels):
            active[used] = section
            used += 1
    parts = width // here
    depth = -(-used // parts)
    groups = -(-depth // ABREAST)
    lines = np.zeros((groups * ABREAST, 10, width))
    numbers = np.zeros((groups * ABREAST, NUMBERS, width))
    memory = np.zeros((groups * ABREAST, 2, width))
    before = np.zeros((groups * ABREAST, 2, width))
    at, tile = np.zeros(width), np.zeros(CHUNK * width)
    _deal(active[:used], depth, first, here, channels, start, slope, state, lines, memory)
    for place in range(groups * ABREAST):
        _number(lines, place, at, numbers)
    whole = frames // CHUNK
    for last in range(2):
        begin = last * whole * CHUNK
        chunks, count = (1, frames - begin) if last else (whole, CHUNK)
        for step in range(chunks + parts - 1 if chunks and count else 0):  # what is shorter than a chunk has none
            now = begin + step * count
            _fetch(x, first * frames + min(now, begin + (chunks - 1) * count), frames, here, count, width, tile)
            _copy(memory, before)
            for group in range(groups):
                if _at_rest(lines, group * ABREAST):
                    _filter(kind, tile, 0, count, numbers, memory, group * ABREAST)
                else:
                    for lane in range(width):
                        at[lane] = offset[(first + lane % here) // channels] + now - lane // here * count
                    _travel(kind, tile, count, at, lines, numbers, memory, group * ABREAST)
            _undo_idle(memory, before, here, step, chunks)
            if step >= parts - 1:
                _put(y, first * frames + now - (parts - 1) * count, frames, here, count, width, tile)
    _collect(active[:used], depth, first, here, channels, width, state, memory)


@kernel
def _works(
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    state: NDArray[np.float64],
    section: int,
    first: int,
    here: int,
    channels: int,
) -> bool:
    """Say whether a section does something in any of the rows; in those where it is out it is emptied."""
    used = False
    for row in range(first, first + here):
        lane, channel = row // channels, row % channels
        if _out(start[lane, section], slope[lane, section]):
            state[lane, section, channel, 0] = 0.0
            state[lane, section, channel, 1] = 0.0
        else:
            used = True
    return used


@kernel
def _out(c: NDArray[np.float64], d: NDArray[np.float64]) -> bool:
    return bool(c[2] == 1 and c[3] == 0 and c[4] == 0 and d[2] == 0 and d[3] == 0 and d[4] == 0)


@kernel
def _at_rest(lines: NDArray[np.float64], place: int) -> bool:
    for one in range(place, place + ABREAST):
        for i in range(5, 10):
            for lane in range(lines.shape[2]):
                if lines[one, i, lane] != 0.0:
                    return False
    return True


@kernel
def _copy(memory: NDArray[np.float64], before: NDArray[np.float64]) -> None:
    source, target = memory.ravel(), before.ravel()
    for i in range(source.size):
        target[i] = source[i]


@kernel
def _undo_idle(memory: NDArray[np.float64], before: NDArray[np.float64], here: int, step: int, chunks: int) -> None:
    """Take back what happened in lanes whose chunks have not begun yet or have ended."""
    for lane in range(memory.shape[2]):
        if not 0 <= step - lane // here < chunks:
            for place in range(memory.shape[0]):
                memory[place, 0, lane] = before[place, 0, lane]
                memory[place, 1, lane] = before[place, 1, lane]


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
    memory: NDArray[np.float64],
) -> None:
    """Give every vector lane some of its row's sections; what is left over passes its input on."""
    for place in range(lines.shape[0]):
        for lane in range(lines.shape[2]):
            lines[place, 1, lane] = lines[place, 2, lane] = 1.0
    for lane in range(lines.shape[2] // here * here):
        row, begin = first + lane % here, lane // here * depth
        for place in range(min(depth, active.size - begin)):
            section, strip = active[begin + place], row // channels
            if not _out(start[strip, section], slope[strip, section]):
                for i in range(5):
                    lines[place, i, lane] = start[strip, section, i]
                    lines[place, 5 + i, lane] = slope[strip, section, i]
            for i in range(2):
                memory[place, i, lane] = state[strip, section, row % channels, i]


@kernel
def _number(lines: NDArray[np.float64], place: int, at: NDArray[np.float64], numbers: NDArray[np.float64]) -> None:
    """Work out what a section needs at a frame, in every lane."""
    c, n = lines[place], numbers[place]
    for lane in range(at.size):
        t = at[lane]
        g, k, low = c[0, lane] + c[5, lane] * t, c[1, lane] + c[6, lane] * t, c[4, lane] + c[9, lane] * t
        a = 2.0 / (1.0 + g * (g + k))
        n[0, lane], n[1, lane], n[2, lane] = a, g * a, g
        n[3, lane] = 0.5 * (c[3, lane] + c[8, lane] * t + g * low)
        n[4, lane], n[5, lane] = c[2, lane] + c[7, lane] * t, low


@kernel
def _collect(
    active: NDArray[np.int64],
    depth: int,
    first: int,
    here: int,
    channels: int,
    width: int,
    state: NDArray[np.float64],
    memory: NDArray[np.float64],
) -> None:
    """Remember where every section's integrators stand."""
    for lane in range(width // here * here):
        row, begin = first + lane % here, lane // here * depth
        for place in range(min(depth, active.size - begin)):
            for i in range(2):
                kept = memory[place, i, lane]
                state[row // channels, active[begin + place], row % channels, i] = (
                    kept if abs(kept) > INAUDIBLE else 0.0
                )


@kernel
def _fetch(
    x: NDArray[np.float32], at: int, frames: int, here: int, count: int, width: int, tile: NDArray[np.float64]
) -> None:
    """Bring the rows' next chunk in, and what the first lanes held to those after them."""
    flat = x.ravel()
    quads, even = here // DOUBLES * DOUBLES, count // 4 * 4
    for row in range(0, quads, DOUBLES):
        for i in range(0, even, 4):
            a, b, c, d = four_frames(x, at + row * frames + i, frames)
            store(tile, width * i + row, a)
            store(tile, width * (i + 1) + row, b)
            store(tile, width * (i + 2) + row, c)
            store(tile, width * (i + 3) + row, d)
    if here == 1:
        only = flat[at : at + count]
        for i in range(count):
            j = 4 * i
            tile[j + 3], tile[j + 2], tile[j + 1], tile[j] = tile[j + 2], tile[j + 1], tile[j], only[i]
    elif here == 2:
        left, right = flat[at : at + count], flat[at + frames : at + frames + count]
        for i in range(count):
            j = 4 * i
            tile[j + 2], tile[j + 3], tile[j], tile[j + 1] = tile[j], tile[j + 1], left[i], right[i]
    else:
        for row in range(here):
            part = flat[at + row * frames : at + row * frames + count]
            for i in range(even if row < quads else 0, count):
                tile[width * i + row] = part[i]


@kernel
def _put(
    y: NDArray[np.float32], at: int, frames: int, here: int, count: int, width: int, tile: NDArray[np.float64]
) -> None:
    """Write what the last lanes hold."""
    flat = y.ravel()
    last = width // here * here - here
    quads = here // DOUBLES * DOUBLES
    even = count // 4 * 4
    for row in range(0, quads, DOUBLES):
        for i in range(0, even, 4):
            a, b = doubles(tile, width * i + row), doubles(tile, width * (i + 1) + row)
            c, d = doubles(tile, width * (i + 2) + row), doubles(tile, width * (i + 3) + row)
            store_four_frames(y, at + row * frames + i, frames, (a, b, c, d))
    for row in range(here):
        part = flat[at + row * frames : at + row * frames + count]
        for i in range(even if row < quads else 0, count):
            part[i] = tile[width * i + last + row]


@kernel
def _section(v, u, w, a, b, g, band, whole, low):  # type: ignore[no-untyped-def]
    """Return a section's output and its integrators' next states.

    The band output is h / 2 with h = 2 a1 (u' + g (v - w)), the low one w + g h / 2; u stands for 2 a1 u'.
    """
    h = mad(b, v - w, u)
    return mad(band, h, mad(low, w, whole * v)), mad_less(a, h, u), mad(g, h, w)


@kernel
def _filter(kind, tile, begin, count, numbers, memory, place):  # type: ignore[no-untyped-def]
    """Run so many frames through `ABREAST` sections whose coefficients stand still."""
    width = lanes(kind)
    n, m = place * NUMBERS * width, place * 2 * width
    a0, b0, g0, d0, e0, f0 = _six(kind, numbers, n)
    a1, b1, g1, d1, e1, f1 = _six(kind, numbers, n + NUMBERS * width)
    a2, b2, g2, d2, e2, f2 = _six(kind, numbers, n + 2 * NUMBERS * width)
    u0, w0, u1, w1, u2, w2 = _six(kind, memory, m)
    for i in range(begin, begin + count):
        v = like(kind, tile, width * i)
        v, u0, w0 = _section(v, u0, w0, a0, b0, g0, d0, e0, f0)
        v, u1, w1 = _section(v, u1, w1, a1, b1, g1, d1, e1, f1)
        v, u2, w2 = _section(v, u2, w2, a2, b2, g2, d2, e2, f2)
        store(tile, width * i, v)
    store(memory, m, u0)
    store(memory, m + width, w0)
    store(memory, m + 2 * width, u1)
    store(memory, m + 3 * width, w1)
    store(memory, m + 4 * width, u2)
    store(memory, m + 5 * width, w2)


@kernel
def _six(kind, a, i):  # type: ignore[no-untyped-def]
    width = lanes(kind)
    return (
        like(kind, a, i),
        like(kind, a, i + width),
        like(kind, a, i + 2 * width),
        like(kind, a, i + 3 * width),
        like(kind, a, i + 4 * width),
        like(kind, a, i + 5 * width),
    )


@kernel
def _travel(kind, tile, count, at, lines, numbers, memory, place):  # type: ignore[no-untyped-def]
    """Run so many frames through sections of which some travel: frame by frame, each with its own coefficients."""
    before = np.empty(at.size)
    for one in range(place, place + ABREAST):
        _number(lines, one, at, numbers)
    for i in range(count):
        _filter(kind, tile, i, 1, numbers, memory, place)
        for lane in range(at.size):
            at[lane] += 1.0
        for one in range(place, place + ABREAST):
            for lane in range(at.size):
                before[lane] = numbers[one, 0, lane]
            _number(lines, one, at, numbers)
            for lane in range(at.size):  # the first integrator is kept times this
                memory[one, 0, lane] *= numbers[one, 0, lane] / before[lane]
