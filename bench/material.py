"""What is worked on: a mix, and a larger session, both made of the demo's tracks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.demo import TRACKS, make
from dsp.files import Writer
from dsp.units import Audio

RATE = 48_000
"""The demo's samples are taken as they are: at this rate they play a little faster, which is nobody's advantage."""

SECONDS = 240
"""Of everything: the demo over and over, since speed does not depend on repetition."""

TRACK_COUNT = 48
"""Of the larger session, all mono."""

STRIPS, STRIP_SECONDS = 16, 30
"""Side by side in memory."""

PEAK = 0.9


@dataclass(frozen=True)
class Material:
    """Audio in a folder that is thrown away afterwards; everything is made when first asked for."""

    folder: Path

    @cached_property
    def demo(self) -> Path:
        """The folder of the demo session, for what is said to it."""
        folder = self.folder / "demo"
        make(folder)
        return folder

    @cached_property
    def mix(self) -> Audio:
        """The demo's tracks added up, shape (2, frames)."""
        tracks = [np.broadcast_to(track, (2, track.shape[1])) for track in self._tracks]
        total = np.sum(tracks, axis=0, dtype=np.float64)
        return _repeated((total * (PEAK / np.abs(total).max())).astype(np.float32), SECONDS)

    @cached_property
    def mix_file(self) -> Path:
        """The mix as 24 bit WAV."""
        return self.write("mix", self.mix)

    @cached_property
    def strips(self) -> Audio:
        """Some mono strips, shape (strips, 1, frames)."""
        return np.stack([self._mono(i, STRIP_SECONDS) for i in range(STRIPS)])

    @cached_property
    def session(self) -> Path:
        """A folder of many mono tracks as 24 bit WAV."""
        folder = self.folder / "session"
        folder.mkdir()
        for i in range(TRACK_COUNT):
            self.write(f"session/track{i + 1:02}", self._mono(i, SECONDS))
        return folder

    def write(self, name: str, audio: Audio) -> Path:
        """Write audio into the folder as 24 bit WAV."""
        path = self.folder / f"{name}.wav"
        with Writer(path, RATE, len(audio), "wav24") as file:
            file.write(audio)
        return path

    def _mono(self, i: int, seconds: int) -> Audio:
        """One of the demo's channels, later each time round, so that no two tracks are alike."""
        channels = [channel for track in self._tracks for channel in track]
        channel = channels[i % len(channels)]
        return _repeated(np.roll(channel, 997 * i)[np.newaxis], seconds)

    @cached_property
    def _tracks(self) -> list[Audio]:
        return [track.play() for track in TRACKS]


def _repeated(audio: Audio, seconds: int) -> Audio:
    frames = seconds * RATE
    times = -(-frames // audio.shape[1])
    return np.ascontiguousarray(np.tile(audio, times)[:, :frames])
