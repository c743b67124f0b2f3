"""The ducker's hold: what stepped back stays so for as long as said, to 2 %, and comes back as fast as ever."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.effects import Ducker

RATE = 48000
ENDS_S = 1.0


def gain_db(effect, key):
    """How far it turns down, frame by frame, while it listens to `key`."""
    x = np.stack([np.full(key.size, 0.1), key])[None].astype(np.float32)
    return 20 * np.log10(Ducker.bank([effect], RATE, 1).process(x)[0, 0] / 0.1)


def word(seconds=4.0):
    t = np.arange(round(seconds * RATE)) / RATE
    return np.where((t > 0.5) & (t < ENDS_S), 0.5 * np.sin(2 * np.pi * 1000 * t), 0.0)


def back_ms(hold_ms, release_ms=100.0):
    effect = Ducker(threshold_db=-30, range_db=12, attack_ms=1, release_ms=release_ms, hold_ms=hold_ms)
    db = gain_db(effect, word())
    after = round(ENDS_S * RATE)
    return 1000 * np.flatnonzero(db[after:] > -12 * np.exp(-1))[0] / RATE


@pytest.mark.parametrize("hold_ms", [50, 100, 300, 1000])
def test_it_stays_back_as_long_as_said(hold_ms):
    assert back_ms(hold_ms) - back_ms(0) == pytest.approx(hold_ms, rel=0.02)


def test_it_comes_back_as_fast_as_without():
    held, free = (back_ms(400, release_ms) for release_ms in (200.0, 100.0))
    assert held - free == pytest.approx(100, rel=0.02)


def test_words_that_follow_within_the_hold_are_one():
    t = np.arange(4 * RATE) / RATE
    key = np.where((t % 0.4 < 0.2) & (t < 3), 0.5 * np.sin(2 * np.pi * 1000 * t), 0.0)
    speaking = slice(RATE, round(2.9 * RATE))
    shallow, deep = (
        gain_db(Ducker(threshold_db=-30, range_db=12, attack_ms=5, release_ms=100, hold_ms=ms), key)[speaking].max()
        for ms in (0, 250)
    )
    assert deep < -11.9, "never comes up between them"
    assert shallow > -3
