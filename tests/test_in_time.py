"""Note values: as many milliseconds as the tempo says, from a person or from the song."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, desk, write

from assistant.respond import respond
from dsp.effects import Delay, Tremolo
from grammar.notes import lasts_ms, note, spoken
from grammar.words import split


def clicks(bpm, seconds=14.0):
    """A drummer's quarter notes, the first and third deep, the others bright."""
    rng, x = np.random.default_rng(7), np.zeros((1, round(RATE * seconds)), np.float32)
    for beat in range(int(seconds * bpm / 60)):
        at = round(beat * 60 / bpm * RATE)
        t = np.arange(min(RATE // 8, x.shape[1] - at)) / RATE
        tone = np.sin(2 * np.pi * 70 * t) if beat % 2 == 0 else rng.standard_normal(t.size)
        x[0, at : at + t.size] += (0.4 * tone * np.exp(-t * 30)).astype(np.float32)
    return x


def said_of(folder, words, **sounds):
    """What is said of some sounds, and the mix after it."""
    session, studio = desk(write(folder, sounds))
    turn = respond(session, words, studio)
    return turn, session.mix.apply(*turn.moves)


@pytest.mark.parametrize(
    ("said", "quarters"),
    [
        ("1/4", 1.0),
        ("dotted eighth", 0.75),
        ("1/8 dotted", 0.75),
        ("1/8t", 1 / 3),
        ("quarter note triplets", 2 / 3),
        ("half note", 2.0),
        ("semiquaver", 0.25),
        ("whole notes", 4.0),
        ("3/16 delay", 0.75),
        ("1/2 dB", None),
        ("half the reverb", None),
        ("eighth track", None),
    ],
)
def test_note_values_are_read(said, quarters):
    found = note(split(said), frozenset({"db", "of"}))
    assert (found[0] if found else None) == (pytest.approx(quarters) if quarters else None)


@pytest.mark.parametrize("quarters", [4, 3, 2, 4 / 3, 1.5, 1, 0.75, 2 / 3, 0.5, 1 / 3, 0.25, 0.125])
def test_what_a_note_is_called_is_read_as_that_note(quarters):
    assert note(split(spoken(quarters)), frozenset())[0] == pytest.approx(quarters)


def test_a_quarter_note_at_120_is_half_a_second():
    assert lasts_ms(1, 120) == 500
    assert lasts_ms(0.75, 90) == 500


@pytest.mark.parametrize(("said", "ms"), [("dotted eighth", 375.0), ("1/4", 500.0), ("quarter note triplet", 333.33)])
def test_the_echo_comes_after_as_many_frames_as_the_note_lasts(said, ms, tmp_path):
    turn, mix = said_of(tmp_path, f"a {said} delay on the clave at 120 bpm", clave=clicks(100))
    (delay,) = (slot.effect for slot in mix["clave"].of(Delay))
    assert delay.time_ms == ms
    x = np.zeros((1, 1, RATE), np.float32)
    x[..., 0] = 0.5
    y = Delay.bank([delay.with_(mix_pct=100.0, high_cut_hz=20000.0)], RATE, 1).process(x)[0, 0]
    assert np.abs(y[1:]).argmax() + 1 == round(ms * RATE / 1000)
    assert "at 120" in next(
        reason.because for step in turn.steps for reason in step.reasons if reason.knob == "time_ms"
    )


@pytest.mark.parametrize("bpm", [92, 100])
def test_without_a_tempo_said_the_song_tells(bpm, tmp_path):
    _, mix = said_of(tmp_path, "quarter note delay on the clave", clave=clicks(bpm))
    (delay,) = (slot.effect for slot in mix["clave"].of(Delay))
    assert delay.time_ms == pytest.approx(60_000 / bpm, rel=0.005)


def test_a_song_that_may_as_well_be_counted_twice_as_fast_is_asked_about(tmp_path):
    session, studio = desk(write(tmp_path, {"clave": clicks(128)}))
    turn = respond(session, "quarter note delay on the clave", studio)
    assert turn.status == "asked"
    assert not turn.moves
    assert [words for words, _ in turn.pending.options] == ["64 BPM", "128 BPM"]
    chosen = respond(session.after(turn), "the second", studio)
    (delay,) = (move.after.effect for move in chosen.moves)
    assert delay.time_ms == 468.75


def test_a_song_without_a_beat_is_asked_about(tmp_path):
    drone = (0.1 * np.sin(2 * np.pi * 110 * np.arange(8 * RATE) / RATE)).astype(np.float32)[None]
    turn, _ = said_of(tmp_path, "quarter note delay on the drone", drone=drone)
    assert turn.status == "asked"
    assert not turn.moves
    assert "tempo" in turn.reply


def test_a_tremolo_pulses_in_time(tmp_path):
    _, mix = said_of(tmp_path, "tremolo on the clave at eighth notes at 120 bpm", clave=clicks(100))
    (tremolo,) = (slot.effect for slot in mix["clave"].of(Tremolo))
    assert tremolo.rate_hz == 4.0


def test_a_note_longer_than_the_delay_reaches_is_said_to_be(tmp_path):
    turn, _ = said_of(tmp_path, "whole note delay on the clave at 60 bpm", clave=clicks(100))
    assert turn.status == "asked"
    assert "4000 ms" in turn.reply
