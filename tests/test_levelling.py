"""Punchier but not louder: the level that a change brings is taken back, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, noise, write

from assistant.respond import respond


def hits() -> np.ndarray:
    """Noise that is struck twice a second and dies away."""
    at = np.arange(6 * RATE) % (RATE // 2) / RATE
    return (noise(6.0, seed=4) * np.exp(-at / 0.12)).astype(np.float32)


@pytest.mark.parametrize("said", ["make the snare punchier", "I wish the snare hit harder"])
def test_punchier_without_getting_louder_is_as_loud_as_before(tmp_path: Path, said: str) -> None:
    session, studio = desk(write(tmp_path / "song", {"Snare": hits(), "Piano": noise(6.0, seed=5)}))
    plain = respond(session, said, studio)
    held = respond(session, f"{said} without everything getting louder", studio)
    assert plain.status == held.status == "done"
    loud = [studio.heard(session.mix.apply(*turn.moves), "Snare").integrated_lufs for turn in (plain, held)]
    was = studio.heard(session.mix, "Snare").integrated_lufs
    assert was is not None
    assert loud[0] is not None
    assert loud[1] is not None
    assert loud[0] > was + 0.5  # without being told, it does get louder
    assert loud[1] == pytest.approx(was, abs=0.2)
    assert re.search(r"loudness to stay .*verified", held.reply)


def test_louder_and_not_louder_is_not_done(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path / "song", {"Snare": hits()}))
    turn = respond(session, "turn up the snare without making it louder", studio)
    assert (turn.status, turn.moves) == ("not_understood", ())
    assert "louder and no louder at once" in turn.reply
