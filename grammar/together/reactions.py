"""What a reaction to the last change comes to beside what else is said: "that's wrong, put it back"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from grammar.intent import (
    Again,
    Amount,
    Answer,
    Ask,
    Clause,
    Correct,
    Dislike,
    Export,
    If,
    Intent,
    Keep,
    Named,
    NotUnderstood,
    NotYet,
    Nudge,
    Play,
    Redo,
    Remove,
    Seek,
    Set,
    Snapshot,
    Talk,
    Target,
    Transport,
    Undo,
)
from grammar.refs import IT
from grammar.vocabulary import word_list

MENDS = (Undo, Redo, Again, Correct, NotYet)
"""What says how something that is not liked is to be mended."""


def _nobody(clause: Clause) -> bool:
    """Whether a complaint is about what was just done, nobody being named."""
    return all(ref.kind == "it" for ref in getattr(clause.meaning, "target", Target()).refs)


def _gone_on(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses without what only cheers on what is asked or agreed to: "go on, another dB", "fine, go on"."""
    asks = any(not isinstance(one.meaning, Play | Transport | Seek | Talk) for one in clauses)
    return [one for one in clauses if not (asks and one.text.casefold() in word_list("cheers") and _goes_on(one))]


def _goes_on(clause: Clause) -> bool:
    return clause.meaning == Transport("resume")


def _backed_off(clause: Clause) -> Again | None:
    """Return "back off half a dB", "pull back half of that" as less of what was done last, whatever that was."""
    asked = clause.meaning
    if not isinstance(asked, Nudge) or asked.up or asked.target or asked.span or asked.effect != "Fader":
        return None
    if not clause.text.casefold().startswith(word_list("backing_off")):
        return None
    if asked.amount.as_much:
        return Again(asked.amount.degree) if not asked.amount.as_on else None
    return Again(0.5, asked.amount) if asked.amount.value is not None else None


def _level_of_it(clause: Clause) -> Amount | None:
    """Return the level that something just asked for is changed to, if that is all that a clause says."""
    match clause.meaning:
        case Set(effect="Fader", knobs=(("gain_db", float() as gain_db),)) if _nobody(clause):
            return Amount(value=gain_db, unit="dB")
    return None


ALL_OR_THAT = 'it may take back everything, or only start anew on what was asked before; "undo everything" alone does'


def _changes(clause: Clause) -> bool:
    return not isinstance(
        clause.meaning, Talk | Answer | Dislike | Undo | Keep | Snapshot | Export | NotYet | NotUnderstood
    )


NOT_THAT = 'it may be who is left out, or whose last change is taken back; say "but not the lead" or "undo the lead"'

ONLY_IF = 'it may be meant only if it is so; say it with an "if", or ask first'

_IF_SO = re.compile(r"[\s,]*\?[\s,?]*(?:ok |and |well |so )?(?:then|in that case)[\s,]*", re.IGNORECASE)


def if_so(question: Clause, request: Intent, between: str) -> Clause | None:
    """Return "is the piano above the guitars? then lower it" as what is done only if it is so."""
    asked = question.meaning
    if not _IF_SO.fullmatch(between):
        return None
    if not isinstance(asked, If) or asked.then or asked.otherwise:
        text = f"{question.text} {between.strip(' ?,')}"
        return Clause(text, NotUnderstood(text, len(text), reason=ONLY_IF)) if isinstance(asked, Ask | If) else None
    if getattr(request, "target", None) == IT:
        request = cast(Intent, replace(cast(Any, request), target=asked.condition.target))
    return Clause(f"{question.text} {between.strip(' ?,')}", replace(asked, then=(request,)))


def reacted(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses, what is not liked and mended in one breath as the mending alone.

    Behind a "no", to put it back is to take back what was done last, not what was taken back.
    """
    mended = any(isinstance(one.meaning, MENDS) for one in clauses)
    found: list[Clause] = []
    refused = False
    for clause in _gone_on(clauses):
        if clause.text.casefold().startswith("change ") and (amount := _level_of_it(clause)):
            clause = replace(clause, meaning=Correct(amount=amount))  # "change that to 2 dB"
        if less := _backed_off(clause):
            clause = replace(clause, meaning=less)
        if isinstance(clause.meaning, Dislike) and mended:
            refused = True
            continue
        if clause.complains and _nobody(clause) and any(isinstance(one.meaning, Undo) for one in clauses):
            continue  # "now it's too quiet, go back" mends it by going back alone
        if clause.text.casefold().startswith("not ") and isinstance(clause.meaning, Undo) and any(map(_changes, found)):
            clause = replace(clause, meaning=NotUnderstood(clause.text, reason=NOT_THAT))
        taken = bool(found) and isinstance(found[-1].meaning, Undo | Remove)
        if taken and clause.meaning == Undo() and "it" in clause.text.casefold().split():
            continue  # "I changed my mind about the reverb, take it away again"
        if isinstance(clause.meaning, Undo) and clause.meaning.all and any(map(_changes, found)):
            clause = replace(clause, meaning=NotUnderstood(clause.text, reason=ALL_OR_THAT))
        refused = refused or (isinstance(clause.meaning, Answer) and not clause.meaning.yes)
        if refused and clause.meaning == Redo(what=Named()):
            clause = replace(clause, meaning=Undo())
        found.append(clause)
    return found
