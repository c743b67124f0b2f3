"""Ramps: the level goes evenly in decibels between two times of the song, and is measured where it ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, noise, write

from assistant.respond import respond
from dsp.effects import Ramp

UP = Ramp(from_level_db=-12, to_level_db=3, start_s=1.0, end_s=3.0)


def level_db(gain: np.ndarray) -> np.ndarray:
    return 20 * np.log10(gain)


def test_it_is_even_in_decibels_and_holds_on_either_side() -> None:
    times = np.array([0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 9.0])
    assert level_db(UP.gain_at(times)) == pytest.approx([-12, -12, -8.25, -4.5, -0.75, 3, 3])


def test_it_is_that_of_the_song_in_any_blocks() -> None:
    x = np.ones((1, 1, 4 * RATE), np.float32)
    whole = UP.bank([UP], RATE, 1).process(x)[0, 0]
    bank = UP.bank([UP], RATE, 1)
    blocks = [bank.process(x[:, :, at : at + 701])[0, 0] for at in range(0, x.shape[2], 701)]
    assert np.array_equal(np.concatenate(blocks), whole)
    assert level_db(whole[[0, 2 * RATE, -1]]) == pytest.approx([-12, -4.5, 3], abs=1e-3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"Vocal": noise(8.0), "Piano": 0.0 * noise(8.0)})


def test_a_ramp_is_measured_where_it_ends(folder: Path) -> None:
    session, studio = desk(folder)
    turn = respond(session, "ramp the vocal from -3 to 2 between 0:02 and 0:06", studio)
    assert turn.status == "done", turn.reply
    (move,) = turn.moves
    assert move.after.effect == Ramp(from_level_db=-3, to_level_db=2, start_s=2, end_s=6)
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.after - check.before == pytest.approx(1.75, abs=0.1)
    session = session.after(turn)
    heard = [studio.heard(session.mix, "Vocal", (span,)).rms_dbfs for span in ((0.0, 2.0), (6.0, 8.0))]
    assert heard[1] - heard[0] == pytest.approx(5.0, abs=0.2)


def test_ramps_add_up_and_one_is_undone_alone(folder: Path) -> None:
    session, studio = desk(folder)
    for sentence in ("ramp the vocal up 4 dB from 0:01 to 0:02", "ramp the vocal down 4 dB from 0:05 to 0:06"):
        session = session.after(respond(session, sentence, studio))
    heard = [studio.heard(session.mix, "Vocal", (span,)).rms_dbfs for span in ((0.0, 1.0), (3.0, 4.0), (7.0, 8.0))]
    assert heard[1] - heard[0] == pytest.approx(4.0, abs=0.2)
    assert heard[2] - heard[0] == pytest.approx(0.0, abs=0.2)
    session = session.after(respond(session, "undo", studio))
    assert len(session.mix["Vocal"].of(Ramp)) == 1


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("ramp the vocal up 3 dB", "From when to when"),
        ("ramp the piano up 3 dB from 0:01 to 0:02", "silent"),
        ("ramp the vocal up 40 dB from 0:01 to 0:02", "-60 to 24 dB"),
        ("ramp the vocal from 2 to 2 between 0:01 and 0:02", "nowhere to go"),
    ],
)
def test_what_cannot_be_ramped_is_said(folder: Path, sentence: str, word: str) -> None:
    session, studio = desk(folder)
    turn = respond(session, sentence, studio)
    assert turn.status in ("asked", "refused")
    assert word in turn.reply
    assert not turn.moves
