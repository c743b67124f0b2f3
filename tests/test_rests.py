"""What is between phrases: the level that was planted there, however little of it there is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from studio import RATE, desk, write

from assistant.respond import respond
from dsp.measure.rests import RestMeter, find_rests


def phrases(floor_dbfs: float = -60.0, rest_s: float = 1.0, seconds: float = 12.0) -> NDArray[np.float32]:
    """Two seconds sung, a rest, and so on, over noise of some level."""
    rng = np.random.default_rng(2)
    t = np.arange(round(seconds * RATE)) / RATE
    sung = (t % (2.0 + rest_s)) < 2.0
    tone = 0.2 * np.sin(2 * np.pi * 220 * t) * (1 + 0.3 * np.sin(2 * np.pi * 3 * t)) * sung
    hiss = 10 ** (floor_dbfs / 20) * rng.standard_normal(len(t)) if floor_dbfs > -200 else 0.0
    return (tone + hiss)[None].astype(np.float32)


@pytest.mark.parametrize("floor_dbfs", [-45.0, -60.0, -80.0])
@pytest.mark.parametrize("rest_s", [0.5, 1.0])
def test_the_level_that_was_planted(floor_dbfs: float, rest_s: float) -> None:
    found = find_rests(phrases(floor_dbfs, rest_s), RATE)
    assert found
    assert found.level_dbfs == pytest.approx(floor_dbfs, abs=0.2)
    true = float(np.mean(np.arange(12 * RATE) / RATE % (2 + rest_s) >= 2.0))
    assert found.share == pytest.approx(true, abs=0.01)
    assert found.silent_share == 0.0


def test_a_chair_in_a_rest_tells_for_little() -> None:
    sound = phrases()
    sound[0, round(2.5 * RATE) : round(2.6 * RATE)] += 0.005
    found = find_rests(sound, RATE)
    assert found
    assert found.level_dbfs == pytest.approx(-60.0, abs=0.2)
    assert found.loudest_dbfs == pytest.approx(-60.0, abs=0.5)


def test_what_comes_through_at_times_is_the_loudest() -> None:
    sound = phrases()
    t = np.arange(sound.shape[1]) / RATE
    sound[0, ((t % 3.0) > 2.4) & ((t % 3.0) < 2.6)] += 0.01
    found = find_rests(sound, RATE)
    assert found
    assert found.loudest_dbfs == pytest.approx(-40.0, abs=0.5)


def test_rests_that_were_cut_out_are_silent() -> None:
    found = find_rests(phrases(-200.0), RATE)
    assert found
    assert (found.level_dbfs, found.silent_share) == (-200.0, 1.0)


@pytest.mark.parametrize("what", ["silence", "never rests", "too short"])
def test_no_rests(what: str) -> None:
    sounds = {
        "silence": np.zeros((1, RATE), np.float32),
        "never rests": phrases(-20.0),
        "too short": phrases(-60.0, rest_s=0.2),
    }
    assert find_rests(sounds[what], RATE) is None


def test_the_same_in_any_blocks() -> None:
    meter = RestMeter(RATE, 1)
    sound = phrases()
    for at in range(0, sound.shape[1], 997):
        meter.feed(sound[:, at : at + 997])
    assert meter.result() == find_rests(sound, RATE)


def test_it_can_be_asked(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path, {"Lead Vox": phrases(-52.0), "Pad": phrases(-20.0)}))
    turn = respond(session, "how noisy is the vocal?", studio)
    assert turn.status == "answered"
    assert "−52.0 dBFS" in turn.reply
    assert turn.evidence[0].value == pytest.approx(-52.0, abs=0.2)
    assert "never rests" in respond(session, "what is the noise floor of the pad?", studio).reply
