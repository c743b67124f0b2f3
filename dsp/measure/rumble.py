"""Rumble: what stands too high below the lowest note that is played or sung, and how much of the time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio, power_decibels

FRAME_S = 0.1
MOST_HZ = 2_500.0
"""Harmonics above tell nothing more of a note."""

NOTES_HZ = (35.0, 700.0)
COMPRESSION = 0.33
"""The power of a spectrum is raised to that before its autocorrelation is taken [1]_: no partial tells for the rest."""

SURE = 0.3
"""So alike is a sound to itself one period later at least that its note counts."""

SHORTEST = 0.93
"""Of the periods that are nearly as like as the likest the shortest is the note: its multiples are as like."""

LEAST_NOTES = 20
LOWEST = 2.0
"""So many of a hundred notes may be lower than the lowest: they are misheard."""

BELOW, BELOW_HZ = 0.75, 27.0
"""Rumble ends at this share of the lowest note's frequency, and so far below it: what a note spreads to in a frame
stays above."""

LEAST_HZ = 30.0
"""Below the lowest note there is no room for rumble where that would end lower."""

UNDER_DB = 30.0
"""What lies so far under what is played, and below its lowest note, is not heard."""

RESTS_DB = 40.0
"""What is softer by so much than the loudest is no moment at which something is played."""

LEAST_SHARE = 0.01
"""Less of the time is no rumble."""

TOGETHER = 0.5
"""What comes and goes with what is played, its level so far correlated with that, belongs to it and is no rumble."""

PLAYED_DB = 25.0
"""So far under what is usual while it plays, nothing is played."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rumble:
    """What was found.

    Attributes
    ----------
    lowest_hz
        The lowest note.
    edge_hz
        What is below counts as rumble.
    level_dbfs
        Its RMS while it rumbles.
    under_db
        How far that lies under what is played.
    share
        How much of the time it stands higher than 30 dB under what is played.
    """

    lowest_hz: float
    edge_hz: float
    level_dbfs: float
    under_db: float
    share: float


class RumbleMeter:
    """Listens for rumble, fed block by block.

    Half-overlapping Hann frames of about 0.1 s. The lowest note is the second percentile of the fundamentals of all
    frames in which one is plain: the lag at which the autocorrelation of the compressed spectrum [1]_ is highest.

    References
    ----------
    .. [1] T. Tolonen and M. Karjalainen, "A computationally efficient multipitch analysis model", IEEE Trans. Speech
       Audio Process. 8(6), 2000: the generalised autocorrelation, with the amplitude to the power of 0.67.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._size = 2 ** int(math.log2(FRAME_S * sample_rate))
        self._bin_hz = sample_rate / self._size
        self._window = np.hanning(self._size + 1)[:-1]
        self._waiting: Audio = np.empty((channels, 0), np.float32)
        self._lows: list[Vector] = []
        self._wholes: list[float] = []
        self._notes: list[float] = []

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._waiting = np.concatenate([self._waiting, x], axis=1, dtype=np.float32)
        while self._waiting.shape[1] >= self._size:
            spectrum = np.fft.rfft(self._waiting[:, : self._size] * self._window)
            power = np.mean(np.abs(spectrum) ** 2, axis=0) * 2 / (self._size * np.square(self._window).sum())
            self._lows.append(power[: round(NOTES_HZ[1] / self._bin_hz)])
            self._wholes.append(float(power.sum()))
            self._notes.append(self._note(power))
            self._waiting = self._waiting[:, self._size // 2 :]

    def _note(self, power: Vector) -> float:
        """Return the fundamental of a frame; 0 if none is plain."""
        heard = power**COMPRESSION
        heard[round(MOST_HZ / self._bin_hz) :] = 0.0
        alike = np.fft.irfft(heard)
        first, last = (round(self._rate / hz) for hz in reversed(NOTES_HZ))
        lags = alike[first:last] / max(alike[0], 1e-20)
        best = float(lags.max())
        if best < SURE:
            return 0.0
        shortest = int(np.argmax(lags >= SHORTEST * best))
        while shortest + 1 < len(lags) and lags[shortest + 1] > lags[shortest]:
            shortest += 1
        # Where it still rises at either end the period lies beyond.
        return self._rate / (first + shortest) if 0 < shortest < len(lags) - 1 else 0.0

    @property
    def lowest_hz(self) -> float | None:
        """The lowest note; None where there are too few notes to tell."""
        wholes, notes = np.array(self._wholes), np.array(self._notes)
        if not len(wholes):
            return None
        sure = notes[(notes > 0.0) & (wholes > wholes.max() * 10 ** (-RESTS_DB / 10))]
        return float(np.percentile(sure, LOWEST)) if len(sure) >= LEAST_NOTES else None

    @property
    def rumble(self) -> Rumble | None:
        """The rumble; None if there is none, or no notes that it could be told from."""
        lowest = self.lowest_hz
        if lowest is None:
            return None
        edge = min(BELOW * lowest, lowest - BELOW_HZ)
        if edge < LEAST_HZ:
            return None
        low, high = self._below(edge)
        played = _usual(high)
        standing = low > played * 10 ** (-UNDER_DB / 10)
        share = float(standing.mean())
        if share < LEAST_SHARE or _together(low, high, played) > TOGETHER:
            return None
        level = power_decibels(float(low[standing].mean()))
        return Rumble(lowest, edge, level, power_decibels(played) - level, share)

    def level_dbfs(self, edge_hz: float) -> float:
        """Return the level of all that lies below a frequency."""
        return power_decibels(float(self._below(edge_hz)[0].mean())) if self._lows else power_decibels(0.0)

    def _below(self, edge_hz: float) -> tuple[Vector, Vector]:
        """Return the power of each frame below a frequency, and above twice that."""
        low = np.array([row[: math.ceil(edge_hz / self._bin_hz)].sum() for row in self._lows])
        high = np.array(self._wholes) - np.array([row[: round(2 * edge_hz / self._bin_hz)].sum() for row in self._lows])
        return low, high


def _usual(high: Vector) -> float:
    """Return the power of what is played while it is: that of the loudest third of the time."""
    return float(high[high >= np.percentile(high, 67)].mean())


def _together(low: Vector, high: Vector, played: float) -> float:
    """Return the correlation of the level below the lowest note with that above, while something is played."""
    there = high > played * 10 ** (-PLAYED_DB / 10)
    levels = [10 * np.log10(np.maximum(power[there], 1e-20)) for power in (low, high)]
    spread = [float(level.std()) if level.size else 0.0 for level in levels]
    return float(np.corrcoef(levels)[0, 1]) if min(spread) > 0.0 else 0.0


def find_rumble(sound: Audio | Iterable[Audio], sample_rate: int) -> Rumble | None:
    """Listen for rumble in a sound, or in blocks of it, shape (channels, frames); None if there is none."""
    meter: RumbleMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or RumbleMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.rumble if meter else None
