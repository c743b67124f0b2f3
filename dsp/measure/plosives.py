"""Plosives: whether a voice pops into its microphone, how often, and how far over its own low end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dsp.effects.deplosive import DePlosive
from dsp.units import Audio

REDUCTION_DB = 30.0
"""What takes the loudest of them down to the voice's own low end."""


@dataclass(frozen=True, slots=True)
class Plosives:
    """What was found.

    Attributes
    ----------
    count
        How many.
    per_minute
        How many a minute.
    over_db
        How far they stand over what the voice has below 170 Hz just before and after, on average.
    """

    count: int
    per_minute: float
    over_db: float


class PlosiveMeter:
    """Counts plosives, fed block by block: those that `dsp.effects.deplosive.DePlosive` finds as it comes."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        effect = DePlosive(reduction_db=REDUCTION_DB)
        self._bank = effect.bank([effect], sample_rate, channels)
        self._channels, self._rate, self._frames = channels, sample_rate, 0

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._frames += x.shape[-1]
        self._bank.process(np.ascontiguousarray(x, np.float32)[np.newaxis])

    def finish(self) -> Plosives | None:
        """Return what was found now that the sound is over; None if there are no plosives."""
        frames = self._frames
        self.feed(np.zeros((self._channels, self._bank.latency), np.float32))
        count, over_db = int(self._bank.told[0, 0]), float(self._bank.told[0, 1])
        return Plosives(count, count * 60 * self._rate / frames, over_db / count) if count else None


def find_plosives(sound: Audio | Iterable[Audio], sample_rate: int) -> Plosives | None:
    """Count the plosives in a sound, or in blocks of it, shape (channels, frames); None if there are none."""
    meter: PlosiveMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or PlosiveMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.finish() if meter else None
