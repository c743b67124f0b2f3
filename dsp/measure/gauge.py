"""The few readings that a delivery is held to, taken faster than all of `measure`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

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
    blocks = iter(blocks)
    first = next(blocks, None)
    if first is None:
        return Gauged(0.0, None, SILENCE_DB, SILENCE_DB)
    loudness, peak = Loudness(sample_rate, len(first)), TruePeak(sample_rate, len(first))
    frames = 0
    for block in chain([first], blocks):
        loudness.feed(block)
        peak.feed(block)
        frames += block.shape[1]
    return Gauged(frames / sample_rate, loudness.integrated_lufs, peak.true_peak_dbtp, peak.sample_peak_dbfs)
