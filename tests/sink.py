"""A loudspeaker for tests: what was played is kept, and nothing is waited for but what a test asks for."""

from __future__ import annotations

import time

import numpy as np


class Memory:
    """A sink that takes a block whenever it may, keeps it, and does at each what it is told."""

    def __init__(self, dry=(), at=None, pace_s=0.0):
        self.notice = ""
        self.blocks = []
        self.closed = 0
        self.pace_s = pace_s
        self._dry, self._at = set(dry), at or {}

    def __call__(self, sample_rate):
        return self

    def write(self, block):
        time.sleep(self.pace_s)
        self.blocks.append(block)
        if gesture := self._at.get(len(self.blocks)):
            gesture()
        return len(self.blocks) in self._dry

    def close(self):
        self.closed += 1

    @property
    def heard(self):
        return np.concatenate(self.blocks, axis=1)
