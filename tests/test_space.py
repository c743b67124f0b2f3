"""The reverb's decay, density and width, measured on its impulse response."""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np
import pytest
from scipy.linalg import hadamard
from scipy.signal import butter, lfilter, sosfiltfilt

from dsp.effects.space import LINES_MS, SPREAD_MS, TURNS_HZ, Reverb, _prime

RATE = 48000


def impulse_response(effect, seconds, channels=2, side=None):
    x = np.zeros((1, channels, int(RATE * seconds)), np.float32)
    x[0, slice(None) if side is None else side, 0] = 1
    return Reverb.bank([effect], RATE, channels).process(x)[0].astype(np.float64)


def responses(effect, seconds, moments=(0, 9600, 20000, 30000)):
    """Impulse responses at several moments, for the reverb moves: shape (moments x 2, frames)."""
    frames = int(RATE * seconds)
    x = np.zeros((len(moments), 2, frames + max(moments)), np.float32)
    for lane, moment in enumerate(moments):
        x[lane, :, moment] = 1
    y = Reverb.bank([effect] * len(moments), RATE, 2).process(x).astype(np.float64)
    return np.concatenate([lane[:, moment : moment + frames] for lane, moment in zip(y, moments, strict=True)])


def plain_network(effect, x):
    """A reverb at rest without a pre-delay, as its equations stand: shape (2, frames)."""
    bank = Reverb.bank([effect], RATE, 2)
    _, _, level, *filters = bank.coefficients(effect)
    (*gains, _), (*poles, cut) = np.split(np.array(filters), 2)
    gains, poles = np.array(gains), np.array(poles)
    delays = [_prime(ms * 1e-3 * RATE) for ms in (*SPREAD_MS[0], *SPREAD_MS[1], *LINES_MS)]
    spread, trips = np.array(delays[:6]).reshape(2, 3), np.array(delays[6:])
    came = np.stack([lfilter([1 - cut], [1, -cut], side) for side in x])
    came = (x - came) * (1 + cut) / (2 * cut)
    for side in range(2):
        for delay in spread[side]:
            smear = np.zeros(delay + 1)
            smear[0], smear[-1] = -0.62, 1
            came[side] = lfilter(smear, np.r_[1, np.zeros(delay - 1), -0.62], came[side])
    came = np.pad(came, ((0, 0), (64, 0)))  # it gathers 64 frames before it works on them
    lines, damped = np.zeros((x.shape[1], 16)), np.zeros(16)
    heard = np.zeros_like(x)
    for n in range(x.shape[1]):
        out = np.where(n >= trips, lines[n - trips, range(16)], 0.0)
        damped = gains * (1 - poles) * out + poles * damped
        near, far = hadamard(8) @ damped[:8], hadamard(8) @ damped[8:]
        heard[:, n] = (near[5] + far[5]) / 4, (near[2] - far[2]) / 4
        near, far = near + came[0, n], far + came[1, n]
        angles = np.pi / 4 + 2 * np.pi * np.array(TURNS_HZ) / RATE * np.array([[n // 64 * 64], [n // 64 * 64 + 64]])
        cos, sin = (f[0] + (f[1] - f[0]) * (n % 64) / 64 for f in (np.cos(angles), np.sin(angles)))
        lines[n] = np.concatenate([cos * near + sin * far, sin * near - cos * far]) / 8**0.5
    return 2 * level * heard


def octave(response, frequency):
    edges = [frequency / sqrt(2), frequency * sqrt(2)]
    return sosfiltfilt(butter(4, edges, "band", fs=RATE, output="sos"), response)


def decay_s(response, frequency):
    """T60 of an octave band, from -5 to -35 dB of Schroeder's backward integral (ISO 3382)."""
    left = np.cumsum(np.square(octave(response, frequency))[..., ::-1], axis=-1)[..., ::-1].sum(axis=0)
    level = 10 * np.log10(left / left[0] + 1e-30)
    line = (level < -5) & (level > -35)
    return -60 / np.polyfit(np.flatnonzero(line) / RATE, level[line], 1)[0]


@pytest.mark.parametrize("decay", [0.5, 1.6, 4.0])
def test_it_decays_by_60_db_in_its_time(decay):
    response = responses(Reverb(decay_s=decay, damping_hz=12000), 1.5 * decay + 0.5)
    for frequency in (250, 500, 1000):
        assert decay_s(response, frequency) == pytest.approx(decay, rel=0.05)


def test_at_the_damping_frequency_it_decays_in_half_the_time():
    response = responses(Reverb(decay_s=2, damping_hz=4000), 3)
    assert decay_s(response, 4000) == pytest.approx(1.0, rel=0.1)
    assert decay_s(response, 500) == pytest.approx(2.0, rel=0.05)


def test_echoes_are_as_dense_as_noise_after_an_eighth_of_a_second():
    """Abel and Huang's echo density: the share of samples beyond one deviation, as in Gaussian noise."""
    response = impulse_response(Reverb(predelay_ms=0), 1)
    for side in response:
        for at, least in ((0.06, 0.75), (0.125, 0.9), (0.25, 0.9), (0.5, 0.9)):
            window = side[int((at - 0.012) * RATE) : int((at + 0.012) * RATE)]
            density = np.mean(np.abs(window) > window.std()) / erfc(1 / sqrt(2))
            assert density > least


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
    for frequency in (250, 500, 1000, 2000, 4000):
        assert abs(np.corrcoef(octave(wide, frequency)[:, RATE // 20 :])[0, 1]) < 0.2
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


@pytest.mark.parametrize("frequency", [2000, 7000, 15000])
def test_damping_is_the_one_pole_it_says_on_its_way_and_at_rest(frequency):
    """The same reverb with its damping a hair from where it goes: moving takes another way, to the same sound."""
    settled, moving = Reverb(decay_s=0.5, damping_hz=frequency), Reverb(decay_s=0.5, damping_hz=frequency * 1.0001)
    x = 0.1 * np.random.default_rng(1).standard_normal((1, 2, RATE // 2)).astype(np.float32)
    at_rest = Reverb.bank([settled], RATE, 2).process(x)
    bank = Reverb.bank([moving], RATE, 2)
    bank.set(0, settled, RATE // 8)
    assert np.abs(bank.process(x) - at_rest).max() < 1e-4 * np.abs(at_rest).max()


def test_at_rest_it_rings_as_a_plain_network_of_delays_does():
    """The same maths, a frame at a time: delays, one-pole damping, a Hadamard matrix, pairs turned."""
    effect = Reverb(decay_s=0.4, predelay_ms=0, damping_hz=3000, low_cut_hz=300)
    frames = 6000
    x = np.zeros((2, frames))
    x[0, 0], x[1, 700] = 1.0, -0.5
    fast = Reverb.bank([effect], RATE, 2).process(x[None].astype(np.float32))[0]
    np.testing.assert_allclose(fast, plain_network(effect, x), atol=2e-6)
