"""Long runs: an hour in little memory, and the effects' laws over half a minute of music."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from catalogue import RATE
from numpy.typing import NDArray
from test_laws import every_effect, performance

from bench.contest import Sample
from bench.process import PROGRAMS, TONMEISTER, run

pytestmark = pytest.mark.soak

HOUR = 3600
SPOKEN_RATE = 48_000
TURN_S = 15
"""How long each of the three speaks before the next does."""

SENTENCES = (
    "high-pass everything at 80 Hz, cut 3 dB at 300 Hz on host and boost 2 dB at 4 kHz on guest",
    "set the de-esser range to 6 dB on everything",
    "compress everything 3:1 at -24 dB",
)


def speech(seconds: float, hz: float, seed: int) -> NDArray[np.float32]:
    """Something like talking: buzz in syllables, esses between them, breath behind."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * SPOKEN_RATE)) / SPOKEN_RATE
    phase = 2 * np.pi * np.cumsum(hz * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t + seed))) / SPOKEN_RATE
    buzz = sum(np.sin(k * phase) / k for k in range(1, 25))
    syllables = np.clip(np.sin(2 * np.pi * (3.1 + 0.2 * seed) * t), 0, None) ** 0.5
    words = np.repeat(rng.random(int(seconds * 2) + 1) > 0.25, SPOKEN_RATE // 2)[: t.size]
    esses = np.diff(rng.standard_normal(t.size + 1)) * (np.sin(2 * np.pi * 1.3 * t) > 0.9)
    return (words * (0.12 * buzz * syllables + 0.05 * esses) + 1e-4 * rng.standard_normal(t.size)).astype(np.float32)


@pytest.fixture(scope="module")
def podcast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An hour of three people who take turns, as 24 bit WAV."""
    folder = tmp_path_factory.mktemp("podcast") / "episode"
    folder.mkdir()
    for place, (name, hz) in enumerate((("host", 110), ("guest", 190), ("caller", 140))):
        said = speech(TURN_S, hz, place + 1)
        with soundfile.SoundFile(folder / f"{name}.wav", "w", SPOKEN_RATE, 1, "PCM_24") as file:
            for turn in range(HOUR // TURN_S):
                file.write(said if turn % 3 == place else 1e-3 * said)
    return folder


@pytest.fixture
def told(podcast: Path, tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """What follows the session's name on the command line, once the mix has been talked about."""
    kept = ("--state", str(tmp_path / "state"), "--out", str(tmp_path / "out"))
    run((*TONMEISTER, "say", str(podcast), *kept, "--profile", "none", *SENTENCES))
    yield kept
    for file in (tmp_path / "out").iterdir():
        file.unlink()


def report(what: str, sample: Sample, seconds: float) -> None:
    print(f"{what}: {sample.seconds:.1f} s, {seconds / sample.seconds:.0f} × real time, {sample.peak_mb:.0f} MB")


def test_an_hour_of_three_voices_renders_and_masters_within_300_mb(
    podcast: Path, told: tuple[str, ...], tmp_path: Path
) -> None:
    rendered, _ = run((*TONMEISTER, "render", str(podcast), *told))
    report("render", rendered, HOUR)
    mastered, _ = run((*TONMEISTER, "say", str(podcast), *told, "--profile", "none", "master for Apple Podcasts"))
    report("master", mastered, HOUR)
    files = sorted((tmp_path / "out").glob("*.wav"))
    assert len(files) == 2
    assert all(soundfile.info(file).duration >= HOUR for file in files)
    assert rendered.peak_mb is not None
    assert mastered.peak_mb is not None
    assert rendered.peak_mb <= 300
    assert mastered.peak_mb <= 300


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    peaks = []
    for minutes in (1, 2, 10):  # the first compiles what is not compiled yet, which takes memory of its own
        folder = tmp_path / f"{minutes}"
        folder.mkdir()
        for i in range(4):
            with soundfile.SoundFile(tmp_path / f"{i}.wav", "w", SPOKEN_RATE, 1, "PCM_24") as file:
                for _ in range(minutes * 60 // TURN_S):
                    file.write(speech(TURN_S, 100 + 20 * i, i))
        for i in range(48):
            (folder / f"{i + 1:02} track.wav").symlink_to(tmp_path / f"{i % 4}.wav")
        out = tmp_path / "mixed.wav"
        sample, _ = run((*PROGRAMS, "mix_tonmeister", str(folder), str(out)))
        report(f"48 tracks of {minutes} min", sample, minutes * 60)
        assert soundfile.info(out).duration >= minutes * 60
        assert sample.peak_mb is not None
        peaks.append(sample.peak_mb)
    assert abs(peaks[2] - peaks[1]) < 10


@every_effect
def test_half_a_minute_of_turned_knobs_gives_the_same_samples_in_any_blocks_and_company(kind):
    frames = 30 * RATE
    three = {i: [kind] for i in range(3)}
    whole = performance(three, 2, frames=frames)
    for block in (7, 64, 1000, 4096):
        np.testing.assert_array_equal(performance(three, 2, block, frames), whole)
    np.testing.assert_array_equal(performance({i: [kind] for i in range(9)}, 2, 4096, frames)[:3], whole)
    for i in three:
        np.testing.assert_array_equal(performance({i: [kind]}, 2, 4096, frames)[0], whole[i])
    assert np.isfinite(whole).all()
