"""Every saying that is in force in any session, and what it may stand for: found once, for all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from typing import Self

from grammar.concept import PEOPLE
from grammar.vocabulary import vocabulary
from grammar.words import Saying, spell, unmarked

YIELDS: Mapping[str, frozenset[str]] = {
    "REGION": frozenset({"QUALITY"}),
    "POLE": frozenset({"_MORE", "_LESS"}),
    "BETTER": frozenset({"COMPARATIVE", "ACT"}),
    "ADJECTIVE": frozenset({"QUALITY"}),
    "KNOB": frozenset({"RAISE", "CUT", "EFFECT", "QUALITY"}),
    "SIMILE": frozenset({"QUALITY", "COMPARATIVE", "ACT", "TALK"}),
    "ROLE": frozenset({"STRIP"}),
    "EFFECT": frozenset({"STRIP", "LABEL"}),
    "DEED": frozenset({"STRIP"}),
    "LABEL": frozenset({"STRIP"}),
    "_FILLER": frozenset({"DEGREE", "ACT", "TALK", "_THROAT", "_MEND"}),
}
"""Where one saying has two concepts, the first gives way to the others; all other pairs are kept, and
`commands.lark` says which of them fits."""

PROTECTED = frozenset({"_NOT", "_EXCEPT", "_NO", "_NOT_ENOUGH", "SHORT"})
"""Words that turn a meaning round: nothing is ever taken for a misspelling of them."""

Readings = dict[str, object]
Ranked = dict[str, dict[str, list[tuple[int, Saying]]]]


def settled(readings: Readings) -> Readings:
    """Return what a saying may be once every concept has given way to those that it gives way to."""
    if len(readings) < 2:
        return readings
    found = dict(readings)
    for concept, stronger in YIELDS.items():
        if concept in found and stronger & found.keys():
            del found[concept]
    return found


def is_protected(readings: Mapping[str, object]) -> bool:
    """Whether nothing is ever taken for a misspelling of the words of a saying."""
    return bool(readings.keys() & PROTECTED) or readings.keys() in ({"SIMILE"}, {"SUPERLATIVE"})


def is_somebody(readings: Mapping[str, object]) -> bool:
    """Whether a saying may be somebody."""
    return bool(readings.keys() & {*PEOPLE})


def jumble(word: str) -> tuple[str, str]:
    """Return what a word has in common with all that are typed with its keys, the first of them first."""
    return word[:1], "".join(sorted(word))


def words_of(sayings: Iterable[Saying]) -> list[str]:
    """Return the words of sayings, each as often as it stands there in one more of them."""
    return [word for saying in sayings for word in set(saying) if word.isalpha()]


def without_marks(readings: Mapping[Saying, Readings]) -> dict[Saying, list[Saying]]:
    """Return every saying as it is typed without its apostrophes, with those that it may be: "dont overdo it"."""
    found: dict[Saying, list[Saying]] = defaultdict(list)
    for saying in readings:
        if any("'" in word for word in saying) and (typed := unmarked(saying)) != saying:
            found[typed].append(saying)
    return found


def together(first: Readings, *others: Readings) -> Readings:
    """Return what a saying may be that may be others too: what it is itself goes before."""
    found = dict(first)
    for other in others:
        for concept, value in other.items():
            found.setdefault(concept, value)
    return found


@dataclass
class Everyday:
    """What is said alike in every session.

    Attributes
    ----------
    readings
        For each saying, word by word, its concepts and what it stands for under each.
    before
        What it was before any concept gave way to another, if that is otherwise; None for what is there only as
        another saying without its apostrophes.
    typed
        For each saying without apostrophes those that it may be.
    begun
        The sayings by their first words, longest first.
    written
        For each concept its sayings as they are written, a line each.
    words
        All words of theirs.
    people, protected
        In how many sayings each word stands that may be somebody, and that nothing is taken for a misspelling of.
    covers, similes, means, opposites
        As they were given.
    """

    readings: dict[Saying, Readings]
    before: dict[Saying, Readings | None]
    typed: dict[Saying, list[Saying]]
    begun: dict[str, list[Saying]]
    written: dict[str, str]
    words: frozenset[str]
    people: Counter[str]
    protected: Counter[str]
    covers: Mapping[str, frozenset[str]]
    similes: Mapping[str, str]
    means: Mapping[str, str]
    opposites: frozenset[frozenset[str]]
    _ranked: dict[str, Ranked] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        gathered: Mapping[Saying, Readings],
        written: Mapping[str, list[str]],
        covers: Mapping[str, frozenset[str]],
        similes: Mapping[str, str],
        means: Mapping[str, str],
        opposites: frozenset[frozenset[str]],
    ) -> Self:
        """Return what comes of all that was gathered."""
        first = {tuple(map(intern, saying)): readings for saying, readings in gathered.items()}
        typed = without_marks(first)
        every = {
            **first,
            **{one: together(first.get(one, {}), *(first[m] for m in some)) for one, some in typed.items()},
        }
        readings = {saying: settled(some) for saying, some in every.items()}
        before = {saying: first.get(saying) for saying in every if first.get(saying) != readings[saying]}
        begun: dict[str, list[Saying]] = defaultdict(list)
        for saying in sorted(filter(None, every), key=len, reverse=True):
            begun[saying[0]].append(saying)
        return cls(
            _alike(readings),
            before,
            dict(typed),
            dict(begun),
            {concept: "\n".join(some) for concept, some in written.items()},
            frozenset(words_of(every)),
            Counter(words_of(saying for saying, some in readings.items() if is_somebody(some))),
            Counter(words_of(saying for saying, some in readings.items() if is_protected(some))),
            covers,
            similes,
            means,
            opposites,
        )

    def first(self, saying: Saying) -> Readings | None:
        """Return what a saying may be before any concept gave way to another; None if it is not there."""
        return self.before[saying] if saying in self.before else self.readings.get(saying)

    @cached_property
    def real(self) -> frozenset[str]:
        """Words that are nobody's slip, though they may say nothing."""
        return vocabulary().real | {word for said in self.similes for word in spell(said)}

    @cached_property
    def jumbled(self) -> dict[tuple[str, str], list[str]]:
        """Those of them that say nothing, by their letters."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for word in self.real - self.words:
            found[jumble(word)].append(word)
        return dict(found)

    def beginning(self, word: str) -> Ranked:
        """Return the sayings that begin with a word by how they go on, each with its rank: longest first."""
        if word not in self._ranked:
            self._ranked[word] = ranked(self.begun.get(word, ()))
        return self._ranked[word]


def ranked(sayings: Iterable[Saying]) -> Ranked:
    """Return sayings with their ranks, by their second words and then their third; under no word what has none."""
    found: Ranked = {}
    for rank, saying in enumerate(sayings):
        second, third = (*saying[1:3], "", "")[:2]
        found.setdefault(second, {}).setdefault(third, []).append((rank, saying))
    return found


def _alike(readings: dict[Saying, Readings]) -> dict[Saying, Readings]:
    """Return the same, one dictionary for all sayings that mean no more than the same words: most do."""
    one: dict[tuple[tuple[str, object], ...], Readings] = {}
    for saying, some in readings.items():
        if all(type(value) is str for value in some.values()):
            readings[saying] = one.setdefault(tuple(some.items()), some)
    return readings
