"""Offline rendering: a mix, or strips of it, block by block up to the end of the tail."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np

from dsp.engine import Engine, OpenSource
from dsp.mix import MAIN, Mix
from dsp.routing import feeding
from dsp.units import Audio, gain

QUIET_DB = -90.0
"""A tail is over when no sample rises above this again."""

LONGEST_TAIL_S = 10.0
"""A tail is cut off after this long, for there are effects that never fall silent."""

BLOCK = 8192
"""Frames computed at a time: enough to make little of what a block costs, few enough to stay in a near cache."""

THREADS = min(os.cpu_count() or 1, 8)
"""How many share the work of a rendering; the samples do not depend on it."""

RUN_UP_S = 2.0
"""How long before an excerpt its effects begin to listen."""

REST_S = 0.1
"""Silence this long ends a tail once every effect has rung out as long as it says it may."""


def stems(mix: Mix) -> tuple[str, ...]:
    """Return the strips that make up a mix: whatever feeds main, be it a track, a bus of several or a return.

    They sum to the input of main; what feeds a bus is in the stem of that bus, as it sounds there.
    """
    return feeding(mix, MAIN)


def render(
    mix: Mix,
    open_source: OpenSource,
    sample_rate: int,
    outputs: Sequence[str] = (MAIN,),
    frames: int = 0,
) -> Iterator[dict[str, Audio]]:
    """Render strips, all aligned to the sources' first frame.

    Parameters
    ----------
    mix
        What to render.
    open_source
        Opens what a track plays, at `sample_rate`.
    sample_rate
        The session's, in Hz.
    outputs
        The strips to render; each is taken after its own chain, before the strips that it feeds.
    frames
        Length of the song, where it is longer than the sources that are needed here; the tail follows it.
        The tail ends with that of main, where main is rendered, else with the longest of any output.

    Yields
    ------
    dict of Audio
        The next block of each output, shape (channels, frames); all blocks of a turn are equally long.

    Raises
    ------
    BadRoute
        If a strip feeds one that cannot be fed, or strips feed each other in a circle.
    """
    with closing(Engine(mix, open_source, sample_rate, outputs, threads=THREADS)) as engine:
        end = max(frames, engine.frames)
        if engine.latency:
            engine.process(engine.latency)
        for start in range(0, end, BLOCK):
            yield engine.process(min(BLOCK, end - start))
        yield from _tail(engine, sample_rate)


def render_strip(
    mix: Mix, open_source: OpenSource, sample_rate: int, strip: str = MAIN, frames: int = 0
) -> Iterator[Audio]:
    """Render one strip, main if not said otherwise, as `render` does."""
    return (blocks[strip] for blocks in render(mix, open_source, sample_rate, (strip,), frames))


def render_stems(mix: Mix, open_source: OpenSource, sample_rate: int, frames: int = 0) -> Iterator[dict[str, Audio]]:
    """Render every stem, all exactly as long as the mix, as `render` does."""
    names = stems(mix)
    for blocks in render(mix, open_source, sample_rate, (*names, MAIN), frames):
        yield {name: blocks[name] for name in names}


def render_excerpt(mix: Mix, open_source: OpenSource, sample_rate: int, begin: int, frames: int) -> Audio:
    """Return a part of the mix, shape (channels, frames), without having rendered what comes before.

    Its effects have listened for `RUN_UP_S` by then; a reverb longer than that is still filling.
    """
    start = max(0, begin - round(RUN_UP_S * sample_rate))
    with closing(Engine(mix, open_source, sample_rate, start=start, threads=THREADS)) as engine:
        for left in range(begin - start + engine.latency, 0, -BLOCK):
            engine.process(min(BLOCK, left))
        blocks = [engine.process(min(BLOCK, frames - at))[MAIN] for at in range(0, frames, BLOCK)]
    return np.concatenate(blocks, axis=1)


def _tail(engine: Engine, sample_rate: int) -> Iterator[dict[str, Audio]]:
    """Yield what sounds on, up to the last frame that is not quiet.

    Quiet frames are held back until something louder follows them.
    """
    step, left = round(REST_S * sample_rate), round(LONGEST_TAIL_S * sample_rate)
    ringing = engine.tail
    held: dict[str, Audio] = {name: np.zeros((n, 0), np.float32) for name, n in engine.channels.items()}
    while left > 0:
        block = engine.process(min(step, left))
        left -= step
        ringing -= step
        held = {name: np.concatenate([held[name], block[name]], axis=1) for name in held}
        sounding = _sounding(held)
        if sounding:
            yield {name: audio[:, :sounding] for name, audio in held.items()}
            held = {name: audio[:, sounding:] for name, audio in held.items()}
        elif ringing <= 0:
            return


def _sounding(blocks: dict[str, Audio]) -> int:
    """How many frames there are up to the last that is not quiet."""
    heard = [blocks[MAIN]] if MAIN in blocks else blocks.values()
    loud = [np.flatnonzero(np.abs(audio).max(axis=0) > gain(QUIET_DB)) for audio in heard]
    return max((int(frames[-1]) + 1 for frames in loud if frames.size), default=0)
