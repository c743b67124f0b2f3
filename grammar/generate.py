"""Sentences that the grammar allows, at random, with what they mean: every one must be read as it was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from random import Random
from typing import Any, cast

from lark import Token, Tree
from lark.exceptions import VisitError

from grammar import earley
from grammar.concept import Concept
from grammar.intent import Intent
from grammar.lexicon import Lexicon
from grammar.numbers import Quantity
from grammar.parts import Unclear
from grammar.pieces import Likewise
from grammar.word_order.reshape import Reshaping

DEPTH = 12
"""Beyond this only the shortest way on is taken."""

RARER = 2.5
"""A rule with one part more is taken so much more rarely: what people say is mostly short."""

QUANTITIES: Mapping[str, tuple[tuple[str, Quantity], ...]] = {
    "QUANTITY": (
        ("2 dB", Quantity(2.0, "dB")),
        ("3.5 dB", Quantity(3.5, "dB")),
        ("300 Hz", Quantity(300.0, "Hz")),
        ("10 ms", Quantity(10.0, "ms")),
        ("20%", Quantity(20.0, "%")),
    ),
    "PLAIN": (("2", Quantity(2.0)), ("4", Quantity(4.0))),
    "LOUDNESS": (("-14 LUFS", Quantity(-14.0, "LUFS", signed=True)),),
    "CEILING": (("-1 dBTP", Quantity(-1.0, "dBTP", signed=True)),),
}
"""Numbers to be said; the lexicon makes them of digits."""

UNSPOKEN = frozenset(
    ("SETTING", "SLOT", "BYPASSED", "KEYED", "SPAN", "PLACE", "KIND", "NAME", "NAMED", "KEPT", "SIMILE", "SIDED", "BUS")
)
"""What only canonical sentences say, or what a person names."""


class Generator:
    """Makes sentences with the words of a lexicon."""

    def __init__(self, lexicon: Lexicon, chance: Random) -> None:
        self._lexicon, self._chance = lexicon, chance
        self._rules: dict[str, list[Any]] = defaultdict(list)
        for rule in earley.word_order().every():
            self._rules[rule.origin.name].append(rule)
        self._depth = self._depths()

    def sentence(self) -> tuple[tuple[Concept, ...], tuple[Intent | Likewise, ...]] | None:
        """Return a sentence, each saying as what it was made for, and its meaning; None if that was no sense."""
        words: list[Concept] = []
        tree = cast("Tree[Concept]", self._grow("start", 0, words)[0])
        if any(None in word.readings.values() for word in words):
            return None  # a saying that is more than one concept by itself
        try:
            meaning = Reshaping().transform(tree)
        except VisitError as error:
            if isinstance(error.orig_exc, Unclear):
                return None
            raise
        return tuple(words), meaning

    def _grow(self, name: str, depth: int, words: list[Concept]) -> list[Tree[Any] | Concept]:
        """Return what a rule comes to: its tree, or its parts if it has none of its own."""
        rules = [rule for rule in self._rules[name] if self._cost(rule) < 99]
        if depth > DEPTH:
            least = min(map(self._cost, rules))
            rules = [rule for rule in rules if self._cost(rule) == least]
        (rule,) = self._chance.choices(rules, [RARER ** -len(rule.expansion) for rule in rules])
        parts: list[Any] = []
        for symbol in rule.expansion:
            if symbol.is_term:
                concept = self._word(symbol.name)
                words.append(concept)
                if not symbol.filter_out:
                    parts.append(concept)
            else:
                parts += self._grow(symbol.name, depth + 1, words)
        if name.startswith("_") or (rule.options.expand1 and len(parts) == 1 and not rule.alias):
            return parts
        return [Tree(Token("RULE", rule.alias or rule.options.template_source or name), parts)]

    def _word(self, concept: str) -> Concept:
        if concept in QUANTITIES:
            text, quantity = self._chance.choice(QUANTITIES[concept])
            return Concept(text, 0, 0, {concept: quantity})
        text = self._chance.choice(self._lexicon.sayings(concept))
        (found, *more) = self._lexicon.concepts(text) or (None,)
        value = found.readings.get(concept) if found and not more else None
        return Concept(text, 0, 0, {concept: value})

    def _depths(self) -> dict[str, int]:
        """Return how deep every rule must go at least, 99 where it needs what nobody says."""
        depth = dict.fromkeys(self._rules, 99)
        before: dict[str, int] | None = None
        while depth != before:
            before = dict(depth)
            for name, rules in self._rules.items():
                depth[name] = min(
                    1 + max((self._deep(symbol, depth) for symbol in rule.expansion), default=0) for rule in rules
                )
        return depth

    def _deep(self, symbol: Any, depth: Mapping[str, int]) -> int:
        if not symbol.is_term:
            return depth[symbol.name]
        said = symbol.name in QUANTITIES or (symbol.name not in UNSPOKEN and bool(self._lexicon.sayings(symbol.name)))
        return 0 if said else 99

    def _cost(self, rule: Any) -> int:
        return 1 + max(self._deep(symbol, self._depth) for symbol in rule.expansion)
