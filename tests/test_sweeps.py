"""Sweeps: a track goes from one side to the other between two times of the song, evenly, without a click."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, noise, write

from assistant.respond import respond
from dsp.effects import Pan, PanRamp

ACROSS = PanRamp(from_position_pct=-100, to_position_pct=100, start_s=1.0, end_s=3.0)


def sides(effect: PanRamp, seconds: float, channels: int = 1) -> np.ndarray:
    """The gain of each side, measured on a steady sound."""
    x = np.full((1, channels, round(RATE * seconds)), 0.5, np.float32)
    return effect.bank([effect], RATE, channels).process(x)[0].astype(np.float64) / 0.5


def places(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Where between the speakers that is heard, in percent."""
    return np.arctan2(right, left) / (np.pi / 2) * 200 - 100


def heard(folder: Path, *sentences: str, name: str = "Piano") -> np.ndarray:
    session, studio = desk(folder)
    for sentence in sentences:
        turn = respond(session, sentence, studio)
        assert turn.status == "done", turn.reply
        session = session.after(turn)
    return np.concatenate(list(studio.sound(session.mix, name)), axis=1).astype(np.float64)


def stands(sound: np.ndarray, start: float, end: float) -> float:
    left, right = np.sqrt(np.square(sound[:, round(start * RATE) : round(end * RATE)]).mean(axis=1))
    return float(places(left, right))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"Piano": noise(10.0), "Vocal": noise(10.0), "Bass": 0.0 * noise(10.0)})


def test_it_goes_evenly_and_holds_on_either_side_at_one_power() -> None:
    left, right = sides(ACROSS, 5.0)
    np.testing.assert_allclose(left**2 + right**2, 2.0, atol=1e-5)
    at = np.array([0, 1 * RATE, 1.5 * RATE, 2 * RATE, 2.5 * RATE, 3 * RATE, 5 * RATE - 1]).astype(int)
    assert places(left[at], right[at]) == pytest.approx([-100, -100, -50, 0, 50, 100, 100], abs=0.1)


def test_no_frame_jumps() -> None:
    left, right = sides(ACROSS, 5.0)
    steepest = np.sqrt(2) * np.pi / 2 / (2 * RATE)
    assert max(np.abs(np.diff(left)).max(), np.abs(np.diff(right)).max()) < 1.01 * steepest + 1e-6


def test_what_is_rendered_stands_where_it_was_said(folder: Path) -> None:
    sound = heard(folder, "pan the piano from left to right between 0:02 and 0:06")
    assert stands(sound, 0, 2) == pytest.approx(-100, abs=1)
    assert stands(sound, 2.95, 3.05) == pytest.approx(-50, abs=3)
    assert stands(sound, 3.95, 4.05) == pytest.approx(0, abs=3)
    assert stands(sound, 6, 10) == pytest.approx(100, abs=1)


def test_it_comes_from_where_the_track_stood(folder: Path) -> None:
    sound = heard(folder, "pan the piano 40 left", "slowly pan the piano to the right from 0:04 to 0:08")
    assert stands(sound, 0, 4) == pytest.approx(-40, abs=2)
    assert stands(sound, 8, 10) == pytest.approx(70, abs=2)


def test_undone_it_stands_where_it_stood(folder: Path) -> None:
    session, studio = desk(folder)
    for sentence in ("pan the piano 40 left", "sweep the piano to 60 right from 0:04 to 0:08", "undo"):
        session = session.after(respond(session, sentence, studio))
    assert not session.mix["Piano"].of(PanRamp)
    assert [slot.effect for slot in session.mix["Piano"].of(Pan)] == [Pan(position_pct=-40)]


def test_another_one_along_the_same_part_takes_its_place(folder: Path) -> None:
    sound = heard(
        folder,
        "sweep the piano from left to right from 0:02 to 0:06",
        "sweep the piano from right to left from 0:02 to 0:05",
    )
    assert stands(sound, 0, 2) == pytest.approx(100, abs=1)
    assert stands(sound, 6, 10) == pytest.approx(-100, abs=1)


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("sweep the piano from left to right", "From when to when"),
        ("sweep the bass from left to right from 0:01 to 0:02", "silent"),
        ("sweep the piano from left to left from 0:01 to 0:02", "there already"),
        ("sweep the mix from left to right from 0:01 to 0:02", "whole mix"),
        ("sweep the piano from left to right from 0:20 to 0:25", "over by then"),
    ],
)
def test_what_cannot_be_swept_is_said(folder: Path, sentence: str, word: str) -> None:
    session, studio = desk(folder)
    turn = respond(session, sentence, studio)
    assert turn.status in ("asked", "refused")
    assert word in turn.reply
    assert not turn.moves


def test_one_at_another_time_is_asked_about(folder: Path) -> None:
    session, studio = desk(folder)
    session = session.after(respond(session, "sweep the piano from left to right from 0:01 to 0:02", studio))
    turn = respond(session, "sweep the piano from right to left from 0:05 to 0:06", studio)
    assert turn.status == "asked"
    assert "one sweep" in turn.reply


def test_where_it_stands_before_is_told_as_the_track_is_moved_there_too(folder: Path) -> None:
    session, studio = desk(folder)
    said = respond(session, "pan the piano from left to right from 0:02 to 0:06", studio)
    assert "before 0:02 it stands at 100 left now" in said.reply
    kept = respond(session, "sweep the piano to the right from 0:02 to 0:06", studio)
    assert "before" not in kept.steps[0].remark
    assert stands(heard(folder, said.said), 0.0, 2.0) == pytest.approx(-100, abs=2)
