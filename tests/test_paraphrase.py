"""What people say in words of their own is read as the program's words for it, whole or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest
from test_corpus import bare

from grammar.intent import Set, Span
from grammar.lexicon import Lexicon
from grammar.paraphrase import Paraphrase, example, paraphrased, paraphrases
from grammar.parse import read

ALIKE = [pytest.param(one, id=one.written) for one in paraphrases()]


@pytest.mark.parametrize("pattern", ALIKE)
def test_a_pattern_means_what_stands_above_it(pattern: Paraphrase, lexicon: Lexicon) -> None:
    chance = Random(pattern.written)
    for _ in range(3):
        said, means = example(pattern, chance)
        expected, found = read(means, lexicon), read(said, lexicon)
        assert not expected.unread, means
        assert [bare(one.meaning) for one in found.clauses] == [bare(one.meaning) for one in expected.clauses], said


def test_what_takes_a_place_in_the_meaning_was_said() -> None:
    for one in paraphrases():
        said = {name.rstrip("?") for name in re.findall(r"\{([a-z]+\d?\??)\}", one.written)}
        assert {name.rstrip("?") for name in re.findall(r"\{([a-z]+\d?\??)\}", one.means)} <= said, one.written


def test_every_word_must_be_accounted_for(lexicon: Lexicon) -> None:
    assert paraphrased("narrow the drums to around 60 percent width", lexicon)
    assert paraphrased("please narrow the drums, to around 60 percent width!", lexicon)
    assert not paraphrased("never narrow the drums to around 60 percent width", lexicon)
    assert not paraphrased("narrow the drums to around 60 percent width or mute them", lexicon)


def test_a_part_of_the_song_may_be_named_anywhere(lexicon: Lexicon) -> None:
    (plain,) = read("narrow the drums to 60 percent width", lexicon).intents
    (timed,) = read("narrow the drums in the bridge to 60 percent width", lexicon).intents
    assert isinstance(plain, Set)
    assert timed == replace(plain, span=Span(section="bridge"))
