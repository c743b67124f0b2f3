"""What could come next, for the prompt."""

from __future__ import annotations

from collections.abc import Sequence

from grammar import earley
from grammar.clauses import cuts
from grammar.concept import Concept
from grammar.lexicon import Lexicon
from grammar.vocabulary import vocabulary
from grammar.words import split

MOST = 12
"""Suggestions that a person takes in at a glance."""

_END = Concept("", 0, 0, {})
"""Nothing can be this, so that reading always stops at it and says what it would rather have had."""


def complete(prefix: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return what could come next after `prefix`, the likeliest first: the rest of a word begun, or a next saying.

    Every suggestion is a whole saying; it takes the place of the word begun, if there is one.
    """
    begun = _begun(prefix)
    probe = f"{prefix[: len(prefix) - len(begun)]} ?"  # with more to come, an "and" at the end is kept
    before = lexicon.concepts(probe)[:-1]
    wanted = _wanted(before)
    found: list[str] = []
    for concept in sorted(wanted, key=_rank):
        sayings = [s for s in lexicon.sayings(concept) if s.casefold().startswith(begun.casefold()) and s != begun]
        found += sayings if begun else sayings[: _shown(concept)]
    if begun:  # a name first, then what is soonest said
        names = set(lexicon.sayings("STRIP")) if "STRIP" in wanted else set()
        found.sort(key=lambda saying: (saying not in names, len(saying)))
    return tuple(dict.fromkeys(found))[:MOST]


def _begun(prefix: str) -> str:
    """Return the word that `prefix` ends in the middle of, empty if it ends between words or in a number."""
    words = split(prefix)
    last = words[-1] if words else None
    return prefix[last.start :] if last and last.end == len(prefix) and last.text[0].isalpha() else ""


def _wanted(before: Sequence[Concept]) -> frozenset[str]:
    """Return the concepts that could follow, in any clause that `before` may end with."""
    wanted: set[str] = set()
    for cut in cuts(before)[:-1]:
        clause = before[cut.start :]
        stop = earley.stop([*clause, _END])
        if stop and cut.kind != "verb" and stop.concept is _END:
            wanted |= stop.expected
    return frozenset(wanted)


def _rank(concept: str) -> tuple[int, str]:
    shown = list(vocabulary().examples)
    return (shown.index(concept) if concept in shown else len(shown), concept)


def _shown(concept: str) -> int:
    """Return how many sayings of a concept to show unasked: every strip, one of anything else that has an example."""
    return MOST if concept == "STRIP" else int(concept in vocabulary().examples)
