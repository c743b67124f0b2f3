"""What is found out of a stretch of text, remembered as long as the words in force are."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from grammar.lexicon import Lexicon

REMEMBERED = 512
"""Stretches of utterances of which that is remembered: a long utterance is cut in some dozens of ways."""

Rest = ParamSpec("Rest")
Found = TypeVar("Found")
Asked = Callable[Concatenate[str, "Lexicon", Rest], Found]


def remembered(find: Asked[Rest, Found]) -> Asked[Rest, Found]:
    """Have a function of a text and a lexicon answer from memory what it was asked before.

    The memory is the lexicon's own and goes with it: a lexicon is tens of megabytes, and one is made for whoever is
    named that nobody knows.
    """

    def asked(text: str, lexicon: Lexicon, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Found:
        known: dict[Hashable, Any] = lexicon.remembered.setdefault(find.__qualname__, {})
        key = (text, *args, *kwargs.items())
        found = known.pop(key) if key in known else find(text, lexicon, *args, **kwargs)
        known[key] = found  # the last asked for is the last to be forgotten
        if len(known) > REMEMBERED:
            del known[next(iter(known))]
        return cast(Found, found)

    return asked
