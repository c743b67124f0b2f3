"""Pitch goes where it was asked to, to a cent; time, level, attacks and the stereo image stay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import lfilter
from studio import desk, noise, take, write

from assistant.pitches import long_spectrum, shift_semitones
from assistant.respond import respond
from dsp.effects import PitchShift

RATE = 44100
SEMITONES = (-12, -5, -0.2, 0.2, 2, 7, 12)


def through(semitones: float, x: np.ndarray, formants_pct: float = 0.0) -> np.ndarray:
    """What comes out, in time with what went in."""
    effect = PitchShift(pitch_semitones=semitones, formants_pct=formants_pct)
    bank = effect.bank([effect], RATE, x.shape[0])
    fed = np.pad(np.asarray(x, np.float32), ((0, 0), (0, bank.latency)))
    return bank.process(fed[None])[0, :, bank.latency :].astype(np.float64)


def sines(hz: list[float], seconds: float = 1.5, level: float = 0.1) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return sum(level * np.sin(2 * np.pi * f * t + i) for i, f in enumerate(hz))[None]


def fitted(y: np.ndarray, hz: list[float]) -> tuple[np.ndarray, float]:
    """The amplitude of sines at known frequencies, and the level of all the rest under them in dB."""
    n = np.arange(y.size)
    window = np.blackman(y.size)
    turns = 2 * np.pi * np.outer(n, hz) / RATE
    base = np.hstack([np.cos(turns), np.sin(turns)])
    found, *_ = np.linalg.lstsq(base * window[:, None], y * window, rcond=None)
    rest = (y - base @ found) * window
    return np.hypot(found[: len(hz)], found[len(hz) :]), float(
        10 * np.log10(rest @ rest / ((y * window) @ (y * window)))
    )


def frequency(y: np.ndarray, near_hz: float) -> float:
    """By how much the phase goes on from one half to the other."""
    half = y.size // 2
    turning = np.exp(-2j * np.pi * near_hz * np.arange(y.size) / RATE) * y
    window = np.blackman(half)
    first, second = turning[:half] @ window, turning[half : 2 * half] @ window
    return near_hz + float(np.angle(second / first)) / (2 * np.pi) * RATE / half


@pytest.mark.parametrize("semitones", SEMITONES)
@pytest.mark.parametrize("hz", [55.0, 440.0, 5000.0])
def test_a_sine_is_shifted_to_a_hundredth_of_a_cent_and_keeps_its_level(semitones, hz):
    y = through(semitones, sines([hz]))[0, RATE // 2 : RATE + RATE // 4]
    goal = hz * 2 ** (semitones / 12)
    assert abs(1200 * np.log2(frequency(y, goal) / goal)) < 0.01
    (level,), rest_db = fitted(y, [goal])
    assert 20 * np.log10(level / 0.1) == pytest.approx(0.0, abs=0.01)
    assert rest_db < -55


@pytest.mark.parametrize(("semitones", "rest_db"), [(-5, -65), (2, -60), (7, -40)])
def test_every_partial_of_a_chord_keeps_its_level(semitones, rest_db):
    chord = [110.0, 164.8, 220.0, 277.2, 329.6, 440.0, 554.4]
    y = through(semitones, sines(chord))[0, RATE // 2 : RATE + RATE // 4]
    levels, rest = fitted(y, [hz * 2 ** (semitones / 12) for hz in chord])
    np.testing.assert_allclose(20 * np.log10(levels / 0.1), 0.0, atol=0.1)
    assert rest < rest_db


@pytest.mark.parametrize("semitones", SEMITONES)
def test_a_click_comes_within_a_millisecond_of_its_time_and_nothing_before_it(semitones):
    x = np.zeros((1, RATE))
    places = (9000, 15001, 22222, 30003)
    x[0, places] = 0.8
    y = through(semitones, x)[0]
    for at in places:
        near = y[at - 4000 : at + 3000] ** 2
        assert abs(int(near.argmax()) - 4000) <= RATE // 1000
        assert near[3956:4045].sum() > 0.95 * near.sum()


@pytest.mark.parametrize("semitones", [-3, 2])
@pytest.mark.parametrize("track", ["Kick", "Snare"])
def test_a_drum_is_as_quiet_before_its_beat_and_as_sharp_on_it(track, semitones):
    x = take(track, 12.0)[0].astype(np.float64)
    y = through(semitones, x[None])[0]
    level = 10 * np.log10(np.convolve(x**2, np.ones(44) / 44, "same") + 1e-12)
    beats = [
        at
        for at in range(RATE, x.size - RATE, 22)
        if level[at] > level.max() - 15 > level[at - 1400 : at - 60].max() + 5
    ]
    beats = [at for i, at in enumerate(beats) if i == 0 or at - beats[i - 1] > RATE // 5]
    assert len(beats) >= 5
    before, crest = [], []
    for at in beats:
        quiet, loud = slice(at - 880, at - 110), slice(at - 110, at + 2200)
        before.append(10 * np.log10(np.mean(y[quiet] ** 2) / np.mean(y[loud] ** 2)))
        crest.append(20 * np.log10(np.abs(y[loud]).max() / np.sqrt(np.mean(y[loud] ** 2))))
        crest[-1] -= 20 * np.log10(np.abs(x[loud]).max() / np.sqrt(np.mean(x[loud] ** 2)))
    assert np.median(before) < -45.0
    assert abs(np.median(crest)) < 1.5


def vowel(hz: float) -> np.ndarray:
    """A voice that holds one vowel, with some vibrato."""
    t = np.arange(2 * RATE) / RATE
    turn = 2 * np.pi * np.cumsum(hz * (1 + 0.003 * np.sin(2 * np.pi * 5 * t))) / RATE
    x = sum(np.sin(h * turn) / h for h in range(1, int(9000 / hz)))
    for formant, width in ((700, 90), (1200, 110), (2600, 160)):
        r, angle = np.exp(-np.pi * width / RATE), 2 * np.pi * formant / RATE
        x = lfilter([1 - 2 * r * np.cos(angle) + r * r], [1, -2 * r * np.cos(angle), r * r], x)
    return 0.2 * x / np.abs(x).max()


def colour_db(x: np.ndarray) -> np.ndarray:
    """The level about every third of an octave from 200 Hz to 3 kHz, an octave wide."""
    power, hz = np.abs(np.fft.rfft(x)) ** 2, np.fft.rfftfreq(x.size, 1 / RATE)
    centres = 200 * 2 ** (np.arange(12) / 3)
    return np.array([10 * np.log10(power[(hz >= c / 2**0.5) & (hz < c * 2**0.5)].sum()) for c in centres])


@pytest.mark.parametrize("semitones", [-4, 4])
@pytest.mark.parametrize("hz", [110.0, 180.0, 300.0])
def test_a_vowel_whose_formants_are_kept_is_nearer_to_that_vowel_sung_there(semitones, hz):
    sung = colour_db(vowel(hz * 2 ** (semitones / 12)))
    off = [np.std(colour_db(through(semitones, vowel(hz)[None], formants)[0]) - sung) for formants in (0, 100)]
    assert off[1] < 4.0
    assert off[1] < 0.65 * off[0]


def test_left_and_right_are_shifted_as_one():
    one = take("Lead Vox", 4.0)[0]
    y = through(3, np.stack([one, -0.5 * one]))
    np.testing.assert_allclose(y[1], -0.5 * y[0], atol=1e-6)


def test_at_rest_not_a_bit_is_touched_and_going_back_to_rest_gives_them_back():
    x = noise(2.0, channels=2)
    effect = PitchShift(pitch_semitones=4)
    bank = effect.bank([effect], RATE, 2)
    bank.set(0, PitchShift(), RATE // 2)
    y = bank.process(x[None])[0]
    late = bank.latency
    settled = RATE // 2 + late + 4096
    np.testing.assert_array_equal(y[:, settled:], x[:, settled - late : x.shape[1] - late])


def test_the_measure_tells_by_how_much_a_recording_was_moved_and_that_another_is_another():
    x = take("Lead Vox", 8.0)
    was = long_spectrum([x], RATE)
    for semitones in (-7.0, -0.2, 0.0, 3.0):
        now = long_spectrum([through(semitones, x)], RATE)
        assert shift_semitones(was, now) == pytest.approx(semitones, abs=0.05)
    other = long_spectrum([noise(8.0)], RATE)
    assert shift_semitones(was, other) is None
    assert long_spectrum([np.zeros_like(x)], RATE) is None


def test_up_and_down_are_said_from_where_it_stands_and_measured(tmp_path):
    session, studio = desk(write(tmp_path, {"Lead Vox": take("Lead Vox", 6.0)}))
    asked = respond(session, "add a pitch shifter to the vocal", studio)
    assert not asked.steps
    assert "By how much?" in asked.reply
    turn = respond(session, "pitch the vocal up 2 semitones", studio)
    assert "2 semitones" in turn.reply
    assert "verified" in turn.reply
    session = session.after(turn)
    session = session.after(respond(session, "pitch it down 50 cents", studio))
    assert session.mix["Lead Vox"].of(PitchShift)[0].effect == PitchShift(pitch_semitones=1.5)
