"""Strips worked on side by side: what stands at the same stage in several of them is one bank's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from dsp.bank import Bank, OpenResponse
from dsp.effect import Effect
from dsp.effects.level import Send, Weighted, WeightedBank
from dsp.node import DelayLine, Feed, Node, Weights
from dsp.span import Along, Span, straight
from dsp.stage import Stage
from dsp.units import Audio

OpenKey = Callable[[str], Feed]
"""Leads a strip's sound to a detector."""

Kind = tuple[type[Effect], int, int, bool, bool]
"""What lanes of a bank have in common.

Family, channels in and out, whether they listen to other strips, and whether they end a chain with weights.
"""


class Rack:
    """Some strips that do not feed each other, from their sources to the end of their chains.

    Parameters
    ----------
    nodes
        In the order of the mix.
    open_key
        Leads a strip's sound to a detector; that strip must be complete by then.
    frame
        The frame that the first block begins with.
    along
        Where in the song the frames are, for what is at work in a part of it.
    ahead
        Frames read from the sources at a time, where that is more than a block.
    open_response
        Opens the recordings that effects are made of.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        open_key: OpenKey,
        sample_rate: int,
        frame: int,
        along: Along = straight,
        ahead: int = 0,
        open_response: OpenResponse | None = None,
    ) -> None:
        self.nodes = nodes
        widths = sorted({node.stream.channels for node in nodes if node.stream})
        self._reels = [Reel([n for n in nodes if n.stream and n.stream.channels == w], w, ahead) for w in widths]
        self._steps: list[Pass | Tap] = []
        left = {node.name: list(node.stages) for node in nodes}
        while True:
            for node in nodes:
                while left[node.name] and isinstance(left[node.name][0].effect, Send):
                    self._steps.append(Tap(node, left[node.name].pop(0).slots[0].name))
            waiting = [node for node in nodes if left[node.name]]
            if not waiting:
                break
            # Longest chains first, so that strips with fewer stages join them further on.
            most = max(len(left[node.name]) for node in waiting)
            kinds = Counter(_kind(node, left[node.name][0]) for node in waiting if len(left[node.name]) == most)
            kind = kinds.most_common(1)[0][0]
            ready = [node for node in waiting if _kind(node, left[node.name][0]) == kind]
            passing = [(node, left[node.name].pop(0)) for node in ready]
            self._steps.append(Pass(passing, kind, open_key, sample_rate, frame, along, open_response))
        self._steps += [Tap(node, "") for node in nodes]

    def process(self, frames: int) -> None:
        """Compute the next block of every strip, up to its taps."""
        for node in self.nodes:
            if not node.stream:
                node.receive(frames)
        for reel in self._reels:
            reel.read(frames)
        for step in self._steps:
            step.process()

    def set(self, turned: Mapping[str, Sequence[Stage]], at_frame: int) -> None:
        """Move the knobs of some strips, by name, to where they stand in these stages."""
        for step in self._steps:
            step.set(turned, at_frame)


class Reel:
    """The sources of some tracks of as many channels, read a good deal at a time.

    Racks that work in threads would wait for each other at every read, since only one at a time runs Python.
    """

    def __init__(self, tracks: Sequence[Node], channels: int, ahead: int) -> None:
        self._tracks = tracks
        self._channels = channels
        self._ahead = ahead
        self._read: Audio = np.empty((len(tracks), channels, 0), np.float32)
        self._at = 0
        self._block: Audio | None = None

    def read(self, frames: int) -> None:
        """Give every track the next frames of its source."""
        self._block = _room(self._block, (len(self._tracks), self._channels, frames))
        left = self._read.shape[-1] - self._at
        if self._ahead <= frames and left == 0:
            self._fill(self._block, 0)
        else:
            if left < frames:
                fresh = np.empty((len(self._tracks), self._channels, left + max(self._ahead, frames)), np.float32)
                fresh[..., :left] = self._read[..., self._at :]
                self._fill(fresh, left)
                self._read, self._at = fresh, 0
            np.copyto(self._block, self._read[..., self._at : self._at + frames])
            self._at += frames
        for lane, node in enumerate(self._tracks):
            node.put(self._block, lane)

    def _fill(self, lanes: Audio, begin: int) -> None:
        for lane, node in enumerate(self._tracks):
            assert node.stream is not None, "a track plays something"
            node.stream.fill(lanes[lane, :, begin:])


def _kind(node: Node, stage: Stage) -> Kind:
    family = stage.effect.family()
    ends = family is Weighted and stage is node.stages[-1] and not stage.span
    return family, node.channels, stage.effect.gives(node.channels), bool(stage.key), ends


class Tap:
    """A place from where a strip's sound is led elsewhere."""

    def __init__(self, node: Node, name: str) -> None:
        self._node, self._name = node, name
        node.put_tap(name)

    def process(self) -> None:
        """Keep the sound as it is here."""
        self._node.tap(self._name)

    def set(self, turned: Mapping[str, Sequence[Stage]], at_frame: int) -> None:
        """Do nothing: a send's level is its feed's."""


