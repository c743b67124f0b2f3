"""Who "the other" is beside one of whom was spoken: one alone, or nobody that could be told."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.session import Session
from assistant.turn import Turn
from grammar.intent import Again, Undo


def other_of(one: Sequence[str], session: Session) -> str:
    """Return the other of two: who else plays that, or who else there is, or was changed last; empty if none is."""
    if len(one) != 1 or one[0] not in session.mix:
        return ""
    tracks = [strip for strip in session.mix if strip.kind == "track"]
    role = session.mix[one[0]].role
    alike = [strip.name for strip in tracks if role and strip.role == role]
    changed = next((list(dict.fromkeys(step.strip for step in turn.steps)) for _, turn in session.acts()), [])
    for two in (alike, [strip.name for strip in tracks], changed):
        if len(two) == 2 and one[0] in two:
            return next(name for name in two if name != one[0])
    return ""


def changed_with(names: Sequence[str], session: Session) -> Turn | None:
    """Return the last change that was to all of these; only more and less of it, or undoing, may have come since."""
    for _, turn in session.acts():
        if {*names} <= {step.strip for step in turn.steps}:
            return None if any(isinstance(one, Undo) for one in turn.intents) else turn
        if not all(isinstance(one, Again | Undo) for one in turn.intents):
            return None
    return None
