"""What can be done only once, said twice in a row: "start over, reset everything"."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.intent import Clause, Undo


def once(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses, one that takes everything back again left out: nothing is left to take back then."""
    everything = Undo(all=True)
    said_before = [i and clauses[i - 1].meaning == clause.meaning for i, clause in enumerate(clauses)]
    return [
        clause
        for clause, again in zip(clauses, said_before, strict=True)
        if not (again and clause.meaning == everything)
    ]
