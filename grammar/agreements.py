"""What is agreed on for as long as it holds: bounds, likings, names, and who is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grammar.refs import Target


@dataclass(frozen=True)
class Protect:
    """Keep hands off strips from now on ("don't touch the bass"), or no longer (`on` is False)."""

    target: Target
    on: bool = True


@dataclass(frozen=True)
class Limit:
    """Never turn knobs beyond a value, in this session and in every other ("never compress more than 3:1").

    Attributes
    ----------
    knobs
        Each as its effect and its field.
    end
        Whether they may never stand over `value` (`most`) or never under it (`least`).
    value
        None lets them free again.
    """

    knobs: tuple[tuple[str, str], ...]
    end: Literal["least", "most"]
    value: float | None


BRIEF, FULL = "short answers", "full answers"
BOLD, WARY = "no questions where it is sure", "questions even where it is sure"
"""What a person may say of the answers, as it is kept; either of a pair ends the other."""


@dataclass(frozen=True)
class Prefer:
    """Keep in mind, for every session, what a person says they usually like ("I always like my vocals dry")."""

    words: str


@dataclass(frozen=True)
class Forget:
    """No longer keep to the bound that was said last, to any (`all`), or to what was said about something."""

    all: bool = False
    about: str = ""


@dataclass(frozen=True)
class Snapshot:
    """Remember the mix as it is by a name ("save this as Friday")."""

    name: str


@dataclass(frozen=True)
class Recall:
    """Have the mix as it was when it was given that name."""

    name: str


@dataclass(frozen=True)
class Gather:
    """Call some strips by one name ("call the guitars the wall")."""

    target: Target
    name: str
