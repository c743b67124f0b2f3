"""Requests that cannot both be meant: louder and quieter, brighter and darker, mute and unmute."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as Set_
from dataclasses import replace
from itertools import pairwise

from grammar.intent import Again, Clause, Intent, NotUnderstood, Nudge, Protect, Set, Sound, Target
from grammar.refs import IT

Opposites = Set_[frozenset[str]]


BOTH_WAYS = "it asks for one thing and its opposite"


def consistent(clauses: Sequence[Clause], opposites: Opposites) -> tuple[Clause, ...]:
    """Return the clauses, none of those understood that ask for the opposite of each other.

    Parameters
    ----------
    opposites
        Pairs of qualities that cannot both be more or both be less.
    """
    touched = _touched(clauses)
    return tuple(
        replace(one, meaning=NotUnderstood(one.text, reason=BOTH_WAYS))
        if at in touched or any(_opposed(one.meaning, other.meaning, opposites) for other in clauses)
        else one
        for at, one in enumerate(clauses)
    )


def _opposed(one: Intent | NotUnderstood, other: Intent | NotUnderstood, opposites: Opposites) -> bool:
    if getattr(one, "span", None) != getattr(other, "span", None):
        return False
    match one, other:
        case Sound(), Sound():
            if one.quality == other.quality:
                return _of_one(one.target, other.target) and one.more != other.more
            excluded = {one.quality, other.quality} in opposites
            return excluded and _of_one(one.target, other.target) and one.more == other.more
        case Nudge(), Nudge():
            same = (one.effect, one.knob) == (other.effect, other.knob)
            return same and _of_one(one.target, other.target) and one.up != other.up
        case Set(), Set():
            same = (one.effect, one.slot) == (other.effect, other.slot) and _of_one(one.target, other.target)
            places = {"frequency_hz"} & dict(one.knobs).keys() & dict(other.knobs).keys()
            clash = any(dict(other.knobs).get(knob, value) != value for knob, value in one.knobs)
            return same and clash and not places
        case Again(), Again():
            return (one.factor > 1) != (other.factor > 1)
    return False


def _touched(clauses: Sequence[Clause]) -> set[int]:
    """Return which clauses keep somebody untouched and then do something to him: "leave it alone, up 5 dB"."""
    found: set[int] = set()
    for at, (one, after) in enumerate(pairwise(clauses)):
        kept, done = one.meaning, after.meaning
        if isinstance(kept, Protect) and kept.on and isinstance(done, Nudge | Sound | Set):
            named = bool(kept.target.refs) and all(ref.kind in ("strip", "role") for ref in kept.target.refs)
            if named and not kept.target.without and done.target in (kept.target, IT):
                found |= {at, at + 1}
    return found


def _of_one(one: Target, other: Target) -> bool:
    """Whether two targets may be the same: a request without a name may be about anybody's."""
    return one == other or not one or not other
