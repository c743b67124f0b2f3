"""More of one and less of another, one behind the other with nothing between: "more drums less guitar"."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import WHOM, Concept, unsaid

_DOSES = ("_MORE", "_LESS")
"""What says which way, before whom it is about."""

_MEASURED = (*WHOM, "REGION", "EFFECT")
"""What there may be more of."""


def doses(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with a comma between a dose of one and a dose of another.

    An afterthought of how much is none where it says how much of the next: "more kick and a lot less bass".
    """
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        after = concepts[at + 1] if at + 1 < len(concepts) else None
        if concept.may_be("AFTERTHOUGHT") and after and _is_dose(after) and concept.word.startswith("and "):
            middle = concept.start + len("and ")
            found.append(Concept("and", concept.start, middle - 1, {"_AND": ""}))
            degree = concept.readings["AFTERTHOUGHT"]
            concept = Concept(concept.text[len("and ") :], middle, concept.end, {"DEGREE": degree})
        elif _begins(concepts, at) and found and not found[-1].separates and _behind_a_dose(found):
            found.append(unsaid(",", "_AND", concept.start))
        found.append(concept)
    return found


def _is_dose(concept: Concept) -> bool:
    return concept.may_be(*_DOSES) or (concept.may_be("BETTER") and concept.word in ("louder", "quieter", "softer"))


def _begins(concepts: Sequence[Concept], at: int) -> bool:
    """Whether a dose of somebody begins at a place: "a bit less hats"."""
    ahead = at + 1 if concepts[at].may_be("DEGREE") and not concepts[at].may_be(*_DOSES) else at
    if ahead + 1 >= len(concepts) or not _is_dose(concepts[ahead]):
        return False
    return concepts[ahead + 1].may_be(*_MEASURED)


def _behind_a_dose(found: Sequence[Concept]) -> bool:
    """Whether what was said so far ends with a dose of somebody, or of several: "more kick and snare"."""
    starts = [0, *(i + 1 for i, one in enumerate(found) if one.separates)]
    return any(_is_dosed(found[start:]) for start in starts)


def _is_dosed(clause: Sequence[Concept]) -> bool:
    """Whether a clause is a dose of somebody and no more, so that another begins behind it."""
    at = 1 if clause and clause[0].may_be("REF") else 0  # "it needs more kick"
    at = at + 1 if len(clause) > at and clause[at].may_be("_NEEDS") else 0
    at += 1 if len(clause) > at and clause[at].may_be("DEGREE") and not clause[at].may_be(*_DOSES) else 0
    rest = clause[at + 1 :]
    dosed = bool(rest) and _is_dose(clause[at]) and rest[-1].may_be(*_MEASURED)
    return dosed and all(one.may_be(*_MEASURED, "_AND", "_OF") for one in rest)
