"""Filters against textbook prototypes designed by other code."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import bilinear, butter, freqz, iirnotch, sosfreqz

from dsp.effects.eq import SLOPES, Bell, HighPass, HighShelf, LowPass, LowShelf, Notch, Tilt, response_db

RATE = 48000
FREQUENCIES = np.geomspace(20, 20000, 200)


def impulse_response_db(effect, seconds=4):
    x = np.zeros((1, 1, RATE * seconds), np.float32)
    x[0, 0, 0] = 1
    h = type(effect).bank([effect], RATE, 1).process(x)[0, 0].astype(np.float64)
    spectrum = np.fft.rfft(h)[1:]
    return np.fft.rfftfreq(h.size, 1 / RATE)[1:], 20 * np.log10(np.abs(spectrum) + 1e-12)


def cookbook(effect):
    """Bristow-Johnson's biquads."""
    w = 2 * np.pi * effect.frequency_hz / RATE
    a, alpha, c = 10 ** (effect.gain_db / 40), np.sin(w) / (2 * effect.q), np.cos(w)
    if isinstance(effect, Bell):
        return [1 + alpha * a, -2 * c, 1 - alpha * a], [1 + alpha / a, -2 * c, 1 - alpha / a]
    s, r = (1 if isinstance(effect, LowShelf) else -1), 2 * np.sqrt(a) * alpha
    b = [
        a * (a + 1 - s * (a - 1) * c + r),
        s * 2 * a * (a - 1 - s * (a + 1) * c),
        a * (a + 1 - s * (a - 1) * c - r),
    ]
    return b, [a + 1 + s * (a - 1) * c + r, -s * 2 * (a - 1 + s * (a + 1) * c), a + 1 + s * (a - 1) * c - r]


@pytest.mark.parametrize("slope", SLOPES)
@pytest.mark.parametrize(("kind", "kind_name"), [(HighPass, "high"), (LowPass, "low")])
def test_a_pass_filter_is_a_butterworth_filter_of_its_slope(kind, kind_name, slope):
    effect = kind(cutoff_hz=700, slope_db_oct=slope)
    sos = butter(round(slope / 6), 700, kind_name, fs=RATE, output="sos")
    _, expected = sosfreqz(sos, FREQUENCIES, fs=RATE)
    audible = np.abs(expected) > 1e-6
    got = response_db(effect, FREQUENCIES, RATE)
    np.testing.assert_allclose(got[audible], 20 * np.log10(np.abs(expected[audible])), atol=1e-6)
    assert response_db(effect, 700.0, RATE) == pytest.approx(-3.0103, abs=1e-4)


@pytest.mark.parametrize(
    "effect",
    [
        Bell(frequency_hz=3000, gain_db=7, q=2),
        Bell(frequency_hz=14000, gain_db=-9, q=0.7),
        LowShelf(frequency_hz=120, gain_db=-8, q=0.71),
        LowShelf(frequency_hz=250, gain_db=5, q=1.4),
        HighShelf(frequency_hz=9000, gain_db=6, q=0.71),
        HighShelf(frequency_hz=2000, gain_db=-12, q=0.5),
    ],
)
def test_bells_and_shelves_follow_the_cookbook(effect):
    _, expected = freqz(*cookbook(effect), FREQUENCIES, fs=RATE)
    np.testing.assert_allclose(response_db(effect, FREQUENCIES, RATE), 20 * np.log10(np.abs(expected)), atol=1e-6)


@pytest.mark.parametrize(
    "effect",
    [
        HighPass(cutoff_hz=30, slope_db_oct=48),
        LowPass(cutoff_hz=5000, slope_db_oct=18),
        Bell(frequency_hz=60, gain_db=12, q=8),
        LowShelf(gain_db=9),
        HighShelf(gain_db=-9),
    ],
)
def test_what_sounds_is_what_the_response_says(effect):
    frequencies, heard = impulse_response_db(effect)
    said = response_db(effect, frequencies, RATE)
    loud = (said > -80) & (frequencies < 0.49 * RATE)
    np.testing.assert_allclose(heard[loud], said[loud], atol=0.001)


@pytest.mark.parametrize("kind", [LowShelf, HighShelf])
@pytest.mark.parametrize("q", [0.3, 0.71, 2.0])
def test_a_shelf_has_half_its_gain_at_its_frequency(kind, q):
    assert response_db(kind(frequency_hz=1000, gain_db=8, q=q), 1000.0, RATE) == pytest.approx(4, abs=1e-9)


