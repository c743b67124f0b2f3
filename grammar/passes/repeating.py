"""What is said over and over and meant once, and the marks between that part nothing: "more bass more bass"."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import Concept, may_begin, unsaid

LONGEST_REPEAT = 4
"""Concepts that may be said over and over for emphasis: "more bass more bass"."""


def once(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what is said over and over in the same words: "more bass more bass more bass" is more bass."""
    found: list[Concept] = []
    for concept in concepts:
        found.append(concept)
        for length in range(2, LONGEST_REPEAT + 1):
            said, before = found[-length:], found[-2 * length : -length]
            if before and [one.word for one in said] == [one.word for one in before]:
                del found[-length:]
                break
    return found


def tidied(concepts: Sequence[Concept]) -> list[Concept]:
    """Make one separator of several in a row, and drop those that part nothing."""
    found: list[Concept] = []
    for concept in concepts:
        of_effect = len(found) > 1 and found[-1].may_be("EFFECT") and found[-2].may_be("_EQ")  # "eq the reverb: ..."
        if concept.may_be("_COLON") and not (found and (of_effect or found[-1].may_be("STRIP", "ROLE", "REF"))):
            continue  # it announces nothing
        if concept.may_be("_QUESTION") and found and found[-1].separates:
            found.pop()
        same = bool(found) and concept.word == found[-1].word
        again = same and (concept.text.isalpha() or concept.may_be("_UNDO"))  # "go back go back" is once
        counts = concept.text.isalpha() or concept.word.startswith("ctrl")
        if again and concept.may_be("_UNDO", "_REDO") and counts:  # said three times it is done three times
            found.append(unsaid("and", "_AND", concept.start))
        elif again or (concept.may_be("_QUESTION") and found and found[-1].may_be("_QUESTION")):
            continue  # said twice, meant once
        doubled = concept.separates and may_begin(found)
        if not doubled:
            found.append(concept)
        elif found and concept.may_be("_THEN"):
            found[-1] = concept
    while found and found[-1].separates:
        found.pop()
    return found
