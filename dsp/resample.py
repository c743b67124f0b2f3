"""Change of sample rate, by soxr at its very high quality, without delay."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

import numpy as np

from dsp.units import Audio

if TYPE_CHECKING:
    from dsp.decode import Decoder

PIECE = 8192
"""Frames fed to the resampler at a time."""

SETTLED = 512
"""Frames, at the lower of two rates, after which a resampler has forgotten that it began in the middle of a sound."""

LONGEST_GRID = 2048
"""Rates that meet more rarely than this, in frames, make soxr count phases instead of knowing them; then a sound
cannot be entered in the middle."""


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


def resampled(blocks: Iterable[Audio], from_rate: int, to_rate: int) -> Iterator[Audio]:
    """Yield a sound block by block, (channels, frames), at another sample rate; as it is where that is its own."""
    if from_rate == to_rate:
        yield from blocks
        return
    resampler: Resampler | None = None
    for block in blocks:
        resampler = resampler or Resampler(from_rate, to_rate, block.shape[0])
        if (given := resampler.process(block)).shape[1]:
            yield given
    if resampler:
        yield resampler.process(block[:, :0], last=True)


class Resampled:
    """A recording as if it had been made at another sample rate (`dsp.decode.Decoder`)."""

    _held: Audio
    _ended: bool

    def __init__(self, decoder: Decoder, sample_rate: int) -> None:
        self.sample_rate, self.channels = sample_rate, decoder.channels
        self.frames = resampled_frames(decoder.frames, decoder.sample_rate, sample_rate)
        self.promised = resampled_frames(decoder.promised, decoder.sample_rate, sample_rate)
        self.certain = decoder.certain
        self._decoder = decoder
        self._fed: Audio = np.empty((decoder.channels, PIECE), np.float32)
        self._begin()

    def read(self, out: Audio) -> int:
        """Set `out`, shape (channels, frames), to the next frames; return how many: fewer only at the end."""
        done = 0
        while done < out.shape[1]:
            if self._held.shape[1] == 0:
                if self._ended:
                    break
                self._refill()
            part = self._held[:, : out.shape[1] - done]
            out[:, done : done + part.shape[1]] = part
            done += part.shape[1]
            self._held = self._held[:, part.shape[1] :]
        return done

    def seek(self, frame: int) -> None:
        """Go on from a frame.

        The resampler begins anew on an earlier frame that falls on one of the recording's, so that what
        follows are the samples that it would have come to from the start.
        """
        common = math.gcd(self._decoder.sample_rate, self.sample_rate)
        grid, own_grid = self.sample_rate // common, self._decoder.sample_rate // common
        settling = math.ceil(SETTLED * max(1.0, self.sample_rate / self._decoder.sample_rate))
        begin = max(0, frame - settling) // grid if max(grid, own_grid) <= LONGEST_GRID else 0
        self._decoder.seek(begin * own_grid)
        self._begin()
        passed = np.empty((self.channels, PIECE), np.float32)
        left = frame - begin * grid
        while left > 0 and (got := self.read(passed[:, :left])):
            left -= got

    def close(self) -> None:
        """Close the file."""
        self._decoder.close()

    def _begin(self) -> None:
        """Forget what was heard."""
        self._resampler = Resampler(self._decoder.sample_rate, self.sample_rate, self.channels)
        self._held = self._fed[:, :0]
        self._ended = False

    def _refill(self) -> None:
        got = self._decoder.read(self._fed)
        self._ended = got < self._fed.shape[1]
        self._held = self._resampler.process(self._fed[:, :got], last=self._ended)
