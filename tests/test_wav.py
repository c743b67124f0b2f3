"""Plain WAV files give the very samples that libsndfile gives; odd ones are left to it."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from dsp.sources import SourceError, examine, read
from dsp.wav import PIECE, WavDecoder, layout

SUBTYPES = ("PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE")
EXTREMES = (-1.0, 1.0 - 2.0**-31, 2.0**-31, -(2.0**-31), 2.0**-24, 0.5 + 2.0**-25, -0.0, 1e-20)


def recording(
    path: Path, subtype: str = "PCM_24", channels: int = 2, frames: int = PIECE + 3, kind: str = "WAV"
) -> Path:
    x = np.random.default_rng(frames).uniform(-1, 1, (frames, channels))
    x.flat[: len(EXTREMES)] = EXTREMES[: x.size]
    soundfile.write(path, x, 44_100, subtype=subtype, format=kind)
    return path


def by_libsndfile(path: Path) -> np.ndarray:
    return soundfile.read(path, dtype="float32", always_2d=True)[0].T


def by_hand(form: bytes, data: bytes, *, kind: bytes = b"RIFF", before: bytes = b"", size: int | None = None) -> bytes:
    """A WAV file from a `fmt ` chunk's content and some samples."""
    body = b"WAVE" + before + struct.pack("<4sI", b"fmt ", len(form)) + form
    body += struct.pack("<4sI", b"data", len(data) if size is None else size) + data
    return struct.pack("<4sI", kind, len(body)) + body


def form(tag: int = 1, channels: int = 1, bits: int = 16, frame_bytes: int | None = None) -> bytes:
    each = channels * bits // 8 if frame_bytes is None else frame_bytes
    return struct.pack("<HHIIHH", tag, channels, 44_100, 44_100 * each, each, bits)


@pytest.mark.parametrize("kind", ["WAV", "WAVEX", "RF64"])
@pytest.mark.parametrize("subtype", SUBTYPES)
@pytest.mark.parametrize(("channels", "frames"), [(1, PIECE + 3), (2, 2 * PIECE), (2, 5), (1, 1)])
def test_samples_are_those_of_libsndfile_bit_for_bit(
    tmp_path: Path, kind: str, subtype: str, channels: int, frames: int
) -> None:
    path = recording(tmp_path / "x.wav", subtype, channels, frames, kind)
    found = layout(path)
    assert found is not None
    assert (found.sample_rate, found.channels, found.frames, found.promised) == (44_100, channels, frames, frames)
    assert read(examine(path), 44_100).tobytes() == by_libsndfile(path).tobytes()


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_reading_goes_on_from_any_frame_in_any_pieces(tmp_path: Path, subtype: str) -> None:
    path = recording(tmp_path / "x.wav", subtype)
    whole = by_libsndfile(path)
    decoder = WavDecoder(path, layout(path))
    for frame, frames in ((0, 7), (PIECE, 10), (1, PIECE + 1), (PIECE + 2, 5), (10**9, 5)):
        decoder.seek(frame)
        out = np.empty((2, frames), np.float32)
        done = decoder.read(out)
        assert done == max(0, min(frames, whole.shape[1] - frame))
        assert np.array_equal(out[:, :done], whole[:, frame : frame + done])
    decoder.close()


def test_a_layout_says_where_the_samples_are(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    odd = struct.pack("<4sI", b"LIST", 3) + b"abc\0"  # a chunk of an odd size is followed by a byte of nothing
    path.write_bytes(by_hand(form(), b"\x00\x40\x00\xc0", before=odd))
    found = layout(path)
    assert found is not None
    assert path.read_bytes()[found.start : found.start + 2 * found.frames] == b"\x00\x40\x00\xc0"
    assert read(examine(path), 44_100).tolist() == [[0.5, -0.5]]


@pytest.mark.parametrize("kind", [b"RF64", b"BW64"])
def test_sizes_of_64_bits_stand_in_a_chunk_of_their_own(tmp_path: Path, kind: bytes) -> None:
    sizes = struct.pack("<4sIQQQI", b"ds64", 28, 0, 4, 2, 0)
    path = tmp_path / "x.wav"
    path.write_bytes(by_hand(form(), b"\x00\x40\x00\xc0junk", kind=kind, before=sizes, size=0xFFFF_FFFF))
    assert read(examine(path), 44_100).tolist() == [[0.5, -0.5]]


def test_a_cut_file_of_64_bit_sizes_says_what_was_promised(tmp_path: Path) -> None:
    sizes = struct.pack("<4sIQQQI", b"ds64", 28, 0, 10**10, 5 * 10**9, 0)
    path = tmp_path / "x.wav"
    path.write_bytes(by_hand(form(), b"\0\x40" * 5, kind=b"RF64", before=sizes, size=0xFFFF_FFFF))
    source = examine(path)
    assert (source.frames, source.promised) == (5, 5 * 10**9)


def test_a_size_that_was_never_filled_in_promises_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(by_hand(form(), bytes(20), size=0xFFFF_FFFF))
    source = examine(path)
    assert (source.frames, source.promised) == (10, 10)


@pytest.mark.parametrize(
    "odd",
    [
        by_hand(form(bits=8), bytes(100)),
        by_hand(form(bits=24, frame_bytes=4), bytes(100)),
        by_hand(form(tag=7, bits=8), bytes(100)),
        by_hand(form(), bytes(100), size=0),
        b"RIFX" + bytes(100),
        b"fLaC" + bytes(100),
        by_hand(b"", bytes(100)),
        b"RIFF\0\0\0\0WAVE",
        b"RI",
        b"",
    ],
    ids=[
        "8 bits",
        "24 in 32 bits",
        "mu-law",
        "no size",
        "big-endian",
        "flac",
        "no format",
        "no data",
        "stump",
        "empty",
    ],
)
def test_what_is_not_plain_is_left_to_libsndfile(tmp_path: Path, odd: bytes) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(odd)
    assert layout(path) is None


def test_a_file_cut_anywhere_gives_what_libsndfile_gives_of_it(tmp_path: Path) -> None:
    path = recording(tmp_path / "x.wav", "PCM_24", 2, 40)
    data = path.read_bytes()
    for size in range(len(data)):
        path.write_bytes(data[:size])
        try:
            there = by_libsndfile(path)
        except soundfile.LibsndfileError:
            there = np.empty((2, 0))
        if there.shape[1] == 0:
            with pytest.raises(SourceError, match=r"^x\.wav (cannot be read|holds no audio|is empty)"):
                examine(path)
            continue
        source = examine(path)
        assert (source.frames, source.promised) == (there.shape[1], 40)
        assert np.array_equal(read(source, 44_100), there)
