"""Clipping: whether tops were cut flat, where, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dsp.effects.declip import DeClip
from dsp.measure.mending import MendingMeter
from dsp.units import Audio, decibels


@dataclass(frozen=True, slots=True)
class Clipping:
    """What was found.

    Attributes
    ----------
    tops
        How many flat tops, in the channel that has most.
    samples
        How many samples they are there.
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
        self._meter = MendingMeter(DeClip(amount_pct=100), sample_rate, channels)

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._meter.feed(x)

    def finish(self) -> Clipping | None:
        """Return what was found now that the sound is over; None if nothing was cut."""
        told = self._meter.finish()
        tops, samples, _, _ = told[told[:, 0].argmax()]
        _, _, highest, level = told.max(axis=0)
        return Clipping(int(tops), int(samples), decibels(level), decibels(highest)) if tops else None


def find_clipping(sound: Audio | Iterable[Audio], sample_rate: int) -> Clipping | None:
    """Look for clipping in a sound, or in blocks of it, shape (channels, frames); None if there is none."""
    meter: ClippingMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or ClippingMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.finish() if meter else None
