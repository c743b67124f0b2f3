"""Sibilance: how loud the esses are against the voice they belong to."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.measure.frames import Framer, hann_power
from dsp.measure.spectrum import active_frames
from dsp.units import Audio, power_decibels

ESS_HZ = (5_000.0, 9_000.0)
"""Where the energy of s and z lies [1]_."""

VOWEL_HZ = (150.0, 4_000.0)
"""Where the energy of vowels and most other sounds lies."""

GATE_DB = -30.0
"""Softer than this against the whole is breath or bleed rather than an ess."""

LEAST_S = 0.1
"""Less than this in all is no ess to judge by."""


class Sibilance:
    """Measures how loud esses are, fed block by block.

    A frame of about 20 ms is an ess if it holds more power between 5 and 9 kHz than between 150 Hz and
    4 kHz and is no quieter than `GATE_DB` below the level of the recording: the power in both ranges over
    the frames in which it plays (`dsp.measure.spectrum.active_frames`). Sibilance is the mean level of the
    esses in their range relative to that level, so it does not change with gain.

    References
    ----------
    .. [1] A. Jongman, R. Wayland, S. Wong, "Acoustic characteristics of English fricatives",
       J. Acoust. Soc. Am. 108, 2000: spectral peaks of /s/ and /z/ near 7 kHz, of /sh/ near 4 kHz.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        size = 2 ** round(math.log2(0.02 * sample_rate))
        self._hop = size // 2
        self._framer = Framer(size, self._hop, channels)
        self._rate = sample_rate
        self._ess, self._vowel = (
            slice(round(low * size / sample_rate), round(high * size / sample_rate)) for low, high in (ESS_HZ, VOWEL_HZ)
        )
        self._rows: list[NDArray[np.float64]] = []

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        for frames in self._framer.feed(x):
            power = hann_power(frames)
            self._rows.append(np.stack([power[:, self._ess].sum(axis=1), power[:, self._vowel].sum(axis=1)], axis=1))

    @property
    def sibilance_db(self) -> float | None:
        """Level of the esses; none without esses or below a sample rate of 18 kHz."""
        if self._rate < 2 * ESS_HZ[1] or not self._rows:
            return None
        ess, vowel = np.concatenate(self._rows).T
        both = ess + vowel
        active = active_frames(both)
        if not active.any():
            return None
        level = both[active].mean()
        esses = (ess > vowel) & (ess > level * 10 ** (GATE_DB / 10))
        if esses.sum() * self._hop < LEAST_S * self._rate:
            return None
        return power_decibels(float(ess[esses].mean() / level))
