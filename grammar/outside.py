"""All of the song but a part of it: "everywhere but in the choruses", "outside 0:10 to 0:20"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from grammar.concept import Concept
from grammar.intent import Span

_EVERYWHERE = ("everywhere", "everywhere else", "the whole song", "whole song", "throughout", "all the way through")
_OUTSIDE = ("outside", "everywhere outside")
_FOR = ("except for", "apart from", "other than", "but for", "save for")

Read = tuple[Span, int]


def outside(
    concepts: Sequence[Concept],
    at: int,
    section: Callable[[Sequence[Concept], int], tuple[str, int] | None],
    stretch: Callable[[Sequence[Concept], int], Read | None],
) -> Read | None:
    """Return what is named from `at` on as the rest of the song, and where that ends; None if it is not that.

    `section` reads the name of a part, `stretch` one that is told by its times. "But" alone goes on to another request:
    "but in the chorus turn it up".
    """
    text = concepts[at].word
    begin, during = at + 1, False
    if text in _OUTSIDE:
        begin += begin < len(concepts) and concepts[begin].may_be("_OF") and concepts[begin].word == "of"
        sure = True
    else:
        sure = text in _EVERYWHERE
        link = at + sure
        if link >= len(concepts) or not concepts[link].may_be("_EXCEPT"):
            return None
        begin = link + 1
        said = concepts[link].word
        during = begin < len(concepts) and concepts[begin].may_be("_DURING")
        begin += during
        sure = sure or (said != "but" and (during or said in _FOR))
    if not sure or begin >= len(concepts):
        return None
    named = section(concepts, begin)
    read = (Span(section=named[0]), named[1]) if named else stretch(concepts, begin - during)
    read = read or (stretch(concepts, begin) if during else None)
    if read is None or read[0].outside:
        return None
    span, end = read
    if end < len(concepts) and not concepts[end].may_be("_AND", "_THEN", "_QUESTION") and at:
        return None  # "except for the solo guitar"
    return replace(span, outside=True), end
