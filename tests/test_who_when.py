"""Who is heard in which part of the song, and who is built into a moment, as it sounds in what is rendered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, write

from assistant.respond import respond

SECONDS = 12.0


def tone(hz: float) -> np.ndarray:
    """A steady tone, in which a click is heard as any jump is."""
    at = np.arange(round(SECONDS * RATE)) / RATE
    return (0.2 * np.sin(2 * np.pi * hz * at)).astype(np.float32)[np.newaxis]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"Piano": tone(110), "Lead Vox": tone(165), "Bass": tone(82.5), "Snare": tone(220)})


def levels(folder: Path, sentence: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Say something; return the sound of a track after it and its level in each second, in dB of how it was."""
    session, studio = desk(folder)
    plain = np.concatenate(list(studio.sound(session.mix, name)), axis=1)
    turn = respond(session, sentence, studio)
    assert turn.status == "done", turn.reply
    sound = np.concatenate(list(studio.sound(session.after(turn).mix, name)), axis=1)[:, : plain.shape[1]]
    power = [
        np.square(one[0, : round(SECONDS) * RATE].reshape(-1, RATE)[:, RATE // 20 : -RATE // 20]).mean(axis=1)
        for one in (sound, plain)
    ]
    return sound.astype(np.float64), 10 * np.log10(power[0] / power[1] + 1e-12)


def smooth(sound: np.ndarray, hz: float) -> bool:
    """Whether no frame jumps further than the tone does, and what 10 ms take it away in."""
    peak = np.abs(sound).max()
    return np.abs(np.diff(sound)).max() < 1.1 * peak * (2 * np.pi * hz + 1 / 0.01) / RATE


@pytest.mark.parametrize(
    ("sentence", "name", "hz", "silent"),
    [
        ("piano only from 0:05 on", "Piano", 110, range(5)),
        ("the piano should come in at 0:05", "Piano", 110, range(5)),
        ("no snare until 0:04", "Snare", 220, range(4)),
        ("snare only until 0:04", "Snare", 220, range(4, 12)),
        ("bass only between 0:03 and 0:06", "Bass", 82.5, (*range(3), *range(6, 12))),
        ("just the vocal and the piano in the first 4 seconds", "Snare", 220, range(4)),
        ("just the vocal and the piano in the first 4 seconds", "Piano", 110, ()),
        ("a cappella for the first 4 seconds", "Bass", 82.5, range(4)),
        ("stop the snare at 0:08", "Snare", 220, range(8, 12)),
        ("no bass in the last 3 seconds", "Bass", 82.5, range(9, 12)),
    ],
)
def test_who_is_silent_and_when(folder: Path, sentence: str, name: str, hz: float, silent: object) -> None:
    sound, level = levels(folder, sentence, name)
    found = [second for second, db in enumerate(level) if db < -80]
    assert found == list(silent)  # type: ignore[call-overload]
    heard = [db for second, db in enumerate(level) if second not in found]
    assert heard == pytest.approx([0.0] * len(heard), abs=0.1)
    assert smooth(sound, hz)


def test_a_build_rises_to_the_moment_and_stays(folder: Path) -> None:
    sound, level = levels(folder, "build the piano up into 0:10", "Piano")
    assert level[[0, 1]] == pytest.approx([0, 0], abs=0.1)
    assert np.all(np.diff(level[2:10]) > 0.2)
    assert level[[10, 11]] == pytest.approx([2, 2], abs=0.1)
    assert smooth(sound, 110)


def test_a_fade_at_a_time_lasts_as_long_as_is_said_and_one_by_a_time_is_over_then(folder: Path) -> None:
    sound, level = levels(folder, "fade the piano out at 0:04 over 3 seconds", "Piano")
    assert level[:4] == pytest.approx([0] * 4, abs=0.1)
    assert np.all(level[7:] < -80)
    assert smooth(sound, 110)
    sound, level = levels(folder, "fade the snare out by 0:10", "Snare")
    assert level[:2] == pytest.approx([0] * 2, abs=0.1)
    assert np.all(level[10:] < -80)
    sound, level = levels(folder, "fade the bass in at 0:05", "Bass")
    assert np.all(level[:5] < -80)
    assert level[7:] == pytest.approx([0] * 5, abs=0.1)
