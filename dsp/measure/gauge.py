"""The few readings that a delivery is held to, taken faster than all of `measure`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dsp.measure.level import Level
from dsp.measure.loudness import Loudness
from dsp.measure.peak import TruePeak
from dsp.units import SILENCE_DB, Audio


@dataclass(frozen=True, slots=True)
class Gauged:
    """How long and how loud a sound is, and how high it peaks; each as in `Measurement`."""

    seconds: float
    integrated_lufs: float | None
    true_peak_dbtp: float
    sample_peak_dbfs: float


def gauge(blocks: Iterable[Audio], sample_rate: int) -> Gauged:
    """Read the loudness and the peaks of a sound, given in blocks of shape (channels, frames)."""
    meters: tuple[Loudness, TruePeak, Level] | None = None
    for block in blocks:
        if meters is None:
            channels = block.shape[0]
            meters = Loudness(sample_rate, channels), TruePeak(sample_rate, channels), Level(sample_rate, channels)
        for meter in meters:
            meter.feed(block)
    if meters is None:
        return Gauged(0.0, None, SILENCE_DB, SILENCE_DB)
    loudness, peak, level = meters
    return Gauged(level.seconds, loudness.integrated_lufs, peak.true_peak_dbtp, level.sample_peak_dbfs)
