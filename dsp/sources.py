"""Recordings: checked and read at any sample rate, never written.

Reading goes through libsndfile and stays in one place: nothing else knows file formats or that files hold
frames side by side.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import numpy as np

from dsp.resample import Resampler, resampled_frames
from dsp.units import Audio

if TYPE_CHECKING:
    from soundfile import SoundFile

RATES = (8_000, 192_000)
"""The lowest and highest sample rate that is read, in Hz."""

CHUNK = 4096
"""Frames decoded at a time: FLAC's usual block, so that all whole blocks of a cut file are kept."""

_SAMPLE_BYTES = {"PCM_U8": 1, "PCM_S8": 1, "PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4, "DOUBLE": 8}


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
        BLAKE2b of the file's bytes, as 32 hexadecimal digits.
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


def examine(path: Path, known: Mapping[str, Source] | None = None) -> Source:
    """Look at one file: hash it and, unless it is known, decode it once to see what it holds.

    Raises
    ------
    SourceError
        If it cannot be read, is empty, or holds what cannot be mixed.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
            size = file.tell()
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {cause(error)}") from error
    if known and digest in known:
        return replace(known[digest], name=path.stem, path=path)
    if size == 0:
        raise SourceError(f"{path.name} is empty: it holds no bytes at all")
    with _open(path) as file:
        low, high = RATES
        if file.channels > 2:
            raise SourceError(f"{path.name} has {file.channels} channels; only mono and stereo are mixed")
        if not low <= file.samplerate <= high:
            raise SourceError(f"{path.name} runs at {file.samplerate} Hz; {low} to {high} Hz are read")
        frames = 0
        for chunk in _decode(file):
            if not np.isfinite(chunk).all():
                raise SourceError(f"{path.name} holds samples that are not numbers (NaN or infinite)")
            frames += chunk.shape[1]
        if frames == 0:
            raise SourceError(f"{path.name} holds no audio: not one frame decodes")
        promised = max(frames, file.frames, _promised_by_chunks(path, file))
        return Source(path.stem, path, digest, file.samplerate, file.channels, frames, promised)


class Stream:
    """A recording, read from its start, at any sample rate; any number of frames at a time.

    Attributes
    ----------
    channels, sample_rate, frames
        What it gives; `frames` is the length at `sample_rate`.
    """

    def __init__(self, source: Source, sample_rate: int) -> None:
        self.channels = source.channels
        self.sample_rate = sample_rate
        self.frames = resampled_frames(source.frames, source.sample_rate, sample_rate)
        self._file = _open(source.path)
        if (self._file.samplerate, self._file.channels) != (source.sample_rate, source.channels):
            raise SourceError(f"{source.path.name} is not the file it was when it was examined")
        chunks = _decode(self._file, source.frames)
        if source.sample_rate != sample_rate:
            chunks = _resampled(chunks, Resampler(source.sample_rate, sample_rate, source.channels), source)
        self._chunks = chunks
        self._given = 0
        self._chunk: Audio = np.empty((self.channels, 0), np.float32)

    def read(self, frames: int) -> Audio:
        """Return the next frames, shape (channels, frames), silence after the end."""
        out = np.zeros((self.channels, frames), np.float32)
        done = 0
        while done < frames:
            if self._chunk.shape[1] == 0:
                chunk = next(self._chunks, None)
                if chunk is None:
                    break
                self._chunk = chunk
            part = self._chunk[:, : frames - done]
            out[:, done : done + part.shape[1]] = part
            done += part.shape[1]
            self._chunk = self._chunk[:, part.shape[1] :]
        self._given += frames
        return out

    def blocks(self, frames: int = 65_536) -> Iterator[Audio]:
        """Yield what is to come, so many frames at a time, the last block shorter."""
        for start in range(self._given, self.frames, frames):
            yield self.read(min(frames, self.frames - start))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_stream(source: Source, sample_rate: int) -> Stream:
    """Open a recording for reading block by block; samples do not depend on the blocks.

    Raises
    ------
    SourceError
        If the file cannot be opened any more, or is another one by now.
    """
    return Stream(source, sample_rate)


def read(source: Source, sample_rate: int) -> Audio:
    """Return a whole recording, shape (channels, frames), at `sample_rate`; raises `SourceError`."""
    with open_stream(source, sample_rate) as stream:
        return stream.read(stream.frames)


def _open(path: Path) -> SoundFile:
    import soundfile

    try:
        file = soundfile.SoundFile(path)
        # soundfile seeks to where it stands after every read, and MP3 does not always get back there.
        file.seekable = lambda: False
        return file
    except (soundfile.SoundFileError, OSError, TypeError) as error:
        reason = getattr(error, "error_string", str(error)).rstrip(".")
        raise SourceError(f"{path.name} cannot be read as audio: {reason}") from error


def _decode(file: SoundFile, frames: int | None = None) -> Iterator[Audio]:
    """Decode to the end, or to where decoding fails, or only so many frames."""
    import soundfile

    left = file.frames if frames is None else frames
    while left > 0:
        try:
            chunk = file.read(min(CHUNK, left), dtype="float32", always_2d=True)
        except soundfile.LibsndfileError:
            return
        if len(chunk) == 0:
            return
        left -= len(chunk)
        yield cast(Audio, np.ascontiguousarray(chunk.T))


def _resampled(chunks: Iterator[Audio], resampler: Resampler, source: Source) -> Iterator[Audio]:
    for chunk in chunks:
        yield resampler.process(chunk)
    yield resampler.process(np.empty((source.channels, 0), np.float32), last=True)


def _promised_by_chunks(path: Path, file: SoundFile) -> int:
    """How many frames a WAV's `data` or an AIFF's `SSND` chunk claims to hold; 0 if it does not say.

    libsndfile reports what there is, not what was promised.
    """
    frame_bytes = _SAMPLE_BYTES.get(file.subtype, 0) * file.channels
    with path.open("rb") as raw:
        order = {b"RIFF": "<", b"FORM": ">"}.get(raw.read(12)[:4])
        while order and frame_bytes and len(head := raw.read(8)) == 8:
            kind, size = struct.unpack(f"{order}4sI", head)
            if kind in (b"data", b"SSND"):
                unknown = size >= 0x7FFF_F000  # written to a pipe: the length was never filled in
                return 0 if unknown else (size - 8 * (kind == b"SSND")) // frame_bytes
            raw.seek(size + size % 2, 1)
    return 0


def cause(error: OSError) -> str:
    """Say what the system said, as the end of a sentence."""
    said = error.strerror or str(error)
    return said[:1].lower() + said[1:]
