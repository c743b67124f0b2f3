"""EBU Tech 3341 (2023), table 1: every minimum requirement whose test signal can be made from its description.

Not here: case 6, five channels (mono and stereo are mixed, and `dsp.sources` refuses more, naming the number; the
channel weights that it tests would never be used), and cases 7 and 8, which are broadcast programmes.
"""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
from tones import RATES, sequence, silence, tone

from dsp.measure.loudness import Loudness, loudness
from dsp.measure.peak import true_peak

WITHIN_LU = 0.1
OVER_DB, UNDER_DB = 0.2, 0.4

pytestmark = pytest.mark.parametrize("rate", RATES)


def metered(x: np.ndarray, rate: int) -> Loudness:
    meter = Loudness(rate, len(x))
    meter.feed(x)
    return meter


@pytest.mark.parametrize(("case", "dbfs"), [(1, -23.0), (2, -33.0)])
def test_1_and_2_a_steady_tone_reads_the_same_on_every_scale(rate, case, dbfs):
    meter = metered(tone(dbfs, 20.0, rate), rate)
    assert meter.momentary_max_lufs == pytest.approx(dbfs, abs=WITHIN_LU)
    assert meter.short_term_max_lufs == pytest.approx(dbfs, abs=WITHIN_LU)
    assert meter.integrated_lufs == pytest.approx(dbfs, abs=WITHIN_LU)


@pytest.mark.parametrize(
    "parts",
    [
        [(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)],
        [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)],
        [(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)],
    ],
    ids=["3 relative gate", "4 both gates", "5 nothing gated"],
)
def test_3_to_5_the_gates_leave_the_programme(rate, parts):
    assert loudness(sequence(*parts, rate=rate), rate) == pytest.approx(-23.0, abs=WITHIN_LU)


def test_9_short_term_stands_still_once_three_seconds_have_played(rate):
    x = sequence(*[(-20.0, 1.34), (-30.0, 1.66)] * 5, rate=rate)
    for start in np.arange(0.0, 12.0, 0.1):
        heard = x[:, round(start * rate) :][:, : 3 * rate]
        assert metered(heard, rate).short_term_max_lufs == pytest.approx(-23.0, abs=WITHIN_LU)


@pytest.mark.parametrize("segment", range(20))
def test_10_three_seconds_are_found_wherever_they_begin(rate, segment):
    x = np.concatenate([silence(0.15 * segment, rate), tone(-23.0, 3.0, rate), silence(1.0, rate)], axis=1)
    assert metered(x, rate).short_term_max_lufs == pytest.approx(-23.0, abs=WITHIN_LU)


def test_11_the_loudest_short_term_so_far_follows_a_rising_live_programme(rate):
    meter = Loudness(rate, 2)
    for segment in range(20):
        late = 0.15 * segment
        meter.feed(silence(late, rate))
        meter.feed(tone(segment - 38.0, 3.0, rate))
        meter.feed(silence(3.0 - late, rate))
        assert meter.short_term_max_lufs == pytest.approx(segment - 38.0, abs=WITHIN_LU)


def test_12_momentary_stands_still_once_a_second_has_played(rate):
    x = sequence(*[(-20.0, 0.18), (-30.0, 0.22)] * 25, rate=rate)
    for start in np.arange(0.6, 9.6, 0.02):
        heard = x[:, round(start * rate) :][:, : round(0.4 * rate)]
        assert metered(heard, rate).momentary_max_lufs == pytest.approx(-23.0, abs=WITHIN_LU)


@pytest.mark.parametrize("segment", range(20))
def test_13_four_tenths_of_a_second_are_found_wherever_they_begin(rate, segment):
    x = np.concatenate([silence(0.02 * segment, rate), tone(-23.0, 0.4, rate), silence(1.0, rate)], axis=1)
    assert metered(x, rate).momentary_max_lufs == pytest.approx(-23.0, abs=WITHIN_LU)


def test_14_the_loudest_moment_so_far_follows_a_rising_live_programme(rate):
    meter = Loudness(rate, 2)
    for segment in range(20):
        late = 0.02 * segment
        meter.feed(silence(late, rate))
        meter.feed(tone(segment - 38.0, 0.4, rate))
        meter.feed(silence(0.4 - late, rate))
        assert meter.momentary_max_lufs == pytest.approx(segment - 38.0, abs=WITHIN_LU)


def faded(x: np.ndarray, rate: int) -> np.ndarray:
    """10 ms in and out, so that only the tone itself is judged; the same in both channels."""
    ramp = np.clip(np.minimum(np.arange(len(x)), np.arange(len(x))[::-1]) / (0.01 * rate), 0, 1)
    return np.tile(x * ramp, (2, 1)).astype(np.float32)


@pytest.mark.parametrize(
    ("amplitude", "divisor", "degrees", "dbtp"),
    [
        pytest.param(0.50, 4, 0.0, -6.0, id="15"),
        pytest.param(0.50, 4, 45.0, -6.0, id="16"),
        pytest.param(0.50, 6, 60.0, -6.0, id="17"),
        pytest.param(0.50, 8, 67.5, -6.0, id="18"),
        pytest.param(1.41, 4, 45.0, 3.0, id="19"),
    ],
)
def test_15_to_19_the_peak_of_a_tone_whose_samples_miss_it(rate, amplitude, divisor, degrees, dbtp):
    x = amplitude * np.sin(2 * np.pi * np.arange(rate) / divisor + np.radians(degrees))
    reading = true_peak(faded(x, rate), rate)
    assert dbtp - UNDER_DB <= reading <= dbtp + OVER_DB


@pytest.mark.parametrize("offset", range(4), ids=lambda offset: str(20 + offset))
def test_20_to_23_the_peak_of_one_louder_period_however_it_is_sampled(rate, offset):
    """A sine of a sixth of the rate at half scale goes through one period of a quarter of the rate at full scale.

    Made at four times the rate, band-limited, and every fourth sample kept from one of four places on.
    """
    slow, fast = (np.sin(2 * np.pi * np.arange(4 * cycle) / (4 * cycle)) for cycle in (6, 4))
    around = np.tile(0.5 * slow, rate // 24)
    fine = np.concatenate([around, fast, around])
    band_limited = np.convolve(fine, scipy.signal.firwin(511, 0.25, window=("kaiser", 8.0)), "same")
    reading = true_peak(faded(band_limited[offset::4], rate), rate)
    assert 0.0 - UNDER_DB <= reading <= 0.0 + OVER_DB
