"""Requests to listen: what they mean in a session, what they say, and that they change nothing of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, noise, write

from assistant.opening import open_session
from assistant.respond import respond
from assistant.turn import Section, Turn
from dsp.render import render
from grammar.numbers import clock


class Talk:
    """A session and its studio, and what each sentence came to."""

    def __init__(self, folder: Path) -> None:
        self.session, self.studio = desk(folder)

    def __call__(self, *sentences: str) -> Turn:
        for sentence in sentences:
            self.turn = respond(self.session, sentence, self.studio)
            self.session = self.session.after(self.turn)
        return self.turn

    @property
    def request(self):
        (request,) = self.turn.plays
        return request


@pytest.fixture
def talk(recorded: Path) -> Talk:
    return Talk(recorded)


@pytest.mark.parametrize(
    ("said", "start", "end", "reply"),
    [
        ("play", 0.0, None, "♪ the mix"),
        ("play from 0:02", 2.0, None, "♪ the mix from 0:02"),
        ("play from 0:01 to 0:03", 1.0, 3.0, "♪ the mix from 0:01 to 0:03"),
        ("play until 0:03", 0.0, 3.0, "♪ the mix to 0:03"),
        ("play the first two seconds", 0.0, 2.0, "♪ the mix from 0:00 to 0:02"),
        ("play the last 2 seconds", 4.0, None, "♪ the mix from 0:04"),
        ("play from 0:04 to 0:30", 4.0, None, "♪ the mix from 0:04 to the end, 0:06"),
        ("play from the top", 0.0, None, "♪ the mix from 0:00"),
    ],
)
def test_a_stretch_of_the_song_is_played_and_said(talk, said, start, end, reply):
    turn = talk(said)
    assert turn.status == "answered"
    assert turn.reply == reply
    assert (talk.request.act, talk.request.start_s, talk.request.end_s) == ("play", pytest.approx(start), end)
    assert talk.request.only == ()
    assert turn.moves == ()


def test_some_strips_alone_are_no_change_of_the_mix_and_become_it(talk):
    before = talk.session.mix
    turn = talk("play just the vocal and the bass from 0:02")
    assert turn.reply == "♪ Bass and Lead Vox from 0:02"
    assert talk.request.only == ("Bass", "Lead Vox")
    assert talk.session.mix == before
    assert talk.session.focus == ("Bass", "Lead Vox")
    assert talk("play everything except the hats").plays[0].only == ("Bass", "Elec Gtr", "Lead Vox", "Piano")
    assert talk("play everything").plays[0].only == ()


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("play from 0:07", "The song is over by then: it is 0:06 long."),
        ("play from 0:03 to 0:02", "From 0:03 to 0:02 there is nothing to hear; say the earlier first."),
        ("loop 0:02 to 0:02", "From 0:02 to 0:02 there is nothing to hear; say the earlier first."),
        ("go to 0:09", "The song is over by then: it is 0:06 long."),
        ("the chorus is from 0:07 to 0:09", "The song is over by then: it is 0:06 long."),
    ],
)
def test_where_there_is_nothing_to_hear_it_asks(talk, said, reply):
    turn = talk(said)
    assert turn.status == "asked"
    assert turn.reply == reply
    assert turn.plays == ()


def test_a_section_is_where_a_person_says_it_is(talk):
    turn = talk("play the chorus")
    assert turn.status == "asked"
    assert '"the chorus is from 0:45 to 1:10"' in turn.reply
    turn = talk("the chorus is from 0:02 to 0:04")
    assert (turn.status, turn.reply) == ("done", "The chorus is 0:02 to 0:04.")
    assert talk("play the chorus").reply == "♪ the mix, the chorus, 0:02 to 0:04"
    assert (talk.request.start_s, talk.request.end_s) == (2.0, 4.0)
    assert talk("loop the vocal in the chorus").reply == "♪ Lead Vox, the chorus, 0:02 to 0:04, over and over"
    assert talk.request.loop
    assert talk("play from the chorus").reply == "♪ the mix, from the chorus on, 0:02"
    assert (talk.request.start_s, talk.request.end_s) == (2.0, None)
    assert talk("go to the chorus").plays[0].start_s == 2.0
    assert "I know the chorus (0:02 to 0:04)" in talk("play the verse").reply


def test_a_section_moves_is_taken_back_and_comes_again(talk):
    talk("the chorus is from 0:02 to 0:04", "bass down 2 dB")
    assert talk("the chorus is from 0:01 to 0:03").reply == "The chorus is 0:01 to 0:03; it was 0:02 to 0:04 before."
    assert talk("the chorus is from 0:01 to 0:03").status == "answered"
    assert talk("undo").reply == "I have forgotten where you said the chorus is."
    assert talk.session.sections == {"chorus": Section("chorus", 2.0, 4.0)}
    assert talk("redo").status == "done"
    assert talk.session.sections["chorus"].start_s == 1.0
    talk("undo")
    assert [move.strip for move in talk("undo").moves] == ["Bass"]
    assert talk("undo").status == "done"
    assert talk.session.sections == {}


def test_to_name_a_section_is_no_reaction_to_the_last_change(talk):
    talk("make the lead vox warmer", "the chorus is from 0:02 to 0:04")
    turn = talk("less")
    assert turn.status == "done"
    assert {move.strip for move in turn.moves} == {"Lead Vox"}


def test_a_later_clause_knows_the_section(talk):
    turn = talk("the chorus is from 0:02 to 0:04, loop the chorus")
    assert turn.status == "done"
    assert talk.request.start_s == 2.0


def test_before_and_now_are_matched_by_turning_the_louder_down(talk, recorded):
    talk("lead vox up 6 dB")
    turn = talk("a/b")
    was, now = talk.request.takes
    assert now.mix is None
    assert was.mix == talk.session.initial
    assert was.gain_db == 0
    assert turn.reply.startswith("♪ A is before Lead Vox [louder], B as it is now: B turned down ")
    levels = []
    for mix, gain_db in ((was.mix, was.gain_db), (talk.session.mix, now.gain_db)):
        blocks = render(mix, talk.studio.open_source, RATE)
        sound = np.concatenate([block["main"] for block in blocks], axis=1) * 10 ** (gain_db / 20)
        levels.append(_lufs(sound))
    assert levels[0] == pytest.approx(levels[1], abs=0.1)
    assert now.gain_db < -0.3


def _lufs(sound: np.ndarray) -> float:
    import pyloudnorm

    return pyloudnorm.Meter(RATE).integrated_loudness(sound.T.astype(np.float64))


def test_one_change_of_several_may_be_compared_and_the_original(talk):
    talk("cut 6 dB at 350 Hz on the bass", "piano up 3 dB")
    assert talk("a/b the bass").plays[0].takes[0].mix["Bass"] == talk.session.initial["Bass"]
    assert talk.request.takes[0].mix["Piano"] == talk.session.mix["Piano"]
    assert "without Bass [" in talk.turn.reply
    assert talk("a/b").plays[0].takes[0].mix["Piano"] == talk.session.initial["Piano"]
    assert talk("compare with the original").plays[0].takes[0].mix == talk.session.initial
    assert talk("play the original from 0:02 to 0:04").plays[0].start_s == 2.0


def test_with_nothing_changed_there_is_nothing_to_compare(talk):
    assert talk("a/b").reply == "Nothing has been changed yet, so there is nothing to compare."
    assert "nothing to compare" in talk("play the original").reply
    talk("bass up 2 dB", "undo")
    assert talk("a/b").plays == ()


def test_what_is_too_quiet_to_be_measured_is_played_as_it_is(tmp_path):
    talk = Talk(write(tmp_path, {"Bass": noise(0.3), "Piano": noise(0.3, seed=2)}))
    talk("bass up 6 dB")
    assert "too short or too quiet for their loudness to be matched" in talk("a/b").reply
    assert all(take.gain_db == 0 for take in talk.request.takes)


def test_a_change_and_a_wish_to_hear_it_go_together(talk):
    turn = talk("bass down 2 dB and play it from 0:02")
    assert turn.status == "done"
    assert turn.reply.splitlines()[-1] == "♪ the mix from 0:02"
    assert [move.strip for move in turn.moves] == ["Bass"]


def test_what_is_missing_cannot_be_heard(talk):
    talk.studio.sources = {name: s for name, s in talk.studio.sources.items() if name != "Bass"}
    assert talk("play the bass").reply == "The recording of Bass is missing, so there is nothing to hear."
    talk.studio.sources = {}
    assert talk("play").reply == "There is nothing to play: every recording is missing."
    assert talk.turn.status == "refused"


def test_a_return_is_not_heard_alone(talk):
    turn = talk("new return Room", "play Room")
    assert turn.status == "refused"
    assert turn.reply == "Room is heard with what feeds it, not alone; solo a track to hear both."


def test_what_is_heard_is_not_remembered_but_sections_are(song, tmp_path):
    with open_session(str(song)) as conversation:
        conversation.say("the chorus is from 0:02 to 0:04")
        turn = conversation.say("loop the chorus")
        assert turn.status == "answered"
        assert turn.aside == "Nothing is played here: this only says what there would be to hear."
        assert turn.plays == ()
        before = conversation.session
    with open_session(str(song)) as again:
        assert again.session.sections == {"chorus": Section("chorus", 2.0, 4.0)}
        assert again.session == replace(before, turns=again.session.turns)
        assert [turn.reply for turn in again.session.turns] == [turn.reply for turn in before.turns]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (20, "0:20"), (65.5, "1:05.5"), (599.9996, "10:00"), (3723, "1:02:03")]
)
def test_a_place_in_the_song_is_said_as_on_a_clock(seconds, said):
    assert clock(seconds) == said
