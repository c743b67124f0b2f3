"""Words that mean something else of a sound: "less click on the kick" repairs nothing, a weak snare is not hit hard.

"More attack on the toms" is how they begin, where "a slower attack" is a knob of what works on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grammar.concept import Concept, last_but
from grammar.everyday import Readings
from grammar.intent import Ref
from grammar.sayings import Sayings
from grammar.spelling import slipped
from grammar.vocabulary import word_list

CLICKS = "clicky"
"""The quality that single noises make."""

STRIKES = "present"
"""The quality that a beater, a stick or a pick makes."""

WEAK = "limp"
"""How a stroke is that has no force."""

STRUCK = ("kick", "tom", "drums", "shells", "bass", "snare", "rhythm section", "low end instruments", "percussion")
"""The roles whose notes begin with a click."""

HIT = ("kick", "tom", "drums", "shells", "snare")
"""The roles that are weak for want of force, where a bass may be too soft."""

SPIKED = (*HIT, "percussion", "clap")
"""The roles that are spiky where they begin too hard; others are where their sound is harsh."""

PUNCH = "punchy"
"""The quality that a stroke has which begins hard, and of which it may have too much."""

ONSET = "onset"
"""The knob for how a sound begins, and `BEGINS` what that is called where there is more or less of it."""

BEGINS = ("attack", "attacks")

MUCH = ("_MORE", "_LESS", "_TOO_MUCH", "_NOT_ENOUGH", "_LACKS", "_NEEDS", "_CURE", "_ADD", "_NO")
"""What stands before a click that is part of the sound."""


def _is_or_slips(word: str, words: Sequence[str]) -> bool:
    """Whether a word is one of those adjectives, typed wrong or not: "cllicky", and no "click"."""
    return word in words or (word.endswith("y") and bool(slipped(word, words)))


def struck(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts, the click of what is struck as presence; "remove the clicks" stays a repair."""
    concepts = _begun(concepts, sayings)
    roles = {role for concept in concepts if (role := _role(concept, sayings))}
    if not roles & {*STRUCK}:
        return list(concepts)
    asked = any(concept.may_be("_WHY", "_WHY_DOES", "_HOW", "_QUESTION") for concept in concepts)
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        before = _before(concepts, at)
        noun = concept.word in word_list("beater_clicks") and not concept.may_be("STRIP", "ROLE")
        weak = concept.word in word_list("weak_strokes") and bool(roles & {*HIT}) and not asked
        much = bool(before) and before[0].may_be(*MUCH)
        if noun and much and not (at + 1 < len(concepts) and concepts[at + 1].may_be("_TRACK")):
            concept = replace(concept, readings={"QUALITY": STRIKES})
        elif weak and before and before[0].may_be("_IS", "_SOUNDS", "_TOO"):
            concept = replace(concept, readings={"QUALITY": WEAK, "FAULT": WEAK})  # "the kick is weak"
        elif concept.word in word_list("spiky_strokes") and roles & {*SPIKED} and not concept.may_be("STRIP", "ROLE"):
            concept = replace(concept, readings={"QUALITY": PUNCH, "FAULT": PUNCH})
        elif CLICKS in concept.readings.values() and _is_or_slips(concept.word, word_list("clicky_strokes")):
            concept = replace(concept, readings=_in_place_of(concept, CLICKS, STRIKES))
        found.append(concept)
    return found


def _before(concepts: Sequence[Concept], at: int) -> list[Concept]:
    """Return what stands before a place and is no degree."""
    return last_but(concepts[:at], "DEGREE", "_ODD")


def _begun(concepts: Sequence[Concept], sayings: Sayings) -> Sequence[Concept]:
    """Return the concepts, an attack that somebody has more or less of as how the sound begins."""
    somebody = any(concept.may_be("STRIP", "ROLE") for concept in concepts)
    works = any(concept.may_be("EFFECT") and not concept.may_be("STRIP", "ROLE") for concept in concepts)
    if not somebody or works or any(concept.may_be("QUANTITY") for concept in concepts):
        return concepts
    found = list(concepts)
    for at, concept in enumerate(concepts):
        before = _before(concepts, at)
        if concept.word in BEGINS and concept.may_be("KNOB") and before and before[0].may_be(*MUCH):
            found[at] = replace(concept, readings=sayings.readings[(ONSET,)])
    return found


def _in_place_of(concept: Concept, one: str, other: str) -> Readings:
    return {kind: other if value == one else value for kind, value in concept.readings.items()}


def _role(concept: Concept, sayings: Sayings) -> str:
    role = concept.readings.get("ROLE") or sayings.played_by(concept.readings.get("STRIP", "")).get("ROLE")
    return role.value if isinstance(role, Ref) else ""
