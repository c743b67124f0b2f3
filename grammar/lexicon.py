"""Phrases to concepts: what stands in an utterance, by the sayings in force for one session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dsp.mix import MAIN
from grammar import spelling
from grammar.canonical import canonical
from grammar.intent import Ref
from grammar.numbers import quantity
from grammar.sayings import Sayings
from grammar.vocabulary import vocabulary
from grammar.words import Saying, Word, spell, split

POINTERS = frozenset(
    {"this", "that", "these", "those", "all", "each", "every", "whole", "entire", "her", "his", "their", "its", "own"}
)
"""Before somebody named they only point: "all the toms" are the toms."""

PEOPLE = frozenset({"STRIP", "ROLE"})
BEFORE, AFTER = frozenset({"_MORE", "_LESS", "SWITCH", "RAISE"}), frozenset({"_UP", "_DOWN", "COMPARATIVE"})
"""What may have been typed without a space before somebody, and after."""

PROTECTED = frozenset({"_NOT", "_EXCEPT", "_NO", "_NOT_ENOUGH", "SHORT"})
"""Words that turn a meaning round: nothing is ever taken for a misspelling of them."""


@dataclass(frozen=True, eq=False)
class Concept:
    """What a stretch of an utterance may stand for.

    Attributes
    ----------
    readings
        Each terminal of `commands.lark` that it can be, with what it stands for then; none if it is unknown.
    nearest
        For an unknown word, known ones that look like it.
    """

    text: str
    start: int
    end: int
    readings: Mapping[str, object]
    nearest: tuple[str, ...] = ()

    def may_be(self, *concepts: str) -> bool:
        """Whether it can be one of `concepts`."""
        return any(concept in self.readings for concept in concepts)


class Lexicon:
    """Every saying in force for one session.

    Parameters
    ----------
    strips
        The names of the strips, as the session has them.
    qualities
        Each way to sound, with the adjectives and nouns for it, the adjective it goes by first.
    faults
        The qualities that are complaints when merely stated.
    platforms
        Each place to deliver for, with what it is called.
    acts
        Things that are understood but cannot be done, with how they are asked for.
    opposites
        The qualities that are the opposite of another.
    characters
        What a sound can be made to sound like, with how that is said.
    versions, groups
        The names that a person has given to how the mix was, and to some strips together.

    Raises
    ------
    ValueError
        If one saying is declared for two things of a kind.
    """

    def __init__(
        self,
        strips: Sequence[str],
        qualities: Mapping[str, tuple[str, ...]],
        faults: frozenset[str],
        platforms: Mapping[str, tuple[str, ...]],
        acts: Mapping[str, tuple[str, ...]],
        opposites: Mapping[str, str] = MappingProxyType({}),
        characters: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        versions: Sequence[str] = (),
        groups: Sequence[str] = (),
    ) -> None:
        self.strips = tuple(strips)
        self.opposites = frozenset(frozenset(pair) for pair in opposites.items())
        self._sayings = Sayings(strips, qualities, faults, platforms, acts, characters, versions, groups)
        self._by_first: dict[str, list[Saying]] = defaultdict(list)
        for saying in sorted(self._sayings.readings, key=len, reverse=True):
            self._by_first[saying[0]].append(saying)
        readings = self._sayings.readings.items()
        words = {word for saying, _ in readings for word in saying if word.isalpha()}
        self._words = sorted(words)
        self._known = words | vocabulary().articles
        self._meant = sorted(words - {word for saying, r in readings if r.keys() & PROTECTED for word in saying})

    def concepts(self, text: str) -> tuple[Concept, ...]:
        """Return what stands in `text`, left to right, the longest saying first, politeness left out."""
        exact = canonical(text, (*self.strips, MAIN))
        found = [Concept(text[p.start : p.end], p.start, p.end, {p.concept: p.value}) for p in exact]
        typed = [word for word in split(text) if not exact or word.start >= exact[-1].end]
        words = [self._respelt(part) for word in typed for part in self._parted(word)]
        spoken = [concept for concept in self._read(text, words) if "_FILLER" not in concept.readings]
        return (*found, *_tidied(_placed(self._counted(self._sided(_cleared(spoken))))))

    def sayings(self, concept: str) -> tuple[str, ...]:
        """Return everything that can be said for a concept, what says it best first."""
        best = vocabulary().examples.get(concept)
        return tuple(dict.fromkeys((*([best] if best else []), *self._sayings.written.get(concept, ()))))

    def _read(self, text: str, words: Sequence[Word]) -> Iterator[Concept]:
        at = 0
        while at < len(words):
            concept, taken = self._head(text, words[at:])
            if concept is not None:
                yield concept
            at += taken

    def _head(self, text: str, words: Sequence[Word]) -> tuple[Concept | None, int]:
        """Return what `words` begin with, None for what means nothing, and how many of them it takes."""
        saying, length = self._longest(words)
        number = quantity(words)
        is_name = bool(saying) and words[0].text.isdigit() and "ROLE" in self._sayings.readings[saying]  # "808"
        if number and number[1] >= length and not (is_name and number[1] == length):
            value, taken = number
            kind = {"": "PLAIN", "LUFS": "LOUDNESS", "dBTP": "CEILING"}.get(value.unit, "QUANTITY")
            return _concept(text, words[:taken], {kind: value}), taken
        if saying:
            return _concept(text, words[:length], self._sayings.readings[saying]), length
        if words[0].text in vocabulary().articles or words[0].text in "!%/":
            return None, 1
        return self._corrected(text, words)

    def _respelt(self, word: Word) -> Word:
        """Return an unknown word as the only one that it can have been meant to be."""
        typed = word.text
        if typed in self._known or not typed.isalpha() or typed in vocabulary().real:
            return word
        meant = spelling.meant(typed, self._meant)
        return replace(word, text=meant[0]) if len(meant) == 1 else word

    def _parted(self, word: Word) -> tuple[Word, ...]:
        """Return a word as the two that were typed without a space, if one of them is somebody: "vocalup"."""
        typed = word.text
        if len(typed) < 5 or typed in self._known or not typed.isalpha() or typed in vocabulary().real:
            return (word,)
        cuts = [at for at in range(2, len(typed) - 1) if self._is_request(typed[:at], typed[at:])]
        if len(cuts) != 1:
            return (word,)
        middle = word.start + cuts[0]
        return (Word(typed[: cuts[0]], word.start, middle), Word(typed[cuts[0] :], middle, word.end))

    def _is_request(self, first: str, second: str) -> bool:
        """Whether two words run together are somebody and what is to become of them, in either order."""
        one, other = (self._sayings.readings.get((part,), {}).keys() for part in (first, second))
        return bool(one & PEOPLE and other & AFTER) or bool(one & BEFORE and other & PEOPLE)

    def _longest(self, words: Sequence[Word]) -> tuple[Saying, int]:
        """Return the longest saying at the head of `words` and how many of them it takes."""
        for saying in self._by_first.get(words[0].text, ()):
            length = _match(saying, words)
            if length:
                return saying, length
        return (), 0

    def _corrected(self, text: str, words: Sequence[Word]) -> tuple[Concept, int]:
        """Return an unknown word as the one it was meant to be, if that is beyond doubt."""
        word = words[0].text
        meant = () if word in vocabulary().real else spelling.meant(word, self._meant)
        tries = [self._longest([replace(words[0], text=other), *words[1:]]) for other in meant]
        readings = [self._sayings.readings[saying] for saying, _ in tries if saying]
        if len(readings) == len(tries) > 0 and all(other == readings[0] for other in readings):
            length = tries[0][1]
            return _concept(text, words[:length], readings[0]), length
        near = meant or spelling.resembling(word, self._words)
        return replace(_concept(text, words[:1], {}), nearest=tuple(other for other in near if other != word)), 1

    def _sided(self, concepts: Sequence[Concept]) -> list[Concept]:
        """Let "on the left" behind a role be which of a pair is meant, where there is one on that side."""
        found: list[Concept] = []
        for concept in concepts:
            side, role = concept.readings.get("SIDE_AT"), found[-1].readings.get("ROLE") if found else None
            if isinstance(side, str) and isinstance(role, Ref):
                saying = self._sayings.readings.get((side, *spell(role.words)), {})
                if "STRIP" in saying:
                    concept = replace(concept, readings={**concept.readings, "SIDED": saying["STRIP"]})
            found.append(concept)
        return found

    def _counted(self, concepts: Sequence[Concept]) -> list[Concept]:
        """Join a role and the numbers behind it, where the session has so many of it: "toms 1 and 3"."""
        found: list[Concept] = []
        for concept in concepts:
            number = _whole(concept)
            role = found[-1].readings.get("ROLE") if found else None
            through = found[-2].readings.get("REF") if len(found) > 1 and found[-1].text in ("to", "-") else None
            listed = found[-2].readings.get("REF") if len(found) > 1 and found[-1].may_be("_AND") else None
            if isinstance(role, Ref) and 0 < number <= self._sayings.count(role.value) > 1:
                ref: Mapping[str, object] = {"REF": replace(role, index=number)}
                found[-1] = Concept(f"{found[-1].text} {concept.text}", found[-1].start, concept.end, ref)
            elif (
                isinstance(through, Ref)
                and through.index
                and through.index < number <= self._sayings.count(through.value)
            ):
                found.pop()  # "toms 1 to 3"
                for index in range(through.index + 1, number + 1):
                    found.append(replace(concept, readings={"ROLE": replace(through, index=index)}))
            elif isinstance(listed, Ref) and listed.index and 0 < number <= self._sayings.count(listed.value):
                found.append(replace(concept, readings={"REF": replace(listed, index=number)}))
            else:
                found.append(concept)
        return found


def _concept(text: str, words: Sequence[Word], readings: Mapping[str, object]) -> Concept:
    start, end = words[0].start, words[-1].end
    return Concept(text[start:end], start, end, readings)


def _match(saying: Saying, words: Sequence[Word]) -> int:
    """Return how many of `words` spell `saying`, articles within not counted; 0 if they do not."""
    at = 0
    for said in saying:
        while at and at < len(words) and words[at].text != said and words[at].text in vocabulary().articles:
            at += 1
        if at >= len(words) or words[at].text != said:
            return 0
        at += 1
    return at


def _whole(concept: Concept) -> int:
    value = getattr(concept.readings.get("PLAIN"), "value", 0)
    return int(value) if value == int(value) else 0


def _only_points(concept: Concept) -> bool:
    """Whether a word before somebody named says nothing of its own: "these", "both", "all" of the toms."""
    return concept.may_be("_BOTH") or concept.text.casefold() in POINTERS


def _is_the_rest(concept: Concept) -> bool:
    ref = concept.readings.get("REF")
    return isinstance(ref, Ref) and ref.kind == "rest"


def _placed(concepts: Sequence[Concept]) -> list[Concept]:
    """Settle what only the neighbour tells: "these" guitars are no "these", the mix of a compressor is no mix."""
    found: list[Concept] = []
    for concept in concepts:
        ref = concept.readings.get("REF")
        named = concept.may_be("STRIP", "ROLE") or (isinstance(ref, Ref) and ref.kind == "band")
        if named and found and _only_points(found[-1]):
            found.pop()
        if concept.may_be("_BOTH") and found and found[-1].may_be("REF", "ROLE", "STRIP"):
            continue
        if concept.may_be("ROLE") and found and _is_the_rest(found[-1]):
            role, before = concept.readings["ROLE"], found.pop()
            assert isinstance(role, Ref)
            other = {"REF": Ref("rest", role.value, words=role.words)}
            concept = Concept(f"{before.text} {concept.text}", before.start, concept.end, other)
        if concept.may_be("REF") and concept.may_be("KNOB"):
            is_knob = bool(found) and found[-1].may_be("EFFECT") and not found[-1].may_be("DEED")
            kept = "KNOB" if is_knob else "REF"
            concept = replace(concept, readings={kept: concept.readings[kept]})
        found.append(concept)
    return found


def _cleared(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what only clears the throat: "ok, make it louder"."""
    left = list(concepts)
    while len(left) > 1 and left[0].may_be("_THROAT"):
        left.pop(0)
        while len(left) > 1 and left[0].may_be("_AND"):
            left.pop(0)
    return left


def _tidied(concepts: Sequence[Concept]) -> list[Concept]:
    """Make one separator of several in a row, and drop those that part nothing."""
    found: list[Concept] = []
    for concept in concepts:
        if concept.may_be("_COLON") and not (found and found[-1].may_be("STRIP", "ROLE", "REF")):
            continue  # it announces nothing
        if concept.may_be("_QUESTION") and found and found[-1].may_be("_AND", "_THEN"):
            found.pop()
        again = bool(found) and concept.text.casefold() == found[-1].text.casefold() and concept.text.isalpha()
        if again or (concept.may_be("_QUESTION") and found and found[-1].may_be("_QUESTION")):
            continue  # said twice, meant once
        doubled = concept.may_be("_AND", "_THEN") and (not found or found[-1].may_be("_AND", "_THEN"))
        if not doubled:
            found.append(concept)
        elif found and concept.may_be("_THEN"):
            found[-1] = concept
    while found and found[-1].may_be("_AND", "_THEN"):
        found.pop()
    return found
