"""Where one thing said ends and the next begins with nothing typed between: "yeah turn it up", "too harsh fix it"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from grammar.clauses import VERBS
from grammar.concept import Concept

STATED = frozenset({"_IS", "_SOUNDS", "_NEEDS", "_LACKS", "_HAS"})
"""What somebody is named before where something is said of them."""

PEOPLE = frozenset({"STRIP", "ROLE", "REF"})

_GOES_ON = VERBS | {"_MORE", "_LESS", "DEGREE"}
"""What a request begins with behind a "yeah"."""


def seamed(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with a comma where only the words on either side tell that there is one."""
    found: list[Concept] = []
    for at, concept in enumerate(_heard(concepts)):
        rest = concepts[at + 1 :]
        if found and _is_manner(concept) and found[-1].may_be("QUALITY") and not found[-1].may_be("REGION", "EFFECT"):
            continue  # "an intimate feel" is intimate
        if concept.text.casefold() == "but" and _begins_anew(rest, concepts[:at]):
            concept = replace(concept, readings={"_AND": ""})
        elif _parts(concepts, at):
            found.append(Concept(",", concept.start, concept.start, {"_AND": ""}))
        found.append(concept)
        if rest and concept.may_be("_QUESTION") and not rest[0].may_be("_THEN"):
            found.append(Concept(".", concept.end, concept.end, {"_THEN": ""}))
    return found


def _heard(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts, what is spelt by ear as it is meant: "is to loud", "vox 2 harsh"."""
    excess = False
    for at, concept in enumerate(concepts):
        before, after = (concepts[at - 1] if at else None), (concepts[at + 1] if at + 1 < len(concepts) else None)
        if (
            before
            and after
            and concept.text.casefold() in ("to", "2")
            and after.may_be("QUALITY", "LEVEL_STATE", "ADJECTIVE")
        ):
            stated = before.may_be("_IS", "_SOUNDS") or (excess and before.may_be("_AND"))
            stated = stated or (
                before.may_be("DEGREE") and after.may_be("LEVEL_STATE", "FAULT", "ADJECTIVE")
            )  # "way to loud"
            stated = stated or (
                at == 1 and before.may_be(*PEOPLE) and after.may_be("LEVEL_STATE", "FAULT", "ADJECTIVE")
            )  # "vox to loud"
            if (stated or (concept.text == "2" and before.may_be(*PEOPLE))) and not after.may_be("REGION"):
                concept, excess = replace(concept, readings={"_TOO": ""}), True
        if concept.text.casefold() in ("get", "getting") and _is_taken(concepts[at + 1 :]):
            concept = replace(concept, readings={"_TAKE": ""})
        yield concept


def _is_taken(rest: Sequence[Concept]) -> bool:
    """Whether something is to be had out of somebody and not from them: "get the mud out of the piano"."""
    clause = list(takewhile(lambda concept: not concept.may_be("_AND", "_THEN"), rest))
    out = next((i for i, concept in enumerate(clause) if concept.may_be("_OFF")), 0)
    return out > 0 and not any(c.may_be("_MORE", "_LESS", "COMPARATIVE", "QUANTITY") for c in clause[:out])


def _begins_anew(rest: Sequence[Concept], before: Sequence[Concept]) -> bool:
    """Whether what follows a "but" says something of somebody, or asks for something: no one is left out then.

    Behind a request, "but the vocal is fine" may well leave the vocal out.
    """
    people = next((i for i, concept in enumerate(rest) if not concept.may_be(*PEOPLE)), len(rest))
    if people == len(rest):
        return False
    if not people:
        return rest[0].may_be("_MAKE", "_TURN", "_ADD")
    is_well = any(concept.may_be("_FINE") for concept in rest[people:])
    return rest[people].may_be(*STATED) and (not is_well or any(concept.may_be(*STATED) for concept in before))


def _parts(concepts: Sequence[Concept], at: int) -> bool:
    """Whether something new begins at a concept with no word between."""
    concept, before = concepts[at], concepts[at - 1] if at else None
    if before is None or before.may_be("_AND", "_THEN", "_COLON"):
        return False
    if at == 1 and _is_nod(before):
        return concept.may_be(*_GOES_ON)
    last = at == len(concepts) - 1
    return last and (concept.readings.get("TALK") == "thanks" or concept.readings.get("ACT") in MENDING)


def _is_manner(concept: Concept) -> bool:
    """Whether a word behind a way to sound says no more than that it is one."""
    return concept.may_be("_EFFECT") and concept.text.casefold() in (
        "feel",
        "feeling",
        "vibe",
        "vibes",
        "character",
        "tone",
        "sound",
    )


MENDING = ("automix", "clean")
"""The acts that mend what was complained of: "too harsh fix it"."""


def _is_nod(concept: Concept) -> bool:
    """Whether a word only agrees or praises: behind it a request may begin at once."""
    agrees = concept.may_be("_YES", "_KEEP") or concept.readings.get("TALK") == "thanks"
    return agrees and concept.text.isalpha() and not concept.may_be("SIDE", "REF", "COMPARATIVE", "BETTER")
