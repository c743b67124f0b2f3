"""Lark's Earley parser, made to read concepts instead of characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, cast

from lark import Tree
from lark.common import LexerConf, ParserConf
from lark.exceptions import UnexpectedInput
from lark.grammar import NonTerminal, Rule, RuleOptions, Terminal
from lark.parse_tree_builder import ParseTreeBuilder
from lark.parsers.earley import Parser
from lark.parsers.earley_forest import ForestSumVisitor

from grammar.chart import Chart
from grammar.concept import Concept
from grammar.rules import START, Rules, rules


class WordOrder:
    """The rules as Lark has them, each made when it is first needed: a clause is read by a few of them."""

    def __init__(self, known: Rules) -> None:
        self._known = known
        self.chart = Chart(known)
        self.phrases = [NonTerminal(name) for name in known.phrases]
        self.words = {name: Terminal(name, filter_out=name.startswith("_")) for name in known.words}
        self._rules: dict[int, Rule] = {}

    def every(self) -> Iterator[Rule]:
        """Yield all of them."""
        return map(self.rule, range(len(self._known.makes)))

    def rule(self, number: int) -> Rule:
        """Return a rule by its number."""
        if number not in self._rules:
            known = self._known
            parts = known.parts(number)
            self._rules[number] = Rule(
                self.phrases[known.makes[number]],
                [self.words[one] if isinstance(one, str) else self.phrases[one] for one in parts],
                known.order[number],
                known.alias[number],
                RuleOptions(expand1=known.single[number], priority=known.rank[number]),
            )
        return self._rules[number]


@cache
def word_order() -> WordOrder:
    """Return the rules of `commands.lark` and the files beside it, loaded when first needed."""
    return WordOrder(rules())


class _Makers(dict[Rule, Any]):
    """How each rule makes its part of the tree, found out when it first does."""

    def __init__(self, ambiguous: bool) -> None:
        super().__init__()
        self._ambiguous = ambiguous

    def __missing__(self, rule: Rule) -> Any:
        builder: Any = ParseTreeBuilder
        self.update(builder([rule], Tree, ambiguous=self._ambiguous).create_callback())
        return self[rule]


class _Spoken:
    """Hands Lark the concepts that the lexicon found, and at each the rules that are known to lead to the end.

    Lark's own predictions are the closure of every rule, of which nine tenths lead nowhere.
    """

    def __init__(self, concepts: Sequence[Concept], useful: Sequence[dict[NonTerminal, list[Rule]]]) -> None:
        self._concepts, self._useful = concepts, useful
        self._here = useful[0]

    def lex(self, _: object = None) -> Iterator[Concept]:
        """Yield the concepts, going on from place to place."""
        for concept, here in zip(self._concepts, self._useful, strict=False):
            self._here = here
            yield concept
        self._here = self._useful[-1]

    def __getitem__(self, phrase: NonTerminal) -> list[Rule]:
        """Return the rules that may begin here to make a phrase."""
        return self._here.get(phrase, [])


def _matches(terminal: Terminal, concept: Concept) -> bool:
    """Whether a word may be a concept: several, as "width" is an effect and a quality; the grammar tells which."""
    return terminal.name in concept.readings


@cache
def _parser(ambiguous: bool) -> Any:
    """Return Lark's parser with no rules yet.

    `ambiguous` keeps every derivation in the tree instead of the best one.

    References
    ----------
    J. Earley, "An efficient context-free parsing algorithm", Commun. ACM 13(2), 1970. E. Scott, "SPPF-style parsing
    from Earley recognisers", ENTCS 203(2), 2008.
    """
    parser: Any = Parser(
        LexerConf([], re),
        ParserConf([], cast(Any, _Makers(ambiguous)), []),
        _matches,
        resolve_ambiguity=not ambiguous,
    )
    known = word_order()
    parser.TERMINALS, parser.NON_TERMINALS = set(known.words.values()), set(known.phrases)
    parser.forest_sum_visitor = ForestSumVisitor  # some rules are ranked
    return parser


_READING = Lock()
"""One utterance at a time: the parser is shared."""


def tree(concepts: Sequence[Concept], ambiguity: str = "resolve") -> Tree[Concept] | None:
    """Return the word order of `concepts`, None where it is none of ours; with every other that fits if "explicit"."""
    known = word_order()
    with _READING:
        useful = known.chart.useful([concept.readings.keys() for concept in concepts])
        if useful is None:
            return None
        rules = [{known.phrases[phrase]: [*map(known.rule, some)] for phrase, some in at.items()} for at in useful]
        spoken = _Spoken(concepts, rules)
        parser = _parser(ambiguity == "explicit")
        parser.predictions = spoken
        try:
            return cast("Tree[Concept]", parser.parse(spoken, START))
        except UnexpectedInput:
            return None


@dataclass(frozen=True)
class Stop:
    """Where reading stopped: at a concept, or at the end where more was to come, and what could have stood there."""

    concept: Concept | None
    expected: frozenset[str]


def stop(concepts: Sequence[Concept]) -> Stop | None:
    """Return where reading `concepts` stops, with everything that could have come there; None if it does not."""
    found = word_order().chart.stop([concept.readings.keys() for concept in concepts])
    if found is None:
        return None
    at, expected = found
    return Stop(concepts[at] if at < len(concepts) else None, expected)
