"""First-order shelves for the lines of a reverb: the lows and the highs may decay in a time of their own.

Each adds to the sound what a one-pole low-pass with a zero at the top makes of it: the low shelf `(g - 1)` of it,
the high shelf `(1 - g)` of it on top of `g` of the sound itself.

References
----------
.. [1] J.-M. Jot, "Proportional parametric equalizers: application to digital reverberation and environmental audio
   processing", AES 139th Convention, 2015: shelves whose decibels keep their proportions from line to line.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.one_pole import CLIMB, GAIN, ORDER, RISE, smooth, smooth_in_turn
from dsp.kernels.shuffle import delayed_1
from dsp.kernels.simd import FLOATS, every_float, floats, mad, store
from dsp.kernels.stretch import STRETCH


@kernel
def at_work(weights: NDArray[np.float32], past: NDArray[np.float32]) -> Any:
    """Whether any of the shelves does anything, or still has to fall silent."""
    for which in range(weights.shape[0]):
        if weights[which, GAIN] != 0.0 or weights[which, RISE] != 0.0 or abs(past[which]) > 1e-9:
            return True
    return False


@kernel
def shelve(
    lines: NDArray[np.float32],
    weights: NDArray[np.float32],
    past: NDArray[np.float32],
    scratch: NDArray[np.float32],
    high: bool,
) -> None:
    """Put each line through its shelf, in place.

    Parameters
    ----------
    lines, scratch
        Shapes (lines, STRETCH) and (1, STRETCH).
    weights
        What `dsp.kernels.one_pole.weigh` wrote of gains that are `g - 1` for low shelves and `1 - g` for `high` ones.
    past
        Last outputs of the low-passes.
    """
    order, half = floats(ORDER, 0), every_float(np.float32(0.5))
    one = every_float(np.float32(1.0))
    for line in range(lines.shape[0]):
        before = every_float(past[line])
        if weights[line, CLIMB] == 0.0:
            smooth(lines, line * STRETCH, weights, line, past, line, scratch, 0)
        else:
            smooth_in_turn(lines, line * STRETCH, weights, line, past, line, scratch, 0)
        rise = every_float(weights[line, RISE])
        kept = one - mad(rise, order, every_float(weights[line, GAIN]))
        rise = rise * every_float(np.float32(FLOATS))
        for i in range(0, STRETCH, FLOATS):
            low = floats(scratch, i)
            sound = floats(lines, line * STRETCH + i)
            if high:
                sound = kept * sound
                kept = kept - rise
            store(lines, line * STRETCH + i, mad(half, low + delayed_1(before, low), sound))
            before = low
