"""Files are written whole or not at all, the same bytes every time, and say what did not fit."""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
import soundfile

from dsp.encode import WavEncoder
from dsp.files import BITS, LOSSY, WriteError, Writer, suffix
from dsp.formats import FORMATS, Format

EXACT = [kind for kind in FORMATS if kind not in LOSSY]

SUBTYPES = {"wav16": "PCM_16", "wav24": "PCM_24", "wav32f": "FLOAT", "flac": "PCM_24"}


def noise(frames: int, channels: int = 2) -> np.ndarray:
    return (np.random.default_rng(7).standard_normal((channels, frames)) * 0.1).astype(np.float32)


def write_blocks(path: Path, kind: Format, blocks: Iterable[np.ndarray], channels: int = 2) -> Writer:
    with Writer(path, 44_100, channels, kind) as writer:
        for block in blocks:
            writer.write(block)
    return writer


def write(path: Path, x: np.ndarray, kind: Format, block: int = 10_000) -> Writer:
    blocks = (x[:, start : start + block] for start in range(0, x.shape[1], block))
    return write_blocks(path, kind, blocks, x.shape[0])


def interrupted() -> Iterator[np.ndarray]:
    yield noise(5000)
    raise KeyboardInterrupt


@pytest.mark.parametrize("kind", EXACT)
@pytest.mark.parametrize(("channels", "frames"), [(1, 20_001), (2, 20_000), (2, 1)])
def test_every_format_reads_back_within_its_dither(tmp_path: Path, kind: Format, channels: int, frames: int) -> None:
    x = noise(frames, channels)
    path = tmp_path / f"x{suffix(kind)}"
    writer = write(path, x, kind)
    info = soundfile.info(path)
    assert (info.samplerate, info.channels, info.subtype) == (44_100, channels, SUBTYPES[kind])
    y = soundfile.read(path, dtype="float64", always_2d=True)[0].T
    assert y.shape == x.shape
    assert writer.frames == frames
    # One and a half steps: triangular noise of one step either way, then rounding.
    step = 0.0 if kind == "wav32f" else 2.0 ** (1 - BITS[kind])
    assert np.abs(y - x).max() <= 1.5 * step


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [1, 20_001])
def test_an_mp3_begins_and_ends_with_the_sound(tmp_path: Path, channels: int, frames: int) -> None:
    t = np.arange(frames) / 44_100
    x = np.float32([0.5 * np.sin(2 * np.pi * (440 + 3000 * t) * t + at) for at in range(channels)])
    write(tmp_path / "x.mp3", x, "mp3")
    assert soundfile.info(tmp_path / "x.mp3").subtype == "MPEG_LAYER_III"
    y = soundfile.read(tmp_path / "x.mp3", dtype="float64", always_2d=True)[0].T
    assert y.shape == x.shape
    if frames > 1:
        size = (tmp_path / "x.mp3").stat().st_size
        assert 8 * size * 44_100 / frames == pytest.approx(320_000, rel=0.2)  # with its tag and its padding
        assert 10 * np.log10((x**2).sum() / ((y - x) ** 2).sum()) > 30


def test_a_rate_that_no_mp3_has_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"x\.mp3 cannot be written: an MP3 file cannot hold 96 kHz; a FLAC file can"):
        Writer(tmp_path / "x.mp3", 96_000, 2, "mp3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_the_bytes_are_the_same_each_time_whatever_the_blocks(tmp_path: Path, kind: Format) -> None:
    x = noise(9_001)
    for i, block in enumerate((9_001, 1_000, 37)):
        write(tmp_path / f"{i}{suffix(kind)}", x, kind, block)
    first, *others = (path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert others == [first, first]


@pytest.mark.parametrize("kind", ["wav16", "wav24", "wav32f"])
@pytest.mark.parametrize("frames", [1000, 1001])
def test_a_wav_tells_its_sizes_and_holds_nothing_but_the_sound(tmp_path: Path, kind: Format, frames: int) -> None:
    write(tmp_path / "x.wav", noise(frames, 1), kind)
    data = (tmp_path / "x.wav").read_bytes()
    assert (data[:4], data[8:12]) == (b"RIFF", b"WAVE")
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    chunks, at = {}, 12
    while at < len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        chunks[name] = size
        at += 8 + size + size % 2
    assert at == len(data)
    assert set(chunks) == {b"fmt ", b"data"} | ({b"fact"} if kind == "wav32f" else set())
    assert chunks[b"data"] == frames * BITS[kind] // 8


@pytest.mark.parametrize("kind", EXACT)
def test_what_is_over_full_scale_is_counted(tmp_path: Path, kind: Format) -> None:
    x = noise(1000) * 0.1
    x[0, 10], x[1, 500], x[1, 501] = 1.5, -2.0, 1.0
    writer = write(tmp_path / "x", x, kind)
    assert writer.overs == 2
    assert writer.peak_dbfs == pytest.approx(20 * np.log10(2.0))
    y = soundfile.read(tmp_path / "x", always_2d=True)[0].T
    if kind == "wav32f":
        assert (y[0, 10], y[1, 500]) == (1.5, -2.0)
    else:
        assert y[1, 500] == -1.0
        assert y[0, 10] == pytest.approx(1.0, abs=2.0 ** (1 - BITS[kind]))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_appears_only_when_it_is_complete(tmp_path: Path, kind: Format) -> None:
    path = tmp_path / "new" / f"x{suffix(kind)}"
    with Writer(path, 44_100, 2, kind) as writer:
        writer.write(noise(5000))
        assert not path.exists()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", FORMATS)
def test_what_stops_halfway_leaves_the_old_file_and_no_part(tmp_path: Path, kind: Format) -> None:
    path = tmp_path / f"x{suffix(kind)}"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_blocks(path, kind, interrupted())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path, kind: Format, capfd, monkeypatch) -> None:
    path = tmp_path / f"x{suffix(kind)}"

    def full(file: object, *_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match=rf"x\{suffix(kind)} cannot be written: no space left on device"):
        write_blocks(path, kind, [noise(5000)])
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to fill")
@pytest.mark.parametrize("kind", FORMATS)
def test_a_disk_that_fills_while_writing_leaves_nothing(
    tmp_path: Path, kind: Format, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"x{suffix(kind)}"
    (tmp_path / f"{path.name}.part").symlink_to("/dev/full")
    with pytest.raises(WriteError, match="no space left on device"):
        write_blocks(path, kind, repeat(noise(5000), 40))
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr().err == ""


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match=r"x\.wav cannot be written: .* is not a folder"):
        Writer(tmp_path / "file" / "x.wav", 44_100, 2, "wav16")


def test_a_wav_that_would_pass_four_gibibytes_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x.wav").open("w+b") as file:
        encoder = WavEncoder(file, 44_100, 1, 32)
        huge = np.broadcast_to(np.zeros(1, np.float32), (1, 2**30))  # one number, seen 2**30 times
        with pytest.raises(OSError, match="holds 4 GiB at most"):
            encoder.write(huge)


def test_an_empty_wav_is_a_wav_and_an_empty_flac_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "x.wav", noise(0), "wav24")
    assert soundfile.info(tmp_path / "x.wav").frames == 0
    with pytest.raises(WriteError, match=r"x\.flac cannot be written: a FLAC file cannot be empty"):
        write(tmp_path / "x.flac", noise(0), "flac")
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]
