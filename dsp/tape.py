"""Winding: which frame of the song is read at each frame of playing, and a source that follows.

Jumps happen at the sources, not behind the mixer: compressors and reverbs go on as they were, so a loop rings over
its seam and nothing has to be prepared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.bank import GRID
from dsp.span import Curve
from dsp.stream import Stream
from dsp.units import Audio

CROSSFADE = 16 * GRID
"""Frames over which one place, or one mix, gives way to another: as long as a knob takes, so nothing clicks."""


@dataclass(frozen=True)
class Run:
    """A stretch of playing without a bend.

    Attributes
    ----------
    song
        The frame of the song that it begins with.
    to
        The frame of the song that fades in meanwhile, None where nothing does.
    faded
        How many frames of that crossfade have gone by.
    """

    frames: int
    song: int
    to: int | None = None
    faded: int = 0

    def share(self, frames: int) -> NDArray[np.float64]:
        """Return how much has faded in at each of the first frames."""
        return (self.faded + np.arange(1, frames + 1)) / CROSSFADE


class Timeline:
    """Which frame of the song sounds at which frame of playing: the same, until there is a jump.

    A jump crossfades into what lies *before* its goal, so that the beat on the goal itself is whole.

    Parameters
    ----------
    start
        The frame that playing begins with.
    """

    def __init__(self, start: int = 0) -> None:
        self._lines = [(start, start)]
        self._loop: tuple[int, int] | None = None

    @property
    def loop(self) -> tuple[int, int] | None:
        """The stretch of the song that comes round again, None if it just goes on."""
        return self._loop

    def song(self, frame: int) -> int:
        """Return the frame of the song at a frame of playing, negative before the song begins."""
        self._extend(frame)
        began, song = self._lines[self._line(frame)]
        return song + frame - began

    def jump(self, to: int, read: int) -> None:
        """Go to a frame of the song as soon as what has been `read` of playing allows."""
        self._forget(read)
        self._lines.append((max(read, self._lines[-1][0]) + CROSSFADE, to))

    def go_round(self, loop: tuple[int, int] | None, read: int) -> None:
        """Play a stretch of the song over and over, or on from wherever it is.

        Raises
        ------
        ValueError
            If the stretch is too short to be faded into itself.
        """
        if loop and loop[1] - loop[0] < 2 * CROSSFADE:
            raise ValueError(f"a loop of {loop[1] - loop[0]} frames is too short: {2 * CROSSFADE} are the least")
        self._forget(read)
        self._loop = loop
        began, song = self._lines[-1]
        if loop and song + max(read - began, 0) > loop[1] - CROSSFADE:
            self._lines.append((max(read, began) + CROSSFADE, loop[0]))

    def run(self, frame: int) -> Run:
        """Return the straight stretch that begins at a frame of playing."""
        self._extend(frame + CROSSFADE)
        lines = self._lines
        line = self._line(frame)
        began, song = lines[line]
        song += frame - began
        if line + 1 == len(lines):
            return Run(CROSSFADE, song)
        jump, to = lines[line + 1]
        left = jump - frame
        if left > CROSSFADE:
            return Run(left - CROSSFADE, song)
        return Run(left, song, to - left, CROSSFADE - left)

    def along(self, curve: Curve, frame: int, frames: int) -> NDArray[np.float64]:
        """Follow a curve of the song for so many frames of playing, across its jumps as the sources go."""
        followed = np.empty(frames)
        done = 0
        while done < frames:
            run = self.run(frame + done)
            count = min(run.frames, frames - done)
            here = np.arange(count)
            part = curve(run.song + here)
            if run.to is not None:
                part = part + (curve(run.to + here) - part) * run.share(count)
            followed[done : done + count] = part
            done += count
        return followed

    def _line(self, frame: int) -> int:
        return max(0, bisect_right(self._lines, frame, key=lambda line: line[0]) - 1)

    def _extend(self, until: int) -> None:
        """Know every turn of the loop that begins to fade by a frame of playing."""
        while self._loop:
            began, song = self._lines[-1]
            start, end = self._loop
            if song > end - CROSSFADE or began + end - song - CROSSFADE > until:
                return  # it is past the end of the loop, or not there yet
            self._lines.append((began + end - song, start))

    def _forget(self, read: int) -> None:
        """Drop the jumps that nobody has read into yet."""
        while len(self._lines) > 1 and self._lines[-1][0] - CROSSFADE >= read:
            self._lines.pop()


class Tape:
    """A source that is read along a timeline, whatever way that winds.

    Parameters
    ----------
    open_stream
        Opens the source.
    """

    def __init__(self, open_stream: Callable[[], Stream], timeline: Timeline) -> None:
        self._stream = open_stream()
        self._timeline = timeline
        self._at = 0
        self._frame = 0
        self._ready: Audio = np.empty((self._stream.channels, 0), np.float32)
        self.channels, self.frames = self._stream.channels, self._stream.frames
        self.late, self.tail = self._stream.late, self._stream.tail

    def seek(self, frame: int) -> None:
        """Go to a frame of playing."""
        self._frame = frame
        self._ready = self._ready[:, :0]

    def fill(self, out: Audio) -> None:
        """Set `out`, shape (channels, frames), to what the next frames of playing take from the source."""
        frames, done = out.shape[1], 0
        while done < frames:
            if not self._ready.shape[1]:
                self._ready = self._next(frames - done)
            part = self._ready[:, : frames - done]
            out[:, done : done + part.shape[1]] = part
            self._ready = self._ready[:, part.shape[1] :]
            done += part.shape[1]

    def close(self) -> None:
        """Let go of the source."""
        self._stream.close()

    def _next(self, most: int) -> Audio:
        """Read on: a crossfade whole, anything else only as far as it is wanted."""
        run = self._timeline.run(self._frame)
        frames = run.frames if run.to is not None else min(run.frames, most)
        self._frame += frames
        going = self._song(run.song, frames)
        if run.to is None:
            return going
        coming = self._song(run.to, frames)
        return np.asarray(going + (coming - going) * run.share(frames), np.float32)

    def _song(self, song: int, frames: int) -> Audio:
        """Read frames of the song; before its beginning there is silence."""
        silent = min(max(-song, 0), frames)
        if song + silent != self._at and silent < frames:
            self._stream.seek(song + silent)
        self._at = song + frames if silent < frames else self._at
        out = np.zeros((self.channels, frames), np.float32)
        self._stream.fill(out[:, silent:])
        return out
