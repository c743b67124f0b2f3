"""The longest saying that some words begin with, and where it gives way to a shorter one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grammar.everyday import Ranked, ranked
from grammar.numbers import quantity
from grammar.sayings import Sayings
from grammar.vocabulary import vocabulary
from grammar.words import Saying, Word

ALONE_BEFORE: Mapping[Saying, tuple[str, ...]] = {
    ("in", "the", "middle"): ("eight", "8", "section", "part", "bit"),
    ("level", "out"): ("of",),
}
"""Words before which the first word of a saying is meant alone."""

ALONE_BEFORE_KINDS: Mapping[Saying, frozenset[str]] = {
    ("kick", "in"): frozenset({"SECTION", "ORDINAL", "_LAST", "_BAR", "_EVERY"}),
}
"""What that stands for before which the first word of a saying is."""


class Longest:
    """The sayings in force, found by how they begin.

    Parameters
    ----------
    sayings
        The sayings in force.
    """

    def __init__(self, sayings: Sayings) -> None:
        self._sayings, self._readings, self._everyday = sayings, sayings.readings, sayings.everyday
        self._named = {saying[0] for saying in (*sayings.added, *sayings.typed) if saying}
        self._beginning: dict[str, Ranked] = {}
        self._kept = [saying for saying, concepts in sayings.otherwise.items() if "KEPT" in concepts]

    def _begun(self, word: str) -> Ranked:
        """Return the sayings that begin with a word by how they go on, each with its rank."""
        if word not in self._named:
            return self._everyday.beginning(word)
        if word not in self._beginning:
            own = dict.fromkeys(saying for saying in self._sayings.added if saying[:1] == (word,))
            every = [saying for saying in self._everyday.begun.get(word, ()) if saying not in own]
            plain = [saying for saying in every if self._everyday.first(saying) is not None]
            typed = [saying for saying in every if self._everyday.first(saying) is None]
            typed += [saying for saying in self._sayings.typed if saying[:1] == (word,)]
            self._beginning[word] = ranked(sorted((*plain, *own, *typed), key=len, reverse=True))
        return self._beginning[word]

    def of(self, words: Sequence[Word]) -> tuple[Saying, int]:
        """Return the longest saying at the head of `words` and how many of them it takes."""
        begun, ahead = self._begun(words[0].text), _ahead(words)
        nexts = dict.fromkeys((*ahead, ""))
        seconds = {*ahead[:1], *[word for word in ahead[:5] if word not in vocabulary().articles][:1], ""}
        thens = [begun[second] for second in seconds if second in begun]
        for _, saying in sorted(one for then in thens for third in nexts for one in then.get(third, ())):
            length = _match(saying, words)
            if length and not (self._kept and self._cuts_a_name(words, length)):
                return saying, length
        return (), 0

    def _cuts_a_name(self, words: Sequence[Word], length: int) -> bool:
        """Whether a version's name begins within so many words and ends behind them: "go back to before lunch"."""
        begins = [(at, kept) for at in range(1, length) for kept in self._kept]
        return any(at + _match(kept, words[at:]) > length for at, kept in begins if words[at].text == kept[0])

    def before_another(self, words: Sequence[Word], saying: Saying, length: int) -> int:
        """Return how many words a saying takes: its first alone where the others say something else.

        "Kick in" is a kick before "the intro", "by half" leaves "by half a dB", and where a track is called "Gtr L" the
        solo of "solo Gtr L" is a verb.
        """
        rest = [word for word in words[length:] if word.text not in vocabulary().articles]
        if kinds := ALONE_BEFORE_KINDS.get(saying):
            return 1 if rest and self._read(rest).keys() & kinds else length
        if alone := ALONE_BEFORE.get(saying):
            return 1 if rest and rest[0].text in alone else length
        if saying == ("make", "room"):
            return 1 if length == 3 else length  # "make the room narrower"
        if saying == ("by", "half"):
            size = quantity(words[1:])
            return 1 if size is not None and size[1] > 1 else length
        if saying[0] == "solo" and length > 1 and "ROLE" in self._readings[saying]:
            return 1 if self._names_more_than(length - 1, words[1:]) else length
        if saying[0] in ("left", "right") and rest and rest[0].text in ("l", "r"):  # "gtr L 50 left gtr R 50 right"
            return 1 if length > 1 and self._names_more_than(length - 1, words[1:]) else length
        at = next((i for i, word in enumerate(words[:length]) if word.text in ("left", "right")), 0)
        if not at or not self._readings[saying].keys() & {"SIDE_AT", "SIDE"}:
            return length
        return 1 if self._names_more_than(1, words[at:]) and (words[0].text,) in self._readings else length

    def _read(self, words: Sequence[Word]) -> Mapping[str, object]:
        """Return what the longest saying at the head of `words` may stand for."""
        return self._readings.get(self.of(words)[0], {})

    def _names_more_than(self, taken: int, words: Sequence[Word]) -> bool:
        """Whether `words` begin with a strip's name that is longer than what a saying takes of them."""
        saying, length = self.of(words)
        return length > taken and "STRIP" in self._readings.get(saying, {})


def _ahead(words: Sequence[Word]) -> list[str]:
    """Return the words behind the first of which one may be the second of a saying, and one the third."""
    found: list[str] = []
    plain = 0
    for word in words[1:]:
        found.append(word.text)
        plain += word.text not in vocabulary().articles
        if plain == 2:
            break
    return found


def _match(saying: Saying, words: Sequence[Word]) -> int:
    """Return how many of `words` spell `saying`, articles within not counted; 0 if they do not.

    Behind "that" an article begins something new: "make that a bit" is no "that bit".
    """
    at = 0
    for said in saying:
        inside = at and words[at - 1].text not in ("that", "this")
        while inside and at < len(words) and words[at].text != said and words[at].text in vocabulary().articles:
            at += 1
        if at >= len(words) or words[at].text != said:
            return 0
        at += 1
    return at
