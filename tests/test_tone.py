from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from assistant.tone import MOST, fit, response
from dsp.effects import Bell, HighShelf, LowShelf
from dsp.measure import BANDS

RATE = 44_100
CENTRES = np.array(BANDS)
AUDIBLE = (CENTRES >= 50) & (CENTRES <= 15_000)
EVEN = np.ones(len(BANDS))


def cookbook(kind, hz: float, gain_db: float, q: float) -> np.ndarray:
    """The response of a filter from R. Bristow-Johnson's Audio EQ Cookbook, through scipy."""
    a, w = 10 ** (gain_db / 40), 2 * np.pi * hz / RATE
    cos, alpha = np.cos(w), np.sin(w) / (2 * q)
    if kind is Bell:
        b, den = (1 + alpha * a, -2 * cos, 1 - alpha * a), (1 + alpha / a, -2 * cos, 1 - alpha / a)
    else:
        sign = 1 if kind is LowShelf else -1
        root = 2 * np.sqrt(a) * alpha
        b = (
            a * ((a + 1) - sign * (a - 1) * cos + root),
            sign * 2 * a * ((a - 1) - sign * (a + 1) * cos),
            a * ((a + 1) - sign * (a - 1) * cos - root),
        )
        den = (
            (a + 1) + sign * (a - 1) * cos + root,
            sign * -2 * ((a - 1) + sign * (a + 1) * cos),
            (a + 1) + sign * (a - 1) * cos - root,
        )
    _, h = signal.freqz(b, den, worN=np.minimum(CENTRES, 0.45 * RATE), fs=RATE)
    return 20 * np.log10(np.abs(h))


@pytest.mark.parametrize("kind", [Bell, LowShelf, HighShelf])
@pytest.mark.parametrize("gain", [-4.0, 3.0])
def test_a_wish_that_one_filter_meets_gets_that_filter(kind, gain):
    hz = {Bell: 800.0, LowShelf: 200.0, HighShelf: 5000.0}[kind]
    q = 1.0 if kind is Bell else 0.7
    (found,) = fit(cookbook(kind, hz, gain, q), EVEN, RATE)
    assert type(found) is kind
    assert found.gain_db == pytest.approx(gain, abs=0.2)
    assert abs(np.log2(found.frequency_hz / hz)) < 0.2


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(60, 12_000), st.floats(-6, 6), st.floats(0.3, 0.8)), min_size=1, max_size=2))
def test_what_is_fitted_comes_close_to_a_smooth_wish(bumps):
    wish = sum(g * np.exp(-0.5 * (np.log2(CENTRES / hz) / width) ** 2) for hz, g, width in bumps)
    found = fit(wish, AUDIBLE.astype(float), RATE)
    assert len(found) <= MOST
    done = sum((cookbook(type(f), f.frequency_hz, f.gain_db, f.q) for f in found), np.zeros(len(BANDS)))
    left = np.sqrt(np.mean((wish - done)[AUDIBLE] ** 2))
    assert left <= max(0.6, 0.5 * np.sqrt(np.mean(wish[AUDIBLE] ** 2)))


def test_a_flat_wish_needs_no_filter():
    assert fit(np.zeros(len(BANDS)), EVEN, RATE) == ()


def test_where_nothing_sounds_nothing_is_wished():
    wish = np.where(CENTRES > 8000, 6.0, 0.0)
    assert fit(wish, (CENTRES <= 5000).astype(float), RATE) == ()


def test_the_strongest_filter_comes_first_and_gains_are_on_the_printed_grid():
    wish = cookbook(Bell, 300, -5, 1.0) + cookbook(HighShelf, 6300, 2, 0.7)
    found = fit(wish, EVEN, RATE)
    gains = [abs(f.gain_db) for f in found]
    assert gains == sorted(gains, reverse=True)
    assert all(round(f.gain_db, 1) == f.gain_db for f in found)


def test_no_filter_stands_where_a_low_rate_cannot_hold_it():
    wish = np.where(CENTRES > 1500, 4.0, 0.0)
    assert all(f.frequency_hz <= 0.4 * 8000 for f in fit(wish, EVEN, 8000))


def test_the_response_is_that_of_the_cookbook():
    filters = (Bell(frequency_hz=1000, gain_db=-4, q=1.4), LowShelf(frequency_hz=200, gain_db=3, q=0.7))
    expected = cookbook(Bell, 1000, -4, 1.4) + cookbook(LowShelf, 200, 3, 0.7)
    np.testing.assert_allclose(response(filters, RATE)[:-4], expected[:-4], atol=0.05)
