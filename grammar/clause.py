"""One clause: what its concepts mean by their order, or that they cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lark import Tree
from lark.exceptions import VisitError

from grammar import earley, times
from grammar.concept import Concept
from grammar.inquire import Inquire
from grammar.intent import (
    WHOLE,
    Answer,
    Apart,
    Bypass,
    Correct,
    Fading,
    Intent,
    LevelAs,
    Like,
    Master,
    NotUnderstood,
    NotYet,
    Nudge,
    Protect,
    Ramping,
    Remove,
    Reset,
    Set,
    Simile,
    Sound,
    Span,
)
from grammar.parts import Likewise, Unclear
from grammar.refusal import too_long

LONGEST_CLAUSE = 40
"""Concepts in a clause."""

STATEMENTS = frozenset(
    ["too", "unlike", "faulty", "mild", "excess", "lack", "level_fault", "placed", "overdone"],
)
"""The rules that say how something is; "the vocal needs more air" says what is to be done."""

TIMED = Sound | Nudge | Set | Fading | Ramping | Remove | Bypass | LevelAs | Apart | Like
"""What can be asked for a part of the song."""

OPEN_ACTS = ("preference", "rename")
"""Acts that go on in words of a person's own; whatever they are, it is not done."""

HEARD = ("_PLAY", "_LOOP", "_SEEK", "_COMPARE", "_MARK", "WIND", "TRANSPORT")
"""Where a clause begins with one of these, a part of the song is what is to be heard."""

_CLAUSES = Inquire()


@dataclass(frozen=True)
class Parsed:
    """A clause as it was read: its tree, and what that means or where reading stopped.

    Attributes
    ----------
    span
        For which part of the song it was said.
    left
        The concepts that were read without that part.
    """

    concepts: tuple[Concept, ...]
    tree: Tree[Concept] | None
    meaning: tuple[Intent | Likewise, ...] | NotUnderstood
    span: Span = WHOLE
    left: tuple[Concept, ...] = ()

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
    def complains(self) -> bool:
        """Whether it says how something is."""
        return self.tree is not None and str(_clause_rule(self.tree)) in STATEMENTS

    @property
    def is_request(self) -> bool:
        """Whether it asks for something to be done to the sound."""
        meaning = () if isinstance(self.meaning, NotUnderstood) else self.meaning
        return any(isinstance(intent, TIMED | Master | Reset | Simile | Protect) for intent in meaning)


def said_of(text: str, concepts: Sequence[Concept]) -> str:
    """Return the words of `text` that some concepts were read from, all of it if there are none."""
    return text[concepts[0].start : concepts[-1].end] if concepts else text


def clause(text: str, concepts: Sequence[Concept]) -> Parsed:
    """Read one clause of `text`: first without the part of the song that it names, which may stand anywhere in it."""
    whens = times.whens(concepts)
    if not whens:
        parsed = _plain(text, concepts)
        if parsed.is_read:
            return parsed
        somebody = times.as_somebody(concepts)
        timed = _timed(text, concepts, somebody[0], somebody[1]) if somebody else None
        return timed or _compared(text, concepts) or _called(text, concepts) or parsed
    if len(whens) > 1 or concepts[0].may_be(*HEARD):
        return _plain(text, times.ungathered(concepts))
    left = times.without(concepts)
    timed = _timed(text, concepts, left, whens[0].span) if left else None
    return timed or _plain(text, times.ungathered(concepts))


def _compared(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read a clause that compares a sound with something of which no word is known; None if it is none."""
    at = next((i for i, c in enumerate(concepts) if c.may_be("_ALIKE")), len(concepts))
    tail = concepts[at + 1 :]
    if not tail or all(concept.readings for concept in tail) or any(c.may_be("_AND", "_THEN") for c in tail):
        return None
    said = text[tail[0].start : tail[-1].end]
    parsed = _plain(text, [*concepts[: at + 1], Concept(said, tail[0].start, tail[-1].end, {"SIMILE": said})])
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None


def _called(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read a clause that gives something a name of a person's own choosing; None if it is none."""
    first = concepts[0]
    if first.readings.get("ACT") in OPEN_ACTS:
        parsed = _plain(text, concepts[:1])
        return replace(parsed, left=parsed.concepts, concepts=tuple(concepts))
    if first.may_be("_SNAPSHOT"):
        places: Sequence[int] = [1]
    elif first.may_be("_GATHER", "_MARK"):
        unknown = next((i for i in range(2, len(concepts)) if not concepts[i].readings), len(concepts) - 1)
        places = [i for i in (unknown, len(concepts) - 1) if i >= 2]
    else:
        return None
    for at in places:
        tail = concepts[at:]
        if tail and not any(c.may_be("_THEN") for c in tail):
            name = text[tail[0].start : tail[-1].end].strip(" \"'.,!")
            parsed = _plain(text, [*concepts[:at], Concept(name, tail[0].start, tail[-1].end, {"NAMED": name})])
            if name and parsed.is_read:
                return replace(parsed, left=parsed.concepts, concepts=tuple(concepts))
    return None


def _timed(text: str, concepts: Sequence[Concept], left: Sequence[Concept], span: Span) -> Parsed | None:
    """Read a clause for a part of the song by what is `left` of it without that; None if that cannot be."""
    parsed = _plain(text, left)
    if isinstance(parsed.meaning, NotUnderstood):
        return None
    if not all(isinstance(part, TIMED | NotYet | Likewise) for part in parsed.meaning):
        return None
    return replace(parsed, concepts=tuple(concepts), span=span, left=tuple(left))


def _plain(text: str, concepts: Sequence[Concept]) -> Parsed:
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


def _clause_rule(tree: Tree[Concept]) -> str:
    """Return the rule that a clause as a whole was read by."""
    first = next((child for child in tree.children if isinstance(child, Tree)), None)
    return str(first.data) if first else ""
