"""Rings: delays that hold a stretch more than they delay, read and written a stretch at a time.

A ring's size is a power of two, and its first stretch stands again behind its end, so that no reading wraps.

References
----------
.. [1] M. R. Schroeder, "Natural sounding artificial reverberation", JAES 10(3), 1962: the all-passes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.one_pole import CLIMB, ORDER, POLE, smooth, smooth_in_turn
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.stretch import STRETCH

QUIET = np.float32(1e-25)
"""Added to what goes in: far below hearing, and keeps everything far above denormals, which are slow."""


@kernel
def arrive(
    given: NDArray[np.float32],
    side: int,
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    at: int,
    weights: NDArray[np.float32],
    which: int,
    past: NDArray[np.float32],
    held: int,
    rings: NDArray[np.float32],
    places: NDArray[np.int64],
    here: int,
    into: NDArray[np.float32],
) -> None:
    """Bring one side of a stretch through the low cut and the pre-delay.

    Parameters
    ----------
    given, into
        Shape (2, STRETCH).
    c, d
        Coefficients that stand at `c + d * at`: first the pre-delay in frames and the share that is let in.
    weights, which, past, held
        As `dsp.kernels.one_pole.smooth` has them, for the low cut.
    places
        Of each ring where it begins, its size less one and its delay; that of the side comes at `side`.
    """
    pole = weights[which, POLE]
    lift = (np.float32(1.0) + pole) / (pole + pole)  # to 1 at the top
    if weights[which, CLIMB] == 0.0:
        smooth(given, side * STRETCH, weights, which, past, held, into, side * STRETCH)
    else:
        smooth_in_turn(given, side * STRETCH, weights, which, past, held, into, side * STRETCH)
    begin, mask = places[side, 0], places[side, 1]
    write = begin + (here & mask)
    quiet = every_float(QUIET * np.float32(1 + side))  # unlike, so that they never cancel
    rise = every_float(np.float32(lift * d[1]))
    share = mad(rise, floats(ORDER, 0), every_float(np.float32(lift * (c[1] + d[1] * at))))
    rise = rise * every_float(np.float32(FLOATS))
    for i in range(0, STRETCH, FLOATS):
        high = floats(given, side * STRETCH + i) - floats(into, side * STRETCH + i)
        store(rings, write + i, mad(share, high, quiet))
        share = share + rise
    write_again(rings, begin, here & mask, mask + 1)
    wait(rings, begin, here, mask, c[0] + d[0] * at, d[0], into, side)


@kernel
def write_again(rings: NDArray[np.float32], begin: int, write: int, size: int) -> None:
    """Repeat a ring's first stretch behind its end, so that no reading wraps."""
    if write == 0:
        for i in range(0, STRETCH, FLOATS):
            store(rings, begin + size + i, floats(rings, begin + i))


@kernel
def wait(
    rings: NDArray[np.float32],
    begin: int,
    here: int,
    mask: int,
    delay: float,
    slope: float,
    out: NDArray[np.float32],
    side: int,
) -> None:
    """Hold back for the pre-delay, which lies between frames while it moves."""
    if slope == 0.0:
        read = begin + ((here - int(delay)) & mask)
        for i in range(0, STRETCH, FLOATS):
            store(out, side * STRETCH + i, floats(rings, read + i))
        return
    for i in range(STRETCH):
        late = delay + slope * i
        whole = int(late)
        part = np.float32(late - whole)
        read = here + i - whole
        out[side, i] = (
            rings[begin + (read & mask)] * (np.float32(1.0) - part) + rings[begin + ((read - 1) & mask)] * part
        )


@kernel
def diffuse(
    wave: NDArray[np.float32], place: int, rings: NDArray[np.float32], read: int, write: int, much: np.float32
) -> None:
    """Pass everything, smeared in time; `much` is the all-pass's coefficient."""
    share = every_float(much)
    for i in range(0, STRETCH, FLOATS):
        old = floats(rings, read + i)
        held = mad(share, old, floats(wave, place + i))
        store(wave, place + i, old - share * held)
        store(rings, write + i, held)
