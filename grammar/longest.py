"""The longest saying that some words begin with, and where it gives way to a shorter one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from grammar.numbers import quantity
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
    readings
        For each saying, word by word, what it may stand for.
    """

    def __init__(self, readings: Mapping[Saying, Mapping[str, object]]) -> None:
        self._readings = readings
        self._beginning: dict[Saying, list[tuple[int, Saying]]] = defaultdict(list)
        for rank, saying in enumerate(sorted(readings, key=len, reverse=True)):
            self._beginning[saying[:2]].append((rank, saying))
        self._kept = [saying for saying, concepts in readings.items() if "KEPT" in concepts]

    def of(self, words: Sequence[Word]) -> tuple[Saying, int]:
        """Return the longest saying at the head of `words` and how many of them it takes."""
        first, *rest = (word.text for word in words[:6])
        plain = next((word for word in rest if word not in vocabulary().articles), None)
        begins = dict.fromkeys([(first, *rest[:1]), *([(first, plain)] if plain else []), (first,)])
        for _, saying in sorted(one for begin in begins for one in self._beginning.get(begin, ())):
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
