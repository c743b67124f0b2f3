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


@pytest.mark.parametrize("duck_db", [3, 6, 20])
def test_echoes_are_as_much_softer_as_said_while_the_sound_goes_on_and_come_up_where_it_rests(duck_db):
    t = np.arange(6 * RATE) / RATE
    x = np.where(t < 3, 0.3 * np.sin(2 * np.pi * 440 * t), 0.0)[None]
    free, ducked = (
        through(Delay(time_ms=2000, feedback_pct=0, duck_db=db, **OPEN), x)[0] - x[0] for db in (0, duck_db)
    )

    def softer_db(start_s, end_s):
        part = slice(round(start_s * RATE), round(end_s * RATE))
        return 20 * np.log10(free[part].std() / ducked[part].std())

    assert softer_db(2.3, 2.9) == pytest.approx(duck_db, abs=0.1)
    assert softer_db(4.8, 4.99) == pytest.approx(0, abs=0.1)


def test_ducking_is_the_same_however_loud_the_sound():
    x = np.random.default_rng(5).standard_normal((1, 3 * RATE)) * np.repeat([0.2, 0.002, 0.2], RATE)
    loud, soft = (through(Delay(time_ms=300, duck_db=12, **OPEN), x * level) / level for level in (1.0, 0.25))
    np.testing.assert_allclose(loud, soft, atol=1e-5)


def test_without_ducking_the_samples_are_those_of_the_echo_alone():
    x = 0.2 * np.random.default_rng(6).standard_normal((2, RATE)).astype(np.float32)
    y = through(Delay(time_ms=10, feedback_pct=0, mix_pct=50, high_cut_hz=20000, low_cut_hz=10), x)
    low, high = (1 - np.exp(-2 * np.pi * min(hz / RATE, 0.49)) for hz in (20000, 10))
    echo, s = np.zeros_like(x, np.float64), np.zeros((2, 2))
    for i in range(480, RATE):
        s[:, 0] += low * (x[:, i - 480] - s[:, 0])
        s[:, 1] += high * (s[:, 0] - s[:, 1])
        echo[:, i] = s[:, 0] - s[:, 1]
    np.testing.assert_array_equal(y, (x + 0.5 * echo).astype(np.float32))
