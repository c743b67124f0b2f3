"""What a reaction to the last change comes to beside what else is said: "that's wrong, put it back"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grammar.intent import Again, Answer, Clause, Correct, Dislike, Named, NotYet, Redo, Target, Undo

MENDS = (Undo, Redo, Again, Correct, NotYet)
"""What says how something that is not liked is to be mended."""


def _nobody(clause: Clause) -> bool:
    """Whether a complaint is about what was just done, nobody being named."""
    return all(ref.kind == "it" for ref in getattr(clause.meaning, "target", Target()).refs)


def reacted(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses, what is not liked and mended in one breath as the mending alone.

    Behind a "no", to put it back is to take back what was done last, not what was taken back.
    """
    mended = any(isinstance(one.meaning, MENDS) for one in clauses)
    found: list[Clause] = []
    refused = False
    for clause in clauses:
        if isinstance(clause.meaning, Dislike) and mended:
            refused = True
            continue
        if clause.complains and _nobody(clause) and any(isinstance(one.meaning, Undo) for one in clauses):
            continue  # "now it's too quiet, go back" mends it by going back alone
        refused = refused or (isinstance(clause.meaning, Answer) and not clause.meaning.yes)
        if refused and clause.meaning == Redo(what=Named()):
            clause = replace(clause, meaning=Undo())
        found.append(clause)
    return found
