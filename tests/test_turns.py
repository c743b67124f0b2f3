"""One thing or the other, versions side by side, peaks held under a number: what comes of it."""

from __future__ import annotations

import pytest
from studio import talking

from dsp.effects import Fader, Limiter


def fader(session, name: str) -> float:
    return next(slot.effect.gain_db for slot in session.mix[name].of(Fader))


@pytest.fixture
def talk(song):
    with talking(song) as conversation:
        yield conversation


def test_otherwise_is_done_where_the_condition_does_not_hold(talk):
    talk.say("bass down 20 dB")
    talk.say("if the bass is louder than the piano leave it, otherwise bring it up 1 dB")
    assert fader(talk.session, "Bass") == -19
    talk.say("set the bass to 6 dB")
    talk.say("set the piano to -30 dB")
    turn = talk.say("if the bass is louder than the piano leave it, otherwise bring it up 1 dB")
    assert (turn.moves, fader(talk.session, "Bass")) == ((), 6)


def test_a_peak_is_turned_down_only_if_it_stands_over_what_is_said(talk):
    turn = talk.say("if the piano peaks above -60 dB turn it down 2 dB")
    assert (turn.status, fader(talk.session, "Piano")) == ("done", -2)
    turn = talk.say("if the piano peaks above 20 dB turn it down 2 dB")
    assert (turn.moves, fader(talk.session, "Piano")) == ((), -2)


def test_a_limit_that_would_be_passed_is_kept_with_a_limiter_after_yes(talk):
    asked = talk.say("turn everything up 10 dB as long as the true peak stays under -20")
    assert (asked.status, asked.moves) == ("asked", ())
    assert "-20" in asked.reply.replace("−", "-")
    talk.say("yes")
    ceilings = [slot.effect.ceiling_db for slot in talk.session.mix["main"].of(Limiter)]
    assert ceilings == [-20]
    assert fader(talk.session, "Bass") == 10


def test_versions_stand_side_by_side_and_the_better_one_is_gone_back_to(talk):
    talk.say("save this as rough one")
    talk.say("bass up 3 dB")
    compared = talk.say("compare this with rough one")
    assert "A is rough one, B as it is now" in compared.reply
    talk.say("the first one was better")
    assert fader(talk.session, "Bass") == 0
    missing = talk.say("compare this with polished")
    assert "polished" in missing.reply
    assert missing.moves == ()


def test_whom_a_question_was_about_is_it_afterwards(talk):
    talk.say("piano up 1 dB")
    talk.say("how loud is the bass?")
    talk.say("turn it down 2 dB")
    assert (fader(talk.session, "Bass"), fader(talk.session, "Piano")) == (-2, 1)


def test_undo_said_three_times_takes_three_back(talk):
    for said in ("bass up 1 dB", "piano up 1 dB", "bass up 1 dB"):
        talk.say(said)
    talk.say("undo undo undo")
    assert (fader(talk.session, "Bass"), fader(talk.session, "Piano")) == (0, 0)


def test_a_reason_is_no_request(talk):
    talk.say("turn the bass down 1 dB because it is masking the piano")
    assert [move.strip for move in talk.session.turns[-1].moves] == ["Bass"]
    assert fader(talk.session, "Bass") == -1
