"""Bass in the middle: the crossover, what it takes from the sides and what it leaves in the middle."""

from __future__ import annotations

import numpy as np
import pytest
from studio import desk, noise, write

from assistant.respond import respond
from dsp.effects import MonoBelow
from dsp.mix import MAIN

RATE = 48000


def through(effect, x):
    return MonoBelow.bank([effect], RATE, len(x)).process(x[None].astype(np.float32))[0].astype(np.float64)


def response_db(frequency, right):
    """What becomes of an impulse that is on the right as it is on the left, or upside down; dB a Hz."""
    x = np.zeros((2, RATE))
    x[:, 10] = (0.5, 0.5 * right)
    y = through(MonoBelow(frequency_hz=frequency), x)
    return [20 * np.log10(np.abs(np.fft.rfft(part)) / 0.5 + 1e-12) for part in (y[0] + y[1], y[0] - y[1])]


@pytest.mark.parametrize("frequency", [40, 120, 500])
def test_what_is_in_the_middle_keeps_its_level_at_every_frequency(frequency):
    middle, sides = response_db(frequency, 1)
    np.testing.assert_allclose(middle[1:] - 20 * np.log10(2), 0, atol=0.01)
    assert sides.max() < -100


@pytest.mark.parametrize("frequency", [60, 120, 300])
def test_the_sides_fall_as_linkwitz_and_riley_have_it(frequency):
    """|H|^2 of the squared Butterworth high-pass: 6 dB down at the crossover, 24 dB an octave below."""
    _, sides = response_db(frequency, -1)
    f = np.array([frequency // 4, frequency // 2, frequency, 4 * frequency])
    expected = -20 * np.log10(1 + (frequency / f) ** 4)
    np.testing.assert_allclose(sides[f] - 20 * np.log10(2), expected, atol=0.05)


def test_a_mono_strip_passes_unchanged():
    x = np.random.default_rng(0).uniform(-0.5, 0.5, (1, RATE)).astype(np.float32)
    np.testing.assert_array_equal(through(MonoBelow(frequency_hz=200), x), x)


def test_a_bass_on_one_side_comes_to_both():
    t = np.arange(RATE) / RATE
    x = np.stack([np.sin(2 * np.pi * 40 * t), np.zeros(RATE)]) * 0.5
    y = through(MonoBelow(frequency_hz=160), x)[:, RATE // 2 :]
    assert abs(20 * np.log10(y[0].std() / y[1].std())) < 0.1


def test_nobody_named_means_the_mix(tmp_path):
    session, studio = desk(write(tmp_path, {"Noise": noise(channels=2)}))
    turn = respond(session, "mono the bass below 110 Hz", studio)
    assert turn.status == "done"
    (slot,) = session.mix.apply(*turn.moves)[MAIN].of(MonoBelow)
    assert slot.effect == MonoBelow(frequency_hz=110)
