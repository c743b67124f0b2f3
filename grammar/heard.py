"""An utterance as one hears it who knows neither names nor figures: words, and of what kind they may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grammar.concept import WHOM, Concept
from grammar.lexicon import Lexicon
from grammar.numbers import Quantity
from grammar.vocabulary import word_list

SOMEBODY, NUMBER, NAME = "<who>", "<number>", "<name>"
"""What stands for whoever was named, for a figure, and for a name that a person has given."""

FIGURES = ("QUANTITY", "PLAIN", "LOUDNESS", "CEILING", "BEATS", "PERCENT", "SECONDS")


@dataclass(frozen=True)
class Heard:
    """A stretch of an utterance.

    Attributes
    ----------
    text
        What was typed.
    word
        What stands for it: itself, or a sign for whoever or however much was said.
    kinds
        The concepts that it may be, in the order of the alphabet; none if it is not known.
    meant
        What tells whether another stretch says the same.
    """

    text: str
    word: str
    kinds: tuple[str, ...]
    meant: object

    @property
    def is_said_once(self) -> bool:
        """Whether it is somebody or a figure, which whoever says the same in other words has to say as well."""
        return self.word in (SOMEBODY, NUMBER, NAME)


def heard(text: str, lexicon: Lexicon) -> tuple[Heard, ...]:
    """Return what is heard of an utterance, left to right, politeness and punctuation with it."""
    return tuple(map(_heard, lexicon.stretches(text)))


def _heard(concept: Concept) -> Heard:
    text, kinds = concept.text, tuple(sorted(concept.readings))
    figure = next((concept.readings[kind] for kind in FIGURES if kind in concept.readings), None)
    if isinstance(figure, Quantity):
        return Heard(text, NUMBER, (*kinds, f"unit {figure.unit}"), (abs(figure.value), figure.unit))
    if concept.may_be("NAMED", "NAME", "FILE"):
        return Heard(text, NAME, kinds, text)
    if concept.may_be(*WHOM) and text.lower() not in word_list("pointing"):
        whom = next(concept.readings[kind] for kind in WHOM if kind in concept.readings)
        return Heard(text, SOMEBODY, kinds, (SOMEBODY, str(whom)))
    return Heard(text, text.lower(), kinds, tuple((kind, str(concept.readings[kind])) for kind in kinds))


def says(said: Sequence[Heard], other: Heard) -> list[int]:
    """Return where an utterance says what `other` says."""
    alike = [at for at, one in enumerate(said) if one.meant == other.meant and (one.kinds or one.text == other.text)]
    return alike or [at for at, one in enumerate(said) if one.text.lower() == other.text.lower()]


def spelt(words: Iterable[str]) -> str:
    """Return words as a sentence."""
    return re.sub(r" ([,.])(?!\d)", r"\1", " ".join(words))
