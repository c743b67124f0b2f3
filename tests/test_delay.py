"""The delay: echoes at the exact frame, each as much softer as said, duller, and on the other side where asked."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from dsp.effects import Delay

RATE = 48000


def through(effect, x):
    return Delay.bank([effect], RATE, len(x)).process(x[None].astype(np.float32))[0].astype(np.float64)


def click(channels=1, seconds=2.0):
    x = np.zeros((channels, round(RATE * seconds)))
    x[:, 0] = 0.5
    return x


OPEN = {"high_cut_hz": 20000, "low_cut_hz": 10, "mix_pct": 100}


@pytest.mark.parametrize("time_ms", [1, 110, 350.5, 1000])
def test_the_first_echo_comes_at_the_frame(time_ms):
    y = through(Delay(time_ms=time_ms, feedback_pct=0, **OPEN), click())[0]
    assert y[0] == 0.5
    assert np.abs(y[1:]).argmax() + 1 == round(time_ms * RATE / 1000)


def test_each_echo_is_as_much_of_the_one_before_as_said():
    t = np.arange(4 * RATE) / RATE
    x = np.where(t < 0.05, 0.5 * np.sin(2 * np.pi * 700 * t), 0.0)[None]
    y = through(Delay(time_ms=250, feedback_pct=60, **OPEN), x)[0]
    levels = [y[round(k * 0.25 * RATE) :][: RATE // 20].std() for k in range(1, 8)]
    np.testing.assert_allclose(20 * np.log10(np.divide(levels[1:], levels[:-1])), 20 * np.log10(0.6), atol=0.05)


def test_an_echo_has_been_through_the_filters_once_for_each_time_round():
    x = np.zeros((1, 2 * RATE))
    x[0, : RATE // 2] = 0.1 * np.random.default_rng(1).standard_normal(RATE // 2)
    y = through(Delay(time_ms=600, feedback_pct=90, high_cut_hz=2000, low_cut_hz=300, mix_pct=100), x)[0]

    def tilt(part):
        return [
            10 * np.log10(np.mean(sosfilt(butter(4, band, "band", fs=RATE, output="sos"), part) ** 2))
            for band in ((700, 900), (7000, 9000))
        ]

    first, second = y[round(0.6 * RATE) :][: RATE // 2], y[round(1.2 * RATE) :][: RATE // 2]
    mid, high = np.subtract(tilt(second), tilt(first))
    assert -2.5 < mid < -0.9, "hardly softer than the feedback says"
    # a one-pole at 2 kHz takes about 12 dB at 8 kHz
    assert high - mid == pytest.approx(-11.5, abs=1.5)


def test_ping_pong_takes_turns():
    x = click(2)
    x[1] = 0
    y = through(Delay(time_ms=100, feedback_pct=80, pingpong_pct=100, **OPEN), x)
    loud = [np.abs(y[:, k * RATE // 10 - 20 : k * RATE // 10 + 200]).max(axis=1) for k in (1, 2, 3, 4)]
    assert [int(left < right) for left, right in loud] == [0, 1, 0, 1]
    assert all(max(pair) > 20 * min(pair) for pair in loud)


def test_a_turned_time_fades_from_the_old_echoes_to_the_new():
    bank = Delay.bank([Delay(time_ms=100, feedback_pct=0, **OPEN)], RATE, 1)
    x = np.full((1, 1, RATE), 0.25, np.float32)
    bank.process(x)
    bank.set(0, Delay(time_ms=300, feedback_pct=0, **OPEN), RATE)
    y = bank.process(x)[0, 0]
    assert np.ptp(y[: RATE // 2]) < 0.03, "of a steady sound nothing is heard"
