"""What people say in words of their own, said in the program's: held against the patterns of `patterns.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grammar.lexicon import Lexicon
from grammar.patterns import Choice, Node, Slot, candidates
from grammar.remembered import remembered
from grammar.slot_kinds import WHOLE
from grammar.slots import MARKS, Slots
from grammar.vocabulary import vocabulary
from grammar.words import Word, spelt_out

BARE = 15
"""Words in which a pattern without a word of its own is looked for."""

POLITEST = 8
"""Words in which politeness is said that changes nothing."""


@dataclass(frozen=True)
class Reworded:
    """What was said in the program's own words.

    Attributes
    ----------
    whole
        `rest` where what follows an opening stands in it as it was said, `complaint` where that must be one.
    complains
        Whether it says how things are, so that what mends it may be said beside it.
    """

    words: str
    whole: str = ""
    complains: bool = False


def paraphrased(
    text: str,
    lexicon: Lexicon,
    skipped: tuple[int, int] | None = None,
    opens: bool = True,
    first: bool = False,
) -> Iterator[Reworded]:
    """Yield what was said in the program's own words, nothing if no pattern is all of it.

    `skipped` is where in it a part of the song is named, which is said behind the program's words; `opens` whether
    nothing was asked for before it. With `first` only patterns are tried that go before the grammar.
    """
    matcher = _matcher(text, lexicon, skipped)
    there = f" {text[slice(*skipped)]}" if skipped else ""
    told: set[Reworded] = set()
    for pattern in candidates(matcher.typed, opens and matcher.length <= BARE, first, matcher.edges):
        for slots in matcher.whole(pattern.said):
            whole = next((kind for kind in WHOLE if kind in slots), "")
            means = filled(pattern.means, slots)
            other = Reworded(means if whole and there in means else means + there, whole, pattern.complains)
            if other not in told:
                told.add(other)
                yield other


def goes_first(text: str, lexicon: Lexicon) -> bool:
    """Whether a pattern that goes before the grammar may be somewhere in an utterance."""
    return any(candidates(_typed(text, spelt_out(lexicon.words(text))), bare=False, first=True))


def _typed(text: str, words: Sequence[Word]) -> set[str]:
    """Return the words that were typed, as they are spelt and as they were typed."""
    short = vocabulary().short
    typed = {word.text for word in words} | {text[word.start : word.end].casefold() for word in words}
    return typed | ({"is"} if "'s" in typed else set()) | {short[word] for word in typed if word in short}


def filled(means: str, slots: Mapping[str, str]) -> str:
    """Return the program's words with what was said in their slots; what is bracketed is left out with its slot."""
    means = re.sub(r"\[([^]]*)\]", lambda part: part[1] if all(s in slots for s in _names(part[1])) else "", means)
    return " ".join(re.sub(r"\{([a-z]+\d?)\??\}", lambda slot: slots.get(slot[1], ""), means).split())


def _names(means: str) -> list[str]:
    return re.findall(r"\{([a-z]+\d?)\??\}", means)


@remembered
def _matcher(text: str, lexicon: Lexicon, skipped: tuple[int, int] | None) -> _Matcher:
    """Return what holds a stretch of an utterance against patterns: it is asked for those that go first and again."""
    words = spelt_out(lexicon.words(text))
    if skipped:
        words = [word for word in words if not skipped[0] <= word.start < skipped[1]]
    return _Matcher(text, words, lexicon)


class _Matcher:
    """Holds the words of an utterance against patterns."""

    def __init__(self, text: str, words: Sequence[Word], lexicon: Lexicon) -> None:
        self.typed, self.length = _typed(text, words), len(words)
        self._words = words
        self._slots = Slots(text, words, lexicon)
        self._spelt = [self._spellings(at) for at in range(len(words))]
        self._nothings: dict[int, int] = {}  # found out where a pattern comes as far
        self._beginnings = list(self._begins())
        self.edges = frozenset().union(*self._openings()), frozenset().union(*self._closings())

    def whole(self, said: Sequence[Node]) -> Iterator[dict[str, str]]:
        """Yield what stands in the slots for each way in which a pattern is all that was said."""
        for at, slots in (end for start in self._beginnings for end in self._match(tuple(said), start, {})):
            while at < len(self._words) and (nothing := self._nothing(at)):
                at += nothing
            if at == len(self._words):
                yield slots

    def _openings(self) -> Iterator[frozenset[str]]:
        """Yield how the words are spelt of which the first may be that counts."""
        for at in self._beginnings:
            taken = 1
            while at < len(self._words) and taken:
                yield self._spelt[at]
                taken = self._nothing(at)
                at += taken

    def _closings(self) -> Iterator[frozenset[str]]:
        """Yield how the words are spelt of which the last may be that counts."""
        for at in range(len(self._words) - 1, -1, -1):
            yield self._spelt[at]
            if not any(self._nothing(before) > at - before for before in range(max(at - POLITEST, 0), at + 1)):
                return

    def _begins(self) -> Iterator[int]:
        """Yield where what was said may begin: behind whatever only clears the throat, too."""
        at = 0
        while at < len(self._words):
            yield at
            concept, taken = self._slots.head(at)
            leads = self._words[at].text in (*MARKS, "and") or (concept is not None and concept.may_be("_THROAT"))
            if not leads:
                return
            at += taken

    def _match(self, nodes: tuple[Node, ...], at: int, slots: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
        if not nodes:
            yield at, slots
            return
        node, rest = nodes[0], nodes[1:]
        if isinstance(node, Choice):
            for way in node.ways:
                if not way or not isinstance(way[0], str) or self._may_begin(way[0], at):
                    yield from self._match((*way, *rest), at, slots)
            return
        if isinstance(node, str):
            if at < len(self._words) and node in self._spelt[at]:
                yield from self._match(rest, at + 1, slots)
        else:
            for end, text in self._slots.filled(node.kind, at):
                yield from self._match(rest, end, {**slots, node.name: text})
            if node.optional:
                yield from self._match(rest, at, slots)
        if at == len(self._words) or not (nothing := self._nothing(at)):
            return
        if not (isinstance(node, Slot) and self._is_wish(at)):  # "I want the hats dull" complains of nothing
            yield from self._match(nodes, at + nothing, slots)

    def _may_begin(self, word: str, at: int) -> bool:
        """Whether a word may be said next, for what says nothing may stand before it: most ways end here."""
        return at < len(self._words) and (word in self._spelt[at] or self._nothing(at) > 0)

    def _spellings(self, at: int) -> frozenset[str]:
        """Return how a word may stand in a pattern: as it is spelt, as it was typed; "'s" is an "is" too."""
        word = self._words[at].text
        short = vocabulary().short.get(word, "is" if word == "'s" else word)
        return frozenset((word, self._slots.typed(at, at + 1).casefold(), short))

    def _nothing(self, at: int) -> int:
        """Return how many words from a place on are a mark, an article or mere politeness."""
        if at not in self._nothings:
            self._nothings[at] = self._says_nothing(at)
        return self._nothings[at]

    def _says_nothing(self, at: int) -> int:
        if self._words[at].text in MARKS or self._words[at].text in vocabulary().articles:
            return 1
        concept, taken = self._slots.head(at)
        return taken if concept is not None and concept.may_be("_FILLER") else 0

    def _is_wish(self, at: int) -> bool:
        concept, _ = self._slots.head(at)
        return concept is not None and concept.may_be("_WANTED")
