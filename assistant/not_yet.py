"""Acts that are understood but not built, read from `not_yet.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grammar.words import spread


@dataclass(frozen=True)
class Act:
    """An act to come.

    Attributes
    ----------
    says
        What the person wants, after "you want to".
    nearest
        What can be done instead, today.
    words
        How people ask for it.
    """

    says: str
    nearest: str
    words: tuple[str, ...]


@cache
def acts() -> Mapping[str, Act]:
    """Return every such act, by the name that intents use."""
    tables: Mapping[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        name: Act(row["says"], row["nearest"], tuple(said for words in row["words"] for said in spread(words)))
        for name, row in tables.items()
    }


def words() -> Mapping[str, tuple[str, ...]]:
    """Return how people ask for each act, for the lexicon."""
    return {name: act.words for name, act in acts().items()}
