"""An utterance to intents, clause by clause, or where reading stopped and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from lark import Tree
from lark.exceptions import UnexpectedInput, VisitError

from grammar import earley
from grammar.clauses import divide
from grammar.converse import Converse
from grammar.intent import Clause, Intent, Master, NotUnderstood, Nudge, Reading, Remove, Set, Sound, Target
from grammar.lexicon import Concept, Lexicon
from grammar.parts import Unclear
from grammar.vocabulary import vocabulary

LONGEST_TEXT = 2_000
"""Characters; what is longer is a text, not something said to an engineer."""

MOST_CONCEPTS = 200
"""Concepts in an utterance."""

LONGEST_CLAUSE = 40
"""Concepts in a clause."""

TOO_LONG = "it is too long; one thing at a time, please"

_CONVERSE = Converse()


@dataclass(frozen=True)
class Parsed:
    """A clause as it was read: its tree, and what that means or where reading stopped."""

    concepts: tuple[Concept, ...]
    tree: Tree[Concept] | None
    meaning: tuple[Intent, ...] | NotUnderstood

    @property
    def is_read(self) -> bool:
        """Whether it was understood."""
        return not isinstance(self.meaning, NotUnderstood)

    @property
    def is_request(self) -> bool:
        """Whether it asks for something to be done to the sound."""
        meaning = () if isinstance(self.meaning, NotUnderstood) else self.meaning
        return any(isinstance(intent, Sound | Nudge | Set | Remove | Master) for intent in meaning)


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return what an utterance means, clause by clause.

    It is cut where that leaves the least unread, then where it makes the fewest clauses: "and" may join people,
    qualities and requests, and only what stands around it tells which. A clause that names nobody is about whom
    the one before it named.
    """
    clauses: list[Clause] = []
    target = Target()
    for parsed in parse(text, lexicon):
        said = text[parsed.concepts[0].start : parsed.concepts[-1].end] if parsed.concepts else text
        if isinstance(parsed.meaning, NotUnderstood):
            clauses.append(Clause(said, parsed.meaning))
            continue
        for intent in parsed.meaning:
            meant = _carried(intent, target)
            clauses.append(Clause(said, meant))
            target = getattr(meant, "target", Target()) or target
    return Reading(_consistent(clauses))


def parse(text: str, lexicon: Lexicon) -> tuple[Parsed, ...]:
    """Return the clauses of an utterance with their trees."""
    if len(text) > LONGEST_TEXT:
        return (_too_long(text),)
    concepts = lexicon.concepts(text)
    if not concepts:
        return (Parsed((), None, NotUnderstood(text)),)
    if len(concepts) > MOST_CONCEPTS:
        return (_too_long(text),)
    known: dict[tuple[int, int], Parsed] = {}

    def understand(start: int, end: int) -> Parsed:
        if (start, end) not in known:
            known[start, end] = clause(text, concepts[start:end], lexicon)
        return known[start, end]

    ways = divide(concepts, understand, attrgetter("is_read"), attrgetter("is_request"))
    first = ways[0].clauses
    meanings = {tuple(parsed.meaning for parsed in way.clauses) for way in ways}
    if len(meanings) > 1 and all(parsed.is_read for parsed in first):
        return (
            Parsed(
                concepts,
                None,
                NotUnderstood(text, reason="it can be parted in two ways; a full stop between two requests would tell"),
            ),
        )
    return first


def clause(text: str, concepts: Sequence[Concept], lexicon: Lexicon) -> Parsed:
    """Read one clause of `text`."""
    said = text[concepts[0].start : concepts[-1].end] if concepts else text
    start = concepts[0].start if concepts else 0
    if len(concepts) > LONGEST_CLAUSE:
        return Parsed(tuple(concepts), None, NotUnderstood(said[:80], reason=TOO_LONG))
    try:
        tree = earley.tree(concepts)
    except UnexpectedInput as stop:
        return Parsed(tuple(concepts), None, _stopped(stop, said, start, lexicon))
    try:
        return Parsed(tuple(concepts), tree, _CONVERSE.transform(tree))
    except VisitError as error:
        if not isinstance(error.orig_exc, Unclear):
            raise
        return Parsed(tuple(concepts), tree, NotUnderstood(said, reason=str(error.orig_exc)))


