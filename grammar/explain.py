"""How an utterance was read, stage by stage, for who wants to see it: `tonmeister parse`."""

from __future__ import annotations

from dataclasses import dataclass

from lark import Tree

from grammar.concept import Concept
from grammar.intent import Intent, NotUnderstood
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.utterance import parse


@dataclass(frozen=True)
class Explanation:
    """How an utterance was read, stage by stage.

    Attributes
    ----------
    tokens
        What each stretch of it may stand for.
    tree
        The word order found, clause by clause; none where there was none.
    intents
        What it means, or where reading stopped.
    """

    said: str
    tokens: tuple[dict[str, object], ...]
    tree: tuple[object, ...]
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
