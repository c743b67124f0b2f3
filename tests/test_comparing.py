"""What is asked of how loud, how bright and how far turned down: answers against levels and curves that are known."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from studio import RATE, band_limited, desk, noise, write

from assistant.respond import respond


def told(folder: Path, *said: str) -> str:
    session, studio = desk(folder)
    for before in said[:-1]:
        session = session.after(respond(session, before, studio))
    turn = respond(session, said[-1], studio)
    assert turn.status == "answered", turn.reply
    assert not turn.moves
    return str(turn.reply)


def first(pattern: str, reply: str) -> float:
    found = re.search(pattern, reply)
    assert found, reply
    return float(found.group(1).replace("−", "-"))


@pytest.mark.parametrize("gain", [0.5, 0.25])
def test_one_is_as_far_over_another_as_it_was_made(tmp_path: Path, gain: float) -> None:
    folder = write(tmp_path / "two", {"Vocal": noise(seed=1), "Piano": gain * noise(seed=2)})
    said = told(folder, "how much louder is the vocal than the piano?")
    assert first(r"is ([\d.]+) dB louder", said) == pytest.approx(-20 * np.log10(gain), abs=0.2)


def test_a_band_is_heard_as_the_sum_of_its_players(tmp_path: Path) -> None:
    same = noise(seed=1)
    folder = write(tmp_path / "band", {"Vocal": same, "Piano": 0.5 * same, "Bass": 0.5 * same})
    said = told(folder, "how far is the vocal above the band")
    assert "as loud as each other" in said  # two halves of the same wave are the whole
    muted = told(folder, "mute the bass", "how far is the vocal above the band")
    assert first(r"is ([\d.]+) dB louder", muted) == pytest.approx(6.0, abs=0.2)


def test_who_is_brighter_is_who_has_more_highs_and_not_who_is_louder(tmp_path: Path) -> None:
    dull, sharp = band_limited(100, 800, seed=1), band_limited(3000, 12000, seed=2)
    mixed = {"Gtr L": dull + 0.05 * sharp, "Gtr R": 0.2 * (dull + sharp)}
    folder = write(tmp_path / "pair", mixed)
    assert told(folder, "which guitar is brighter?").startswith("Gtr R is the most bright")
    assert told(folder, "which of the guitars is louder").startswith("Gtr L is the loudest")


def test_the_meter_of_a_compressor_reads_what_its_curve_says(tmp_path: Path) -> None:
    level_db = -10.0
    tone = np.sqrt(2) * 10 ** (level_db / 20) * np.sin(2 * np.pi * 500 * np.arange(4 * RATE) / RATE)
    folder = write(tmp_path / "one", {"Vocal": tone.astype(np.float32)[None]})
    set_so = "compress the vocal 4:1 with threshold -30 dB, knee 0 dB, attack 1 ms"
    said = told(folder, set_so, "how much gain reduction is the vocal getting?")
    shown = first(r"down by ([\d.]+) dB", said)
    # a steady tone 20 dB or, by its peaks, 23 dB over the threshold comes out at a quarter of that over it
    assert 14.5 <= shown <= 17.5
    more = told(folder, set_so, "makeup 6 dB", "how much gain reduction is the vocal getting?")
    assert first(r"down by ([\d.]+) dB", more) == pytest.approx(shown, abs=0.1)  # make-up is no reduction


def test_where_nothing_turns_down_that_is_said(tmp_path: Path) -> None:
    folder = write(tmp_path / "one", {"Vocal": noise()})
    assert "no compressor" in told(folder, "how much gain reduction is the vocal getting?")


def test_the_settings_are_all_of_them_and_as_they_stand(tmp_path: Path) -> None:
    folder = write(tmp_path / "one", {"Vocal": noise()})
    said = told(folder, "compress the vocal 4:1 with threshold -30 dB", "what settings are on the vocal comp")
    assert "threshold −30 dB" in said
    assert "ratio 4:1" in said
    assert "attack 10 ms" in said  # what nobody touched is a setting too
