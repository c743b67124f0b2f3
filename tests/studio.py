"""A small session of music to talk to: the demo's players for a few seconds, and ways to say things to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from assistant.conversation import Conversation
from assistant.demo import RATE, TRACKS
from assistant.opening import open_session
from assistant.places import profile_path
from assistant.respond import respond
from assistant.session import Session, first_mix
from assistant.studio import Studio
from assistant.turn import Turn
from dsp.files import Writer
from dsp.measure import Measurement, measure
from dsp.mix import MAIN, Mix, Strip
from dsp.sources import examine
from dsp.units import Audio
from grammar.roles import role_of

SECONDS = 6.0
BAND = ("Bass DI", "Gtr L", "Gtr R", "HiHat", "Kick", "Lead Vox", "Piano", "Snare", "Tom 1", "Tom 2", "Tom 3")
PLAYERS = ("Lead Vox", "Elec Gtr", "Piano", "Bass", "Hats")

Sound = NDArray[np.float32]


def take(name: str, seconds: float = SECONDS, faulty: bool = True) -> Sound:
    """What one of the demo's players recorded, shape (channels, frames)."""
    track = next(track for track in TRACKS if track.name == name)
    return track.play(seconds, faulty=faulty)


def write(folder: Path, sounds: Mapping[str, Sound], rate: int = RATE) -> Path:
    """Sounds as a folder of 24-bit WAV files."""
    for name, sound in sounds.items():
        with Writer(folder / f"{name}.wav", rate, len(sound), "wav24") as file:
            file.write(sound)
    return folder


def read(path: Path | str) -> tuple[NDArray[np.float64], int]:
    """A file's samples, shape (channels, frames), read without the product."""
    audio, rate = soundfile.read(path, dtype="float64", always_2d=True)
    return audio.T, rate


def noise(seconds: float = 4.0, channels: int = 1, level: float = 0.1, seed: int = 7) -> Sound:
    rng = np.random.default_rng(seed)
    return (level * rng.standard_normal((channels, round(seconds * RATE)))).astype(np.float32)


def band_limited(low_hz: float, high_hz: float, seconds: float = 4.0, seed: int = 7) -> Sound:
    """Pink noise with nothing at all outside a range."""
    frames = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(frames))
    hz = np.fft.rfftfreq(frames, 1 / RATE)
    spectrum *= np.where((hz >= low_hz) & (hz <= high_hz), 1 / np.sqrt(np.maximum(hz, 1.0)), 0.0)
    sound = np.fft.irfft(spectrum, frames)
    return np.asarray(0.2 * sound / np.abs(sound).max(), np.float32)[None]


@contextmanager
def talking(folder: Path, *, profile: bool = False, state: Path | None = None) -> Iterator[Conversation]:
    """A session, open for talking; with the listener's profile if asked."""
    with open_session(str(folder), state=state, profile_file=profile_path() if profile else None) as conversation:
        yield conversation


def desk(folder: Path) -> tuple[Session, Studio]:
    """A session and its studio without a journal, for talking to `respond` directly."""
    sources = {source.name: source for source in map(examine, sorted(folder.glob("*.wav")))}
    rate = next(iter(sources.values())).sample_rate
    mix = first_mix(tuple(Strip(n, source=s.hash, role=role_of(n)[0]) for n, s in sources.items()))
    return Session(folder.name, rate, mix, mix), Studio(sources, rate)


def done(session: Session, studio: Studio, *said: str) -> Session:
    """The session after sentences each of which does something."""
    for one in said:
        turn = respond(session, one, studio)
        assert turn.status == "done", turn.reply
        session = session.after(turn)
    return session


def moved(turn: Turn, mix: Mix) -> Mix:
    """The mix after a turn."""
    return mix.apply(*turn.moves)


def tree(*folders: Path) -> dict[str, bytes]:
    """Every file below some folders, with its bytes."""
    return {str(p): p.read_bytes() for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()}


class DeafStudio(Studio):
    """A studio where everything measures as silence and nothing is rendered."""

    def heard(self, mix: Mix, name: str = MAIN, spans: tuple[tuple[float, float], ...] = ()) -> Measurement:
        return measure(np.zeros((2, 0), np.float32), self.sample_rate)

    def render(self, mix: Mix, outputs: Sequence[str] = (MAIN,), frames: int = 0) -> Iterator[dict[str, Audio]]:
        yield dict.fromkeys(outputs, np.zeros((2, RATE), np.float32))


DEAF = DeafStudio({}, RATE)
