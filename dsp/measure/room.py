"""The room in a recording: in what time it dies away, told by how the sound falls when its source is silent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio

FRAME_S = 0.01
NEAR_TOP_DB = 25.0
"""A fall that begins further than this under the loud moments is lost in what else there is."""

LEAST_S, LEAST_DB = 0.08, 10.0
"""A fall is told from a passing dip by lasting so long and going so deep."""

WAVERS_DB = 0.3
"""What a fall may rise by from one frame to the next: a room's decay is noise."""

AFTER_DB = 3.0
"""The fall is measured from so far under its beginning, where the source has surely ended."""

QUICKEST = 20
"""Percentile of the falls that is the room's own: no sound falls faster than its room, many more slowly."""

LEAST_FALLS = 4
ROOM_S = 0.3
"""What dies away faster is speech itself, or a booth: there is no room to be heard."""


class RoomMeter:
    """Looks for the decay of a room, fed block by block.

    References
    ----------
    .. [1] R. Ratnam et al., "Blind estimation of reverberation time", JASA 114(5), 2003: the room is told by the
       quickest of the decays.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._size = round(FRAME_S * sample_rate)
        self._waiting: Audio = np.zeros((channels, 1), np.float32)
        self._powers: list[NDArray[np.float64]] = []

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        waiting = np.concatenate([self._waiting, x], axis=1)
        frames = (waiting.shape[1] - 1) // self._size
        # Differences: the lows of a room ring longest, and are hardest to tell from the source's.
        sharp = np.diff(waiting[:, : frames * self._size + 1].astype(np.float64), axis=1)
        self._powers.append(np.mean(np.square(sharp.reshape(len(x), frames, self._size)), axis=(0, 2)))
        self._waiting = waiting[:, frames * self._size :]

    @property
    def decays_s(self) -> NDArray[np.float64]:
        """In what time the sound would have died away by 60 dB, for each fall."""
        powers = np.concatenate(self._powers) if self._powers else np.zeros(0)
        if powers.size < 3 or not powers.any():
            return np.zeros(0)
        levels = 10 * np.log10(np.convolve(powers, np.ones(3) / 3, "same") + 1e-14)
        top = float(np.percentile(levels, 95))
        found, begin = [], 0
        while begin < levels.size - 1:
            end = begin
            while end + 1 < levels.size and levels[end + 1] < levels[end] + WAVERS_DB:
                end += 1
            if levels[begin] > top - NEAR_TOP_DB:
                found += _decay(levels[begin : end + 1])
            begin = max(end, begin + 1)
        return np.array(found)

    @property
    def usual_s(self) -> float | None:
        """What half of the falls take longer than; None if there are too few."""
        decays = self.decays_s
        return float(np.median(decays)) if decays.size >= LEAST_FALLS else None

    @property
    def decay_s(self) -> float | None:
        """The room's time; None if too few falls tell it, or they are quicker than those of a room."""
        decays = self.decays_s
        if decays.size < LEAST_FALLS:
            return None
        quickest = float(np.percentile(decays, QUICKEST))
        return quickest if quickest >= ROOM_S else None


def _decay(levels: NDArray[np.float64]) -> list[float]:
    """Return in what time a fall would go down by 60 dB, nothing if it is none."""
    if (levels.size - 1) * FRAME_S < LEAST_S or levels[0] - levels[-1] < LEAST_DB:
        return []
    free = levels[int(np.argmax(levels < levels[0] - AFTER_DB)) :]
    if free.size < 7:
        return []
    slope, _ = np.polyfit(np.arange(free.size) * FRAME_S, free, 1)
    return [-60 / float(slope)] if slope < 0 else []
