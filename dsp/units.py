"""Decibels, gains and octaves.

A decibel here is 20 log10 of an amplitude ratio, as on every fader and meter.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]
"""Samples, shape (channels, frames), full scale at 1.0."""

SILENCE_DB = -200.0
"""What a level reads when there is nothing at all: finite, so that it can be compared and averaged."""


def gain(db: float) -> float:
    """Return the amplitude ratio of `db` decibels."""
    return float(10.0 ** (db / 20.0))


def decibels(amplitude: float) -> float:
    """Return an amplitude ratio in decibels, `SILENCE_DB` for none."""
    return 20.0 * math.log10(amplitude) if amplitude > 1e-10 else SILENCE_DB


def power_decibels(power: float) -> float:
    """Return a power ratio in decibels, `SILENCE_DB` for none."""
    return 10.0 * math.log10(power) if power > 1e-20 else SILENCE_DB


def octaves(low_hz: float, high_hz: float) -> float:
    """Return how many octaves lie between two frequencies, negative if `high_hz` is lower."""
    return math.log2(high_hz / low_hz)
