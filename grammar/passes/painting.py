"""A comparison that only paints the fault before it ("as thin as paper"), and what is shunned by a vague word."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept, last_but, parted
from grammar.vocabulary import word_list

LONGEST = 6
"""Words that such a comparison may have."""


def unpainted(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what a fault is only likened to, where somebody is said to have it and nobody else is named."""
    return [one for clause, separator in parted(concepts) for one in (*_plain(clause), *separator)]


def _plain(said: list[Concept]) -> list[Concept]:
    at = next((i for i in range(1, len(said) - 1) if said[i].may_be("FAULT") and _likens(said[i + 1])), 0)
    tail = said[at + 1 :]
    stated = any(one.may_be("_IS", "_SOUNDS") for one in said[:at])
    if not at or not stated or len(tail) > LONGEST or any(one.may_be(*PEOPLE, "REF", "_QUESTION") for one in tail):
        return said
    if said[at].word.endswith("ing") or any(one.may_be(*VERBS, "ACT", "_CURE") for one in tail[1:]):
        return said  # "it is crackling like an old record, get rid of it"
    if len(tail) == 1 and not tail[0].may_be("FAULT"):
        return said
    head = said[:at]
    return [*(head[:-1] if head[-1].word == "as" else head), said[at]]


def _likens(concept: Concept) -> bool:
    return (
        concept.word == "as"
        or concept.may_be("_ALIKE")
        or (concept.may_be("FAULT") and concept.word.startswith("like "))
    )


def shunned(concepts: Sequence[Concept]) -> list[Concept]:
    """Read "but don't let it get sharp" as no harshness: what of several ways is meant is no question there."""
    found: list[Concept] = []
    for concept in concepts:
        before = last_but(found, "DEGREE", "_TOO", "_MORE")
        if before and before[0].may_be("_WITHOUT_GETTING") and not concept.may_be("QUALITY", "COMPARATIVE"):
            faults = {
                "harsh": word_list("shunned_harsh"),
                "muddy": word_list("shunned_muddy"),
                "thin": word_list("shunned_thin"),
                "dull": word_list("shunned_dull"),
            }
            fault = next((one for one, words in faults.items() if concept.word in words), "")
            concept = concept.read_as("QUALITY", fault) if fault else concept
        if found and found[-1].may_be("_LESS") and concept.word in word_list("less_of_muddy"):
            concept = concept.read_as("QUALITY", "muddy")  # "less crowded"
        found.append(concept)
    return found
