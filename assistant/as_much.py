"""As much as was done before: "drop the guitars by as much as you raised the vocal"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from assistant.outcome import Decline, asks
from assistant.resolve import called, listed, strips
from assistant.session import Session
from assistant.turn import Step
from dsp.effects import BY_NAME
from dsp.mix import Slot
from grammar.intent import Amount, Intent, Nudge


def counted(intent: Intent, session: Session) -> Intent | Decline:
    """Return a request whose size is that of an earlier one with the number that this came to."""
    amount = getattr(intent, "amount", None)
    if not isinstance(amount, Amount) or not amount.as_much:
        return intent
    names = strips(amount.as_on, session) if amount.as_on else ()
    if isinstance(names, Decline):
        return names
    whom = f" to {listed(map(called, names))}" if names else ""
    if not isinstance(intent, Nudge) or not intent.effect:
        return asks(f'How much was that{whom}? Say it as "a bit", "a lot" or a number.')
    for _, step in session.standing():
        if names and step.strip not in names:
            continue
        by = _turned(step, intent)
        if by:
            unit = BY_NAME[intent.effect].params[intent.knob].unit
            return cast(
                Intent, replace(cast(Any, intent), amount=Amount(value=round(by * amount.degree, 2), unit=unit))
            )
    knob = BY_NAME[intent.effect].words[0]
    return asks(f"I have not turned a {knob}{whom} yet, so there is nothing to go by; say by how much.")


def _turned(step: Step, intent: Nudge) -> float:
    """Return by how much a step turned the knob that another is to be turned by, 0 if it turned another one."""
    for move in step.moves:
        after, before = move.after, move.before
        if not isinstance(after, Slot) or type(after.effect).__name__ != intent.effect:
            continue
        base = before.effect if isinstance(before, Slot) else type(after.effect)()
        now, was = (getattr(effect, intent.knob) for effect in (after.effect, base))
        return round(abs(float(now) - float(was)), 6)
    return 0.0
