"""ITU-R BS.1770-5: the published filter, the levels of its tones at any rate, the gate, the meaning of true peak."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
from tones import RATES, sequence, silence, tone

from dsp.measure.loudness import k_weighting, loudness

PUBLISHED = [  # annex 1, tables 1 and 2, for 48 kHz: b0, b1, b2, a0, a1, a2
    [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
    [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
]
MORE_RATES = (8_000, 22_050, 32_000, *RATES, 88_200, 176_400, 192_000)


def response_db(sections: np.ndarray, hz: np.ndarray, rate: int) -> np.ndarray:
    return 20 * np.log10(np.abs(scipy.signal.sosfreqz(sections, hz, fs=rate)[1]))


def ours(rate: int) -> np.ndarray:
    """Our weighting as scipy writes filters."""
    return np.insert(k_weighting(rate), 3, 1.0, axis=1)


def test_at_48_khz_the_weighting_is_the_published_filter():
    np.testing.assert_allclose(ours(48_000), PUBLISHED, atol=2e-9)


@pytest.mark.parametrize("rate", MORE_RATES)
@pytest.mark.parametrize("section", [0, 1], ids=["shelf", "high-pass"])
def test_at_any_rate_the_weighting_is_the_analogue_filter_behind_it(rate, section):
    """What 48 kHz has where its bilinear transform puts an analogue frequency, another rate has where its own does.

    But for a gain: the published numerator 1, -2, 1 is kept at every rate, as in libebur128, and is worth a few
    hundredths of a decibel less the higher the rate.
    """
    published, made = np.array(PUBLISHED[section : section + 1]), ours(rate)[section : section + 1]
    a = published[0, 3:]
    corner_hz = 48_000 / np.pi * np.arctan(np.sqrt(a.sum() / (a * [1, -1, 1]).sum()))
    hz = np.geomspace(10, 0.49 * rate, 200)
    analogue = np.tan(np.pi * hz / rate) / np.tan(np.pi * corner_hz / rate)
    there = 48_000 / np.pi * np.arctan(analogue * np.tan(np.pi * corner_hz / 48_000))
    gain_db = response_db(made, hz, rate) - response_db(published, there, 48_000)
    assert np.ptp(gain_db) < 1e-6
    assert np.abs(gain_db).max() < (0.045 if rate >= 44_100 else 0.25)


@pytest.mark.parametrize("rate", RATES)
def test_up_to_the_presence_region_every_rate_weights_alike(rate):
    hz = np.geomspace(20, 5000, 100)
    expected = response_db(np.array(PUBLISHED), hz, 48_000)
    np.testing.assert_allclose(response_db(ours(rate), hz, rate), expected, atol=0.06)


@pytest.mark.parametrize("rate", MORE_RATES)
@pytest.mark.parametrize("channels", [1, 2])
def test_a_full_scale_997_hz_tone_in_one_channel_reads_minus_3_01(rate, channels):
    x = tone(0.0, 5.0, rate, 997.0, channels)
    x[1:] = 0.0
    assert loudness(x, rate) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("rate", RATES)
def test_two_channels_add_up_to_3_01_more_than_one(rate):
    x = tone(-20.0, 5.0, rate)
    assert loudness(x, rate) - loudness(x[:1], rate) == pytest.approx(3.0103, abs=1e-3)


# The frequencies of the compliance material of ITU-R BS.2217.
@pytest.mark.parametrize("hz", [25.0, 100.0, 500.0, 1000.0, 2000.0, 10_000.0])
@pytest.mark.parametrize("lkfs", [-23.0, -24.0])
@pytest.mark.parametrize("rate", RATES)
def test_tones_from_bass_to_treble_read_what_the_published_filter_makes_of_them(rate, lkfs, hz):
    weight = response_db(np.array(PUBLISHED), np.array([hz]), 48_000)[0]
    x = tone(lkfs + 0.691 - weight, 10.0, rate, hz)
    assert loudness(x, rate) == pytest.approx(lkfs, abs=0.1)


@pytest.mark.parametrize("rate", RATES)
def test_what_lies_under_minus_70_is_not_counted_and_what_lies_over_is(rate):
    quiet = sequence((-69.5, 10.0), (-70.5, 10.0), rate=rate)
    assert loudness(quiet, rate) == pytest.approx(-69.5, abs=0.1)
    assert loudness(sequence((-70.5, 10.0), rate=rate), rate) is None


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("below_lu", "counts"), [(9.0, True), (13.0, False)])
def test_the_relative_gate_stands_10_lu_under_what_the_absolute_gate_leaves(rate, below_lu, counts):
    loud, soft = -20.0, -20.0 - below_lu
    x = np.concatenate([sequence((loud, 10.0), (soft, 10.0), rate=rate), silence(20.0, rate)], axis=1)
    both = 10 * np.log10((10 ** (loud / 10) + 10 ** (soft / 10)) / 2)
    assert loudness(x, rate) == pytest.approx(both if counts else loud, abs=0.1)
