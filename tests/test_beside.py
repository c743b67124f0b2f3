"""Strips beside each other: levels by measurement, places by sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from studio import desk, moved

from assistant.respond import respond
from dsp.effects import Fader, Pan


def fader(mix, name):
    return mix[name].of(Fader)[0].effect.gain_db


def test_one_is_set_so_far_over_another_by_measurement(song: Path):
    session, studio = desk(song)
    turn = respond(session, "put the bass 3 dB over the piano", studio)
    assert turn.status == "done", turn.reply
    mix = moved(turn, session.mix)
    over = studio.heard(mix, "Bass").active_dbfs - studio.heard(mix, "Piano").active_dbfs
    assert over == pytest.approx(3.0, abs=0.2)
    assert turn.checks[-1].verdict == "verified"
    assert fader(mix, "Piano") == 0.0


def test_as_loud_as_is_no_decibel_over(song: Path):
    session, studio = desk(song)
    turn = respond(session, "make the hats as loud as the piano", studio)
    mix = moved(turn, session.mix)
    over = studio.heard(mix, "Hats").active_dbfs - studio.heard(mix, "Piano").active_dbfs
    assert over == pytest.approx(0.0, abs=0.2)


def test_what_is_so_already_is_left(song: Path):
    session, studio = desk(song)
    session = session.after(respond(session, "make the hats as loud as the piano", studio))
    turn = respond(session, "make the hats as loud as the piano", studio)
    assert (turn.moves, turn.status) == ((), "answered")


def test_a_track_is_not_measured_against_itself(song: Path):
    session, studio = desk(song)
    assert respond(session, "put the bass 3 dB over the bass", studio).status == "asked"


def test_two_are_set_apart_as_far_as_said(song: Path):
    session, studio = desk(song)
    turn = respond(session, "pan the piano and the hats hard left and right", studio)
    mix = moved(turn, session.mix)
    assert {mix[name].of(Pan)[0].effect.position_pct for name in ("Piano", "Hats")} == {-100.0, 100.0}


def test_one_cannot_be_on_both_sides(song: Path):
    session, studio = desk(song)
    assert respond(session, "pan the piano hard left and right", studio).status == "asked"


def test_half_the_reverb_is_six_decibels_less_of_it(song: Path):
    session, studio = desk(song)
    session = session.after(respond(session, "add reverb to the lead vox", studio))
    turn = respond(session, "half the reverb on the lead vox", studio)
    (move,) = turn.moves
    assert move.before.effect.level_db - move.after.effect.level_db == pytest.approx(6.0, abs=0.1)


@pytest.mark.parametrize(
    "sentence",
    ["half the reverb on the lead vox", "less reverb on the lead vox by 6 dB", "twice the reverb on the lead vox"],
)
def test_of_no_reverb_there_is_neither_half_nor_twice_as_much(song: Path, sentence: str):
    session, studio = desk(song)
    turn = respond(session, sentence, studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert turn.reply == "Lead Vox has no reverb."


def test_twice_as_loud_is_asked_back(song: Path):
    session, studio = desk(song)
    turn = respond(session, "make the bass twice as loud", studio)
    assert (turn.status, turn.moves) == ("asked", ())
    assert "10 dB" in turn.reply


def test_every_effect_goes_at_once(song: Path):
    session, studio = desk(song)
    for sentence in ("compress the bass 4:1", "cut 3 dB at 350 Hz on the bass"):
        session = session.after(respond(session, sentence, studio))
    turn = respond(session, "remove all effects from the bass", studio)
    assert moved(turn, session.mix)["Bass"] == desk(song)[0].mix["Bass"]


def test_louder_than_another_moves_only_who_is_not_so_already(song: Path):
    session, studio = desk(song)
    session = session.after(respond(session, "put the bass 3 dB over the piano", studio))
    for said in ("the bass should be louder than the piano", "the piano shouldn't be any louder than the bass"):
        turn = respond(session, said, studio)
        assert not turn.steps, turn.reply
        assert "already" in turn.reply
    turn = respond(session, "the bass shouldn't be any louder than the piano", studio)
    mix = moved(turn, session.mix)
    over = studio.heard(mix, "Bass").active_dbfs - studio.heard(mix, "Piano").active_dbfs
    assert over == pytest.approx(0.0, abs=0.2)
    turn = respond(session, "the piano should be louder than the bass", studio)
    mix = moved(turn, session.mix)
    over = studio.heard(mix, "Piano").active_dbfs - studio.heard(mix, "Bass").active_dbfs
    assert over == pytest.approx(1.0, abs=0.2)
