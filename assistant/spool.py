"""Audio set aside for another pass: in memory while short, on the disk when long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile

import numpy as np

from dsp.units import Audio

IN_MEMORY = 512 * 1024 * 1024
"""Bytes kept in memory: about 20 minutes of stereo."""

BLOCK = 16384


class Spool:
    """A sound kept as it was rendered, to be gone through again and again.

    Parameters
    ----------
    blocks
        Of shape (channels, frames).
    """

    def __init__(self, blocks: Iterable[Audio]) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - lives as long as the spool
        self.channels = 0
        self.frames = 0
        for block in blocks:
            self.channels = block.shape[0]
            self.frames += block.shape[1]
            self._file.write(np.ascontiguousarray(block.T, np.float32).tobytes())

    def __iter__(self) -> Iterator[Audio]:
        """Yield the sound from its beginning, in blocks of shape (channels, frames)."""
        step = BLOCK * self.channels * 4
        at = 0
        while True:
            self._file.seek(at)
            data = self._file.read(step)
            if not data:
                return
            at += len(data)
            yield np.ascontiguousarray(np.frombuffer(data, np.float32).reshape(-1, self.channels).T)
