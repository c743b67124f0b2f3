"""What a mender finds in a sound: run over it for what it tells, channel by channel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.effect import Effect
from dsp.units import Audio


class MendingMeter:
    """Has an effect that mends faults listen to a sound, fed block by block, as it would in a rack.

    Each channel is heard by itself, so that a fault that two of them share can be told from two faults.
    """

    def __init__(self, effect: Effect, sample_rate: int, channels: int) -> None:
        self._bank: Any = effect.bank([effect] * channels, sample_rate, 1)  # a mender's, which has `hop` and `told`
        self._awaited = self._bank.foresight(0)
        self._ahead: list[Audio] = []
        self._channels = channels

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        if not self._awaited:
            self._bank.process(np.ascontiguousarray(x, np.float32)[:, np.newaxis])
            return
        self._ahead.append(x)
        if sum(block.shape[-1] for block in self._ahead) >= self._awaited:
            self._begin()

    def finish(self) -> NDArray[np.float64]:
        """Return what is told of each channel now that the sound is over, shape (channels, figures)."""
        if self._awaited:
            self._begin()
        self.feed(np.zeros((self._channels, self._bank.latency + self._bank.hop), np.float32))
        told: NDArray[np.float64] = self._bank.told
        return told

    def _begin(self) -> None:
        """Let the mender listen ahead to what has come, and then begin with it."""
        heard = np.concatenate([np.empty((self._channels, 0), np.float32), *self._ahead], axis=-1)
        for lane in range(self._channels):
            self._bank.foresee(lane, heard[lane : lane + 1, : self._awaited])
        self._awaited, self._ahead = 0, []
        self.feed(heard)
