"""What stands out of a track is found where it was put, and not where nothing was."""

from __future__ import annotations

from pathlib import Path

import pytest
from studio import band_limited, desk, done, noise, write

from assistant.respond import respond


def told(folder: Path, said: str) -> str:
    session, studio = desk(folder)
    turn = respond(session, said, studio)
    assert turn.status == "answered", turn.reply
    assert not turn.moves
    return str(turn.reply)


@pytest.mark.parametrize(("low", "high", "fault"), [(2300, 2700, "harsh"), (290, 340, "muddy"), (1150, 1350, "nasal")])
def test_a_fault_is_told_by_its_name_and_with_what_mends_it(
    tmp_path: Path, low: float, high: float, fault: str
) -> None:
    lead = 0.3 * noise(seed=1) + 3 * band_limited(low, high, seed=2)
    folder = write(tmp_path / "song", {"Lead Vox": lead, "Bass": band_limited(50, 200, seed=3)})
    assert f'"lead vox is {fault}" mends it' in told(folder, "what's wrong with the vocal?").replace("'", "'")


def test_what_is_wrong_with_one_is_not_told_of_another(tmp_path: Path) -> None:
    lead = 0.3 * noise(seed=1) + 3 * band_limited(2300, 2700, seed=2)
    folder = write(tmp_path / "song", {"Lead Vox": lead, "Bass": band_limited(50, 200, seed=3)})
    assert "harsh" not in told(folder, "what's wrong with the bass?").replace(
        "not muddy, boxy, nasal, boomy, harsh", ""
    )


def test_a_drum_is_not_judged_by_drums_that_stood_alone(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "song", {"Tom 1": band_limited(3000, 5000, seed=2), "Bass": band_limited(50, 200, seed=3)}
    )
    said = told(folder, "what's wrong with the toms?")
    assert "I do not judge unasked" in said
    assert "stands" not in said


def test_one_of_what_was_told_is_mended_by_its_place_and_a_bare_number_corrects(tmp_path: Path) -> None:
    lead = 0.3 * noise(seed=1) + 3 * band_limited(2300, 2700, seed=2)
    folder = write(tmp_path / "song", {"Lead Vox": lead, "Bass": band_limited(50, 200, seed=3)})
    session, studio = desk(folder)
    session = done(session, studio, "vocal up 3 dB")
    session = session.after(respond(session, "what's wrong with the vocal?", studio))
    mended = respond(session, "fix the first one", studio)
    assert mended.status == "done"
    assert "[less harsh]" in mended.reply
    corrected = respond(session, "actually 2", studio)
    assert "fader 0 → +2 dB" in corrected.reply