class Pass:
    """A stage of several strips: one bank, a lane each."""

    def __init__(
        self,
        passing: Sequence[tuple[Node, Stage]],
        kind: Kind,
        open_key: OpenKey,
        sample_rate: int,
        frame: int,
        along: Along,
        open_response: OpenResponse | None = None,
    ) -> None:
        family, channels, out_channels, _, self._ends = kind
        self._nodes = [node for node, _ in passing]
        self._places = [node.stages.index(stage) for node, stage in passing]
        self._bank: Bank[Effect] = family.bank([stage.effect for _, stage in passing], sample_rate, channels)
        if open_response is not None:
            self._bank.open(open_response)
        self._keys = [Key(node, open_key(stage.key)) for node, stage in passing if stage.key]
        self._bank.frame = frame
        # Kept from block to block: a large array made anew costs more than what many an effect does with it.
        self._dry: Audio | None = None
        self._wet: Audio | None = None
        self._spans: dict[int, Span] = {}
        self._late: dict[int, DelayLine] = {}
        self._answers: dict[int, DelayLine] = {}
        for lane, (node, stage) in enumerate(passing):
            self._bank.follow(lane, along, node.late)
            node.late += self._bank.latency
            node.channels = out_channels
            node.passes.append((self._bank, lane))
            if foreseen := self._bank.foresight(lane):
                heard = to_come(node, stage, foreseen, (sample_rate, frame), along, open_response)
                if heard is not None:
                    self._bank.foresee(lane, heard)
            if stage.span:
                self._late[lane] = DelayLine(channels, self._bank.latency)
                late = node.late
                if stage.effect.answers:
                    self._answers[lane] = DelayLine(channels, self._bank.latency)
                    late -= self._bank.latency  # what goes in is held back, not what comes out
                self._spans[lane] = Span(stage.span, (late, channels), frame, sample_rate, along)

    def process(self) -> None:
        """Send the strips' sound through."""
        if self._ends:
            assert isinstance(self._bank, WeightedBank)
            lines = self._bank.lines(self._nodes[0].lanes.shape[-1])
            for lane, node in enumerate(self._nodes):
                node.weights = Weights(lines, lane)
            return
        dry = self._together()
        self._wet = _room(self._wet, (len(dry), self._bank.out_channels, dry.shape[-1]))
        heard = self._within(dry) if self._answers else dry
        wet = self._bank.process(heard, self._wet)
        for lane, span in self._spans.items():
            plain = self._late[lane].process(dry[lane, : self._bank.channels])
            if lane in self._answers:  # all of the sound, and what answers to the part of it that was heard
                wet[lane] += plain - self._answers[lane].process(heard[lane, : self._bank.channels])
            else:
                wet[lane] = span.process(plain, wet[lane])
        for lane, node in enumerate(self._nodes):
            node.put(wet, lane)

    def _within(self, dry: Audio) -> Audio:
        """Return what goes in, silent outside the parts of the song that what answers is for."""
        heard = dry.copy()
        for lane in self._answers:
            heard[lane] *= self._spans[lane].share(dry.shape[-1])
        return heard

    def _together(self) -> Audio:
        """Return the strips' sound in one array: the one in which it is, where they came all from one bank."""
        if self._keys:
            return np.stack([key.process(node.block) for node, key in zip(self._nodes, self._keys, strict=True)])
        lanes = self._nodes[0].lanes
        places = [lane for lane, node in enumerate(self._nodes) if node.lanes is lanes and node.lane == lane]
        if len(places) == len(self._nodes) == len(lanes):
            return lanes
        self._dry = _room(self._dry, (len(self._nodes), *self._nodes[0].block.shape))
        return np.stack([node.block for node in self._nodes], out=self._dry)

    def set(self, turned: Mapping[str, Sequence[Stage]], at_frame: int) -> None:
        """Move the knobs that stand elsewhere in these stages."""
        for lane, (node, place) in enumerate(zip(self._nodes, self._places, strict=True)):
            if node.name in turned and turned[node.name][place].effect != self._bank.settings[lane]:
                self._bank.set(lane, turned[node.name][place].effect, at_frame)


def to_come(
    node: Node,
    stage: Stage,
    frames: int,
    at: tuple[int, int],
    along: Along,
    open_response: OpenResponse | None,
) -> Audio | None:
    """Return what a stage is going to hear first, None if that is not its own strip's recording or takes others.

    Parameters
    ----------
    node, stage
        A strip that has not begun to play, and one of its stages.
    frames
        How much of it is wanted.
    at
        The sample rate, and the frame that the first block begins with.
    along, open_response
        As for a rack.
    """
    before = [passed for passed in node.stages[: node.stages.index(stage)] if not isinstance(passed.effect, Send)]
    if node.stream is None or any(passed.key or passed.span for passed in before):
        return None
    sample_rate, frame = at
    x = np.empty((node.stream.channels, max(0, min(frames, node.stream.frames - frame))), np.float32)
    node.stream.fill(x)
    node.stream.seek(frame)
    late = node.stream.late
    for passed in before:
        bank: Bank[Effect] = passed.effect.family().bank([passed.effect], sample_rate, len(x))
        if open_response is not None:
            bank.open(open_response)
        bank.frame = frame
        bank.follow(0, along, late)
        bank.foresee(0, x)
        x, late = bank.process(x[np.newaxis])[0], late + bank.latency
    return x


def _room(kept: Audio | None, shape: tuple[int, ...]) -> Audio:
    return kept if kept is not None and kept.shape == shape else np.empty(shape, np.float32)


class Key:
    """What a detector listens to, in time with the strip that it works on."""

    def __init__(self, node: Node, feed: Feed) -> None:
        self._feed = feed
        self._own = DelayLine(node.channels, max(0, feed.latency - node.late))
        self._channels = node.channels
        feed.delay(max(0, node.late - feed.latency))
        node.late = max(node.late, feed.latency)

    def process(self, block: Audio) -> Audio:
        """Return the strip's sound and behind it what is listened to, in as many channels."""
        heard = self._feed.read()
        if self._channels == 1:
            heard = heard.mean(axis=0, keepdims=True)
        return np.concatenate([self._own.process(block), np.broadcast_to(heard, block.shape)])
