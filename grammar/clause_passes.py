"""All that is done to the clauses of an utterance once each was read by itself: the passes, in their order.

Each finds clauses that are one request together, or that ask for nothing beside the others. What stands beside a pass
is said by people who need it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from grammar.intent import Clause
from grammar.through import through
from grammar.together.contradiction import Opposites, consistent
from grammar.together.likewise import goes_on
from grammar.together.listing import reasoned
from grammar.together.masters import mastered
from grammar.together.once import once
from grammar.together.particular import particular
from grammar.together.reactions import reacted
from grammar.together.remarks import remarked
from grammar.together.remedy import remedied
from grammar.together.wondering import wondered


def together(
    text: str, clauses: Sequence[Clause], remarks: Collection[Clause], opposites: Opposites
) -> tuple[Clause, ...]:
    """Return what the clauses of `text` mean together.

    Parameters
    ----------
    remarks
        Those of them that may only tell something.
    opposites
        Pairs of qualities that cannot both be more or both be less.
    """
    passes = (
        once,  # "start over, reset everything"
        partial(goes_on, text),  # "and the snare", and nothing else
        partial(particular, text),  # "more mids on the guitars, 1.5 dB at 1k"
        wondered,  # "the low tom seems lost, how loud is it?"
        mastered,  # "keep the dynamics, it is for vinyl"
        reacted,  # "that's wrong, put it back"
        partial(remarked, remarks=remarks),  # "undo that, the singer hates it"
        partial(remedied, opposites=opposites),  # "the bass is too loud, pull it back"
        partial(consistent, opposites=opposites),  # "louder and quieter"
        reasoned,  # "turn it down because the kick is buried"
    )
    return tuple(through(clauses, *passes))
