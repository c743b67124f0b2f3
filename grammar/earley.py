"""Lark's Earley parser, made to read concepts instead of characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from types import MappingProxyType
from typing import Any, cast

from lark import Lark, Tree
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer
from lark.parsers import earley as lark_earley
from lark.parsers.grammar_analysis import RulePtr

from grammar.chart import Chart
from grammar.concept import Concept
from grammar.rules import rules


class _Spoken(Lexer):
    """Hands Lark the concepts that the lexicon found."""

    def __init__(self, lexer_conf: object) -> None: ...

    def lex(self, lexer_state: Any, _: object = None) -> Iterator[Any]:
        yield from lexer_state


class _Analysis:
    """What Lark's Earley parser asks of a grammar, none of whose phrases may be empty.

    Lark works out besides what may begin and follow each phrase, which takes half the time of building and nothing
    uses; and it predicts the closure of every rule for each item anew. The rules themselves are enough, since what
    they predict is predicted in its turn; that takes a third of the time of reading.
    """

    FIRST: Mapping[Any, Any] = MappingProxyType({})
    NULLABLE: frozenset[Any] = frozenset()

    def __init__(self, conf: Any) -> None:
        self._of: dict[Any, list[RulePtr]] = defaultdict(list)
        for rule in conf.rules:
            self._of[rule.origin].append(RulePtr(rule, 0))

    def expand_rule(self, origin: Any) -> list[RulePtr]:
        """Return the rules that make a phrase."""
        return self._of[origin]


@contextmanager
def _plainly_analysed() -> Iterator[None]:
    """Have Lark's Earley parser, and nothing else of Lark, built by that."""
    module: Any = lark_earley
    usual, module.GrammarAnalyzer = module.GrammarAnalyzer, _Analysis
    try:
        yield
    finally:
        module.GrammarAnalyzer = usual


@cache
def parser(ambiguity: str = "resolve") -> Lark:
    """Return the parser of `commands.lark` and the files of rules beside it, built when first needed.

    `ambiguity="explicit"` keeps every derivation in the tree instead of the best one.

    References
    ----------
    J. Earley, "An efficient context-free parsing algorithm", Commun. ACM 13(2), 1970. E. Scott, "SPPF-style parsing
    from Earley recognisers", ENTCS 203(2), 2008.
    """
    with _plainly_analysed():
        lark = Lark(
            rules(),
            parser="earley",  # "and" joins people, qualities and settings alike: only what follows tells
            lexer=_Spoken,
            ambiguity=cast(Any, ambiguity),
        )
    assert all(rule.expansion for rule in lark.rules), "no phrase may be empty"
    earley: Any = lark.parser.parser
    # A word may be several concepts ("width" is an effect and a quality); the grammar decides which fits.
    earley.term_matcher = lambda terminal, concept: terminal.name in concept.readings
    may_begin = earley.predictions
    earley.predictions = _Predictions(may_begin, next(origin for origin in may_begin if origin.name == "start"))
    return lark


class _Predictions(dict[Any, list[Any]]):
    """The rules that may begin where reading stands: those alone that are known to lead to the end."""

    def __init__(self, rules: dict[Any, list[Any]], start: Any) -> None:
        super().__init__(rules)
        self.chart = Chart(rules, start)
        self._here: dict[Any, list[Any]] | None = None
        self._useful: list[dict[Any, list[Any]]] = []

    def __getitem__(self, origin: Any) -> list[Any]:
        return super().__getitem__(origin) if self._here is None else self._here.get(origin, [])

    def begin(self, concepts: Sequence[Concept]) -> bool:
        """Look the concepts over; return whether they can be read at all."""
        useful = self.chart.useful([concept.readings.keys() for concept in concepts])
        if useful is None:
            return False
        self._useful, self._here = useful, useful[0]
        return True

    def following(self, concepts: Sequence[Concept]) -> Iterator[Concept]:
        """Yield the concepts, going on from place to place."""
        for at, concept in enumerate(concepts):
            self._here = self._useful[at]
            yield concept
        self._here = self._useful[-1]

    def end(self) -> None:
        """Look ahead no more."""
        self._here = None


_READING = Lock()
"""One utterance at a time: the parser is shared."""


def tree(concepts: Sequence[Concept], ambiguity: str = "resolve") -> Tree[Concept] | None:
    """Return the word order of `concepts`, None where it is none of ours; with every other that fits if "explicit"."""
    lark: Any = parser(ambiguity)
    earley = lark.parser.parser
    with _READING:
        if not earley.predictions.begin(concepts):
            return None
        try:
            return cast("Tree[Concept]", lark.parse(earley.predictions.following(concepts)))
        except UnexpectedInput:
            return None
        finally:
            earley.predictions.end()


@dataclass(frozen=True)
class Stop:
    """Where reading stopped: at a concept, or at the end where more was to come, and what could have stood there."""

    concept: Concept | None
    expected: frozenset[str]


def stop(concepts: Sequence[Concept]) -> Stop | None:
    """Return where reading `concepts` stops, with everything that could have come there; None if it does not."""
    lark: Any = parser()
    found = lark.parser.parser.predictions.chart.stop([concept.readings.keys() for concept in concepts])
    if found is None:
        return None
    at, expected = found
    return Stop(concepts[at] if at < len(concepts) else None, expected)
