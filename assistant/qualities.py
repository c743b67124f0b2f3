"""The words for how things sound that craft knows what to do about.

Each quality is a place in the spectrum (or another way of hearing) and what it is judged against, so that asking
for it, doing it and checking it all mean the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Way = Literal[
    "tone",
    "sibilance",
    "width",
    "distance",
    "punch",
    "hum",
    "noise",
    "clipping",
    "clicks",
    "ride",
    "ring",
    "room",
    "plosives",
    "breaths",
    "rumble",
]
Region = tuple[float, float]


@dataclass(frozen=True)
class Quality:
    """One quality.

    Attributes
    ----------
    words
        Adjective and noun, as said; the grammar makes the other forms.
    more, less
        What a change either way is called in a reply.
    figure
        The name of what is measured for it.
    way
        How it is brought about.
    region, against
        For a tone: the bands it lives in and those it is judged against, in Hz.
    relief
        For a tone: where an excess hides it, cut first when more of it is wanted.
    fault
        Whether merely naming it is a complaint ("the bass is muddy").
    sung
        Whether only voices have it, who are meant where nobody is named.
    """

    words: tuple[str, ...]
    more: str
    less: str
    figure: str
    way: Way = "tone"
    region: Region = (0.0, 0.0)
    against: Region = (0.0, 0.0)
    relief: Region | None = None
    fault: bool = False
    sung: bool = False


@dataclass(frozen=True)
class Opposite:
    """A word for less of a quality: `of` which, how it is said, and whether naming it is a complaint."""

    of: str
    words: tuple[str, ...]
    fault: bool = False


_TABLES: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("qualities.toml").read_text(encoding="utf-8"))


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


QUALITIES: Mapping[str, Quality] = {name: Quality(**_row(row)) for name, row in _TABLES["qualities"].items()}
"""Every quality, by the name that intents and profiles use."""

OPPOSITES: Mapping[str, Opposite] = {name: Opposite(**_row(row)) for name, row in _TABLES["opposites"].items()}
"""Every name for less of a quality."""


def placed() -> frozenset[str]:
    """Return the qualities that have a place in the spectrum, so that a frequency may be said with them."""
    return frozenset(name for name, quality in QUALITIES.items() if quality.way in ("tone", "ring"))


def words() -> Mapping[str, tuple[str, ...]]:
    """Return every word for a quality, by name, for the lexicon."""
    opposite = {name: one.words for name, one in OPPOSITES.items()}
    return {**{name: quality.words for name, quality in QUALITIES.items()}, **opposite}


def faults() -> frozenset[str]:
    """Return the names that are complaints when merely stated."""
    named = {name for name, quality in QUALITIES.items() if quality.fault}
    return frozenset(named | {name for name, one in OPPOSITES.items() if one.fault})


def opposites() -> Mapping[str, str]:
    """Return each name that is the opposite of another, with that other."""
    return {name: one.of for name, one in OPPOSITES.items()}


def meaning(name: str, more: bool) -> tuple[str, bool]:
    """Return the quality a name stands for and whether more of it is meant ("darker" is less bright)."""
    if name in OPPOSITES:
        return OPPOSITES[name].of, not more
    return name, more


def purpose(name: str, more: bool) -> str:
    """Return what a change is called in a reply: `warmer`, `less muddy`."""
    quality = QUALITIES[name]
    return quality.more if more else quality.less
