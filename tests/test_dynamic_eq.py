"""The dynamic equaliser turns one band by its own level, as its curve and times say, and is then an ordinary bell."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal
from studio import RATE, band_limited, desk, write

from assistant.respond import respond
from dsp.effects import DynamicEq
from dsp.effects.eq import response_db

HZ = 1000.0


def tone(level_db: float | np.ndarray, seconds: float = 2.0, hz: float = HZ) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return 10 ** (np.asarray(level_db) / 20) * np.sin(2 * np.pi * hz * t)[None]


def through(effect: DynamicEq, x: np.ndarray) -> np.ndarray:
    return effect.bank([effect], RATE, x.shape[0]).process(np.asarray(x, np.float32)[None])[0].astype(np.float64)


def rms_db(x: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(x)) + 1e-30))


def curve(over: float, ratio: float, range_db: float) -> float:
    """Eq. 4 of the tutorial, as what is taken away."""
    if over < -3:
        return 0.0
    beyond = (over + 3) ** 2 / 12 if over < 3 else over
    return min(beyond * (1 - 1 / ratio), range_db)


@pytest.mark.parametrize("level", range(-50, 1, 5))
@pytest.mark.parametrize(("direction", "sign", "above"), [(0, -1, 1), (1, 1, 1), (2, 1, -1), (3, -1, -1)])
def test_the_static_curve_is_that_of_the_book(level, direction, sign, above):
    effect = DynamicEq(range_db=12, frequency_hz=HZ, threshold_db=-27, ratio=3, direction=direction)
    x = tone(level)
    turned = rms_db(through(effect, x)[:, RATE:]) - rms_db(x[:, RATE:])
    assert turned == pytest.approx(sign * curve(above * (level + 27), 3, 12), abs=0.1)


@pytest.mark.parametrize("shape", [0, 1, 2])
@pytest.mark.parametrize("direction", [0, 1])
def test_at_full_action_it_is_the_bell_or_shelf_of_its_range(shape, direction):
    """Keyed by a tone that holds it at its range, it shapes the sound on another input as the filter does."""
    effect = DynamicEq(range_db=9, frequency_hz=HZ, q=1.4, threshold_db=-60, shape=shape, direction=direction)
    frames = 1 << 16
    key = tone(-1.0, 4.0)[:, : 2 * frames]
    x = np.zeros((2, 2 * frames), np.float32)
    x[1] = key
    x[0, frames] = 1.0
    y = effect.bank([effect], RATE, 1).process(x[None])[0, 0].astype(np.float64)
    response = 20 * np.log10(np.abs(np.fft.rfft(y[frames:])))
    hz = np.fft.rfftfreq(frames, 1 / RATE)
    inside = (hz > 20) & (hz < 20000)
    wanted = response_db(effect.standing_at(9.0 if effect.up else -9.0), hz[inside], RATE)
    assert np.abs(response[inside] - wanted).max() < 0.01


@pytest.mark.parametrize(("knob", "ms"), [("attack_ms", 20.0), ("attack_ms", 100.0), ("release_ms", 200.0)])
def test_63_percent_of_the_way_take_the_stated_time(knob, ms):
    """The gain is read from a small tone far away, which a shelf turns as much as the band that it listens to."""
    effect = DynamicEq(
        range_db=10, frequency_hz=4000, q=0.71, threshold_db=-12, ratio=20, shape=2, attack_ms=1, release_ms=20
    ).with_(**{knob: ms})
    step = RATE
    t = np.arange(2 * RATE) / RATE
    loud = (t < 1) if knob == "release_ms" else (t >= 1)
    x = np.stack([0.01 * np.sin(2 * np.pi * 18000 * t), loud * np.sin(2 * np.pi * 12000 * t)]).astype(np.float32)
    y = effect.bank([effect], RATE, 1).process(x[None])[0, 0].astype(np.float64)
    turned = 20 * np.log10(np.abs(signal.hilbert(y)) / np.abs(signal.hilbert(x[0].astype(np.float64))))
    begin, end = turned[step - 200], turned[-2000]
    share = (turned[step:] - begin) / (end - begin)
    reached = np.argmax(share >= 1 - np.exp(-1)) / RATE * 1000
    assert reached == pytest.approx(ms, rel=0.02)


def test_what_sounds_elsewhere_is_neither_listened_to_nor_turned():
    effect = DynamicEq(range_db=12, frequency_hz=3000, q=4, threshold_db=-40)
    low = tone(-6.0, hz=100.0)
    assert rms_db(through(effect, low) - low) < rms_db(low) - 90
    both = low + tone(-12.0, hz=3000.0)
    changed = through(effect, both)
    hz = np.fft.rfftfreq(RATE, 1 / RATE)
    was, now = (np.abs(np.fft.rfft(z[0, -RATE:])) for z in (both, changed))
    db = 20 * np.log10(now[[100, 3000]] / was[[100, 3000]])
    assert hz[3000] == 3000
    assert db == pytest.approx([0.0, -12.0], abs=0.1)


def test_left_and_right_are_turned_alike():
    x = np.concatenate([tone(-6.0), tone(-40.0)])
    y = through(DynamicEq(range_db=12, frequency_hz=HZ, threshold_db=-40), x)
    left, right = (rms_db(y[i, RATE:]) - rms_db(x[i, RATE:]) for i in (0, 1))
    assert left == pytest.approx(right, abs=1e-3)
    assert left == pytest.approx(-12, abs=0.01)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    t = np.arange(8 * RATE) / RATE
    boom = 0.15 * np.sin(2 * np.pi * 160 * t) * (t % 2 < 0.3)
    sounds = {"Bass": (band_limited(60, 2000, 8.0) + boom).astype(np.float32)}
    return desk(write(tmp_path_factory.mktemp("dynamic"), sounds))


def made(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    name = turn.moves[0].strip
    (slot,) = session.mix.apply(*turn.moves)[name].of(DynamicEq)
    assert isinstance(slot.effect, DynamicEq)
    return slot.effect, turn


def test_it_finds_the_note_that_booms_and_tames_only_that(song):
    effect, turn = made(song, "add a dynamic EQ to the bass")
    assert effect.frequency_hz == pytest.approx(160, rel=0.03)
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.after < check.before - 1


def test_a_threshold_nobody_said_is_what_is_usual_at_the_frequency_said(song):
    boomy, _ = made(song, "add a dynamic EQ to the bass at 160 Hz")
    calm, _ = made(song, "add a dynamic EQ to the bass at 1 kHz")
    assert boomy.threshold_db > calm.threshold_db + 5
    assert boomy.range_db == calm.range_db == 6.0


def test_lifting_is_judged_upwards(song):
    effect, turn = made(song, "set the bass dynamic EQ direction to boost when loud")
    assert effect.up
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.after > check.before
