"""Where a mix begins and ends: what it fades in from and out to, in the song."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from dsp.effects.timing import Fade
from dsp.mix import MAIN, Mix
from dsp.units import Audio

TRIM = "crop"
"""What the slot on the main strip is called that trims the song; a "trim" is a gain."""

EDGE_S = 0.01
"""Within so much a cut edge comes up or goes down, which is no click and not heard as a fade."""


def edges(mix: Mix) -> tuple[float, float]:
    """Return the seconds of the song between which a mix was trimmed to lie; the end is infinite if none is set.

    Only what was trimmed is left out of files: whoever fades a song out early may want the silence behind it.
    """
    fades = (
        [slot.effect for slot in mix[MAIN].at_work if isinstance(slot.effect, Fade) and slot.name == TRIM]
        if MAIN in mix
        else []
    )
    start = max((fade.start_s for fade in fades if fade.fade_in_s), default=0.0)
    return start, min((fade.end_s for fade in fades if fade.fade_out_s), default=math.inf)


def within_edges(
    blocks: Iterable[Audio], mix: Mix, sample_rate: int, between_s: Sequence[float] = ()
) -> Iterator[Audio]:
    """Yield what of a mix's blocks, each of shape (channels, frames), lies between its edges, without a click there.

    Only from one second of the song to another, if two are given.
    """
    start, end = edges(mix)
    if between_s:
        start, end = max(start, between_s[0]), min(end, between_s[1])
    first, last, lasts = start * sample_rate, end * sample_rate, EDGE_S * sample_rate
    at = 0
    for block in blocks:
        here = np.arange(at, at + block.shape[1])
        at += block.shape[1]
        left = block[:, (here >= round(first)) & (here < last)]
        if left.shape[1]:
            there = here[(here >= round(first)) & (here < last)]
            rising = np.clip((there - first) / lasts, 0, 1) if first > 0 else np.ones(len(there))
            falling = np.clip((last - 1 - there) / lasts, 0, 1) if math.isfinite(last) else 1.0
            gains = rising * falling
            yield left if gains.min() == 1.0 else (left * gains.astype(np.float32))
        if at >= last:
            return
