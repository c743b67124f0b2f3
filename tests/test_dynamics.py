"""Compressor and de-esser against the textbook and on voices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from dsp.effects.dynamics import Compressor, DeEsser

RATE = 48000
VOICE = Path(__file__).parents[2] / "shared/data/band/Lead Vox.flac"


def through(effect, x, rate=RATE):
    return type(effect).bank([effect], rate, x.shape[0]).process(x[None].astype(np.float32))[0]


def tone(frequency, level_db, seconds=1.0):
    t = np.arange(int(RATE * seconds)) / RATE
    return 10 ** (level_db / 20) * np.sin(2 * np.pi * frequency * t)


@pytest.mark.parametrize("frequency", [50, 440, 6000])
@pytest.mark.parametrize("level", [-40, -23.5, -20, -17, -12, 0])
def test_the_static_curve_is_the_one_of_giannoulis_with_its_knee(frequency, level):
    threshold, ratio, knee = -20, 4, 6
    effect = Compressor(threshold_db=threshold, ratio=ratio, knee_db=knee, attack_ms=5, release_ms=100)
    x = tone(frequency, level)
    settled = slice(RATE // 2, None)
    got = 20 * np.log10(through(effect, x[None])[0, settled].std() / x[settled].std())
    over = level - threshold
    if over <= -knee / 2:
        expected = 0.0
    elif over < knee / 2:
        expected = (1 / ratio - 1) * (over + knee / 2) ** 2 / (2 * knee)
    else:
        expected = over / ratio - over
    assert got == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(("attack", "release"), [(10, 100), (30, 60), (100, 400)])
def test_attack_and_release_go_63_percent_of_the_way_in_their_time(attack, release):
    loud, quiet = -6, -40
    x = np.concatenate([tone(2000, quiet), tone(2000, loud), tone(2000, quiet, 2)])
    y = through(Compressor(threshold_db=-26, ratio=4, knee_db=0, attack_ms=attack, release_ms=release), x[None])[0]
    tops = np.arange(6, x.size, 12)  # a quarter, three quarters, ... of each cycle of 24 frames
    reduction = -20 * np.log10(np.abs(y[tops] / x[tops]))
    full = (loud + 26) * 0.75
    rise, fall = reduction[tops >= RATE], reduction[tops >= 2 * RATE]
    assert tops[np.argmax(rise > 0.632 * full)] / RATE * 1000 == pytest.approx(attack, rel=0.02, abs=0.15)
    held = reduction[tops < 2 * RATE][-1]
    assert tops[np.argmax(fall < 0.368 * held)] / RATE * 1000 == pytest.approx(release, rel=0.02)


def test_all_channels_get_the_gain_of_the_loudest():
    x = np.stack([tone(300, -6), tone(1100, -30)])
    y = through(Compressor(threshold_db=-26, ratio=4, attack_ms=1), x)
    settled = slice(RATE // 2, None)
    reduced = 20 * np.log10(y[:, settled].std(axis=1) / x[:, settled].std(axis=1))
    assert reduced[0] == pytest.approx(-15, abs=0.1)
    assert reduced[1] == pytest.approx(reduced[0], abs=0.05)


def test_bass_is_not_bent_within_its_cycle():
    x = tone(50, -6, 2)
    y = through(Compressor(threshold_db=-30, ratio=8, attack_ms=1, release_ms=30), x[None])[0, RATE:]
    spectrum = np.abs(np.fft.rfft(y.astype(np.float64) * np.hanning(y.size)))
    harmonics = np.sqrt(sum(spectrum[50 * h] ** 2 for h in range(2, 20)))
    assert 20 * np.log10(harmonics / spectrum[50]) < -46  # half a percent


def test_what_lies_below_the_sidechain_cutoff_does_not_pull_the_rest_down():
    x = tone(40, -6) + tone(2000, -40)
    open_, deaf = (through(Compressor(threshold_db=-26, ratio=4, sidechain_hz=hz), x[None])[0] for hz in (20, 500))
    settled = slice(RATE // 2, None)
    assert 20 * np.log10(open_[settled].std() / x[settled].std()) < -10
    assert 20 * np.log10(deaf[settled].std() / x[settled].std()) > -0.1


def test_half_a_mix_is_half_dry_and_half_compressed_with_its_makeup():
    x = tone(500, -6)[None]
    wet = through(Compressor(threshold_db=-26, ratio=4, makeup_db=6), x)
    half = through(Compressor(threshold_db=-26, ratio=4, makeup_db=6, mix_pct=50), x)
    np.testing.assert_allclose(half, (wet + x) / 2, atol=1e-6)


def band(x, low, rate):
    return sosfilt(butter(6, low, "high", fs=rate, output="sos"), x)


def ess_and_vowel(level):
    """A sung vowel with falling harmonics, then an ess, half a second each."""
    t = np.arange(RATE // 2) / RATE
    vowel = sum(np.sin(2 * np.pi * 220 * h * t) / h**1.5 for h in range(1, 40))
    ess = band(np.random.default_rng(2).standard_normal(t.size), 5500, RATE)
    return level * np.concatenate([vowel * 0.3, ess * 0.3])


@pytest.mark.parametrize("level", [0.05, 0.7])
def test_esses_soften_and_vowels_stay_however_loud_the_voice(level):
    x = ess_and_vowel(level)
    y = through(DeEsser(range_db=8), x[None])[0]
    vowel, ess = slice(RATE // 10, RATE // 2 - 100), slice(RATE // 2 + RATE // 10, None)
    assert 20 * np.log10(np.std(y[vowel] - x[vowel]) / x[vowel].std()) < -60
    assert -8.1 < 20 * np.log10(band(y, 9000, RATE)[ess].std() / band(x, 9000, RATE)[ess].std()) < -5.5


def test_no_ess_loses_more_than_the_range():
    x = ess_and_vowel(0.5)
    y = through(DeEsser(range_db=4, threshold_db=-40), x[None])[0]
    # What is taken away is a shelf: well above the crossover nearly all of the range.
    top = band(y, 12000, RATE)[-RATE // 4 :].std() / band(x, 12000, RATE)[-RATE // 4 :].std()
    assert 20 * np.log10(top) == pytest.approx(-4, abs=0.5)


@pytest.mark.skipif(not VOICE.exists(), reason="the recorded voice is not here; generated ones are judged above")
def test_on_a_recorded_voice_only_the_sharpest_moments_change():
    import soundfile

    x, rate = soundfile.read(VOICE, always_2d=True)
    x = (x.T / np.abs(x).max()).astype(np.float32)
    y = through(DeEsser(range_db=8), x, rate)
    hop = rate // 50
    frames = x.shape[1] // hop

    def power(wave):
        return np.square(wave[..., : frames * hop].reshape(-1, frames, hop), dtype=np.float64).mean((0, 2))

    whole = power(x)
    sung = whole > 1e-4
    high, softened = power(band(x, 5500, rate))[sung], power(band(y, 5500, rate))[sung]
    change, share = 10 * np.log10(softened / high), 10 * np.log10(high / whole[sung])
    assert (share > -6).sum() > 10
    assert np.median(change[share > -6]) < -2
    assert np.median(change[share < -25]) > -0.1
