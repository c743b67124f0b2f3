"""Who changes sides, who is matched, how much is as much: by measurement on a song and by where the pans stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from studio import desk, done, moved

from assistant.respond import respond
from dsp.effects import Fader, Pan
from dsp.mix import MAIN


def pan(mix, name):
    return mix[name].of(Pan)[0].effect.position_pct


def fader(mix, name):
    return mix[name].of(Fader)[0].effect.gain_db


def test_two_change_places(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "pan the bass 20 left", "pan the piano 60 right")
    turn = respond(session, "swap the panning of the bass and the piano", studio)
    mix = moved(turn, session.mix)
    assert (pan(mix, "Bass"), pan(mix, "Piano")) == (60.0, -20.0)


def test_what_stands_in_the_middle_has_no_other_side(song: Path):
    session, studio = desk(song)
    turn = respond(session, "flip the panning of the bass", studio)
    assert (turn.status, turn.moves) == ("asked", ())
    assert "middle" in turn.reply


def test_who_is_no_drum_looks_the_same_from_either_side(song: Path):
    session, studio = desk(song)
    assert respond(session, "piano from the audience's perspective", studio).status == "asked"


def test_the_hihat_is_on_the_drummers_left_and_the_audiences_right(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "drums from the drummer's perspective")
    assert pan(session.mix, "Hats") < 0
    again = respond(session, "drums from the drummer's perspective", studio)
    assert (again.status, again.moves) == ("answered", ())
    session = done(session, studio, "drums from the audience's perspective")
    assert pan(session.mix, "Hats") > 0


def test_matched_tracks_meet_in_the_middle(song: Path):
    session, studio = desk(song)
    before = [studio.heard(session.mix, name).active_dbfs for name in ("Hats", "Piano")]
    session = done(session, studio, "turn the hats and the piano up 1 dB")
    turn = respond(session, "match them", studio)
    mix = moved(turn, session.mix)
    levels = [studio.heard(mix, name).active_dbfs for name in ("Hats", "Piano")]
    assert levels[0] == pytest.approx(levels[1], abs=0.2)
    assert sum(levels) / 2 == pytest.approx(sum(before) / 2 + 1.0, abs=0.2)


def test_headroom_turns_nothing_up(song: Path):
    session, studio = desk(song)
    peak = studio.heard(session.mix, MAIN).true_peak_dbtp
    less = round(-peak) - 3
    turn = respond(session, f"leave {max(less, 1)} dB of headroom", studio)
    assert turn.moves == () or peak > -max(less, 1)
    turn = respond(session, "leave 20 dB of headroom", studio)
    assert studio.heard(moved(turn, session.mix), MAIN).true_peak_dbtp == pytest.approx(-20.0, abs=0.1)


def test_as_much_is_what_was_done_to_the_other(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "piano up 2.5 dB", "bass up 1 dB")
    session = done(session, studio, "drop the hats by as much as you raised the piano")
    assert fader(session.mix, "Hats") == -2.5
    session = done(session, studio, "guitar down by the same amount")
    assert fader(session.mix, "Elec Gtr") == -2.5


def test_as_much_as_nothing_is_asked_about(song: Path):
    session, studio = desk(song)
    turn = respond(session, "drop the hats by as much as you raised the piano", studio)
    assert (turn.status, turn.moves) == ("asked", ())


def test_less_than_before_takes_a_part_of_that_track_back(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "bass down 4 dB", "piano up 2 dB")
    session = done(session, studio, "bass down a bit less than before")
    assert -4.0 < fader(session.mix, "Bass") < -2.0
    assert fader(session.mix, "Piano") == 2.0
    turn = respond(session, "piano down a bit less than before", studio)
    assert (turn.status, turn.moves) == ("asked", ())  # it went up


def test_both_are_the_two_last_talked_about(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "bass and piano up 2 dB", "both down 1 dB")
    assert (fader(session.mix, "Bass"), fader(session.mix, "Piano")) == (1.0, 1.0)
    session = done(session, studio, "guitar up 1 dB")
    assert respond(session, "both up 1 dB", studio).status == "asked"


def test_all_faders_go_back_and_nothing_else_does(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "bass up 2 dB", "pan the piano 40 left", "reset all the faders")
    assert fader(session.mix, "Bass") == 0.0
    assert pan(session.mix, "Piano") == -40.0
