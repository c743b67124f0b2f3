"""The one handle to the outside: sources, renders, measurements and the sources of opinions.

Nothing a studio does changes a session. What it has rendered and measured it remembers by the content it came
from, so the same question is never rendered twice, in this process or the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import numpy as np

from assistant import serial
from assistant.craft import Craft
from assistant.profile import Profile
from assistant.taste import Tasteful
from dsp import compiled
from dsp.effects import Solo
from dsp.engine import OpenSource
from dsp.measure import Measurement, measure
from dsp.mix import MAIN, Mix, Slot, Strip
from dsp.render import LONGEST_TAIL_S, THREADS, render
from dsp.routing import upstream
from dsp.sources import Source, Stream, length, open_stream
from dsp.speed import song_pct, speed_pct, told
from dsp.stems import Stems
from dsp.units import Audio
from dsp.warm import compile_kernels
from models.suggest import Suggester

SILENCE: Audio = np.zeros((2, 0), np.float32)
REMEMBERED = 3000
"""Measurements kept on disk for a session; the oldest go first."""


def _silent(_: str) -> None:
    """Say nothing: how a studio works unless somebody listens."""


@dataclass
class Studio:
    """Where a session is worked on.

    Attributes
    ----------
    sources
        What each track plays, by strip name; a missing source leaves its strip silent.
    folder
        The session's recordings, and those that effects are made of; None where there are none.
    responses
        The recordings that effects are made of, by content hash.
    cache
        Folder for measurements, None to remember them in this process only.
    say
        Called with a few words before anything that takes time.
    """

    sources: Mapping[str, Source]
    sample_rate: int
    cache: Path | None = None
    say: Callable[[str], None] = _silent
    folder: Path | None = None
    responses: dict[str, Source] = field(default_factory=dict)
    _heard: dict[str, Measurement] = field(default_factory=dict)
    _stems: Stems = field(default_factory=Stems)
    _mixes: int = 0
    _ready: bool = False

    def suggesters(self, profile: Profile) -> tuple[Suggester, ...]:
        """Return who is asked about a wish: the trade, and what this listener has taught us."""
        craft = Craft()
        return (craft, Tasteful(profile, craft))

    def open_source(self, strip: Strip) -> Stream:
        """Open what a track plays, as fast as it says, or what an effect is made of, at the session's rate."""
        source = self.responses.get(strip.name) or self.sources[strip.name]
        return open_stream(source, self.sample_rate, speed_pct(strip))

    def open_response(self, digest: str) -> Stream:
        """Open what an effect is made of, at the session's rate."""
        return open_stream(self.responses[digest], self.sample_rate)

    def ready(self) -> None:
        """Have the kernels compiled: about 20 s once on a machine, nothing afterwards."""
        if not self._ready:
            if not compiled.complete():
                self.say("compiling the audio kernels, once on this machine (about 20 s)")
                compile_kernels()
            self._ready = True

    def playable(self, mix: Mix) -> Mix:
        """Return the mix without the tracks whose source is missing, and past the effects whose response is."""
        there = (strip for strip in mix if strip.kind != "track" or strip.name in self.sources)
        return Mix(tuple(strip if all(map(self._plays, strip)) else self._without(strip) for strip in there))

    def _plays(self, slot: Slot) -> bool:
        """Whether the recording that a slot is made of is at hand, if it is made of one."""
        return getattr(slot.effect, "digest", "") in ("", *self.responses)

    def _without(self, strip: Strip) -> Strip:
        chain = (slot if self._plays(slot) else replace(slot, bypassed=True) for slot in strip)
        return replace(strip, chain=tuple(chain))

    def channels(self, strip: Strip) -> int:
        """Return how many channels a strip has before its pan."""
        return self.sources[strip.name].channels if strip.name in self.sources else 2

    def heard(self, mix: Mix, name: str = MAIN, spans: tuple[tuple[float, float], ...] = ()) -> Measurement:
        """Measure a strip after its own chain, as if nothing were soloed; a missing recording is silence.

        Only within `spans`, in seconds of the song, if there are any.
        """
        if mix[name].kind == "track" and name not in self.sources:
            return measure(SILENCE, self.sample_rate)
        mix = told(self.playable(Mix(tuple(_unsoloed(strip) for strip in mix))))
        key = self._key(mix, name, spans)
        if key not in self._heard:
            self._heard[key] = self._recall(key) or self._measure(mix, name, key, spans)
        return self._heard[key]

    def _measure(self, mix: Mix, name: str, key: str, spans: tuple[tuple[float, float], ...]) -> Measurement:
        self.ready()
        self.say(f"listening to {'the mix' if name == MAIN else name}")
        blocks = self.sound(mix, name, spans)
        first = next(blocks, SILENCE)  # a return that nothing feeds has no length at all
        measured = measure(chain([first], blocks), self.sample_rate)
        self._keep(key, measured)
        return measured

    def frames(self, mix: Mix) -> int:
        """Return how long the longest recording plays, at the session's rate and its own speed."""
        speeds = {strip.name: speed_pct(strip) for strip in told(mix) if strip.kind == "track"}
        song = song_pct(mix)  # of what is not in this mix
        plays = (length(s, self.sample_rate, speeds.get(name, song)) for name, s in self.sources.items())
        return max(plays, default=0)

    def seconds(self, mix: Mix) -> float:
        """Return how long the song is: its longest recording."""
        return self.frames(mix) / self.sample_rate

    def render(self, mix: Mix, outputs: Sequence[str] = (MAIN,), frames: int = 0) -> Iterator[dict[str, Audio]]:
        """Render strips as `dsp.render.render` does, a mix of many after the first from kept stems.

        The samples are the same. Whoever asks once does not pay for stems; whoever works on a mix has only what was
        changed rendered again.
        """
        open_source: OpenSource = self.open_source
        if sum(mix[name].kind == "track" for name in upstream(mix, outputs)) > 1:
            if self._mixes:
                whole = self.frames(mix) + round((LONGEST_TAIL_S + 1) * self.sample_rate)
                self._stems.folder = self.cache if self.cache and self.cache.is_dir() else None
                with suppress(OSError):  # without room for stems everything is rendered as it was the first time
                    self._stems.fill(mix, self.open_source, self.sample_rate, whole, THREADS)
                mix, open_source = self._stems.instead(mix, self.open_source, self.sample_rate)
            self._mixes += 1
        yield from render(mix, open_source, self.sample_rate, outputs, frames)

    def sound(self, mix: Mix, name: str = MAIN, spans: tuple[tuple[float, float], ...] = ()) -> Iterator[Audio]:
        """Yield what a strip sounds like behind its own chain, block by block; only within `spans` if there are any."""
        blocks = (rendered[name] for rendered in self.render(mix, (name,)))
        if not spans:
            return blocks
        return excerpts(blocks, [(round(a * self.sample_rate), round(b * self.sample_rate)) for a, b in spans])

    def _keep(self, key: str, measured: Measurement) -> None:
        if self.cache is None:
            return
        part = self.cache / f"{key}.part"
        with suppress(OSError):  # a full disk costs time later, not the turn
            self.cache.mkdir(parents=True, exist_ok=True)
            part.write_text(serial.dumps(measured.as_dict()), "utf-8")
            part.replace(self.cache / f"{key}.json")

    def _recall(self, key: str) -> Measurement | None:
        if self.cache is None:
            return None
        try:
            text = (self.cache / f"{key}.json").read_text("utf-8")
            return Measurement.from_dict(json.loads(text))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # a cache that cannot be read is a cache that is not there

    def _key(self, mix: Mix, name: str, spans: tuple[tuple[float, float], ...]) -> str:
        """Name a measurement by everything that it depends on."""
        strip = mix[name]
        hashes = {track: source.hash for track, source in self.sources.items()}
        alone = strip.kind == "track" and not any(slot.key for slot in strip)
        content = (strip.chain, hashes[name]) if alone else (mix.strips, hashes)
        text = serial.dumps([self.sample_rate, name, content, VERSION, *spans])
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def tidy(self) -> None:
        """Forget the oldest measurements beyond what is kept."""
        if self.cache is None or not self.cache.exists():
            return
        files = sorted(self.cache.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in [*files[:-REMEMBERED], *self.cache.glob("*.part")]:
            path.unlink(missing_ok=True)


def excerpts(blocks: Iterator[Audio], spans: Sequence[tuple[int, int]]) -> Iterator[Audio]:
    """Yield what of some blocks, each of shape (channels, frames), lies within spans of frames, in song order."""
    at = 0
    for block in blocks:
        frames = block.shape[1]
        for start, end in spans:
            if start < at + frames and end > at:
                yield block[:, max(start - at, 0) : end - at]
        at += frames
        if at >= max(end for _, end in spans):
            return


VERSION = "1"
"""Of what is measured and how it is rendered; a change here forgets every remembered measurement."""


def _unsoloed(strip: Strip) -> Strip:
    return replace(strip, chain=tuple(slot for slot in strip if not isinstance(slot.effect, Solo)))
