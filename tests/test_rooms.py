"""Reverbs of a kind, asked for in words."""

from __future__ import annotations

import pytest
from studio import talking

from assistant.slots import RETURN
from dsp.effects import Reverb, Send
from dsp.effects.spaces import KINDS, NATURES


def reverb(conversation):
    (slot,) = conversation.session.mix[RETURN].of(Reverb)
    return slot.effect


@pytest.mark.parametrize("kind", KINDS)
def test_a_track_put_in_a_space_is_sent_there_and_the_space_rings_as_such_do(song, kind):
    with talking(song) as conversation:
        turn = conversation.say(f"put the piano in a {kind}")
        assert turn.status == "done"
        made = reverb(conversation)
        assert KINDS[int(made.kind)] == kind
        assert {name: getattr(made, name) for name in NATURES[kind]} == NATURES[kind]
        assert conversation.session.mix["Piano"].of(Send)
        assert turn.steps[0].checks[0].verdict == "verified"


def test_what_somebody_has_set_stays_when_the_kind_changes(song):
    with talking(song) as conversation:
        conversation.say("put the piano in a hall")
        conversation.say("set the reverb decay to 3 s")
        assert conversation.say("make the reverb a plate").status == "done"
        made = reverb(conversation)
        assert made.decay_s == 3.0
        assert made.predelay_ms == NATURES["plate"]["predelay_ms"]
        conversation.say("undo")
        assert reverb(conversation).kind == KINDS.index("hall")


def test_the_kind_that_is_there_already_is_said_to_be(song):
    with talking(song) as conversation:
        conversation.say("plate reverb on the piano")
        assert conversation.say("make the reverb a plate").status == "answered"


def test_without_a_reverb_its_kind_is_asked_for_by_track(song):
    with talking(song) as conversation:
        turn = conversation.say("make the reverb a plate")
        assert turn.status == "asked"
        assert "on which track" in turn.reply
