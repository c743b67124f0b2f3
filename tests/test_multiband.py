"""The multiband compressor: a crossover that is flat in sum, and in each band the curve and times of the book."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import signal
from studio import RATE as SONG_RATE
from studio import band_limited, desk, write

from assistant.respond import respond
from dsp.effects import MultibandCompressor
from dsp.mix import MAIN

RATE = 48000
PLACES = {"low": 60.0, "mid": 1000.0, "high": 12000.0}
"""A frequency in each band."""

CORNERS = {"low": (800.0, 3500.0), "mid": (40.0, 16000.0), "high": (150.0, 1000.0)}
"""Crossovers so far from it that nothing else of it is heard, however far its band is turned down."""


def alone(part: str, **knobs: float) -> MultibandCompressor:
    low, high = CORNERS[part]
    return MultibandCompressor(low_crossover_hz=low, high_crossover_hz=high, **knobs)


def through(effect: MultibandCompressor, x: np.ndarray) -> np.ndarray:
    return effect.bank([effect], RATE, x.shape[0]).process(np.asarray(x, np.float32)[None])[0].astype(np.float64)


def tone(hz: float, level_db: float, seconds: float = 2.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return 10 ** (level_db / 20) * np.sin(2 * np.pi * hz * t)[None]


def level_db(x: np.ndarray) -> float:
    return float(10 * np.log10(2 * np.mean(np.square(x[:, RATE:]))))


@pytest.mark.parametrize(("low", "high"), [(40, 1000), (150, 3500), (800, 1000), (800, 16000)])
def test_the_bands_add_up_to_the_whole_within_a_hundredth_of_a_decibel(low, high):
    """Parted, yet not turned: at a ratio of 1 only the crossover is left."""
    x = np.zeros((1, RATE))
    x[0, 10] = 1.0
    effect = MultibandCompressor(low_threshold_db=-60, ratio=1, low_crossover_hz=low, high_crossover_hz=high)
    y = through(effect, x)
    assert not np.array_equal(y, x)  # the all-pass is there: it is parted
    assert np.abs(20 * np.log10(np.abs(np.fft.rfft(y[0])))).max() < 0.01


@pytest.mark.parametrize("part", PLACES)
def test_each_band_falls_as_linkwitz_and_riley_have_it(part):
    """What changes when a band is turned down by 12 dB is that band: low-pass, both or high-pass of fourth order."""
    x = np.zeros((1, RATE))
    x[0, 10] = 1.0
    corners = {"low_crossover_hz": 200.0, "high_crossover_hz": 2000.0}
    flat = through(MultibandCompressor(low_threshold_db=-60, ratio=1, **corners), x)
    down = through(MultibandCompressor(**corners, **{f"{part}_gain_db": -12}), x)
    band = np.abs(np.fft.rfft((flat - down)[0])) / (1 - 10 ** (-12 / 20))
    f = np.array([50, 100, 200, 400, 1000, 2000, 4000, 8000])
    # an analogue frequency is the tangent of a digital one
    ratios = (np.tan(np.pi * f / RATE) / np.tan(np.pi * corner / RATE) for corner in (200, 2000))
    under, over = (1 / (1 + ratio**4) for ratio in ratios)
    expected = {"low": under, "mid": (1 - under) * over, "high": (1 - under) * (1 - over)}[part]
    heard = expected > 1e-4
    np.testing.assert_allclose(20 * np.log10(band[f] / expected)[heard], 0, atol=0.1)


@pytest.mark.parametrize("level", [-45, -32, -30, -28, -20, -10, 0])
@pytest.mark.parametrize("part", PLACES)
def test_the_static_curve_of_each_band_is_that_of_the_book(part, level):
    """Eq. 4 of the tutorial with a knee of 6 dB; the other bands are left alone."""
    effect = alone(part, ratio=4, **{f"{part}_threshold_db": -30})
    over = level + 30
    beyond = 0.0 if over < -3 else (over + 3) ** 2 / 12 if over < 3 else over
    y = through(effect, tone(PLACES[part], level))
    assert level_db(y) == pytest.approx(level - beyond * (1 - 1 / 4), abs=0.1)


@pytest.mark.parametrize("part", PLACES)
def test_a_loud_tone_in_one_band_leaves_the_others_as_loud_as_they_were(part):
    everything = {f"{one}_threshold_db": -30.0 for one in PLACES}
    effect = MultibandCompressor(low_crossover_hz=200, ratio=20, **everything)
    soft = sum(tone(hz, -50) for one, hz in PLACES.items() if one != part)
    y = through(effect, soft + tone(PLACES[part], 0))[0, RATE:]
    x = soft[0, RATE:]
    for one, hz in PLACES.items():
        if one != part:
            at = np.exp(-2j * np.pi * hz * np.arange(RATE) / RATE)
            assert 20 * np.log10(abs(y @ at) / abs(x @ at)) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(("knob", "ms"), [("attack_ms", 20.0), ("attack_ms", 100.0), ("release_ms", 200.0)])
@pytest.mark.parametrize("part", ["mid", "high"])
def test_63_percent_of_the_way_take_the_stated_time(part, knob, ms):
    """The key is a step; the gain is read from a small tone in the same band of the sound that is turned."""
    effect = alone(part, ratio=20, attack_ms=0.5, release_ms=20).with_(**{knob: ms, f"{part}_threshold_db": -20})
    t = np.arange(2 * RATE) / RATE
    loud = (t < 1) if knob == "release_ms" else (t >= 1)
    hz = PLACES[part]
    x = np.stack([0.01 * np.sin(2 * np.pi * hz * t), loud * np.sin(2 * np.pi * hz * t)]).astype(np.float32)
    y = effect.bank([effect], RATE, 1).process(x[None])[0, 0].astype(np.float64)
    turned = 20 * np.log10(np.abs(signal.hilbert(y)) / 0.01)
    begin, end = turned[RATE - 400], turned[-4000]
    share = (turned[RATE:] - begin) / (end - begin)
    reached = np.argmax(share >= 1 - np.exp(-1)) / RATE * 1000
    # the key's own way through the crossover, and the knee's corner: a fraction of a millisecond
    assert reached == pytest.approx(ms, rel=0.02, abs=0.4)


def test_what_is_left_alone_is_not_even_parted():
    x = 2 * np.random.default_rng(0).standard_normal((2, RATE)).astype(np.float32)
    np.testing.assert_array_equal(through(MultibandCompressor(ratio=20), x), x)
    assert through(MultibandCompressor(low_threshold_db=-20), x[:, :0]).shape == (2, 0)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    """Thumps under a steady voice under hiss that comes and goes, each in a band of its own."""
    t = np.arange(8 * SONG_RATE) / SONG_RATE
    beat = np.exp(-(t % 0.5) / 0.1)
    sounds = {
        "Kick": (0.6 * beat * np.sin(2 * np.pi * 70 * t))[None].astype(np.float32),
        "Vox": band_limited(400, 2000, 8.0),
        "Hats": (2.0 * beat * band_limited(6000, 14000, 8.0)).astype(np.float32),
    }
    return desk(write(tmp_path_factory.mktemp("multiband"), sounds))


def made(song, *sentences):
    session, studio = song
    for said in sentences:
        turn = respond(session, said, studio)
        assert turn.status == "done", turn.reply
        mix = session.mix.apply(*turn.moves)
        session = replace(session, mix=mix)
    (slot,) = mix[MAIN].of(MultibandCompressor)
    assert isinstance(slot.effect, MultibandCompressor)
    return slot.effect, turn


def test_each_threshold_is_what_its_band_usually_has_and_the_bands_swing_less(song):
    effect, turn = made(song, "multiband compress the mix")
    low, mid, high = effect.thresholds_db
    assert -60 < high < mid < low < 0
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.after < check.before - 0.3


def test_more_on_the_lows_leaves_the_other_bands_alone(song):
    effect, turn = made(song, "multiband compress the lows of the mix")
    assert effect.low_threshold_db < 0
    assert effect.mid_threshold_db == effect.high_threshold_db == 0
    assert turn.checks[0].what == "swing of the lows"
    assert turn.checks[0].verdict == "verified"


def test_more_and_less_turn_the_band_that_was_said(song):
    once, _ = made(song, "multiband compress the mix")
    more, _ = made(song, "multiband compress the mix", "more multiband on the highs of the mix")
    less, _ = made(song, "multiband compress the mix", "less multiband on the lows of the mix")
    assert more == once.with_(high_threshold_db=once.high_threshold_db - 4)
    assert less == once.with_(low_threshold_db=min(0.0, once.low_threshold_db + 4))


def test_where_there_is_none_there_is_none_to_have_less_of(song):
    session, studio = song
    turn = respond(session, "less multiband on the lows of the mix", studio)
    assert not turn.moves
    assert "no multiband compressor" in turn.reply
