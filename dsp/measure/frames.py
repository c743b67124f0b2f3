"""How much power lies in some bands of a spectrum, frame by frame of a stream."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio

BATCH = 8
"""Frames transformed at once, side by side."""

Powers = NDArray[np.float64]
Band = tuple[slice, Powers]
"""Bins, and how much of each counts."""


class BandPowers:
    """Measures the power in bands of Hann-windowed frames of `size`, half overlapping, fed block by block.

    Power is averaged over channels; that of all bins together is the mean square of the signal in the frame.

    A recording shorter than one frame makes one frame, of what there is; otherwise what does not fill a
    last frame has been heard for the greater part in the one before and makes none.

    References
    ----------
    .. [1] P. D. Welch, "The use of fast Fourier transform for the estimation of power spectra",
       IEEE Trans. Audio Electroacoust. 15(2), 1967.
    """

    def __init__(self, size: int, channels: int, bands: Sequence[Band]) -> None:
        self.hop = size // 2
        self._size = size
        self._first = np.array([bins.start for bins, _ in bands])
        self._last = np.array([bins.start + len(weights) for bins, weights in bands])
        self._weights = np.zeros((len(bands), self.hop + 1))
        for row, (bins, weights) in zip(self._weights, bands, strict=True):
            row[bins.start : bins.start + len(weights)] = weights
        self._weights[:, [0, -1]] /= 2  # the two bins that no other mirrors
        angles = 2 * np.pi * np.arange(size) / size
        self._turns = np.array([np.cos(angles), np.sin(angles)], np.float32)
        self._room = np.zeros((2, 2, size, BATCH), np.float32)
        self._window = _hann(size)
        self._waiting: Audio = np.empty((channels, 0), np.float32)
        self._rows: list[Powers] = []

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._waiting = np.concatenate([self._waiting, x], axis=1, dtype=np.float32)
        batches = max(0, (self._waiting.shape[1] - self.hop) // (BATCH * self.hop))
        for batch in range(batches):
            self._rows.append(self._powers(self._waiting[:, batch * BATCH * self.hop :], BATCH, self._window))
        self._waiting = self._waiting[:, batches * BATCH * self.hop :].copy()

    def rows(self) -> Powers:
        """Return the power of each frame so far in each band, shape (frames, bands)."""
        left = self._waiting.shape[1]
        if left >= self._size or self._rows:
            rest = self._powers(self._waiting, max(0, left // self.hop - 1), self._window)
        else:
            short = np.pad(self._waiting, ((0, 0), (0, self._size - left)))
            rest = self._powers(short, min(left, 1), np.pad(_hann(left), (0, self._size - left)))
        return np.concatenate([*self._rows, rest])

    def _powers(self, x: Audio, count: int, window: NDArray[np.float32]) -> Powers:
        """Powers of the first `count` frames."""
        from dsp.kernels.fourier import band_powers

        powers = np.zeros((count, len(self._weights)))
        x = np.ascontiguousarray(x[:, : (count + 1) * self.hop])
        bands = self._first, self._last, self._weights
        band_powers(x, self.hop, window, self._turns, self._room, *bands, powers)
        return powers / (len(x) * self._size * np.square(window, dtype=np.float64).sum()) if count else powers


def _hann(length: int) -> NDArray[np.float32]:
    """Return a Hann window half a sample in: symmetric, periodic, and not all zero however short."""
    window: NDArray[np.float32] = (np.sin(np.pi * (np.arange(length) + 0.5) / max(length, 1)) ** 2).astype(np.float32)
    return window
