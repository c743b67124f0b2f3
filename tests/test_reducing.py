"""So much gain reduction: the threshold found, and what the rendered sound lost at its loud moments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.respond import respond
from dsp.effects import Compressor
from dsp.mix import Mix
from tests.studio import RATE, desk, moved, take, write

SINE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(4 * RATE) / RATE)).astype(np.float32)[None]
"""Peaks at -6.02 dBFS."""


def _compressor(mix: Mix, name: str) -> Compressor:
    (slot,) = [slot for slot in mix[name] if isinstance(slot.effect, Compressor)]
    effect = slot.effect
    assert isinstance(effect, Compressor)
    return effect


def test_the_threshold_is_the_one_the_static_curve_gives(tmp_path: Path) -> None:
    """A steady sine above the knee: reduction = (level - threshold) (1 - 1/ratio)."""
    session, studio = desk(write(tmp_path, {"Lead Vox": SINE}))
    turn = respond(session, "6 dB of gain reduction on the vocal", studio)
    effect = _compressor(moved(turn, session.mix), "Lead Vox")
    level = 20 * np.log10(0.5)
    assert effect.ratio == 3
    assert effect.threshold_db == pytest.approx(level - 6 / (1 - 1 / 3), abs=0.3)
    (check,) = turn.steps[0].checks
    assert (check.before, check.verdict) == (0.0, "verified")
    assert check.after == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize("player", ["Lead Vox", "Bass"])
def test_loud_moments_of_the_render_are_so_much_softer(tmp_path: Path, player: str) -> None:
    session, studio = desk(write(tmp_path, {player: take(player)}))
    turn = respond(session, f"compress the {player} with about 3 dB of gain reduction", studio)
    after = moved(turn, session.mix)
    dry, wet = (np.concatenate(list(studio.sound(mix, player)), axis=1) for mix in (session.mix, after))
    frame = RATE // 100
    powers = [np.square(x[0, : x.shape[1] // frame * frame].reshape(-1, frame)).sum(axis=1) for x in (dry, wet)]
    loud = powers[0] >= np.percentile(powers[0][powers[0] > powers[0].max() * 1e-4], 90)
    lost = 10 * np.log10(powers[0][loud] / powers[1][: powers[0].size][loud])
    assert np.mean(lost) == pytest.approx(3, abs=0.4)


def test_a_compressor_that_is_there_is_turned_and_keeps_its_other_knobs(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path, {"Lead Vox": SINE}))
    turn = respond(session, "compress the vocal 8:1 with an attack of 30 ms", studio)
    mix = moved(turn, session.mix)
    again = respond(replace(session, mix=mix), "2 dB of gain reduction on the vocal", studio)
    effect = _compressor(moved(again, mix), "Lead Vox")
    assert (effect.ratio, effect.attack_ms) == (8, 30)
    assert effect.threshold_db == pytest.approx(20 * np.log10(0.5) - 2 / (1 - 1 / 8), abs=0.3)


def test_a_gentle_ratio_gives_no_more_than_it_can(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path, {"Lead Vox": 0.01 * SINE}))
    turn = respond(session, "compress the vocal 1.2:1", studio)
    mix = moved(turn, session.mix)
    again = respond(replace(session, mix=mix), "12 dB of gain reduction on the vocal", studio)
    assert again.status == "refused"
    assert "at most" in again.reply
    assert not again.moves


def test_silence_and_impossible_numbers_are_said(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path, {"Lead Vox": 0 * SINE, "Bass": SINE}))
    assert "silent" in respond(session, "3 dB of gain reduction on the vocal", studio).reply
    assert "20 dB" in respond(session, "50 dB of gain reduction on the bass", studio).reply


def test_a_bypassed_compressor_is_not_said_to_work(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path, {"Lead Vox": SINE}))
    mix = session.mix
    for said in ("compress the vocal 4:1", "bypass the compressor on the vocal"):
        mix = moved(respond(replace(session, mix=mix), said, studio), mix)
    turn = respond(replace(session, mix=mix), "3 dB of gain reduction on the vocal", studio)
    assert turn.status == "asked"
    assert "bypassed" in turn.reply
    assert not turn.moves
