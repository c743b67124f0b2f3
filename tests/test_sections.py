"""The parts of a song: made songs of known form are told apart and named; what has no parts gets none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from songs import PARTS, Song, song
from studio import desk, noise, write

from assistant.respond import respond
from assistant.sections import FAIRLY, counted
from assistant.session import Session
from assistant.studio import Studio
from dsp.effects import Fader
from dsp.measure.form import Found, Part, _names, _sure, grouped
from dsp.measure.sections import SectionMeter, find_sections

RATE = 22_050
ABABCB = ("intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro")


def hits(made: Song, found: tuple[Part, ...], within_s: float) -> tuple[float, float]:
    """How many of the true edges are found that near, and how many of those found are true."""
    true = [start for (name, start, _), (before, _, _) in zip(made.form[1:], made.form, strict=False) if name != before]
    said = [part.start_s for part in found[1:]]
    near = [min(abs(a - b) for b in said) <= within_s for a in true]
    right = [min(abs(a - b) for b in true) <= within_s for a in said]
    return float(np.mean(near)), float(np.mean(right))


def agreement(made: Song, found: tuple[Part, ...]) -> float:
    """The share of the time that has its true name."""
    times = np.arange(0.25, made.form[-1][2], 0.5)
    true = [next(name for name, start, end in made.form if start <= at < end) for at in times]
    said = [next((part.name for part in found if part.start_s <= at < part.end_s), "") for at in times]
    return float(np.mean([a == b for a, b in zip(true, said, strict=True)]))


@pytest.mark.parametrize(
    ("form", "bpm", "seed"),
    [
        (ABABCB, 112.0, 1),
        (("verse", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "chorus", "outro"), 96.0, 202),
        (("chorus", "verse", "chorus", "verse", "chorus"), 131.0, 203),
    ],
)
def test_a_song_of_known_form(form: tuple[str, ...], bpm: float, seed: int) -> None:
    made = song(form, bpm, seed)
    found = find_sections(made.sound, RATE)
    near, right = hits(made, found, 1.5)
    assert near == 1.0
    assert right >= 0.8
    assert agreement(made, found) >= 0.9
    sure = [part for part in found if part.confidence >= FAIRLY]
    assert {part.name for part in sure} >= {"verse", "chorus"}
    for part in sure:
        middle = (part.start_s + part.end_s) / 2
        assert part.name == next(name for name, start, end in made.form if start <= middle < end)


def test_parts_that_differ_in_their_chords_alone_are_not_named_for_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Played alike and as loud, nobody could tell which is the chorus: it must not be claimed."""
    for name, part in PARTS.items():
        monkeypatch.setitem(PARTS, name, replace(part, level_db=0.0, drums=2, tune=5, dark=1.7))
    for seed in (1, 7):
        made = song(("intro", "verse", "chorus", "verse", "chorus", "outro"), 120.0, seed)
        assert all(part.confidence < FAIRLY for part in find_sections(made.sound, RATE))


@pytest.mark.parametrize("what", ["noise", "tone", "silence", "short"])
def test_what_has_no_parts_gets_no_names(what: str) -> None:
    frames = 40 * RATE
    sounds = {
        "noise": noise(40.0)[:, :frames],
        "tone": 0.3 * np.sin(2 * np.pi * 220 * np.arange(frames) / RATE)[None].astype(np.float32),
        "silence": np.zeros((1, frames), np.float32),
        "short": noise(5.0)[:, : 5 * RATE],
    }
    assert not any(part.name for part in find_sections(sounds[what], RATE))


def test_the_same_in_any_blocks_and_channels() -> None:
    made = song(("verse", "chorus", "verse", "chorus"), 140.0, 9)
    whole = find_sections(made.sound, RATE)
    assert len(whole) == 4
    meter = SectionMeter(RATE, 2)
    both = np.repeat(made.sound, 2, axis=0)
    for at in range(0, both.shape[1], 7919):
        meter.feed(both[:, at : at + 7919])
    assert meter.result() == whole


def test_turning_it_down_changes_nothing() -> None:
    made = song(("verse", "chorus", "verse", "chorus"), 140.0, 9)
    quiet = find_sections(0.125 * made.sound, RATE)
    assert [(p.name, p.start_s) for p in quiet] == [(p.name, p.start_s) for p in find_sections(made.sound, RATE)]


