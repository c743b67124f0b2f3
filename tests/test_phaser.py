"""The phaser: as many notches as the book says, where it says, and a swing in step with the song."""

from __future__ import annotations

import numpy as np
import pytest
from rig import Desk, desk_mix, strip

from dsp.effects import Phaser
from dsp.engine import Engine

RATE = 48000
HZ = np.arange(20, 20001)


def response(effect, seconds=4.0):
    """The transfer function at each of `HZ`."""
    x = np.zeros((1, 1, round(RATE * seconds)), np.float32)
    x[..., 0] = 1.0
    y = effect.bank([effect], RATE, 1).process(x)[0, 0].astype(np.float64)
    return np.fft.rfft(y)[(HZ * seconds).astype(int)]


def db(x):
    return 20 * np.log10(np.abs(x))


def cascade(stages, centre_hz):
    """The all-passes of the book, by the bilinear transform: (1 - s/w) / (1 + s/w) each."""
    s = 1j * np.tan(np.pi * HZ / RATE) / np.tan(np.pi * centre_hz / RATE)
    return ((1 - s) / (1 + s)) ** stages


@pytest.mark.parametrize("stages", [4, 6, 8, 12])
@pytest.mark.parametrize("kept", [0, 50, -70])
@pytest.mark.parametrize("centre_hz", [300, 2000])
def test_one_that_stands_still_is_the_cascade_of_the_book_to_a_hundredth_of_a_decibel(stages, kept, centre_hz):
    effect = Phaser(mix_pct=40, depth_pct=0, centre_hz=centre_hz, stages=stages, feedback_pct=kept)
    turned, again = cascade(stages, centre_hz), kept / 100
    book = 0.6 + 0.4 * turned / (1 - again * turned)
    book /= np.sqrt(0.6**2 + 0.4**2 / (1 - again**2))
    np.testing.assert_allclose(db(response(effect)), db(book), atol=0.01)


@pytest.mark.parametrize("stages", [4, 6, 8, 12])
def test_it_has_half_as_many_notches_as_stages_where_the_phase_is_upside_down(stages):
    magnitude = db(response(Phaser(mix_pct=50, depth_pct=0, centre_hz=800, stages=stages, feedback_pct=0)))
    ways = np.tan(np.pi * (2 * np.arange(stages // 2) + 1) / (2 * stages)) * np.tan(np.pi * 800 / RATE)
    notches = np.arctan(ways) * RATE / np.pi
    found = HZ[1:-1][(magnitude[1:-1] < magnitude[:-2]) & (magnitude[1:-1] < magnitude[2:]) & (magnitude[1:-1] < -20)]
    np.testing.assert_allclose(found, notches, atol=1.0)


def test_its_notches_go_as_far_as_the_depth_says():
    effect = Phaser(mix_pct=50, depth_pct=50, rate_hz=1.0, centre_hz=1000, stages=4, feedback_pct=0)
    x = (0.1 * np.random.default_rng(1).standard_normal((1, 1, 40 * RATE))).astype(np.float32)
    y = effect.bank([effect], RATE, 1).process(x)[0, 0]
    # the swing is at its top a quarter of a second in and at its bottom three quarters in, every second
    long = round(0.04 * RATE)
    for at, centre_hz in ((0.25, 2000.0), (0.75, 500.0)):
        begins = [round((second + at) * RATE) - long // 2 for second in range(1, 40)]
        window = np.hanning(long)
        power = sum(np.abs(np.fft.rfft(window * y[b : b + long], 8 * long)) ** 2 for b in begins)
        was = sum(np.abs(np.fft.rfft(window * x[0, 0, b : b + long], 8 * long)) ** 2 for b in begins)
        hz = np.fft.rfftfreq(8 * long, 1 / RATE)
        lower = np.arctan(np.tan(np.pi / 8) * np.tan(np.pi * centre_hz / RATE)) * RATE / np.pi
        near = (hz > lower / 1.5) & (hz < lower * 1.5)
        assert hz[near][np.argmin((power / was)[near])] == pytest.approx(lower, rel=0.06)


def test_from_the_middle_of_the_song_it_sounds_as_from_its_start():
    audio = {"a": (0.1 * np.random.default_rng(2).standard_normal((1, 3 * RATE))).astype(np.float32)}
    mix = desk_mix(strip("a", Phaser(mix_pct=50, rate_hz=1.3, feedback_pct=50)))
    at, settled = RATE + 12345, RATE // 2
    whole = Engine(mix, Desk(audio), RATE).process(3 * RATE)["main"]
    part = Engine(mix, Desk(audio), RATE, start=at).process(RATE)["main"]
    np.testing.assert_allclose(part[:, settled:], whole[:, at + settled : at + RATE], atol=1e-6)


@pytest.mark.parametrize("end", [Phaser(mix_pct=50, rate_hz=3.0), Phaser(mix_pct=50, rate_hz=0.5, stages=12)])
def test_a_turned_rate_or_other_stages_do_not_jump_and_come_to_be_what_they_are(end):
    begin = Phaser(mix_pct=50, rate_hz=0.5)
    t = np.arange(3 * RATE) / RATE
    x = np.tile((0.5 * np.sin(2 * np.pi * 100 * t)).astype(np.float32), (1, 2, 1))
    bank, settled = begin.bank([begin], RATE, 2), end.bank([end], RATE, 2)
    bank.set(0, end, RATE)
    y = bank.process(x)[0].astype(np.float64)
    steepest = 2 * np.pi * 100 / RATE * np.abs(y[:, RATE // 2 :]).max()
    assert np.abs(np.diff(y[:, RATE // 2 :])).max() < 1.2 * steepest
    np.testing.assert_allclose(y[:, -RATE // 2 :], settled.process(x)[0, :, -RATE // 2 :], atol=1e-5)
