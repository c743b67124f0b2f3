"""The demo's tracks: who plays, how loud the recording came out, and what is wrong with it.

The faults are planted on purpose and stand in `TRACKS`, so that what a mix repairs can be compared
with what was broken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.demo import drums, score, strings, voice
from assistant.demo.score import Note, Part, Player
from assistant.demo.tone import Curve, Signal, bell, noise, shape
from dsp.units import Audio, gain

SECONDS = 24.0
SEED = 1974
HISS_DB = -84.0
"""What the preamplifiers add: no recording is digitally silent."""


@dataclass(frozen=True)
class Fault:
    """Something to hear and to mend: a word for it, and the filter that causes it (none: only the level)."""

    word: str
    centre_hz: float = 0.0
    gain_db: float = 0.0
    q: float = 1.0

    @property
    def curve(self) -> Curve:
        """The filter that plants it."""
        return bell(self.centre_hz, self.gain_db, self.q)


Instrument = Callable[[list[Note], float, np.random.Generator], Signal]
Performance = Callable[[float, np.random.Generator], tuple[Signal, ...]]


@dataclass(frozen=True)
class Track:
    """One recording of the session.

    Attributes
    ----------
    name
        As a band would name the file.
    perform
        Seconds and random numbers to one signal per channel.
    peak_db
        Highest sample in dBFS, as the recording engineer's knob happened to stand.
    faults
        What is wrong with it.
    """

    name: str
    perform: Performance
    peak_db: float
    faults: tuple[Fault, ...] = ()

    def play(self, seconds: float = SECONDS, seed: int = SEED, faulty: bool = True) -> Audio:
        """Return the recording, shape (channels, frames) at `RATE`.

        Parameters
        ----------
        seed
            Another seed is another take.
        faulty
            Whether to plant the faults that are filters; the level is `peak_db` either way, and only hiss
            where the part has not begun.
        """
        rng = np.random.default_rng([seed, *self.name.encode()])
        channels = self.perform(seconds, rng)
        curves = [fault.curve for fault in self.faults if fault.gain_db] if faulty else []
        takes = np.stack([shape(channel, *curves) for channel in channels] if curves else channels)
        loudest = float(np.max(np.abs(takes)))
        takes *= gain(self.peak_db) / loudest if loudest > 0.0 else 1.0
        hiss = gain(HISS_DB) * np.stack([noise(rng, takes.shape[1]) for _ in channels])
        return np.asarray(takes + hiss, np.float32)


def _one(part: Part, instrument: Instrument) -> Performance:
    """Return a mono recording of a part."""

    def perform(seconds: float, rng: np.random.Generator) -> tuple[Signal, ...]:
        return (instrument(part(Player(rng), seconds), seconds, rng),)

    return perform


def _two(part: Part, instrument: Instrument) -> Performance:
    """Return a part played twice, once for each side."""

    def perform(seconds: float, rng: np.random.Generator) -> tuple[Signal, ...]:
        return (*_one(part, instrument)(seconds, rng), *_one(part, instrument)(seconds, rng))

    return perform


def _piano(seconds: float, rng: np.random.Generator) -> tuple[Signal, ...]:
    return strings.piano(score.piano(Player(rng), seconds), seconds, rng)


TRACKS = (
    Track("Lead Vox", _one(score.melody, voice.sing), -9.0, (
        Fault("muddy", 300.0, 7.0, 0.9), Fault("sibilant", 6900.0, 9.0, 1.2), Fault("quiet"),
    )),
    Track("Backing Vox", _two(score.harmony, voice.sing), -26.0, (Fault("quiet"),)),
    Track("Acoustic Gtr", _one(score.acoustic_guitar, strings.acoustic_guitar), -6.0),
    Track("Elec Gtr", _two(score.electric_guitar, strings.electric_guitar), -9.0, (
        Fault("harsh", 3300.0, 7.0, 1.1),
    )),
    Track("Piano", _piano, -1.5, (Fault("loud"),)),
    Track("Bass", _one(score.bass, strings.bass), -4.0, (Fault("boomy", 95.0, 8.0, 1.0),)),
    Track("Kick", _one(score.kick, drums.kick), -4.0),
    Track("Snare", _one(score.snare, drums.snare), -7.0),
    Track("Hats", _one(score.hats, drums.hats), -5.0, (Fault("bright", 9000.0, 5.0, 0.7), Fault("loud"))),
)  # fmt: skip
"""The session. Natural tracks are there too: a mix should leave them nearly alone."""
