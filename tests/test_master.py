"""Pressing a mix onto a loudness, on music of uneven level; judged by pyloudnorm."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import pyloudnorm
import pytest
from scipy import signal

from assistant.aim import CLOSE_LU, MOST_DB, limited
from assistant.master import press
from assistant.spool import Spool
from assistant.turn import Delivery
from dsp.effects import Limiter
from dsp.measure.gauge import gauge

RATE = 44_100
BLOCK = 8192


def music(seconds: int, seed: int = 5) -> np.ndarray:
    """Pink noise with beats, louder and quieter by section: an excerpt is like the whole, but not the same."""
    rng = np.random.default_rng(seed)
    frames = seconds * RATE
    pink = signal.lfilter([1.0], [1.0, -0.97], rng.standard_normal((2, frames)))
    beat = np.exp(-(np.arange(frames) % (RATE // 2)) / (0.1 * RATE))
    section = np.repeat(rng.uniform(0.3, 1.0, seconds // 6 + 1), 6 * RATE)[:frames]
    sound = pink * (0.1 + beat) * section
    return (0.4 * sound / np.abs(sound).max()).astype(np.float32)


class Tape:
    """What is pressed, attempt by attempt; what was thrown away is kept apart."""

    def __init__(self):
        self.kept: list[np.ndarray] = []
        self.thrown_away = 0

    @contextmanager
    def opened(self):
        took: list[np.ndarray] = []

        class Sink:
            def write(self, x):
                took.append(x.copy())

        try:
            yield Sink()
        except BaseException:
            self.thrown_away += 1
            raise
        self.kept.append(np.concatenate(took, axis=1))


def pressed(sound: np.ndarray, lufs: float, ceiling_db: float = -1.0):
    spool, tape = Spool(), Tape()
    blocks = [sound[:, i : i + BLOCK] for i in range(0, sound.shape[1], BLOCK)]
    before = gauge(spool.taking(blocks), RATE)
    done = press(Delivery("test", lufs=lufs, ceiling_db=ceiling_db), spool, RATE, before, tape.opened)
    assert len(tape.kept) == 1, "one attempt is kept"
    return done, tape


def lufs(sound: np.ndarray) -> float:
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound.T))


@pytest.fixture(scope="module")
def long():
    return music(60)


@pytest.mark.parametrize(
    ("wanted", "misses"), [(-30.0, 0), (-20.0, 1), (-16.0, 1), (-11.0, 3)], ids=["quiet", "fair", "loud", "crushed"]
)
def test_a_mix_lands_on_its_loudness_within_few_attempts(long, wanted, misses):
    done, tape = pressed(long, wanted)
    (kept,) = tape.kept
    assert done.after.integrated_lufs == pytest.approx(wanted, abs=CLOSE_LU)
    assert lufs(kept) == pytest.approx(wanted, abs=CLOSE_LU + 0.02)
    assert kept.shape == long.shape
    assert tape.thrown_away <= misses


def test_what_is_kept_is_the_mix_at_the_gain_that_is_told(long):
    done, tape = pressed(long, -12.0)
    again = np.concatenate(list(limited([long], RATE, done.gain_db, Limiter(ceiling_db=-1.0))), axis=1)
    assert np.array_equal(tape.kept[0], again)


def test_a_gain_that_touches_no_ceiling_is_right_at_once(long):
    done, tape = pressed(long, -30.0)
    assert tape.thrown_away == 0
    assert done.gain_db == pytest.approx(-30.0 - lufs(long), abs=0.05)


def test_a_loudness_that_cannot_be_had_is_given_up_with_the_most_gain(long):
    done, tape = pressed(long, -5.0, ceiling_db=-20.0)
    assert tape.thrown_away == 0
    assert done.gain_db == pytest.approx(-20.0 - done.before.true_peak_dbtp + MOST_DB)
    assert done.after.integrated_lufs < -20.0


def test_hits_that_are_far_between_are_mastered_too():
    sound = np.zeros((2, 90 * RATE), np.float32)
    for second in (3, 41, 77):
        sound[:, second * RATE : (second + 1) * RATE] = music(6, seed=second)[:, :RATE]
    done, tape = pressed(sound, -14.0)
    assert lufs(tape.kept[0]) == pytest.approx(-14.0, abs=0.1)
    assert done.after.true_peak_dbtp <= -1.0 + 0.005
