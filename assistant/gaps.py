"""What lies between the notes of a track: how loud it is, and whether it can be told from the notes at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.listen import moments
from assistant.studio import Studio
from dsp.mix import Mix
from dsp.units import SILENCE_DB

FRAME_S = 0.01

APART_DB = 6.0
"""Notes and what lies between them must leave so much empty between each other to be told apart."""

HITS_APART_DB = 3.0
"""Hits and what bleeds in between them: their heights are exact, so less than that will do."""

FEWEST = 0.03
"""The share of the time that either must take."""

FEWEST_HITS = 3

QUIETEST_DB = -90.0
"""Below this there is nothing to hear: digital silence is no gap that needs a gate."""

RISE_DB, FALL_DB = 6.0, 1.5
"""A hit stands so far over what is left of the one before, which falls so much in a hundredth of a second."""

OVER_DB = 6.0
"""A threshold this far over what lies between leaves the ends of the notes; nearer, where there is less room."""


@dataclass(frozen=True)
class Gap:
    """The two levels that a track lives at, in dBFS peak.

    Attributes
    ----------
    between_db
        What lies between the notes hardly rises above this.
    notes_db
        The notes hardly stay under this.
    hits
        Whether these are the heights of single hits, and of what bleeds in from other instruments between them.
    """

    between_db: float
    notes_db: float
    hits: bool = False

    @property
    def apart_db(self) -> float:
        """How much lies empty between the two."""
        return self.notes_db - self.between_db

    @property
    def threshold_db(self) -> float:
        """Where to tell them apart."""
        return float(round(self.between_db + min(OVER_DB, self.apart_db / 2)))

    @property
    def words(self) -> str:
        """Say what was measured."""
        if self.hits:
            return (
                f"what bleeds in between its hits peaks at {self.between_db:.1f} dBFS at most, "
                f"its own hits at {self.notes_db:.1f} dBFS and more"
            )
        return (
            f"what lies between its notes stays under {self.between_db:.1f} dBFS, "
            f"its notes rise above {self.notes_db:.1f} dBFS"
        )


def peaks_db(studio: Studio, mix: Mix, name: str) -> NDArray[np.float64]:
    """Return the peak of every hundredth of a second of a strip, in dBFS."""
    heard = moments(studio, mix, name, FRAME_S, lambda sound: np.abs(sound).max(axis=(0, 2)).astype(np.float64))
    return np.asarray(20 * np.log10(np.maximum(heard, 10 ** (SILENCE_DB / 20))))


def gap(levels: NDArray[np.float64]) -> Gap | None:
    """Part the moments of a track into notes and what lies between, None if they are not two kinds.

    Hits are told from bleed by their heights, notes from rests by the levels of all moments: whichever tells more
    clearly.
    """
    heights = hits_db(levels)
    found = []
    if at := _border(heights, FEWEST_HITS):
        found.append(Gap(float(heights[at - 1]), float(heights[at]), hits=True))
    heard = np.sort(levels[levels > QUIETEST_DB])
    if at := _border(heard, max(10, round(FEWEST * heard.size))):
        between, notes = float(np.percentile(heard[:at], 90)), float(np.percentile(heard[at:], 10))
        found.append(Gap(between, notes))
    clear = [gap for gap in found if gap.apart_db >= (HITS_APART_DB if gap.hits else APART_DB)]
    return max(clear, key=lambda gap: gap.apart_db, default=None)


def hits_db(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how high every hit rises, in order of height."""
    heights: list[float] = []
    held, top = -np.inf, None
    for level in levels:
        if top is None:
            top = level if level > max(held + RISE_DB, QUIETEST_DB) else None
        elif level < top - RISE_DB / 2:
            heights.append(float(top))
            top = None
        else:
            top = max(top, level)
        held = max(level, held - FALL_DB)
    return np.sort(np.asarray(heights if top is None else [*heights, float(top)], np.float64))


def _border(values: NDArray[np.float64], fewest: int) -> int:
    """Return how many of some sorted values are of the lower kind, 0 if either kind has too few.

    References
    ----------
    N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9(1), 1979: the border that
    leaves the least variance within both kinds.
    """
    if values.size < 2 * fewest:
        return 0
    count = np.arange(1, values.size)
    low, high = np.cumsum(values)[:-1] / count, np.cumsum(values[::-1])[::-1][1:] / (values.size - count)
    at = 1 + int(np.argmax(count * (values.size - count) * (high - low) ** 2))
    return at if fewest <= at <= values.size - fewest else 0
