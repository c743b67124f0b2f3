"""How fast the song goes, and each track in it: where a mix says so, and what that means for what plays."""

from __future__ import annotations

import math
from dataclasses import replace

from dsp.effects.speed import TimeStretch
from dsp.mix import MAIN, Mix, Slot, Strip

AS_RECORDED = 100.0
RANGE = TimeStretch.params["speed_pct"]


def speed_pct(strip: Strip) -> float:
    """Return how fast a strip is played, in percent of how fast it was recorded; on main, the song."""
    speeds = [slot.effect.speed_pct for slot in strip.at_work if isinstance(slot.effect, TimeStretch)]
    return RANGE.snap(AS_RECORDED * math.prod(speed / AS_RECORDED for speed in speeds)) if speeds else AS_RECORDED


def song_pct(mix: Mix) -> float:
    """Return how fast the song goes, in percent of how fast it was recorded."""
    return speed_pct(mix[MAIN]) if MAIN in mix else AS_RECORDED


def told(mix: Mix) -> Mix:
    """Return a mix of the same sound in which each track says itself how fast it is played, ahead of all effects.

    The song's speed is every track's, so none can leave its step.
    """
    song = _stretches(mix[MAIN]) if MAIN in mix else ()
    if not any(_stretches(strip) for strip in mix):
        return mix
    return Mix(tuple(_told(strip, song if strip.kind == "track" else ()) for strip in mix))


def _told(strip: Strip, song: tuple[Slot, ...]) -> Strip:
    own = _stretches(strip) if strip.kind == "track" else ()
    rest = tuple(slot for slot in strip if not isinstance(slot.effect, TimeStretch))
    together = speed_pct(replace(strip, chain=(*song, *own)))
    first = (Slot("time stretch", TimeStretch(speed_pct=together)),) if together != AS_RECORDED else ()
    return replace(strip, chain=(*first, *rest))


def _stretches(strip: Strip) -> tuple[Slot, ...]:
    return tuple(slot for slot in strip if isinstance(slot.effect, TimeStretch))
