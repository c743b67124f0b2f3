"""The key is told where the notes tell it: planted cadences in every key, and nothing certain where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, desk, noise, write

from assistant.respond import respond
from dsp.measure.key import NOTES, KeyMeter

MAJOR = ((0, 4), (5, 4), (7, 4), (0, 4), (9, 3), (5, 4), (7, 4), (0, 4))
MINOR = ((0, 3), (5, 3), (7, 4), (0, 3), (8, 4), (5, 3), (7, 4), (0, 3))
"""Chords of a cadence: how far their root lies over the tonic, and their third over that, in semitones."""


def note(midi: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    hertz = 440 * 2 ** ((midi - 69) / 12)
    return np.exp(-t / seconds) * sum(
        np.sin(2 * np.pi * hertz * k * t + rng.uniform(0, 2 * np.pi)) / k for k in range(1, 7)
    )


def cadence(tonic: int, minor: bool, seconds: float = 0.7) -> np.ndarray:
    """A bass note and a triad for each chord, shape (1, frames)."""
    rng = np.random.default_rng(tonic)
    chords = [
        sum(note(48 + tonic + root + up, seconds, rng) for up in (-12, 0, third, 7))
        for root, third in (MINOR if minor else MAJOR)
    ]
    sound = np.concatenate(chords)
    return (0.3 * sound / np.abs(sound).max())[None].astype(np.float32)


def listened(sound: np.ndarray, block: int = 4096) -> KeyMeter:
    meter = KeyMeter(RATE, sound.shape[0])
    for start in range(0, sound.shape[1], block):
        meter.feed(sound[:, start : start + block])
    return meter


@pytest.mark.parametrize("minor", [False, True])
@pytest.mark.parametrize("tonic", range(12))
def test_a_cadence_is_in_its_key(tonic, minor):
    best, other, *_ = listened(cadence(tonic, minor)).keys()
    assert best.name == f"{NOTES[tonic]} {'minor' if minor else 'major'}"
    assert best.fit - other.fit > 0.1


def test_hiss_and_strokes_beside_it_change_nothing():
    sound = cadence(2, minor=False)
    rng = np.random.default_rng(4)
    strokes = np.zeros(sound.shape[1])
    strokes[:: RATE // 3] = 1.0
    decay = np.exp(-np.arange(4000) / 800) * rng.standard_normal(4000)
    dirt = 0.02 * rng.standard_normal(sound.shape[1]) + 0.2 * np.convolve(strokes, decay)[: strokes.size]
    assert listened((sound + dirt).astype(np.float32)).keys()[0].name == "D major"


def test_where_there_are_no_notes_no_key_fits():
    assert listened(noise(seconds=8.0)).keys()[0].fit < 0.45


def test_blocks_make_no_difference_and_too_little_is_no_reading():
    sound = cadence(7, minor=True)
    assert listened(sound, 999).keys() == listened(sound, 20_000).keys()
    assert listened(sound[:, : 2 * RATE]).keys() == []
    assert listened(np.zeros((1, 8 * RATE), np.float32)).keys() == []


def test_the_answer_says_how_sure_it_is(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Keys": cadence(9, minor=True), "Bass": 0.1 * cadence(9, True)}))
    turn = respond(session, "what key is it in?", studio)
    assert turn.status == "answered"
    assert turn.reply.startswith("A minor")
    assert turn.evidence[0].value > 0.7
    hiss, other = desk(write(tmp_path / "hiss", {"Keys": noise(seconds=8.0)}))
    assert respond(hiss, "which key is the song in", other).reply.startswith("I cannot tell a key")
