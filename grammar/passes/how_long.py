"""For how long something is to be that begins at a time: "at 2:30 mute the snare for ten seconds"."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import Concept
from grammar.numbers import Quantity
from grammar.spans import moment_at

LASTS = ("for", "during")


def how_long(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with from when something is right before for how long, behind what is asked for."""
    said = list(concepts)
    if len(said) > 4 and said[-1].word == "on" and _is_time(said[-3:-1]):
        said = said[:-1]  # "for ten seconds from 2:30 on"
    for at in range(len(said) - 4, 0, -1):
        if _is_long(said[at : at + 2]) and said[at + 2].may_be("_AT", "_FROM") and _is_moment(said[at + 3 :]):
            return [*said[:at], *said[at + 2 :], *said[at : at + 2]]  # "for two bars from the chorus"
    stop = next((at for at, one in enumerate(said[3:], 3) if one.separates), len(said))
    comma = 3 if len(said) > 2 and said[2].text == "," else 2
    if stop > comma + 2 and _is_time(said[:2]) and _is_long(said[stop - 2 : stop]):
        return [*said[comma : stop - 2], *said[:2], *said[stop - 2 :]]
    return list(concepts)


def _is_time(said: Sequence[Concept]) -> bool:
    return len(said) == 2 and said[0].may_be("_AT", "_FROM") and _is_seconds(said[1])


def _is_moment(said: Sequence[Concept]) -> bool:
    moment = moment_at(said, 0)
    return moment is not None and moment[1] == len(said) and bool(moment[0].unit or moment[0].section)


def _is_long(said: Sequence[Concept]) -> bool:
    return len(said) == 2 and said[0].word in LASTS and (_is_seconds(said[1]) or _is_bars(said[1]))


def _is_bars(concept: Concept) -> bool:
    number = concept.readings.get("QUANTITY")
    return isinstance(number, Quantity) and number.unit == "bars" and not number.signed


def _is_seconds(concept: Concept) -> bool:
    number = concept.readings.get("QUANTITY")
    return isinstance(number, Quantity) and number.unit == "s" and not number.signed
