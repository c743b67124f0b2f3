"""How even a track's level is from phrase to phrase: measured, ridden even, and measured again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assistant.listen import moments, powers
from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up, judged
from assistant.slots import added, at_work, find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import Rider
from dsp.mix import Evidence, Mix, Move, Slot, Strip, adjust

FRAME_S, WINDOW = 0.05, 60
"""Levels are those of 3 s, as of a short-term loudness (EBU Tech 3341), taken at every twentieth of a second."""

GATE_DB = 20.0
"""What lies further than this under the level at which the track plays is a rest, or a breath, and no phrase."""

QUIETEST_DBFS = -70.0
FULL = 1 / 3
"""The share of the 3 s that must sound for their level to count."""

FEWEST = 20
"""Levels that it takes to speak of a spread."""

EVEN_DB = 1.0
"""Phrases that differ by less than this are even."""

SPREAD = (10, 90)
"""The percentiles between which the spread is taken."""

RANGE_DB = 6.0
STEP_DB = 2.0
"""An ordinary ride, and how much further one step more goes."""

NEED_DB = 0.5
"""By so much at least the levels must have come together."""


@dataclass(frozen=True)
class Ride:
    """What a track's phrases are like, in dB of full scale squared.

    Attributes
    ----------
    usual_db
        The level that half of them exceed.
    spread_db
        How far the soft tenth lies under the loud tenth.
    floor_db
        What is softer is no phrase.
    """

    usual_db: float
    spread_db: float
    floor_db: float


def listen(studio: Studio, mix: Mix, name: str) -> Ride | None:
    """Return what the phrases of a strip are like, None if too little sounds to tell."""
    power = moments(studio, mix, name, FRAME_S, powers)
    audible = power[power > 10 ** (QUIETEST_DBFS / 10)]
    if not audible.size or power.size < WINDOW:
        return None
    # The level at which it plays: power weighted by power, so that rests do not count (`dsp.measure.spectrum`).
    floor = max(10 * float(np.log10((audible**2).sum() / audible.sum())) - GATE_DB, QUIETEST_DBFS)
    sounding = power > 10 ** (floor / 10)
    count = np.convolve(sounding, np.ones(WINDOW), "valid")
    total = np.convolve(power * sounding, np.ones(WINDOW), "valid")
    levels = 10 * np.log10(total[count >= FULL * WINDOW] / count[count >= FULL * WINDOW])
    if levels.size < FEWEST:
        return None
    soft, loud = np.percentile(levels, SPREAD)
    return Ride(float(np.median(levels)), float(loud - soft), floor)


def knobs(ride: Ride, range_db: float = RANGE_DB) -> Rider:
    """Return the rider that brings phrases to where most of them are."""
    target, floor = Rider.params["target_db"], Rider.params["floor_db"]
    return Rider(range_db=range_db, target_db=target.snap(ride.usual_db), floor_db=floor.snap(ride.floor_db))


def because(ride: Ride, effect: Rider) -> dict[str, str]:
    """Return why each knob stands where it does."""
    return {
        "range_db": f"its phrases differ by {ride.spread_db:.1f} dB; {effect.range_db:g} dB either way keep it natural",
        "target_db": f"half of its phrases are louder than {ride.usual_db:.1f} dBFS, half softer",
        "floor_db": f"{GATE_DB:g} dB under where it plays lie rests and breaths, which are not brought up",
    }


def check(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a rider to the spread of the levels: they must have come together, or gone apart where it does less."""
    was, now = (listen(studio, mix, name) for mix in (before, after))
    if was is None or now is None:
        return Check(name, "level spread", None, None, "dB", "refused")
    further = _range(move.after) - _range(move.before)
    moved = (was.spread_db - now.spread_db) * (1 if further > 0 else -1)
    moved = moved if further else abs(moved)
    verdict: Verdict = "verified" if moved >= NEED_DB else "partly" if moved >= NEED_DB / 2 else "refused"
    return Check(name, "level spread", was.spread_db, now.spread_db, "dB", verdict)


def _range(thing: Slot | Strip | None) -> float:
    effect = at_work(thing)
    return effect.range_db if isinstance(effect, Rider) else 0.0


def make(request: Request) -> Step | Decline:
    """Even a track out, or let it be more uneven again; say so where there is nothing to even out."""
    strip, studio, mix = request.strip, request.studio, request.mix
    slot = find(strip, Rider)
    was = listen(studio, mix, strip.name)
    if was is None:
        return refuses(f"{strip.name} sounds for too short a time to tell how even it is.")
    old = slot.effect if slot else None
    if isinstance(old, Rider):
        param = Rider.params["range_db"]
        range_db = param.snap(old.range_db + request.degree * STEP_DB * (-1 if request.more else 1))
        if range_db == old.range_db:
            return Decline("answered", f"{strip.name}'s {old.words[0]} is at its end: {param.format(range_db)}.")
        effect, why = replace(old, range_db=range_db), {"range_db": f"it stood at {old.range_db:g} dB"}
    elif request.more:
        return refuses(f"{strip.name} has no {Rider.words[0]} to ease; I do not make a performance uneven.")
    elif was.spread_db < EVEN_DB:
        return Decline(
            "answered",
            f"{strip.name} is even already: its phrases differ by {was.spread_db:.1f} dB, so nothing is changed.",
        )
    else:
        effect = knobs(was, Rider.params["range_db"].snap(RANGE_DB * request.degree))
        why = because(was, effect)
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    now = listen(studio, mix.apply(move), strip.name)
    checked = judged(request, was.spread_db, now.spread_db if now else None, NEED_DB * min(1.0, request.degree))
    values = effect.knobs()
    reasons = tuple(Reason(strip.name, move.slot, knob, "craft", values[knob], 1.0, text) for knob, text in why.items())
    evidence = (Evidence(strip.name, request.quality.figure, was.spread_db, "dB"),)
    made = Step(strip.name, request.purpose, request.intent, (move,), reasons, evidence, (checked,))
    return gave_up(made) if checked.verdict == "refused" else made
