"""A bank whose settings cannot travel: turned, it fades from what the old ones give to what the new ones do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.units import Audio

VERSIONS = 8
"""Settings that a lane may be on the way between at once."""

E = TypeVar("E", bound=Effect)


class Crossfaded(Bank[E]):
    """Lanes that hear each of their settings by its share; what travels are the shares.

    A subclass says what a lane's input becomes under some settings, and may be asked for several at a time.
    """

    def __init__(self, settings: Sequence[E], sample_rate: int, channels: int) -> None:
        self._versions = [[one] * VERSIONS for one in settings]
        self._latest = [0] * len(settings)
        self._turned = 0
        super().__init__(settings, sample_rate, channels)

    def heard(self, lane: int, settings: E, x: Audio) -> NDArray[np.float64]:
        """Return what a lane gives for `x`, shape (channels, frames), the next frames in the block, if set so.

        As many channels come back as the bank gives.
        """
        raise NotImplementedError

    def coefficients(self, settings: E) -> Sequence[float]:  # noqa: ARG002 - the place of it is what travels
        """Return the shares: all of it for the settings turned to last."""
        return [float(place == self._turned) for place in range(VERSIONS)]

    def set(self, lane: int, settings: E, at_frame: int) -> None:
        """Start fading to other settings at the first grid frame from `at_frame` on."""
        self._turned = self._latest[lane] = (self._latest[lane] + 1) % VERSIONS
        self._versions[lane][self._turned] = settings
        super().set(lane, settings, at_frame)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        """Add what the settings at work in each lane give, each by its share."""
        for lane in range(self.lanes):
            if not slope[lane].any() and start[lane, self._latest[lane]] == 1.0:
                y[lane] = self.heard(lane, self._versions[lane][self._latest[lane]], x[lane, : self.channels])
                continue
            shares = start[lane, :, np.newaxis] + slope[lane, :, np.newaxis] * (offset[lane] + np.arange(x.shape[2]))
            total = np.zeros((self.out_channels, x.shape[2]))
            for version in np.flatnonzero(shares.any(axis=1)):
                total += shares[version] * self.heard(lane, self._versions[lane][version], x[lane, : self.channels])
            y[lane] = total
