"""When somebody comes in and rests, and how loud a part of the song is: as it was planted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, done, write

from assistant.respond import respond
from assistant.session import Session
from assistant.studio import Studio

PLAYS = ((2.0, 5.0, -12.0), (10.0, 14.0, -24.0))
"""From when to when a tone is heard, in seconds, and how loud, in dBFS as a sine's peak."""


@pytest.fixture
def played(tmp_path: Path) -> tuple[Session, Studio]:
    t = np.arange(16 * RATE) / RATE
    gain = sum(10 ** (db / 20) * ((t >= begin) & (t < end)) for begin, end, db in PLAYS)
    sung = gain * np.sin(2 * np.pi * 1000 * t)
    low = 0.1 * np.sin(2 * np.pi * 110 * t)
    return desk(write(tmp_path, {"Vocal": np.float32(sung[None]), "Bass": np.float32(low[None])}))


def test_entrances_and_rests_as_planted(played: tuple[Session, Studio]) -> None:
    session, studio = played
    turn = respond(session, "when does the vocal come in?", studio)
    assert turn.reply.startswith("Vocal comes in at 0:02 and stops at 0:14, and rests from 0:05 to 0:10.")


@pytest.mark.parametrize(("begin", "end", "peak"), PLAYS)
def test_a_part_is_as_loud_as_it_was_planted(
    played: tuple[Session, Studio], begin: float, end: float, peak: float
) -> None:
    session, studio = played
    turn = respond(session, f"how loud is the vocal from 0:{begin:02.0f} to 0:{end:02.0f}?", studio)
    loudness = next(one for one in turn.evidence if one.what == "integrated loudness")
    assert loudness.value == pytest.approx(peak, abs=0.1)  # a tone of 1 kHz on both sides (BS.1770)


def test_what_was_left_alone(played: tuple[Session, Studio]) -> None:
    session, studio = played
    session = done(session, studio, "vocal up 2")
    turn = respond(session, "which tracks are untouched?", studio)
    assert turn.reply.strip() == "Changed: Vocal. As recorded: Bass."
