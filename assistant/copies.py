"""What a chorus, flanger, phaser or doubler can be held to: how much of what comes out is not the sound itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.slots import at_work
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import Chorus, Doubler, Flanger, Phaser
from dsp.effects.modulation import blend
from dsp.mix import Mix, Move, Slot
from dsp.units import Audio

Copies = Chorus | Flanger | Phaser | Doubler

HEARD = 10 ** (-70 / 10)
"""A sound of less power than this is silence."""

MOST, SOME = 0.5, 0.15
"""The share of the way that the figure must have gone; the lows of a bass are in step with a copy a moment later, and
then the two are one."""


def check(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check | None:
    """Hold a blend of a sound with what is made of it to its share; where the blend is to stay, nothing is claimed."""
    promised = _promised_pct(at_work(move.after)) - _promised_pct(at_work(move.before))
    if not promised:
        return None
    assert isinstance(move.thing, Slot)
    slot = move.thing.name
    was, now = (beside_pct(studio, mix, name, slot) for mix in (before, after))
    what = "share of the power that is not the sound itself"
    if was is None or now is None:
        return Check(name, what, was, now, "%", "refused")
    share = (now - was) / promised
    judged: Verdict = "verified" if share >= MOST else "partly" if share >= SOME else "refused"
    return Check(name, what, was, now, "%", judged)


def beside_pct(studio: Studio, mix: Mix, name: str, slot: str) -> float | None:
    """Return what share of a strip's power a gain does not make of what it is without a slot; None for silence.

    Of each channel that is one less the square of the correlation of the two.
    """
    without = replace(mix[name], chain=tuple(one for one in mix[name] if one.name != slot))
    dry = Mix(tuple(without if strip.name == name else strip for strip in mix))
    products, frames = np.zeros((3, 2)), 0
    for x, y in _together(studio.sound(dry, name), studio.sound(mix, name)):
        products += [np.einsum("cn,cn->c", a, b) for a, b in ((x, x), (x, y), (y, y))]
        frames += x.shape[1]
    if not frames or products[0].sum() < 2 * frames * HEARD:
        return None
    own, shared, whole = products
    explained = np.divide(shared**2, own, out=np.zeros(2), where=own > 0)
    return float(100 * (1 - explained.sum() / whole.sum())) if whole.sum() > 0 else None


def _together(one: Iterator[Audio], other: Iterator[Audio]) -> Iterator[tuple[NDArray[np.float64], ...]]:
    """Yield two sounds in pieces of the same length, each of two channels, as long as both last."""
    rests: list[Audio] = [np.zeros((2, 0), np.float32)] * 2
    blocks = (one, other)
    while True:
        for i, rest in enumerate(rests):
            if not rest.shape[1]:
                block = next(blocks[i], None)
                if block is None:
                    return
                rests[i] = np.broadcast_to(block, (2, block.shape[1]))
        count = min(rest.shape[1] for rest in rests)
        yield tuple(rest[:, :count].astype(np.float64) for rest in rests)
        rests = [rest[:, count:] for rest in rests]


def _promised_pct(effect: object) -> float:
    """Return the share of a noise's power that what is made of it has."""
    if not isinstance(effect, Chorus | Flanger | Phaser | Doubler):
        return 0.0
    dry, _ = blend(effect.mix_pct, getattr(effect, "feedback_pct", 0.0) / 100)
    return 100 * (1 - dry**2)
