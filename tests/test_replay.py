"""Conversations as scripts, from outside: what was said once makes the same bytes again, anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.places import profile_path
from assistant.profile import Profile, Taste, save

FIVE = (
    "make the piano a bit brighter",
    "less",
    "bass down 1.5 dB and pan the elec gtr 20 left",
    "undo the pan",
    "keep it",
)


def run(*arguments) -> int:
    return main([str(a) for a in arguments])


@pytest.mark.parametrize("pinned", [(), ("--pinned",)], ids=["plain", "pinned"])
def test_five_sentences_with_a_profile_make_the_same_bytes_elsewhere(song, tmp_path, capsys, monkeypatch, pinned):
    save(Profile({"bright": Taste(less=6, keep=1)}), profile_path())
    assert run("say", song, *FIVE, "master for Apple Music", "render the mix") == 0
    script = tmp_path / "script.txt"
    assert run("transcript", song, *pinned, "--out", script) == 0
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    monkeypatch.chdir(fresh)
    profile_path().unlink()  # another machine: nothing is known of this listener
    assert run("run", script) == 0
    capsys.readouterr()
    for name in ("song.mix.wav", "song.apple-music.wav"):
        made = fresh / "renders" / "script" / name
        assert made.read_bytes() == (song / "renders" / name).read_bytes(), name
    assert run("render", song, "--out", tmp_path / "rendered") == 0
    assert (tmp_path / "rendered" / "song.mix.wav").read_bytes() == (song / "renders" / "song.mix.wav").read_bytes()


@pytest.fixture
def script(song, tmp_path, capsys) -> Path:
    assert run("say", song, "bass down 1 dB", "make the piano brighter", "how loud is the bass?") == 0
    assert run("transcript", song, "--out", tmp_path / "script.txt") == 0
    capsys.readouterr()
    return tmp_path / "script.txt"


def test_the_header_names_session_profile_version_and_models(script, song):
    head = script.read_text("utf-8").split("\n\n")[0]
    keys = dict(line.split(": ", 1) for line in head.splitlines())
    assert set(keys) == {"session", "profile", "version", "models"}
    assert (script.parent / keys["session"]).resolve() == song
    assert "craft" in keys["models"]


def test_a_transcript_is_printed_where_no_file_is_named(song, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("say", song, "bass down 1 dB")
    capsys.readouterr()
    assert run("transcript", song) == 0
    out = capsys.readouterr().out
    (tmp_path / "printed.txt").write_text(out, "utf-8")
    assert "> bass down 1 dB" in out
    assert run("run", tmp_path / "printed.txt", "--check", "--out", tmp_path / "out") == 0


def test_a_run_leaves_nothing_behind_but_the_files_it_asks_for(script, song, home, tmp_path, capsys):
    from studio import tree

    before = tree(song, home)
    assert run("run", script, "--out", tmp_path / "out") == 0
    assert tree(song, home) == before
    assert not (tmp_path / "out").exists()


def test_check_holds_every_reply_to_the_one_recorded(script, tmp_path, capsys):
    assert run("run", script, "--check", "--out", tmp_path / "o") == 0
    script.write_text(script.read_text("utf-8").replace("−1 dB", "−2 dB"), "utf-8")
    assert run("run", script, "--check", "--out", tmp_path / "o") == 1
    told = capsys.readouterr().err
    assert "bass down 1 dB" in told
    assert "recorded with another reply" in told


def test_rewrite_records_the_replies_given(script, tmp_path, capsys):
    whole = script.read_text("utf-8")
    script.write_text(whole.replace("fader 0 → −1 dB", "something else"), "utf-8")
    assert run("run", script, "--rewrite", "--out", tmp_path / "o") == 0
    assert script.read_text("utf-8") == whole
    assert run("run", script, "--check", "--out", tmp_path / "o") == 0


def test_it_stops_where_a_sentence_is_not_done_unless_told_to_go_on(song, tmp_path, capsys):
    script = tmp_path / "stops.txt"
    script.write_text(f"session: {song}\n\n> bass down 1 dB\n\n> frobnicate\n\n> bass down 2 dB\n", "utf-8")
    statuses = []
    for extra in ((), ("--keep-going",)):
        assert run("run", script, "--json", *extra, "--out", tmp_path / "o") == 1
        statuses.append([json.loads(line)["status"] for line in capsys.readouterr().out.splitlines()])
    assert statuses == [["done", "not_understood"], ["done", "not_understood", "done"]]


def test_a_question_that_is_recorded_is_a_normal_turn(song, tmp_path, capsys):
    run("say", song, "bass up 90 dB", "yes")
    run("transcript", song, "--out", tmp_path / "q.txt")
    capsys.readouterr()
    assert run("run", tmp_path / "q.txt", "--check", "--json", "--out", tmp_path / "o") == 0
    asked, done = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (asked["status"], done["status"]) == ("asked", "done")


def test_no_profile_is_used_unless_one_is_named(song, tmp_path, capsys):
    save(Profile({"bright": Taste(less=30)}), profile_path())
    script = tmp_path / "s.txt"
    script.write_text(f"session: {song}\n\n> make the piano brighter\n", "utf-8")
    sources = []
    for extra in ((), ("--profile", profile_path()), ("--profile", "none")):
        assert run("run", script, "--json", *extra, "--out", tmp_path / "o") == 0
        (line,) = capsys.readouterr().out.splitlines()
        sources.append({reason["source"] for reason in json.loads(line)["reasons"]})
    assert sources == [{"craft"}, {"craft", "taste"}, {"craft"}]


def test_another_session_and_another_version_are_said(song, script, tmp_path, capsys):
    text = script.read_text("utf-8")
    version = next(line for line in text.splitlines() if line.startswith("version:"))
    script.write_text(text.replace(version, "version: 0.0.0-of-old"), "utf-8")
    moved = song.rename(song.with_name("moved"))
    assert run("run", script, "--out", tmp_path / "o") == 1
    assert "there is no folder" in capsys.readouterr().err.lower()
    assert run("run", script, "--session", moved, "--check", "--out", tmp_path / "o") == 0
    assert "recorded with version 0.0.0-of-old" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (None, "cannot be read"),
        ("", "says nothing"),
        ("> hi\n", "names no session"),
        ("session: x\nwhat\n> hi\n", "ine 2 of bad.txt"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_transcript_that_cannot_be_run_is_one_sentence(tmp_path, capsys, text, part):
    script = tmp_path / "bad.txt"
    if isinstance(text, bytes):
        script.write_bytes(text)
    elif text is not None:
        script.write_text(text, "utf-8")
    assert run("run", script) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert part in told.err
    assert told.err.count("\n") == 1
