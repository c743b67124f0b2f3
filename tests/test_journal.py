from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studio import talking

from assistant import journal
from assistant.journal import Header, JournalError
from assistant.opening import open_session
from assistant.profile import Profile, Taste
from assistant.turn import Turn

HEADER = Header("1", "song", 44_100, {"a": "hash"}, Profile({"warm": Taste(keep=2)}), ("craft 1",))
TURNS = tuple(Turn(f"sentence {i}\nwith a second line", "done", "ä → b") for i in range(3))


def written(folder):
    journal.start(folder, HEADER)
    for turn in TURNS:
        journal.append(folder, turn)
    return folder / journal.NAME


def test_what_was_written_is_what_is_read(tmp_path):
    written(tmp_path)
    assert journal.load(tmp_path) == (HEADER, TURNS)


def test_no_journal_is_no_past(tmp_path):
    assert journal.load(tmp_path) is None


def test_cut_anywhere_it_holds_every_line_that_was_whole(tmp_path):
    path = written(tmp_path)
    whole = path.read_bytes()
    ends = [i for i, byte in enumerate(whole) if byte == 10]
    for cut in (0, 1, ends[0] - 1, ends[0], ends[0] + 1, ends[1] + 5, ends[2], ends[2] + 1, len(whole) - 1):
        path.write_bytes(whole[:cut])
        lines = sum(end < cut for end in ends)
        loaded = journal.load(tmp_path)
        if lines == 0:
            assert loaded is None
        else:
            assert loaded == (HEADER, TURNS[: lines - 1]), cut


@given(st.binary(max_size=40).filter(lambda tail: b"\n" not in tail))
def test_a_turn_after_a_torn_line_overwrites_it(tmp_path_factory, tail):
    folder = tmp_path_factory.mktemp("torn")
    path = written(folder)
    with path.open("ab") as file:
        file.write(tail)
    journal.append(folder, Turn("later", "done"))
    assert journal.load(folder) == (HEADER, (*TURNS, Turn("later", "done")))


def test_a_torn_line_longer_than_one_look_back_is_found(tmp_path):
    path = written(tmp_path)
    with path.open("ab") as file:
        file.write(b"x" * 200_000)
    journal.append(tmp_path, Turn("later", "done"))
    assert journal.load(tmp_path) == (HEADER, (*TURNS, Turn("later", "done")))


@pytest.mark.parametrize("broken", [b"{", b"[1, 2]garbage", b'{"_": "Nobody"}', b"\xff"])
def test_a_broken_line_in_the_middle_is_named_by_its_number(tmp_path, broken):
    path = written(tmp_path)
    lines = path.read_bytes().split(b"\n")
    lines[2] = broken
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(JournalError, match=r"line 3 of .*journal\.jsonl cannot be read"):
        journal.load(tmp_path)


def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path, monkeypatch):
    path = written(tmp_path)
    before = path.read_bytes()

    def full(fd, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.journal.os.write", full)
    with pytest.raises(OSError, match="No space left"):
        journal.append(tmp_path, Turn("later", "done"))
    assert path.read_bytes() == before


def test_a_disk_that_takes_half_a_line_leaves_the_journal_as_it_was(tmp_path, monkeypatch):
    path = written(tmp_path)
    before = path.read_bytes()
    real = os.write
    monkeypatch.setattr("assistant.journal.os.write", lambda fd, data: real(fd, data[: len(data) // 2]))
    with pytest.raises(OSError, match="No space left"):
        journal.append(tmp_path, Turn("later", "done"))
    assert path.read_bytes() == before


def test_a_second_writer_is_told_and_a_reader_is_let_in(song):
    with talking(song) as first:
        first.say("bass down 1 dB")
        with pytest.raises(JournalError, match="song is open in another tonmeister"):
            open_session(str(song))
        with open_session(str(song), dry=True) as reader:
            assert reader.session == first.session
    with talking(song) as again:
        assert len(again.session.turns) == 1


def test_with_a_state_folder_of_ones_own_it_is_still_the_session_that_is_named(song, tmp_path):
    with (
        talking(song, state=tmp_path / "kept"),
        pytest.raises(JournalError, match="song is open in another tonmeister"),
    ):
        open_session(str(song), state=tmp_path / "kept")


def test_the_journal_is_lines_of_strict_json_and_holds_no_dates(song):
    with talking(song) as conversation:
        conversation.say("bass down 1 dB")
        conversation.say("how loud is the hats?")
    text = (song / ".tonmeister" / journal.NAME).read_text("utf-8")

    def refuse(word):
        raise AssertionError(f"{word} is not strict JSON")

    rows = [json.loads(line, parse_constant=refuse) for line in text.splitlines()]
    assert [row["_"] for row in rows] == ["Header", "Turn", "Turn"]
    assert rows[1]["said"] == "bass down 1 dB"


def test_the_same_conversation_makes_the_same_journal(song, recorded, tmp_path):
    texts = []
    for name in ("one", "two"):
        with talking(song, state=tmp_path / name) as conversation:
            for sentence in ("make the piano brighter", "less", "undo", "frobnicate"):
                conversation.say(sentence)
        texts.append((tmp_path / name / journal.NAME).read_bytes())
    assert texts[0] == texts[1]
