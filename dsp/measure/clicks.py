"""Clicks: whether there are any, and how many a minute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dsp.effects.declick import DeClick
from dsp.units import Audio

SENSITIVITY_PCT = 60.0
"""Up to here nothing in 21 recordings of instruments and voices is taken for a click."""


@dataclass(frozen=True, slots=True)
class Clicks:
    """What was found.

    Attributes
    ----------
    count
        How many clicks, in all channels.
    per_minute
        How many a minute, in all channels.
    """

    count: int
    per_minute: float


class ClickMeter:
    """Counts clicks, fed block by block: those that `dsp.effects.declick.DeClick` would mend at 60 %."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        effect = DeClick(sensitivity_pct=SENSITIVITY_PCT)
        self._bank = effect.bank([effect], sample_rate, channels)
        self._channels, self._rate, self._frames = channels, sample_rate, 0

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._frames += x.shape[-1]
        self._bank.process(np.ascontiguousarray(x, np.float32)[np.newaxis])

    def finish(self) -> Clicks | None:
        """Return what was found now that the sound is over; None if there are no clicks."""
        frames = self._frames
        self.feed(np.zeros((self._channels, self._bank.latency + self._bank.hop), np.float32))
        count = int(self._bank.told[0, 0])
        return Clicks(count, count * 60 * self._rate / frames) if count else None


def find_clicks(sound: Audio | Iterable[Audio], sample_rate: int) -> Clicks | None:
    """Count the clicks in a sound, or in blocks of it, shape (channels, frames); None if there are none."""
    meter: ClickMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or ClickMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.finish() if meter else None
