"""Rounding to fewer bits without distortion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio


class Dither:
    """Rounds samples to whole numbers of `bits` bits, adding triangular noise first.

    The noise spans two steps peak to peak, differs between channels and is the same every time, whatever
    the blocks. With it the error's mean and power do not depend on the music [1]_.

    References
    ----------
    .. [1] S. P. Lipshitz, R. A. Wannamaker, J. Vanderkooy, "Quantization and dither: a theoretical
       survey", J. Audio Eng. Soc. 40(5), 1992.
    """

    def __init__(self, bits: int) -> None:
        self._full_scale = 2.0 ** (bits - 1)
        self._frame = 0

    def process(self, x: Audio) -> NDArray[np.int32]:
        """Return the next frames as integers, shape (channels, frames), held at full scale."""
        from dsp.kernels import pcm

        steps = np.empty(x.shape, np.int32)
        pcm.dither(np.ascontiguousarray(x), self._frame, self._full_scale, steps)
        self._frame += x.shape[1]
        return steps
