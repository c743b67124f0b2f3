"""Where sounds begin: the moments at which a signal is suddenly louder than it was, or brighter.

Two levels are followed in short blocks, that of the signal and that of its differences from frame to frame, which
hears the high. A beginning is where one of them exceeds by far all that it was in the last moments; the pulses of a low
voice and the waves of a low note do not, for the one before was as loud.

References
----------
.. [1] J. P. Bello et al., "A tutorial on onset detection in music signals", IEEE Trans. SAP 13(5), 2005: energy, and
   energy that leans to the high frequencies.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

NEW, OLD = 3, 20
"""Blocks before the present that may belong to the same rise, and how far back it is compared."""

RISE = 10 ** (6 / 10)
LEAST = 10 ** (-75 / 10)
"""How far it stands out, in power, and what is no sound to begin with: -75 dBFS."""

KEPT = 8
"""Beginnings that are remembered."""

FRAME, POWER = range(2)
"""Of each, the frame at which it is, and the highest level since."""

DROWNS, ALONE, HOPS = 10 ** (10 / 10), 4, 4
"""What begins so many blocks, but less than so many hops, before what is louder by so much begins nothing: a rattle."""


@kernel
def find_onsets(
    past: NDArray[np.float32],
    first: int,
    frames: int,
    blocks: NDArray[np.float64],
    onsets: NDArray[np.float64],
) -> None:
    """Hear some frames, and remember what begins in them.

    Parameters
    ----------
    past
        The last frames of every channel, each at its place modulo the length, shape (channels, length).
    first, frames
        Where what is new begins, and how much there is: a multiple of 8.
    blocks
        The levels of the last blocks, the newest last, shape (2, OLD).
    onsets
        The last beginnings, the newest last, shape (2, KEPT).
    """
    channels, length = past.shape
    block = frames // 8
    for begin in range(first, first + frames, block):
        plain, sharp, most, edge = 0.0, 0.0, 0.0, begin
        for channel in range(channels):
            before = np.float64(past[channel, (begin - 1) % length])
            for i in range(begin, begin + block):
                now = np.float64(past[channel, i % length])
                plain += now * now
                step = (now - before) * (now - before)
                sharp += step
                if step > most:
                    most, edge = step, i
                before = now
        was_plain, was_sharp = 0.0, 0.0
        for k in range(OLD - NEW):
            was_plain, was_sharp = max(was_plain, blocks[0, k]), max(was_sharp, blocks[1, k])
        least = LEAST * block * channels
        louder = plain > RISE * was_plain and plain > least
        sharper = sharp > RISE * was_sharp and sharp > 0.1 * least
        since = begin - onsets[FRAME, -1]
        drowns = ALONE * block < since < HOPS * frames and plain > DROWNS * onsets[POWER, -1]
        if (louder or sharper) and (since >= OLD * block or drowns):
            if not drowns:
                onsets[:, :-1] = onsets[:, 1:].copy()
            onsets[FRAME, -1], onsets[POWER, -1] = edge, 0.0
        onsets[POWER, -1] = max(onsets[POWER, -1], plain)
        for k in range(OLD - 1):
            blocks[0, k], blocks[1, k] = blocks[0, k + 1], blocks[1, k + 1]
        blocks[0, OLD - 1], blocks[1, OLD - 1] = plain, sharp
