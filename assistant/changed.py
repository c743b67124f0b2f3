"""What has been changed so far, and which tracks are as they were recorded."""

from __future__ import annotations

from assistant.explain import knob_words
from assistant.resolve import listed
from assistant.session import Session
from dsp.mix import Move, Slot


def what_was_done(session: Session) -> str:
    """Say what was changed and stands, what was done alike to several as one."""
    steps = [step for _, step in session.standing() if any(_is_otherwise(move, session) for move in step.moves)]
    if not steps:
        return "Nothing yet: the mix is as it was recorded."
    rows: list[tuple[list[str], str]] = []
    for step in reversed(steps):
        what = f"{', '.join(knob_words(move) for move in step.moves)}  [{step.purpose}]"
        if rows and rows[-1][1] == what:
            rows[-1][0].append(step.strip)
        else:
            rows.append(([step.strip], what))
    return "\n".join(f"{listed(names)}: {what}" for names, what in rows)


def _is_otherwise(move: Move, session: Session) -> bool:
    """Whether what a move is about is not as it was at first: what was muted and is not any more is."""
    if not isinstance(move.thing, Slot):
        return True
    then, now = (
        mix[move.strip].slot(move.slot) if move.strip in mix else None for mix in (session.initial, session.mix)
    )
    return now != then and not (then is None and now is not None and now.effect == type(now.effect)())


def untouched(session: Session) -> str:
    """Say which tracks are as they were recorded, and which are not."""
    tracks = [strip.name for strip in session.mix if strip.kind == "track"]
    moved = {move.strip for _, step in session.standing() for move in step.moves}
    changed, left = ([name for name in tracks if (name in moved) == way] for way in (True, False))
    if not changed:
        return "None has been changed: the mix is as it was recorded."
    return f"Changed: {listed(changed)}. As recorded: {listed(left) if left else 'none'}."
