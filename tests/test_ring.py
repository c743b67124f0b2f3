"""Ringing: a planted resonance is told by its figures, what is no ring is let be, and the worst one is cut."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from studio import RATE, desk, write

from assistant.respond import respond
from dsp.effects import Bell
from dsp.measure.ring import RingMeter, find_rings

EVERY_S = 0.7


def drum(
    ring_hz: float = 0.0, ring_s: float = 0.9, level: float = 0.08, note_hz: float = 0.0, hits: int = 12, seed: int = 3
) -> NDArray[np.float32]:
    """A drum: a burst of noise that falls by 60 dB in 0.3 s, and if asked a tone of its own that outlasts it."""
    rng = np.random.default_rng(seed)
    frames = round(EVERY_S * RATE)
    t = np.arange(frames) / RATE
    out = np.zeros(frames * hits + RATE // 2)
    for hit in range(hits):
        at = hit * frames + RATE // 4
        stroke = 0.3 * rng.standard_normal(frames) * 10 ** (-3 * t / 0.3)
        if ring_hz:
            stroke += level * np.sin(2 * np.pi * ring_hz * t + rng.uniform(0, 6)) * 10 ** (-3 * t / ring_s)
        if note_hz:
            stroke += 0.5 * np.sin(2 * np.pi * note_hz * t) * 10 ** (-3 * t / 0.8)
        out[at : at + frames] += rng.uniform(0.8, 1.0) * stroke[: len(out) - at]
    return (out + 1e-5 * rng.standard_normal(len(out)))[None].astype(np.float32)


@pytest.mark.parametrize(("hz", "seconds"), [(420.0, 0.9), (812.0, 1.2), (2400.0, 0.7)])
def test_a_planted_ring_by_its_figures(hz: float, seconds: float) -> None:
    ring, *others = find_rings(drum(hz, seconds), RATE)
    assert not others
    assert ring.hz == pytest.approx(hz, rel=0.01)
    assert ring.decay_s == pytest.approx(seconds, rel=0.1)
    assert ring.q == pytest.approx(math.pi * hz * seconds / math.log(1000), rel=0.1)
    assert ring.beside_s == pytest.approx(0.3, rel=0.2)
    assert not ring.own_note


def test_a_louder_ring_stands_out_by_as_much_more() -> None:
    soft, loud = (find_rings(drum(812.0, level=level), RATE)[0].excess_db for level in (0.04, 0.16))
    assert loud - soft == pytest.approx(12.0, abs=1.5)


def test_two_rings_the_worse_first() -> None:
    both = drum(600.0, 0.9, level=0.05) + drum(1500.0, 0.9, level=0.15)
    assert [round(ring.hz, -1) for ring in find_rings(both, RATE)] == [1500.0, 600.0]


def test_the_note_of_a_drum_is_told_from_a_ring() -> None:
    rings = {round(ring.hz, -1): ring.own_note for ring in find_rings(drum(900.0, note_hz=140.0), RATE)}
    assert rings == {140.0: True, 900.0: False}


def test_what_is_no_ring() -> None:
    t = np.arange(8 * RATE) / RATE
    held = (0.2 * np.sin(2 * np.pi * 440 * t))[None].astype(np.float32)
    tune = drum()
    for hit, semitone in enumerate((0, 7, 3, 10, 5, 2, 8, 12, 1, 6, 11, 4)):
        at = hit * round(EVERY_S * RATE) + RATE // 4
        span = np.arange(round(0.6 * RATE)) / RATE
        note = 0.2 * np.sin(2 * np.pi * 440 * 2 ** (semitone / 12) * span) * np.exp(-4 * span)
        tune[0, at : at + len(note)] += note.astype(np.float32)
    for sound in (drum(), held, tune, drum(812.0, hits=2), np.zeros((1, RATE), np.float32)):
        assert find_rings(sound, RATE) == ()


def test_the_same_in_any_blocks_and_channels() -> None:
    sound = drum(812.0)
    meter = RingMeter(RATE, 2)
    both = np.repeat(sound, 2, axis=0)
    for at in range(0, both.shape[1], 1237):
        meter.feed(both[:, at : at + 1237])
    assert meter.rings() == find_rings(sound, RATE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"Snare": drum(812.0, 1.0), "Tom": drum(note_hz=140.0), "Hats": drum(seed=5)})


def test_it_is_said_what_rings(folder: Path) -> None:
    session, studio = desk(folder)
    turn = respond(session, "are there resonances in the snare?", studio)
    assert turn.status == "answered"
    assert "81" in turn.reply
    assert turn.evidence[0].value > 8
    assert "note of Tom itself" in respond(session, "find the ringing in the tom", studio).reply
    assert "nothing ring on Hats" in respond(session, "does the hats ring?", studio).reply


def test_the_worst_ring_is_cut_and_measured_again(folder: Path) -> None:
    session, studio = desk(folder)
    before = RingMeter(RATE, 1)
    before.feed(drum(812.0, 1.0))
    turn = respond(session, "take the ring out of the snare", studio)
    assert turn.status == "done", turn.reply
    (bell,) = [slot.effect for slot in session.after(turn).mix["Snare"] if isinstance(slot.effect, Bell)]
    assert bell.frequency_hz == pytest.approx(812, rel=0.02)
    assert bell.gain_db < -5
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert before.excess_db(812.0) == pytest.approx(check.before, abs=0.3)
    assert check.after < check.before - 0.5 * abs(bell.gain_db)


def test_where_nothing_rings_nothing_is_done(folder: Path) -> None:
    session, studio = desk(folder)
    for sentence, word in (
        ("take the ring out of the hats", "nothing ring"),
        ("less ringing on the tom", "note of Tom"),
    ):
        turn = respond(session, sentence, studio)
        assert turn.status == "answered", turn.reply
        assert word in turn.reply
        assert not turn.moves


def test_a_ring_that_was_cut_comes_back_a_bit(folder: Path) -> None:
    session, studio = desk(folder)
    session = session.after(respond(session, "take the ring out of the snare", studio))
    turn = respond(session, "the snare ringier", studio)
    (move,) = turn.moves
    assert move.after.effect.gain_db > move.before.effect.gain_db
