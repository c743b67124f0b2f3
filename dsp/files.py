"""Audio files, written whole or not at all, the same bytes every time."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from dsp.dither import Dither
from dsp.encode import FlacEncoder, Mp3Encoder, WavEncoder
from dsp.formats import Format
from dsp.sources import cause
from dsp.units import Audio, decibels

BITS: dict[Format, int] = {"wav16": 16, "wav24": 24, "wav32f": 32, "flac": 24, "mp3": 32}

LOSSY: frozenset[Format] = frozenset({"mp3"})
"""What does not give back the samples that were written: only the file itself tells what is in it."""


PIECE = 16_384
"""Frames encoded at a time: they stay near the processor."""


class WriteError(Exception):
    """A file could not be written; the message is a sentence that names it and the cause."""


def suffix(kind: Format) -> str:
    """Return what the name of such a file ends in."""
    return f".{kind}" if kind in ("flac", "mp3") else ".wav"


class Writer:
    """A file being written; it appears under its name only once it is complete.

    Up to then the samples go to a `.part` file beside it, which is removed if anything goes wrong.
    Integers are dithered (`dsp.dither`). Use as a context manager.

    Parameters
    ----------
    path
        Where the file goes; its folder is made if there is none.
    kind
        What is written.

    Attributes
    ----------
    frames
        How many were written.
    overs
        How many samples were beyond full scale: an integer format held them there, so that whoever writes
        has to say so; floating point keeps them.

    Raises
    ------
    WriteError
        If the file cannot be made; also by `write` and on leaving, as when the disk is full.
    """

    def __init__(self, path: Path, sample_rate: int, channels: int, kind: Format) -> None:
        self.frames = 0
        self.overs = 0
        self._peak = 0.0
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._dither = None if BITS[kind] == 32 else Dither(BITS[kind])
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("w+b")
        except FileExistsError as error:
            raise WriteError(f"{path} cannot be written: {path.parent} is not a folder") from error
        except OSError as error:
            raise _failure(path, error) from error
        encoder = {"flac": FlacEncoder, "mp3": Mp3Encoder}.get(kind, WavEncoder)
        try:
            self._encoder = encoder(self._file, sample_rate, channels, BITS[kind])
        except OSError as error:
            self._file.close()
            self._part.unlink(missing_ok=True)
            raise _failure(path, error) from error

    @property
    def peak_dbfs(self) -> float:
        """The largest sample handed in, before it was held at full scale."""
        return decibels(self._peak)

    def write(self, x: Audio) -> None:
        """Append the next frames, shape (channels, frames)."""
        for start in range(0, x.shape[1], PIECE):
            self._write(x[:, start : start + PIECE])

    def _write(self, x: Audio) -> None:
        magnitude = np.abs(x)
        peak = float(magnitude.max())
        self.frames += x.shape[1]
        self.overs += int(np.count_nonzero(magnitude > 1.0)) if peak > 1.0 else 0
        self._peak = max(self._peak, peak)
        samples = self._dither.process(x) if self._dither else x
        try:
            self._encoder.write(samples)
        except OSError as error:
            raise _failure(self._path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            self._encoder.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            os.replace(self._part, self._path)
        except OSError as failed:
            self._discard()
            raise _failure(self._path, failed) from failed

    def _discard(self) -> None:
        # libsndfile would write to the file later, if it were left open.
        with suppress(OSError, ValueError):
            self._encoder.close()
        with suppress(OSError):
            self._file.close()
        self._part.unlink(missing_ok=True)


def _failure(path: Path, error: OSError) -> WriteError:
    return WriteError(f"{path} cannot be written: {cause(error)}")
