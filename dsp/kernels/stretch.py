"""Stretches: what a kernel works on that wants whole vectors, whatever blocks the frames arrive in.

They stand on an absolute grid. A kernel gathers one while it lets out another, and works when one is whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.simd import FLOATS, floats, store

STRETCH = 64
"""Frames: as many as a grid place of the knobs, so that within one their lines do not bend."""


@kernel
def copy(source: NDArray[np.float32], begin: int, target: NDArray[np.float32], place: int, count: int) -> None:
    """Copy `count` numbers between flat indices of two arrays."""
    whole = count - count % FLOATS
    for i in range(0, whole, FLOATS):
        store(target, place + i, floats(source, begin + i))
    flat_source, flat_target = source.reshape(-1), target.reshape(-1)
    for i in range(whole, count):
        flat_target[place + i] = flat_source[begin + i]
