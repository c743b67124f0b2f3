"""Lark's Earley parser, made to read concepts instead of characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from lark import Lark, Tree
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
    earley.predictions = {origin: direct[origin] for origin in earley.predictions}
    return lark


def tree(concepts: Sequence[Concept]) -> Tree[Concept]:
    """Return the word order of `concepts`; raises `lark.UnexpectedInput` where it is none of ours."""
    return cast("Tree[Concept]", parser().parse(cast(Any, concepts)))
