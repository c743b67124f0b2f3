"""Tempo: patterns of known speed are told to 1 %, their beats to hundredths of a second; what has no beat has none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.tempi import LEAST
from dsp.measure.tempo import TempoMeter, find_tempo
from tests.patterns import BUSY, CLICKS, FOUR, RATE, ROCK, SYNCOPATED, WALTZ, rhythm
from tests.studio import noise, talking, write

PATTERNS = {
    "clicks": (CLICKS, 1),
    "rock": (ROCK, 4),
    "busy": (BUSY, 4),
    "waltz": (WALTZ, 3),
    "four": (FOUR, 1),
}


@pytest.mark.parametrize("bpm", [60, 93, 112.5, 140, 180])
@pytest.mark.parametrize("name", PATTERNS)
def test_the_tempo_of_a_pattern_and_its_beats(name: str, bpm: float) -> None:
    pattern, beats = PATTERNS[name]
    found = find_tempo(rhythm(pattern, beats, bpm, 16), RATE)
    assert found
    assert found.bpm == pytest.approx(bpm, rel=0.01)
    assert found.steady
    assert found.confidence > 0.3
    phase = np.array(found.beats_s) * bpm / 60
    assert np.abs(phase - np.round(phase)).max() * 60 / bpm < 0.015


@pytest.mark.parametrize("bpm", [80, 140, 170])
def test_a_kick_off_the_beat_leaves_two_ways_to_count_of_which_one_is_right(bpm: float) -> None:
    found = find_tempo(rhythm(SYNCOPATED, 4, bpm, 16), RATE)
    assert found
    ways = (found.bpm, found.other_bpm)
    assert min(abs(way / bpm - 1) for way in ways) < 0.01
    assert found.other_weight > 0.5


@pytest.mark.parametrize("rate", [16_000, 48_000, 96_000])
def test_at_any_rate(rate: int) -> None:
    found = find_tempo(rhythm(ROCK, 4, 104, 20, rate), rate)
    assert found
    assert found.bpm == pytest.approx(104, rel=0.01)


def test_bars_of_three_begin_where_they_begin() -> None:
    found = find_tempo(rhythm(WALTZ, 3, 130, 30), RATE)
    assert found
    assert found.bar_beats == 3
    assert found.bar_confidence > 0.8
    phase = np.array(found.downbeats_s) * 130 / 60 / 3
    assert np.abs(phase - np.round(phase)).max() < 0.02


def test_where_all_beats_are_alike_no_bar_is_claimed() -> None:
    found = find_tempo(rhythm(CLICKS, 1, 100, 30), RATE)
    assert found
    assert found.bar_confidence < 0.8


def test_a_tempo_that_drifts_is_not_called_steady() -> None:
    at, x = 0.5, np.zeros((1, 30 * RATE), np.float32)
    click = rhythm(CLICKS, 1, 60, 1)[0, : RATE // 10]
    while at < 29:
        x[0, round(at * RATE) : round(at * RATE) + click.size] += click
        at += 60 / (90 + at)
    found = find_tempo(x, RATE)
    assert found
    assert not found.steady
    assert 92 < found.bpm < 118


def test_the_same_in_any_blocks() -> None:
    x = np.repeat(rhythm(BUSY, 4, 120, 8), 2, axis=0)
    whole = find_tempo(x, RATE)
    for size in (777, 44_100):
        meter = TempoMeter(RATE, 2)
        for at in range(0, x.shape[1], size):
            meter.feed(x[:, at : at + size])
        assert meter.result() == whole


def test_gain_changes_nothing() -> None:
    x = rhythm(ROCK, 4, 96, 12)
    loud, soft = find_tempo(x, RATE), find_tempo(0.05 * x, RATE)
    assert loud
    assert soft
    assert (loud.bpm, loud.beats_s) == (soft.bpm, soft.beats_s)


def test_noise_and_silence_have_no_beat() -> None:
    noise = 0.1 * np.random.default_rng(3).standard_normal((1, 20 * RATE)).astype(np.float32)
    found = find_tempo(noise, RATE)
    assert found is None or found.confidence < LEAST
    assert find_tempo(np.zeros((2, 10 * RATE), np.float32), RATE) is None
    assert find_tempo(rhythm(ROCK, 4, 120, 3), RATE) is None


@pytest.mark.parametrize("said", ["what's the tempo?", "what bpm is this?"])
def test_the_question_is_answered_by_measurement(tmp_path: Path, said: str) -> None:
    folder = write(tmp_path / "song", {"Drums": rhythm(ROCK, 4, 96, 10)})
    with talking(folder) as conversation:
        turn = conversation.say(said)
    assert turn.status == "answered"
    assert "96.0 BPM, steady" in turn.reply
    assert [round(e.value) for e in turn.evidence if e.what == "tempo"] == [96]


def test_where_there_is_no_beat_it_is_said(tmp_path: Path) -> None:
    folder = write(tmp_path / "song", {"Pad": noise(8.0)})
    with talking(folder) as conversation:
        turn = conversation.say("what's the tempo?")
    assert turn.status == "refused"
    assert "no beat" in turn.reply
