"""Drive: what it adds, what it must not add, and what it leaves."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.effects.saturation import CURVES, EMPHASIS, EMPHASIS_HZ, REFERENCE_DB, Drive, bend

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


every_kind = pytest.mark.parametrize("kind", range(len(CURVES)), ids=tuple(CURVES))


FOLDING = [(f, drive, kind) for kind in range(len(CURVES)) for f, drive in ((5000, 12), (5000, 6), (1234, 12))]


@pytest.mark.parametrize(("frequency", "drive", "kind"), [*FOLDING, (9000, 12, 0), (9000, 12, 2)])
def test_nothing_folds_back_into_the_audible_band(frequency, drive, kind):
    spectrum = spectrum_db(Drive(drive_db=drive, kind=kind), frequency, 0)
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


TAPE, TUBE, SOFT_CLIP = (float(tuple(CURVES).index(name)) for name in ("tape", "tube", "soft clip"))


@every_kind
@pytest.mark.parametrize("drive", [3, 12, 24])
@pytest.mark.parametrize("frequency", [80, 400])
def test_the_level_of_the_reference_tone_stays_with_every_kind(drive, frequency, kind):
    x = tone(frequency, REFERENCE_DB)
    y, _ = through(Drive(drive_db=drive, kind=kind), x[None])
    assert 20 * np.log10(y[0, RATE:].std() / x[RATE:].std()) == pytest.approx(0, abs=0.3)


def test_a_tube_adds_the_octave_as_the_three_halves_law_has_it_and_no_dc():
    """(1 + v)^(3/2) is about 1 + 3/2 v + 3/8 v^2: a tone A gets A / 8 of its octave."""
    level, drive = -26, 6
    driven = bend(drive) * 10 ** (level / 20)
    assert spectrum_db(Drive(drive_db=drive, kind=TUBE), 400, level)[800] == pytest.approx(
        20 * np.log10(driven / 8), abs=0.3
    )
    y, _ = through(Drive(drive_db=12, kind=TUBE), tone(400, -6)[None])
    assert abs(y[0, RATE:].mean()) < 1e-4


def test_a_soft_clip_adds_a_third_harmonic_and_nothing_else_below_its_ceiling():
    """v - 4 v^3 / 27 makes A^3 / 27 of the third harmonic, and A - A^3 / 9 of the tone."""
    level, drive = -14, 9
    driven = bend(drive) * 10 ** (level / 20)
    spectrum = spectrum_db(Drive(drive_db=drive, kind=SOFT_CLIP), 400, level)
    assert spectrum[1200] == pytest.approx(20 * np.log10(driven**2 / 27 / (1 - driven**2 / 9)), abs=0.1)
    assert spectrum[2000] < -100


def test_tape_bends_its_highs_first():
    """The third harmonic of Langevin's 3 v - 9/15 v^3 goes as the square of the level, which the emphasis raises."""
    level, drive = -30, 6
    squared = 20 * np.log10(10 ** (drive / 10) - 1) + 2 * level
    low, high = (spectrum_db(Drive(drive_db=drive, kind=TAPE), f, level)[3 * f] for f in (200, 5000))
    assert low == pytest.approx(squared + 20 * np.log10(0.6 / 4), abs=0.3)

    def raised_db(f):
        return 10 * np.log10((1 + (EMPHASIS * f / EMPHASIS_HZ) ** 2) / (1 + (f / EMPHASIS_HZ) ** 2))

    assert high - low == pytest.approx(3 * raised_db(5000) - raised_db(15000), abs=0.7)


def test_a_kind_turned_to_is_what_it_would_have_been_from_the_start():
    x = tone(300, -6)[None, None].astype(np.float32)
    turned = Drive.bank([Drive(drive_db=9)], RATE, 1)
    turned.set(0, Drive(drive_db=9, kind=TUBE), RATE // 2)
    always = Drive.bank([Drive(drive_db=9, kind=TUBE)], RATE, 1)
    np.testing.assert_allclose(turned.process(x)[..., -RATE // 2 :], always.process(x)[..., -RATE // 2 :], atol=1e-5)
