"""A stretch of an utterance and what it may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

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
    meant
        For a misspelt word, the one that it was meant to be.
    """

    text: str
    start: int
    end: int
    readings: Mapping[str, object]
    nearest: tuple[str, ...] = ()
    meant: str = ""

    @cached_property
    def word(self) -> str:
        """What was typed, in small letters and spelt as it was meant."""
        return self.meant or self.text.casefold()

    def may_be(self, *concepts: str) -> bool:
        """Whether it can be one of `concepts`."""
        readings = self.readings
        for concept in concepts:  # noqa: SIM110 (asked a thousand times of a sentence: `any` takes three times as long)
            if concept in readings:
                return True
        return False

    @property
    def separates(self) -> bool:
        """Whether one request may end before it and the next begin behind it."""
        return "_AND" in self.readings or "_THEN" in self.readings

    def read_as(self, concept: str, value: object = "") -> Concept:
        """Return it as one that can only be that."""
        return replace(self, readings={concept: value})

    def only(self, *concepts: str) -> Concept:
        """Return it as one that can be none but these; an unknown word if none is named."""
        return replace(self, readings={kind: value for kind, value in self.readings.items() if kind in concepts})

    def but(self, *concepts: str) -> Concept:
        """Return it as one that can be none of these."""
        return replace(self, readings={kind: value for kind, value in self.readings.items() if kind not in concepts})


def over(text: str, words: Sequence[Word], readings: Mapping[str, object]) -> Concept:
    """Return the concept that some words of `text` are."""
    start, end = words[0].start, words[-1].end
    return Concept(text[start:end], start, end, readings)


def unsaid(text: str, concept: str, at: int) -> Concept:
    """Return a word that nobody typed, at a place where it is meant."""
    return Concept(text, at, at, {concept: ""})


def may_begin(before: Sequence[Concept]) -> bool:
    """Whether behind some concepts a request may begin."""
    return not before or before[-1].separates


def undivided(concepts: Iterable[Concept]) -> list[Concept]:
    """Return the concepts before the first that separates."""
    found: list[Concept] = []
    for concept in concepts:
        if concept.separates:
            break
        found.append(concept)
    return found


def last_but(concepts: Sequence[Concept], *kinds: str) -> list[Concept]:
    """Return the last of some concepts that may be none of `kinds`, an empty list where there is none."""
    return [*islice((one for one in reversed(concepts) if not one.may_be(*kinds)), 1)]


def parted(concepts: Sequence[Concept]) -> Iterator[tuple[list[Concept], list[Concept]]]:
    """Yield what stands between what separates, each with what separates it from the next, the last with nothing."""
    clause: list[Concept] = []
    for concept in concepts:
        if concept.separates:
            yield clause, [concept]
            clause = []
        else:
            clause.append(concept)
    yield clause, []


def begun(concepts: Sequence[Concept], at: int) -> int:
    """Return where the request began that goes on at a place."""
    return max((i + 1 for i in range(at) if concepts[i].separates), default=0)
