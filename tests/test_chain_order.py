"""The order of a chain: it is heard, it is taken back, and hands stay off whom they were told to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, done, noise, write

from assistant.respond import respond
from assistant.session import Session
from assistant.studio import Studio
from dsp.mix import Mix


@pytest.fixture
def driven(tmp_path: Path) -> tuple[Session, Studio]:
    session, studio = desk(write(tmp_path, {"Bass": noise(2.0), "Kick": noise(2.0, seed=3)}))
    return done(session, studio, "cut 12 dB at 1k on the bass", "drive the bass 18 dB"), studio


def order(mix: Mix) -> list[str]:
    return [slot.effect.words[0] for slot in mix["Bass"].chain if slot.effect.words[0] in ("bell", "drive")]


def heard(mix: Mix, studio: Studio) -> np.ndarray:
    return np.concatenate(list(studio.sound(mix, "Bass")), axis=1)[:, : 2 * RATE]


@pytest.mark.parametrize(
    "said",
    [
        "put the drive before the EQ on the bass",
        "put the eq behind the drive",
        "drive first in the chain on the bass",
        "put the eq last in the chain on the bass",
        "swap the order of the eq and the drive on the bass",
    ],
)
def test_an_order_is_heard_and_taken_back(driven: tuple[Session, Studio], said: str) -> None:
    session, studio = driven
    assert order(session.mix) == ["bell", "drive"]
    after = done(session, studio, said)
    assert order(after.mix) == ["drive", "bell"]
    apart = heard(after.mix, studio) - heard(session.mix, studio)
    assert np.abs(apart).max() > 0.01  # what is cut before the drive comes back out of it as harmonics
    back = done(after, studio, "undo")
    assert back.mix == session.mix
    assert done(back, studio, "redo").mix == after.mix


def test_what_stands_so_stays(driven: tuple[Session, Studio]) -> None:
    session, studio = driven
    turn = respond(session, "put the eq before the drive on the bass", studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "in that order" in turn.reply


def test_what_is_not_there_is_said(driven: tuple[Session, Studio]) -> None:
    session, studio = driven
    assert respond(session, "put the gate before the drive on the bass", studio).reply == "Bass has no gate."


def test_hands_stay_off(driven: tuple[Session, Studio]) -> None:
    session, studio = driven
    session = done(session, studio, "don't touch the bass")
    turn = respond(session, "put the drive before the EQ on the bass", studio)
    assert (turn.status, turn.moves) == ("asked", ())
