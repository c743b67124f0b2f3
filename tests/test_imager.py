"""Width by band: what becomes of the side at each frequency, and that the middle keeps its level."""

from __future__ import annotations

import numpy as np
import pytest
from studio import desk, noise, write

from assistant.respond import respond
from dsp.effects import Imager
from dsp.mix import MAIN

RATE = 48000
CORNERS = (200.0, 3000.0)


def through(effect: Imager, x: np.ndarray) -> np.ndarray:
    return effect.bank([effect], RATE, len(x)).process(x[None].astype(np.float32))[0].astype(np.float64)


def shuffled(effect: Imager) -> tuple[np.ndarray, np.ndarray]:
    """The spectra of middle and side of an impulse on the left alone, whose middle and side are alike."""
    x = np.zeros((2, RATE))
    x[0, 10] = 1.0
    left, right = through(effect, x)
    return np.fft.rfft(left + right), np.fft.rfft(left - right)


@pytest.mark.parametrize("widths", [(0, 100, 100), (50, 100, 150), (100, 0, 100), (200, 80, 0)])
def test_the_side_is_scaled_as_linkwitz_and_riley_have_it_and_turned_in_phase_nowhere(widths):
    """Over the all-pass, a band of fourth order is 1 / (1 + (f / fc)^4): real, so left and right stay in time."""
    low, mid, high = widths
    middle, side = shuffled(Imager(low_width_pct=low, mid_width_pct=mid, high_width_pct=high))
    f = np.arange(1, RATE // 2)
    # an analogue frequency is the tangent of a digital one
    ratios = (np.tan(np.pi * f / RATE) / np.tan(np.pi * corner / RATE) for corner in CORNERS)
    under, below = (1 / (1 + ratio**4) for ratio in ratios)
    expected = (low * under + mid * (1 - under) * below + high * (1 - under) * (1 - below)) / 100
    np.testing.assert_allclose(side[1:-1] / middle[1:-1], expected, atol=2e-4)


@pytest.mark.parametrize(("low", "high"), [(40, 1000), (200, 3000), (800, 16000)])
def test_the_mono_sum_keeps_its_level_at_every_frequency(low, high):
    effect = Imager(low_width_pct=0, high_width_pct=200, low_crossover_hz=low, high_crossover_hz=high)
    middle, _ = shuffled(effect)
    assert np.abs(20 * np.log10(np.abs(middle))).max() < 0.01


def test_what_is_left_alone_passes_bit_for_bit():
    x = np.random.default_rng(0).standard_normal((2, RATE)).astype(np.float32)
    np.testing.assert_array_equal(through(Imager(low_crossover_hz=300), x), x)
    np.testing.assert_array_equal(through(Imager(low_width_pct=0), x[:1]), x[:1])
    assert through(Imager(low_width_pct=0), x[:, :0]).shape == (2, 0)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    sounds = {"Piano": noise(channels=2), "Vox": noise(seed=3)}
    return desk(write(tmp_path_factory.mktemp("imager"), sounds))


@pytest.mark.parametrize(
    ("said", "knob", "value", "moved"),
    [
        ("widen the highs of the piano", "high_width_pct", 130, 2.3),
        ("make the top of the piano a bit wider", "high_width_pct", 115, 1.2),
        ("narrow the lows of the piano", "low_width_pct", 70, -3.1),
        ("less width in the mids of the piano", "mid_width_pct", 70, -3.1),
        ("set the low width of the piano to 50%", "low_width_pct", 50, -6.0),
    ],
)
def test_one_band_is_turned_and_held_to_its_side(song, said, knob, value, moved):
    """The band's measured side moves by the knob's decibels, less what its edges share with its neighbours."""
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Piano"].of(Imager)
    assert slot.effect == Imager(**{knob: value})
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.after - check.before == pytest.approx(moved, abs=0.3 * abs(moved))


def test_nobody_named_means_the_mix(song):
    session, studio = song
    turn = respond(session, "widen the highs", studio)
    assert [move.strip for move in turn.moves] == [MAIN]


def test_an_imager_makes_the_lows_firm_and_the_top_wide(song):
    session, studio = song
    turn = respond(session, "put a stereo imager on the piano", studio)
    (slot,) = session.mix.apply(*turn.moves)["Piano"].of(Imager)
    assert slot.effect.low_width_pct < 100 < slot.effect.high_width_pct
    assert turn.checks[0].verdict == "verified"


@pytest.mark.parametrize("said", ["widen the highs of the vox", "set the low width of the vox to 50%"])
def test_what_is_mono_has_no_part_to_widen(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert not turn.moves
    assert "Vox is mono" in turn.reply
