"""Recordings: checked and read at any sample rate, never written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from dsp.decode import CHUNK, Decoder, NotAudio, open_decoder
from dsp.resample import Resampled, resampled_frames
from dsp.stretched import Stretched, stretched_frames
from dsp.units import Audio

RATES = (8_000, 192_000)
"""The lowest and highest sample rate that is read, in Hz."""


class SourceError(Exception):
    """A file or a folder of them cannot be used; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """One recording.

    Attributes
    ----------
    name
        The file's stem, unchanged; its whole name if another recording has that stem (`dsp.folder`).
    hash
        SHA-256 of the file's bytes, its first 32 hexadecimal digits.
    frames
        How many frames decode.
    promised
        How many the file's header promises: more than `frames` if the file is cut short.
    """

    name: str
    path: Path
    hash: str
    sample_rate: int
    channels: int
    frames: int
    promised: int

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.frames / self.sample_rate


def examine(path: Path, known: Mapping[str, Source] | None = None, most_channels: int = 2) -> Source:
    """Look at one file: hash it and, unless it is known, decode it once to see what it holds.

    A plain WAV of whole numbers is not even decoded: its header tells what it holds.

    Raises
    ------
    SourceError
        If it cannot be read, is empty, or holds what cannot be mixed.
    """
    try:
        with path.open("rb") as file:
            # Most processors compute this hash in hardware, twice as fast as any other of its strength.
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:32]
            size = file.tell()
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {cause(error)}") from error
    if known and digest in known:
        return replace(known[digest], name=path.stem, path=path)
    if size == 0:
        raise SourceError(f"{path.name} is empty: it holds no bytes at all")
    with closing(_open(path)) as decoder:
        low, high = RATES
        if decoder.channels > most_channels:
            room = ", though a convolution can use it as a response" if decoder.channels == 4 else ""
            raise SourceError(f"{path.name} has {decoder.channels} channels; only mono and stereo are mixed{room}")
        if not low <= decoder.sample_rate <= high:
            raise SourceError(f"{path.name} runs at {decoder.sample_rate} Hz; {low} to {high} Hz are read")
        frames = _check(path, decoder)
        promised = max(frames, decoder.promised)
        return Source(path.stem, path, digest, decoder.sample_rate, decoder.channels, frames, promised)


class Stream:
    """A recording, read at any sample rate and any speed; any number of frames at a time.

    Attributes
    ----------
    channels, sample_rate, frames
        What it gives; `frames` is the length at `sample_rate` and its speed.
    late, tail
        Nothing: it comes as it is.
    """

    late = tail = 0

    def __init__(self, source: Source, sample_rate: int, speed_pct: float = 100.0) -> None:
        self.channels = source.channels
        self.sample_rate = sample_rate
        self.frames = length(source, sample_rate, speed_pct)
        self._name = source.path.name
        self._at = 0
        decoder = _open(source.path, source.frames)
        if (decoder.sample_rate, decoder.channels) != (source.sample_rate, source.channels):
            decoder.close()
            raise SourceError(f"{self._name} is not the file it was when it was examined")
        decoder = decoder if source.sample_rate == sample_rate else Resampled(decoder, sample_rate)
        self._decoder = decoder if speed_pct == 100 else Stretched(decoder, speed_pct)

    def read(self, frames: int) -> Audio:
        """Return the next frames, shape (channels, frames), silence after the end."""
        out: Audio = np.empty((self.channels, frames), np.float32)
        self.fill(out)
        return out

    def fill(self, out: Audio) -> None:
        """Set `out`, shape (channels, frames), to the next frames, silence after the end."""
        try:
            done = self._decoder.read(out)
        except OSError as error:
            raise SourceError(f"{self._name} cannot be read any further: {cause(error)}") from error
        out[:, done:] = 0.0
        self._at += out.shape[1]

    def seek(self, frame: int) -> None:
        """Go on from a frame, counted at `sample_rate`: what is read there is what straight reading gives."""
        try:
            self._decoder.seek(frame)
        except NotAudio as error:
            raise SourceError(f"{self._name} cannot be read any more: {error}") from error
        self._at = frame

    def blocks(self, frames: int = 65_536) -> Iterator[Audio]:
        """Yield what is to come, so many frames at a time, the last block shorter."""
        for start in range(self._at, self.frames, frames):
            yield self.read(min(frames, self.frames - start))

    def close(self) -> None:
        """Close the file."""
        self._decoder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def length(source: Source, sample_rate: int, speed_pct: float = 100.0) -> int:
    """Return how many frames a recording has at a sample rate and a speed."""
    return stretched_frames(resampled_frames(source.frames, source.sample_rate, sample_rate), speed_pct)


def open_stream(source: Source, sample_rate: int, speed_pct: float = 100.0) -> Stream:
    """Open a recording for reading block by block; samples do not depend on the blocks.

    Raises
    ------
    SourceError
        If the file cannot be opened any more, or is another one by now.
    """
    return Stream(source, sample_rate, speed_pct)


def read(source: Source, sample_rate: int) -> Audio:
    """Return a whole recording, shape (channels, frames), at `sample_rate`; raises `SourceError`."""
    with open_stream(source, sample_rate) as stream:
        return stream.read(stream.frames)


def _open(path: Path, frames: int | None = None) -> Decoder:
    try:
        return open_decoder(path, frames)
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {cause(error)}") from error
    except NotAudio as error:
        raise SourceError(f"{path.name} cannot be read as audio: {error}") from error


def _check(path: Path, decoder: Decoder) -> int:
    """Return how many frames decode, having looked whether they can be mixed."""
    frames = decoder.frames if decoder.certain else 0
    if not decoder.certain:
        chunk: Audio = np.empty((decoder.channels, CHUNK), np.float32)
        while got := decoder.read(chunk):
            if not np.isfinite(chunk[:, :got]).all():
                raise SourceError(f"{path.name} holds samples that are not numbers (NaN or infinite)")
            frames += got
    if frames == 0:
        raise SourceError(f"{path.name} holds no audio: not one frame decodes")
    return frames


def cause(error: OSError) -> str:
    """Say what the system said, as the end of a sentence."""
    said = error.strerror or str(error)
    return said[:1].lower() + said[1:]
