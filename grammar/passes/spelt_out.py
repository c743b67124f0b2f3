"""Who is in a group, said behind it: "the rhythm section up 2 dB, so drums and bass", "…, kick and bass that is"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grammar.concept import PEOPLE, WHOM, Concept
from grammar.vocabulary import word_list

_BEHIND = re.compile(
    r"\s*[,;.?!:–—(-]+\s*(?P<link>(?:and )?(?:by (?:that|which) i (?:mean|meant)|i (?:mean|meant)|meaning|that means|"
    r"which means|so|that is|that['’]s|that would be|those are|which is|which are|i\.?e\.?|in other words|namely|"
    r"specifically|as in|to be precise|to be exact|basically|essentially|i['’]m talking about|i['’]m thinking of)"
    r"(?: basically| just| mainly| only| really)?[,:]?\s+)?"
    r"(?P<who>[^.;!?]+?)"
    r"(?P<tail>,?\s+(?:basically|essentially|that is|i mean|i meant|in other words|really|only|i['’]m talking about))?"
    r"\s*[.!)]*",
    re.IGNORECASE,
)
"""A link, or a word at the end that says as much, and whoever is named between."""

SURELY = re.compile(r"so|that is|that['’]s|those are|which (?:is|are)", re.IGNORECASE)
"""Behind one of these one name alone may say something else."""

_SORT = ("QUALITY", "FAULT", "CHARACTER", "STATE", "OPENING")
"""What may tell which things are meant: "the noisy ones"."""


def spelt_out(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with those who are in it for a group, where they are named behind it."""
    for at in range(1, len(concepts)):
        found = _BEHIND.fullmatch(text, concepts[at - 1].end)
        tail = found and found["tail"] and found["tail"].strip(", ") != "only"
        if not found or not (found["link"] or tail):
            continue
        whom = [one for one in concepts[at:] if found.start("who") <= one.start and one.end <= found.end("who")]
        if concepts[0].may_be("_NOT") or not whom or whom[0].word in ("and", "but", "or"):
            continue
        while whom and whom[0].may_be("_AND"):
            whom.pop(0)
        if len(whom) == 1 and whom[0].word in word_list("both_of_them"):
            return [*concepts[:at]]  # "pan the guitars wider, both of them I mean"
        named, rest = _named(whom)
        before = [one for one in concepts[:at] if one.end <= found.start("link" if found["link"] else "who")]
        group = _group(before)
        least = 2 if found["link"] and not found["tail"] and SURELY.match(found["link"]) else 1
        if group and sum(one.may_be(*PEOPLE) for one in named) >= least:
            first, last = group
            start, end = before[first].start, before[last - 1].end
            return [*before[:first], *(replace(one, start=start, end=end) for one in named), *before[last:], *rest]
    return list(concepts)


def _named(whom: Sequence[Concept]) -> tuple[Sequence[Concept], Sequence[Concept]]:
    """Return who is named, and by how much, if no more than that is said behind them; nobody if more is."""
    end = next((at for at, one in enumerate(whom) if not one.may_be(*PEOPLE, "_AND", "_TRACK")), len(whom))
    named, rest = whom[:end], whom[end:]
    while named and named[-1].may_be("_AND"):
        named = named[:-1]
    if rest and not all(one.may_be("_BY", "QUANTITY", "DEGREE", "_ABOUT") for one in rest):
        return (), ()
    return named, rest


def _group(before: Sequence[Concept]) -> tuple[int, int] | None:
    """Return from where to where a group is named: whoever is, and nobody else, or things of some sort."""
    people = [at for at, one in enumerate(before) if one.may_be(*WHOM)]
    if people:
        return (people[0], people[0] + 1) if len(people) == 1 else None
    things = [at for at, one in enumerate(before) if at and one.may_be("_THINGS", "_TRACK") and not one.may_be("_TURN")]
    sort = before[things[0] - 1] if len(things) == 1 else None
    if sort is None or (sort.readings and not sort.may_be(*_SORT)):
        return None
    return things[0] - 1, things[0] + 1