def test_a_bell_reaches_its_gain_and_its_cut_takes_its_boost_back():
    boost, cut = Bell(gain_db=9, q=3), Bell(gain_db=-9, q=3)
    assert response_db(boost, 1000.0, RATE) == pytest.approx(9, abs=1e-9)
    both = response_db(boost, FREQUENCIES, RATE) + response_db(cut, FREQUENCIES, RATE)
    np.testing.assert_allclose(both, 0, atol=1e-9)


def test_a_bell_is_as_wide_as_its_q_says_between_the_points_of_half_gain():
    effect = Bell(frequency_hz=500, gain_db=10, q=2)
    fine = np.linspace(300, 800, 50001)
    above = fine[response_db(effect, fine, RATE) >= 5]
    assert (above[-1] - above[0]) == pytest.approx(500 / 2, rel=0.01)


@pytest.mark.parametrize("rate", [8000, 22050, 44100])
def test_frequencies_beyond_the_sample_rate_stay_tame(rate):
    for effect in (
        Bell(frequency_hz=20000, gain_db=24, q=20),
        HighShelf(frequency_hz=20000, gain_db=24, q=4),
    ):
        x = np.random.default_rng(0).uniform(-0.1, 0.1, (1, 1, 20000)).astype(np.float32)
        assert np.abs(type(effect).bank([effect], rate, 1).process(x)).max() < 10 ** (24 / 20)


def test_all_the_way_down_or_up_a_pass_filter_is_out():
    assert not response_db(HighPass(slope_db_oct=48), FREQUENCIES, RATE).any()
    assert not response_db(LowPass(slope_db_oct=48), FREQUENCIES, RATE).any()


def test_low_filters_lose_nothing_to_rounding():
    """A 20 Hz filter in double precision against one designed and run by other code."""
    from scipy.signal import sosfilt

    x = np.random.default_rng(1).standard_normal((1, 1, RATE)).astype(np.float32) * 0.1
    sos = butter(4, 20, "high", fs=RATE, output="sos")
    y = HighPass.bank([HighPass(cutoff_hz=20, slope_db_oct=24)], RATE, 1).process(x)[0, 0]
    difference = y - sosfilt(sos, x[0, 0].astype(np.float64))
    assert 20 * np.log10(difference.std() / x.std()) < -140


@pytest.mark.parametrize("gain_db", [-9, -1.5, 3, 12])
def test_a_tilt_turns_about_its_pivot(gain_db):
    effect = Tilt(gain_db=gain_db, pivot_hz=900)
    a, w0 = 10 ** (gain_db / 20), 2 * RATE * np.tan(np.pi * 900 / RATE)
    b, d = bilinear([a / w0, 1], [1 / w0, a], RATE)
    _, expected = freqz(b, d, FREQUENCIES, fs=RATE)
    hz, got = impulse_response_db(effect)
    np.testing.assert_allclose(np.interp(FREQUENCIES, hz, got), 20 * np.log10(np.abs(expected)), atol=0.01)
    assert response_db(effect, 900.0, RATE) == pytest.approx(0, abs=1e-9)
    assert response_db(effect, [1.0, RATE / 2 - 1], RATE) == pytest.approx([-gain_db, gain_db], abs=0.01)


@pytest.mark.parametrize("depth_db", [6, 30, 60])
def test_a_notch_is_as_deep_and_as_narrow_as_said(depth_db):
    effect = Notch(frequency_hz=1000, depth_db=depth_db, q=20)
    assert response_db(effect, 1000.0, RATE) == pytest.approx(-depth_db, abs=1e-6)
    b, a = iirnotch(1000, 20, RATE)
    share = 1 - 10 ** (-depth_db / 20)
    _, bare = freqz(b, a, FREQUENCIES, fs=RATE)
    hz, got = impulse_response_db(effect)
    expected = 20 * np.log10(np.abs(1 - share * (1 - bare)))
    beside = np.abs(FREQUENCIES - 1000) > 60  # at the bottom a hundredth of a hertz counts
    np.testing.assert_allclose(np.interp(FREQUENCIES, hz, got)[beside], expected[beside], atol=0.01)
