"""Drive: what it adds, what it must not add, and what it leaves."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.effects.saturation import REFERENCE_DB, Drive

RATE = 48000


def through(effect, x):
    bank = Drive.bank([effect], RATE, x.shape[0])
    return bank.process(x[None].astype(np.float32))[0], bank.latency


def tone(frequency, level_db):
    """Two seconds, a whole number of cycles in each."""
    return 10 ** (level_db / 20) * np.sin(2 * np.pi * frequency * np.arange(2 * RATE) / RATE)


def spectrum_db(effect, frequency, level_db):
    """Spectrum of the second second, in Hz and in dB over the loudest line."""
    y = through(effect, tone(frequency, level_db)[None])[0][0, RATE:].astype(np.float64)
    power = 20 * np.log10(np.abs(np.fft.rfft(y * np.blackman(RATE))) + 1e-12)
    return power - power.max()


@pytest.mark.parametrize(("frequency", "drive"), [(5000, 12), (5000, 6), (1234, 12), (9000, 12)])
def test_nothing_folds_back_into_the_audible_band(frequency, drive):
    spectrum = spectrum_db(Drive(drive_db=drive), frequency, 0)
    lines = np.arange(spectrum.size)
    harmonic = np.abs((lines + frequency / 2) % frequency - frequency / 2) <= 4
    assert spectrum[~harmonic].max() < -80


def test_the_third_harmonic_is_the_one_the_curve_prescribes():
    """v / sqrt(1 + b^2 v^2) is about v - b^2 v^3 / 2, so a tone A gets b^2 A^2 / 8 of its third harmonic."""
    level, drive = -20, 6
    squared = (10 ** (drive / 10) - 1) * 10 ** (level / 10)
    expected = 20 * np.log10(squared / 8 / (1 - 3 * squared / 8))
    assert spectrum_db(Drive(drive_db=drive), 400, level)[1200] == pytest.approx(expected, abs=0.3)


def test_only_a_bias_adds_even_harmonics():
    plain, lopsided = (spectrum_db(Drive(drive_db=9, bias_pct=bias), 400, -6) for bias in (0, 60))
    assert plain[800] < -110
    assert lopsided[800] > -35


def test_a_bias_leaves_no_dc():
    x = tone(400, -6)[None]
    y, _ = through(Drive(drive_db=12, bias_pct=100), x)
    assert abs(y[0, RATE:].mean()) < 1e-4


@pytest.mark.parametrize("drive", [3, 12, 24])
@pytest.mark.parametrize("frequency", [80, 997, 5000])
def test_the_level_of_the_reference_tone_stays(drive, frequency):
    x = tone(frequency, REFERENCE_DB)
    y, _ = through(Drive(drive_db=drive), x[None])
    assert 20 * np.log10(y[0, RATE:].std() / x[RATE:].std()) == pytest.approx(0, abs=0.2)


def test_a_soft_signal_keeps_its_waveform_up_to_the_top():
    x = np.random.default_rng(0).standard_normal((2, RATE)) * 1e-3
    y, late = through(Drive(drive_db=6), x)
    dry = x[:, : RATE - late]
    scale = (y[:, late:] * dry).sum() / (dry * dry).sum()
    assert 20 * np.log10(np.std(y[:, late:] - scale * dry) / dry.std()) < -85


def test_half_a_mix_is_half_dry():
    x = tone(300, -3)[None]
    wet, late = through(Drive(drive_db=12), x)
    half, _ = through(Drive(drive_db=12, mix_pct=50), x)
    np.testing.assert_allclose(half[:, late:], (wet[:, late:] + x[:, :-late]) / 2, atol=1e-6)
