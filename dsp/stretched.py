"""Change of speed: a recording as if it had been played slower or faster, at the pitch that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dsp.units import Audio

if TYPE_CHECKING:
    from dsp.decode import Decoder

PARTS = 10_000
"""A speed is told to one part in so many: a hundredth of a percent."""

PIECE = 16
"""Hops taken in at a time."""

SETTLED = 32
"""Hops after which a sound that was entered in the middle is as loud, and begins where, as if heard from the start."""


def stretched_frames(frames: int, speed_pct: float) -> int:
    """Return how many frames a sound of `frames` has at another speed: the nearest whole number, halves up."""
    return _at(frames, round(speed_pct * PARTS / 100))


def _at(frame: int, speed: int) -> int:
    """Return where a frame lies at a speed told in parts, as `dsp.kernels.speed.stretched_to` does in its loop."""
    return (2 * frame * PARTS + speed) // (2 * speed)


class Stretched:
    """A recording at another speed (`dsp.decode.Decoder`).

    Left and right are stretched as one. What begins, begins at its own moment and as sharply as it did. Samples do not
    depend on how many are read at a time. Entered in the middle it gives the same sound but other samples: phases go on
    from wherever it is entered.

    Parameters
    ----------
    decoder
        What is stretched.
    speed_pct
        How fast it goes, 100 as it was, to a hundredth.

    References
    ----------
    .. [1] J. Laroche and M. Dolson, "Improved phase vocoder time-scale modification of audio", IEEE Trans. SAP 7(3),
       1999.
    .. [2] A. Röbel, "A new approach to transient processing in the phase vocoder", DAFx-03, 2003.
    """

    _held: Audio

    def __init__(self, decoder: Decoder, speed_pct: float) -> None:
        from dsp.kernels import onset, speed, stretcher

        self.sample_rate, self.channels = decoder.sample_rate, decoder.channels
        self.frames = stretched_frames(decoder.frames, speed_pct)
        self.promised = stretched_frames(decoder.promised, speed_pct)
        self.certain = decoder.certain
        self._decoder = decoder
        self._speed = round(speed_pct * PARTS / 100)
        self._size = size = stretcher.size_at(self.sample_rate)
        self._hop = hop = size // stretcher.OVERLAP
        self._ahead = stretcher.AHEAD
        self._change, self._tables = speed.change_speed, stretcher.tables(size)
        self._fed: Audio = np.empty((self.channels, PIECE * hop), np.float32)
        self._made: Audio = np.empty((self.channels, stretched_frames(PIECE * hop, speed_pct) + 1), np.float32)
        self._where = np.zeros(2, np.int64)
        self._state = (
            np.zeros((3, 2, size // 8, 8), np.float32),
            np.zeros((self.channels, speed.LATE * hop), np.float32),
            np.zeros((2, 2, size), np.float32),
            np.zeros((3, size // 2 + 1)),
            np.zeros((self.channels + 1, speed.LONG * size), np.float32),
        )
        self._place = np.zeros(3)
        self._blocks, self._onsets = np.zeros((2, onset.OLD)), np.zeros((2, onset.KEPT))
        self._begin(0)

    def read(self, out: Audio) -> int:
        """Set `out`, shape (channels, frames), to the next frames; return how many: fewer only at the end."""
        done, most = 0, min(out.shape[1], self.frames - self._at)
        while done < most:
            if self._held.shape[1] == 0:
                self._refill()
            part = self._held[:, : most - done]
            out[:, done : done + part.shape[1]] = part
            done += part.shape[1]
            self._held = self._held[:, part.shape[1] :]
        self._at += done
        return done

    def seek(self, frame: int) -> None:
        """Go on from a frame: begin so early that by then all is settled, on the grid of windows that there is."""
        there = min(frame, self.frames)
        self._begin(max(0, there * self._speed // PARTS // self._hop - SETTLED))
        self._pass(there)
        self._at = there

    def close(self) -> None:
        """Close the file."""
        self._decoder.close()

    def _begin(self, hop: int) -> None:
        """Forget what was heard, and go on with that hop of the recording."""
        self._decoder.seek(hop * self._hop)
        for state in (*self._state, self._place, self._blocks, self._onsets):
            state[:] = 0.0
        self._place[:] = 1.0, -np.inf, -1.0
        self._onsets[:] = -np.inf
        first = self._to((hop - self._ahead) * self._hop) - self._size // 2
        self._where[:] = hop * self._hop, first - self._size
        self._made_to, self._held, self._ended, self._at = first, self._made[:, :0], False, 0
        self._pass(self._to(hop * self._hop) if hop else 0)

    def _pass(self, frame: int) -> None:
        """Go on to a frame without letting anything out."""
        while self._made_to < frame:
            self._refill()
        self._held = self._held[:, self._held.shape[1] - (self._made_to - frame) :]

    def _to(self, frame: int) -> int:
        return _at(frame, self._speed)

    def _refill(self) -> None:
        got = 0 if self._ended else self._decoder.read(self._fed)
        self._ended = got < self._fed.shape[1]
        self._fed[:, got:] = 0.0
        done = self._change(
            self._fed, self._made, self._speed, *self._tables, *self._state, self._where, self._place, self._blocks,
            self._onsets,
        )  # fmt: skip
        self._made_to += done
        self._held = self._made[:, :done]
