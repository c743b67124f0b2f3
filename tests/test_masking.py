"""Masking: two noises in one band hide each other, apart they do not; the question says who, how much and where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dsp.measure.masking import Masking, find_masking
from tests.studio import RATE, band_limited, noise, talking, write

LOW, ALSO_LOW = band_limited(800, 1600, 3.0, 1), band_limited(800, 1600, 3.0, 2)
HIGH = band_limited(5000, 9000, 3.0, 3)


def test_two_noises_in_one_band_hide_each_other_and_apart_they_do_not() -> None:
    same, apart = find_masking({"a": LOW, "b": ALSO_LOW}, RATE), find_masking({"a": LOW, "b": HIGH}, RATE)
    assert all(one.lost > 0.75 for one in same)
    assert all(800 < one.hz < 1600 for one in same)
    assert all(one.lost < 0.05 for one in apart)


def test_equal_powers_in_a_band_leave_what_the_formula_says() -> None:
    """Two signals of one power keep 2 ** 0.23 - 1 of their loudness, 17.3 %."""
    found = find_masking({"a": LOW, "b": LOW}, RATE)
    assert [one.lost for one in found] == pytest.approx([1 - (2**0.23 - 1)] * 2, abs=1e-3)


def test_the_softer_loses_the_louder_does_not() -> None:
    lost = {one.masked: one.lost for one in find_masking({"loud": LOW, "soft": 0.1 * ALSO_LOW}, RATE)}
    assert lost["soft"] > 0.95
    assert lost["loud"] < 0.4


def test_low_masks_high_more_than_high_masks_low() -> None:
    below, above = band_limited(600, 800, 3.0, 1), 0.3 * band_limited(1100, 1400, 3.0, 2)
    up = {one.masked: one.lost for one in find_masking({"below": below, "above": above}, RATE)}
    below, above = 0.3 * band_limited(600, 800, 3.0, 1), band_limited(1100, 1400, 3.0, 2)
    down = {one.masked: one.lost for one in find_masking({"below": below, "above": above}, RATE)}
    assert up["above"] > 1.5 * down["below"]


def test_who_never_sounds_with_another_hides_nothing() -> None:
    first, second = LOW.copy(), ALSO_LOW.copy()
    first[:, RATE:], second[:, : 2 * RATE] = 0, 0
    assert find_masking({"a": first, "b": second}, RATE) == ()


def test_the_same_in_any_blocks() -> None:
    tracks = {"a": LOW, "b": noise(3.0)}
    meter = Masking(RATE, {"a": 1, "b": 1})
    for at in range(0, LOW.shape[1], 1000):
        meter.feed({name: x[:, at : at + 1000] for name, x in tracks.items()})
    assert meter.overlaps() == find_masking(tracks, RATE)


def _answer(folder: Path, sounds: dict[str, np.ndarray], said: str) -> str:
    with talking(write(folder, sounds)) as conversation:
        turn = conversation.say(said)
    assert turn.status == "answered"
    return turn.reply


def test_which_tracks_fight(tmp_path: Path) -> None:
    reply = _answer(tmp_path, {"Piano": LOW, "Organ": ALSO_LOW, "Flute": HIGH}, "which tracks fight?")
    assert "Piano" in reply
    assert "Organ" in reply
    assert "Flute" not in reply


def test_where_nobody_fights_it_is_said(tmp_path: Path) -> None:
    assert "No two tracks fight" in _answer(tmp_path, {"Piano": LOW, "Flute": HIGH}, "which tracks fight?")


def test_what_masks_somebody(tmp_path: Path) -> None:
    sounds = {"Vocal": 0.3 * LOW, "Organ": ALSO_LOW, "Flute": HIGH}
    reply = _answer(tmp_path, sounds, "what is masking the vocal?")
    assert "to Organ" in reply
    assert "Flute" not in reply
