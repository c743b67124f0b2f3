"""For which part of the song a clause is: one named for several of them holds for those said in one breath with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from grammar.clauses import VERBS
from grammar.intent import TIMED, WHOLE, Ask, Export, Intent, NotUnderstood, Same
from grammar.led import laid
from grammar.parsed import Parsed, said_of
from grammar.times import whens

WHICH_PART = "it may mean that part of the song for all of it or for the last only; a full stop between would tell"


def spread(text: str, clauses: Sequence[Parsed]) -> list[Parsed]:
    """Return the clauses, each for the part of the song that another clause of its sentence names for it too.

    Said in front, a part of the song is that of all that follows in one breath; said behind several requests of one
    verb, it is that of all of them. Said behind several of different verbs, nobody knows.
    """
    found: list[Parsed] = []
    front = WHOLE
    breath = 0
    for at, parsed in enumerate(clauses):
        if at and not is_one_breath(text, clauses[at - 1], parsed):
            front, breath = WHOLE, at
        if parsed.span and (parsed.concepts[0].may_be("WHEN") or _is_headed(text, parsed)):
            front = parsed.span
        elif parsed.span:
            bare = [i for i in range(breath, at) if not found[i].span and found[i].is_read]
            if bare and parsed.concepts[0].may_be(*VERBS):
                said = said_of(text, parsed.concepts)
                parsed = replace(parsed, meaning=NotUnderstood(said, reason=WHICH_PART), span=WHOLE)
            for i in bare:
                found[i] = replace(found[i], span=parsed.span)
        elif front:
            parsed = replace(parsed, span=front)
        found.append(parsed)
    return found


def _is_headed(text: str, parsed: Parsed) -> bool:
    """Whether a part of the song stands in front with a colon: "bridge: drums muted, strings up 3"."""
    at = next((i for i, one in enumerate(parsed.concepts) if not one.may_be("SECTION", "ORDINAL", "_LAST", "PLAIN")), 0)
    return at > 0 and ":" in text[parsed.concepts[at - 1].end : parsed.concepts[at].start]


def is_one_breath(text: str, one: Parsed, other: Parsed) -> bool:
    """Whether nothing but a comma or a word stands between two clauses."""
    between = text[one.concepts[-1].end : other.concepts[0].start] if one.concepts and other.concepts else "."
    return not set(between) & set(".;!?\n")


def within(intent: Intent, parsed: Parsed) -> Intent:
    """Return an intent as one for the part of the song that its clause is for.

    The chorus of "6 voices in the chorus" is the effect.
    """
    own = getattr(intent, "effect", "") == "Chorus" and parsed.span.section == "chorus"
    named = any(one.may_be("EFFECT", "FAMILY", "LABEL") for one in parsed.left)
    there = isinstance(intent, TIMED | Same | Export) or (isinstance(intent, Ask) and intent.is_of_a_part)
    timed = bool(parsed.span) and not (own and not named) and there
    if not timed:
        return intent
    said = next((when.said for when in whens(parsed.concepts) if when.span == parsed.span), ())
    return laid(replace(cast(Any, intent), span=parsed.span), parsed.span, said)
