"""Clipping: whether tops were cut flat, where, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dsp.effects.declip import DeClip
from dsp.units import Audio, decibels


@dataclass(frozen=True, slots=True)
class Clipping:
    """What was found.

    Attributes
    ----------
    tops
        How many flat tops, in all channels.
    samples
        How many samples they are.
    level_dbfs
        Where the sound was cut: the highest such level.
    mended_dbfs
        The highest peak as it must have been.
    """

    tops: int
    samples: int
    level_dbfs: float
    mended_dbfs: float


class ClippingMeter:
    """Looks for tops that were cut flat, fed block by block.

    They are those that `dsp.effects.declip.DeClip` would mend: three samples and more at one level within a step of
    16 bits, over -26 dBFS and higher than all around, that the sound runs into and out of so steeply that its top must
    have lain above; or fewer that end at one level again and again, where what is beside them says that they went
    higher; and then whatever else stands at that level.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        effect = DeClip(amount_pct=100)
        self._bank = effect.bank([effect], sample_rate, channels)
        self._channels = channels

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._bank.process(np.ascontiguousarray(x, np.float32)[np.newaxis])

    def finish(self) -> Clipping | None:
        """Return what was found now that the sound is over; None if nothing was cut."""
        self.feed(np.zeros((self._channels, self._bank.latency + self._bank.hop), np.float32))
        tops, samples, highest, level = self._bank.told[0]
        return Clipping(int(tops), int(samples), decibels(level), decibels(highest)) if tops else None


def find_clipping(sound: Audio | Iterable[Audio], sample_rate: int) -> Clipping | None:
    """Look for clipping in a sound, or in blocks of it, shape (channels, frames); None if there is none."""
    meter: ClippingMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or ClippingMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.finish() if meter else None
