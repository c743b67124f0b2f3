"""Who "the other" is beside one of whom was spoken: one alone, or nobody that could be told."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.session import Session


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
