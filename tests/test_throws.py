"""Echoes in a part of the song: they answer to what sounds in it alone, and ring on when it is over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rig import Desk, desk_mix
from studio import RATE, desk, write

from assistant.respond import respond
from dsp.effects import Delay
from dsp.engine import Engine
from dsp.mix import Slot, Strip

ECHO = Delay(time_ms=300, feedback_pct=50, mix_pct=50)


def clicks(seconds: float = 6.0) -> np.ndarray:
    """A short click every half second, the first at a quarter."""
    x = np.zeros((1, round(seconds * RATE)), np.float32)
    x[0, round(0.25 * RATE) :: RATE // 2] = 0.5
    return x


def played(effect: Delay, span: tuple[float, float] | None, x: np.ndarray, blocks: int = 4096) -> np.ndarray:
    strip = Strip("a", "track", source="a", chain=(Slot("delay", effect, span=span),))
    engine = Engine(desk_mix(strip), Desk({"a": x}), RATE)
    return np.concatenate([engine.process(blocks)["main"] for _ in range(x.shape[1] // blocks)], axis=1)


def test_they_are_those_of_what_sounds_within_and_nothing_else_changes() -> None:
    x = clicks()
    heard = played(ECHO, (2.0, 2.5), x)
    plain = played(Delay(), None, x)
    added = (heard - plain)[0].astype(np.float64)
    assert not added[: round(2.5 * RATE)].any(), "the click at 2.25 s answers 300 ms later"
    only = np.zeros_like(x)
    only[0, round(2.25 * RATE)] = 0.5
    alone = played(ECHO, None, only)[0].astype(np.float64)
    alone[round(2.25 * RATE)] = 0.0
    np.testing.assert_allclose(added, alone, atol=1e-6)


def test_they_ring_on_behind_it() -> None:
    x = clicks()
    added = (played(ECHO, (2.0, 2.5), x) - played(Delay(), None, x))[0]
    echoes = [
        float(np.abs(added[round((2.25 + 0.3 * n - 0.01) * RATE) :][: round(0.02 * RATE)]).max()) for n in (1, 2, 3)
    ]
    assert echoes[0] > echoes[1] > echoes[2] > 0.01


def test_in_any_blocks_they_are_the_same() -> None:
    x = clicks()
    one, other = (played(ECHO, (2.0, 2.5), x, blocks) for blocks in (4096, 512))
    shared = min(one.shape[1], other.shape[1])
    np.testing.assert_allclose(one[:, :shared], other[:, :shared], atol=1e-12)


@pytest.mark.parametrize(
    "sentence",
    [
        "delay throw on the vocal at 0:03",
        "throw an echo on the vocal at 0:03",
        "at 0:03 do a delay throw on the vocal",
        "throw the vocal into the delay from 0:02 to 0:05",
        "one big echo on the vocal at 0:03",
    ],
)
def test_a_throw_answers_there_only(tmp_path: Path, sentence: str) -> None:
    session, studio = desk(write(tmp_path, {"Lead Vox": clicks(12.0)}))
    plain = np.concatenate(list(studio.sound(session.mix, "Lead Vox")), axis=1)
    turn = respond(session, sentence, studio)
    assert turn.status == "done", turn.reply
    sound = np.concatenate(list(studio.sound(session.after(turn).mix, "Lead Vox")), axis=1)
    added = np.abs(sound[:, : plain.shape[1]] - plain)[0]
    assert not added[: 2 * RATE].any()
    assert added[round(2.3 * RATE) : 5 * RATE].max() > 0.1
    assert added[round(5.1 * RATE) : round(6.5 * RATE)].max() > 0.01, "they ring on"
    assert added[11 * RATE :].max() < 0.01 * added.max()
