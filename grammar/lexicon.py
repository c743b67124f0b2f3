"""Phrases to concepts: every saying in force for one session, and the concepts found in an utterance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from grammar import spelling
from grammar.canonical import canonical
from grammar.catalogue import knobs, poles, speaks_for_itself, states, tools
from grammar.inflect import comparatives, nouns
from grammar.intent import Ref, RefKind
from grammar.numbers import quantity
from grammar.roles import ROLES, members, role_of
from grammar.vocabulary import Saying, vocabulary
from grammar.words import Word, spell, split

YIELDS: Mapping[str, frozenset[str]] = {
    "REGION": frozenset({"QUALITY"}),
    "POLE": frozenset({"_MORE", "_LESS"}),
    "BETTER": frozenset({"COMPARATIVE"}),
    "ADJECTIVE": frozenset({"QUALITY"}),
    "KNOB": frozenset({"RAISE", "CUT", "EFFECT", "QUALITY"}),
    "ROLE": frozenset({"STRIP"}),
}
"""Where one saying has two concepts, the first gives way to the others; all other pairs are kept, and
`commands.lark` says which fits."""


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
    """

    def __init__(
        self,
        strips: Sequence[str],
        qualities: Mapping[str, tuple[str, ...]],
        faults: frozenset[str],
        platforms: Mapping[str, tuple[str, ...]],
        acts: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.strips = tuple(strips)
        self._sayings: dict[Saying, dict[str, object]] = defaultdict(dict)
        for saying, concepts in vocabulary().talk.items():
            for concept, value in concepts.items():
                self._add(saying, concept, Ref(cast(RefKind, value)) if concept == "REF" else value)
        for words, concept in ((vocabulary().filler, "_FILLER"), (vocabulary().throat, "_THROAT")):
            for saying in words:
                self._add(saying, concept, "")
        self._add_effects()
        self._add_qualities(qualities, faults)
        for concept, named in (("PLATFORM", platforms), ("ACT", acts)):
            for value, sayings in named.items():
                for words_said in {value, *sayings} if concept == "PLATFORM" else sayings:
                    self._add(spell(words_said), concept, value)
        self._add_strips()
        self._settle()

    def concepts(self, text: str) -> tuple[Concept, ...]:
        """Return what stands in `text`, left to right, the longest saying first, politeness left out."""
        exact = canonical(text, self.strips)
        found = [Concept(text[p.start : p.end], p.start, p.end, {p.concept: p.value}) for p in exact]
        words = [word for word in split(text) if not exact or word.start >= exact[-1].end]
        spoken = [c for c in self._read(text, words) if "_FILLER" not in c.readings or len(c.readings) > 1]
        return (*found, *_joined(self._counted(_cleared(spoken))))

    def example(self, concept: str) -> str:
        """Return a saying that is `concept`, empty if nothing can be."""
        numbers = {"QUANTITY": "2 dB", "PLAIN": "2", "LOUDNESS": "-14 LUFS", "CEILING": "-1 dBTP"}
        return numbers.get(concept) or self._examples.get(concept, "")

    def nearest(self, word: str) -> tuple[str, ...]:
        """Return known words that look like `word`."""
        return tuple(other for other in spelling.resembling(word, self._known) if other != word)

    def _add(self, saying: Saying, concept: str, value: object) -> None:
        other = self._sayings[saying].setdefault(concept, value)
        if other != value:
            raise ValueError(f"{' '.join(saying)!r} is both {other} and {value} as {concept}")

    def _add_effects(self) -> None:
        for saying, tool in tools().items():
            self._add(saying, "EFFECT", tool.effect)
            if tool.deed or saying in vocabulary().deeds:
                self._add(saying, "DEED", tool.effect)
        for saying, knob in knobs().items():
            self._add(saying, "KNOB", knob)
        for concept, alone, table in (("POLE", "BETTER", poles()), ("STATE", "ADJECTIVE", states())):
            for saying, pole in table.items():
                if saying[0] in ("more", "less") and not speaks_for_itself(pole):
                    continue  # "less sibilant" is said of the sound, not of the knob that brings it
                self._add(saying, concept, pole)
                if speaks_for_itself(pole):
                    self._add(saying, alone, pole)

    def _add_qualities(self, qualities: Mapping[str, tuple[str, ...]], faults: frozenset[str]) -> None:
        for name, said in qualities.items():
            for word in dict.fromkeys((name, *said)):
                self._add(spell(word), "QUALITY", name)
                if name in faults:
                    self._add(spell(word), "FAULT", name)
        for name, said in qualities.items():  # whatever was declared outright has gone before what is derived
            for word in dict.fromkeys((name, *said)):
                for concept, forms in (("COMPARATIVE", comparatives(word)), ("QUALITY", nouns(word))):
                    for form in forms:
                        self._sayings[spell(form)].setdefault(concept, name)
            for saying, more in vocabulary().verbs.get(name, ()):
                self._add(saying, "QUALIFY", (name, more))

    def _add_strips(self) -> None:
        named: dict[Saying, list[str]] = defaultdict(list)
        partly: dict[Saying, set[str]] = defaultdict(set)
        for strip in self.strips:
            words = spell(strip)
            named[words].append(strip)
            for cut in range(1, len(words)):
                partly[words[:cut]].add(strip)
                partly[words[cut:]].add(strip)
            for saying in _by_side(strip, words):
                partly[saying].add(strip)
        for role in ROLES.values():
            for said in role.talk:
                self._add(spell(said), "ROLE", role.name)
        for saying, owners in named.items():
            if saying and len(owners) == 1 and not self._is_family(saying, owners[0]):
                self._add(saying, "STRIP", owners[0])
        for saying, some in partly.items():
            if len(some) == 1 and saying not in self._sayings and any(len(w) > 2 or len(saying) > 1 for w in saying):
                self._add(saying, "STRIP", min(some))

    def _is_family(self, saying: Saying, strip: str) -> bool:
        """Whether a strip's whole name is the word for a role that other strips play too ("Snare", "Snare Bottom")."""
        role = self._sayings[saying].get("ROLE") if saying in self._sayings else None
        return isinstance(role, str) and self._count(role) > 1 and strip in self.strips

    def _count(self, role: str) -> int:
        return sum(role_of(strip)[0] in members(role) for strip in self.strips)

    def _settle(self) -> None:
        self._by_first: dict[str, list[Saying]] = defaultdict(list)
        self._examples: dict[str, str] = {}
        for saying, readings in self._sayings.items():
            for concept, stronger in YIELDS.items():
                if stronger & readings.keys():
                    readings.pop(concept, None)
            self._by_first[saying[0]].append(saying)
            for concept in readings:
                self._examples.setdefault(concept, " ".join(saying))
        for sayings in self._by_first.values():
            sayings.sort(key=len, reverse=True)
        self._known = sorted({word for saying in self._sayings for word in saying if word[:1].isalpha()})
        protected = {
            word for saying, r in self._sayings.items() if r.keys() & {"_NOT", "_EXCEPT", "_NO"} for word in saying
        }
        self._meant = [word for word in self._known if word not in protected]

    def _read(self, text: str, words: Sequence[Word]) -> Iterator[Concept]:
        at = 0
        while at < len(words):
            concept, taken = self._head(text, words[at:])
            if concept is not None:
                yield concept
            at += taken

    def _head(self, text: str, words: Sequence[Word]) -> tuple[Concept | None, int]:
        first = words[0]
        saying, length = self._longest(words)
        number = quantity(words)
        if number and (not saying or number[1] >= length):
            value, taken = number
            end = words[taken - 1].end
            name = {"": "PLAIN", "LUFS": "LOUDNESS", "dBTP": "CEILING"}.get(value.unit, "QUANTITY")
            return Concept(text[first.start : end], first.start, end, {name: value}), taken
        if saying:
            end = words[length - 1].end
            return Concept(text[first.start : end], first.start, end, self._sayings[saying]), length
        if first.text in vocabulary().articles or first.text in "!%/":
            return None, 1
        return self._corrected(text, words)

    def _longest(self, words: Sequence[Word]) -> tuple[Saying, int]:
        """Return the longest saying at the head of `words` and how many of them it takes."""
        best: tuple[Saying, int] = ((), 0)
        for saying in self._by_first.get(words[0].text, ()):
            if len(saying) < len(best[0]):
                break
            length = _match(saying, words)
            if length and len(saying) > len(best[0]):
                best = saying, length
        return best

    def _corrected(self, text: str, words: Sequence[Word]) -> tuple[Concept | None, int]:
        first = words[0]
        meant = spelling.meant(first.text, self._meant) if first.text not in vocabulary().real else ()
        tries = [self._longest([replace(first, text=word), *words[1:]]) for word in meant]
        readings = [self._sayings[saying] for saying, _ in tries if saying]
        if readings and len(readings) == len(tries) and all(other == readings[0] for other in readings):
            length = tries[0][1]
            end = words[length - 1].end
            return Concept(text[first.start : end], first.start, end, readings[0]), length
        near = meant or self.nearest(first.text)
        return Concept(text[first.start : first.end], first.start, first.end, {}, near), 1

    def _counted(self, concepts: Sequence[Concept]) -> list[Concept]:
        """Join a role and the numbers behind it, where the session has so many of it: "toms 1 and 3"."""
        found: list[Concept] = []
        for concept in concepts:
            before = found[-1] if found else None
            role = before.readings.get("ROLE") if before else None
            number = _whole(concept)
            listed = found[-2].readings.get("REF") if before and len(found) > 1 and "_AND" in before.readings else None
            if before and isinstance(role, str) and 0 < number <= self._count(role) > 1:
                text = f"{before.text} {concept.text}"
                found[-1] = Concept(text, before.start, concept.end, {"REF": Ref("role", role, number)})
            elif isinstance(listed, Ref) and listed.index and 0 < number <= self._count(listed.value):
                found.append(replace(concept, readings={"REF": replace(listed, index=number)}))
            else:
                found.append(concept)
        return found


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


def _by_side(strip: str, words: Saying) -> Iterator[Saying]:
    """Yield how a strip of a left and right pair is called by its role: "left guitar" for `Gtr L`."""
    sides = {"l": "left", "left": "left", "r": "right", "right": "right"}
    side = next((sides[word] for word in words if word in sides), None)
    role = ROLES.get(role_of(strip)[0])
    if side and role:
        for said in role.talk:
            yield (side, *spell(said))
            yield (*spell(said), side)


def _whole(concept: Concept) -> int:
    value = getattr(concept.readings.get("PLAIN"), "value", 0)
    return int(value) if value == int(value) else 0


def _cleared(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what only clears the throat: "ok, make it louder"."""
    left = list(concepts)
    while len(left) > 1 and "_THROAT" in left[0].readings:
        left.pop(0)
        while len(left) > 1 and "_AND" in left[0].readings:
            left.pop(0)
    return left


def _joined(concepts: Sequence[Concept]) -> list[Concept]:
    """Make one of separators in a row, and drop them at the ends: ", and" is an "and"."""
    found: list[Concept] = []
    for concept in concepts:
        joins = concept.readings.keys() & {"_AND", "_THEN"}
        if joins and (not found or found[-1].readings.keys() & {"_AND", "_THEN"}):
            if found and "_THEN" in joins:
                found[-1] = concept
            continue
        found.append(concept)
    while found and found[-1].readings.keys() & {"_AND", "_THEN"}:
        found.pop()
    return [concept for at, concept in enumerate(found) if "_COLON" not in concept.readings or _announces(found, at)]


def _announces(concepts: Sequence[Concept], at: int) -> bool:
    """Whether the colon at that place comes after somebody named: "vocal: up 2 dB"."""
    return at > 0 and bool(concepts[at - 1].readings.keys() & {"STRIP", "ROLE", "REF"})
