"""What people say in words of their own is read as the program's words for it, whole or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest
from test_corpus import bare

from grammar.examples import example
from grammar.intent import Clause, Prefer, Set, Span
from grammar.lexicon import Lexicon
from grammar.paraphrase import paraphrased
from grammar.parse import read
from grammar.patterns import Paraphrase, paraphrases
from grammar.vocabulary import vocabulary

ALIKE = [pytest.param(one, id=one.written) for one in paraphrases()]


def told(clause: Clause) -> object:
    """What a clause means; a liking, which is kept in words, without its articles."""
    meant = bare(clause.meaning)
    if not isinstance(meant, Prefer):
        return meant
    return replace(meant, words=" ".join(w for w in meant.words.casefold().split() if w not in vocabulary().articles))


def check(pattern: Paraphrase, times: int, lexicon: Lexicon) -> None:
    chance = Random(pattern.written)
    for _ in range(times):
        said, means = example(pattern, chance)
        expected, found = read(means, lexicon), read(said, lexicon)
        assert not expected.unread, means
        assert list(map(told, found.clauses)) == list(map(told, expected.clauses)), said


@pytest.mark.parametrize("pattern", ALIKE)
def test_a_pattern_means_what_stands_above_it(pattern: Paraphrase, lexicon: Lexicon) -> None:
    check(pattern, 1, lexicon)


@pytest.mark.soak
@pytest.mark.parametrize("pattern", ALIKE)
def test_a_pattern_means_it_in_many_ways(pattern: Paraphrase, lexicon: Lexicon) -> None:
    check(pattern, 12, lexicon)


def test_what_takes_a_place_in_the_meaning_was_said() -> None:
    for one in paraphrases():
        said = re.findall(r"\{([a-z]+\d?)\??\}", one.written)
        assert set(re.findall(r"\{([a-z]+\d?)\}", one.means)) <= set(said), one.written


def test_how_much_was_said_is_not_passed_over() -> None:
    for one in paraphrases():
        if "{degree" in one.written and not one.means.startswith("should"):
            assert "{degree" in one.means, one.written


def test_every_word_must_be_accounted_for(lexicon: Lexicon) -> None:
    assert any(paraphrased("narrow the drums to around 60 percent width", lexicon))
    assert any(paraphrased("please narrow the drums, to around 60 percent width!", lexicon))
    assert not any(paraphrased("never narrow the drums to around 60 percent width", lexicon))
    assert not any(paraphrased("narrow the drums to around 60 percent width or mute them", lexicon))


def test_a_part_of_the_song_may_be_named_anywhere(lexicon: Lexicon) -> None:
    (plain,) = read("narrow the drums to 60 percent width", lexicon).intents
    (timed,) = read("narrow the drums in the bridge to 60 percent width", lexicon).intents
    assert isinstance(plain, Set)
    assert timed == replace(plain, span=Span(section="bridge"))
