"""One Fourier transform, its eight interleaved parts side by side in vectors.

The samples i, i + 8, i + 16, … make eight sequences; they are transformed as the lanes of `dsp.kernels.fourier`, and
one transform of eight points for each of their bins joins them [1]_.

References
----------
.. [1] J. W. Cooley and J. W. Tukey, "An algorithm for the machine calculation of complex Fourier series",
   Math. Comput. 19, 1965: a transform whose length is a product, in two steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.fourier import halve, quarter
from dsp.kernels.simd import FLOATS, every_float, floats, store

Floats = NDArray[np.float32]


def tables(size: int) -> tuple[Floats, Floats, Floats]:
    """Return what a transform of `size` points, a power of two from 64 on, looks up.

    Cosine and sine of one turn of an eighth of its length, shape (2, size / 8); of the angle that lane l of bin k is
    turned by, shape (2, size / 8, 8); and of the transform of eight points, shape (2, 8, 8).
    """
    part = size // FLOATS
    turn = 2 * np.pi * np.arange(part) / part
    between = -2 * np.pi * np.outer(np.arange(part), np.arange(FLOATS)) / size
    eight = -2 * np.pi * np.outer(np.arange(FLOATS), np.arange(FLOATS)) / FLOATS
    first, second, third = ((np.cos(angle), np.sin(angle)) for angle in (turn, between, eight))
    return np.array(first, np.float32), np.array(second, np.float32), np.array(third, np.float32)


@kernel
def transform(a: Floats, b: Floats, out: Floats, turns: Floats, between: Floats, eight: Floats) -> None:
    """Transform `size` complex numbers, shape (2, size / 8, 8): real parts, imaginary parts, each in order.

    Parameters
    ----------
    a, b
        What is transformed, and room; both are used up.
    out : shape (2, size)
        Filled in: bin k + size / 8 * r stands at 8 k + r.
    turns, between, eight
        From `tables`.
    """
    part = a.shape[1]
    length, stride = part, 1
    while length > 1:
        if length % 4 == 0:
            quarter(a, b, length, stride, turns)
            length, stride = length // 4, 4 * stride
        else:
            halve(a, b, stride)
            length, stride = length // 2, 2 * stride
        a, b = b, a
    far = FLOATS * part
    square = FLOATS * FLOATS
    for k in range(part):
        i = FLOATS * k
        re, im = floats(a, i), floats(a, far + i)
        cosine, sine = floats(between, i), floats(between, far + i)
        store(b, i, re * cosine - im * sine)
        store(b, far + i, re * sine + im * cosine)
        total_re, total_im = every_float(np.float32(0.0)), every_float(np.float32(0.0))
        for lane in range(FLOATS):
            re, im = every_float(b[0, k, lane]), every_float(b[1, k, lane])
            cosine, sine = floats(eight, FLOATS * lane), floats(eight, square + FLOATS * lane)
            total_re = total_re + (re * cosine - im * sine)
            total_im = total_im + (re * sine + im * cosine)
        store(out, i, total_re)
        store(out, far + i, total_im)
