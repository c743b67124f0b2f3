"""A stretch beside a part of the song, or at an end of it: "the last two bars before the solo", "the bar after it"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from grammar.concept import Concept
from grammar.intent import Span
from grammar.numbers import Quantity

_BEFORE = ("before", "right before", "just before", "ahead of", "prior to", "immediately before", "directly before")
_AFTER = ("after", "right after", "just after", "following", "immediately after", "directly after", "behind")
_GOING = ("leading", "going", "coming", "running", "heading", "moving", "counting", "building")
_INTO = ("into", "up to", "to", "in to", "up into")

BEATS = 0.25
"""So many bars is a beat, which is counted no more surely than they are."""

Section = Callable[[Sequence[Concept], int], tuple[str, int] | None]
Where = Literal["before", "after", "first", "last"]


@dataclass(frozen=True)
class _Length:
    value: float
    bars: bool
    end: int


def beside_section(concepts: Sequence[Concept], at: int, section: Section) -> tuple[Span, int] | None:
    """Return what is named from `at` on as a stretch beside a part of the song or at an end of it, else None.

    `section` reads the name of a part.
    """
    begin = at + concepts[at].may_be("_DURING", "_AT", "_FROM")
    named = begin > at
    if begin >= len(concepts):
        return None
    last, first = concepts[begin].may_be("_LAST"), concepts[begin].readings.get("ORDINAL") == "1"
    long = _length(concepts, begin + (last or first), last)
    if long is None or not (named or last or first or long.bars):
        return None
    where, end = _relation(concepts, long.end)
    if where == "of":
        where = "first" if first else "last" if last else ""
    elif (where == "before" and first) or (where == "after" and last):
        return None
    part = section(concepts, end) if where and end < len(concepts) else None
    return (Span(section=part[0], bars=long.bars, edge=where, long=long.value), part[1]) if part else None


def _length(concepts: Sequence[Concept], at: int, last: bool) -> _Length | None:
    """Read "two bars", "bar", "2 seconds", "beat"."""
    if at >= len(concepts):
        return None
    if concepts[at].may_be("_BAR"):
        return _Length(1.0, True, at + 1)
    if concepts[at].word in ("beat", "a beat", "one beat"):
        return _Length(BEATS, True, at + 1)
    if last and concepts[at].word == "second":
        return _Length(1.0, False, at + 1)
    value = concepts[at].readings.get("QUANTITY") or concepts[at].readings.get("PLAIN")
    if not isinstance(value, Quantity) or value.signed or value.value <= 0:
        return None
    if value.unit in ("bars", "s"):
        return _Length(value.value, value.unit == "bars", at + 1)
    beats = value.unit == "" and at + 1 < len(concepts) and concepts[at + 1].word in ("beat", "beats")
    return _Length(value.value * BEATS, True, at + 2) if beats else None


def _relation(concepts: Sequence[Concept], at: int) -> tuple[Where | Literal["of", ""], int]:
    """Read "before", "leading up to", "after", "of", and where that ends."""
    words = [concept.word for concept in concepts[at : at + 2]]
    if not words:
        return "", at
    if words[0] in _BEFORE or words[0] == "into":
        return "before", at + 1
    if len(words) > 1 and words[0] in _GOING and words[1] in _INTO:
        return "before", at + 2
    if words[0] in _AFTER:
        return "after", at + 1
    return ("of", at + 1) if concepts[at].may_be("_OF") and words[0] in ("of", "in") else ("", at)
