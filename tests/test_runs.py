"""Whole conversations, turn by turn: what kind of answer comes, and how the knobs stand then."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from studio import RATE, desk, noise, write
from test_corpus import CORPUS

from assistant.respond import respond
from assistant.session import Session
from assistant.studio import Studio
from dsp.effects import BY_NAME

PLAYERS = ("Lead Vox", "Gtr L", "Gtr R", "Piano", "Bass", "Kick", "Snare", "Hats")


def runs() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield each conversation by its name."""
    text = (CORPUS / "runs.txt").read_text(encoding="utf-8")
    for part in text.split("run: ")[1:]:
        name, *lines = part.splitlines()
        yield name, [tuple(line[2:].split(" | ")) for line in lines if line.startswith("> ")]


RUNS = dict(runs())


@pytest.fixture(scope="module")
def band(tmp_path_factory) -> tuple[Session, Studio]:
    """A second of noise each, the piano the loudest."""
    level = {name: 0.2 if name == "Piano" else 0.05 for name in PLAYERS}
    sounds = {name: noise(1.0, level=level[name], seed=i) for i, name in enumerate(PLAYERS)}
    return desk(write(tmp_path_factory.mktemp("runs") / "band", sounds, RATE))


def stands(session: Session, knob: str) -> float | None:
    """Return where a knob stands, None where its effect is not there."""
    strip, place = knob.rsplit(" ", 1)
    effect, _, name = place.partition(".")
    slot = next(iter(session.mix[strip].of(BY_NAME[effect])), None)
    return float(getattr(slot.effect, name)) if slot and name else float(bool(slot)) if slot else None


@pytest.mark.parametrize("name", RUNS)
def test_a_conversation_goes_as_it_should(name: str, band: tuple[Session, Studio]) -> None:
    session, studio = band
    for said, status, knobs in RUNS[name]:
        turn = respond(session, said, studio)
        session = session.after(turn)
        assert turn.status == status, f"{said}: {turn.reply}"
        for expected in knobs.split(", "):
            knob, value = expected.rsplit(" ", 1)
            assert stands(session, knob) == (None if value == "-" else float(value)), f"{said}: {turn.reply}"
