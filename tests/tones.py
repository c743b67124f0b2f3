"""Test tones as EBU and ITU describe them: stereo sines whose level is that of their peaks, one after the other."""

from __future__ import annotations

import numpy as np

RATES = (44_100, 48_000, 96_000)


def tone(dbfs: float, seconds: float, rate: int = 48_000, hz: float = 1000.0, channels: int = 2) -> np.ndarray:
    """A sine, the same in all channels, shape (channels, frames)."""
    t = np.arange(round(seconds * rate)) / rate
    return np.tile(10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * t), (channels, 1)).astype(np.float32)


def silence(seconds: float, rate: int) -> np.ndarray:
    return np.zeros((2, round(seconds * rate)), np.float32)


def sequence(*parts: tuple[float, float], rate: int = 48_000) -> np.ndarray:
    """Tones of some levels and lengths in seconds, which follow each other at once."""
    return np.concatenate([tone(dbfs, seconds, rate) for dbfs, seconds in parts], axis=1)
