"""Tremolo and autopan: so many dips a second, each so many decibels deep, at the same places of the song always."""

from __future__ import annotations

import numpy as np
import pytest
from rig import Desk, desk_mix, strip

from dsp.effects import AutoPan, Tremolo
from dsp.engine import Engine

RATE = 48000


def gains(effect, seconds=4.0):
    """The gain of each channel, measured on a steady sound."""
    x = np.full((1, 2, round(RATE * seconds)), 0.5, np.float32)
    return effect.bank([effect], RATE, 2).process(x)[0].astype(np.float64) / 0.5


@pytest.mark.parametrize(("depth_pct", "depth_db"), [(50, 6.0206), (75, 12.0412), (90, 20.0)])
@pytest.mark.parametrize("shape", [0, 1, 2])
def test_between_its_crest_and_its_dip_lie_as_many_decibels_as_the_depth_says(shape, depth_pct, depth_db):
    gain = gains(Tremolo(rate_hz=5, depth_pct=depth_pct, shape=shape))[0]
    assert gain.max() == pytest.approx(1.0, abs=1e-6)
    assert 20 * np.log10(gain.max() / gain.min()) == pytest.approx(depth_db, abs=0.01)


@pytest.mark.parametrize("rate_hz", [0.5, 3.25, 5.0, 12.0])
@pytest.mark.parametrize("shape", [0, 1, 2])
def test_the_envelope_swings_at_the_rate(shape, rate_hz):
    gain = gains(Tremolo(rate_hz=rate_hz, depth_pct=60, shape=shape), 8.0)[0]
    spectrum = np.abs(np.fft.rfft(gain - gain.mean()))
    assert spectrum.argmax() / 8.0 == rate_hz
    if shape == 0:
        # of a sine nothing else: 100 dB under the fundamental
        assert np.delete(spectrum, spectrum.argmax()).max() < 1e-5 * spectrum.max()


def test_a_triangle_has_the_harmonics_of_a_triangle_and_a_square_nearly_those_of_a_square():
    for shape, power, tolerance in ((1, 2, 0.01), (2, 1, 0.06)):
        gain = gains(Tremolo(rate_hz=2, depth_pct=50, shape=shape))[0]
        spectrum = np.abs(np.fft.rfft(gain - gain.mean()))
        first, third, fifth = spectrum[[8, 24, 40]]
        assert third / first == pytest.approx(3.0**-power, rel=tolerance)
        assert fifth / first == pytest.approx(5.0**-power, rel=2.5 * tolerance)
        assert spectrum[16] < 1e-5 * first


def test_a_square_is_half_the_time_up_and_takes_6_ms_to_change():
    gain = gains(Tremolo(rate_hz=2, depth_pct=100, shape=2))[0]
    between = (gain > 0.001) & (gain < 0.999)
    assert between.mean() == pytest.approx(2 * 2 * 0.006, rel=0.05)
    assert (gain > 0.5).mean() == pytest.approx(0.5, abs=0.001)


def test_autopan_holds_the_power_and_goes_from_side_to_side():
    left, right = gains(AutoPan(rate_hz=0.5, depth_pct=100))
    np.testing.assert_allclose(left**2 + right**2, 2.0, atol=1e-5)
    assert left.min() == pytest.approx(0.0, abs=1e-5)
    assert right.min() == pytest.approx(0.0, abs=1e-5)
    assert left.argmin() / RATE == pytest.approx(0.5, abs=0.001), "a quarter of a turn on, hard right"
    half = gains(AutoPan(rate_hz=0.5, depth_pct=50))
    assert 20 * np.log10(half[1].max() / half[0].min()) == pytest.approx(20 * np.log10(np.tan(3 * np.pi / 8)), abs=0.01)


def test_a_turned_rate_does_not_jump():
    bank = Tremolo.bank([Tremolo(rate_hz=5, depth_pct=80)], RATE, 1)
    x = np.full((1, 1, RATE), 0.5, np.float32)
    before = bank.process(x)
    bank.set(0, Tremolo(rate_hz=7.3, depth_pct=80), RATE)
    after = bank.process(x)
    whole = np.concatenate([before, after], axis=2)[0, 0]
    steepest = 0.5 * 0.8 * np.pi * 7.3 / RATE
    fading = 0.5 * 0.8 * 1.5 / 2048
    assert np.abs(np.diff(whole)).max() <= steepest + fading
    settled = gains(Tremolo(rate_hz=7.3, depth_pct=80), 2.0)[0]
    np.testing.assert_allclose(whole[RATE + 4096 :] / 0.5, settled[RATE + 4096 :], atol=1e-6)


@pytest.mark.parametrize("effect", [Tremolo(rate_hz=3.7, depth_pct=90, shape=1), AutoPan(rate_hz=1.3, depth_pct=90)])
def test_from_the_middle_of_the_song_it_sounds_as_from_its_start(effect):
    rng = np.random.default_rng(1)
    audio = {"a": (0.1 * rng.standard_normal((1, 3 * RATE))).astype(np.float32)}
    mix = desk_mix(strip("a", effect))
    at = RATE + 12345
    whole = Engine(mix, Desk(audio), RATE).process(3 * RATE)["main"]
    part = Engine(mix, Desk(audio), RATE, start=at).process(RATE)["main"]
    np.testing.assert_allclose(part[:, 100:], whole[:, at + 100 : at + RATE], atol=1e-6)
