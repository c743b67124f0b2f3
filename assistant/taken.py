"""By how much a processor turns its strip down, moment by moment: what it lets out beside what it took in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.resolve import called
from assistant.studio import Studio
from dsp.ahead import ahead
from dsp.effects import Expander, Gate, Limiter
from dsp.mix import Mix, Slot

FRAME_S = 0.01
QUIET_DB = 40.0
"""What lies this far under its loudest moment is no part of the playing."""

BETWEEN = (Gate, Expander)
"""Those that work on what lies between the notes."""

SOUNDS_DB = -90.0
"""What is under this is silence, of which nothing can be taken."""

AT_REST = {"makeup_db": 0.0, "mix_pct": 100.0, "low_gain_db": 0.0, "mid_gain_db": 0.0, "high_gain_db": 0.0}
"""Gain that is no reduction, and how these knobs stand to be left out."""


def most_db(mix: Mix, name: str, slot: str, studio: Studio) -> float:
    """Return by how much a slot turns its strip down at most, but for one moment in a hundred; 0 if it is not there."""
    there = mix[name].slot(slot) if name in mix else None
    taken = taken_db(mix, name, there, studio) if there and not there.bypassed else np.zeros(0)
    return float(np.percentile(taken, 99)) if taken.size else 0.0


def taken_db(mix: Mix, name: str, slot: Slot, studio: Studio) -> NDArray[np.float64]:
    """Return by how much a slot turns each hundredth of a second down, ordered by how loud that comes in."""
    strip = mix[name]
    at = strip.chain.index(slot)
    rest = {knob: value for knob, value in AT_REST.items() if knob in slot.effect.params}
    alone = replace(slot, effect=slot.effect.with_(**rest))
    before = _levels(mix, name, strip.chain[:at], studio)
    after = _levels(mix, name, (*strip.chain[:at], alone), studio)
    size = min(before.size, after.size)
    was, now = before[:size], after[:size]
    pushed = slot.effect.gain_db if isinstance(slot.effect, Limiter) else 0.0
    floor = SOUNDS_DB if isinstance(slot.effect, BETWEEN) else max(was.max(initial=SOUNDS_DB) - QUIET_DB, SOUNDS_DB)
    order = np.flatnonzero(was > floor)
    order = order[np.argsort(was[order], kind="stable")]
    return np.asarray((was + pushed - now)[order])


def _levels(mix: Mix, name: str, chain: tuple[Slot, ...], studio: Studio) -> NDArray[np.float64]:
    """Return the level of each hundredth of a second behind a part of a strip's chain, in dBFS."""
    cut = Mix(tuple(replace(strip, chain=chain) if strip.name == name else strip for strip in mix))
    playable = studio.playable(cut)
    if name not in playable:
        return np.zeros(0)  # its recording is missing
    studio.ready()
    studio.say(f"listening to what is turned down on {called(name)}")
    power = [np.square(b.astype(np.float64)).sum(axis=0) for b in ahead(studio.sound(playable, name))]
    whole = np.concatenate(power) if power else np.zeros(0)
    frame = round(FRAME_S * studio.sample_rate)
    frames = whole[: whole.size // frame * frame].reshape(-1, frame).mean(axis=1)
    return np.asarray(10 * np.log10(np.maximum(frames, 10 ** (2 * SOUNDS_DB / 10))))
