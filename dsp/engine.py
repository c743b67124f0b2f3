"""The engine: pulls audio through the strips of a mix, block by block.

The same engine renders a file and plays live, so what is heard is what is exported. Every strip is a
node; nodes run in an order in which each comes after those that feed it, those at the same depth side by
side. Wherever paths meet they are delayed to the slowest, so that a processor's look-ahead never shifts one
track against another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from dsp.mix import MAIN, Mix, Strip
from dsp.node import Feed, Node, align
from dsp.rack import Rack
from dsp.routing import Cable, cables, depths, level_db, silenced, span_of, upstream
from dsp.span import Along, Span, straight
from dsp.speed import speed_pct, told
from dsp.stage import stages
from dsp.stream import Stream
from dsp.units import Audio

AHEAD = 65_536
"""Frames read from the sources at a time where threads share the work."""

OpenSource = Callable[[Strip], Stream]
"""Opens what a track plays, as fast as it says, and what an effect is made of: a strip whose name and source are its
content hash."""


class Engine:
    """A mix at work.

    Only the strips that `outputs` need are computed, and a solo counts among these alone: a strip that
    is listened to by itself sounds whatever else is soloed. Samples depend neither on the blocks nor on the
    number of threads.

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
    start
        The frame of the song to begin with; effects begin with silence behind them.
    threads
        How many share the work.
    aligned
        Whether all outputs are delayed to the slowest, as they must be to be heard together.
    along
        Where in the song the frames are, if its sources jump about in it.

    Attributes
    ----------
    frame
        The frame of the song that comes in next; what goes out lags it.
    latency
        Frames by which all outputs alike lag the sources.
    channels
        How many channels each output has.
    frames
        Length of the longest source among those opened.
    nodes
        Every strip at work, by name.

    Raises
    ------
    BadRoute
        If a strip feeds one that cannot be fed, or strips feed each other in a circle.
    """

    def __init__(
        self,
        mix: Mix,
        open_source: OpenSource,
        sample_rate: int,
        outputs: Sequence[str] = (MAIN,),
        start: int = 0,
        threads: int = 1,
        aligned: bool = True,
        along: Along = straight,
    ) -> None:
        self.mix = mix = told(mix)
        self.frame = start
        order = upstream(mix, outputs)
        silent = silenced(mix, order)
        routes = cables(mix)
        ahead = AHEAD if threads > 1 else 0
        self.nodes: dict[str, Node] = {}
        self._feeds: list[tuple[Cable, Feed]] = []
        self._racks: list[list[Rack]] = []

        def lead(cable: Cable) -> Feed:
            node = self.nodes[cable.origin]
            span = span_of(mix, cable)
            share = Span(span, node.tapped[cable.slot], start, sample_rate, along) if span else None
            feed = Feed(node, cable.slot, level_db(mix, cable, silent), sample_rate, share)
            feed.begin(start)
            self._feeds.append((cable, feed))
            return feed

        def open_response(digest: str) -> Stream:
            return open_source(Strip(digest, source=digest))

        def open_key(name: str) -> Feed:
            return Feed(self.nodes[name], "", 0.0, sample_rate)

        for abreast in depths(mix, order):
            for name in abreast:
                inputs = [lead(cable) for cable in routes if cable.to == name]
                self.nodes[name] = Node(mix[name], inputs, self._open(mix[name], open_source, start))
            teams = _teams([self.nodes[name] for name in abreast], threads)
            self._racks.append(
                [Rack(team, open_key, sample_rate, start, along, ahead, open_response) for team in teams]
            )
        self._outputs = {name: lead(Cable(name, "")) for name in outputs}
        self.latency = align(list(self._outputs.values())) if aligned else 0
        self.channels: Mapping[str, int] = {name: feed.channels for name, feed in self._outputs.items()}
        self.frames = max((node.stream.frames for node in self.nodes.values() if node.stream), default=0)
        self._pool = ThreadPoolExecutor(threads, "engine") if threads > 1 else None

    def _open(self, strip: Strip, open_source: OpenSource, start: int) -> Stream | None:
        if strip.kind != "track":
            return None
        stream = open_source(strip)
        if start:
            stream.seek(start)
        return stream

    @property
    def tail(self) -> int:
        """Frames that some output may still sound after every source has ended."""
        return max(feed.node.tail for feed in self._outputs.values())

    def process(self, frames: int) -> dict[str, Audio]:
        """Return the next frames of every output, each of shape (channels, frames)."""
        for abreast in self._racks:
            if self._pool and len(abreast) > 1:
                for done in [self._pool.submit(rack.process, frames) for rack in abreast]:
                    done.result()
            else:
                for rack in abreast:
                    rack.process(frames)
        self.frame += frames
        return {name: feed.read().copy() for name, feed in self._outputs.items()}

    def set(self, mix: Mix) -> None:
        """Move the knobs to where they stand in `mix`, from the next frame of the grid on.

        Raises
        ------
        ValueError
            If `mix` has other strips, slots or routes: that takes a new engine.
        """
        mix = told(mix)
        if _shape(mix) != _shape(self.mix):
            raise ValueError("strips, slots or routes have changed: only knobs can be set while it plays")
        self.mix = mix
        silent = silenced(mix, self.nodes)
        turned = {strip.name: stages(strip) for strip in mix if strip.name in self.nodes and self._turn(strip)}
        for abreast in self._racks:
            for rack in abreast:
                rack.set(turned, self.frame)
        for cable, feed in self._feeds:
            feed.set(level_db(mix, cable, silent), self.frame)

    def _turn(self, strip: Strip) -> bool:
        """Note a strip's settings and say whether they are others than before."""
        node = self.nodes[strip.name]
        node.strip, before = strip, node.strip
        return before != strip

    def close(self) -> None:
        """Let go of the sources and the threads."""
        if self._pool:
            self._pool.shutdown()
        for node in self.nodes.values():
            if node.stream:
                node.stream.close()


def _teams(nodes: Sequence[Node], threads: int) -> list[Sequence[Node]]:
    """Share nodes out, neighbours together: about as much to do for each."""
    work = [1 + len(node.stages) for node in nodes]
    teams: list[list[Node]] = [[] for _ in range(threads)]
    done = 0
    for node, load in zip(nodes, work, strict=True):
        teams[min(done * threads // sum(work), threads - 1)].append(node)
        done += load
    return [team for team in teams if team]


def _shape(mix: Mix) -> object:
    """All that a new engine would be needed for."""
    strips = [(strip.name, strip.kind, strip.source, speed_pct(strip)) for strip in mix]
    slots = [[(slot.name, type(slot.effect), slot.span, slot.key, slot.bypassed) for slot in strip] for strip in mix]
    return strips, slots, cables(mix)
