"""Whatever the grammar can say is read as it was meant, or asked about."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from test_parse import meanings

from grammar import earley
from grammar.concept import Concept
from grammar.generate import Generator
from grammar.lexicon import Lexicon
from grammar.utterance import parse

LONGEST = 25
"""Words; what is longer nobody says in one breath."""


def _is_cut_so(cut: Sequence[Concept], said: Sequence[Concept]) -> bool:
    """Whether an utterance was cut into those sayings, each still what it was said for: "off" may be "down"."""
    return [one.text for one in cut] == [one.text for one in said] and all(
        one.may_be(*other.readings) for one, other in zip(cut, said, strict=True)
    )


@pytest.mark.parametrize("seed", range(2))
def test_what_the_grammar_says_is_read_as_it_was_meant(seed: int, lexicon: Lexicon) -> None:
    generator = Generator(lexicon, random.Random(seed))
    same = asked = ranked = 0
    for _ in range(700):
        made = generator.sentence()
        if made is None or len(made[0]) > LONGEST:
            continue
        said, meant = made
        words = [one.text for one in said]
        found = parse(" ".join(words), lexicon)
        cut = [concept for parsed in found for concept in (parsed.left or parsed.concepts)]
        if len(found) == 1 and found[0].meaning == meant:
            same += 1
        elif not all(parsed.is_read for parsed in found):
            asked += 1
        elif _is_cut_so(cut, said):  # else sayings ran together or are others beside each other: another sentence
            tree = earley.tree(found[0].left or found[0].concepts, "explicit")
            assert any(meaning == meant for _, meaning in meanings(tree)), words
            ranked += 1
    assert same > 40
    assert asked + ranked < 0.1 * same
