"""Steady noise: whether there is any between what is played, how loud it is, and of which frequencies."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from dsp.units import Audio, power_decibels

FRAME_S = 0.045
MOMENT_S = 0.25
"""What is steady for so long is no note that dies away: in a dry room one has lost 15 dB."""

EDGES_HZ = tuple(88.4 * 2 ** (i / 2) for i in range(16))
"""Bands of half an octave, from the lowest of speech to 16 kHz."""

QUIETEST = 2.0
NEAR_DB = 3.0
"""Noise is what is within this of the quietest 2 % of moments."""

STEADY_DB = 1.0
"""Noise strays so little from frame to frame in a moment: 0.2 dB if it has all frequencies, tap water 0.9 dB."""

FLAT_DB = -3.4
"""The mean level of a noise's bins lies 2.5 dB under the level of their mean, in a band; that of tones far deeper."""

LIVELY = 0.6
"""The level of noise in a band strays at least by this share of what theory says; that of a held tone does not."""

DECIBEL = 10 / math.log(10)
"""The standard deviation of a power's level, in dB, over the relative one of the power."""

FROM_HZ = (80.0, 1000.0, 4000.0)
"""Where noise is looked for first, and where if there is none to be found: above what never rests."""

LEAST_SHARE = 0.02
LEAST_S = 0.5
LEAST_DBFS = -80.0
"""What is softer nobody hears."""

NOTHING_DBFS = -110.0
"""Digital silence, or its dither: an edit, not a pause."""

