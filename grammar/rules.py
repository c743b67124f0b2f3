"""The rules of word order, compiled once and kept: compiling takes longer than all other reading."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, cast

import lark
from lark.load_grammar import load_grammar

from grammar.compiled import compiled

START = "start"

FOLDER = Path(__file__).parent / "word_order"


class Rules(NamedTuple):
    """The rules as numbers and names, which load at once; there are tens of thousands, and a clause needs a few.

    An item is a rule with how far it has come.

    Attributes
    ----------
    phrases, words
        The names of the kinds of phrase, which are known by their numbers, and of the words.
    makes, order, alias, rank, single
        Of each rule, what kind of phrase it makes, its place among those that make it, the name that it goes by instead
        (None for that of the phrase), its rank (None for none), and whether one part alone stands for all of it.
    first
        Of each rule, the number of its item that has not come anywhere yet.
    awaits
        Of each item, what it waits for: a word by its name, a phrase by its number, or nothing more.
    rule_of
        Of each item, its rule.
    heads
        For each word the kinds of phrase that can begin with it, a bit each.
    """

    phrases: list[str]
    words: list[str]
    makes: array[int]
    order: array[int]
    alias: list[str | None]
    rank: list[int | None]
    single: list[bool]
    first: array[int]
    awaits: list[str | int | None]
    rule_of: array[int]
    heads: dict[str, int]

    def parts(self, rule: int) -> list[str | int]:
        """Return what a rule is made of: words by their names, phrases by their numbers."""
        first = self.first[rule]
        return cast("list[str | int]", self.awaits[first : self.awaits.index(None, first)])


def rules() -> Rules:
    """Return the rules of `commands.lark` and the files beside it."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.lark")))
    sources = [text, Path(__file__).read_text(encoding="utf-8"), lark.__version__]
    return Rules(*compiled("grammar", sources, lambda: tuple(_compiled(text))))


def _compiled(text: str) -> Rules:
    load: Any = load_grammar
    _, some, _ = load(text, "grammar", [], False)[0].compile([START], set())
    of_phrase: dict[Any, list[Any]] = defaultdict(list)
    for rule in some:
        assert rule.expansion, "no phrase may be empty"
        assert all(one.filter_out == one.name.startswith("_") for one in rule.expansion if one.is_term)
        options = (rule.options.keep_all_tokens, rule.options.template_source, *rule.options.empty_indices)
        assert not any(options), "only what is kept below may be told of a rule"
        of_phrase[rule.origin].append(rule)
    number = {origin: at for at, origin in enumerate(of_phrase)}
    words = {one: intern(str(one.name)) for rule in some for one in rule.expansion if one.is_term}
    makes, order, first, rule_of = (array("i") for _ in range(4))
    phrases = [str(origin.name) for origin in number]
    found = Rules(phrases, sorted(words.values()), makes, order, [], [], [], first, [], rule_of, {})
    for at, rule in enumerate(rule for rules in of_phrase.values() for rule in rules):
        found.makes.append(number[rule.origin])
        found.order.append(rule.order)
        found.alias.append(intern(str(rule.alias)) if rule.alias else None)
        found.rank.append(rule.options.priority)
        found.single.append(rule.options.expand1)
        found.first.append(len(found.awaits))
        for one in rule.expansion:
            found.awaits.append(words[one] if one.is_term else number[one])
        found.awaits.append(None)
        found.rule_of.extend([at] * (len(rule.expansion) + 1))
    found.heads.update(_heads(found))
    return found


def _heads(found: Rules) -> dict[str, int]:
    """Return the phrases that each word can be the first of."""
    begins: dict[int, set[str | int]] = defaultdict(set)
    for made, first in zip(found.makes, found.first, strict=True):
        begins[made].add(_awaited(found.awaits, first))
    heads: dict[str, int] = defaultdict(int)
    for phrase in begins:
        reached, ahead = {phrase}, [phrase]
        while ahead:
            for one in begins[ahead.pop()]:
                if isinstance(one, str):
                    heads[one] |= 1 << phrase
                elif one not in reached:
                    reached.add(one)
                    ahead.append(one)
    return dict(heads)


def _awaited(awaits: Sequence[str | int | None], item: int) -> str | int:
    awaited = awaits[item]
    assert awaited is not None, "no rule is empty"
    return awaited
