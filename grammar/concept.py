"""A stretch of an utterance and what it may stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grammar.words import Word

PEOPLE = ("STRIP", "ROLE")
"""What may name somebody."""

WHOM = (*PEOPLE, "REF")
"""What may name somebody, or point at them."""


@dataclass(frozen=True, eq=False)
class Concept:
    """What a stretch of an utterance may stand for.

    Attributes
    ----------
    readings
        Each terminal of `commands.lark` that it can be, with what it stands for then; none if it is unknown.
    nearest
        For an unknown word, known ones that look like it.
    """

    text: str
    start: int
    end: int
    readings: Mapping[str, object]
    nearest: tuple[str, ...] = ()

    @cached_property
    def word(self) -> str:
        """What was typed, in small letters."""
        return self.text.casefold()

    def may_be(self, *concepts: str) -> bool:
        """Whether it can be one of `concepts`."""
        return any(concept in self.readings for concept in concepts)


def over(text: str, words: Sequence[Word], readings: Mapping[str, object]) -> Concept:
    """Return the concept that some words of `text` are."""
    start, end = words[0].start, words[-1].end
    return Concept(text[start:end], start, end, readings)
