"""What a delay can be held to: how loud its echoes are and when the first comes, measured in what comes out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.slots import at_work
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import Delay
from dsp.mix import Mix, Move, Slot, Strip

LONGEST_S = 45.0
"""So much of a song tells."""

NOISE = 1e-6
"""Frequencies with so much less power than the strongest tell nothing of when an echo comes."""

SURE_DB = 0.3
NEAR_MS = 1.0


@dataclass(frozen=True)
class Echo:
    """How loud all the echoes are together, in dB of the sound without them, and how late the loudest of them comes."""

    level_db: float
    after_ms: float


def echo(studio: Studio, mix: Mix, name: str) -> Echo | None:
    """Return the echoes of a strip, None where it has none.

    What a strip has more with its delays than without is what they add; divided by the sound, frequency by frequency,
    it is their impulse response, whose highest peak is the loudest echo.
    """
    strip = mix[name]
    if not any(isinstance(slot.effect, Delay) for slot in strip.at_work):
        return None
    dry = replace(strip, chain=tuple(slot for slot in strip if not isinstance(slot.effect, Delay)))
    without = Mix(tuple(dry if one is strip else one for one in mix))
    wet, plain = (_start(studio, one, name) for one in (mix, without))
    plain = np.pad(plain, (0, max(0, wet.size - plain.size)))[: wet.size]
    added = wet - plain
    if not np.any(added) or not np.any(plain):
        return None
    spectrum = np.fft.rfft(plain, 2 * plain.size)
    power = np.abs(spectrum) ** 2
    response = np.fft.irfft(np.fft.rfft(added, 2 * added.size) * spectrum.conj() / (power + NOISE * power.max()))
    last = round(Delay.params["time_ms"].high * 1e-3 * studio.sample_rate) + 1
    late = int(np.argmax(np.abs(response[1:last]))) + 1
    level = 10 * math.log10(float(np.square(added).sum() / np.square(plain).sum()))
    return Echo(level, 1000 * late / studio.sample_rate)


def _start(studio: Studio, mix: Mix, name: str) -> NDArray[np.float64]:
    """Return the beginning of what is heard of a strip, on the left: ping-pong begins there."""
    wanted, blocks, got = round(LONGEST_S * studio.sample_rate), [], 0
    for block in studio.sound(mix, name):
        blocks.append(block[0])
        got += block.shape[1]
        if got >= wanted:
            break
    return np.concatenate(blocks)[:wanted].astype(np.float64) if blocks else np.zeros(0)


def check(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a delay to its echoes: when they come if its time was turned, else how loud they are."""
    old, new = _delay(move.before), _delay(move.after)
    was, now = (echo(studio, mix, name) for mix in (before, after))
    if was and now and new.time_ms != old.time_ms:
        near = abs(now.after_ms - new.time_ms) <= NEAR_MS
        return Check(name, "loudest echo after", was.after_ms, now.after_ms, "ms", "verified" if near else "refused")
    levels = [found.level_db if found else None for found in (was, now)]
    return Check(name, "echoes beside the sound", levels[0], levels[1], "dB", _judged(old, new, was, now))


def _judged(old: Delay, new: Delay, was: Echo | None, now: Echo | None) -> Verdict:
    if was is None or now is None:
        return "verified" if (now is not None) == (new.mix_pct > 0) else "refused"
    louder = (new.mix_pct - old.mix_pct) or (new.feedback_pct - old.feedback_pct) or (old.duck_db - new.duck_db)
    moved = (now.level_db - was.level_db) * math.copysign(1, louder) if louder else abs(now.level_db - was.level_db)
    return "verified" if moved >= SURE_DB else "partly" if moved > 0 else "refused"


def _delay(thing: Slot | Strip | None) -> Delay:
    effect = at_work(thing)
    return effect if isinstance(effect, Delay) else Delay()
