"""Gate, expander, upward compressor, ducker and transient shaper against the textbook."""

from __future__ import annotations

import numpy as np
import pytest
from rig import Desk, desk_mix, strip

from dsp.effects import Ducker, Expander, Gate, Transient, UpwardCompressor
from dsp.engine import Engine
from dsp.mix import Slot, Strip

RATE = 48000


def through(effect, x):
    bank = type(effect).bank([effect], RATE, 1)
    fed = np.concatenate([x, np.zeros(bank.latency)])[None, None].astype(np.float32)
    return bank.process(fed)[0, 0, bank.latency :].astype(np.float64)


def tone(level_db, seconds=1.0, hz=1000):
    return 10 ** (level_db / 20) * np.sin(2 * np.pi * hz * np.arange(round(RATE * seconds)) / RATE)


def settled_db(effect, level):
    x = tone(level)
    return 20 * np.log10(through(effect, x)[RATE // 2 :].std() / x[RATE // 2 :].std())


def softened(over, knee):
    """The textbook's knee: quadratic from half of it below to half above."""
    return 0.0 if over <= -knee / 2 else over if over >= knee / 2 else (over + knee / 2) ** 2 / (2 * knee)


@pytest.mark.parametrize("level", [-60, -45, -41, -38, -30, -10])
def test_the_expanders_static_curve(level):
    effect = Expander(threshold_db=-40, ratio=3, range_db=24, knee_db=6, release_ms=20)
    assert settled_db(effect, level) == pytest.approx(-min(24, 2 * softened(-40 - level, 6)), abs=0.1)


@pytest.mark.parametrize("level", [-60, -30, -25, -20, -5])
def test_the_upward_compressors_static_curve(level):
    effect = UpwardCompressor(threshold_db=-24, ratio=4, range_db=12, knee_db=6, release_ms=20)
    assert settled_db(effect, level) == pytest.approx(min(12, 0.75 * softened(-24 - level, 6)), abs=0.1)


CYCLE = 48
"""Frames of the tone's cycle: levels are taken over whole ones, and a time is that of their middles."""


def levels_db(y):
    cycles = y[: y.size // CYCLE * CYCLE].reshape(-1, CYCLE)
    return 20 * np.log10(np.sqrt(2) * cycles.std(axis=1) + 1e-9)


def reached_ms(levels, goal):
    """When levels that rise pass a goal, between their cycles by a straight line."""
    after = int(np.argmax(levels > goal))
    share = (goal - levels[after - 1]) / (levels[after] - levels[after - 1]) if after else 0.0
    return (after - 0.5 + share) * CYCLE / RATE * 1000


def test_an_expander_closes_and_opens_by_63_percent_in_its_times():
    effect = Expander(threshold_db=-30, ratio=4, range_db=20, knee_db=0, attack_ms=20, release_ms=100)
    x = np.concatenate([tone(-10), tone(-50), tone(-10)])
    down = levels_db(x) - levels_db(through(effect, x))
    closing, opening = down[1000:2000], 20 - down[2000:]
    for moved, time_ms in ((closing, 100), (opening, 20)):
        # From a tenth of the way on: the detector takes a moment to hear that a tone has stopped.
        took = reached_ms(moved, 20 * (1 - np.exp(-1))) - reached_ms(moved, 2.0)
        assert took == pytest.approx(time_ms * (1 + np.log(0.9)), rel=0.02)


def test_a_gate_opens_above_and_shuts_only_its_hysteresis_below():
    gate = Gate(threshold_db=-30, hysteresis_db=6, range_db=60, hold_ms=1, release_ms=20)
    steps = (-40, -31, -29, -31, -35, -37, -40)
    y = levels_db(through(gate, np.concatenate([tone(level, 0.5) for level in steps])))
    middles = y[250::500]
    heard = [bool(middle > level - 1) for middle, level in zip(middles, steps, strict=True)]
    assert heard == [False, False, True, True, True, False, False]
    assert middles[0] == pytest.approx(-100, abs=0.5)


def test_it_holds_and_then_shuts_by_63_percent_of_its_range_in_its_time():
    gate = Gate(threshold_db=-30, hysteresis_db=4, range_db=60, hold_ms=100, release_ms=200, attack_ms=0.1)
    down = -45 - levels_db(through(gate, np.concatenate([tone(-10, 0.5), tone(-45, 1.5)])))[500:]
    watched = 10 * 24 * np.log(10) / 20  # ms in which a peak that falls by 63 % in 10 ms has fallen by 24 dB
    # From there on it falls evenly in decibels, so that a little of it tells when it began.
    per_ms = 60 * (1 - np.exp(-1)) / 200
    assert reached_ms(down, 3.0) - 3.0 / per_ms == pytest.approx(100 + watched, abs=3)  # a ramp's foot is round
    assert reached_ms(down, 40.0) - reached_ms(down, 3.0) == pytest.approx(37 / per_ms, rel=0.02)


def test_it_opens_before_the_hit_that_opens_it():
    x = np.concatenate([np.zeros(RATE // 2), tone(-6, 0.2)])
    y = through(Gate(threshold_db=-30, attack_ms=0.5), x)
    first = slice(RATE // 2, RATE // 2 + 48)
    assert 20 * np.log10(np.abs(y[first]).max() / np.abs(x[first]).max()) > -0.5


def test_a_ducker_steps_back_while_another_strip_sounds():
    music, voice = tone(-12, 3, 300), np.concatenate([np.zeros(RATE), tone(-12), np.zeros(RATE)])
    ducker = Slot("ducker", Ducker(range_db=9, threshold_db=-40, release_ms=100), key="voice")
    mix = desk_mix(Strip("music", chain=(ducker,)), strip("voice"))
    audio = {"music": music[None].astype(np.float32), "voice": voice[None].astype(np.float32)}
    y = Engine(mix, Desk(audio), RATE, ("music",)).process(3 * RATE)["music"][0]
    levels = [
        20 * np.log10(y[at : at + RATE // 4].std() / music.std()) for at in (RATE // 2, RATE * 3 // 2, RATE * 11 // 4)
    ]
    np.testing.assert_allclose(levels, [0, -9, 0], atol=0.05)


@pytest.mark.parametrize("level", [-6, -30, -50])
def test_a_transient_shaper_lifts_the_onset_by_its_attack_at_any_level_and_leaves_the_rest(level):
    x = np.concatenate([np.zeros(RATE // 2), tone(level)])
    up = (levels_db(through(Transient(onset_db=6), x)) - levels_db(x))[500:]
    assert up[1:20].max() == pytest.approx(6, abs=0.3)
    assert np.abs(up[500:]).max() < 0.1


def test_and_a_tail_by_its_sustain():
    x = tone(-6) * np.exp(-np.arange(RATE) / RATE / 0.1)
    up = levels_db(through(Transient(sustain_db=-9), x)) - levels_db(x)
    assert up[250:500].mean() == pytest.approx(-9, abs=0.3)
