"""Plain level: peak, RMS, crest, and how the two channels relate."""

from __future__ import annotations

import math

import numpy as np

from dsp.units import SILENCE_DB, Audio, decibels, power_decibels


class Level:
    """Measures level and stereo image, fed block by block."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._channels = channels
        self._peaks = np.zeros(4)
        self._squares = np.zeros(4)
        self._pair = np.zeros(4)
        self._frames = 0

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        from dsp.kernels.meter import levels

        levels(np.ascontiguousarray(x, np.float32), self._peaks, self._squares, self._pair)
        self._frames += x.shape[1]

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self._frames / self._rate

    @property
    def sample_peak_dbfs(self) -> float:
        """The largest sample of any channel."""
        return decibels(float(self._peaks[: self._channels].max()))

    @property
    def rms_dbfs(self) -> float:
        """Mean square of all channels: a full-scale sine reads -3.01."""
        return self._db(float(self._squares[: self._channels].mean()))

    @property
    def crest_db(self) -> float | None:
        """How far the peak stands over the RMS; none in silence."""
        silent = self.rms_dbfs == SILENCE_DB
        return None if silent else self.sample_peak_dbfs - self.rms_dbfs

    @property
    def correlation(self) -> float | None:
        """Of left and right, from -1 (opposite) over 0 (unrelated) to 1 (mono); none without both."""
        norm = math.sqrt(float(self._squares[0] * self._squares[1]))
        if self._channels < 2 or norm == 0:
            return None
        return min(1.0, max(-1.0, float(self._pair[0] - self._pair[1]) / norm))

    @property
    def balance_db(self) -> float | None:
        """Left over right; none without both."""
        if self._channels < 2 or self.rms_dbfs == SILENCE_DB:
            return None
        return self._db(float(self._squares[0])) - self._db(float(self._squares[1]))

    @property
    def side_db(self) -> float | None:
        """Side over mid, where mid and side are half the sum and half the difference; none without both."""
        mid, side = self._db(float(self._pair[0])), self._db(float(self._pair[1]))
        return None if self._channels < 2 or mid == side == SILENCE_DB else side - mid

    def _db(self, squares: float) -> float:
        return power_decibels(squares / max(self._frames, 1))
