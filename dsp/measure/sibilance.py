"""Sibilance: how loud the esses are against the voice they belong to."""

from __future__ import annotations

import math

import numpy as np

from dsp.measure.frames import Band, BandPowers
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
        self._rate = sample_rate
        self._powers = BandPowers(
            size, channels, [_whole_bins(edges, sample_rate, size) for edges in (ESS_HZ, VOWEL_HZ)]
        )

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._powers.feed(x)

    @property
    def sibilance_db(self) -> float | None:
        """Level of the esses; none without esses or below a sample rate of 18 kHz."""
        if self._rate < 2 * ESS_HZ[1]:
            return None
        ess, vowel = self._powers.rows().T
        both = ess + vowel
        active = active_frames(both)
        if not active.any():
            return None
        level = both[active].mean()
        esses = (ess > vowel) & (ess > level * 10 ** (GATE_DB / 10))
        if esses.sum() * self._powers.hop < LEAST_S * self._rate:
            return None
        return power_decibels(float(ess[esses].mean() / level))


def _whole_bins(edges_hz: tuple[float, float], sample_rate: int, size: int) -> Band:
    """Return the bins between two frequencies, as far as there are any."""
    low, high = (min(round(hz * size / sample_rate), size // 2 + 1) for hz in edges_hz)
    return slice(low, high), np.ones(high - low)
