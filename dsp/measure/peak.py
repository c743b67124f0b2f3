"""True peak: the highest level that the sound reaches once converted, samples or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio, decibels

TAPS = 24
"""Samples that each interpolated value is made of; an even number, half of them on either side."""

BETA = 6.0
"""Of the Kaiser window: flat to 0.1 dB up to 0.43 of the sample rate."""


def oversampling(sample_rate: int) -> int:
    """Return how many values are looked at for each sample.

    BS.1770 asks for 192 000 values a second, with which a tone near 20 kHz may read half a decibel low. The
    factors of 8 at 44.1 and 48 kHz and of 4 at 96 kHz leave an eighth; from 192 kHz on, samples will do.
    """
    return 1 if sample_rate >= 192_000 else -(-350_000 // sample_rate)


def interpolators(factor: int) -> NDArray[np.float64]:
    """Return Kaiser-windowed sinc filters for the points between two samples, shape (factor - 1, taps)."""
    offsets = np.arange(1, factor)[:, None] / factor
    distances = np.arange(1 - TAPS // 2, TAPS // 2 + 1) - offsets
    window = np.i0(BETA * np.sqrt(1 - (distances / (TAPS / 2)) ** 2)) / np.i0(BETA)
    phases = np.sinc(distances) * window
    filters: NDArray[np.float64] = phases / phases.sum(axis=1, keepdims=True)
    return filters


def bend(phases: NDArray[np.float64]) -> float:
    """Return how far a value between two samples can lie from a mean of both, by the sharpest bend near them.

    A filter is a mean of the two samples in its middle plus something that neither adds to a constant nor to
    a slope, hence a filter on second differences; this is the largest sum of its magnitudes, and a hair more
    for what single precision rounds off.
    """
    middle = np.arange(TAPS) - (TAPS // 2 - 1)
    later = phases @ middle  # the share of the later sample, so that the rest is without slope
    rest = phases - np.outer(1 - later, middle == 0) - np.outer(later, middle == 1)
    return float(np.abs(rest.cumsum(axis=1).cumsum(axis=1)).sum(axis=1).max(initial=0.0)) * (1 + 1e-5)


class TruePeak:
    """Measures true peak over all channels, fed block by block.

    References
    ----------
    .. [1] ITU-R BS.1770-5 (2023), annex 2: estimate of the true peak by oversampling; the filter is free.
    .. [2] J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._phases = interpolators(oversampling(sample_rate))
        self._bend = bend(self._phases)
        self._peaks = np.zeros(2)
        self._waiting: Audio = np.zeros((channels, TAPS - 1), np.float32)
        self._room: Audio = np.empty((channels, 0), np.float32)

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._peaks, self._waiting = self._after(x)

    @property
    def true_peak_dbtp(self) -> float:
        """The true peak so far, taking silence to follow."""
        return decibels(float(self._in_the_end()[1]))

    @property
    def sample_peak_dbfs(self) -> float:
        """The largest sample so far."""
        return decibels(float(self._in_the_end()[0]))

    def _in_the_end(self) -> NDArray[np.float64]:
        from dsp.kernels.meter import STRETCH

        return self._after(np.zeros((len(self._waiting), 2 * STRETCH), np.float32))[0]

    def _after(self, x: Audio) -> tuple[NDArray[np.float64], Audio]:
        """Return both peaks once `x` has come, and what then waits for a stretch to be complete."""
        from dsp.kernels.meter import STRETCH, raise_peaks

        held = self._waiting.shape[1] + x.shape[1]
        if self._room.shape[1] < held + 2 * STRETCH:
            self._room = np.empty((len(x), held + 2 * STRETCH), np.float32)
        spare = np.zeros((len(x), self._room.shape[1] - held), np.float32)
        np.concatenate([self._waiting, x, spare], axis=1, out=self._room)
        stretches = (held - TAPS + 1) // STRETCH
        peaks = self._peaks.copy()
        raise_peaks(self._room, stretches, self._phases, self._bend, peaks)
        return peaks, self._room[:, stretches * STRETCH : held].copy()


def true_peak(audio: Audio, sample_rate: int) -> float:
    """Return the true peak of a whole sound, shape (channels, frames), in dBTP."""
    meter = TruePeak(sample_rate, audio.shape[0])
    meter.feed(audio)
    return meter.true_peak_dbtp
