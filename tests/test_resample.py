"""A change of rate starts with the sound, has an exact length and does not depend on the pieces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from dsp.decode import open_decoder
from dsp.resample import Resampled, Resampler, resampled_frames

PAIRS = [(44_100, 48_000), (48_000, 44_100), (96_000, 44_100), (8_000, 192_000), (192_000, 8_000)]


def resampled(x: np.ndarray, from_rate: int, to_rate: int, piece: int) -> np.ndarray:
    resampler = Resampler(from_rate, to_rate, len(x))
    pieces = [resampler.process(x[:, i : i + piece]) for i in range(0, x.shape[1], piece)]
    return np.concatenate([*pieces, resampler.process(x[:, :0], last=True)], axis=1)


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
@pytest.mark.parametrize("frames", [1, 100, 4_411, 20_000])
def test_the_length_is_the_nearest_whole_number(from_rate: int, to_rate: int, frames: int) -> None:
    x = np.zeros((2, frames), np.float32)
    exact = frames * to_rate / from_rate
    assert abs(resampled_frames(frames, from_rate, to_rate) - exact) <= 0.5
    assert resampled(x, from_rate, to_rate, 999).shape == (2, resampled_frames(frames, from_rate, to_rate))


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_a_click_stays_where_it_is(from_rate: int, to_rate: int) -> None:
    x = np.zeros((1, from_rate // 4), np.float32)
    x[0, from_rate // 10] = 1.0
    y = resampled(x, from_rate, to_rate, 1000)[0]
    assert np.abs(y).argmax() == pytest.approx(to_rate / 10, abs=1)


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_pieces_make_no_difference(from_rate: int, to_rate: int) -> None:
    x = np.random.default_rng(0).standard_normal((2, 9_000)).astype(np.float32)
    whole = resampled(x, from_rate, to_rate, 9_000)
    assert np.array_equal(resampled(x, from_rate, to_rate, 37), whole)
    assert np.array_equal(resampled(x, from_rate, to_rate, 4_096), whole)


def test_there_and_back_is_the_same_sound() -> None:
    t = np.arange(44_100) / 44_100
    tones = 0.3 * np.sin(2 * np.pi * 300 * t) + 0.2 * np.sin(2 * np.pi * 15_000 * t)
    x = (tones * np.hanning(len(t))).astype(np.float32)[None]
    back = resampled(resampled(x, 44_100, 48_000, 4_096), 48_000, 44_100, 4_096)
    # The pass band is flat to a ten-thousandth of a decibel, which is -100 dB of the tone itself.
    assert 20 * np.log10(np.abs(back - x).max() / np.abs(x).max()) < -100


ODD = [(44_100, 47_990), (44_100, 40_009)]  # rates that hardly ever meet


@pytest.mark.parametrize(("from_rate", "to_rate"), [*PAIRS, (22_050, 96_000), *ODD])
def test_a_frame_that_is_sought_is_the_one_that_straight_reading_comes_to(
    tmp_path: Path, from_rate: int, to_rate: int
) -> None:
    x = np.random.default_rng(4).uniform(-1, 1, (from_rate, 2))
    soundfile.write(tmp_path / "x.wav", x, from_rate, subtype="FLOAT")
    resampled = Resampled(open_decoder(tmp_path / "x.wav"), to_rate)
    whole = np.empty((2, resampled.frames), np.float32)
    assert resampled.read(whole) == to_rate
    for share in (0.7, 0.0, 0.3337, 0.01, 0.9999, 1.0):
        frame = round(share * to_rate)
        resampled.seek(frame)
        rest = np.empty((2, to_rate), np.float32)
        done = resampled.read(rest)
        assert done == to_rate - frame
        assert np.abs(rest[:, :done] - whole[:, frame:]).max(initial=0.0) < 10 ** (-110 / 20)
    resampled.close()
