"""Whom something is about that is only named when all is said: "make it darker, the piano", "too loud, the drums"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from grammar.concept import PEOPLE
from grammar.intent import Clause, Target
from grammar.parsed import Parsed
from grammar.refs import IT
from grammar.vocabulary import word_list

_BEHIND = re.compile(r",\s*(?:(?:the|this|that|my|our|these|those) )?$")
_WORDS = re.compile(r"[a-z']+")


def afterwards(text: str, clauses: Sequence[Clause], last: Parsed, whom: Callable[[], Target]) -> list[Clause] | None:
    """Return the clauses as ones about whom the last names, None if it does more than that or they are of others.

    `whom` tells who that is.
    """
    concepts = last.concepts
    if not clauses or not concepts or not all(one.may_be(*PEOPLE, "_AND") for one in concepts):
        return None
    before = text[: concepts[0].start].casefold().replace("’", "'")
    if not _BEHIND.search(before) or not any(word in word_list("pointed_at") for word in _WORDS.findall(before)):
        return None
    if any(getattr(one.meaning, "target", None) not in (IT, Target()) for one in clauses):
        return None
    target = whom()
    about = [replace(cast(Any, one.meaning), target=target) for one in clauses] if target else []
    return [replace(one, meaning=meant) for one, meant in zip(clauses, about, strict=True)] if about else None
