"""A strip at work, and what carries its sound to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from dsp.effects.level import Fader
from dsp.mix import Strip
from dsp.stage import stages
from dsp.units import Audio


class Stream(Protocol):
    """A source being read at the session's rate."""

    @property
    def channels(self) -> int:
        """How many channels it has: 1 or 2."""

    @property
    def frames(self) -> int:
        """How long it is."""

    @property
    def late(self) -> int:
        """Frames by which its sound lags, where it has been through effects before."""

    @property
    def tail(self) -> int:
        """Frames that those may sound on."""

    def read(self, frames: int) -> Audio:
        """Return the next frames, shape (channels, frames), float32: silence past the end."""

    def seek(self, frame: int) -> None:
        """Go on from that frame."""

    def close(self) -> None:
        """Let go of the file."""


class DelayLine:
    """Holds audio back by a fixed number of frames."""

    def __init__(self, channels: int, frames: int) -> None:
        self.frames = frames
        self._held = np.zeros((channels, frames), np.float32)

    def process(self, x: Audio) -> Audio:
        """Return what went in that many frames ago, shape (channels, frames)."""
        if self.frames == 0:
            return x
        line = np.concatenate([self._held, x], axis=1)
        self._held = line[:, x.shape[1] :]
        return line[:, : x.shape[1]]


class Node:
    """A strip at work: its sound on the way through the chain.

    Attributes
    ----------
    name
        The strip's.
    inputs, stream
        What feeds it.
    stages
        What its sound passes, in order.
    lanes, lane
        Its sound at this moment: a place in an array that other strips may share, shape (lanes, channels, frames).
    late, channels, tail
        How late the sound is at the stage last put up, in frames, how many channels it has there, and for how many
        frames all stages so far may sound on.
    taps
        The sound as it left each send slot and, under the empty name, the end of the chain: an array and its place
        there.
    tapped
        How late each tap is and how many channels it has.
    """

    def __init__(self, strip: Strip, inputs: Sequence[Feed], stream: Stream | None) -> None:
        self.name = strip.name
        self.inputs = inputs
        self.stream = stream
        self.stages = stages(strip)
        self.lanes: Audio = np.zeros((1, 0, 0), np.float32)
        self.lane = 0
        self.late = stream.late if stream else align(inputs)
        self.channels = stream.channels if stream else 2
        self.tail: int = stream.tail if stream else max((feed.node.tail for feed in inputs), default=0)
        self.taps: dict[str, tuple[Audio, int]] = {}
        self.tapped: dict[str, tuple[int, int]] = {}

    @property
    def block(self) -> Audio:
        """Its sound at this moment, shape (channels, frames)."""
        return np.asarray(self.lanes[self.lane])

    def receive(self, frames: int) -> None:
        """Bring in the next frames of what feeds it."""
        self.lanes, self.lane = (self.stream.read(frames) if self.stream else self._sum(frames))[np.newaxis], 0

    def tap(self, name: str = "") -> None:
        """Keep the sound as it is at this place."""
        self.taps[name] = self.lanes, self.lane

    def put_tap(self, name: str = "") -> None:
        """Note that it can be tapped at this place."""
        self.tapped[name] = self.late, self.channels

    def _sum(self, frames: int) -> Audio:
        from dsp.kernels.level import add

        # In float64 and always in the same order: the same mix gives the same bytes.
        total = np.zeros((2, frames))
        for lanes, first, last in _runs(self.inputs):
            add(lanes, first, last, total)
        return total.astype(np.float32)


class Feed:
    """A tap of a node on its way somewhere: at a level, and delayed to arrive with the others."""

    def __init__(self, node: Node, tap: str, level_db: float, sample_rate: int) -> None:
        self.node = node
        self.tap = tap
        self.level = Fader(gain_db=level_db)
        self.latency, self.channels = node.tapped[tap]
        self._bank = Fader.bank([self.level], sample_rate, self.channels)
        self._line = DelayLine(self.channels, 0)

    def delay(self, frames: int) -> None:
        """Hold it back by so many frames."""
        self._line = DelayLine(self.channels, frames)

    def begin(self, frame: int) -> None:
        """Count frames from there."""
        self._bank.reset(frame)

    def read(self) -> Audio:
        """Return the node's present block; to be called once a block."""
        lanes, lane = self.place()
        return np.asarray(lanes[lane])

    def place(self) -> tuple[Audio, int]:
        """Return the same as an array, shape (lanes, channels, frames), and a place in it."""
        lanes, lane = self.node.taps[self.tap]
        if self._line.frames == 0 and self._bank.at_unity:
            self._bank.frame += lanes.shape[-1]
            return lanes, lane
        return self._line.process(self._bank.process(lanes[lane : lane + 1])[0])[np.newaxis], 0

    def set(self, level_db: float, at_frame: int) -> None:
        """Move to another level."""
        if level_db != self.level.gain_db:
            self.level = Fader(gain_db=level_db)
            self._bank.set(0, self.level, at_frame)


def _runs(feeds: Sequence[Feed]) -> Iterator[tuple[Audio, int, int]]:
    """Yield what comes in, in order: an array and from which to which of its lanes."""
    run: tuple[Audio, int, int] | None = None
    for feed in feeds:
        lanes, lane = feed.place()
        if run and run[0] is lanes and run[2] == lane:
            run = lanes, run[1], lane + 1
            continue
        if run:
            yield run
        run = lanes, lane, lane + 1
    if run:
        yield run


def align(feeds: Sequence[Feed]) -> int:
    """Delay all feeds to the slowest and return how late that is."""
    slowest = max((feed.latency for feed in feeds), default=0)
    for feed in feeds:
        feed.delay(slowest - feed.latency)
    return slowest
