"""Chorus and flanger: combs where they are computed to be, swings in step with the song, levels that stay."""

from __future__ import annotations

import numpy as np
import pytest
from rig import Desk, desk_mix, strip

from dsp.effects import Chorus, Flanger
from dsp.engine import Engine
from dsp.kernels.sweep import PHASES, TAPS, between_frames

RATE = 48000


def response(effect, seconds=1.0):
    """The transfer function of the left channel, by frequency in Hz times `seconds`."""
    x = np.zeros((1, 1, round(RATE * seconds)), np.float32)
    x[..., 0] = 1.0
    return np.fft.rfft(effect.bank([effect], RATE, 1).process(x)[0, 0].astype(np.float64))


def db(x):
    return 20 * np.log10(np.abs(x))


def comb(hz, delay_ms, mix, kept):
    late = np.exp(-2j * np.pi * hz * delay_ms * 1e-3)
    whole = np.sqrt((1 - mix) ** 2 + mix**2 / (1 - kept**2))
    return ((1 - mix) + mix * late / (1 - kept * late)) / whole


HZ = np.arange(20, 10001)


@pytest.mark.parametrize("delay_ms", [1.0, 2.5, 1.234, 7.77])
@pytest.mark.parametrize("kept", [0, 60, -60])
def test_a_flanger_that_stands_still_is_the_comb_of_the_book_to_a_hundredth_of_a_decibel(delay_ms, kept):
    measured = response(Flanger(mix_pct=40, depth_ms=0, delay_ms=delay_ms, feedback_pct=kept))[HZ]
    whole_frames = delay_ms * RATE / 1000 == round(delay_ms * RATE / 1000)
    tolerance = 0.01 if whole_frames or not kept else 0.05  # each time round it is read between frames again
    np.testing.assert_allclose(db(measured), db(comb(HZ, delay_ms, 0.4, kept / 100)), atol=tolerance)


@pytest.mark.parametrize(
    "effect",
    [
        Chorus(mix_pct=50, voices=1, delay_ms=10.0, depth_ms=0),
        Flanger(mix_pct=50, delay_ms=2.0, depth_ms=0, feedback_pct=0),
    ],
)
def test_the_notches_are_where_the_copy_is_half_a_wave_late(effect):
    magnitude = db(response(effect)[:12001])
    spacing = 1000 / effect.delay_ms
    notches = np.arange(spacing / 2, 12000, spacing).astype(int)
    assert magnitude[notches].max() < -60
    np.testing.assert_allclose(magnitude[(notches + spacing / 2).astype(int)[:-1]], 3.0103, atol=0.01)


def test_what_is_read_between_frames_is_exact_up_to_15_khz():
    at = np.arange(PHASES + 1) / PHASES
    for hz, most_db in ((12000, 0.01), (15000, 0.05)):
        turn = 2j * np.pi * hz / 44100
        read = between_frames() @ np.exp(turn * (np.arange(TAPS) - (TAPS // 2 - 1))) / np.exp(turn * at)
        assert np.abs(db(read)).max() < most_db
        assert np.abs(read - 1).max() < 10 ** (-65 / 20) or hz > 12000


def test_a_swing_detunes_by_as_much_as_its_speed():
    effect = Chorus(mix_pct=100, voices=1, depth_ms=4.0, rate_hz=1.0, delay_ms=10)
    t = np.arange(4 * RATE) / RATE
    x = (0.5 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32)
    y = effect.bank([effect], RATE, 1).process(x[None, None])[0, 0].astype(np.float64)
    turns = np.unwrap(np.angle(np.fft.ifft(np.fft.fft(y) * 2 * (np.fft.fftfreq(y.size) > 0))))
    hz = np.gradient(turns) * RATE / (2 * np.pi)
    middle = hz[RATE:-RATE]
    assert middle.max() / 1000 == pytest.approx(1 + np.pi * 1.0 * 0.004, abs=2e-4)
    assert middle.min() / 1000 == pytest.approx(1 - np.pi * 1.0 * 0.004, abs=2e-4)


@pytest.mark.parametrize(
    "effect",
    [Chorus(mix_pct=50), Chorus(mix_pct=70, voices=4), Flanger(mix_pct=50), Flanger(mix_pct=50, feedback_pct=-60)],
)
def test_noise_comes_out_as_loud_as_it_went_in(effect):
    x = (0.1 * np.random.default_rng(1).standard_normal((1, 2, 10 * RATE))).astype(np.float32)
    y = effect.bank([effect], RATE, 2).process(x)
    assert 20 * np.log10(y.std() / x.std()) == pytest.approx(0.0, abs=0.3)


def test_the_sides_of_a_chorus_part_as_wide_as_said():
    x = (0.1 * np.random.default_rng(1).standard_normal((1, 1, 4 * RATE))).astype(np.float32)
    for width, alike in ((0, True), (100, False)):
        effect = Chorus(mix_pct=50, width_pct=width)
        left, right = effect.bank([effect], RATE, 1).process(x)[0]
        assert np.array_equal(left, right) == alike


@pytest.mark.parametrize("effect", [Chorus(mix_pct=50, rate_hz=1.3), Flanger(mix_pct=50, feedback_pct=60)])
def test_from_the_middle_of_the_song_it_sounds_as_from_its_start(effect):
    audio = {"a": (0.1 * np.random.default_rng(2).standard_normal((1, 3 * RATE))).astype(np.float32)}
    mix = desk_mix(strip("a", effect))
    at, settled = RATE + 12345, RATE // 2
    whole = Engine(mix, Desk(audio), RATE).process(3 * RATE)["main"]
    part = Engine(mix, Desk(audio), RATE, start=at).process(RATE)["main"]
    np.testing.assert_allclose(part[:, settled:], whole[:, at + settled : at + RATE], atol=1e-6)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (Chorus(mix_pct=100, rate_hz=0.5), Chorus(mix_pct=100, rate_hz=2.0)),
        (Flanger(mix_pct=100, rate_hz=0.5), Flanger(mix_pct=100, rate_hz=2.0)),
    ],
)
def test_a_turned_rate_fades_from_the_old_swing_to_the_new_and_does_not_jump(begin, end):
    t = np.arange(2 * RATE) / RATE
    x = np.tile((0.5 * np.sin(2 * np.pi * 100 * t)).astype(np.float32), (1, 2, 1))
    bank, settled = begin.bank([begin], RATE, 2), end.bank([end], RATE, 2)
    bank.set(0, end, RATE)
    y = bank.process(x)[0].astype(np.float64)
    steepest = 2 * np.pi * 100 / RATE * np.abs(y[:, RATE // 2 :]).max()
    assert np.abs(np.diff(y[:, RATE // 2 :])).max() < 1.2 * steepest
    np.testing.assert_allclose(y[:, -RATE // 4 :], settled.process(x)[0, :, -RATE // 4 :], atol=1e-5)