def _stopped(stop: UnexpectedInput, said: str, start: int, lexicon: Lexicon) -> NotUnderstood:
    """Say where reading stopped: at a word, or because more was to come."""
    wanted = frozenset(getattr(stop, "expected", None) or ())
    expected = tuple(filter(None, (next(iter(lexicon.sayings(c)), "") for c in vocabulary().examples if c in wanted)))
    concept = getattr(stop, "token", None)
    if not isinstance(concept, Concept):
        return NotUnderstood(said, len(said), expected=expected)
    return NotUnderstood(said, concept.start - start, concept.text, expected, concept.nearest)


def _too_long(text: str) -> Parsed:
    return Parsed((), None, NotUnderstood(text[:80], reason=TOO_LONG))


def _carried(intent: Intent, target: Target) -> Intent:
    """Return an intent that names nobody as one about `target`; the reverb that all share stays nobody's."""
    if isinstance(intent, Sound | Nudge | Set | Remove) and not intent.target and target:
        shared = getattr(intent, "effect", "") == "Reverb"
        return intent if shared else replace(intent, target=target)
    return intent


def _consistent(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses, none of those understood that ask for the opposite of each other."""
    clash = NotUnderstood("", reason="it asks for one thing and its opposite")
    return tuple(
        replace(one, meaning=replace(clash, text=one.text))
        if any(_opposed(one.meaning, c.meaning) for c in clauses)
        else one
        for one in clauses
    )


def _opposed(one: Intent | NotUnderstood, other: Intent | NotUnderstood) -> bool:
    match one, other:
        case Sound(), Sound():
            return one.target == other.target and one.quality == other.quality and one.more != other.more
        case Nudge(), Nudge():
            same = (one.target, one.effect, one.knob) == (other.target, other.effect, other.knob)
            return same and one.up != other.up
        case Set(), Set():
            same = (one.target, one.effect, one.slot) == (other.target, other.effect, other.slot)
            places = {"frequency_hz"} & dict(one.knobs).keys() & dict(other.knobs).keys()
            clash = any(dict(other.knobs).get(knob, value) != value for knob, value in one.knobs)
            return same and clash and not places
    return False


@dataclass(frozen=True)
class Explanation:
    """How an utterance was read, stage by stage.

    Attributes
    ----------
    tokens
        What each stretch of it may stand for.
    trees
        The word order found, clause by clause; none where there was none.
    intents
        What it means, or where reading stopped.
    """

    said: str
    tokens: tuple[dict[str, object], ...]
    trees: tuple[object, ...]
    intents: tuple[Intent | NotUnderstood, ...]


def explain(text: str, lexicon: Lexicon) -> Explanation:
    """Return how an utterance is read, stage by stage."""
    return Explanation(
        text,
        tokens(text, lexicon),
        tuple(_outline(parsed.tree) if parsed.tree else None for parsed in parse(text, lexicon)),
        tuple(clause.meaning for clause in read(text, lexicon).clauses),
    )


def tokens(text: str, lexicon: Lexicon) -> tuple[dict[str, object], ...]:
    """Return the concepts found in an utterance, with where they stand and all they may be."""
    return tuple(
        {"text": concept.text, "start": concept.start, "concepts": sorted(concept.readings)}
        for concept in lexicon.concepts(text)
    )


def _outline(node: Tree[Concept] | Concept) -> object:
    """Return a tree as nested lists: a rule's name, then its parts; a concept is what was typed."""
    if isinstance(node, Concept):
        return node.text
    return [str(node.data), *map(_outline, node.children)]
