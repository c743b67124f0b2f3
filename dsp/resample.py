"""Change of sample rate, by soxr at its very high quality, without delay."""

from __future__ import annotations

from typing import cast

import numpy as np

from dsp.units import Audio


def resampled_frames(frames: int, from_rate: int, to_rate: int) -> int:
    """Return how many frames a sound of `frames` has at another rate: the nearest whole number, halves up."""
    return (2 * frames * to_rate + from_rate) // (2 * from_rate)


class Resampler:
    """A sound at another sample rate, fed piece by piece.

    The output starts where the input starts and is `resampled_frames` long; it depends on the sound alone,
    not on the pieces.

    Parameters
    ----------
    from_rate, to_rate
        In Hz.
    channels
        How many channels each piece has.

    References
    ----------
    .. [1] R. Sykes, "The SoX Resampler library", VHQ recipe: 28 bit precision, pass band to 0.912 of
       Nyquist, linear phase.
    """

    def __init__(self, from_rate: int, to_rate: int, channels: int) -> None:
        import soxr

        self._soxr = soxr.ResampleStream(from_rate, to_rate, channels, dtype="float32", quality="VHQ")

    def process(self, x: Audio, *, last: bool = False) -> Audio:
        """Return what the next frames, shape (channels, frames), give; `last` brings out the rest too."""
        y = self._soxr.resample_chunk(np.ascontiguousarray(x.T), last=last)
        return cast(Audio, np.ascontiguousarray(y.T))
