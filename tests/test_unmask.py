"""Room for whom another hides: who yields, where, and that something of what was hidden has come back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.turn import Turn
from dsp.measure.masking import find_masking
from tests.studio import RATE, band_limited, talking, write

SOUNDS = {
    "Lead Vox": 0.5 * band_limited(800, 1600, 3.0, 1) + 0.3 * band_limited(2000, 4000, 3.0, 4),
    "Guitar": 0.5 * band_limited(900, 1500, 3.0, 2),
    "Bass": 0.5 * band_limited(60, 120, 3.0, 3),
}


def _one(folder: Path, said: str) -> Turn:
    with talking(write(folder, SOUNDS)) as conversation:
        return conversation.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "the guitar is fighting with the vocal",
        "the vocal and the guitar are fighting",
        "make room for the vocal",
        "unmask the vocal",
        "carve out some space for the vocal in the guitar",
    ],
)
def test_who_leads_stays_and_the_other_makes_room_where_it_hides_it(tmp_path: Path, said: str) -> None:
    (step,) = _one(tmp_path, said).steps
    (move,) = step.moves
    bell = move.after.effect
    assert step.strip == "Guitar"
    assert 800 < bell.frequency_hz < 1700
    assert bell.gain_db == -3
    (check,) = step.checks
    assert check.verdict == "verified"


def test_what_is_said_to_have_come_back_has_come_back(tmp_path: Path) -> None:
    """The figure is what a cut of that depth, applied outside the program, gives."""
    (step,) = _one(tmp_path, "make room for the vocal").steps
    (check,) = step.checks
    softer = {**SOUNDS, "Guitar": SOUNDS["Guitar"] * 10 ** (-3 / 20)}
    was, now = (
        next(o.lost_there for o in find_masking(sounds, RATE) if (o.masked, o.masker) == ("Lead Vox", "Guitar"))
        for sounds in (SOUNDS, softer)
    )
    assert check.before == pytest.approx(100 * was, abs=1.5)
    assert check.before - check.after == pytest.approx(100 * (was - now), abs=1.5)


def test_it_can_be_said_who_makes_room_and_by_how_much(tmp_path: Path) -> None:
    (step,) = _one(tmp_path, "make room for the guitar in the vocal by 5 dB").steps
    assert step.strip == "Lead Vox"
    assert step.moves[0].after.effect.gain_db == -5


def test_it_can_be_said_about_which_frequency(tmp_path: Path) -> None:
    (step,) = _one(tmp_path, "the guitar is fighting with the vocal around 1 kHz").steps
    assert step.strip == "Guitar"
    assert step.moves[0].after.effect.frequency_hz == pytest.approx(1000, rel=0.03)
    assert "about 1.0 kHz" in step.checks[0].what
    assert step.checks[0].after < step.checks[0].before


def _drowned(voice: float) -> dict[str, np.ndarray]:
    """Return a guitar over all that a voice has in the middle, which is so much softer."""
    sung = voice * band_limited(800, 1600, 3.0, 1) + voice / 2 * band_limited(2000, 4000, 3.0, 4)
    return {"Lead Vox": sung, "Guitar": 0.8 * band_limited(700, 2000, 3.0, 2), "Bass": SOUNDS["Bass"]}


def test_a_cut_that_brings_nothing_back_is_made_deeper(tmp_path: Path) -> None:
    with talking(write(tmp_path, _drowned(0.1))) as conversation:
        turn = conversation.say("make room for the vocal in the guitar")
    assert turn.steps[0].moves[0].after.effect.gain_db == -4.5


def test_where_no_cut_helps_the_fader_is_offered(tmp_path: Path) -> None:
    with talking(write(tmp_path, _drowned(0.03))) as conversation:
        turn = conversation.say("make room for the vocal in the guitar")
        assert turn.status == "asked"
        assert "up to -6 dB" in turn.reply
        turned = conversation.say("yes")
    assert [(step.strip, step.purpose) for step in turned.steps] == [("Guitar", "quieter")]


def test_where_nothing_is_hidden_nothing_is_done(tmp_path: Path) -> None:
    turn = _one(tmp_path, "the bass and the vocal are fighting")
    assert turn.status == "answered"
    assert not turn.moves
    assert "no room to be made" in turn.reply


def test_more_than_an_equaliser_can_cut_is_asked_about(tmp_path: Path) -> None:
    turn = _one(tmp_path, "make room for the vocal in the guitar by 90 dB")
    assert turn.status == "asked"
    assert not turn.moves
