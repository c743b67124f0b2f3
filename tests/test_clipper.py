"""The clipper: what it cuts, what it leaves, and what must not fold back."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.effects import Clipper

RATE = 48000


def through(effect, x):
    bank = Clipper.bank([effect], RATE, x.shape[0])
    late = np.concatenate([x, np.zeros((x.shape[0], bank.latency))], axis=1)
    return bank.process(late[None].astype(np.float32))[0, :, bank.latency :].astype(np.float64)


def tone(frequency, level_db):
    return 10 ** (level_db / 20) * np.sin(2 * np.pi * frequency * np.arange(2 * RATE) / RATE)[None]


def spectrum_db(y):
    power = 20 * np.log10(np.abs(np.fft.rfft(y[0, RATE:] * np.blackman(RATE))) + 1e-12)
    return power - power.max()


@pytest.mark.parametrize("softness", [0, 50, 100])
@pytest.mark.parametrize(("frequency", "over"), [(5000, 12), (1234, 12), (5000, 3)])
def test_nothing_folds_back_into_the_audible_band(frequency, over, softness):
    y = through(Clipper(ceiling_db=-over, softness_pct=softness), tone(frequency, 0))
    spectrum = spectrum_db(y)
    harmonic = np.abs((np.arange(spectrum.size) + frequency / 2) % frequency - frequency / 2) <= 4
    assert spectrum[~harmonic].max() < (-80 if softness else -75)


def test_a_sine_driven_far_over_becomes_the_square_of_the_textbook():
    """Harmonic n of a square is 1 / n of the first, which is 4 / pi of its height."""
    y = through(Clipper(ceiling_db=-24), tone(100, 24))
    spectrum = np.abs(np.fft.rfft(y[0, RATE:])) / (RATE / 2)
    assert 20 * np.log10(spectrum[100] * np.pi / 4) == pytest.approx(-24, abs=0.05)
    for n in (3, 5, 7, 9):
        assert 20 * np.log10(spectrum[n * 100] / spectrum[100]) == pytest.approx(-20 * np.log10(n), abs=0.1)


def test_a_parabola_rounds_the_corner():
    """At full softness the curve is v - v^2 / 4 up to twice the ceiling: a constant input shows it."""
    for level in (0.25, 0.5, 1.0):
        y = through(Clipper(ceiling_db=-6, softness_pct=100), np.full((1, RATE), level))
        ceiling = 10 ** (-6 / 20)
        v = level / ceiling
        assert y[0, RATE // 2] == pytest.approx(ceiling * (v - v * v / 4), rel=1e-3)


def test_what_stays_below_the_ceiling_stays_as_it_is():
    x = np.random.default_rng(0).uniform(-0.25, 0.25, (2, RATE))
    np.testing.assert_allclose(through(Clipper(ceiling_db=-6), x), x, atol=1e-7)


def test_a_low_tone_keeps_to_the_ceiling_but_for_the_ripple():
    y = through(Clipper(ceiling_db=-12), tone(60, 0))
    assert 20 * np.log10(np.abs(y[0, 1000:-1000]).max()) == pytest.approx(-12, abs=0.3)
