"""What is led to a moment or from one, little by little: "build the drums up into 0:20", "fade it out by 3:10".

How long that takes is left to us where nobody says, so it is as long as such things usually are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from grammar.concept import Concept, begun
from grammar.intent import Fading, Intent, Span

LASTS_S = {"out": 8.0, "in": 2.0, "rise": 8.0}
"""How long a fade out, a fade in and a rise last if nobody says."""

_INTO = ("into", "in to", "towards", "toward", "leading into", "leading up to", "building into", "up to")
"""What leads up to a moment."""

_BY = ("by", "until by")
"""What something is to be over by, where a time by the clock comes next."""

_RISES = {
    *("build", "builds", "building", "swell", "swells", "swelling", "grow", "grows", "rise", "rises", "crescendo"),
    *("climb", "climbs", "creep", "creeps", "slowly", "gradually", "steadily", "gradual", "slow", "ramp", "ramps"),
    *("diminuendo", "decrescendo", "automate", "progressively", "smoothly"),
    *("sweep", "sweeps", "drift", "drifts", "glide", "glides", "wander", "wanders", "gently"),
}
"""One of these is said of what goes little by little."""

_MORE_AND_MORE = re.compile(r"\b(\w+er|more) and \1\b")
"""As much says "louder and louder"."""

_RAMPS = ("_RAMP", "_RAMP_UP", "_RAMP_DOWN", "_AUTOMATE", "_GRADUALLY")

_WAYS = {"in", "out", "away", "up", "down", "fadeout", "faded"}
"""Which way a fade goes."""

_FADES = {"fade", "fades", "faded", "fading", "fadeout"}

_GOES_ON = ("to", "until", "till", "til", "onwards", "onward", "and", "-", "for", "during")
"""Behind a moment it says that it is one end of a stretch."""


class Moment(Protocol):
    """One end of a stretch: a time, or a section."""

    at: float
    unit: str
    section: str
    is_end: bool


Reader = Callable[[Sequence[Concept], int], tuple[Any, int] | None]


def led(concepts: Sequence[Concept], at: int, moment: Reader) -> tuple[Span, int] | None:
    """Return the part of the song that leads to a moment named from `at` on, or from one on, and where that ends.

    None where nothing goes there little by little. `moment` reads one end of a stretch.
    """
    clause = _clause(concepts, at)
    said = {word for one in clause for word in one.word.split()}
    fades = any(one.may_be("FADE") for one in clause) or bool(said & _FADES and said & _WAYS)
    rises = bool(said & _RISES) or any(one.may_be(*_RAMPS) for one in clause)
    rises = rises or bool(_MORE_AND_MORE.search(" ".join(one.word for one in concepts[:at])))
    word = concepts[at].word
    stated = any(one.may_be("_IS", "_TOO") for one in clause)  # "the fade at 0:20 is too long"
    begins = fades and not stated and (word == "at" or concepts[at].may_be("_ABOUT")) and at > 0
    begin = at + 1 + (at + 1 < len(concepts) and concepts[at].may_be("_AT") and concepts[at + 1].may_be("_ABOUT"))
    read = moment(concepts, begin) if at and (begins or ((fades or rises) and word in (*_INTO, *_BY))) else None
    if read is None or not _is_led_to(concepts, begin, *read):
        return None
    seconds, section, end = read[0].at, read[0].section, read[1]
    clock = ":" in concepts[end - 1].text
    if section:
        return (Span(section=section, edge="before", long=LASTS_S["rise"]), end) if word in _INTO and rises else None
    if word in _BY and not clock:
        return None
    way = "rise" if not fades else "in" if "in" in said else "out"
    if begins:
        return Span(seconds, seconds + LASTS_S[way]), end
    return Span(max(0.0, seconds - LASTS_S[way]), seconds), end


def _is_led_to(concepts: Sequence[Concept], begin: int, moment: Moment, end: int) -> bool:
    """Whether a time by the clock or in seconds, or a section, is all that is named there."""
    edge = moment.is_end or concepts[begin].may_be("EDGE")
    goes_on = end < len(concepts) and concepts[end].word in _GOES_ON
    return (moment.unit == "s" or bool(moment.section)) and not edge and not goes_on


def laid(part: Intent, span: Span, said: Sequence[Concept]) -> Intent:
    """Return a fade that begins at a moment, or is over by one, for as long as is said of it."""
    if not isinstance(part, Fading) or span.section or span.start is None or span.start < 0 or span.also:
        return part
    lasts = part.seconds or (LASTS_S["out" if part.out else "in"] * part.times)
    if said and said[0].word in (*_BY, *_INTO) and span.end is not None:
        return replace(part, seconds=None, times=1.0, span=Span(max(0.0, span.end - lasts), span.end))
    at = bool(said) and (said[0].word == "at" or said[0].may_be("_ABOUT"))
    if at or (span.end is None and part.seconds):
        return replace(part, seconds=None, times=1.0, span=Span(span.start, span.start + lasts))
    return part


def _clause(concepts: Sequence[Concept], at: int) -> Sequence[Concept]:
    """Return the request that stands around a place."""
    end = next((i for i in range(at, len(concepts)) if concepts[i].may_be("_THEN", "_AND")), len(concepts))
    return concepts[begun(concepts, at) : end]
