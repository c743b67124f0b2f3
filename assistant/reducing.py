"""So many decibels of gain reduction: the threshold at which a compressor turns loud moments down by as much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant import resolve
from assistant.explain import number
from assistant.outcome import Decline, Done, asks, refuses
from assistant.resolve import called
from assistant.session import Session
from assistant.settings import decide
from assistant.slots import added, find, place
from assistant.spool import Spool
from assistant.studio import Studio
from assistant.taken import FRAME_S, QUIET_DB
from assistant.turn import Check, Reason, Step
from dsp.ahead import ahead
from dsp.effects import Compressor
from dsp.mix import MAIN, Evidence, Mix, Strip, adjust
from dsp.units import Audio
from grammar.intent import Reducing

LOUD_PART = 90
"""Percentile: the meter of a compressor is read while it is loud, and the tallest peak of a song says little."""

STEP_DB = 0.1
LANDS_DB = 0.3
"""How near it must come to be as asked."""

MOST_DB = 20.0


def reduce(intent: Reducing, session: Session, studio: Studio) -> Done | Decline:
    """Set every strip meant, each by itself, so that its loud moments are turned down by so much."""
    if not 0 < abs(intent.reduction_db) <= MOST_DB:
        return asks(f"{number(intent.reduction_db, 'dB')} of gain reduction is none to set; say 0.5 to {MOST_DB:g} dB.")
    names = resolve.strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    mix, steps = session.mix, []
    for name in names:
        made = _reduced(replace(intent, target=resolve.only(name)), mix, name, studio)
        if isinstance(made, Decline):
            return made
        steps.append(made)
        mix = mix.apply(*made.moves)
    return Done(tuple(steps), focus=names)


def _reduced(intent: Reducing, mix: Mix, name: str, studio: Studio) -> Step | Decline:
    strip = mix[name]
    slot = find(strip, Compressor)
    if slot and slot.bypassed:
        return asks(f"The compressor of {called(name)} is bypassed; say first that it is to be on again.")
    if slot and slot.key:
        return asks(f"The compressor of {called(name)} listens to {slot.key}; say its threshold, for example -20 dB.")
    if studio.heard(mix, name).active_dbfs is None:
        return refuses(f"{called(name, opens=True)} is silent, so there is nothing to turn down.")
    effect = slot.effect if slot else _new(studio, mix, strip)
    if isinstance(effect, Decline):
        return effect
    assert isinstance(effect, Compressor)
    at = strip.chain.index(slot) if slot else place(strip, effect)
    dry = reaching(studio, mix, name, at)
    was = turned_down_db(dry, effect, studio.sample_rate) if slot else 0.0
    goal = round(was + intent.reduction_db, 1) if intent.by else intent.reduction_db
    if not 0 < goal <= MOST_DB:
        return asks(
            f"The compressor of {called(name)} turns its loud moments down by {number(was, 'dB')} now; say to what."
        )
    intent = replace(intent, reduction_db=goal, by=False)
    found = threshold_db(dry, effect, intent.reduction_db, studio.sample_rate)
    new = effect.with_(threshold_db=found)
    now = turned_down_db(dry, new, studio.sample_rate)
    if abs(now - intent.reduction_db) > LANDS_DB:
        return refuses(
            f"At {effect.ratio:g}:1 the compressor of {called(name)} turns its loud moments down by "
            f"{number(now, 'dB')} at most; a higher ratio gives more."
        )
    move = adjust(strip, slot, new) if slot else added(strip, new)
    because = f"there its loud moments, the loudest tenth of what it plays, are turned down by {number(now, 'dB')}"
    return Step(
        name,
        f"{number(intent.reduction_db, 'dB')} of gain reduction",
        intent,
        (move,),
        (Reason(name, move.slot, "threshold_db", "you", found, 1.0, because),),
        (Evidence(name, "gain reduction", now, "dB"),),
        (Check(name, "gain reduction", was, now, "dB", "verified"),),
    )


def turning_down(studio: Studio, mix: Mix, name: str, effect: Compressor, reduction_db: float) -> Compressor:
    """Return a compressor that is yet to be put on a strip with the threshold that turns loud moments down so far."""
    dry = reaching(studio, mix, name, place(mix[name], effect))
    return effect.with_(threshold_db=threshold_db(dry, effect, reduction_db, studio.sample_rate))


def _new(studio: Studio, mix: Mix, strip: Strip) -> Compressor | Decline:
    """Return a new compressor as it would be set anyway, but for its threshold."""
    decided = decide(studio, mix, strip, Compressor, {"threshold_db": 0.0})
    return decided if isinstance(decided, Decline) else Compressor().with_(**{one.knob: one.value for one in decided})


def reaching(studio: Studio, mix: Mix, name: str, at: int) -> Spool:
    """Return what a strip sounds like in front of a place in its chain."""
    strip = mix[name]
    studio.ready()
    studio.say(f"listening to what reaches the compressor of {called(name)}")
    cut = replace(strip, chain=strip.chain[:at])
    dry = Spool()
    for _ in dry.taking(ahead(studio.sound(studio.playable(Mix(tuple(cut if s is strip else s for s in mix))), name))):
        pass
    return dry


def threshold_db(dry: Iterable[Audio], effect: Compressor, goal_db: float, sample_rate: int) -> float:
    """Return the threshold that comes nearest: the lower it is, the more is turned down."""
    param = Compressor.params["threshold_db"]
    low, high = round(param.low / STEP_DB), round(param.high / STEP_DB)
    while high - low > 1:
        middle = (low + high) // 2
        taken = turned_down_db(dry, effect.with_(threshold_db=middle * STEP_DB), sample_rate)
        low, high = (middle, high) if taken > goal_db else (low, middle)
    return param.snap(high * STEP_DB)


def turned_down_db(dry: Iterable[Audio], effect: Compressor, sample_rate: int) -> float:
    """Return by how much a compressor turns the loudest tenth of a sound down, 0 where there is none.

    Parameters
    ----------
    dry
        What reaches it, in blocks of shape (channels, frames).
    effect
        Its settings; make-up gain and the parallel mix are no reduction and are left out.
    """
    was, now = levels_db(dry, effect.with_(makeup_db=0.0, mix_pct=100.0), sample_rate)
    loud = was >= np.percentile(was, LOUD_PART) if was.size else np.zeros(0, np.bool_)
    return float(np.mean((was - now)[loud])) if loud.any() else 0.0


def levels_db(
    dry: Iterable[Audio], effect: Compressor, sample_rate: int, frame_s: float = FRAME_S
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the levels of a sound while it plays, before and behind a compressor, frame by frame; in dB re 1."""
    bank = None
    before: list[NDArray[np.float64]] = []
    after: list[NDArray[np.float64]] = []
    for block in dry:
        bank = bank or Compressor.bank((effect,), sample_rate, block.shape[0])
        before.append(_power(block))
        after.append(_power(bank.process(block[None])[0]))
    if bank is None:
        return np.zeros(0), np.zeros(0)
    late = bank.latency
    was, now = np.concatenate(before), np.concatenate(after)[late:]
    frame = round(frame_s * sample_rate)
    whole = now.size // frame * frame
    was, now = (part[:whole].reshape(-1, frame).mean(axis=1) for part in (was, now))
    if not was.size or was.max() <= 0.0:
        return np.zeros(0), np.zeros(0)
    plays = was > was.max() * 10 ** (-QUIET_DB / 10)
    return 10 * np.log10(was[plays]), 10 * np.log10(now[plays])


def _power(block: Audio) -> NDArray[np.float64]:
    return np.asarray(np.square(block.astype(np.float64)).sum(axis=0))
