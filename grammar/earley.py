"""Lark's Earley parser, made to read concepts instead of characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

from lark import Lark, Tree
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer

from grammar.lexicon import Concept


class _Spoken(Lexer):
    """Hands Lark the concepts that the lexicon found."""

    def __init__(self, lexer_conf: object) -> None: ...

    def lex(self, lexer_state: Any, _: object = None) -> Iterator[Any]:
        yield from lexer_state


@cache
def parser(ambiguity: str = "resolve") -> Lark:
    """Return the parser of `commands.lark`, built when first needed.

    `ambiguity="explicit"` keeps every derivation in the tree instead of the best one.

    References
    ----------
    J. Earley, "An efficient context-free parsing algorithm", Commun. ACM 13(2), 1970. E. Scott, "SPPF-style parsing
    from Earley recognisers", ENTCS 203(2), 2008.
    """
    lark = Lark(
        Path(__file__).with_name("commands.lark").read_text(encoding="utf-8"),
        parser="earley",  # "and" joins people, qualities and settings alike: only what follows tells
        lexer=_Spoken,
        ambiguity=cast(Any, ambiguity),
    )
    earley: Any = lark.parser.parser
    # A word may be several concepts ("width" is an effect and a quality); the grammar decides which fits.
    earley.term_matcher = lambda terminal, concept: terminal.name in concept.readings
    # Lark predicts the closure of every rule for each item anew. The rules themselves are enough, since what they
    # predict is predicted in its turn; that takes a third of the time.
    direct = defaultdict(list)
    for rule in lark.rules:
        direct[rule.origin].append(rule)
    earley.predictions = _Predictions({origin: direct[origin] for origin in earley.predictions})
    return lark


class _Predictions(dict[Any, list[Any]]):
    """The rules that may begin where reading stands: those alone that the next concept can be the first of.

    References
    ----------
    J. Aycock, R. N. Horspool, "Practical Earley parsing", The Computer Journal 45(6), 2002, on prediction with
    one token of lookahead.
    """

    def __init__(self, rules: dict[Any, list[Any]]) -> None:
        super().__init__(rules)
        first = _first(rules)
        self._begins = {origin: [_begins(rule, first) for rule in some] for origin, some in rules.items()}
        self._known: dict[frozenset[str], dict[Any, list[Any]]] = defaultdict(dict)
        self._next: frozenset[str] | None = None

    def __getitem__(self, origin: Any) -> list[Any]:
        if self._next is None:
            return super().__getitem__(origin)
        known = self._known[self._next]
        if origin not in known:
            rules = zip(super().__getitem__(origin), self._begins[origin], strict=True)
            known[origin] = [rule for rule, begins in rules if begins & self._next]
        return known[origin]

    def looking_ahead(self, concepts: Sequence[Concept]) -> Iterator[Concept]:
        """Yield the concepts, each known to be next before it is asked for."""
        for concept in concepts:
            self._next = frozenset(concept.readings)
            yield concept
        self._next = frozenset()

    def begin(self, concepts: Sequence[Concept]) -> None:
        """Look ahead to the first concept."""
        self._next = frozenset(concepts[0].readings) if concepts else frozenset()

    def end(self) -> None:
        """Look ahead no more."""
        self._next = None


def _first(rules: dict[Any, list[Any]]) -> dict[Any, frozenset[str]]:
    """Return the concepts that each kind of phrase can begin with; none of ours can be empty."""
    found: dict[Any, frozenset[str]] = dict.fromkeys(rules, frozenset())
    before = None
    while found != before:
        before = dict(found)
        for origin, some in rules.items():
            found[origin] = frozenset().union(*(_begins(rule, found) for rule in some))
    return found


def _begins(rule: Any, first: dict[Any, frozenset[str]]) -> frozenset[str]:
    head = rule.expansion[0]
    return frozenset([head.name]) if head.is_term else first[head]


_READING = Lock()
"""One utterance at a time: the parser is shared."""


def tree(concepts: Sequence[Concept]) -> Tree[Concept] | None:
    """Return the word order of `concepts`, None where it is none of ours."""
    lark: Any = parser()
    earley = lark.parser.parser
    with _READING:
        earley.predictions.begin(concepts)
        try:
            return cast("Tree[Concept]", lark.parse(earley.predictions.looking_ahead(concepts)))
        except UnexpectedInput:
            return None
        finally:
            earley.predictions.end()


def stop(concepts: Sequence[Concept]) -> UnexpectedInput | None:
    """Return where reading `concepts` stops, with everything that could have come there; None if it does not."""
    with _READING:
        try:
            parser().parse(cast(Any, concepts))
        except UnexpectedInput as stopped:
            return stopped
    return None
