"""Rounding adds a steady, even hiss and nothing that follows the music."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
import scipy.stats

from dsp.dither import Dither

FRAMES = 200_000


def errors(bits: int, x: np.ndarray) -> np.ndarray:
    """Rounding errors in steps, shape as `x`."""
    return Dither(bits).process(x) - x.astype(np.float64) * 2 ** (bits - 1)


@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize("offset", [0.0, 0.25, 0.5])
def test_mean_and_power_of_the_error_do_not_depend_on_the_signal(bits: int, offset: float) -> None:
    x = np.full((1, FRAMES), offset / 2 ** (bits - 1), np.float32)
    error = errors(bits, x)
    assert error.mean() == pytest.approx(0.0, abs=0.01)
    # Two uniform distributions and rounding: three times 1/12 of a step squared.
    assert error.var() == pytest.approx(3 / 12, rel=0.02)


def test_the_noise_itself_is_triangular_over_two_steps() -> None:
    # With x halfway between two steps at many places the error, less the rounding, is the noise.
    x = np.random.default_rng(3).uniform(-0.5, 0.5, (1, FRAMES)).astype(np.float32)
    error = errors(16, x)[0]
    uniform_and_noise = scipy.stats.irwinhall(3, loc=-1.5)
    assert scipy.stats.kstest(error[::20], uniform_and_noise.cdf).statistic < 0.015
    assert np.abs(error).max() <= 1.5


def test_silence_is_one_step_off_an_eighth_of_the_time_either_way() -> None:
    # Triangular noise of one step passes half a step with a chance of 1/8 on each side.
    steps, counts = np.unique(Dither(24).process(np.zeros((2, FRAMES), np.float32)), return_counts=True)
    assert steps.tolist() == [-1, 0, 1]
    assert counts / (2 * FRAMES) == pytest.approx([1 / 8, 6 / 8, 1 / 8], abs=0.002)


def test_neither_neighbours_nor_channels_know_of_each_other() -> None:
    error = errors(16, np.zeros((2, FRAMES), np.float32))
    for told in (error, error**2):
        left, right = told - told.mean(axis=1, keepdims=True)
        pairs = [(left, right), *((side[lag:], side[:-lag]) for side in (left, right) for lag in (1, 2, 3, 8))]
        pairs += [(left[lag:], right[:-lag]) for lag in (1, 2)] + [(right[lag:], left[:-lag]) for lag in (1, 2)]
        for one, other in pairs:
            # Five standard deviations of the correlation of as many independent numbers.
            assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(FRAMES)


def test_the_noise_does_not_come_round_again() -> None:
    dither = Dither(16)
    silence = np.zeros((1, 2**17), np.float32)
    blocks = [dither.process(silence)[0].astype(float) for _ in range(8)]
    assert np.abs(np.corrcoef(blocks) - np.eye(8)).max() < 5 / np.sqrt(2**17)


def test_the_noise_is_white_and_differs_between_channels() -> None:
    error = errors(16, np.zeros((2, FRAMES), np.float32))
    _, power = scipy.signal.welch(error, nperseg=256)
    assert np.ptp(10 * np.log10(power[:, 1:-1]), axis=1).max() < 1.5
    assert abs(np.corrcoef(error)[0, 1]) < 0.01


def test_a_tone_below_one_step_is_still_there_and_has_no_harmonics() -> None:
    t = np.arange(FRAMES) / 44_100
    x = (0.4 / 2**15 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32)[None]
    y = Dither(16).process(x)[0] / 2**15
    amplitude = [abs(2 * np.mean(y * np.exp(-2j * np.pi * 1000 * n * t))) * 2**15 for n in (1, 3, 5)]
    assert amplitude[0] == pytest.approx(0.4, abs=0.01)
    assert max(amplitude[1:]) < 0.01


def test_blocks_make_no_difference_and_neither_does_the_run() -> None:
    x = np.random.default_rng(1).uniform(-1, 1, (2, 1000)).astype(np.float32)
    whole = Dither(16).process(x)
    pieces = Dither(16)
    blocks = [pieces.process(x[:, i : i + 37]) for i in range(0, 1000, 37)]
    assert np.array_equal(np.concatenate(blocks, axis=1), whole)


def test_samples_beyond_full_scale_are_held_there() -> None:
    y = Dither(16).process(np.array([[1.5, -1.5, 1.0]], np.float32))
    assert y[0, :2].tolist() == [32767, -32768]
    assert 32766 <= y[0, 2] <= 32767
