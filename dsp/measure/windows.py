"""Power spectra of overlapping frames of a stream, reduced to a few numbers each as they come."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio

BATCH = 32
"""Frames transformed at once, always as many, so that their bits do not depend on the blocks fed."""

Vector = NDArray[np.float64]
Rows = NDArray[np.float32]


class Windows:
    """Cuts a stream into Hann-windowed frames centred on multiples of `hop`, fed block by block.

    `reduce` is given the power spectra of some frames, shape (frames, bins), averaged over channels and scaled so that
    a frame's bins sum to its mean square, and returns a row for each; only the rows are kept.
    """

    def __init__(self, size: int, hop: int, channels: int, reduce: Callable[[Vector], Vector]) -> None:
        self.size, self.hop = size, hop
        self._reduce = reduce
        window = np.sin(np.pi * (np.arange(size) + 0.5) / size) ** 2
        self._window = window.astype(np.float32)
        self._scale = 2 / (size * float(np.square(window).sum()))
        self._waiting: Audio = np.zeros((channels, size // 2), np.float32)
        self._frames = 0
        self._rows: list[Rows] = []

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._waiting = np.concatenate([self._waiting, x], axis=1, dtype=np.float32)
        self._frames += x.shape[1]
        stride = BATCH * self.hop
        while self._waiting.shape[1] >= stride + self.size:
            self._rows.append(self._batch(self._waiting))
            self._waiting = self._waiting[:, stride:]

    def rows(self) -> Rows:
        """Return a row for every frame centred inside what was fed so far, shape (frames, numbers)."""
        found = list(self._rows)
        left = -(-self._frames // self.hop) - BATCH * len(found)
        rest = self._waiting
        while left > 0:
            short = max(0, BATCH * self.hop + self.size - rest.shape[1])
            found.append(self._batch(np.pad(rest, ((0, 0), (0, short))))[:left])
            rest = rest[:, BATCH * self.hop :]
            left -= BATCH
        return (
            np.concatenate(found) if found else self._batch(np.zeros((1, BATCH * self.hop + self.size), np.float32))[:0]
        )

    def _batch(self, x: Audio) -> Rows:
        from scipy.fft import rfft

        frames = np.lib.stride_tricks.sliding_window_view(x, self.size, axis=1)[:, : BATCH * self.hop : self.hop]
        spectra = rfft(frames * self._window, axis=-1)
        power = np.mean(spectra.real.astype(np.float64) ** 2 + spectra.imag.astype(np.float64) ** 2, axis=0)
        return self._reduce(power * self._scale).astype(np.float32)


def mel_weights(count: int, low_hz: float, high_hz: float, sample_rate: int, size: int) -> Vector:
    """Return triangles evenly spaced in mel, shape (count, bins): how much of each bin's power each band counts.

    References
    ----------
    .. [1] D. O'Shaughnessy, "Speech Communication: Human and Machine", 1987: mel = 2595 log10(1 + f / 700).
    """
    low, high = (2595 * math.log10(1 + hz / 700) for hz in (low_hz, min(high_hz, sample_rate / 2)))
    edges = 700 * (10 ** (np.linspace(low, high, count + 2) / 2595) - 1)
    hz = np.arange(size // 2 + 1) * sample_rate / size
    # A band narrower than a bin would count nothing: its slopes are a bin wide at least.
    below = np.maximum(np.diff(edges)[:-1], sample_rate / size)
    above = np.maximum(np.diff(edges)[1:], sample_rate / size)
    up = 1 - (edges[1:-1, None] - hz) / below[:, None]
    down = 1 - (hz - edges[1:-1, None]) / above[:, None]
    return np.asarray(np.clip(np.minimum(up, down), 0.0, None), np.float64)


def in_bands(power: Vector, weights: Vector) -> Vector:
    """Return the power in bands, shape (frames, bands), added in one order on any number of threads."""
    return np.asarray(np.einsum("fb,mb->fm", power, weights), np.float64)
