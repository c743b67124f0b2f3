"""The engine: pulls audio through the strips of a mix, block by block.

The same engine renders a file and plays live, so what is heard is what is exported. Every strip is a
node; nodes run in an order in which each comes after those that feed it. Wherever paths meet they are
delayed to the slowest, so that a processor's look-ahead never shifts one track against another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dsp.mix import MAIN, Mix, Strip
from dsp.node import Feed, Node, Stream, align
from dsp.routing import Cable, cables, level_db, silenced, upstream
from dsp.units import Audio

OpenSource = Callable[[Strip], Stream]
"""Opens what a track plays."""


class Engine:
    """A mix at work.

    Only the strips that `outputs` need are computed, and a solo counts among these alone: a strip that
    is listened to by itself sounds whatever else is soloed.

    Parameters
    ----------
    mix
        What to play.
    open_source
        Opens what a track plays.
    sample_rate
        The session's, in Hz.
    outputs
        The strips to hear, each as it leaves its own chain, before the strips that it feeds.

    Attributes
    ----------
    frame
        How many frames have been processed.
    latency
        Frames by which all outputs alike lag the sources.
    channels
        How many channels each output has.
    frames
        Length of the longest source among those opened.

    Raises
    ------
    BadRoute
        If a strip feeds one that cannot be fed, or strips feed each other in a circle.
    """

    def __init__(self, mix: Mix, open_source: OpenSource, sample_rate: int, outputs: Sequence[str] = (MAIN,)) -> None:
        self.mix = mix
        self.frame = 0
        order = upstream(mix, outputs)
        silent = silenced(mix, order)
        self._nodes: dict[str, Node] = {}
        self._feeds: list[tuple[Cable, Feed]] = []

        def feed(cable: Cable) -> Feed:
            level = level_db(mix, cable, silent)
            self._feeds.append((cable, Feed(self._nodes[cable.origin], cable.slot, level, sample_rate)))
            return self._feeds[-1][1]

        routes = cables(mix)
        for name in order:
            inputs = [feed(cable) for cable in routes if cable.to == name]
            stream = open_source(mix[name]) if mix[name].kind == "track" else None
            self._nodes[name] = Node(mix[name], inputs, stream, sample_rate)
        self._outputs = {name: feed(Cable(name, to="")) for name in outputs}
        self.latency = align(list(self._outputs.values()))
        self.channels: Mapping[str, int] = {name: self._nodes[name].channels[""] for name in outputs}
        self.frames = max((node.stream.frames for node in self._nodes.values() if node.stream), default=0)

    @property
    def tail(self) -> int:
        """Frames that some output may still sound after every source has ended."""
        return max(feed.node.tail for feed in self._outputs.values())

    def process(self, frames: int) -> dict[str, Audio]:
        """Return the next frames of every output, each of shape (channels, frames)."""
        for node in self._nodes.values():
            node.process(frames)
        self.frame += frames
        return {name: feed.read() for name, feed in self._outputs.items()}

    def set(self, mix: Mix) -> None:
        """Move the knobs to where they stand in `mix`, from the next frame of the grid on.

        Raises
        ------
        ValueError
            If `mix` has other strips, slots or routes: that takes a new engine.
        """
        if _shape(mix) != _shape(self.mix):
            raise ValueError("strips, slots or routes have changed: only knobs can be set while it plays")
        self.mix = mix
        silent = silenced(mix, self._nodes)
        for name, node in self._nodes.items():
            node.set(mix[name], self.frame)
        for cable, feed in self._feeds:
            feed.set(level_db(mix, cable, silent), self.frame)

    def close(self) -> None:
        """Let go of the sources."""
        for node in self._nodes.values():
            if node.stream:
                node.stream.close()


def _shape(mix: Mix) -> object:
    """All that a new engine would be needed for."""
    strips = [(strip.name, strip.kind, strip.source) for strip in mix]
    slots = [[(slot.name, type(slot.effect)) for slot in strip] for strip in mix]
    return strips, slots, cables(mix)
