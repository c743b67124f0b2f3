"""What somebody should be, and what is wanted, as the request to make it so: "the vocal should be dry"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from grammar.concept import WHOM, Concept
from grammar.vocabulary import word_list

NAMED = (*WHOM, "_TRACK")

HOW = ("QUALITY", "FAULT", "ADJECTIVE", "STATE", "COMPARATIVE", "BETTER", "CHARACTER", "SIMILE", "POLE", "LEVEL_STATE")
"""How somebody may be wanted."""

HOW_FAR = (*NAMED, "DEGREE", "QUANTITY", "PLAIN", "_BY", "_SAME_AMOUNT")

SO_MUCH = ("DEGREE", "_MORE", "_LESS", "_TOO", "_SOUNDS", "_TO")

DONE = ("DEED", "SWITCH", "RAISE", "CUT", "QUALIFY", "BYPASS")
"""What is done to somebody."""


def wanted(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "I want a dry vocal", "I want the vocal dry" as "make the vocal dry"."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        opens = not found or found[-1].may_be("_AND", "_THEN", "_FILLER")
        ahead = concepts[at + 1 :] if opens and concept.may_be("_WANTED") else ()
        rest = list(takewhile(lambda one: not one.may_be("_THEN", "_QUESTION") and one.text != ",", ahead))
        if ahead and (order := _order(rest)):
            found += [_make(concept), *order]
            at += 1 + len(rest)
            continue
        found.append(concept)
        at += 1
    return found


def done_so(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "do the guitars down 2" without its verb, which asks nothing there: no question is put so."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        opens = not found or found[-1].separates
        if opens and concept.word == "do" and _is_way(concepts[at + 1 :]):
            continue
        found.append(concept)
    return found


def _is_way(said: Sequence[Concept]) -> bool:
    """Whether nothing is said but somebody, a way to go, and how far."""
    rest = list(takewhile(lambda one: not one.may_be("_AND", "_THEN", "_QUESTION"), said))
    asks = any(one.may_be("_QUESTION") for one in said)
    left = [one for one in rest[len(_named(rest)) :] if not one.may_be(*HOW_FAR)]
    ways = [one for one in left if one.may_be("_UP", "_DOWN", "COMPARATIVE", "BETTER")]
    return not asks and len(left) < len(rest) and len(ways) == len(left) == 1


def possible(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, a fault that somebody "could be" or "should be" full of as no wish for it.

    "The drums are too much loud" are too loud.
    """
    found: list[Concept] = []
    for concept in concepts:
        if concept.may_be("LEVEL_STATE", "ADJECTIVE") and len(found) > 1:
            much = found[-1].may_be("_TOO_MUCH") and found[-2].may_be("_IS")
            found[-1] = found[-1].read_as("_TOO") if much else found[-1]
        if concept.may_be("FAULT") and found and found[-1].word.endswith(" be") and found[-1].may_be("_NEEDS"):
            concept = concept.but("QUALITY", "FAULT", "PLACED")
        found.append(concept)
    return found


def made(concepts: Sequence[Concept], deeds: Callable[[str], Sequence[Concept]]) -> list[Concept]:
    """Return "the vocal should be dry" as "make the vocal dry", nothing of what says no such thing.

    Parameters
    ----------
    deeds
        Gives the verbs that a participle may be of: "compressed".
    """
    whom = _named(concepts)
    rest = concepts[len(whom) :]
    if not whom or len(rest) < 2 or not rest[0].may_be("_NEEDS") or rest[0].word in word_list("perhaps"):
        return []
    if any(concept.may_be("_NOT", "_NO", "_NEVER", "_IF", "_ONLY") for concept in rest):
        return []
    done = next((concept for concept in (rest[1], *deeds(rest[1].word)) if concept.may_be(*DONE)), None)
    if done and rest[0].word.endswith("be"):  # "the vocal should be compressed"
        return [done, *whom, *rest[2:]]
    return [_make(rest[0]), *whom, *rest[1:]]


def _make(concept: Concept) -> Concept:
    return Concept("make", concept.start, concept.start, {"_MAKE": "", "_SET": "", "_TURN": ""})


def _order(rest: Sequence[Concept]) -> list[Concept]:
    """Return whom something is wanted of, and then how they should be; nothing if more is said than that."""
    whom = _named(rest)
    how = rest[len(whom) :]
    to_be = bool(how) and how[0].word in ("to be", "to sound", "to feel")
    if whom and _says_how(how[to_be:]):
        return [*whom, *how[to_be:]]
    if whom and len(how[to_be:]) == 1 and not how[-1].readings:
        return [*whom, how[-1]]
    if len(rest) > 1 and not rest[0].readings and len(_named(rest[1:])) == len(rest) - 1:
        return [*rest[1:], rest[0]]  # "give me angry guitars": to become what no word tells
    how = list(takewhile(lambda one: one.may_be(*HOW, *SO_MUCH) and not one.may_be(*NAMED), rest))
    whom = _named(rest[len(how) :])
    return [*whom, *how] if whom and len(how) + len(whom) == len(rest) and _says_how(how) else []


def _named(concepts: Sequence[Concept]) -> list[Concept]:
    """Return who is named first."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        joins = concept.may_be("_AND") and at + 1 < len(concepts) and concepts[at + 1].may_be(*NAMED)
        if concept.may_be("_MASTER") or not (concept.may_be(*NAMED) or (joins and found)):
            break
        found.append(concept)
    return found


def _says_how(how: Sequence[Concept]) -> bool:
    return bool(how) and how[-1].may_be(*HOW) and all(one.may_be(*HOW, *SO_MUCH, "_AND") for one in how)
