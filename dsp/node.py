"""A strip at work, and what carries its sound to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from dsp.bank import Bank
from dsp.effect import Effect
from dsp.effects.level import Fader, Send
from dsp.mix import Slot, Strip
from dsp.units import Audio


class Stream(Protocol):
    """A source being read from its beginning, at the session's rate."""

    @property
    def channels(self) -> int:
        """How many channels it has: 1 or 2."""

    @property
    def frames(self) -> int:
        """How long it is."""

    def read(self, frames: int) -> Audio:
        """Return the next frames, shape (channels, frames), float32: silence past the end."""

    def close(self) -> None:
        """Let go of the file."""


class DelayLine:
    """Holds audio back by a fixed number of frames."""

    def __init__(self, channels: int, frames: int) -> None:
        self._held = np.zeros((channels, frames), np.float32)

    def process(self, x: Audio) -> Audio:
        """Return what went in that many frames ago, shape (channels, frames)."""
        if self._held.shape[1] == 0:
            return x
        line = np.concatenate([self._held, x], axis=1)
        self._held = line[:, x.shape[1] :]
        return line[:, : x.shape[1]]


class Node:
    """A strip at work: what feeds it, and a bank for each slot of its chain.

    Attributes
    ----------
    taps
        The block as it left each send slot and, under the empty name, the end of the chain.
    latency, channels
        How late each tap is, in frames, and how many channels it has.
    """

    def __init__(self, strip: Strip, inputs: Sequence[Feed], stream: Stream | None, sample_rate: int) -> None:
        self.inputs = inputs
        self.stream = stream
        self.slots: list[tuple[Slot, Bank[Effect]]] = []
        self.taps: dict[str, Audio] = {}
        self.latency: dict[str, int] = {}
        self.channels: dict[str, int] = {}
        latency = align(inputs)
        channels = stream.channels if stream else 2
        for slot in strip:
            bank = slot.effect.bank([slot.effect], sample_rate, channels)
            self.slots.append((slot, bank))
            latency += bank.latency
            channels = bank.out_channels
            if isinstance(slot.effect, Send):
                self.latency[slot.name], self.channels[slot.name] = latency, channels
        self.latency[""], self.channels[""] = latency, channels

    @property
    def tail(self) -> int:
        """Frames that it may still sound after every source has ended."""
        before = max((feed.node.tail for feed in self.inputs), default=0)
        return before + sum(bank.tail for _, bank in self.slots)

    def process(self, frames: int) -> None:
        """Compute the next block at every tap."""
        block = (self.stream.read(frames) if self.stream else self._sum(frames))[np.newaxis]
        for slot, bank in self.slots:
            block = bank.process(block)
            self.taps[slot.name] = block[0]
        self.taps[""] = block[0]

    def _sum(self, frames: int) -> Audio:
        # In float64 and always in the same order: the same mix gives the same bytes.
        total = np.zeros((2, frames))
        for feed in self.inputs:
            total += feed.read()
        return total.astype(np.float32)

    def set(self, strip: Strip, at_frame: int) -> None:
        """Move the knobs that stand elsewhere in `strip`, a strip with the same slots."""
        for place, (slot, bank) in enumerate(self.slots):
            turned = strip.chain[place]
            if turned.effect != slot.effect:
                bank.set(0, turned.effect, at_frame)
                self.slots[place] = (turned, bank)


class Feed:
    """A tap of a node on its way somewhere: at a level, and delayed to arrive with the others."""

    def __init__(self, node: Node, tap: str, level_db: float, sample_rate: int) -> None:
        self.node = node
        self.tap = tap
        self.level = Fader(gain_db=level_db)
        self._bank = Fader.bank([self.level], sample_rate, node.channels[tap])
        self._line = DelayLine(node.channels[tap], 0)

    @property
    def latency(self) -> int:
        """How late it is before any delay of its own."""
        return self.node.latency[self.tap]

    def delay(self, frames: int) -> None:
        """Hold it back by so many frames."""
        self._line = DelayLine(self.node.channels[self.tap], frames)

    def read(self) -> Audio:
        """Return the node's present block; to be called once a block."""
        return self._line.process(self._bank.process(self.node.taps[self.tap][np.newaxis])[0])

    def set(self, level_db: float, at_frame: int) -> None:
        """Move to another level."""
        if level_db != self.level.gain_db:
            self.level = Fader(gain_db=level_db)
            self._bank.set(0, self.level, at_frame)


def align(feeds: Sequence[Feed]) -> int:
    """Delay all feeds to the slowest and return how late that is."""
    slowest = max((feed.latency for feed in feeds), default=0)
    for feed in feeds:
        feed.delay(slowest - feed.latency)
    return slowest
