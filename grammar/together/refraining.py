"""What is not to be done, said beside what is: "don't mute the hat, just turn it down"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from grammar.intent import Clause, Intent, LevelAs, Nudge, Set, Sound
from grammar.lexicon import Lexicon

Read = Callable[[str, Lexicon], Sequence[Intent]]
"""Reads a request, nothing if it is none."""

_REFRAINS = re.compile(r"(?:please |and |but )?(?:don['’]?t|do not)(?: please)? (?P<what>.+)", re.IGNORECASE)


def refused(said: str, read: Read, lexicon: Lexicon) -> Intent | None:
    """Return the change that a clause says is not to be made, None if it says anything else."""
    found = _REFRAINS.fullmatch(said)
    asked = read(found["what"], lexicon) if found else ()
    (one,) = asked if len(asked) == 1 else (None,)
    return one if isinstance(one, Nudge | Set | Sound | LevelAs) else None


def refrained(clauses: Sequence[Clause], refusals: Sequence[tuple[Clause, Intent]]) -> list[Clause]:
    """Return which clauses only say what is not to be done, and can so be passed over beside what is.

    None of them are if the same kind of change is asked for as well: "louder, but don't make it louder".
    """
    asked = [_kind(one.meaning) for one in clauses]
    return [clause for clause, change in refusals if _kind(change) not in asked]


def _kind(change: object) -> tuple[object, ...]:
    return (type(change), *(getattr(change, name, None) for name in ("effect", "knob", "up", "quality", "more")))
