"""A change to a part of the song: heard there and nowhere else, measured there, and taken back whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, moved

from assistant.report import turn_data
from assistant.respond import respond
from assistant.session import Session
from assistant.studio import Studio
from dsp.effects import Compressor, Fader, Send
from dsp.mix import MAIN, Mix
from dsp.units import Audio

CLOSE = 1e-6


def said(session: Session, studio: Studio, *sentences: str) -> Session:
    for sentence in sentences:
        turn = respond(session, sentence, studio)
        assert turn.status == "done", turn.reply
        session = session.after(turn)
    return session


def sound(studio: Studio, mix: Mix, name: str = MAIN) -> Audio:
    return np.concatenate([block[name] for block in studio.render(mix, (name,))], axis=1)


def apart(one: Audio, other: Audio, start_s: float, end_s: float) -> float:
    a, b = round(start_s * RATE), round(end_s * RATE)
    return float(np.abs(one[:, a:b] - other[:, a:b]).max())


@pytest.fixture
def at_hand(song: Path) -> tuple[Session, Studio]:
    return desk(song)


def test_a_level_in_a_part_of_the_song_is_heard_there_alone(at_hand):
    session, studio = at_hand
    turn = respond(session, "bass up 6 dB from 0:02 to 0:04", studio)
    (move,) = turn_data(turn)["moves"]
    assert (move["effect"], move["before"], move["after"]) == ("Fader", None, {"gain_db": 6.0})
    assert move["span"] == [2.0, 4.0]
    was, now = (sound(studio, mix, "Bass") for mix in (session.mix, moved(turn, session.mix)))
    assert apart(was, now, 0, 1.98) < CLOSE
    assert apart(was, now, 4.02, 6) < CLOSE
    assert apart(10 ** (6 / 20) * was, now, 2.02, 3.98) < CLOSE


def test_its_check_is_measured_within_the_part(at_hand):
    session, studio = at_hand
    (check,) = respond(session, "bass up 6 dB from 0:02 to 0:04", studio).checks
    assert check.verdict == "verified"
    assert check.after - check.before == pytest.approx(6.0, abs=0.05)
    inside = sound(studio, session.mix, "Bass")[:, 2 * RATE : 4 * RATE]
    assert check.before == pytest.approx(20 * np.log10(np.sqrt((inside**2).mean())), abs=0.5)


def test_a_quality_asked_of_a_part_is_decided_and_checked_there(at_hand):
    session, studio = at_hand
    turn = respond(session, "make the piano brighter from 0:02 to 0:04", studio)
    assert turn.status == "done", turn.reply
    assert {move.after.span for move in turn.moves} == {(2.0, 4.0)}
    assert {check.verdict for check in turn.checks} <= {"verified", "partly"}
    was, now = (sound(studio, mix, "Piano") for mix in (session.mix, moved(turn, session.mix)))
    assert apart(was, now, 0, 1.98) < CLOSE
    assert apart(was, now, 2.02, 3.98) > 1e-3


def test_every_section_of_a_name_is_meant_and_a_number_means_one(at_hand):
    session, studio = at_hand
    session = said(session, studio, "the first chorus is from 0:01 to 0:02", "the second chorus is from 0:04 to 0:05")
    every = respond(session, "bass down 3 dB in the chorus", studio)
    assert [move.after.span for move in every.moves] == [(1.0, 2.0), (4.0, 5.0)]
    one = respond(session, "bass down 3 dB in the second chorus", studio)
    assert [move.after.span for move in one.moves] == [(4.0, 5.0)]
    last = respond(session, "bass down 3 dB in the last chorus", studio)
    assert [move.after.span for move in last.moves] == [(4.0, 5.0)]


def test_a_section_nobody_has_named_is_asked_for(at_hand):
    session, studio = at_hand
    turn = respond(session, "bass down 3 dB in the bridge", studio)
    assert turn.status == "asked"
    assert "where the bridge is" in turn.reply


def test_bars_are_asked_for_in_seconds(at_hand):
    session, studio = at_hand
    turn = respond(session, "bass down 3 dB in bar 5", studio)
    assert (turn.status, turn.moves) == ("asked", ())
    assert "tempo" in turn.reply


def test_after_the_end_there_is_nothing_to_change(at_hand):
    session, studio = at_hand
    assert "over by then" in respond(session, "bass down 3 dB from 1:00 to 1:10", studio).reply


def test_more_of_it_turns_the_part_and_not_the_song(at_hand):
    session, studio = at_hand
    session = said(session, studio, "bass up 2 dB from 0:02 to 0:04", "bass up 1 dB from 0:02 to 0:04")
    assert [(s.effect.gain_db, s.span) for s in session.mix["Bass"].of(Fader)] == [(0.0, None), (3.0, (2.0, 4.0))]
    session = said(session, studio, "bass down 5 dB")
    assert [s.effect.gain_db for s in session.mix["Bass"].of(Fader)] == [-5.0, 3.0]


def test_a_fader_said_to_stand_somewhere_in_a_part_stands_there(at_hand):
    session, studio = at_hand
    session = said(session, studio, "bass down 2 dB", "set the bass fader to -6 dB from 0:02 to 0:04")
    assert sum(s.effect.gain_db for s in session.mix["Bass"].of(Fader)) == -6.0


def test_what_works_all_through_steps_aside_where_it_is_set_differently(at_hand):
    session, studio = at_hand
    session = said(session, studio, "compress the bass 2:1 with a threshold of -30 dB")
    was = session.mix
    session = said(session, studio, "set the bass compressor ratio to 8 from 0:02 to 0:04")
    slots = session.mix["Bass"].of(Compressor)
    assert [(s.span, s.effect.ratio) for s in slots] == [((0.0, 2.0), 2.0), ((4.0, 16.0), 2.0), ((2.0, 4.0), 8.0)]
    assert {s.effect.threshold_db for s in slots} == {-30.0}
    one, other = sound(studio, was, "Bass"), sound(studio, session.mix, "Bass")
    assert apart(one, other, 0, 1.98) < CLOSE
    assert apart(one, other, 2.1, 3.9) > 1e-3


def test_an_effect_can_be_without_in_a_part(at_hand):
    session, studio = at_hand
    session = said(session, studio, "compress the bass 2:1 with a threshold of -30 dB")
    session = said(session, studio, "remove the compressor from the bass from 0:02 to 0:04")
    assert [s.span for s in session.mix["Bass"].of(Compressor)] == [(0.0, 2.0), (4.0, 16.0)]


def test_reverb_can_be_for_a_part(at_hand):
    session, studio = at_hand
    session = said(session, studio, "add reverb to the lead vox from 0:02 to 0:04")
    (send,) = session.mix["Lead Vox"].of(Send)
    assert send.span == (2.0, 4.0)
    wet = sound(studio, session.mix, "Reverb")
    assert np.abs(wet[:, : round(1.98 * RATE)]).max() < 1e-9
    assert np.abs(wet[:, 2 * RATE : 4 * RATE]).max() > 1e-3


def test_all_of_it_is_undone_at_once(at_hand):
    session, studio = at_hand
    before = said(session, studio, "compress the bass 2:1 with a threshold of -30 dB")
    after = said(before, studio, "set the bass compressor ratio to 8 from 0:02 to 0:04", "undo")
    assert after.mix == before.mix
    again = said(session, studio, "mute the bass and the piano from 0:02 to 0:04", "undo")
    assert again.mix == session.mix


def test_what_was_offered_is_for_the_same_part(at_hand):
    session, studio = at_hand
    turn = respond(session, "bass up 90 dB from 0:02 to 0:04", studio)
    assert turn.status == "asked"
    turn = respond(session.after(turn), "yes", studio)
    assert [(m.after.effect, m.after.span) for m in turn.moves] == [(Fader(gain_db=24), (2.0, 4.0))]


def test_a_solo_is_for_no_part(at_hand):
    session, studio = at_hand
    assert respond(session, "solo the bass from 0:02 to 0:04", studio).status == "refused"


def test_a_bypassed_effect_keeps_its_settings_and_is_not_heard(at_hand):
    session, studio = at_hand
    worked = said(session, studio, "compress the bass 8:1 with a threshold of -30 dB")
    aside = said(worked, studio, "bypass the compressor on the bass")
    (slot,) = aside.mix["Bass"].of(Compressor)
    assert (slot.bypassed, slot.effect.ratio, slot.effect.threshold_db) == (True, 8.0, -30.0)
    assert apart(sound(studio, session.mix, "Bass"), sound(studio, aside.mix, "Bass"), 0, 6) < CLOSE
    assert said(aside, studio, "turn the compressor back on").mix == worked.mix
    assert said(aside, studio, "undo").mix == worked.mix
    assert respond(aside, "bypass the compressor on the bass", studio).moves == ()


def test_a_bypassed_send_feeds_nothing(at_hand):
    session, studio = at_hand
    aside = said(session, studio, "add reverb to the lead vox", "bypass the reverb on the lead vox")
    assert aside.mix["Lead Vox"].of(Send)[0].bypassed
    assert apart(sound(studio, session.mix), sound(studio, aside.mix), 0, 6) < CLOSE


def test_nothing_to_bypass_is_said(at_hand):
    session, studio = at_hand
    turn = respond(session, "bypass the compressor on the bass", studio)
    assert (turn.status, turn.reply) == ("answered", "Bass has no compressor.")


def test_a_track_is_as_it_came(at_hand):
    session, studio = at_hand
    worked = said(session, studio, "bass down 3 dB", "pan the bass 30 left", "cut 3 dB at 350 Hz on the bass")
    assert said(worked, studio, "reset the eq on the bass").mix["Bass"].of(Fader)[0].effect.gain_db == -3.0
    assert said(worked, studio, "reset the bass").mix == session.mix


def test_all_but_a_part_is_the_rest_of_the_song(at_hand):
    session, studio = at_hand
    session = said(session, studio, "the first chorus is from 0:01 to 0:02", "the second chorus is from 0:04 to 0:05")
    turn = respond(session, "bass down 3 dB everywhere but in the choruses", studio)
    assert [move.after.span for move in turn.moves] == [(0.0, 1.0), (2.0, 4.0), (5.0, 6.0)]


def test_a_half_of_the_song_is_where_its_length_says(at_hand):
    session, studio = at_hand
    turn = respond(session, "bass down 3 dB in the second half of the song", studio)
    assert [move.after.span for move in turn.moves] == [(3.0, 6.0)]
