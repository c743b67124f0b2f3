"""Headroom: what goes to a device never exceeds full scale, and nothing is limited to keep it so."""

from __future__ import annotations

import numpy as np

from dsp.units import Audio, decibels


class Headroom:
    """Turns everything down, once and for good, by as much as would have been over full scale.

    One block is held back, so that the gain has gone down by the time the peak comes: a slow ramp over the block
    before it, neither a click nor a limiter.

    Attributes
    ----------
    turned_down_db
        By how much, 0 as long as nothing was over.
    """

    def __init__(self) -> None:
        self._held: Audio = np.zeros((2, 0), np.float32)
        self._gain = 1.0

    @property
    def turned_down_db(self) -> float:
        """By how many decibels it is turned down."""
        return abs(decibels(self._gain))

    def process(self, block: Audio) -> Audio:
        """Return the block before this one, shape (2, frames), with room made for this one."""
        held, was = self._held, self._gain
        self._held = block
        self._gain = min(was, 1.0 / max(float(np.abs(block).max(initial=0.0)), 1.0))
        if self._gain == was:
            return held if was == 1.0 else np.asarray(held * was, np.float32)
        ramp = np.linspace(was, self._gain, held.shape[1])
        return np.asarray(held * ramp, np.float32)
