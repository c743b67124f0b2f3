"""A part of the song in which something is at work, faded in before and out behind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio

FADE_S = 0.01
"""How long an effect takes to come in before its span and to go after it."""

Curve = Callable[[NDArray[np.int64]], NDArray[np.float64]]
"""Something that goes along with the song, by its frames."""

Along = Callable[[Curve, int, int], NDArray[np.float64]]
"""Follows a curve for so many frames from one on, wherever in the song those are."""


def straight(curve: Curve, frame: int, frames: int) -> NDArray[np.float64]:
    """Follow a curve through a song that is played without a jump."""
    return curve(frame + np.arange(frames))


class Span:
    """Lets one sound be heard within a part of the song and another elsewhere.

    Parameters
    ----------
    span
        From when to when, in seconds of the song.
    tapped
        How late the sound is that comes in, in frames, and how many channels it has.
    frame
        The frame of the song that its source begins with.
    along
        Where in the song the frames are, if its sources jump about in it.
    """

    def __init__(
        self, span: tuple[float, float], tapped: tuple[int, int], frame: int, sample_rate: int, along: Along
    ) -> None:
        self._along = along
        self._frame = frame - tapped[0]
        self._fade = round(FADE_S * sample_rate)
        self._begin, self._end = (round(second * sample_rate) for second in span)

    def process(self, dry: Audio | None, wet: Audio) -> Audio:
        """Return `wet` within the span and `dry`, silence if there is none, elsewhere: shape (channels, frames)."""
        share = self.share(wet.shape[1])
        return np.asarray(share * wet if dry is None else share * wet + (1 - share) * dry)

    def share(self, frames: int) -> Audio:
        """Return how much of the next frames lies within the span, and go on behind them."""
        share = self._along(self._share, self._frame, frames).astype(np.float32)
        self._frame += frames
        return share

    def _share(self, at: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how much of the effect is heard at frames of the song."""
        begun = (at - (self._begin - self._fade)) / self._fade
        ending = (self._end + self._fade - at) / self._fade
        return np.asarray(np.clip(np.minimum(begun, ending), 0.0, 1.0))
