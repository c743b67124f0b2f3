"""What lies between the notes of a track: how loud it is, and whether it can be told from the notes at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.studio import Studio
from dsp.mix import Mix
from dsp.units import SILENCE_DB

FRAME_S = 0.01
APART_DB = 18.0
"""Notes and what lies between them must be so far apart to be told from each other."""

FEWEST = 0.03
"""The share of the time that either must take."""

QUIETEST_DB = -90.0
"""Below this there is nothing to hear: digital silence is no gap that needs a gate."""


@dataclass(frozen=True)
class Gap:
    """The two levels that a track lives at, in dBFS peak.

    Attributes
    ----------
    between_db
        What nine in ten of the quiet moments stay under.
    notes_db
        What nine in ten of the notes rise above.
    """

    between_db: float
    notes_db: float


def peaks_db(studio: Studio, mix: Mix, name: str) -> NDArray[np.float64]:
    """Return the peak of every hundredth of a second of a strip, in dBFS."""
    size = round(FRAME_S * studio.sample_rate)
    peaks: list[NDArray[np.float32]] = []
    left = np.zeros(0, np.float32)
    for blocks in studio.render(mix, (name,)):
        left = np.concatenate([left, np.abs(blocks[name]).max(axis=0)])
        whole = left.size // size * size
        peaks.append(left[:whole].reshape(-1, size).max(axis=1))
        left = left[whole:]
    heard = np.concatenate(peaks) if peaks else np.zeros(0, np.float32)
    return np.asarray(20 * np.log10(np.maximum(heard, 10 ** (SILENCE_DB / 20))), np.float64)


def gap(levels: NDArray[np.float64]) -> Gap | None:
    """Part the moments of a track into notes and what lies between, None if they are not two kinds.

    References
    ----------
    N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9(1), 1979: the border that
    leaves the least variance within both kinds.
    """
    heard = np.sort(levels[levels > QUIETEST_DB])
    if heard.size < 20:
        return None
    count = np.arange(1, heard.size)
    low, high = np.cumsum(heard)[:-1] / count, np.cumsum(heard[::-1])[::-1][1:] / (heard.size - count)
    at = int(np.argmax(count * (heard.size - count) * (high - low) ** 2))
    if min(at + 1, heard.size - at - 1) < FEWEST * heard.size or high[at] - low[at] < APART_DB:
        return None
    between, notes = float(np.percentile(heard[: at + 1], 90)), float(np.percentile(heard[at + 1 :], 10))
    return Gap(between, max(notes, between))
