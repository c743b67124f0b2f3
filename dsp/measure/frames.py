"""Overlapping frames of a stream and their power spectra."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio

BATCH = 32
"""Frames transformed at once: enough to keep numpy busy, few enough to stay in the cache."""


class Framer:
    """Cuts a stream into frames of `size`, one every `hop`, wherever blocks begin.

    A recording shorter than one frame makes one frame, of what there is; otherwise what does not fill a
    last frame has been heard for the greater part in the one before and makes none.
    """

    def __init__(self, size: int, hop: int, channels: int) -> None:
        self._size = size
        self._hop = hop
        self._waiting: Audio = np.empty((channels, 0), np.float32)
        self._cut = 0

    def feed(self, x: Audio) -> Iterator[Audio]:
        """Yield the frames that are complete, shape (channels, frames, size), some at a time."""
        self._waiting = np.concatenate([self._waiting, x], axis=1, dtype=np.float32)
        complete = max(0, (self._waiting.shape[1] - self._size) // self._hop + 1)
        for first in range(0, complete, BATCH):
            windows = np.lib.stride_tricks.sliding_window_view(self._waiting, self._size, axis=1)
            yield windows[:, first * self._hop : complete * self._hop : self._hop][:, :BATCH]
        self._cut += complete
        self._waiting = self._waiting[:, complete * self._hop :].copy()

    def rest_power(self) -> NDArray[np.float64]:
        """Power of the one short frame of a short recording, shape (1, bins); of no frame otherwise."""
        frames = self._waiting.shape[1] if self._cut == 0 else 0
        if frames == 0:
            return np.empty((0, self._size // 2 + 1))
        return hann_power(self._waiting[:, None, :], self._size)


def hann_power(frames: Audio, size: int | None = None) -> NDArray[np.float64]:
    """Return the power in each bin of Hann-windowed frames, averaged over channels.

    The bins of a frame add up to the mean square of the signal in it.

    Parameters
    ----------
    frames : Audio, shape (channels, frames, length)
    size
        Zeros fill each frame up to this before it is transformed.

    Returns
    -------
    power : shape (frames, bins)
    """
    length = frames.shape[-1]
    size = size or length
    # Half a sample in: symmetric, periodic, and not all zero however short.
    window = np.sin(np.pi * (np.arange(length) + 0.5) / length) ** 2
    spectra = np.fft.rfft(frames * window.astype(np.float32), size, axis=-1)
    power = np.square(np.abs(spectra)).mean(axis=0, dtype=np.float64)
    power *= 2 / (size * np.square(window).sum())
    power[:, 0] /= 2
    power[:, -1] /= 2
    result: NDArray[np.float64] = power
    return result
