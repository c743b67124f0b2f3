"""Mains hum: whether there is any, of 50 or 60 Hz, how loud it is, and how far up it goes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio, power_decibels

MAINS_HZ = (50.0, 60.0)
OFF_HZ = 0.5
"""Mains stray less than this, even on a generator; and a tape that runs 1 % fast."""

FRAME_S = 3.0
"""Long enough to tell 1 Hz from the next."""

HARMONICS = 16
STANDS_DB = 10.0
"""A line that lasts stands at least so far over the sound beside it."""

MOST_SAY_DB = 25.0
LEAST = 3
"""So many harmonics must stand out: one alone may be a note."""

LEAST_DBFS = -80.0
"""What is softer nobody hears."""

QUIET = 25.0
"""Every place in the spectrum is looked at in the quarter of the time when it is quietest: hum never stops."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hum:
    """What was found.

    Attributes
    ----------
    mains_hz
        The frequency of the mains, to a hundredth.
    level_dbfs
        RMS of all harmonics that stand out together.
    excess_db
        How far they stand over the sound beside them, on average.
    harmonics
        The highest that stands out.
    """

    mains_hz: float
    level_dbfs: float
    excess_db: float
    harmonics: int


class HumMeter:
    """Looks for mains hum, fed block by block.

    Half-overlapping Hann frames of about 3 s; of each bin counts the power that it stays under in a quarter of them,
    so that notes, which come and go, do not. Hum is where at least three multiples of one frequency within 0.5 Hz of 50
    or 60 Hz stand 10 dB over the median of the bins around them, and no softer than -80 dBFS together.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._size = 2 ** round(math.log2(FRAME_S * sample_rate))
        self._bin_hz = sample_rate / self._size
        self._bins = min(self._size // 2, round((MAINS_HZ[1] * HARMONICS + 20) / self._bin_hz))
        self._window = np.hanning(self._size + 1)[:-1]
        self._waiting: Audio = np.empty((channels, 0), np.float32)
        self._rows: list[NDArray[np.float32]] = []

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._waiting = np.concatenate([self._waiting, x], axis=1, dtype=np.float32)
        while self._waiting.shape[1] >= self._size:
            spectrum = np.fft.rfft(self._waiting[:, : self._size] * self._window)[:, : self._bins]
            power = np.mean(np.abs(spectrum) ** 2, axis=0) * 2 / (self._size * np.square(self._window).sum())
            self._rows.append(power.astype(np.float32))
            self._waiting = self._waiting[:, self._size // 2 :]

    @property
    def hum(self) -> Hum | None:
        """The hum; None if there is none, or less than 3 s to tell it by."""
        if not self._rows:
            return None
        steady = self._steady()
        found = [self._at(steady, hz) for mains in MAINS_HZ for hz in np.arange(mains - OFF_HZ, mains + OFF_HZ, 0.01)]
        enough = [(h, excess) for h, excess in found if (excess >= STANDS_DB).sum() >= LEAST]
        standing = [(h, excess) for h, excess in enough if h.level_dbfs >= LEAST_DBFS]
        # All of them speak for a frequency, and none, being a note as well, for much more than another.
        best = max(standing, key=lambda pair: float(np.clip(pair[1], 0.0, MOST_SAY_DB).sum()), default=None)
        return best[0] if best else None

    def strongest_db(self, mains_hz: float) -> float | None:
        """Return how far the `LEAST`-strongest harmonic of a mains frequency stands over the sound beside it.

        At 10 dB there would be hum; None if there is less than 3 s to tell it by.
        """
        if not self._rows:
            return None
        _, over = self._at(self._steady(), mains_hz)
        return float(np.sort(over)[-LEAST]) if len(over) >= LEAST else None

    def level_dbfs(self, mains_hz: float) -> float:
        """Return the level of what stands out at a mains frequency's harmonics, be it hum or not."""
        return self._at(self._steady(), mains_hz)[0].level_dbfs if self._rows else power_decibels(0.0)

    def _steady(self) -> Vector:
        return np.asarray(np.percentile(np.array(self._rows), QUIET, axis=0), np.float64) + 1e-20

    def _at(self, steady: Vector, mains_hz: float) -> tuple[Hum, Vector]:
        """Return what stands at the multiples of a frequency, and how far each of them stands out."""
        decibels = 10 * np.log10(steady)
        reach = round(8.0 / self._bin_hz)
        excess, lines = [], 0.0
        for k in range(1, HARMONICS + 1):
            place = k * mains_hz / self._bin_hz
            at = round(place)
            if at + reach >= len(steady):
                break
            beside = np.r_[decibels[max(0, at - reach) : at - 2], decibels[at + 3 : at + reach]]
            floor = float(np.median(beside))
            low = math.floor(place)
            there = decibels[low] + (place - low) * (decibels[low + 1] - decibels[low])
            excess.append(there - floor)
            if excess[-1] >= STANDS_DB:
                # three bins of a Hann window hold what a line has, the floor under them does not belong to it
                lines += max(0.0, float(steady[at - 1 : at + 2].sum()) - 3 * 10 ** (floor / 10))
        over = np.array(excess)
        standing = np.flatnonzero(over >= STANDS_DB)
        highest = int(standing[-1]) + 1 if len(standing) else 0
        mean = float(over[standing].mean()) if len(standing) else 0.0
        return Hum(round(float(mains_hz), 2), power_decibels(lines), mean, highest), over


def find_hum(sound: Audio | Iterable[Audio], sample_rate: int) -> Hum | None:
    """Look for mains hum in a sound, or in blocks of it, shape (channels, frames); None if there is none."""
    meter: HumMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or HumMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.hum if meter else None
