"""A bank that something swings in, at a rate of its own and in step with the song."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.span import Along, straight

VERSIONS = 8
"""Swings that a lane may be on the way between at once."""

E = TypeVar("E", bound=Effect)


class Swung(Bank[E]):
    """Lanes in which a sine swings; where it is depends on the place in the song alone, wherever playing begins.

    A swing at another rate is elsewhere, so what says how it swings cannot travel: when that is turned, the lane fades
    from the old swing to the new. The last coefficients of a lane are the shares of the swings that it hears.
    """

    def __init__(self, settings: Sequence[E], sample_rate: int, channels: int) -> None:
        self._swings = [[one] * VERSIONS for one in settings]
        self._latest = [0] * len(settings)
        self._turned = 0
        self._along: Along = straight
        self._late = [0] * len(settings)
        super().__init__(settings, sample_rate, channels)

    def rate_hz(self, settings: E) -> float:
        """Return how often it swings there and back in a second."""
        raise NotImplementedError

    def swing(self, settings: E) -> Hashable:
        """Return all that says how it swings and cannot travel."""
        return self.rate_hz(settings)

    def shares(self) -> list[float]:
        """Return the shares that a lane's coefficients end with: all of it for the swing turned to last."""
        return [float(version == self._turned) for version in range(VERSIONS)]

    def turned(self, lane: int, version: int, settings: E) -> None:
        """Learn that a lane goes to another swing."""

    def follow(self, lane: int, along: Along, late: int) -> None:
        """Learn where in the song the frames are."""
        self._along = along
        self._late[lane] = late

    def set(self, lane: int, settings: E, at_frame: int) -> None:
        """Start moving a lane's knobs, or fading to another swing, at the first grid frame from `at_frame` on."""
        if self.swing(settings) != self.swing(self._swings[lane][self._latest[lane]]):
            self._latest[lane] = (self._latest[lane] + 1) % VERSIONS
            self._swings[lane][self._latest[lane]] = settings
            self.turned(lane, self._latest[lane], settings)
        self._turned = self._latest[lane]
        super().set(lane, settings, at_frame)

    def swung(self, start: Vector, slope: Vector, frames: int) -> NDArray[np.float64]:
        """Return the next sines and cosines of each swing at work, shape (lanes, versions, 2, frames)."""
        found = np.zeros((self.lanes, VERSIONS, 2, frames))
        for lane in range(self.lanes):
            heard = (start[lane, -VERSIONS:] != 0) | (slope[lane, -VERSIONS:] != 0)
            for version in np.flatnonzero(heard):
                rate = self.rate_hz(self._swings[lane][version])
                for part, wave in enumerate((np.sin, np.cos)):

                    def curve(at: NDArray[np.int64], rate: float = rate, wave: np.ufunc = wave) -> NDArray[np.float64]:
                        turns = at * (rate / self.sample_rate)
                        return np.asarray(wave(2 * np.pi * (turns - np.floor(turns))))

                    found[lane, version, part] = self._along(curve, self.frame - self._late[lane], frames)
        return found
