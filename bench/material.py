"""What is worked on: the demo session, its mix, and a larger session made of its tracks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.demo import RATE, TRACKS, make
from dsp.files import Writer
from dsp.sources import examine, read
from dsp.units import Audio

__all__ = ["RATE", "Material"]

SECONDS = 96
"""Of the mix: the demo four times over, since speed does not depend on repetition."""

TRACK_COUNT, TRACK_SECONDS = 24, 60
"""Of the larger session, all mono."""

PEAK = 0.9


@dataclass(frozen=True)
class Material:
    """Audio in a folder that is thrown away afterwards; everything is made when first asked for."""

    folder: Path

    @cached_property
    def demo(self) -> Path:
        """The folder of the demo session."""
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
    def session(self) -> Path:
        """A folder of many mono tracks as 24 bit WAV."""
        channels = [channel for track in self._tracks for channel in track]
        for i in range(TRACK_COUNT):
            audio = _repeated(channels[i % len(channels)][np.newaxis], TRACK_SECONDS)
            self.write(f"session/{i + 1:02} track", audio)
        return self.folder / "session"

    def write(self, name: str, audio: Audio) -> Path:
        """Write audio into the folder as 24 bit WAV."""
        path = self.folder / f"{name}.wav"
        with Writer(path, RATE, len(audio), "wav24") as file:
            file.write(audio)
        return path

    @cached_property
    def _tracks(self) -> list[Audio]:
        files = [self.demo / f"{track.name}.wav" for track in TRACKS]
        return [read(examine(file), RATE) for file in files]


def _repeated(audio: Audio, seconds: int) -> Audio:
    frames = seconds * RATE
    times = -(-frames // audio.shape[1])
    return np.ascontiguousarray(np.tile(audio, times)[:, :frames])
