"""Whom a request leaves out, said before it: "apart from the drums and the bass, cut the lows on everything"."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import PEOPLE, Concept
from grammar.intent import Ref


def left_out_first(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with whom is left out named behind all of whom something is asked, where that is plain."""
    if not concepts or not concepts[0].may_be("_EXCEPT") or concepts[0].word.startswith("but"):
        return list(concepts)
    end = 1
    while end < len(concepts) and concepts[end].may_be(*PEOPLE):
        listed = end + 2 < len(concepts) and concepts[end + 1].may_be("_AND") and concepts[end + 2].may_be(*PEOPLE)
        end += 2 if listed else 1
        if not listed:
            break
    whom = concepts[1:end]
    rest = concepts[end + 1 :] if end < len(concepts) and concepts[end].text == "," else concepts[end:]
    stop = next((at for at, one in enumerate(rest) if one.separates), len(rest))
    of = next((at for at, one in enumerate(rest[:stop]) if _is_of_many(one)), None)
    if not whom or of is None or any(one.may_be("_EXCEPT", "_NOT") for one in rest[:stop]):
        return list(concepts)
    return [*rest[: of + 1], concepts[0], *whom, *rest[of + 1 :]]


def _is_of_many(concept: Concept) -> bool:
    ref = concept.readings.get("REF")
    return (isinstance(ref, Ref) and ref.kind == "all") or concept.may_be("ROLE")
