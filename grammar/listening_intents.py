"""What is to be heard: from where to where, whom alone, and beside what it is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grammar.refs import NOBODY, WHOLE, Span, Target
from grammar.session_intents import Named


@dataclass(frozen=True)
class Play:
    """Hear the mix, or some of its strips alone: a stretch of it, once or over and over."""

    span: Span = WHOLE
    target: Target = NOBODY
    loop: bool = False


@dataclass(frozen=True)
class Transport:
    """Stop, pause, go on; no longer round and round; the other version, or one of the two by its letter."""

    act: Literal["stop", "pause", "resume", "unloop", "switch", "a", "b"]


@dataclass(frozen=True)
class Seek:
    """Go to a place in the song, or so many seconds on or back."""

    to: Span = WHOLE
    by: float = 0.0


LATEST = "the last snapshot"
"""The version that was kept last, whatever it is called."""


@dataclass(frozen=True)
class Compare:
    """Hear the mix beside what it was: before the last change or the one that is named, or as it came.

    Attributes
    ----------
    version, beside
        The name of the mix to hear, and of the one beside it; beside the mix as it is if that is empty.
    """

    original: bool = False
    what: Named | None = None
    span: Span = WHOLE
    version: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Choose:
    """Which of two mixes that were heard side by side is the better one ("I prefer A", "the second was better")."""

    letter: Literal["a", "b"]


@dataclass(frozen=True)
class Mark:
    """Call a stretch of the song by a name ("the chorus is from 0:45 to 1:10")."""

    section: str
    start: float
    end: float
