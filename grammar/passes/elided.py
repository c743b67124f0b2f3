"""What is left out where several of a kind are named: "tom 1 and 2", "the left and right guitar", "mute 1, solo 2"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grammar.concept import PEOPLE, Concept, undivided, unsaid
from grammar.intent import Ref
from grammar.sayings import Sayings
from grammar.vocabulary import word_list
from grammar.words import spell

_OBJECT_OF = ("_TURN", "SWITCH", "_EXCEPT", "_BUT", "RAISE", "_ON")
"""Behind these a number may be somebody, where one of the same name was numbered before."""

_SO = ("SIDE", "_UP", "_DOWN", "COMPARATIVE", "BETTER", "DEGREE", "QUANTITY", "POLE")
"""What an ordinal alone may stand before, if it counts what was counted before: "the first tom left, the second right".
"""

_PLACED = ("STRIP", "ROLE", "REF", "_HARD", "QUANTITY", "PLAIN", "DEGREE")
"""Behind these "left" is a place: "the left guitar hard left and the right one hard right"."""

_DONE_TO = ("_TURN", "SWITCH", "_UP", "_DOWN", "RAISE", "CUT", "DEED", "QUALIFY", "_MAKE", "_TOO", "_MORE", "_LESS")
"""Beside one of these "the second one" may be somebody."""

_NOT_OF_TWO = ("SECTION", "VERSION", "_UNDO", "_REDO", "_RECALL", "_PLAY", "KEPT", "_LAST", "_OF", *PEOPLE)
"""Beside one of these it is something else."""

_GOES_ON = ("_UP", "_DOWN", "_AND", "_THEN", "SIDE", "COMPARATIVE", "_BACK", "_QUESTION")


def elided(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts, those that share a name with one named before as themselves."""
    found: list[Concept] = []
    name = ""
    for at, concept in enumerate(concepts):
        rest = concepts[at + 1 :]
        placed = bool(found) and found[-1].may_be(*_PLACED)
        if not placed and (both := _other_side(concept, rest, sayings)):
            concept = replace(concept, readings=both)
        elif name and (one := _numbered(concept, found, rest, name, sayings)):
            concept = replace(concept, readings=one)
        elif found and found[-1].may_be("ORDINAL") and (role := _counted_before(found[:-1])):
            if concept.text.casefold() == "one":
                concept = replace(concept, readings=role)
            elif concept.may_be(*_SO):
                found.append(Concept("one", concept.start, concept.start, role))
        elif number := _of_two(concept, found, rest):
            if concept.word == "one":
                concept = replace(concept, text=f"{found[-1].text} one", start=found.pop().start)
            concept = concept.read_as("REF", Ref("nth", index=number, words=concept.word))
        elif found and found[-1].word in word_list("each_and_all") and (kind := _its_kind(concept, sayings)):
            concept = replace(concept, readings=kind)
        name = _name(concept) or name
        if concept.may_be("FAULT") and _shares_less(found):
            found.append(unsaid("less", "_LESS", concept.start))
        found.append(concept)
    return found


def _of_two(concept: Concept, found: Sequence[Concept], rest: Sequence[Concept]) -> int:
    """Return which of those named in the utterance before is meant: "turn the second one down", "mute the latter"."""
    number = 1 if concept.word in word_list("former") else 2 if concept.word in word_list("latter") else 0
    if concept.word == "one" and found and found[-1].may_be("ORDINAL"):
        value = str(found[-1].readings["ORDINAL"])
        number = int(value) if value.isdigit() else 0
    if not number:
        return 0
    begun = max((i + 1 for i, one in enumerate(found) if one.separates), default=0)
    said = (*found[begun:], *undivided(rest))
    other = any(one.may_be(*_NOT_OF_TWO) for one in said)
    return number if not other and any(one.may_be(*_DONE_TO) for one in said) else 0


def _shares_less(found: Sequence[Concept]) -> bool:
    """Whether "less" holds for what comes next too: "less harsh and boomy"."""
    return (
        len(found) > 2
        and found[-1].may_be("_AND")
        and found[-2].may_be("QUALITY")
        and found[-3].may_be("_LESS")
        and not found[-2].may_be("_MORE")
    )


def _its_kind(concept: Concept, sayings: Sayings) -> Mapping[str, object]:
    """Return whom "all vocal tracks" are where one of several is called "Vocal", none if there is only that one."""
    role = sayings.readings.get(spell(f"{concept.word}s"), {}).get("ROLE") if concept.may_be("STRIP") else None
    return {"ROLE": role} if isinstance(role, Ref) and sayings.count(role.value) > 1 else {}


def _counted_before(found: Sequence[Concept]) -> Mapping[str, object]:
    """Return whose kind "the second one" is one of, behind "the first tom"."""
    for at in range(len(found) - 1, 0, -1):
        if found[at].may_be("ROLE") and found[at - 1].may_be("ORDINAL"):
            return {"ROLE": found[at].readings["ROLE"]}
    return {}


def _name(concept: Concept) -> str:
    """Return what a numbered strip is called without its number."""
    strip = concept.readings.get("STRIP")
    head, _, number = strip.rpartition(" ") if isinstance(strip, str) else ("", "", "")
    return head if number.isdigit() else ""


def _numbered(
    concept: Concept, found: Sequence[Concept], rest: Sequence[Concept], name: str, sayings: Sayings
) -> Mapping[str, object]:
    """Return whom a bare number names: "tom 1 and 2", "mute tom 1 and 2 but not 3", "and turn 3 up by 2"."""
    number = getattr(concept.readings.get("PLAIN"), "value", 0)
    strip = sayings.readings.get(spell(f"{name} {number:g}"), {}) if number else {}
    if "STRIP" not in strip or not found:
        return {}
    before = found[-1]
    listed = before.may_be("_AND") and len(found) > 1 and _name(found[-2]) == name
    ends = not rest or rest[0].may_be(*_GOES_ON)
    asked_of = before.may_be(*_OBJECT_OF) and not found[-1].may_be("STRIP") and ends
    if asked_of and before.may_be("RAISE", "_ON") and not (rest and rest[0].may_be("_UP", "_DOWN", "_AND")):
        return {}  # "raise 3" may be by how much
    if listed and rest and rest[0].may_be("KNOB", "EFFECT", "_EACH", "PLAIN", "QUANTITY"):
        return {}
    sides = len(found) > 1 and before.may_be("_AND") and found[-2].may_be("SIDE") and ends
    apart = sides and bool(rest) and rest[0].may_be("SIDE") and len(found) > 2 and bool(_name(found[-3]))
    return strip if listed or asked_of or apart else {}  # "tom 1 left and 3 right"


def _other_side(concept: Concept, rest: Sequence[Concept], sayings: Sayings) -> Mapping[str, object]:
    """Return whom "left" names in "the left and right guitar"."""
    side = concept.word
    if side not in ("left", "right") or len(rest) < 2 or not rest[0].may_be("_AND") or not rest[1].may_be("STRIP"):
        return {}
    other, *whom = spell(rest[1].text)
    strip = sayings.readings.get((side, *whom), {})
    return strip if "STRIP" in strip and whom and other in ("left", "right") and other != side else {}
