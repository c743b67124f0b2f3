"""What is not to be done, said beside what is: "don't mute the hat, just turn it down"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from grammar.inflect import doing
from grammar.intent import Clause, Intent, LevelAs, NotUnderstood, Nudge, Set, Sound, Target
from grammar.lexicon import Lexicon
from grammar.people import are_apart

Read = Callable[[str, Lexicon], Sequence[Intent]]
"""Reads a request, nothing if it is none."""

_REFRAINS = re.compile(
    r"(?:please |and |but )?(?:(?:don['’]?t|do not)(?: please)?|instead of|rather than|"
    r"(?:i['’]?m|i am) not (?:saying|claiming|suggesting)(?: that)?|(?:it['’]?s|it is) not (?:just )?that|"
    r"it isn['’]?t (?:just )?that) (?P<what>.+)|"
    r"(?:and |but )?(?:i|we) (?:don['’]?t|do not) (?:want|need) (?:you )?(?:to )?"
    r"(?P<wanted>.*\b(?:more|less|up|down|\w{3,}er)\b.*)|"
    r"(?:and |but )?(?:(?:i|we) (?:don['’]?t|do not) (?:want|need)(?: you)?|"
    r"(?:you|i|we) (?:don['’]?t|do not) (?:have|need)|(?:there(?:['’]?s| is) )?no need(?: for you)?) to (?P<todo>.+)",
    re.IGNORECASE,
)


_IS_NOT = re.compile(
    r"(?:and |but )?(?:it['’]?s not|it is not|it isn['’]?t|(?:the )?(?:problem|trouble|issue) (?:isn['’]?t|is not))"
    r"(?: really| so much| just)? (?P<who>(?:(?:the|my|our|that) )?[\w ]+)",
    re.IGNORECASE,
)
"""That it is not somebody, beside who it is."""


def refused(said: str, read: Read, lexicon: Lexicon) -> Intent | Target | None:
    """Return the change that a clause says is not to be made, or who is not meant; None if it says anything else."""
    if is_not := _IS_NOT.fullmatch(said):
        named = read(f"mute {is_not['who']}", lexicon)
        if len(named) == 1 and isinstance(named[0], Set):
            return named[0].target
    found = _REFRAINS.fullmatch(said)
    ways = _ways(next(filter(None, found.groups()))) if found else ()
    asked = next((meant for way in ways if (meant := read(way, lexicon))), ())
    (one,) = asked if len(asked) == 1 else (None,)
    return one if isinstance(one, Nudge | Set | Sound | LevelAs) else None


def _ways(what: str) -> list[str]:
    """Return a request as it was typed, and as it is asked for: "raising the vocal" is to raise it."""
    verb, space, rest = what.partition(" ")
    return [what, *(f"{asked}{space}{rest}" for asked in doing(verb.casefold()))]


def refrained(
    clauses: Sequence[Clause], refusals: Sequence[tuple[Clause, Intent | Target]], strips: Sequence[str]
) -> list[Clause]:
    """Return which clauses only say what is not to be done, and can so be passed over beside what is.

    None of them are if the same kind of change is asked for as well, of what may be the same: "louder, but don't make
    it louder".
    """
    asked = [one.meaning for one in clauses if not isinstance(one.meaning, NotUnderstood)]
    return [clause for clause, change in refusals if not any(_is_that(change, one, strips) for one in asked)]


def _is_that(change: Intent | Target, asked: object, strips: Sequence[str]) -> bool:
    """Whether what is asked for may be the change that is not to be made."""
    other = getattr(asked, "target", Target())
    if isinstance(change, Target):
        return not are_apart(change, other, strips)
    same = not are_apart(getattr(change, "target", Target()), other, strips)
    return same and _kind(change) == _kind(asked)


def _kind(change: object) -> tuple[object, ...]:
    return (type(change), *(getattr(change, name, None) for name in ("effect", "knob", "up", "quality", "more")))
