"""Sums held together: a gentle compressor on a bus, or one that presses hard, mixed in under what it was made of.

How far each goes is aimed by measurement: the threshold is put where the loud moments of this sum are turned down by so
much, and what that takes off the level is given back, so that nothing is taken for better because it is louder.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from assistant.buses import summed
from assistant.explain import number
from assistant.outcome import Decline, Done, asks, refuses
from assistant.reducing import LANDS_DB, MOST_DB, levels_db, reaching, threshold_db, turned_down_db
from assistant.resolve import called, only
from assistant.session import Session
from assistant.slots import added, place
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import Compressor
from dsp.measure import Measurement
from dsp.mix import Evidence, Mix, adjust
from dsp.units import Audio
from grammar.intent import Amount, Glue
from grammar.relations import GLUE, PARALLEL


@dataclass(frozen=True)
class Manner:
    """A way to hold a sum together.

    Attributes
    ----------
    slot
        What the slot is called.
    effect
        The compressor, all but for its threshold and make-up.
    reduction_db, mix_pct
        What an ordinary amount of it is.
    because
        Why its knobs stand there.
    """

    slot: str
    effect: Compressor
    reduction_db: float
    because: str


GLUING = Manner(
    GLUE,
    Compressor(ratio=2.0, attack_ms=30.0, release_ms=100.0, release_mode=1.0, sidechain_hz=80.0),
    2.0,
    "2:1 and a slow attack let every stroke through and lean on what follows it; the release goes by the music, and "
    "what lies under 80 Hz does not pull the rest down",
)
"""A low ratio, a slow attack, 2 or 3 dB: M. Senior, Mixing Secrets for the Small Studio, 2nd ed., Routledge 2018."""

PRESSING = Manner(
    PARALLEL,
    Compressor(ratio=6.0, attack_ms=1.0, release_ms=120.0, release_mode=1.0, mix_pct=40.0),
    10.0,
    "pressed hard and mixed in under the dry sound, so the strokes stay and what lies between them comes up",
)
"""What is soft comes up and what is loud stays: R. Izhaki, Mixing Audio, 3rd ed., Routledge 2018, ch. 17."""

LEAST_DB, GENTLE_DB = 0.5, 4.0
"""Between these a glue is one; beyond, a number has to be said."""

SLOW_S = 0.05
"""Long enough that a stroke and its end are one level."""

HEARD_DB = 0.3
"""What loud moments must come nearer to the rest by, to be held together."""

FURTHER = 1.5
"""What more of it is, and less the other way."""


def glue(intent: Glue, session: Session, studio: Studio) -> Done | Decline:
    """Hold a sum together, or more or less so than it is."""
    name = summed(intent, session)
    if isinstance(name, Decline):
        return name
    made = _held(replace(intent, target=only(name)), session.mix, name, studio)
    return made if isinstance(made, Decline) else Done((made,), focus=(name,))


def _held(intent: Glue, mix: Mix, name: str, studio: Studio) -> Step | Decline:
    manner = PRESSING if intent.parallel else GLUING
    strip = mix[name]
    slot = strip.slot(manner.slot)
    stands = slot.effect if slot and isinstance(slot.effect, Compressor) else None
    if intent.more is False and stands is None:
        return Decline(
            "answered", f"{called(name, opens=True)} has no {manner.slot}, so there is none to have less of."
        )
    heard = studio.heard(mix, name)
    if heard.active_dbfs is None:
        return refuses(f"{called(name, opens=True)} is silent, so there is nothing to hold together.")
    at = strip.chain.index(slot) if slot else place(strip, manner.effect)
    dry = reaching(studio, mix, name, at)
    was = turned_down_db(dry, stands, studio.sample_rate) if stands else 0.0
    goal = _goal_db(intent, manner, was)
    if not LEAST_DB <= goal <= MOST_DB:
        return asks(f"{number(goal, 'dB')} of gain reduction is none to set; say {LEAST_DB:g} to {MOST_DB:g} dB.")
    aimed = _mixed(intent, stands or manner.effect)
    aimed = aimed.with_(threshold_db=threshold_db(dry, aimed, goal, studio.sample_rate))
    now = turned_down_db(dry, aimed, studio.sample_rate)
    if abs(now - goal) > LANDS_DB:
        return refuses(
            f"At {aimed.ratio:g}:1 {called(name)} is turned down by {number(now, 'dB')} at most; "
            "a higher ratio gives more."
        )
    aimed = aimed.with_(makeup_db=_given_back_db(dry, aimed, now, studio.sample_rate))
    over = [loud_over_rest_db(dry, effect, studio.sample_rate) for effect in (stands or Compressor(), aimed)]
    nearer = (over[0] - over[1]) * (-1 if now < was else 1)
    judged: Verdict = "verified" if nearer >= HEARD_DB else "partly" if nearer >= HEARD_DB / 3 else "refused"
    move = adjust(strip, slot, aimed) if slot else added(strip, aimed, manner.slot)
    because = (manner.because,) if stands is None else ()
    return Step(
        name,
        manner.slot if not stands else f"{'more' if now > was else 'less'} {manner.slot}",
        intent,
        (move,),
        tuple(Reason(name, move.slot, "threshold_db", "craft", aimed.threshold_db, 1.0, why) for why in because),
        (Evidence(name, "gain reduction", now, "dB"),),
        (
            Check(name, "gain reduction in loud moments", was, now, "dB", "verified"),
            Check(name, "loud moments over the usual", over[0], over[1], "dB", judged),
        ),
        _told(heard, studio.heard(mix.apply(move), name)),
    )


def _goal_db(intent: Glue, manner: Manner, was: float) -> float:
    """Return by how much the loud moments are to be turned down."""
    if intent.reduction_db is not None:
        return intent.reduction_db
    if intent.parallel:
        return manner.reduction_db
    step: float = FURTHER**intent.amount.degree
    if was and intent.more is not None:
        return round(was * step if intent.more else was / step, 1)
    return min(max(manner.reduction_db * intent.amount.degree, LEAST_DB), GENTLE_DB)


def _mixed(intent: Glue, effect: Compressor) -> Compressor:
    """Return a compressor with as much of it mixed in as is asked for, where that is what is more or less."""
    if not intent.parallel:
        return effect
    knob = Compressor.params["mix_pct"]
    if intent.amount.value is not None:
        return effect.with_(mix_pct=knob.clamp(intent.amount.value))
    degree = intent.amount.degree
    factor = degree if intent.more is None else FURTHER**degree if intent.more else FURTHER**-degree
    return effect.with_(mix_pct=knob.snap(min(effect.mix_pct * factor, 90.0)))


def _given_back_db(dry: Iterable[Audio], effect: Compressor, reduction_db: float, sample_rate: int) -> float:
    """Return the make-up: for a sum, what its level lost; for what is mixed in, what its loud moments did."""
    if effect.mix_pct < 100.0:
        return Compressor.params["makeup_db"].snap(reduction_db)
    was, now = levels_db(dry, effect.with_(makeup_db=0.0), sample_rate)
    lost = 10 * np.log10(np.mean(10 ** (was / 10)) / np.mean(10 ** (now / 10)))
    return Compressor.params["makeup_db"].snap(round(float(lost), 1))


def _told(was: Measurement, now: Measurement) -> str:
    """Say where loudness and peaks went, if they did: what is pressed and given back its level may strike higher."""
    said = []
    loud = was.integrated_lufs, now.integrated_lufs
    if loud[0] is not None and loud[1] is not None and abs(loud[1] - loud[0]) >= SAME_DB:
        said.append(f"its loudness goes from {number(loud[0])} to {number(loud[1], 'LUFS')}")
    if abs(now.sample_peak_dbfs - was.sample_peak_dbfs) >= SAME_DB:
        said.append(f"its peaks go from {number(was.sample_peak_dbfs)} to {number(now.sample_peak_dbfs, 'dBFS')}")
    return ", ".join(said)


SAME_DB = 0.5
"""What moves by less is as it was."""


def loud_over_rest_db(dry: Iterable[Audio], effect: Compressor, sample_rate: int) -> float:
    """Return how far the loud moments of a sound stand over its usual ones behind a compressor, in dB.

    The loudest twentieth of what it plays over its median, of levels over 50 ms.
    """
    _, levels = levels_db(dry, effect, sample_rate, SLOW_S)
    return float(np.percentile(levels, 95) - np.median(levels)) if levels.size else 0.0


def further(asked: Glue, reduction_db: float, factor: float) -> Glue:
    """Return what was asked for when it is wanted so many times as much: of what is mixed in, more of the mix."""
    if asked.parallel:
        return replace(asked, amount=Amount(degree=abs(math.log(factor, FURTHER)) or 1.0), more=factor > 1)
    return replace(asked, reduction_db=reduction_db, more=None)