APART_DB = 8.0
"""What is played must stand so far over the noise: a track that is nothing but noise was meant to be."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Noise:
    """What was found.

    Attributes
    ----------
    from_hz
        Above this it is alone at times; below it something always sounds, as under a bass that never rests.
    level_dbfs
        Its RMS from there to 16 kHz.
    over_db
        How far what is played stands over it.
    share
        Of the time, how much of it the noise is alone.
    centre_hz
        Half of its power lies above.
    """

    from_hz: float
    level_dbfs: float
    over_db: float
    share: float
    centre_hz: float


class NoiseMeter:
    """Looks for steady noise, fed block by block.

    Half-overlapping Hann frames of about 45 ms in bands of half an octave; moments are quarters of a second. Noise is
    where the quietest moments, those within 3 dB of the 2nd percentile, are steady within 1 dB and without tones, for
    half a second and 2 % of the time at least, and no softer than -80 dBFS. A note's end is never so steady, a held
    note has tones, and hits of a hi-hat come and go. Where there is none in the whole, it is looked for above 1 kHz,
    and above 4 kHz.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._size = 2 ** round(math.log2(FRAME_S * sample_rate))
        self._hop_s = self._size / 2 / sample_rate
        self._window = np.hanning(self._size + 1)[:-1]
        hz = np.fft.rfftfreq(self._size, 1 / sample_rate)
        edges = [edge for edge in EDGES_HZ if edge < 0.46 * sample_rate]
        self._edges = np.searchsorted(hz, edges)
        self.centres_hz = np.sqrt(np.array(edges[:-1]) * edges[1:])
        self._waiting: Audio = np.empty((channels, 0), np.float32)
        self._powers: list[Vector] = []
        self._flat: list[Vector] = []

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._waiting = np.concatenate([self._waiting, x], axis=1, dtype=np.float32)
        width = np.diff(self._edges)
        while self._waiting.shape[1] >= self._size:
            spectrum = np.fft.rfft(self._waiting[:, : self._size] * self._window)[:, : self._edges[-1]]
            power = np.mean(np.abs(spectrum) ** 2, axis=0) * 2 / (self._size * np.square(self._window).sum()) + 1e-20
            sums = np.add.reduceat(power, self._edges[:-1])
            logs = np.add.reduceat(10 * np.log10(power), self._edges[:-1]) / width
            self._powers.append(sums)
            self._flat.append(logs - 10 * np.log10(sums / width))
            self._waiting = self._waiting[:, self._size // 2 :]

    @property
    def noise(self) -> Noise | None:
        """The noise; None if there is none that can be told from what is played."""
        return next((found for from_hz in FROM_HZ if (found := self._from(from_hz))), None)

    def _from(self, from_hz: float) -> Noise | None:
        """Return the noise above a frequency."""
        powers, near, steady = self._moments(from_hz)
        alone = near & steady
        if alone.sum() < max((LEAST_S - MOMENT_S) / self._hop_s, LEAST_SHARE * len(near), 1.0):
            return None
        spectrum = powers[alone].mean(axis=0)
        level = power_decibels(float(spectrum.sum()))
        over = self.active_dbfs(from_hz) - level
        if level < LEAST_DBFS or over < APART_DB:
            return None
        half = int(np.searchsorted(np.cumsum(spectrum), spectrum.sum() / 2))
        centre = self.centres_hz[self.centres_hz >= from_hz][half]
        return Noise(from_hz, level, over, float(alone.mean()), float(centre))

    def floor(self, from_hz: float = FROM_HZ[0]) -> Vector:
        """Return the power in each band above a frequency in the quietest moments, be it noise or not."""
        powers, near, _ = self._moments(from_hz)
        return np.asarray(powers[near].mean(axis=0) if near.any() else np.zeros(powers.shape[1]), np.float64)

    def floors(self) -> Vector:
        """Return the power in each band in its own quietest moments, which need not be those of the whole."""
        powers, _, _ = self._moments(FROM_HZ[0])
        if not len(powers):
            return np.zeros(powers.shape[1])
        near = powers <= np.percentile(powers, QUIETEST, axis=0) * 10 ** (NEAR_DB / 10)
        return np.asarray((powers * near).sum(axis=0) / near.sum(axis=0), np.float64)

    def floor_dbfs(self, from_hz: float = FROM_HZ[0]) -> float:
        """Return the level of the quietest moments above a frequency."""
        return power_decibels(float(self.floor(from_hz).sum()))

    def power(self) -> Vector:
        """Return the mean power in each band where anything is to be heard."""
        powers = self._heard()[0]
        return np.asarray(powers.mean(axis=0) if len(powers) else np.zeros(powers.shape[1]), np.float64)

    def active_dbfs(self, from_hz: float = FROM_HZ[0]) -> float:
        """Return the level of the loudest third of the time above a frequency."""
        total = self._heard()[0][:, self.centres_hz >= from_hz].sum(axis=1)
        return power_decibels(float(total[total >= np.percentile(total, 67)].mean()) if len(total) else 0.0)

    def _heard(self) -> tuple[Vector, Vector]:
        """Return the power of each frame in each band, and how far its bins' mean level lies under it; no silence."""
        shape = (len(self._powers), len(self.centres_hz))
        powers, flat = np.array(self._powers).reshape(shape), np.array(self._flat).reshape(shape)
        there = powers.sum(axis=1) > 10 ** (NOTHING_DBFS / 10)
        return powers[there], flat[there]

    def _moments(self, from_hz: float) -> tuple[Vector, NDArray[np.bool_], NDArray[np.bool_]]:
        """Return each moment's power in bands above a frequency, if it is of the quietest, if steady without tones."""
        powers, flat = (rows[:, self.centres_hz >= from_hz] for rows in self._heard())
        long = max(2, round(MOMENT_S / self._hop_s))
        if len(powers) < 3 * long:
            return powers[:0], np.empty(0, np.bool_), np.empty(0, np.bool_)
        each = sliding_window_view(powers, long, axis=0).mean(axis=-1)
        levels = 10 * np.log10(each.sum(axis=1))
        strays = sliding_window_view(10 * np.log10(powers.sum(axis=1)), long).std(axis=1)
        tones = np.median(sliding_window_view(flat, long, axis=0).mean(axis=-1), axis=1)
        # Of bands that hold most of the power: a held tone is steadier than any noise in so few bins.
        width = np.diff(self._edges)[self.centres_hz >= from_hz]
        moves = sliding_window_view(10 * np.log10(powers), long, axis=0).std(axis=-1) * np.sqrt(width / 1.5) / DECIBEL
        lively = (moves * each).sum(axis=1) / each.sum(axis=1)
        near = levels <= np.percentile(levels, QUIETEST) + NEAR_DB
        return each, near, (strays <= STEADY_DB) & (tones >= FLAT_DB) & (lively >= LIVELY)


def find_noise(sound: Audio | Iterable[Audio], sample_rate: int) -> Noise | None:
    """Look for steady noise in a sound, or in blocks of it, shape (channels, frames); None if there is none."""
    meter: NoiseMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or NoiseMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.noise if meter else None
