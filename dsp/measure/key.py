"""In which key a song is, told from how much each of the twelve notes sounds, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dsp.measure.chroma import chroma_weights
from dsp.measure.windows import Vector, Windows
from dsp.units import Audio

NOTES = ("C", "D flat", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")

WINDOW_S = 0.35
"""Long enough to part neighbouring notes from 110 Hz on."""

BESIDE = 12
"""A line stands out of this many bins on either side, where there is one: drums and hiss have none."""

MAJOR = np.array([0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400])
MINOR = np.array([0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330])
"""How much each note of a scale is used, from its first on [1]_."""

Mode = Literal["major", "minor"]
PROFILES: Mapping[Mode, Vector] = {"major": MAJOR, "minor": MINOR}

LEAST_S = 5.0


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and how well it fits.

    Attributes
    ----------
    tonic
        The first note of its scale, 0 for C to 11 for B.
    mode
        Whether it is a major or a minor one.
    fit
        How well the notes that sound agree with it: the correlation with how they are used in such a key.
    """

    tonic: int
    mode: Mode
    fit: float

    @property
    def name(self) -> str:
        """What it is called: `A minor`."""
        return f"{NOTES[self.tonic]} {self.mode}"

    @property
    def relative(self) -> tuple[int, str]:
        """The key of the same notes in the other mode."""
        return ((self.tonic + 9) % 12, "minor") if self.mode == "major" else ((self.tonic + 3) % 12, "major")


class KeyMeter:
    """Listens for the key, fed block by block.

    Of each window count the lines that stand out of what is beside them, of all octaves together, and every one as
    much as the root of its power. What sounds is held against how notes are used in each of the 24 keys [1]_, [2]_.

    References
    ----------
    .. [1] D. Temperley, "The Cognition of Basic Musical Structures", MIT Press 2001, ch. 7, and "Music and
       Probability", MIT Press 2007, ch. 4: the profiles from the Kostka-Payne corpus.
    .. [2] C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", Oxford University Press 1990: the correlation.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        size = 2 ** round(math.log2(WINDOW_S * sample_rate))
        weights = chroma_weights(sample_rate, size)
        self._hop_s = size / 2 / sample_rate

        def reduce(power: Vector) -> Vector:
            heights = np.sqrt(power)
            return np.asarray(_lines(heights) @ weights.T, np.float64)

        self._windows = Windows(size, size // 2, channels, reduce)

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._windows.feed(x)

    def notes(self) -> Vector | None:
        """Return how much each note sounds, from C to B, of 1 in all; None where too little does."""
        rows = self._windows.rows()
        if len(rows) * self._hop_s < LEAST_S:
            return None
        loud = rows.sum(axis=1)
        if not loud.any():
            return None
        # the root: a loud bar tells no more of the key than a soft one
        shares = rows[loud > 0] / np.sqrt(loud[loud > 0])[:, None]
        return np.asarray(shares.sum(axis=0) / shares.sum(), np.float64)

    def keys(self) -> list[Key]:
        """Return all keys, the one that fits best first; none where too little sounds to tell."""
        sounding = self.notes()
        if sounding is None:
            return []
        found = [
            Key(tonic, mode, float(np.corrcoef(np.roll(profile, tonic), sounding)[0, 1]))
            for tonic in range(12)
            for mode, profile in PROFILES.items()
        ]
        return sorted(found, key=lambda key: -key.fit)


def _lines(heights: Vector) -> Vector:
    """Return the peaks of spectra, by how far they stand over what is beside them; nothing where there is none."""
    found = np.zeros_like(heights)
    middle = heights[:, 1:-1]
    top = (middle > heights[:, :-2]) & (middle >= heights[:, 2:])
    floor = np.stack([np.roll(heights, shift, axis=1) for shift in (-BESIDE, -BESIDE // 2, BESIDE // 2, BESIDE)])
    over = np.clip(middle - 2 * np.median(floor, axis=0)[:, 1:-1], 0.0, None)
    found[:, 1:-1] = np.where(top, over, 0.0)
    return found