def test_what_is_most_alike_is_grouped_first() -> None:
    alike = np.array([[1.0, 0.1, 0.9, 0.0], [0.1, 1.0, 0.2, 0.4], [0.9, 0.2, 1.0, 0.1], [0.0, 0.4, 0.1, 1.0]])
    assert grouped(alike) == (0, 1, 0, 2)


def test_parts_of_one_name_are_counted() -> None:
    parts = (Part("verse", "A", 0, 9, 0.9), Part("chorus", "B", 9, 20, 0.9), Part("verse", "A", 20, 30, 0.8))
    assert [section.name for section in (*counted(parts), *counted((Part("", "C", 1, 2, 0.0),)))] == [
        "verse 1",
        "chorus",
        "verse 2",
        "part C",
    ]


@pytest.fixture(scope="module")
def made() -> Song:
    return song(ABABCB, 112.0, 1)


@pytest.fixture
def at_hand(made: Song, tmp_path: Path) -> tuple[Session, Studio]:
    half = 0.5 * made.sound
    return desk(write(tmp_path, {"Vocal": half, "Piano": half}, RATE))


def spans(session: Session, name: str) -> list[tuple[float, float]]:
    return [slot.span for slot in session.mix[name] if slot.span and isinstance(slot.effect, Fader)]


def test_the_chorus_means_where_it_is_found(at_hand: tuple[Session, Studio], made: Song) -> None:
    session, studio = at_hand
    turn = respond(session, "the vocal up 1 dB in the chorus", studio)
    assert turn.status == "done"
    assert "found by its repetition and level" in turn.reply
    after = session.after(turn)
    true = [(start, end) for name, start, end in made.form if name == "chorus"]
    assert np.array(spans(after, "Vocal")) == pytest.approx(np.array(true), abs=0.2)
    assert after.found == turn.found
    again = respond(after, "the piano up 1 dB in the second verse", studio)
    assert not again.found, "what is known is not listened for again"
    assert spans(after.after(again), "Piano") == [pytest.approx((42.86, 60.0), abs=0.2)]


def test_what_a_person_marks_wins(at_hand: tuple[Session, Studio]) -> None:
    session, studio = at_hand
    for sentence in ("the vocal up 1 dB in the chorus", "undo", "the chorus is from 0:10 to 0:20"):
        session = session.after(respond(session, sentence, studio))
    assert session.found, "undoing what was done there forgets nothing that was heard"
    turn = respond(session, "the vocal up 1 dB in the chorus", studio)
    assert spans(session.after(turn), "Vocal") == [(10.0, 20.0)]
    assert "found" not in turn.reply
    assert "as you said" in respond(session, "what sections does the song have?", studio).reply


def test_what_is_not_sure_is_asked_with_the_times(at_hand: tuple[Session, Studio]) -> None:
    session, studio = at_hand
    session = session.after(respond(session, "what sections does the song have?", studio))
    session = replace(session, found=tuple(replace(one, sure=0.3) for one in session.found))
    turn = respond(session, "the vocal up 1 dB in the bridge", studio)
    assert turn.status == "asked"
    assert "1:17" in turn.reply
    assert not turn.moves
    session = session.after(turn)
    yes = respond(session, "yes", studio)
    assert yes.status == "done", yes.reply
    session = session.after(yes)
    assert spans(session, "Vocal") == [pytest.approx((77.14, 94.28), abs=0.2)]
    assert "bridge" in session.sections


def test_what_the_song_has_not_is_said(at_hand: tuple[Session, Studio]) -> None:
    session, studio = at_hand
    turn = respond(session, "the vocal up 1 dB in the pre-chorus", studio)
    assert turn.status == "asked"
    assert "I do not know where the pre-chorus is" in turn.reply


def test_the_list_names_every_part(at_hand: tuple[Session, Studio]) -> None:
    session, studio = at_hand
    reply = respond(session, "what sections does the song have?", studio).reply
    assert [line.split()[1] for line in reply.splitlines()] == ["intro", "verse", "chorus", "bridge", "outro"]


def test_what_holds_three_times_as_much_as_its_own_is_doubted() -> None:
    alike = np.full((7, 7), 0.1)
    for group in ((0, 6), (1, 3, 5), (2, 4)):
        alike[np.ix_(group, group)] = 1.0
    found = Found(
        (0, 1, 2, 1, 2, 1, 0), alike, (9.0,) * 8, np.array([0.0, 6, 0, 6, 0, 6, 0]), (8, 16, 16, 16, 16, 48, 8)
    )
    sure = _sure(found, _names(found))
    assert sure[5] < FAIRLY < sure[3]
