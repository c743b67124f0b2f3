"""A bank: several lanes of one effect, processed side by side.

A lane is one strip's channels through one effect. A bank streams: it may be fed any number of frames
at a time and gives the same samples whatever the block size and whatever the other lanes hold.
Knobs move from one coefficient vector to another in short straight pieces, so a subclass only says how
settings become coefficients and runs a kernel over frames whose coefficients travel linearly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from dsp.effect import Effect
from dsp.span import Along
from dsp.stream import Stream
from dsp.units import Audio

GRID = 64
"""A knob starts to move on a frame that is a multiple of this, wherever blocks begin."""

RAMP = 32 * GRID
"""Frames that a knob takes to arrive, so many times more above 48 kHz: 46 ms at 44.1 kHz, slow enough not to click."""


def travelled(frames: int, ramp: int = RAMP) -> float:
    """Return how much of its way a knob has gone after so many frames of `ramp`: it sets off and arrives gently."""
    share = min(frames / ramp, 1.0)
    return share * share * (3 - 2 * share)


Vector = NDArray[np.float64]
E = TypeVar("E", bound=Effect)

OpenResponse = Callable[[str], Stream]
"""Opens the recording with that content hash, at the session's sample rate."""


class Bank(Generic[E]):
    """Lanes of one effect.

    Attributes
    ----------
    latency
        Frames by which the output lags the input; the same whatever the knobs say.
    tails
        Frames that each lane may still sound above -90 dBFS after full scale has ended; grows with the knobs set.
    out_channels
        Channels that each lane gives; differs from `channels` where an effect makes stereo.
    settings
        Where the knobs stand, or go.
    """

    latency: int = 0

    def __init__(self, settings: Sequence[E], sample_rate: int, channels: int) -> None:
        self.sample_rate = sample_rate
        self.channels = channels
        self.out_channels = settings[0].gives(channels) if settings else channels
        self.lanes = len(settings)
        self.settings = list(settings)
        self.ramp = RAMP * max(1, round(sample_rate / 48_000))
        self.frame = 0
        self._start = np.array([self.coefficients(s) for s in settings], np.float64)
        self._slope = np.zeros_like(self._start)
        self._since = np.zeros(self.lanes, np.int64)
        self._origin, self._goal = self._start.copy(), self._start.copy()
        self._begun = np.zeros(self.lanes, np.int64)
        self._moving: set[int] = set()
        self._events: list[tuple[int, int, Vector]] = []
        self.tails = [self.ringing(s) for s in settings]

    @property
    def tail(self) -> int:
        """Frames that some lane may still sound after its input has ended."""
        return max(self.tails, default=0)

    @property
    def at_rest(self) -> bool:
        """Whether no knob moves or is about to."""
        return not self._events and not self._moving

    def reset(self, frame: int = 0) -> None:
        """Begin anew, with silence behind and the knobs where they stand or were going; the first frame is `frame`."""
        self.__init__(self.settings, self.sample_rate, self.channels)  # type: ignore[misc] # a bank is what this makes
        self.frame = frame

    def coefficients(self, settings: E) -> Sequence[float]:
        """Turn knobs into the numbers the kernel works with, all of which may travel linearly."""
        raise NotImplementedError

    def ringing(self, settings: E) -> int:  # noqa: ARG002 - most effects do not ring
        """Return the frames that may still sound after the input has ended, with the knobs so."""
        return 0

    def follow(self, lane: int, along: Along, late: int) -> None:
        """Learn how a lane goes along with the song, and by how much late; what happens at places in it needs to."""

    def open(self, open_response: OpenResponse) -> None:
        """Get the recordings that its settings name, if they name any."""

    def foresight(self, lane: int) -> int:  # noqa: ARG002 - most effects need none
        """Return how many frames of what a lane is about to hear it wants to know before it begins."""
        return 0

    def foresee(self, lane: int, x: Audio) -> None:
        """Learn from what a lane is about to hear, shape (channels, frames)."""

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        """Process frames whose coefficients are `start + slope * (offset + i)` at frame `i`.

        Parameters
        ----------
        x, y
            Input and output, shape (lanes, channels, frames). Channels of `x` beyond the bank's are what a
            detector listens to instead.
        start, slope
            Shape (lanes, coefficients).
        offset
            Shape (lanes,): frames since each lane's coefficients stood at `start`.
        """
        raise NotImplementedError

    def set(self, lane: int, settings: E, at_frame: int) -> None:
        """Start moving a lane's knobs at the first grid frame from `at_frame` on.

        Raises
        ------
        ValueError
            If that frame has been processed already.
        """
        at = -(-at_frame // GRID) * GRID
        if at < self.frame:
            raise ValueError(f"frame {at} has gone by: the bank stands at {self.frame}")
        self.settings[lane] = settings
        self.tails[lane] = max(self.tails[lane], self.ringing(settings))
        self._events.append((at, lane, np.array(self.coefficients(settings), np.float64)))
        self._events.sort(key=lambda event: event[0])

    def process(self, x: Audio, out: Audio | None = None) -> Audio:
        """Return the next frames, shape (lanes, out_channels, frames).

        Parameters
        ----------
        x : Audio, shape (lanes, channels, frames), float32
            An effect that listens may be given more channels: its detector hears those.
        out
            Where they are put, contiguous; a new array if None.
        """
        frames = x.shape[-1]
        y = np.empty((self.lanes, self.out_channels, frames), np.float32) if out is None else out
        for begin, end in self.stretches(frames):
            whole = end - begin == frames
            part = y if whole else np.empty((self.lanes, self.out_channels, end - begin), np.float32)
            now = np.ascontiguousarray(x[..., begin:end])
            self.run(now, part, self._start, self._slope, self.frame - self._since)
            if not whole:
                y[..., begin:end] = part
        return y

    def stretches(self, frames: int) -> Iterator[tuple[int, int]]:
        """Go through the next frames: yield where each stretch begins and ends in which no line bends."""
        begin = 0
        while begin < frames:
            self._turn()
            end = begin + self._quiet(frames - begin)
            yield begin, end
            self.frame += end - begin
            begin = end

    def _turn(self) -> None:
        """Bend the lines that bend at the present frame, and start what is due."""
        if self.frame % GRID:
            return
        for lane in sorted(self._moving):
            self._bend(lane)
        while self._events and self._events[0][0] <= self.frame:
            _, lane, goal = self._events.pop(0)
            self._origin[lane], self._goal[lane], self._begun[lane] = self._start[lane], goal, self.frame
            self._moving.add(lane)
            self._bend(lane)

    def _bend(self, lane: int) -> None:
        """Lay the next straight piece of a lane's way, or end it."""
        gone = int(self.frame - self._begun[lane])
        way = self._goal[lane] - self._origin[lane]
        self._since[lane] = self.frame
        here, next_one = travelled(gone, self.ramp), travelled(gone + GRID, self.ramp)
        self._start[lane] = self._origin[lane] + way * here if gone < self.ramp else self._goal[lane]
        self._slope[lane] = way * (next_one - here) / GRID
        if gone >= self.ramp:
            self._moving.discard(lane)

    def _quiet(self, frames: int) -> int:
        """How many frames until some line bends."""
        if self._moving:
            return min(frames, GRID - self.frame % GRID)
        return min([frames, *(at - self.frame for at, _, _ in self._events[:1])])


class Through(Bank[Effect]):
    """Lanes that pass unchanged: for settings that the engine acts on, not a processor."""

    def coefficients(self, settings: Effect) -> Sequence[float]:  # noqa: ARG002 - there are none
        """Return nothing."""
        return ()

    def set(self, lane: int, settings: Effect, at_frame: int) -> None:  # noqa: ARG002 - nothing has to wait
        """Move nothing: there are no coefficients, and an event would wait for ever."""
        self.settings[lane] = settings

    def process(self, x: Audio, out: Audio | None = None) -> Audio:  # noqa: ARG002 - nothing is put anywhere
        """Return `x` itself."""
        self.frame += x.shape[-1]
        return x
