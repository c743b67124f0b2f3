"""A complaint and the verb that asks for its cure, said without a stop: "the piano is boxy open it up"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from grammar.concept import Concept, unsaid
from grammar.vocabulary import vocabulary


def curing(concepts: Sequence[Concept]) -> list[Concept]:
    """Part a complaint from the verb behind it that asks for its cure; a "so" between them only leads over."""
    verbs = frozenset(chain.from_iterable(vocabulary().cures.values()))
    found: list[Concept] = []
    stated = faulty = False
    for at, concept in enumerate(concepts):
        rest = concepts[at:]
        leads = concept.word == "so" and len(rest) > 2
        asks = rest[1:3] if leads else rest[:2]
        if stated and faulty and len(asks) == 2 and asks[0].word in verbs and asks[1].may_be("REF"):
            found.append(unsaid(",", "_AND", concept.start))
            stated = faulty = False
            if leads:
                continue
        if concept.may_be("_AND", "_THEN", "_QUESTION"):
            stated = faulty = False
        stated = stated or concept.may_be("_IS", "_SOUNDS")
        faulty = concept.may_be("FAULT")
        found.append(concept)
    return found
