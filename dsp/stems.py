"""Stems kept: what a track sounds like behind its costly effects, so that a change of one renders that one only."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO

import numpy as np

from dsp.effects.level import IN_THE_GRAPH, Send, Weighted
from dsp.engine import Engine, OpenSource
from dsp.mix import MAIN, Mix, Slot, Strip
from dsp.node import Node
from dsp.speed import told
from dsp.stream import Stream
from dsp.units import Audio

Content = tuple[str, int, tuple[Slot, ...]]
"""All that a stem depends on: the recording, the sample rate and the slots it has passed."""

BLOCK = 16384
SAMPLE_BYTES = 4


def costly(strip: Strip) -> tuple[Slot, ...]:
    """Return the slots at the head of a track's chain that are worth keeping the result of.

    Faders, pans and the like behind them are not: they cost less than reading, and are what moves most. A send is
    tapped between, and what listens to another strip depends on that one too.
    """
    kept = 0
    for at, slot in enumerate(strip.chain):
        if slot.bypassed:
            continue
        if slot.key or isinstance(slot.effect, Send):
            break
        if not isinstance(slot.effect, (Weighted, *IN_THE_GRAPH)):
            kept = at + 1
    return tuple(slot for slot in strip.chain[:kept] if not slot.bypassed and not isinstance(slot.effect, IN_THE_GRAPH))


@dataclass
class _Kept:
    """A stem on the disk, frames side by side; `frames` of it are not silence."""

    file: IO[bytes]
    channels: int
    late: int
    tail: int
    length: int
    frames: int = 0
    turn: Lock = field(default_factory=Lock)

    @property
    def bytes(self) -> int:
        """How much it takes."""
        return self.frames * self.channels * SAMPLE_BYTES

    def append(self, block: Audio, begin: int) -> None:
        sounding = np.flatnonzero(block.any(axis=0))
        if sounding.size:
            self.file.seek(begin * self.channels * SAMPLE_BYTES)
            self.file.write(np.ascontiguousarray(block.T).data)
            self.frames = begin + int(sounding[-1]) + 1


class Stem:
    """A kept stem being read: a source that is as late as the effects it has passed made it.

    Attributes
    ----------
    channels, frames, late, tail
        What it gives, the length of the recording it was made of, and what its effects' latency and tail were.
    """

    def __init__(self, kept: _Kept) -> None:
        self._kept = kept
        self.channels, self.frames, self.late, self.tail = kept.channels, kept.length, kept.late, kept.tail
        self._at = 0

    def fill(self, out: Audio) -> None:
        """Set `out`, shape (channels, frames), to the next frames."""
        frames = out.shape[1]
        count = max(0, min(frames, self._kept.frames - self._at))
        sound = np.zeros((frames, self.channels), np.float32)
        if count:
            with self._kept.turn:
                self._kept.file.seek(self._at * self.channels * SAMPLE_BYTES)
                self._kept.file.readinto(sound[:count])  # type: ignore[attr-defined] # a raw file has it
        out[:] = sound.T
        self._at += frames

    def seek(self, frame: int) -> None:
        """Go on from that frame."""
        self._at = frame

    def close(self) -> None:
        """Do nothing: the stem stays for the next reader."""


class Stems:
    """Stems of a session, the least used dropped first.

    They lie in files without a name, which are gone with the process however it ends.

    Parameters
    ----------
    limit
        Bytes on the disk at most.
    folder
        Where the files lie; the system's folder for temporary files, which may be memory, if None.
    """

    def __init__(self, limit: int = 2 << 30, folder: Path | None = None) -> None:
        self._limit = limit
        self.folder = folder
        self._kept: OrderedDict[Content, _Kept] = OrderedDict()

    @property
    def bytes(self) -> int:
        """How much they take."""
        return sum(kept.bytes for kept in self._kept.values())

    def missing(self, mix: Mix, sample_rate: int) -> tuple[str, ...]:
        """Return the tracks that have costly effects and no stem."""
        mix = told(mix)
        return tuple(
            strip.name
            for strip in mix
            if strip.kind == "track" and costly(strip) and _content(strip, sample_rate) not in self._kept
        )

    def fill(self, mix: Mix, open_source: OpenSource, sample_rate: int, frames: int, threads: int = 1) -> None:
        """Render the stems that are missing, all in one go, for `frames` of the song: as many as there is room for.

        None that this mix has is dropped for one that it lacks, so that a session too large for all keeps some.

        Raises
        ------
        OSError
            If there is no room for them.
        """
        mix = told(mix)
        used = {_content(strip, sample_rate) for strip in mix}
        most = frames * 2 * SAMPLE_BYTES
        room = self._limit - sum(kept.bytes for content, kept in self._kept.items() if content in used)
        names = self.missing(mix, sample_rate)[: max(room, 0) // most]
        if not names:
            return
        for content in [content for content in self._kept if content not in used]:
            if self.bytes + len(names) * most > self._limit:
                del self._kept[content]  # its file goes with its last reader
        bare = Mix((*(replace(mix[name], chain=costly(mix[name])) for name in names), Strip(MAIN, "main", output="")))
        with closing(Engine(bare, open_source, sample_rate, names, threads=threads, aligned=False)) as engine:
            fresh = {name: self._empty(engine.nodes[name]) for name in names}
            for begin in range(0, frames, BLOCK):
                for name, block in engine.process(min(BLOCK, frames - begin)).items():
                    fresh[name].append(block, begin)
        for name, kept in fresh.items():
            kept.file.flush()
            self._kept[_content(mix[name], sample_rate)] = kept

    def instead(self, mix: Mix, open_source: OpenSource, sample_rate: int) -> tuple[Mix, OpenSource]:
        """Return a mix of the same sound that begins with the stems at hand, and what opens its sources."""
        mix = told(mix)
        ready = {
            strip.name: self._kept[content]
            for strip in mix
            if strip.kind == "track" and (content := _content(strip, sample_rate)) in self._kept
        }
        for name in ready:
            self._kept.move_to_end(_content(mix[name], sample_rate))

        def open_stem(strip: Strip) -> Stream:
            return Stem(ready[strip.name]) if strip.name in ready else open_source(strip)

        return Mix(tuple(_rest(strip) if strip.name in ready else strip for strip in mix)), open_stem

    def _empty(self, node: Node) -> _Kept:
        assert node.stream is not None
        late, channels = node.tapped[""]
        # Unbuffered, so that another reader of the same file sees all of it.
        file = TemporaryFile(buffering=0, dir=self.folder)  # noqa: SIM115 - for as long as it is kept
        return _Kept(file, channels, late, node.tail, node.stream.frames)


def _rest(strip: Strip) -> Strip:
    kept = costly(strip)
    return replace(strip, chain=tuple(slot for slot in strip if slot not in kept))


def _content(strip: Strip, sample_rate: int) -> Content:
    return strip.source, sample_rate, costly(strip)
