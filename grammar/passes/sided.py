"""On which side somebody is or is to go, and who is meant where a name tells it twice: "him, the guest"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from grammar.concept import PEOPLE, Concept, undivided
from grammar.intent import Ref
from grammar.sayings import Sayings
from grammar.through import through
from grammar.vocabulary import word_list
from grammar.words import spell


def sided(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Let "on the left" behind a role be which of a pair is meant, where there is one on that side."""
    found: list[Concept] = []
    unpaired, sent = partial(_unpaired, sayings=sayings), partial(_sent_to_a_side, sayings=sayings)
    for concept in through(concepts, _left_out, _apposed, _owned, unpaired, sent):
        side, role = concept.readings.get("SIDE_AT"), found[-1].readings.get("ROLE") if found else None
        if isinstance(side, str) and isinstance(role, Ref):
            saying = sayings.readings.get((side, *spell(role.words)), {})
            if "STRIP" in saying:
                concept = replace(concept, readings={**concept.readings, "SIDED": saying["STRIP"]})
        found.append(concept)
    return found


def _unpaired(concepts: Sequence[Concept], sayings: Sayings) -> Iterator[Concept]:
    """Part a side from whom it stands before, where it is somebody else's place: "piano left guitar right"."""
    for at, concept in enumerate(concepts):
        side, _, whom = concept.word.partition(" ")
        rest = sayings.readings.get(spell(whom)) or sayings.played_by(concept.readings.get("STRIP"))
        between = 0 < at < len(concepts) - 1 and concepts[at - 1].may_be("STRIP", "ROLE")
        if between and side in ("left", "right") and rest.keys() & PEOPLE and concepts[at + 1].may_be("SIDE"):
            start = concept.end - len(whom)
            yield Concept(concept.text[: len(side)], concept.start, concept.start + len(side), {"SIDE": side})
            yield Concept(concept.text[-len(whom) :], start, concept.end, rest)
        else:
            yield concept


def _left_out(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Leave out the commas around whom one leaves out: "the drums, excluding the toms, 2 dB louder"."""
    closes = -1
    for at, concept in enumerate(concepts):
        before, ahead = concepts[at - 1 : at], concepts[at + 1 : at + 2]
        opens = concept.text == "," and before and before[0].may_be(*PEOPLE, "REF")
        if opens and ahead and ahead[0].may_be("_EXCEPT") and ahead[0].word != "but":
            whom = undivided(concepts[at + 2 :])
            end = at + 2 + len(whom)
            if (
                whom
                and whom[-1].may_be(*PEOPLE)
                and len(whom) == 1
                and end < len(concepts)
                and concepts[end].text == ","
            ):
                closes = end
                continue
        if at != closes:
            yield concept


_ONES = ("one ", "ones ")

_ONE = (" one", " ones")
"""How one of several is named behind all of them: "the guitar, one on the left", "the guitar, the left one"."""


def _apposed(concepts: Sequence[Concept]) -> list[Concept]:
    """Leave out whom a name behind a comma tells more exactly, and what sums up those before it.

    "Hear him, the guest", "my guitar, the left one"; "guitars, keys, bass, all down 1".
    """
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        ends = at + 1 == len(concepts) or concepts[at + 1].may_be("_AND", "_THEN", "_QUESTION")
        if ends and len(found) > 1 and found[-1].text == "," and concept.may_be("STRIP", "ROLE"):
            pointed = found[-2].word in ("him", "her", "it", "them", "this", "that")
            one_of = (concept.word.startswith(_ONES) or concept.word.endswith(_ONE)) and found[-2].may_be("ROLE")
            if pointed or one_of:
                del found[-2:]
        after = concepts[at + 1] if at + 1 < len(concepts) else None
        sums_up = concept.word in word_list("summed_up") and not (after and after.may_be("STRIP", "ROLE", "_OF"))
        if sums_up and len(found) > 1 and found[-1].text == "," and found[-2].may_be("STRIP", "ROLE", "_CHAIN"):
            found.pop()
            continue
        found.append(concept)
    return found


def _owned(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Leave out what somebody has that is himself: "make the host's voice warmer"."""
    before: tuple[Concept, ...] = ()
    for at, concept in enumerate(concepts):
        owns = concept.text == "'s" and bool(before) and before[-1].may_be("ROLE", "STRIP")
        ahead = concepts[at + 1].word if at + 1 < len(concepts) else ""
        owned = len(before) > 1 and before[-1].text == "'s" and before[-2].may_be("ROLE", "STRIP")
        if not (owns and ahead in word_list("voices")) and not (owned and concept.word in word_list("voices")):
            yield concept
        before = (*before[-1:], concept)


def _sent_to_a_side(concepts: Sequence[Concept], sayings: Sayings) -> Iterator[Concept]:
    """Part somebody from the side where he is to go: "pan the guitar left" goes left; the left one would go nowhere."""
    pans = False
    for at, concept in enumerate(concepts):
        pans = not concept.separates and (pans or concept.readings.get("DEED") == "Pan")
        whom, _, side = concept.word.rpartition(" ")
        rest = sayings.readings.get(spell(whom), {})
        clause = undivided(concepts[at + 1 :])
        where = any(one.may_be("SIDE", "SIDE_AT", "QUANTITY", "PLAIN", "_CENTER", "DEGREE", "FACTOR") for one in clause)
        if pans and not where and side in ("left", "right") and rest.keys() & PEOPLE:
            end = concept.start + len(whom)
            yield Concept(concept.text[: len(whom)], concept.start, end, rest)
            yield Concept(concept.text[-len(side) :], concept.end - len(side), concept.end, {"SIDE": side})
        else:
            yield concept
