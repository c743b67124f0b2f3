"""The reverb's decay, density and width, measured on its impulse response."""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from dsp.effects.space import Reverb

RATE = 48000


def impulse_response(effect, seconds, channels=2, side=None):
    x = np.zeros((1, channels, int(RATE * seconds)), np.float32)
    x[0, slice(None) if side is None else side, 0] = 1
    return Reverb.bank([effect], RATE, channels).process(x)[0].astype(np.float64)


def decay_s(response, frequency):
    """T60 of an octave band, from -5 to -35 dB of Schroeder's backward integral (ISO 3382)."""
    edges = [frequency / sqrt(2), frequency * sqrt(2)]
    octave = sosfiltfilt(butter(4, edges, "band", fs=RATE, output="sos"), response)
    left = np.cumsum(np.square(octave)[..., ::-1], axis=-1)[..., ::-1].sum(axis=0)
    level = 10 * np.log10(left / left[0] + 1e-30)
    line = (level < -5) & (level > -35)
    return -60 / np.polyfit(np.flatnonzero(line) / RATE, level[line], 1)[0]


@pytest.mark.parametrize("decay", [0.5, 1.6, 4.0])
def test_it_decays_by_60_db_in_its_time(decay):
    response = impulse_response(Reverb(decay_s=decay, damping_hz=12000), 1.5 * decay + 0.5)
    assert decay_s(response, 500) == pytest.approx(decay, rel=0.05)
    assert decay_s(response, 1000) == pytest.approx(decay, rel=0.05)


def test_at_the_damping_frequency_it_decays_in_half_the_time():
    response = impulse_response(Reverb(decay_s=2, damping_hz=4000), 3)
    assert decay_s(response, 4000) == pytest.approx(1.0, rel=0.2)
    assert decay_s(response, 500) == pytest.approx(2.0, rel=0.05)


def test_echoes_are_as_dense_as_noise_after_an_eighth_of_a_second():
    """Abel and Huang's echo density: the share of samples beyond one deviation, as in Gaussian noise."""
    response = impulse_response(Reverb(predelay_ms=0), 1)
    for side in response:
        for at in (0.125, 0.25, 0.5):
            window = side[int((at - 0.012) * RATE) : int((at + 0.012) * RATE)]
            density = np.mean(np.abs(window) > window.std()) / erfc(1 / sqrt(2))
            assert density > 0.9


def test_no_single_pitch_rings_on():
    """Late on, the lines of the spectrum scatter little more than those of decaying noise."""
    late = impulse_response(Reverb(decay_s=1.6, damping_hz=20000), 3)[0, RATE // 2 : RATE // 2 + 2 * RATE]
    t = np.arange(late.size) / RATE
    noise = np.random.default_rng(0).standard_normal(late.size) * 10 ** (-3 * t / 1.6)

    def scatter(wave, low):
        lines = np.square(np.abs(np.fft.rfft(wave * np.hanning(wave.size))))[2 * low : 4 * low]
        return np.mean(lines**2) / np.mean(lines) ** 2  # 2 for noise

    for low in (300, 600, 1200):
        assert scatter(late, low) < 2 * scatter(noise, low)


def test_left_and_right_have_nothing_in_common_until_the_width_is_closed():
    wide = impulse_response(Reverb(), 2, channels=1)
    assert abs(np.corrcoef(wide[:, RATE // 20 :])[0, 1]) < 0.1
    narrow = impulse_response(Reverb(width_pct=0), 2, channels=1)
    np.testing.assert_array_equal(narrow[0], narrow[1])


@pytest.mark.parametrize("predelay", [0, 40, 200])
def test_the_predelay_comes_on_top_of_the_shortest_way(predelay):
    first = [np.flatnonzero(np.abs(impulse_response(Reverb(predelay_ms=ms), 1)[0]) > 1e-4)[0] for ms in (0, predelay)]
    assert first[1] - first[0] == round(predelay * RATE / 1000)


@pytest.mark.parametrize("decay", [0.4, 1.6, 6.0])
def test_music_keeps_its_level_whatever_the_decay(decay):
    x = np.random.default_rng(0).standard_normal((1, 2, int(RATE * (decay + 2)))).astype(np.float32) * 0.1
    y = Reverb.bank([Reverb(decay_s=decay, damping_hz=20000, low_cut_hz=20)], RATE, 2).process(x)
    settled = slice(int(RATE * (decay + 1)), None)
    assert 20 * np.log10(y[..., settled].std() / x.std()) == pytest.approx(0, abs=2)


def test_the_low_cut_keeps_the_bottom_out():
    full, lean = (impulse_response(Reverb(low_cut_hz=hz), 2) for hz in (20, 400))
    lines = np.fft.rfftfreq(full.shape[1], 1 / RATE)
    low, high = (lines > 60) & (lines < 120), (lines > 2000) & (lines < 4000)
    power = [np.square(np.abs(np.fft.rfft(h[0]))) for h in (full, lean)]
    assert 10 * np.log10(power[1][low].sum() / power[0][low].sum()) < -10
    assert 10 * np.log10(power[1][high].sum() / power[0][high].sum()) == pytest.approx(0, abs=0.2)
