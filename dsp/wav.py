"""Plain WAV files, read without a detour: whole numbers of 16, 24 or 32 bits and floating point.

libsndfile reads them too, one sample at a time; most sessions are nothing else. Whatever is odd about a header
is left to libsndfile (`dsp.decode`), which knows many writers' habits.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio

PIECE = 16_384
"""Frames converted at a time: they stay near the processor."""

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_KINDS = {_PCM: ("i", (16, 24, 32)), _FLOAT: ("f", (32, 64))}
"""What a sample is by format tag: integer or floating point, of so many bits."""

_SUBFORMAT = bytes.fromhex("000000001000800000aa00389b71")
"""The rest of the identifier whose first two bytes are a format tag."""

UNFILLED = 0x7FFF_F000
"""A size from here on may stand for one that was never known: whoever wrote to a pipe could not go back."""

_IN_DS64 = 0xFFFF_FFFF
"""Stands for a size of 64 bits, to be found in the `ds64` chunk."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a plain WAV file keeps its samples, and how.

    Attributes
    ----------
    kind, width
        What a sample is: an integer "i" or floating point "f", of so many bytes.
    start
        Byte on which the first frame begins.
    frames, promised
        How many frames are there, and how many the header says, 0 if it does not.
    """

    sample_rate: int
    channels: int
    kind: str
    width: int
    start: int
    frames: int
    promised: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of a frame."""
        return self.channels * self.width


def chunks(file: IO[bytes], order: str = "<") -> Iterator[tuple[bytes, int]]:
    """Yield name and size of each chunk of a RIFF or AIFF file; the file then stands where the chunk's content begins.

    Parameters
    ----------
    file
        Open at its twelfth byte.
    order
        "<" if numbers have their lowest byte first, ">" if their highest.
    """
    while len(head := file.read(8)) == 8:
        name, size = struct.unpack(f"{order}4sI", head)
        content = file.tell()
        yield name, size
        file.seek(content + size + size % 2)


def layout(path: Path) -> Layout | None:
    """Find the samples of a file, None if it is no plain WAV.

    Raises
    ------
    OSError
        If it cannot be read.

    References
    ----------
    .. [1] Microsoft, "Multiple channel audio data and WAVE files", 2007: WAVE_FORMAT_EXTENSIBLE.
    .. [2] EBU Tech 3306, "RF64", 2018, and ITU-R BS.2088, "BW64": sizes beyond 4 GiB.
    """
    with path.open("rb") as file:
        kind, _, form = struct.unpack("<4sI4s", file.read(12).ljust(12, b"\0"))
        if kind not in (b"RIFF", b"RF64", b"BW64") or form != b"WAVE":
            return None
        about, long = b"", 0
        for name, size in chunks(file):
            if name == b"ds64":
                long = struct.unpack_from("<8xQ", file.read(min(size, 28)).ljust(28, b"\0"))[0]
            elif name == b"fmt ":
                about = file.read(min(size, 40))
            elif name == b"data":
                start = file.tell()
                there = file.seek(0, 2) - start
                known = kind != b"RIFF" or size < UNFILLED
                return _layout(about, start, there, long if long and size == _IN_DS64 else size, known)
    return None


def _layout(about: bytes, start: int, there: int, size: int, known: bool) -> Layout | None:
    """Make sense of a format chunk, and of how many bytes of samples there are and should be."""
    if len(about) < 16 or size == 0:
        return None
    tag, channels, sample_rate, _, frame_bytes, bits = struct.unpack_from("<HHIIHH", about)
    if tag == _EXTENSIBLE and len(about) == 40 and about[26:] == _SUBFORMAT:
        valid, tag = struct.unpack_from("<18xH4xH", about)
        if valid != bits:
            return None
    kind, depths = _KINDS.get(tag, ("", ()))
    if bits not in depths or channels == 0 or frame_bytes != channels * bits // 8:
        return None
    frames, promised = min(size, there) // frame_bytes, size // frame_bytes
    return Layout(sample_rate, channels, kind, bits // 8, start, frames, promised if known else 0)


class WavDecoder:
    """A plain WAV file, open (`dsp.decode.Decoder`)."""

    def __init__(self, path: Path, layout: Layout, frames: int | None = None) -> None:
        self.sample_rate, self.channels = layout.sample_rate, layout.channels
        self.frames = layout.frames if frames is None else min(frames, layout.frames)
        self.promised = layout.promised
        self.certain = layout.kind == "i"
        self._layout = layout
        self._file = path.open("rb", buffering=0)
        self.seek(0)

    def read(self, out: Audio) -> int:
        """Set `out`, shape (channels, frames), to the next frames and return how many there were."""
        layout = self._layout
        done = 0
        while wanted := min(out.shape[1] - done, self.frames - self._at, PIECE):
            data = np.empty(wanted * layout.frame_bytes, np.uint8)
            got = self._file.readinto(data.data) // layout.frame_bytes
            _convert(data[: got * layout.frame_bytes], layout, out[:, done : done + got])
            done += got
            self._at += got
            if got < wanted:
                break
        return done

    def seek(self, frame: int) -> None:
        """Go on from a frame."""
        self._at = min(frame, self.frames)
        self._file.seek(self._layout.start + self._at * self._layout.frame_bytes)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _convert(data: NDArray[np.uint8], layout: Layout, out: Audio) -> None:
    """Set channels to the samples that bytes hold: the very numbers that libsndfile gives."""
    if layout.kind == "f":
        np.copyto(out, data.view(f"<f{layout.width}").reshape(-1, len(out)).T, casting="same_kind")
        return
    from dsp.kernels import pcm

    rows = tuple(out)
    if layout.width == 3:
        (pcm.mono_24 if len(rows) == 1 else pcm.stereo_24)(data, *rows)
    else:
        step = np.float32(0.5 ** (8 * layout.width - 1))
        (pcm.mono if len(rows) == 1 else pcm.stereo)(data.view(f"<i{layout.width}"), *rows, step)
