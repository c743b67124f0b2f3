"""What is said for another part of the song as the clause before was: "down in the verse, up in the chorus"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grammar.concept import PEOPLE, Concept, undivided
from grammar.numbers import Quantity
from grammar.times import When

ALIKE = (("_UP", "_DOWN"), ("_MORE", "_LESS"), ("QUANTITY",), ("PLAIN",), ("STRIP", "ROLE"), ("DEGREE",), ("WHEN",))
"""What one clause has in place of what another has: a way, how much, whom, and when."""


def elsewhere(concepts: Sequence[Concept], start: int, end: int) -> list[Concept]:
    """Return a clause as the one before it with what is said otherwise put in its place; none if it says anything else.

    "Less bass in the verse and more in the chorus", "the drums up 2 dB in the verse, 1 dB in the bridge".
    """
    said = concepts[start:end]
    if start < 2 or len(said) < 2 or not concepts[start - 1].may_be("_AND") or not said[-1].may_be("WHEN"):
        return []
    before = undivided(reversed(concepts[: start - 1]))[::-1]
    for one in said:
        place = [at for at, other in enumerate(before) if _alike(one, other)]
        if len(place) != 1:
            return []
        before[place[0]] = one
    return before


def _alike(one: Concept, other: Concept) -> bool:
    """Whether one thing said may stand where another did."""
    much, before = one.readings.get("QUANTITY"), other.readings.get("QUANTITY")
    if isinstance(much, Quantity) and isinstance(before, Quantity):
        return much.unit == before.unit
    return any(one.may_be(*kind) and other.may_be(*kind) for kind in ALIKE)


_ONLY = re.compile(r"(?:only|just)\b.*|.*\bonly", re.IGNORECASE)
"""How a part of the song says that it is the only one."""


def kept_to(text: str, concepts: Sequence[Concept], start: int, end: int) -> list[Concept]:
    """Return all that was said, if that is who and the only part of the song, as their being muted outside of that.

    "Hat only in the choruses", "piano only from 0:40 on"; none where more is said.
    """
    *whom, last = concepts[start:end]
    when = last.readings.get("WHEN")
    alone = end - start == len(concepts) and whom and all(one.may_be(*PEOPLE, "_AND") for one in whom)
    if not alone or not isinstance(when, When) or not _ONLY.fullmatch(last.text) or when.span.outside:
        return []
    if re.search(r"\b(?:just|only)\b", text[: whom[0].start], re.IGNORECASE):
        return []  # "just the vocal in the intro only"
    mute = Concept("mute", whom[0].start, whom[0].start, {"SWITCH": "mute"})
    return [mute, *whom, last.read_as("WHEN", replace(when, span=replace(when.span, outside=True)))]
