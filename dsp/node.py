"""A strip at work, and what carries its sound to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank
from dsp.effect import Effect
from dsp.effects.level import Fader, Line
from dsp.mix import Strip
from dsp.span import Span
from dsp.stage import stages
from dsp.stream import Stream
from dsp.units import Audio


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


@dataclass(frozen=True)
class Weights:
    """How a strip's sound is weighed in this block: a row of the lines that a bank of weights follows."""

    lines: tuple[Line, ...]
    row: int

    def weighed(self, lanes: Audio, lane: int) -> Audio:
        """Return a lane weighed, shape (channels, frames)."""
        from dsp.kernels.level import weigh

        inputs, frames = lanes.shape[1:]
        out = np.empty((1, self.lines[0].start.shape[1] // inputs, frames), np.float32)
        rows = slice(self.row, self.row + 1)
        for line in self.lines:
            part = np.empty((1, out.shape[1], line.end - line.begin), np.float32)
            x = np.ascontiguousarray(lanes[lane : lane + 1, :, line.begin : line.end])
            weigh(x, part, line.start[rows], line.slope[rows], line.offset[rows])
            out[..., line.begin : line.end] = part
        return np.asarray(out[0])

    def add(self, lanes: Audio, first: int, last: int, total: NDArray[np.float64]) -> None:
        """Add lanes from this one's on to a sum, weighed."""
        from dsp.kernels.level import add_weighed

        for line in self.lines:
            frames = line.begin, line.end
            add_weighed(lanes, first, last, line.start, line.slope, line.offset, self.row, frames, total)


class Node:
    """A strip at work: its sound on the way through the chain.

    Attributes
    ----------
    strip
        Its settings.
    inputs, stream
        What feeds it.
    stages
        What its sound passes, in order.
    lanes, lane
        Its sound at this moment: a place in an array that other strips may share, shape (lanes, channels, frames).
    weights
        How it is still to be weighed, where a chain ends in faders and pans: done where it is summed.
    late, channels
        How late the sound is at the stage last put up, in frames, and how many channels it has there.
    passes
        The banks that its stages became, and its lane in each.
    taps
        The sound as it left each send slot and, under the empty name, the end of the chain: an array, its place
        there and its weights.
    tapped
        How late each tap is and how many channels it has.
    """

    def __init__(self, strip: Strip, inputs: Sequence[Feed], stream: Stream | None) -> None:
        self.strip = strip
        self.inputs = inputs
        self.stream = stream
        self.stages = stages(strip)
        self.lanes: Audio = np.zeros((1, 0, 0), np.float32)
        self.lane = 0
        self.late = stream.late if stream else align(inputs)
        self.channels = stream.channels if stream else 2
        self.passes: list[tuple[Bank[Effect], int]] = []
        self.weights: Weights | None = None
        self.taps: dict[str, tuple[Audio, int, Weights | None]] = {}
        self.tapped: dict[str, tuple[int, int]] = {}

    @property
    def name(self) -> str:
        """The strip's name."""
        return self.strip.name

    @property
    def tail(self) -> int:
        """Frames that it may still sound after every source has ended."""
        before = self.stream.tail if self.stream else max((feed.node.tail for feed in self.inputs), default=0)
        return before + sum(bank.tails[lane] for bank, lane in self.passes)

    @property
    def block(self) -> Audio:
        """Its sound at this moment, shape (channels, frames)."""
        return np.asarray(self.lanes[self.lane])

    def receive(self, frames: int) -> None:
        """Bring in the next frames of the strips that feed it."""
        self.put(self._sum(frames)[np.newaxis], 0)

    def put(self, lanes: Audio, lane: int) -> None:
        """Say where its sound is now."""
        self.lanes, self.lane, self.weights = lanes, lane, None

    def tap(self, name: str = "") -> None:
        """Keep the sound as it is at this place."""
        self.taps[name] = self.lanes, self.lane, self.weights

    def put_tap(self, name: str = "") -> None:
        """Note that it can be tapped at this place."""
        self.tapped[name] = self.late, self.channels

    def _sum(self, frames: int) -> Audio:
        from dsp.kernels.level import add

        # In float64 and always in the same order: the same mix gives the same bytes.
        total = np.zeros((2, frames))
        for lanes, first, last, weights in _runs(self.inputs):
            if weights:
                weights.add(lanes, first, last, total)
            else:
                add(lanes, first, last, total)
        return total.astype(np.float32)


class Feed:
    """A tap of a node on its way somewhere: at a level, maybe in a part of the song, in time with the others."""

    def __init__(self, node: Node, tap: str, level_db: float, sample_rate: int, span: Span | None = None) -> None:
        self.node = node
        self.tap = tap
        self.level = Fader(gain_db=level_db)
        self.latency, self.channels = node.tapped[tap]
        self._bank = Fader.bank([self.level], sample_rate, self.channels)
        self._line = DelayLine(self.channels, 0)
        self._span = span

    def delay(self, frames: int) -> None:
        """Hold it back by so many frames."""
        self._line = DelayLine(self.channels, frames)

    def begin(self, frame: int) -> None:
        """Count frames from there."""
        self._bank.reset(frame)

    def read(self) -> Audio:
        """Return the node's present block; to be called once a block."""
        lanes, lane, weights = self.place()
        return weights.weighed(lanes, lane) if weights else np.asarray(lanes[lane])

    def place(self) -> tuple[Audio, int, Weights | None]:
        """Return the same as an array, shape (lanes, channels, frames), a place in it, and how to weigh it."""
        lanes, lane, weights = self.node.taps[self.tap]
        if self._line.frames == 0 and self.level.gain_db == 0 and self._bank.at_rest and not self._span:
            self._bank.frame += lanes.shape[-1]
            return lanes, lane, weights
        block = weights.weighed(lanes, lane) if weights else lanes[lane]
        block = self._bank.process(block[np.newaxis])[0]
        block = self._span.process(None, block) if self._span else block
        return self._line.process(block)[np.newaxis], 0, None

    def set(self, level_db: float, at_frame: int) -> None:
        """Move to another level."""
        if level_db != self.level.gain_db:
            self.level = Fader(gain_db=level_db)
            self._bank.set(0, self.level, at_frame)


Run = tuple[Audio, int, int, Weights | None]
"""An array, from which to which of its lanes, and how they are weighed."""


def _runs(feeds: Sequence[Feed]) -> Iterator[Run]:
    """Yield what comes in, in order, neighbours that lie beside each other together."""
    run: Run | None = None
    for feed in feeds:
        lanes, lane, weights = feed.place()
        if run and run[0] is lanes and run[2] == lane and _goes_on(run, weights):
            run = lanes, run[1], lane + 1, run[3]
            continue
        if run:
            yield run
        run = lanes, lane, lane + 1, weights
    if run:
        yield run


def _goes_on(run: Run, weights: Weights | None) -> bool:
    if run[3] is None or weights is None:
        return run[3] is weights
    return run[3].lines is weights.lines and run[3].row + run[2] - run[1] == weights.row


def align(feeds: Sequence[Feed]) -> int:
    """Delay all feeds to the slowest and return how late that is."""
    slowest = max((feed.latency for feed in feeds), default=0)
    for feed in feeds:
        feed.delay(slowest - feed.latency)
    return slowest
