"""One track's effects on others, a band taken away again, and what is said behind an effect."""

from __future__ import annotations

from pathlib import Path

from studio import desk, done, moved

from assistant.respond import respond
from dsp.effects import Bell, Compressor, Delay, Fader


def test_an_equaliser_is_copied_as_it_stands_and_takes_the_place_of_the_others(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "cut 3 dB at 350 on the bass", "boost 2 dB at 5k on the piano", "bass up 4 dB")
    mix = moved(respond(session, "copy the EQ of the bass to the piano", studio), session.mix)
    assert [slot.effect for slot in mix["Piano"].of(Bell)] == [slot.effect for slot in mix["Bass"].of(Bell)]
    assert mix["Piano"].of(Fader)[0].effect.gain_db == 0.0


def test_a_chain_is_copied_without_fader_and_pan(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "compress the bass 3:1", "cut 3 dB at 350 on the bass", "pan the bass 20 left")
    mix = moved(respond(session, "copy the chain of the bass to the piano", studio), session.mix)
    assert mix["Piano"].of(Compressor)[0].effect == mix["Bass"].of(Compressor)[0].effect
    assert len(mix["Piano"].of(Bell)) == 1
    assert [slot.name for slot in mix["Piano"]].count("pan") <= 1
    again = respond(session.after(respond(session, "copy the chain of the bass to the piano", studio)), "undo", studio)
    assert moved(again, mix)["Piano"] == session.mix["Piano"]


def test_what_is_not_there_is_not_copied(song: Path):
    session, studio = desk(song)
    turn = respond(session, "copy the EQ of the piano to the bass", studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert turn.reply.rstrip() == "Piano has no EQ to copy."


def test_a_band_that_is_there_is_taken_away_and_one_that_is_not_is_asked_about(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "cut 3 dB at 350 on the bass")
    assert respond(session, "remove the boost at 350 on the bass", studio).status == "asked"
    mix = moved(respond(session, "remove the cut at 350 on the bass", studio), session.mix)
    assert not mix["Bass"].of(Bell)


def test_what_is_said_behind_an_effect_sets_it(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "slapback on the piano, 130 ms, no feedback")
    (slot,) = session.mix["Piano"].of(Delay)
    assert (slot.effect.time_ms, slot.effect.feedback_pct) == (130.0, 0.0)


def test_what_listens_to_a_track_is_not_copied_to_it(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "duck the piano under the bass by 3 dB")
    turn = respond(session, "copy the ducker of the piano to the bass", studio)
    assert (turn.status, turn.moves) == ("asked", ())
    assert "listens to Bass" in turn.reply


def test_why_makes_its_track_the_one_that_is_spoken_of(song: Path):
    session, studio = desk(song)
    session = done(session, studio, "bass up 2 dB")
    session = session.after(respond(session, "why did you change the piano?", studio))
    mix = moved(respond(session, "take it down 1 dB", studio), session.mix)
    assert mix["Piano"].of(Fader)[0].effect.gain_db == -1.0
