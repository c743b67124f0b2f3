"""The deck: a mix, or two to compare, played from anywhere in the song; pulled block by block, knows no device.

All that starts, stops or changes places does so by a short crossfade. What cannot be had by turning knobs, because
strips, slots or routes differ, is a new engine: run up beside the old one until it stands as if it had always been
playing, then faded in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dsp.engine import Engine, OpenSource
from dsp.mix import MAIN, Mix, Strip
from dsp.render import LONGEST_TAIL_S, QUIET_DB
from dsp.tape import CROSSFADE, Tape, Timeline
from dsp.units import Audio, gain

RUN_UP_S = 5.0
"""How long an engine is run before it is heard: compressors settle and what was before rings on."""

CATCH_UP_S = 0.02
"""A new engine may be so far behind when it is handed over: that much is caught up between two blocks."""


@dataclass(frozen=True)
class Version:
    """A mix to hear, and how much it is turned up or down to be compared fairly."""

    mix: Mix
    gain_db: float = 0.0


class Glide:
    """A gain that moves along a straight line, over the length of a crossfade."""

    def __init__(self, gain: float) -> None:
        self._from = self._to = gain
        self._gone = CROSSFADE

    @property
    def is_silent(self) -> bool:
        """Whether it is closed, and not merely closing."""
        return self._to == 0 and self._gone == CROSSFADE

    def to(self, gain: float) -> None:
        """Start towards another gain from wherever it is."""
        if gain != self._to:
            self._from, self._to, self._gone = float(self._at(self._gone)), gain, 0

    def next(self, frames: int) -> NDArray[np.float64] | float:
        """Return the gain at each of the next frames."""
        if self._gone == CROSSFADE:
            return self._to
        gone = np.minimum(self._gone + np.arange(1, frames + 1), CROSSFADE)
        self._gone = int(gone[-1])
        return self._at(gone)

    def _at(self, gone: NDArray[np.int64] | int) -> NDArray[np.float64] | float:
        share = np.asarray(gone) / CROSSFADE
        return np.where(share == 1, self._to, self._from + (self._to - self._from) * share)


class Voice:
    """A version at work: its engine, in step with every other voice on the same timeline.

    Parameters
    ----------
    frame
        The frame of playing at which it is to be heard first; it has run up to there when this returns.
    """

    def __init__(
        self, version: Version, open_source: OpenSource, sample_rate: int, timeline: Timeline, frame: int
    ) -> None:
        self.version = version
        self.glide = Glide(0.0)

        def wound(strip: Strip) -> Tape:
            return Tape(lambda: open_source(strip), timeline)

        begin = max(0, frame - round(RUN_UP_S * sample_rate))
        self._engine = Engine(version.mix, wound, sample_rate, start=begin, along=timeline.along)
        self.frame = begin - self._engine.latency
        self.run_to(frame)

    @property
    def read(self) -> int:
        """Up to which frame of playing the sources have been read."""
        return self.frame + self._engine.latency

    @property
    def frames(self) -> int:
        """How long the song is."""
        return self._engine.frames

    @property
    def tail(self) -> int:
        """Frames that it may still sound after the song has ended."""
        return self._engine.tail

    def process(self, frames: int) -> Audio:
        """Return the next frames, shape (2, frames)."""
        self.frame += frames
        return self._engine.process(frames)[MAIN]

    def run_to(self, frame: int) -> None:
        """Go on to a frame of playing without being heard."""
        while self.frame < frame:
            self.process(min(frame - self.frame, 4096))

    def set(self, mix: Mix) -> None:
        """Turn the knobs; raises `ValueError` if that is not enough to make it this mix."""
        self._engine.set(mix)
        self.version = replace(self.version, mix=mix)

    def close(self) -> None:
        """Let go of the sources."""
        self._engine.close()


class Deck:
    """One song being played.

    Parameters
    ----------
    versions
        The mixes to hear; all run in step, so that changing over is instant.
    start
        The frame of the song to begin at; what lies just before it fades in.
    end
        The frame of the song to fade out at, None to play to its end and let it ring out.
    loop
        The stretch to play over and over.
    heard
        Which version is heard first.

    Attributes
    ----------
    frame
        The frame of playing that comes next: that of the song, until there is a jump.
    """

    def __init__(
        self,
        versions: Sequence[Version],
        open_source: OpenSource,
        sample_rate: int,
        *,
        start: int = 0,
        end: int | None = None,
        loop: tuple[int, int] | None = None,
        heard: int = 0,
    ) -> None:
        self.heard = heard
        self.end = end
        self._open_source = open_source
        self._sample_rate = sample_rate
        self._timeline = Timeline(start)
        self.frame = start - min(start, CROSSFADE)
        if loop:
            self._timeline.go_round(loop, self.frame)
        self._voices = [self._voice(version) for version in versions]
        self._leaving: list[Voice] = []
        self._quiet = False
        self._playing, self._ended = True, False
        self._voices[heard].glide = Glide(0.0 if start else self._gain(heard))
        self._open()

    @property
    def position(self) -> int:
        """The frame of the song that comes next."""
        return min(max(self._timeline.song(self.frame), 0), self.frames)

    @property
    def frames(self) -> int:
        """How long the song is."""
        return max(voice.frames for voice in self._voices)

    @property
    def loop(self) -> tuple[int, int] | None:
        """The stretch being played over and over, if one is."""
        return self._timeline.loop

    @property
    def is_silent(self) -> bool:
        """Whether nothing more is to be heard: it was faded out, or the song is over."""
        faded = not self._sounds and all(voice.glide.is_silent for voice in [*self._voices, *self._leaving])
        over = self._timeline.song(self.frame) - self.frames
        rung_out = self._quiet and over >= max(voice.tail for voice in self._voices)
        return faded or (over >= 0 and (rung_out or over >= LONGEST_TAIL_S * self._sample_rate))

    def read(self, frames: int) -> Audio:
        """Return the next frames, shape (2, frames)."""
        left = None if self.end is None or self.loop else self.end - self._timeline.song(self.frame)
        if left is not None and 0 <= left < frames and not self._ended:
            before = self._read(left)
            self._ended = True
            self._open()
            return np.concatenate([before, self._read(frames - left)], axis=1)
        return self._read(frames)

    def _read(self, frames: int) -> Audio:
        total = np.zeros((2, frames))
        for voice in [*self._voices, *self._leaving]:
            total += voice.process(frames) * voice.glide.next(frames)
        for voice in [voice for voice in self._leaving if voice.glide.is_silent]:
            voice.close()
            self._leaving.remove(voice)
        self.frame += frames
        self._quiet = float(np.abs(total).max(initial=0.0)) < gain(QUIET_DB)
        return total.astype(np.float32)

    def fade_out(self) -> None:
        """Fall silent; the song stays where it is then."""
        self._playing = False
        self._open()

    def fade_in(self) -> None:
        """Be heard again, from where the song stayed."""
        self._playing = True
        self._open()

    def seek(self, song: int) -> None:
        """Go to a frame of the song."""
        self._timeline.jump(song, self._read_up_to)
        self._ended = False
        if self.end is not None and song >= self.end:
            self.end = None

    def go_round(self, loop: tuple[int, int] | None) -> None:
        """Play a stretch over and over, or no longer; raises `ValueError` if it is too short."""
        self._timeline.go_round(loop, self._read_up_to)

    def switch(self, heard: int) -> None:
        """Hear another of the versions."""
        self.heard = heard
        self._open()

    def set(self, at: int, mix: Mix) -> None:
        """Turn the knobs of a version; raises `ValueError` if that takes another engine: `prepare` one."""
        self._voices[at].set(mix)

    def prepare(self, at: int, mix: Mix) -> Voice:
        """Return an engine for another mix, run up to where the song is; this deck may go on meanwhile."""
        voice = self._voice(replace(self._voices[at].version, mix=mix))
        for _ in range(8):  # it gains on the deck with each, unless the machine is too slow to play it at all
            if self.frame - voice.frame <= CATCH_UP_S * self._sample_rate:
                break
            voice.run_to(self.frame)
        return voice

    def bring_in(self, at: int, voice: Voice) -> None:
        """Put an engine that was prepared in the place of another, by a crossfade."""
        voice.run_to(self.frame)
        self._leaving.append(self._voices[at])
        self._voices[at] = voice
        self._open()

    def close(self) -> None:
        """Let go of the sources."""
        for voice in [*self._voices, *self._leaving]:
            voice.close()

    def _voice(self, version: Version) -> Voice:
        return Voice(version, self._open_source, self._sample_rate, self._timeline, self.frame)

    @property
    def _read_up_to(self) -> int:
        return max(voice.read for voice in [*self._voices, *self._leaving])

    @property
    def _sounds(self) -> bool:
        return self._playing and not self._ended

    def _gain(self, at: int) -> float:
        return gain(self._voices[at].version.gain_db)

    def _open(self) -> None:
        """Let the version that is to be heard be heard, and no other."""
        for at, voice in enumerate(self._voices):
            voice.glide.to(self._gain(at) if self._sounds and at == self.heard else 0.0)
        for voice in self._leaving:
            voice.glide.to(0.0)
