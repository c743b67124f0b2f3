"""Every word in force in a session, and sentences read by them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

import dsp
import grammar
from assistant import characters, not_yet, qualities, targets
from assistant.session import Session
from dsp import effects
from grammar.compiled import compiled, texts
from grammar.everyday import Everyday
from grammar.gathering import everyday
from grammar.intent import Reading
from grammar.lexicon import Lexicon
from grammar.parse import read


def reader(session: Session) -> Callable[[str], Reading]:
    """Return what reads a sentence in a session."""
    return lambda text: read(text, lexicon(session))


def lexicon(session: Session, strangers: tuple[str, ...] = ()) -> Lexicon:
    """Return every word in force in a session, and the names of `strangers` as if they were in it."""
    strips = tuple(strip.name for strip in session.mix if strip.kind not in ("main", "bus"))
    buses = tuple(strip.name for strip in session.mix if strip.kind == "bus")
    return lexicon_of((*strips, *strangers), tuple(session.versions), tuple(session.groups), buses)


@lru_cache(maxsize=4)
def lexicon_of(
    strips: tuple[str, ...],
    versions: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
    buses: tuple[str, ...] = (),
) -> Lexicon:
    """Return every word in force where there are such strips, versions, groups and buses."""
    return Lexicon(strips, _everyday(), versions, groups, buses)


@cache
def _everyday() -> Everyday:
    """Return every word that is in force in any session, gathered when anything has changed that may be one."""
    folders = (Path(module.__path__[0]) for module in (grammar, dsp, effects))
    return cast(Everyday, compiled("sayings", texts(Path(__file__).parent, *folders), _gathered))


def _gathered() -> Everyday:
    return everyday(
        qualities=qualities.words(),
        faults=qualities.faults(),
        placed=qualities.placed(),
        platforms=targets.words(),
        acts=not_yet.words(),
        opposites=qualities.opposites(),
        characters=characters.words(),
        vague=tuple(characters.vague()),
        covers=characters.covers(),
        similes=characters.similes(),
        means=characters.tools(),
        dislikes=characters.dislikes(),
    )
