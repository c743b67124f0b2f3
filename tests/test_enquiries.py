"""What is asked of how tracks stand to each other: answers that are recomputed here, and that turn with the sound."""

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
    assert turn.status in ("done", "answered"), turn.reply
    assert not turn.moves
    return str(turn.reply)


def late(sound: np.ndarray, frames: int) -> np.ndarray:
    return np.pad(sound, ((0, 0), (frames, 0)))[:, : sound.shape[1]]


@pytest.mark.parametrize(
    ("sign", "ms", "words"),
    [(1, 0, "pull together"), (-1, 0, "work against each other"), (1, 5, "Overheads 5.0 ms earlier")],
)
def test_two_microphones_on_one_source_agree_or_not(tmp_path: Path, sign: int, ms: int, words: str) -> None:
    hit = noise()
    folder = write(tmp_path / "kit", {"Overheads": sign * late(hit, ms * RATE // 1000), "Snare": hit})
    said = told(folder, "are the snare in phase with the overheads?")
    assert words in said
    assert ("flip the polarity" in said) == (sign < 0)


def test_flipping_the_polarity_turns_it_round(tmp_path: Path) -> None:
    hit = noise()
    folder = write(tmp_path / "kit", {"Overheads": -hit, "Snare": hit})
    said = told(folder, "flip the polarity of the snare", "is the snare in phase with the overheads?")
    assert "pull together" in said


def test_strangers_are_neither_in_phase_nor_out_of_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "two", {"Overheads": noise(seed=1), "Snare": noise(seed=2)})
    assert "nothing in common" in told(folder, "are the overheads in phase with the snare?")


def test_of_many_each_is_held_against_the_one_that_was_named_and_the_rest_are_told(tmp_path: Path) -> None:
    toms = {f"Tom {i}": noise(0.5, seed=i) for i in range(1, 9)}
    said = told(write(tmp_path / "toms", {"Piano": noise(0.5), **toms}), "are the toms in phase with the piano?")
    assert said.count(" and Piano: correlation") == 6
    assert "I have not listened to Tom 7 and Tom 8" in said


def test_the_lows_are_of_who_makes_them_until_he_is_turned_down(tmp_path: Path) -> None:
    low = band_limited(40, 120)
    folder = write(tmp_path / "lows", {"Bass": low, "Kick": 0.5 * band_limited(40, 120, seed=8)})
    first = re.search(r"of (\w+) (\d+)%", told(folder, "where is the low end coming from?"))
    assert first
    assert first.group(1) == "Bass"
    turned = re.search(r"of (\w+) (\d+)%", told(folder, "bass down 24 dB", "where is the low end coming from?"))
    assert turned
    assert turned.group(1) == "Kick"


def test_a_small_loudspeaker_loses_the_lows_only(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", {"Bass": band_limited(40, 100), "Lead Vox": band_limited(500, 2500)})
    assert "100% of its power" in told(folder, "why does the bass disappear on small speakers?")
    assert " 0% of its power" in told(folder, "why does the vocal disappear on small speakers?")


def test_two_tracks_differ_by_level_and_tone(tmp_path: Path) -> None:
    sound = band_limited(60, 12000)
    folder = write(tmp_path / "pair", {"Gtr L": sound, "Gtr R": sound})
    assert "as loud as each other; in tone they are alike" in told(
        folder, "what's the difference between the guitars?"
    ).replace("They are", "they are")
    said = told(
        folder,
        "cut 9 dB at 3000 Hz on the left guitar",
        "gtr r down 6 dB",
        "what's the difference between the guitars?",
    )
    assert "less in the high mids" in said
    assert "louder" in said


def test_how_wet_it_is_is_measured_and_left_to_the_listener(tmp_path: Path) -> None:
    folder = write(tmp_path / "wet", {"Lead Vox": band_limited(200, 5000)})
    assert "no reverb from here" in told(folder, "is there too much reverb on the vocal?")
    said = told(folder, "add reverb to the vocal", "is there too much reverb on the vocal?")
    assert re.search(r"stands \d+\.\d dB over its reverb", said)
