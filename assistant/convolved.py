"""What a convolution can be held to: how far what it is on stands over what it adds."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

import numpy as np

from assistant.slots import at_work
from assistant.studio import Studio
from assistant.turn import Check
from dsp.effects import Convolution
from dsp.mix import Mix, Move
from dsp.units import SILENCE_DB, power_decibels

HEARD_DB = -30.0
"""What a turn of another knob than the level must change, against all of the reverb."""


def check(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a convolution to what it adds: how far the strip stands over it, and that a turn is heard."""
    was, now = (_over_db(studio, mix, name, move.slot) for mix in (before, after))
    what = "level over its reverb"
    if was is None or now is None:
        return Check(name, what, was, now, "dB", "verified" if (was is None) != (now is None) else "refused")
    old, new = (at_work(thing) for thing in (move.before, move.after))
    assert isinstance(old, Convolution)
    assert isinstance(new, Convolution)
    if change := old.wet_db - new.wet_db:
        share = (now - was) / change
        return Check(name, what, was, now, "dB", "verified" if share >= 0.5 else "partly" if share > 0.2 else "refused")
    turned = _difference_db(studio, before, after, name)
    whole = _difference_db(studio, _past(after, name, move.slot), after, name)
    return Check(name, what, was, now, "dB", "verified" if turned > whole + HEARD_DB else "refused")


def _over_db(studio: Studio, mix: Mix, name: str, slot: str) -> float | None:
    """Return by how much a strip is louder than what one of its convolutions adds; None if that adds nothing."""
    there = mix[name].slot(slot)
    if there is None or there.bypassed:
        return None
    past = _past(mix, name, slot)
    added_db, dry = _difference_db(studio, past, mix, name), studio.heard(past, name).rms_dbfs
    return None if dry is None or added_db <= SILENCE_DB else dry - added_db


def _past(mix: Mix, name: str, slot: str) -> Mix:
    """Return the mix with one slot bypassed."""
    chain = tuple(replace(one, bypassed=True) if one.name == slot else one for one in mix[name])
    return Mix(tuple(replace(strip, chain=chain) if strip.name == name else strip for strip in mix))


def _difference_db(studio: Studio, one: Mix, other: Mix, name: str) -> float:
    """Return the level of what a strip has in one mix and not in the other, in dBFS."""
    energy, count = 0.0, 0
    for a, b in zip_longest(studio.sound(studio.playable(one), name), studio.sound(studio.playable(other), name)):
        frames = min(x.shape[1] for x in (a, b) if x is not None)
        left, right = (np.zeros((2, frames)) if x is None else x[:, :frames] for x in (a, b))
        energy += float(np.mean(np.square(right - left, dtype=np.float64), axis=0).sum())
        count += frames
    return power_decibels(energy / max(count, 1))
