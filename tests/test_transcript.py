from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studio import talking

from assistant.opening import open_session
from assistant.places import profile_path
from assistant.profile import Profile, Taste, save
from assistant.transcript import Line, Transcript, TranscriptError, exported, header_profile, parse, play, rewritten

TEXT = """\
# a script by hand
session: demo
profile: none

# quiet first
> bass down 1 dB
Bass  fader 0 → −1 dB

Still the reply.

> undo
# the end
> hi
"""


def test_header_sentences_replies_and_comments_are_told_apart():
    script = parse(TEXT)
    assert dict(script.header) == {"session": "demo", "profile": "none"}
    assert script.comments == ("# a script by hand",)
    assert script.lines == (
        Line("bass down 1 dB", "Bass  fader 0 → −1 dB\n\nStill the reply.", ("# quiet first",)),
        Line("undo"),
        Line("hi", None, ("# the end",)),
    )


WORDS = st.text("abcdefg #>:→−.,!?'\"0123456789", min_size=1, max_size=30).map(str.strip).filter(bool)
REPLY_ROWS = st.text("abcdefg →−.,0123456789", min_size=1, max_size=30).map(str.strip).filter(bool)
REPLIES = st.none() | st.lists(REPLY_ROWS, min_size=1, max_size=4).map("\n".join)


@given(st.lists(st.builds(Line, WORDS, REPLIES), min_size=1, max_size=4).map(tuple))
def test_what_is_written_is_what_is_read(lines):
    script = Transcript({"session": "demo", "version": "1"}, lines)
    assert parse(script.text()) == script


@pytest.mark.parametrize("text", ["", "session: demo\n", "# only this\n"])
def test_a_transcript_that_says_nothing_is_an_error(text):
    with pytest.raises(TranscriptError, match="says nothing"):
        parse(text)


def test_a_stray_line_is_named_by_its_number():
    with pytest.raises(TranscriptError, match="line 2 of the transcript"):
        parse("session: demo\nwhat is this\n> hi\n")


def test_a_header_profile_may_be_none_written_out_or_a_file(tmp_path):
    path = tmp_path / "t.txt"
    assert header_profile("none", path) is None
    assert header_profile('{"warm":{"keep":1,"less":2,"more":0,"undo":0}}', path) == Profile({"warm": Taste(1, 2)})
    save(Profile({"bright": Taste(keep=3)}), tmp_path / "mine.toml")
    assert header_profile("mine.toml", path) == Profile({"bright": Taste(keep=3)})
    with pytest.raises(TranscriptError, match="cannot be read"):
        header_profile('{"warm":{"love":1}}', path)


def replayed(song, tmp_path, script, began):
    """The session after a script on the untouched recordings."""
    with open_session(
        str(song), out=tmp_path / "replayed", remember=False, began=began, learns=began is not None
    ) as conversation:
        played = list(play(script, conversation, keep_going=True))
        return conversation.session, played


SENTENCES = (
    "make the piano a bit brighter",
    "less",
    "bass down 1.5 dB and pan the elec gtr 20 left",
    "undo the pan",
    "keep it",
    "add reverb to the lead vox",
    "lead vox up 90 dB",
    "no",
)


@pytest.mark.parametrize("pinned", [False, True], ids=["plain", "pinned"])
def test_an_exported_script_makes_the_same_mix_and_the_same_replies(song, tmp_path, pinned):
    save(Profile({"bright": Taste(less=6), "warm": Taste(keep=2)}), profile_path())
    with talking(song, profile=True) as conversation:
        for sentence in SENTENCES:
            conversation.say(sentence)
        session = conversation.session
        script = parse(exported(session, str(song), ("craft 1",), pinned).text())
    began = header_profile(script.header["profile"], tmp_path / "t.txt")
    after, played = replayed(song, tmp_path, script, began)
    assert after.mix == session.mix
    if pinned:
        assert script.header["profile"] == "none"
        assert all(one.turn.status == "done" for one in played), [one.turn.reply for one in played]
    else:
        assert [line.said for line in script.lines] == list(SENTENCES)
        assert all(one.same for one in played)


def test_pinned_order_in_a_chain_is_the_order_it_had(song, tmp_path):
    """An effect that was taken out and put back stands where it stood, though the console's order is another."""
    with talking(song) as conversation:
        for sentence in (
            "cut 3 dB at 300 Hz on the bass",
            "cut 2 dB at 1 kHz on the bass",
            "Bass: remove bell low mid",
            "undo",
        ):
            assert conversation.say(sentence).status == "done", sentence
        session = conversation.session
        script = exported(session, str(song), (), pinned=True)
    after, _ = replayed(song, tmp_path, script, None)
    assert after.mix == session.mix


def test_a_return_taken_away_and_brought_back_is_pinned_whole(song, tmp_path):
    with talking(song) as conversation:
        for sentence in (
            "add reverb to the lead vox",
            "remove the reverb from the lead vox",
            "remove return Reverb",
            "undo",
        ):
            assert conversation.say(sentence).status == "done", sentence
        session = conversation.session
        assert session.mix["Reverb"].chain
        script = exported(session, str(song), (), pinned=True)
    after, _ = replayed(song, tmp_path, script, None)
    assert after.mix == session.mix


def test_from_an_edit_of_the_profile_on_a_plain_script_is_pinned(song, tmp_path):
    with talking(song, profile=True) as conversation:
        conversation.say("make the piano brighter")
        save(Profile({"bright": Taste(less=30)}), profile_path())
        conversation.say("make the elec gtr brighter")
        session = conversation.session
        script = exported(session, str(song), (), pinned=False)
    text = script.text()
    assert "> make the piano brighter" in text
    assert "> make the elec gtr brighter" not in text
    assert "# make the elec gtr brighter" in text
    began = header_profile(script.header["profile"], tmp_path / "t.txt")
    after, _ = replayed(song, tmp_path, script, began)
    assert after.mix == session.mix


def test_a_script_stops_where_a_sentence_is_not_done_unless_the_file_records_it(song, tmp_path):
    script = parse("session: x\n\n> frobnicate\n\n> bass down 1 dB\n")
    with open_session(str(song), remember=False) as conversation:
        played = list(play(script, conversation))
        assert len(played) == 1
        recorded = rewritten(script, played)
    with open_session(str(song), remember=False) as conversation:
        assert [one.same for one in play(recorded, conversation)] == [True, None]


def test_replies_are_rewritten_and_the_rest_is_kept(song):
    script = parse("# mine\nsession: x\n\n# why\n> bass down 1 dB\nan old reply\n\n> undo\n")
    with open_session(str(song), remember=False) as conversation:
        played = list(play(script, conversation))
    new = rewritten(script, played)
    assert new.comments == ("# mine",)
    assert new.lines[0].comments == ("# why",)
    assert "fader 0 → −1 dB" in (new.lines[0].reply or "")
    assert new.lines[1].reply


@pytest.mark.parametrize("name", ["#1 Kick", "> Kick"])
def test_a_track_whose_name_looks_like_a_mark_is_only_a_name(tmp_path, name):
    from studio import noise, write

    folder = write(tmp_path / "song", {name: noise(), "Bass": noise(seed=2)})
    with talking(folder) as conversation:
        conversation.say(f"{name}: fader gain -3 dB")
        assert conversation.session.turns[-1].status == "done"
        script = parse(exported(conversation.session, str(folder), (), pinned=False).text())
        turn = conversation.session.turns[0]
    assert [(line.said, line.reply) for line in script.lines] == [(turn.said, turn.reply)]
