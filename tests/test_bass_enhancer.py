"""The bass enhancer: which harmonics, how strong, and what it must leave alone."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.effects import BassEnhancer

RATE = 48000


def through(effect, x):
    bank = effect.bank([effect], RATE, x.shape[0])
    late = np.concatenate([x, np.zeros((x.shape[0], bank.latency))], axis=1)
    return bank.process(late[None].astype(np.float32))[0, :, bank.latency :].astype(np.float64)


def tone(frequency, level_db):
    return 10 ** (level_db / 20) * np.sin(2 * np.pi * frequency * np.arange(3 * RATE) / RATE)[None]


def spectrum_db(y):
    """Levels of the last second, a sine of height 1 at 0 dB."""
    return 20 * np.log10(np.abs(np.fft.rfft(y[0, -RATE:] * np.blackman(RATE))) / (0.42 * RATE / 2) + 1e-12)


def low_pass_db(hz, cutoff_hz):
    return -10 * np.log10(1 + (hz / cutoff_hz) ** 8)


@pytest.mark.parametrize("level_db", [-6, -40])
def test_a_bass_note_gets_a_row_of_harmonics_each_as_high_as_one_over_n_less_one(level_db):
    """Together as strong as asked, through the band-pass between the frequency and two octaves above."""
    y = spectrum_db(through(BassEnhancer(amount_db=-3, frequency_hz=100), tone(50, level_db))) - level_db
    together = 10 * np.log10(1 + 1 / 4 + 1 / 9 + 1 / 16)
    for n in (2, 3, 4, 5):
        passed = low_pass_db(100, 50 * n) + low_pass_db(50 * n, 400) + low_pass_db(50, 100)
        assert y[50 * n] == pytest.approx(-3 - 20 * np.log10(n - 1) - together + passed, abs=0.05)
    assert y[50] == pytest.approx(0, abs=0.01)


def test_nothing_above_four_octaves_is_touched():
    x = np.random.default_rng(1).standard_normal((1, 3 * RATE)) * 0.003 + tone(50, -6) + tone(41, -9)
    was, now = spectrum_db(x), spectrum_db(through(BassEnhancer(amount_db=0), x))
    for low, high in ((1600, 3000), (3000, 8000), (8000, 20000)):
        power = [10 * np.log10(np.mean(10 ** (s[low:high] / 10))) for s in (was, now)]
        assert power[1] == pytest.approx(power[0], abs=0.01)
    harmonics = [10 * np.log10(np.mean(10 ** (s[95:400] / 10))) for s in (was, now)]
    assert harmonics[1] > harmonics[0] + 10


def test_the_fundamental_goes_down_by_what_is_asked_and_its_harmonics_stay():
    """The shelf's own slope lies between: at a quarter of the frequency nearly all of it is there."""
    whole, less = (
        spectrum_db(through(BassEnhancer(amount_db=-3, frequency_hz=160, fundamental_db=db), tone(40, -6)))
        for db in (0, -12)
    )
    assert less[40] - whole[40] == pytest.approx(-12, abs=0.5)
    assert less[240] == pytest.approx(whole[240], abs=0.1)


def test_a_loudspeaker_that_plays_nothing_below_200_hz_plays_more_of_it():
    """The energy a phone can give of a 55 Hz note, with and without."""
    notes = tone(55, -10) + tone(110, -34)
    bare, with_it = (spectrum_db(through(BassEnhancer(amount_db=db, frequency_hz=90), notes)) for db in (-40, 0))
    power = [10 * np.log10(np.sum(10 ** (s[160:2000] / 10))) for s in (bare, with_it)]
    assert power[1] > power[0] + 20


def test_the_onset_of_a_note_makes_no_thump_before_it():
    x = np.zeros((1, RATE))
    x[0, RATE // 2 :] = 0.5 * np.sin(2 * np.pi * 50 * np.arange(RATE // 2) / RATE)
    added = through(BassEnhancer(amount_db=0), x)[0] - x[0]
    assert np.abs(added[: RATE // 2 - 10]).max() < 1e-6
    assert np.abs(added).max() < 2 * np.abs(added[-RATE // 8 :]).max()
