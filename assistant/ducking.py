"""Ducking: a track steps back while another sounds."""

from __future__ import annotations

from assistant import resolve
from assistant.figures import checks_of
from assistant.outcome import Decline, Done, asks, refuses
from assistant.resolve import listed
from assistant.session import Session
from assistant.slots import name_for, place
from assistant.studio import Studio
from assistant.turn import Reason, Step
from dsp.effects import Ducker
from dsp.mix import MAIN, Slot, adjust, insert
from grammar.intent import Ducking

USUAL_DB = 6.0
"""Room without a hole."""

SURELY_DB = 3.0
"""The whole range is reached while what it listens to is so much softer than it is while it plays."""


def duck(intent: Ducking, session: Session, studio: Studio) -> Done | Decline:
    """Have every strip meant step back while one other sounds."""
    names, keys = (resolve.strips(target, session) for target in (intent.target, intent.under))
    if isinstance(names, Decline):
        return names
    if isinstance(keys, Decline):
        return keys
    if len(keys) != 1:
        return asks(f"A ducker listens to one track; which of them: {listed(keys, 'or')}?")
    key = keys[0]
    names = tuple(name for name in names if name != key)
    if not names or key == MAIN:
        return asks(f"What is to step back under {key}?" if key != MAIN else "Under which track?")
    level = studio.heard(session.mix, key).active_dbfs
    if level is None:
        return refuses(f"{key} is silent, so nothing would ever step back under it.")
    said = intent.amount.value
    if intent.amount.unit not in ("", "dB"):
        return asks('By how many dB? For example "by 6 dB".')
    depth = Ducker.params["range_db"].snap(said if said is not None else USUAL_DB * intent.amount.degree)
    if said is not None and not Ducker.params["range_db"].allows(said):
        return asks(f"A ducker turns down by 0 to 60 dB, not {said:g} dB.")
    threshold = Ducker.params["threshold_db"].snap(round(level - depth - SURELY_DB))
    mix = session.mix
    steps = []
    for name in names:
        strip = mix[name]
        slot = next((slot for slot in strip.of(Ducker) if slot.key == key), None)
        effect = (slot.effect if slot else Ducker()).with_(range_db=depth, threshold_db=threshold)
        new = Slot(name_for(strip, effect), effect, key=key)
        move = adjust(strip, slot, effect) if slot else insert(strip, new, place(strip, effect))
        after = mix.apply(move)
        reasons = (
            Reason(name, move.slot, "range_db", *_who(said, depth)),
            Reason(name, move.slot, "threshold_db", "craft", threshold, 1.0, f"{key} plays at {level:.1f} dBFS"),
        )
        checks = checks_of(studio, mix, after, name, (move,))
        steps.append(Step(name, f"ducked under {key}", intent, (move,), reasons, checks=checks))
        mix = after
    return Done(tuple(steps), focus=names)


def _who(said: float | None, depth: float) -> tuple[str, float, float, str]:
    return ("you", depth, 1.0, "you said so") if said is not None else ("craft", depth, 1.0, "room without a hole")
