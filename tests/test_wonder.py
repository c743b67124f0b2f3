"""What people wonder about is answered from the sound; a saying with choices stands for each of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, noise, write

from assistant.qualities import OPPOSITES, QUALITIES
from assistant.respond import respond
from grammar import words

MOST = 600
"""Sayings that one with choices may stand for: more are a rule of word order, not a phrase."""


def test_a_saying_with_choices_stands_for_each() -> None:
    assert list(words.spread("take (it|that) back(| again)")) == [
        "take it back",
        "take it back again",
        "take that back",
        "take that back again",
    ]
    assert list(words.spread("undo")) == ["undo"]


def _sayings(table: object) -> list[str]:
    if isinstance(table, str):
        return [table]
    parts = table.values() if isinstance(table, dict) else table if isinstance(table, list) else ()
    return [saying for part in parts for saying in _sayings(part)]


def test_no_saying_stands_for_too_many() -> None:
    for path in Path(words.__file__).parent.glob("vocabulary*.toml"):
        for saying in _sayings(tomllib.loads(path.read_text(encoding="utf-8"))):
            assert sum(1 for _ in words.spread(saying)) <= MOST, saying


@pytest.mark.parametrize(("hertz", "place"), [(100.0, "low end"), (1000.0, "mids")])
def test_where_the_energy_lies_is_where_the_tone_is(tmp_path: Path, hertz: float, place: str) -> None:
    tone = 0.2 * np.sin(2 * np.pi * hertz * np.arange(2 * RATE) / RATE)
    session, studio = desk(write(tmp_path / "tone", {"Kick": np.tile(tone.astype(np.float32), (2, 1))}))
    turn = respond(session, "where is the energy of the kick?", studio)
    assert f"100% in the {place}" in turn.reply


def test_why_something_was_not_done_is_told_honestly(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path / "band", {"Bass": noise(1.0)}))
    assert "nobody has asked for limiter" in respond(session, "why didn't you use a limiter?", studio).reply
    session = session.after(respond(session, "put a limiter on the bass", studio))
    assert "nobody has asked" not in respond(session, "why didn't you use a limiter?", studio).reply


def test_what_an_answer_says_mends_it_is_done_by_fix_that(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path / "band", {"Bass": noise(2.0) + _tone(110.0)}))
    for said in ("the bass is boomy, what do you think?", "is the bass boomy?"):
        turn = respond(session, said, studio)
        assert turn.status == "answered"
        assert turn.reply.endswith('so it is boomy; "make it less boomy" mends it.')
        assert not turn.moves
    mended = respond(session.after(turn), "ok fix that", studio)
    assert mended.status == "done"
    assert "[less boomy]" in mended.reply
    assert respond(session, "fix that", studio).status == "refused"


@pytest.mark.parametrize("name", [*QUALITIES, *OPPOSITES])
def test_every_way_to_sound_may_be_asked_about(tmp_path: Path, name: str) -> None:
    session, studio = desk(write(tmp_path / "band", {"Lead Vox": noise(0.5), "Bass": noise(0.5, seed=2)}))
    for said in (
        f"is the vocal {name}?",
        f"is there too much {name} on the vocal?",
        f"what does {name} mean",
        f"where is the {name} coming from",
        f"is the vocal more {name} than the bass?",
    ):
        turn = respond(session, said, studio)
        assert turn.reply
        assert not turn.moves


def test_dull_is_what_has_little_of_what_is_bright(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path / "band", {"Lead Vox": noise(1.0) * 0.001 + _tone(300.0)[:, :RATE]}))
    reply = respond(session, "is the vocal dull?", studio).reply
    assert reply.endswith('so it is dull; "make it less dull" mends it.')


def _tone(hertz: float) -> np.ndarray:
    return np.tile(np.sin(2 * np.pi * hertz * np.arange(2 * RATE) / RATE).astype(np.float32), (2, 1))
