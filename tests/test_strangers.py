"""Somebody named whom nobody here is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from studio import talking

from assistant import strangers
from grammar.parse import read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zither up 2 dB", "zither"),
        ("the zither needs more air", "zither"),
        ("pan Steve to the left", "Steve"),
        ("my oud is muddy", "oud"),
    ],
)
def test_whoever_is_not_here_is_asked_about(song: Path, text: str, name: str) -> None:
    with talking(song) as conversation:
        asked = conversation.say(text)
    assert asked.status == "asked"
    assert asked.reply.startswith(f"I find no {name} here; the tracks are ")
    assert not asked.moves


def test_the_answer_is_done_for_whoever_is_named(song: Path) -> None:
    with talking(song) as conversation:
        conversation.say("zither up 2 dB")
        turn = conversation.say("the vocal")
    assert turn.status == "done"
    assert {move.strip for move in turn.moves} == {"Lead Vox"}


@pytest.mark.parametrize("text", ["flurble the vocal", "asdf qwer", "more floopiness", "the snare is too florby"])
def test_other_unknown_words_name_nobody(song: Path, text: str) -> None:
    with talking(song) as conversation:
        assert not conversation.say(text).reply.startswith("I find no ")


@pytest.mark.parametrize(
    "utterance", ["take back the pan" * 100, "flim flam flum flom and the vocal", "flurbel up " * 50]
)
def test_a_long_line_of_unknown_words_is_not_read_once_for_each(
    song: Path, monkeypatch: pytest.MonkeyPatch, utterance: str
) -> None:
    times = Counter()

    def counted(text, lexicon):
        times["read"] += 1
        return read(text, lexicon)

    monkeypatch.setattr(strangers, "read", counted)
    with talking(song) as conversation:
        strangers.with_strangers(utterance, conversation.session)
    assert times["read"] <= strangers.MOST
