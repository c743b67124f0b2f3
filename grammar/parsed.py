"""A clause as its word order was read: its tree, and what that means or where reading stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lark import Tree
from lark.exceptions import VisitError

from grammar import earley
from grammar.concept import Concept
from grammar.intent import (
    TIMED,
    WHOLE,
    Answer,
    Correct,
    FromBus,
    Intent,
    Master,
    Mirrored,
    Normalise,
    NotUnderstood,
    Protect,
    Reorder,
    Reset,
    Reshape,
    Span,
    ToBus,
)
from grammar.parts import Unclear
from grammar.pieces import Likewise
from grammar.refusal import too_long
from grammar.word_order.reshape import Reshaping

LONGEST_CLAUSE = 40
"""Concepts in a clause."""

STATEMENTS = frozenset(
    [
        "too",
        "unlike",
        "faulty",
        "faulty_one",
        "fault_at",
        "mild",
        "excess",
        "lack",
        "level_fault",
        "placed",
        "overdone",
    ],
)
"""The rules that say how something is; "the vocal needs more air" says what is to be done."""

WHOLE_ONLY = frozenset({"soloed"})
"""The rules by which nothing but a whole utterance is read: "compress the drums, snare only" solos nobody."""

_CLAUSES = Reshaping()


@dataclass(frozen=True)
class Parsed:
    """A clause as it was read: its tree, and what that means or where reading stopped.

    Attributes
    ----------
    span
        For which part of the song it was said.
    left
        The concepts that were read without that part.
    disturbs
        Whether it was said in words of one's own that complain.
    """

    concepts: tuple[Concept, ...]
    tree: Tree[Concept] | None
    meaning: tuple[Intent | Likewise, ...] | NotUnderstood
    span: Span = WHOLE
    left: tuple[Concept, ...] = ()
    disturbs: bool = False

    @property
    def is_read(self) -> bool:
        """Whether it was understood."""
        return not isinstance(self.meaning, NotUnderstood)

    @property
    def is_answer(self) -> bool:
        """Whether it answers a question, which only the first words of an utterance do."""
        meaning = () if isinstance(self.meaning, NotUnderstood) else self.meaning
        return any(isinstance(intent, Answer) for intent in meaning)

    @property
    def is_correction(self) -> bool:
        """Whether it says what was meant by an utterance before, which nothing else is said along with."""
        meaning = () if isinstance(self.meaning, NotUnderstood) else self.meaning
        return any(isinstance(intent, Correct) for intent in meaning)

    @property
    def stands_alone(self) -> bool:
        """Whether it is only read where nothing else is said along with it."""
        return self.is_correction or (self.tree is not None and _rule_within(self.tree) in WHOLE_ONLY)

    @property
    def complains(self) -> bool:
        """Whether it says how something is."""
        return self.disturbs or (self.tree is not None and str(_clause_rule(self.tree)) in STATEMENTS)

    @property
    def is_request(self) -> bool:
        """Whether it asks for something to be done to the sound."""
        meaning = () if isinstance(self.meaning, NotUnderstood) else self.meaning
        asked = TIMED | ToBus | FromBus | Master | Reset | Reshape | Reorder | Protect | Mirrored | Normalise
        return any(isinstance(intent, asked) for intent in meaning)


def said_of(text: str, concepts: Sequence[Concept]) -> str:
    """Return the words of `text` that some concepts were read from, all of it if there are none."""
    return text[concepts[0].start : concepts[-1].end] if concepts else text


def plain(text: str, concepts: Sequence[Concept]) -> Parsed:
    """Read one clause of `text` by its word order."""
    said = said_of(text, concepts)
    if len(concepts) > LONGEST_CLAUSE:
        return Parsed(tuple(concepts), None, too_long(said))
    tree = earley.tree(concepts)
    if tree is None:
        return Parsed(tuple(concepts), None, NotUnderstood(said))
    try:
        return Parsed(tuple(concepts), tree, _CLAUSES.transform(tree))
    except VisitError as error:
        if not isinstance(error.orig_exc, Unclear):
            raise
        return Parsed(tuple(concepts), tree, NotUnderstood(said, reason=str(error.orig_exc)))


def _rule_within(tree: Tree[Concept]) -> str:
    """Return the innermost rule of the first part that a clause has."""
    while tree.children and isinstance(tree.children[0], Tree) and tree.data in ("start", "addressed"):
        tree = tree.children[0]
    return str(tree.data)


def _clause_rule(tree: Tree[Concept]) -> str:
    """Return the rule that a clause as a whole was read by."""
    first = next((child for child in tree.children if isinstance(child, Tree)), None)
    return str(first.data) if first else ""
