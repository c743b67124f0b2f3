"""A part of the song told afterwards, beside another part of it, or after its end."""

from __future__ import annotations

import pytest
from studio import talking

from assistant.parts import parts
from grammar.intent import Span


@pytest.fixture
def talk(song):
    with talking(song) as conversation:
        conversation.say("the verse is from 0:01 to 0:02")
        conversation.say("the chorus is from 0:02 to 0:03")
        yield conversation


def test_what_was_done_last_is_held_to_a_part_and_to_another(talk):
    talk.say("bass up 2 dB")
    assert "0:02 to 0:03" in talk.say("only in the chorus though").reply
    said = talk.say("no, in the verse").reply
    assert "0:01 to 0:02" in said
    assert "0:02 to 0:03" not in talk.say("what have you done?").reply


def test_what_no_part_can_have_for_itself_stays(talk):
    assert talk.say("only in the chorus").status == "asked"
    assert talk.session.mix == talk.session.initial


def test_the_last_seconds_before_a_part_are_meant_and_no_others(talk):
    done = talk.say("mute the bass for the last 0.5 seconds before the chorus")
    assert "0:01.5 to 0:02" in done.reply


def test_bars_before_a_part_are_asked_for_in_seconds(talk):
    asked = talk.say("mute the bass for the last two bars before the chorus")
    assert asked.status == "asked"
    assert "for the last 2 seconds before the chorus" in asked.reply


def test_what_begins_after_the_end_of_the_song_is_told_so(talk):
    assert "over by then" in talk.say("bass up 2 dB at 9 minutes 30").reply
    asked = talk.say("bass up 2 dB at 0:02")
    assert asked.status == "asked"
    assert talk.say("yes").status == "done"


@pytest.mark.parametrize(
    ("edge", "where"),
    [("before", (1.5, 2.0)), ("after", (3.0, 3.5)), ("first", (2.0, 2.5)), ("last", (2.5, 3.0))],
)
def test_a_stretch_beside_a_part(talk, edge, where):
    assert parts(Span(section="chorus", edge=edge, long=0.5), talk.session, talk.studio) == (where,)
