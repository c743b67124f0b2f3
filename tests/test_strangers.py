"""Somebody named whom nobody here is."""

from __future__ import annotations

from pathlib import Path

import pytest
from studio import talking


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
