"""Phases of a spectrum that goes elsewhere in time: a peak goes on as its frequency says, its sides go along.

References
----------
.. [1] J. Laroche and M. Dolson, "Improved phase vocoder time-scale modification of audio", IEEE Trans. SAP 7(3), 1999:
   identity phase locking.
.. [2] A. Röbel, "A new approach to transient processing in the phase vocoder", DAFx-03, 2003: where something begins
   the phases are those of the recording, in those bins in which it begins and in no others.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

ANGLE, POWER, BEFORE = range(3)
"""Rows of each bin: how far it is turned, its power, and that before a beginning."""

NEAR = 2
"""A peak is higher than so many bins on either side."""

RISE = 10 ** (6 / 10)
"""What has become so many times as strong belongs to the beginning."""

SILENT = 1e-16


@kernel
def lock(
    spectrum: NDArray[np.float32],
    earlier: NDArray[np.float32],
    places: NDArray[np.int64],
    between: int,
    drift: int,
    begins: bool,
    bins: NDArray[np.float64],
) -> None:
    """Find by what angle each bin is turned.

    Parameters
    ----------
    spectrum, earlier
        Of both channels, one the real and one the imaginary part of the signal, and the same so many frames earlier,
        as `dsp.kernels.spectrum.transform` gives them, shape (2, size).
    places
        Where each bin stands in them, shape (size + 1,): the last is the first again.
    between
        Frames from the earlier one to this.
    drift
        Frames by which this one goes elsewhere than the last did.
    begins
        Whether something begins near it.
    bins
        Shape (3, size / 2 + 1): of the last spectrum; filled in.
    """
    size = spectrum.shape[1]
    top = size // 2
    power = bins[POWER]
    for k in range(top + 1):
        at, other = places[k], places[size - k]
        power[k] = (
            np.float64(spectrum[0, at]) ** 2 + np.float64(spectrum[1, at]) ** 2
            + np.float64(spectrum[0, other]) ** 2 + np.float64(spectrum[1, other]) ** 2
        )  # fmt: skip
    last, angle, low = -1, 0.0, 0
    for k in range(top + 1 - NEAR):
        here = power[k]
        if here < SILENT or here < power[k + 1] or here < power[k + 2]:
            continue
        if (k > 0 and here <= power[k - 1]) or (k > 1 and here <= power[k - 2]):
            continue
        if last >= 0:
            # what lies between two peaks is parted where it is softest
            border = last + 1
            for i in range(last + 1, k):
                if power[i] < power[border]:
                    border = i
            bins[ANGLE, low:border] = angle
            low = border
        angle = bins[ANGLE, k]
        if begins and here > RISE * bins[BEFORE, max(k - NEAR, 0) : k + NEAR + 1].max():
            angle = 0.0
        elif drift != 0:
            angle += drift * _frequency(spectrum, earlier, places, between, k)
        angle -= 2 * math.pi * math.floor(angle / (2 * math.pi) + 0.5)
        last = k
    bins[ANGLE, low:] = angle


@kernel
def _frequency(
    spectrum: NDArray[np.float32], earlier: NDArray[np.float32], places: NDArray[np.int64], between: int, k: int
) -> float:
    """Return the frequency at a peak, in radians a frame: by how much its phase has gone on, of both channels."""
    size = spectrum.shape[1]
    at, other = places[k], places[size - k]
    re, im = np.float64(spectrum[0, at]), np.float64(spectrum[1, at])
    was_re, was_im = np.float64(earlier[0, at]), np.float64(earlier[1, at])
    cosine, sine = re * was_re + im * was_im, im * was_re - re * was_im
    re, im = np.float64(spectrum[0, other]), np.float64(spectrum[1, other])
    was_re, was_im = np.float64(earlier[0, other]), np.float64(earlier[1, other])
    cosine, sine = cosine + (re * was_re + im * was_im), sine - (im * was_re - re * was_im)
    expected = 2 * math.pi * k / size
    off = math.atan2(sine, cosine) - expected * between
    off -= 2 * math.pi * math.floor(off / (2 * math.pi) + 0.5)
    return float(expected + off / between)
