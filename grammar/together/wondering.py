"""A complaint and a question about it are one question: "the low tom seems lost, how loud is it?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from grammar.catalogue import LEVEL
from grammar.intent import Ask, Clause, Condition, If, Intent, NotUnderstood, Nudge, Sound, Talk, Why
from grammar.refs import IT, NOBODY, Target
from grammar.session_intents import Named


def wondered(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses, a complaint right before a question about it as a remark: what to do is not said yet."""
    found: list[Clause] = []
    for clause in clauses:
        before = found[-1] if found else None
        asked = Why() if _OPINION.fullmatch(clause.text) else clause.meaning
        if before and before.complains and (question := _about(before.meaning, asked)):
            found[-1] = replace(before, meaning=Talk("remark", before.text), complains=False)
            clause = replace(clause, meaning=question)
        found.append(clause)
    return found


_OPINION = re.compile(
    r"(?:so )?(?:what do you (?:think|reckon|say)|what(?:'s| is) your (?:take|opinion)|(?:any )?thoughts|am i right|"
    r"(?:do|don't|would|wouldn't) you (?:agree|think(?: so)?|hear (?:it|that))|can you hear (?:it|that))[ ?!.]*",
    re.IGNORECASE,
)
"""What asks whether a complaint is right."""


def _about(complaint: Intent | NotUnderstood, question: Intent | NotUnderstood) -> Intent | None:
    """Return a question about whom a complaint names; None if it is none, or about somebody else."""
    whom: Target = getattr(complaint, "target", NOBODY)
    if question == Why():
        if isinstance(complaint, Nudge) and complaint.effect == LEVEL[0]:
            return Ask("balance", whom)
        if not isinstance(complaint, Sound):
            return None
        return If(Condition("sounds", whom, quality=complaint.quality), ())  # "pumping bass, why?"
    if isinstance(question, Why) and question.what == Named(target=IT):
        return replace(question, what=Named(target=whom))
    if isinstance(question, If) and not question.then and question.condition.target == IT:
        return replace(question, condition=replace(question.condition, target=whom))
    if not isinstance(question, Ask) or question.target not in (IT, whom):
        return None
    return cast(Intent, replace(cast(Any, question), target=whom))
