"""A cut or a boost that stands already: found by its sign, its place and its age, and turned or taken away."""

from __future__ import annotations

import math

from assistant import knobs
from assistant.outcome import Decline, Done, asks
from assistant.resolve import called, listed, only, strips
from assistant.session import Session
from assistant.studio import Studio
from assistant.tone import TONES
from dsp.effects import BY_NAME, Notch
from dsp.mix import MAIN, Slot
from grammar.intent import Amount, Nudge, Remove, Reshape, Set

NEAR_OCTAVES = 1 / 3
"""How near to the frequency that was said a band must stand to be the one that was meant."""


def reshape(intent: Reshape, session: Session, studio: Studio) -> Done | Decline:
    """Turn or take away the latest cut or boost there is, of the strip that was named or talked about last."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    found = [(name, slot) for name in names for slot in session.mix[name] if _fits(slot, intent)]
    if not found:
        near = f" near {intent.near_hz:g} Hz" if intent.near_hz else ""
        return asks(f"There is no {intent.kind}{near} on {listed(map(called, names))} to turn.")
    turned = [(move.strip, move.slot) for _, step in session.standing() for move in step.moves]
    latest = min(found, key=lambda one: turned.index((one[0], one[1].name)) if (one[0], one[1].name) in turned else 999)
    name, slot = latest
    return knobs.turn(_exactly(intent, name, slot), session, studio)


def _fits(slot: Slot, intent: Reshape) -> bool:
    effect = slot.effect
    if isinstance(effect, Notch) and intent.gone and intent.kind == "cut" and slot.span is None:
        return not intent.near_hz or abs(math.log2(effect.frequency_hz / intent.near_hz)) <= NEAR_OCTAVES
    if not isinstance(effect, TONES) or slot.span is not None or effect.gain_db == 0:
        return False
    near = not intent.near_hz or abs(math.log2(effect.frequency_hz / intent.near_hz)) <= NEAR_OCTAVES
    return near and (effect.gain_db < 0) == (intent.kind == "cut")


def _exactly(intent: Reshape, name: str, slot: Slot) -> Nudge | Set | Remove:
    """Return the request for one slot's knob; deeper is further from 0 dB, and less of it stops there."""
    effect = type(slot.effect).__name__
    if intent.gone:
        return Remove(only(name), effect, slot.name)
    params, stands = BY_NAME[effect].params, slot.effect.knobs()
    if intent.to_hz:
        return Set(only(name), effect, (("frequency_hz", intent.to_hz),), slot.name)
    if intent.knob != "gain_db":
        return Nudge(only(name), effect, intent.knob, intent.more, intent.amount, slot.name)
    gain = float(stands["gain_db"])
    far = abs(gain)
    if intent.times:
        far *= intent.times
    else:
        far += (1 if intent.more else -1) * _size(intent.amount, params["gain_db"].nudge)
    wanted = params["gain_db"].snap(math.copysign(max(far, 0.0), gain))
    return Set(only(name), effect, (("gain_db", wanted),), slot.name)


def _size(amount: Amount, ordinary_db: float) -> float:
    return amount.value if amount.value is not None else amount.degree * ordinary_db
