"""The conversation heard: what is asked is played, what is changed meanwhile is heard, and what cannot be is said."""

from __future__ import annotations

import time

import numpy as np
import pytest
from sink import Memory
from studio import RATE, talking

from assistant import commands, listening
from assistant.__main__ import main
from assistant.listening import NOTHING, Listening
from dsp.play import BLOCK, PlayError
from dsp.render import render
from dsp.sources import SourceError

WAIT_S = 30.0


@pytest.fixture
def sink():
    return Memory(pace_s=0.001)


@pytest.fixture
def conversation(song, sink):
    with talking(song) as conversation:
        conversation.listening = Listening(conversation.studio, sink)
        yield conversation


def until(true):
    for _ in range(int(WAIT_S / 0.002)):
        if true():
            return
        time.sleep(0.002)
    raise AssertionError("it never came to be so")


def rendered(conversation, mix):
    blocks = render(mix, conversation.studio.open_source, RATE)
    return np.concatenate([block["main"] for block in blocks], axis=1)


def test_play_is_heard_as_it_is_rendered(conversation, sink):
    conversation.say("everything down 6 dB")
    turn = conversation.say("play from 0:04")
    assert (turn.status, turn.spoken) == ("answered", "♪ the mix from 0:04")
    assert conversation.listening.wait(WAIT_S)
    whole = rendered(conversation, conversation.session.mix)[:, 4 * RATE :]
    start = 1024  # what lies before 0:04 fades in
    heard = sink.heard[:, start : start + whole.shape[1]]
    assert np.abs(whole).max() <= 1, "nothing has to be turned down here"
    np.testing.assert_allclose(heard, whole, atol=1e-4)


def test_a_change_said_while_it_plays_is_heard(conversation, sink):
    conversation.say("loop 0:01 to 0:02")
    until(lambda: len(sink.blocks) > 10)
    loud = np.abs(sink.blocks[-1]).max()
    assert loud > 0
    turn = conversation.say("mute everything")
    assert turn.status == "done"
    until(lambda: not sink.blocks[-1].any())
    conversation.say("unmute everything and stop")
    assert not conversation.listening.playing


def test_strips_alone_stay_alone_through_a_change(conversation, sink):
    conversation.say("loop just the hats")
    until(lambda: len(sink.blocks) > 5)
    conversation.say("mute the hats")
    until(lambda: not sink.blocks[-1].any())
    conversation.say("stop")


def test_two_versions_are_switched_between(conversation):
    conversation.say("bass down 6 dB")
    assert conversation.say("a/b").status == "answered"
    assert "A: before Bass [quieter]" in conversation.listening.words
    assert conversation.say("switch").aside == "You hear B: as it is now."
    assert conversation.say("switch to a").aside == "You hear A: before Bass [quieter]."
    until(lambda: "A: before" in conversation.listening.words)
    conversation.say("play")
    assert conversation.say("switch").aside == 'There is only one version; "compare" plays two.'


def test_the_line_says_where_it_is(conversation, sink):
    sink.pace_s = BLOCK / RATE  # as fast as the clock goes
    assert conversation.listening.words == ""
    conversation.say("loop 0:01 to 0:03")
    until(lambda: len(sink.blocks) > 10)
    assert conversation.listening.words.startswith("♪ 0:01 of 0:03, round from 0:01")
    conversation.say("pause")
    until(lambda: "paused" in conversation.listening.words)
    conversation.say("go on")
    until(lambda: "paused" not in conversation.listening.words)
    conversation.say("stop looping, go to 0:05")
    until(lambda: conversation.listening.words.startswith("♪ 0:05 of 0:06"))
    conversation.say("rewind 4 seconds")
    until(lambda: conversation.listening.words.startswith("♪ 0:01 of 0:06"))
    assert conversation.say("loop").spoken == "♪ over and over\nRound from 0:00 to 0:06."
    until(lambda: "round from 0:00" in conversation.listening.words)
    conversation.say("stop")
    assert conversation.listening.words == ""
    assert conversation.listening.remarks == ()


@pytest.mark.parametrize("said", ["stop", "pause", "switch", "stop looping", "rewind 5 seconds"])
def test_where_nothing_plays_that_is_said(conversation, said):
    turn = conversation.say(said)
    assert turn.aside == NOTHING
    assert turn.status == "answered"
    assert conversation.say("resume").aside == "Nothing is paused."


def test_going_somewhere_begins_to_play_there(conversation, sink):
    conversation.say("go to 0:05")
    until(lambda: sink.blocks)
    assert conversation.listening.wait(WAIT_S)
    assert len(sink.blocks) * BLOCK < 3 * RATE


def test_what_went_wrong_while_it_played_is_counted_and_said(song):
    with talking(song) as conversation:
        conversation.listening = Listening(conversation.studio, Memory(dry=(3, 5)))
        conversation.say("everything up 12 dB and play from 0:05")
        conversation.listening.wait(WAIT_S)
        (remark,) = conversation.listening.remarks
        assert remark.startswith("While it played: the sound ran dry 2 times, turned down ")
        assert remark.endswith(" dB, for it goes over full scale.")


def test_without_a_device_the_wish_is_refused_and_all_else_works(song):
    def broken(sample_rate):
        raise PlayError("there is no sound device here")

    with talking(song) as conversation:
        conversation.listening = Listening(conversation.studio, broken)
        turn = conversation.say("play")
        assert (turn.status, turn.aside) == ("refused", "There is no sound device here.")
        turn = conversation.say("bass down 2 dB and play it")
        assert turn.status == "done"
        assert turn.aside == "There is no sound device here."
        assert conversation.say("stop").aside == NOTHING


def test_a_recording_that_vanishes_is_a_sentence(conversation, monkeypatch):
    def gone(strip):
        raise SourceError(f"{strip.name}.wav cannot be read: no such file or directory")

    monkeypatch.setattr(conversation.listening._player, "_open_source", gone)
    turn = conversation.say("play")
    assert turn.status == "refused"
    assert "cannot be read: no such file" in turn.aside


def test_say_plays_to_the_end_and_says_how_it_went(song, monkeypatch, capsys):
    sink = Memory(dry=(4,))
    monkeypatch.setattr(commands, "watch", lambda words, ended: ended(WAIT_S))
    monkeypatch.setattr(listening.Listening, "__init__", _heard_by(sink))
    assert main(["say", str(song), "play from 0:05", "bass down 1 dB"]) == 0
    told = capsys.readouterr()
    assert "♪ the mix from 0:05" in told.out
    assert "While it played: the sound ran dry once." in told.err
    assert sink.closed == 1
    assert len(sink.blocks) * BLOCK > RATE


def test_a_dry_run_makes_no_sound(song, monkeypatch, capsys):
    sink = Memory()
    monkeypatch.setattr(listening.Listening, "__init__", _heard_by(sink))
    assert main(["say", str(song), "play", "--dry-run"]) == 0
    assert "Nothing is played here" in capsys.readouterr().out
    assert sink.blocks == []


def _heard_by(sink):
    plain = Listening.__init__

    def init(self, studio, open_sink=None):
        plain(self, studio, sink)

    return init
