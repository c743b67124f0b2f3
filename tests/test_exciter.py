"""The exciter: which harmonics, how strong, and what it must leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from dsp.effects import Exciter

RATE = 48000


def through(effect, x):
    bank = effect.bank([effect], RATE, x.shape[0])
    late = np.concatenate([x, np.zeros((x.shape[0], bank.latency))], axis=1)
    return bank.process(late[None].astype(np.float32))[0, :, bank.latency :].astype(np.float64)


def tone(frequency, level_db):
    return 10 ** (level_db / 20) * np.sin(2 * np.pi * frequency * np.arange(2 * RATE) / RATE)[None]


def spectrum_db(y):
    """Levels of the second half, a sine of height 1 at 0 dB."""
    return 20 * np.log10(np.abs(np.fft.rfft(y[0, RATE:] * np.blackman(RATE))) / (0.42 * RATE / 2) + 1e-12)


def butterworth_db(hz, cutoff_hz):
    return -10 * np.log10(1 + (cutoff_hz / hz) ** 8)


@pytest.mark.parametrize("level_db", [-6, -20, -50])
@pytest.mark.parametrize("odd", [0, 30, 50, 100])
def test_a_sine_gets_the_two_harmonics_of_chebyshev_however_soft_it_is(level_db, odd):
    """Even and odd share the power: cos^2 of the amount in the octave, sin^2 in the twelfth."""
    y = spectrum_db(through(Exciter(amount_db=-9, frequency_hz=2000, colour_pct=odd), tone(5000, level_db))) - level_db
    made = -9 + butterworth_db(5000, 2000)
    for n, share in ((2, 1 - odd / 100), (3, odd / 100)):
        if share:
            expected = made + 10 * np.log10(share) + butterworth_db(5000 * n, 2000)
            assert y[5000 * n] == pytest.approx(expected, abs=0.05)
        else:
            assert y[5000 * n] < -75
    assert y[5000] == pytest.approx(0, abs=0.005)


@pytest.mark.parametrize("frequency", [5000, 6321, 9777])
def test_nothing_folds_back(frequency):
    spectrum = spectrum_db(through(Exciter(amount_db=0, frequency_hz=2000, colour_pct=50), tone(frequency, 0)))
    harmonic = np.abs((np.arange(spectrum.size) + frequency / 2) % frequency - frequency / 2) <= 4
    assert spectrum[~harmonic].max() < -80


def test_what_lies_below_passes_as_it_is():
    x = np.random.default_rng(3).standard_normal((1, 2 * RATE)) * 0.1
    y = through(Exciter(amount_db=-6, frequency_hz=4000), x)
    low = butter(8, 1000, fs=RATE, output="sos")
    before, after = sosfiltfilt(low, x), sosfiltfilt(low, y)
    middle = slice(RATE // 2, -RATE // 2)
    assert 20 * np.log10(np.std((after - before)[0, middle]) / np.std(before)) < -100


def test_a_tone_an_octave_and_more_below_stays_what_it_is():
    y = spectrum_db(through(Exciter(amount_db=0, frequency_hz=4000), tone(440, 0)))
    assert y[440] == pytest.approx(0, abs=0.001)
    assert y[880] < -100


def test_what_it_adds_is_not_the_old_sound_again():
    """An equaliser's boost is all likeness; here it is next to none, on noise as on a sine."""
    x = np.random.default_rng(4).standard_normal((1, 4 * RATE)) * 0.1
    high = butter(4, 3000, "highpass", fs=RATE, output="sos")
    x = sosfiltfilt(high, x)
    added = through(Exciter(amount_db=-6, frequency_hz=3000, colour_pct=100), x) - x
    likeness = np.sum(added * x) / np.sqrt(np.sum(added**2) * np.sum(x**2))
    assert abs(likeness) < 0.05
    assert np.std(added) > 0.1 * np.std(x)


def test_it_shines_where_a_recording_has_nothing():
    x = sosfiltfilt(butter(8, 5000, fs=RATE, output="sos"), np.random.default_rng(5).standard_normal((1, 4 * RATE)))
    top = butter(8, [6500, 10000], "bandpass", fs=RATE, output="sos")
    y = through(Exciter(amount_db=-9, frequency_hz=2500), 0.1 * x)
    assert 20 * np.log10(np.std(sosfiltfilt(top, y)) / np.std(sosfiltfilt(top, 0.1 * x))) > 20
    assert 20 * np.log10(np.std(y) / np.std(0.1 * x)) < 0.2


def test_a_hit_out_of_silence_does_not_burst():
    """Its height is known before it comes, so nothing is ever larger than the polynomial of a full sine."""
    x = np.zeros((1, RATE))
    x[0, RATE // 2 :] = 0.5 * np.sin(2 * np.pi * 4000 * np.arange(RATE // 2) / RATE)
    added = through(Exciter(amount_db=0, frequency_hz=2000), x)[0] - x[0]
    assert np.abs(added).max() < 2.5 * np.abs(added[3 * RATE // 4 :]).max()
    assert np.abs(added[: RATE // 2 - 300]).max() < 1e-6
