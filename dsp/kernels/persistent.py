"""What was cut, drawn by partials that last: it meets all samples that are whole, and goes beyond the cut.

A partial is kept as far as those stand out that are beside it in time and pitch, first only the strongest, later ever
weaker ones. Many frames that overlap are at work at once, each with weaker partials the longer it has been, so that
what plays on is drawn a few turns at a time. It tells most where much is cut: there what stands beside a top tells
little of it.

References
----------
.. [1] K. Siedenburg, M. Kowalski, M. Dörfler, "Audio declipping with social sparsity", ICASSP 2014: the persistent
   empirical Wiener shrinkage, and the relaxed iterative thresholding that it is used in.
.. [2] P. Záviška, P. Rajmic, A. Ozerov, L. Rencker, "A survey and an extensive evaluation of popular audio declipping
   methods", IEEE J. Sel. Top. Signal Process. 15(1), 2021: where much is cut none of them comes nearer.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.flat import HOP, PILE, SIZE, find_flat
from dsp.kernels.spectrum import Floats, transform

LONG = 2048
"""Samples of a frame; one begins each `flat.HOP`."""

FRAMES, TURNS = 16, 10
"""So many frames are at work at once, and so often in each hop."""

SPAN = (FRAMES - 1) * HOP + LONG
OVERLAP = LONG // HOP

STRONGEST, WEAKEST = 1.0, 0.003
"""Partials as strong as so many times where it was cut are kept first, and last."""

RELAXED = 0.9
"""Each turn goes on in the direction of the last by such a share [1]_."""

BESIDE = 3
"""Frames on either side that a partial is weighed with, and one bin on either side."""

LEAST_CUT = 0.02
"""It is drawn where such a share of the span was cut."""

EVER = 0.6
"""What came in for so much of its turns counts as drawn."""

HALF = LONG // 2 + 1
EIGHTH = LONG // 8

Doubles = NDArray[np.float64]


class Span(NamedTuple):
    """What is at work of each lane and channel; the first two axes of all."""

    sound: Floats
    """What came in lately, shape (…, SPAN)."""
    flat: NDArray[np.int8]
    """1 where it was cut from above, -1 from below, 0 where it is whole, shape (…, SPAN)."""
    levels: Doubles
    """Where the sound is known to have been cut above and below; infinite where not; shape (…, 2)."""
    piles: Doubles
    """What is known of tops that end at one height, above and below; shape (…, 2, flat.PILE)."""
    found: Floats
    """The partials of each frame as they are gone on with, shape (…, FRAMES, 2, HALF)."""
    last: Floats
    """The same as they were found last."""
    squares: Floats
    """Their powers, of those that are behind first, shape (…, BESIDE + FRAMES, HALF)."""
    behind: Floats
    """What frames that are behind leave in the span, shape (…, LONG)."""
    turned: NDArray[np.int64]
    """How many turns each frame has been at work, shape (…, FRAMES)."""
    drawn: Doubles
    """The hop that is done, 0 where nothing can be told, and the same as it came in, shape (…, 2, HOP)."""


def span(lanes: int, channels: int) -> Span:
    """Return a span of silence for each channel."""
    both = (lanes, channels)
    return Span(
        np.zeros((*both, SPAN), np.float32),
        np.zeros((*both, SPAN), np.int8),
        np.full((*both, 2), np.inf),
        np.zeros((*both, 2, PILE)),
        np.zeros((*both, FRAMES, 2, HALF), np.float32),
        np.zeros((*both, FRAMES, 2, HALF), np.float32),
        np.zeros((*both, BESIDE + FRAMES, HALF), np.float32),
        np.zeros((*both, LONG), np.float32),
        np.zeros((*both, FRAMES), np.int64),
        np.zeros((*both, 2, HOP)),
    )


def window() -> Floats:
    """Return what a frame fades in and out by, there and back: the squares of all that overlap sum to 1."""
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(LONG) / LONG)
    return np.sqrt(hann * 2 / OVERLAP).astype(np.float32)


@kernel
def look_ahead(
    lane: int, channel: int, ahead: Span, draw: bool, shape: Floats, turns: Floats, between: Floats, eight: Floats
) -> None:
    """Finish the first hop of a span whose last one is full, and make room for another; draw it or leave it."""
    sound, flat = ahead.sound[lane, channel], ahead.flat[lane, channel]
    drawn = ahead.drawn[lane, channel]
    drawn[0] = 0.0
    if draw:
        newest, where = np.empty(SIZE), np.zeros(SIZE, np.int8)
        newest[:] = sound[SPAN - SIZE :]
        find_flat(newest, where, ahead.levels[lane, channel], ahead.piles[lane, channel])
        flat[SPAN - SIZE :] = where
        draw_persistently(
            sound, flat, ahead.found[lane, channel], ahead.last[lane, channel], ahead.squares[lane, channel],
            ahead.behind[lane, channel], ahead.turned[lane, channel], shape, turns, between, eight, drawn[0],
        )  # fmt: skip
    drawn[1] = sound[:HOP]
    for i in range(SPAN - HOP):
        sound[i], flat[i] = sound[HOP + i], flat[HOP + i]


@kernel
def draw_persistently(
    sound: Floats,
    flat: NDArray[np.int8],
    found: Floats,
    last: Floats,
    squares: Floats,
    behind: Floats,
    turned: NDArray[np.int64],
    shape: Floats,
    turns: Floats,
    between: Floats,
    eight: Floats,
    drawn: Doubles,
) -> None:
    """Go on drawing what was cut in a span by its partials, and finish its first hop [1]_.

    Parameters
    ----------
    sound : shape (SPAN,)
        With a hop that is new at its end.
    flat : shape (SPAN,)
        1 where it was cut from above, -1 from below, 0 where it is whole.
    found, last
        The partials of each frame, gone on with and as they were: shape (FRAMES, 2, HALF).
    squares
        Their powers, of those that are behind first: shape (BESIDE + FRAMES, HALF).
    behind
        What frames that are behind leave in the span, shape (LONG,).
    turned
        How many turns each frame has been at work, shape (FRAMES,).
    shape
        From `window`.
    turns, between, eight
        `spectrum.tables` for LONG points.
    drawn : shape (HOP,)
        Filled in: the first hop, 0 where nothing can be told.
    """
    room = (np.empty((2, EIGHTH, 8), np.float32), np.empty((2, EIGHTH, 8), np.float32), np.empty((2, LONG), np.float32))
    pair, parts = np.zeros((2, LONG), np.float32), np.empty((2, 2, HALF), np.float32)
    for k in range(FRAMES - 1):
        found[k], last[k], turned[k] = found[k + 1], last[k + 1], turned[k + 1]
    for k in range(BESIDE + FRAMES - 1):
        squares[k] = squares[k + 1]
    for i in range(LONG):
        pair[0, i] = shape[i] * sound[SPAN - LONG + i]
    _spectra(pair, parts, room, turns, between, eight)
    found[FRAMES - 1] = last[FRAMES - 1] = parts[0]
    turned[FRAMES - 1] = 0
    count, total = 0, 0.0
    for i in range(SPAN):
        if flat[i] != 0:
            count += 1
            total += abs(sound[i])
    if count >= LEAST_CUT * SPAN:
        level = total / count
        for turn in range(TURNS):
            _turn(sound, flat, found, last, squares, behind, turn, level, shape, turns, between, eight, pair, parts,
                  room)  # fmt: skip
        for k in range(FRAMES):
            turned[k] += TURNS
    _sounds(last[0], last[1], pair, room, turns, between, eight)
    for i in range(LONG):
        behind[i] += shape[i] * pair[0, i]
    for i in range(HOP):
        drawn[i] = behind[i] if turned[0] >= EVER * FRAMES * TURNS else 0.0
    for i in range(LONG - HOP):
        behind[i] = behind[HOP + i]
    behind[LONG - HOP :] = 0.0


@kernel
def _turn(
    sound: Floats,
    flat: NDArray[np.int8],
    found: Floats,
    last: Floats,
    squares: Floats,
    behind: Floats,
    turn: int,
    level: float,
    shape: Floats,
    turns: Floats,
    between: Floats,
    eight: Floats,
    pair: Floats,
    parts: Floats,
    room: tuple[Floats, Floats, Floats],
) -> None:
    """Hold all frames to what is known and keep of their partials what lasts, once."""
    off = np.zeros(SPAN, np.float32)
    off[:LONG] = behind
    for k in range(0, FRAMES, 2):
        _sounds(found[k], found[k + 1], pair, room, turns, between, eight)
        for side in range(2):
            start = (k + side) * HOP
            for i in range(LONG):
                off[start + i] += shape[i] * pair[side, i]
    # Frames that are still to come are taken to hold what came in.
    for later in range(OVERLAP - 1):
        start = SPAN - LONG + (later + 1) * HOP
        for i in range(SPAN - start):
            off[start + i] += shape[i] ** 2 * sound[start + i]
    for i in range(SPAN):
        away = off[i] - sound[i]
        if flat[i] > 0:
            away = min(away, np.float32(0.0))
        elif flat[i] < 0:
            away = max(away, np.float32(0.0))
        off[i] = away
    for k in range(0, FRAMES, 2):
        for side in range(2):
            start = (k + side) * HOP
            for i in range(LONG):
                pair[side, i] = shape[i] * off[start + i]
        _spectra(pair, parts, room, turns, between, eight)
        for side in range(2):
            for part in range(2):
                for i in range(HALF):
                    found[k + side, part, i] -= parts[side, part, i]
            for i in range(HALF):
                squares[BESIDE + k + side, i] = found[k + side, 0, i] ** 2 + found[k + side, 1, i] ** 2
    sums = np.empty(HALF + 2, np.float32)
    for k in range(FRAMES):
        age = (FRAMES - 1 - k + (turn + 0.5) / TURNS) / FRAMES
        limit = STRONGEST * (WEAKEST / STRONGEST) ** age * level
        end = min(FRAMES, k + BESIDE + 1)
        sums[:] = 0.0
        for m in range(k, BESIDE + end):
            for i in range(HALF):
                sums[1 + i] += squares[m, i]
        sums[0], sums[HALF + 1] = sums[2], sums[HALF - 1]
        floor = np.float32(3 * (BESIDE + end - k) * limit * limit * 2 * HOP)
        for i in range(HALF):
            power = sums[i] + sums[i + 1] + sums[i + 2]
            keep = max(np.float32(1.0) - floor / max(power, np.float32(1e-20)), np.float32(0.0))
            for part in range(2):
                kept = keep * found[k, part, i]
                found[k, part, i] = kept + np.float32(RELAXED) * (kept - last[k, part, i])
                last[k, part, i] = kept


@kernel
def _spectra(
    pair: Floats,
    parts: Floats,
    room: tuple[Floats, Floats, Floats],
    turns: Floats,
    between: Floats,
    eight: Floats,
) -> None:
    """Put in the spectrum of each of two sounds, one transformed as the real and one as the imaginary part."""
    a, b, out = room
    half = np.float32(0.5)
    a.reshape(2, LONG)[:] = pair
    transform(a, b, out, turns, between, eight)
    for k in range(HALF):
        m = (LONG - k) % LONG
        i, j = 8 * (k % EIGHTH) + k // EIGHTH, 8 * (m % EIGHTH) + m // EIGHTH
        re, im, more_re, more_im = out[0, i], out[1, i], out[0, j], out[1, j]
        parts[0, 0, k], parts[0, 1, k] = half * (re + more_re), half * (im - more_im)
        parts[1, 0, k], parts[1, 1, k] = half * (im + more_im), half * (more_re - re)


@kernel
def _sounds(
    first: Floats,
    second: Floats,
    pair: Floats,
    room: tuple[Floats, Floats, Floats],
    turns: Floats,
    between: Floats,
    eight: Floats,
) -> None:
    """Put in the sounds that two spectra belong to: the transform of the conjugate is the conjugate of both."""
    a, b, out = room
    flipped = a.reshape(2, LONG)
    share = np.float32(1.0 / LONG)
    for k in range(HALF):
        flipped[0, k], flipped[1, k] = first[0, k] - second[1, k], -first[1, k] - second[0, k]
    for k in range(1, LONG - HALF + 1):
        flipped[0, LONG - k], flipped[1, LONG - k] = first[0, k] + second[1, k], first[1, k] - second[0, k]
    transform(a, b, out, turns, between, eight)
    for k in range(EIGHTH):
        for row in range(8):
            pair[0, k + EIGHTH * row] = share * out[0, 8 * k + row]
            pair[1, k + EIGHTH * row] = -share * out[1, 8 * k + row]
