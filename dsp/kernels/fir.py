"""Finite impulse responses over many frames at once: the compiler puts the frames side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel


@kernel
def add_correlation(h: NDArray[np.float32], x: NDArray[np.float32], count: int, sums: NDArray[np.float32]) -> None:
    """Add `h[0] x[i] + h[1] x[i + 1] + ...` to `sums[i]` for the first `count` frames.

    The order of the sum is fixed, so a frame's result does not depend on how many come with it.

    Parameters
    ----------
    h
        Its length a multiple of 8; stretches of eight zeros cost nothing.
    x
        At least `count + len(h) - 1` frames.
    """
    for block in range(h.size // 8):
        part = h[8 * block : 8 * block + 8]
        if not part.any():
            continue
        h0, h1, h2, h3 = part[0], part[1], part[2], part[3]
        h4, h5, h6, h7 = part[4], part[5], part[6], part[7]
        z = x[8 * block : 8 * block + count + 7]
        for i in range(count):
            sums[i] += ((h0 * z[i] + h1 * z[i + 1]) + (h2 * z[i + 2] + h3 * z[i + 3])) + (
                (h4 * z[i + 4] + h5 * z[i + 5]) + (h6 * z[i + 6] + h7 * z[i + 7])
            )
