"""Whole numbers and floats stand in a file as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from dsp.encode import FlacEncoder, WavEncoder


def numbers(bits: int, channels: int) -> np.ndarray:
    full = 2 ** (bits - 1)
    x = np.random.default_rng(bits).integers(-full, full, (channels, 1001)).astype(np.int32)
    x[:, :5] = [0, -1, 1, -full, full - 1]
    return x


@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_holds_the_numbers_frame_by_frame_lowest_byte_first(tmp_path: Path, bits: int, channels: int) -> None:
    x = numbers(bits, channels)
    with (tmp_path / "x.wav").open("w+b") as file:
        encoder = WavEncoder(file, 48_000, channels, bits)
        encoder.write(x[:, :300])
        encoder.write(x[:, 300:])
        encoder.close()
    data = (tmp_path / "x.wav").read_bytes()[44 : 44 + x.size * bits // 8]
    width = bits // 8
    found = [int.from_bytes(data[i : i + width], "little", signed=True) for i in range(0, len(data), width)]
    assert found == x.T.ravel().tolist()


@pytest.mark.parametrize("channels", [1, 2])
def test_a_flac_holds_the_same_numbers(tmp_path: Path, channels: int) -> None:
    x = numbers(24, channels)
    with (tmp_path / "x.flac").open("w+b") as file:
        encoder = FlacEncoder(file, 48_000, channels, 24)
        encoder.write(x)
        encoder.close()
    found = soundfile.read(tmp_path / "x.flac", dtype="int32", always_2d=True)[0].T
    assert np.array_equal(found >> 8, x)


@pytest.mark.parametrize("channels", [1, 2])
def test_floats_are_not_touched(tmp_path: Path, channels: int) -> None:
    x = (np.random.default_rng(2).standard_normal((channels, 501)) * 3).astype(np.float32)
    with (tmp_path / "x.wav").open("w+b") as file:
        encoder = WavEncoder(file, 48_000, channels, 32)
        encoder.write(x)
        encoder.close()
    assert np.array_equal(soundfile.read(tmp_path / "x.wav", dtype="float32", always_2d=True)[0].T, x)
