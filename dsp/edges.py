"""Where a mix begins and ends: what it fades in from and out to, in the song."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from dsp.effects.timing import Fade
from dsp.mix import MAIN, Mix
from dsp.units import Audio


def edges(mix: Mix) -> tuple[float, float]:
    """Return the seconds of the song between which anything of a mix can be heard; the end is infinite if none is set.

    In front of the fade in of the whole mix and behind its fade out there is nothing but silence.
    """
    fades = (
        [slot.effect for slot in mix[MAIN].at_work if isinstance(slot.effect, Fade) and not slot.span]
        if MAIN in mix
        else []
    )
    start = max((fade.start_s for fade in fades if fade.fade_in_s), default=0.0)
    return start, min((fade.end_s for fade in fades if fade.fade_out_s), default=math.inf)


def within_edges(blocks: Iterable[Audio], mix: Mix, sample_rate: int) -> Iterator[Audio]:
    """Yield what of a mix's blocks, each of shape (channels, frames), lies between its edges."""
    first, last = (at * sample_rate for at in edges(mix))
    first, at = round(first), 0
    for block in blocks:
        frames = block.shape[1]
        end = frames if math.isinf(last) else min(frames, round(last) - at)
        if end > max(first - at, 0):
            yield block[:, max(first - at, 0) : end]
        at += frames
        if at >= last:
            return
