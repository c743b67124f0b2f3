"""One pass after another over what was said: the one way in which concepts and clauses are worked on in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def through(things: Iterable[T], *passes: Callable[[list[T]], Iterable[T]]) -> list[T]:
    """Return things as they are after all the passes, the first one done first."""
    found = list(things)
    for one in passes:
        found = list(one(found))
    return found
