"""Audio set aside for another pass: in memory while short, in a temporary file when long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile, gettempdir

import numpy as np

from dsp.files import WriteError
from dsp.sources import cause
from dsp.units import Audio

IN_MEMORY = 32 * 1024 * 1024
"""Bytes kept in memory: more than a minute of stereo."""

LOUD = 0.1
"""What peaks lower than this beside the highest peak is of no use in an excerpt."""


class Spool:
    """A sound kept as it was rendered, to be gone through again and again.

    Attributes
    ----------
    channels
        How many it has, once it holds anything.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - lives as long as the spool
        self._lengths: list[int] = []
        self._peaks: list[float] = []
        self.channels = 0

    def taking(self, blocks: Iterable[Audio]) -> Iterator[Audio]:
        """Yield blocks of shape (channels, frames), each once it has been set aside.

        Raises
        ------
        WriteError
            If there is no room for it.
        """
        for block in blocks:
            block = np.ascontiguousarray(block, np.float32)
            self.channels = block.shape[0]
            try:
                self._file.write(block.data)
            except OSError as error:
                raise WriteError(f"the mix cannot be set aside in {gettempdir()}: {cause(error)}") from error
            self._lengths.append(block.shape[1])
            self._peaks.append(float(max(block.max(initial=0.0), -block.min(initial=0.0))))
            yield block

    def __iter__(self) -> Iterator[Audio]:
        """Yield the sound from its beginning, block by block as it was taken."""
        return self._read(range(len(self._lengths)))

    def excerpt(self, frames: int, stretch: int) -> list[Audio]:
        """Return about so many frames, in stretches spread evenly over what is not much quieter than the rest."""
        least = LOUD * max(self._peaks, default=0.0)
        loud = [i for i, peak in enumerate(self._peaks) if peak >= least]
        starts = np.cumsum([0, *(self._lengths[i] for i in loud)])
        every = max(1, -(-int(starts[-1]) // frames))
        return list(
            self._read(i for i, start in zip(loud, starts, strict=False) if start // stretch % every == every // 2)
        )

    def _read(self, which: Iterable[int]) -> Iterator[Audio]:
        begins = np.cumsum([0, *self._lengths]) * self.channels * 4
        for i in which:
            block = np.empty((self.channels, self._lengths[i]), np.float32)
            self._file.seek(int(begins[i]))
            self._file.readinto(block.reshape(-1).view(np.uint8).data)
            yield block
