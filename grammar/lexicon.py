"""Phrases to concepts: what stands in an utterance, by the sayings in force for one session."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from dsp.mix import MAIN
from grammar import inflect
from grammar.canonical import canonical
from grammar.concept import Concept, over
from grammar.concept_passes import plainly
from grammar.everyday import Everyday
from grammar.longest import Longest
from grammar.misspelt import Misspelt
from grammar.numbers import quantity
from grammar.remembered import remembered
from grammar.sayings import Sayings
from grammar.vocabulary import vocabulary, word_list
from grammar.words import FILE, Word

MOST_STEP_LU = 5
"""Nothing is as loud as so many LUFS: fewer of them may be a step."""

MEASURES = {"BPM": "BEATS", "%": "PERCENT", "s": "SECONDS"}
"""Units that alone can tell of what a number is."""


class Lexicon:
    """Every saying in force for one session.

    Parameters
    ----------
    strips
        The names of the strips, as the session has them.
    everyday
        What is said alike in every session.
    versions, groups
        The names that a person has given to how the mix was, and to some strips together.
    buses
        The names of the strips that sum others.
    """

    def __init__(
        self,
        strips: Sequence[str],
        everyday: Everyday,
        versions: Sequence[str] = (),
        groups: Sequence[str] = (),
        buses: Sequence[str] = (),
    ) -> None:
        self.tools, self.opposites = everyday.means, everyday.opposites
        self.remembered: dict[str, dict[Hashable, Any]] = {}
        self._said: dict[str, tuple[str, ...]] = {}
        self.strips = (*strips, *buses)
        self._sayings = Sayings(everyday, strips, versions, groups, buses)
        self._longest = Longest(self._sayings)
        self._misspelt = Misspelt(self._sayings, self._longest)

    def concepts(self, text: str) -> tuple[Concept, ...]:
        """Return what stands in `text`, left to right, the longest saying first, politeness left out."""
        return _concepts(text, self)

    def stretches(self, text: str) -> tuple[Concept, ...]:
        """Return what stands in `text` as it was typed, nothing left out and nothing put in."""
        return _stretches(text, self)

    def plainly(self, text: str) -> tuple[Concept, ...]:
        """Find out what `concepts` returns."""
        found, read = self._found(text)
        return (*found, *plainly(text, read, self._sayings, self.tools))

    def as_typed(self, text: str) -> tuple[Concept, ...]:
        """Find out what `stretches` returns."""
        found, read = self._found(text)
        return (*found, *read)

    def _found(self, text: str) -> tuple[list[Concept], Iterator[Concept]]:
        """Return what stands in `text`: what only canonical sentences say, which stands in front, and the rest."""
        exact = canonical(text, (*self.strips, MAIN))
        found = [Concept(text[p.start : p.end], p.start, p.end, {p.concept: p.value}) for p in exact]
        begin = exact[-1].end if exact else 0
        return found, self._around(text, self.words(text, begin), begin)

    def words(self, text: str, begin: int = 0) -> list[Word]:
        """Return the words of `text` from a place on, each as it was meant to be spelt."""
        return self._misspelt.respelt(text, begin)

    def deeds(self, word: str) -> tuple[Concept, ...]:
        """Return the verbs for doing something to a sound that `word` may be a form of, at no place in particular."""
        forms = (self._sayings.readings.get((present,), {}) for present in inflect.presents(word))
        return tuple(Concept(word, 0, 0, {"DEED": readings["DEED"]}) for readings in forms if "DEED" in readings)

    def sayings(self, concept: str) -> tuple[str, ...]:
        """Return everything that can be said for a concept, what says it best first."""
        if concept not in self._said:
            best = vocabulary().examples.get(concept)
            self._said[concept] = tuple(dict.fromkeys((*([best] if best else []), *self._sayings.written(concept))))
        return self._said[concept]

    def _around(self, text: str, words: Sequence[Word], start: int) -> Iterator[Concept]:
        """Yield what stands in `text`, the files that are named first: a name may be any words at all."""
        for found in FILE.finditer(text, start):
            yield from self._read(text, [word for word in words if word.start < found.start()])
            name = found.group().strip("\"'")
            yield Concept(found.group(), found.start(), found.end(), {"FILE": name})
            words = [word for word in words if word.start >= found.end()]
        yield from self._read(text, words)

    def _read(self, text: str, words: Sequence[Word]) -> Iterator[Concept]:
        at, pointed, named, opens, turned, asked = 0, False, False, True, False, False
        while at < len(words):
            concept, taken = self.head(text, words[at:], turned and at > 0 and words[at - 1].text == "from")
            if pointed and taken > 1 and concept is not None and {*concept.readings} == {"QUALIFY"}:
                one, alone = self.head(text, words[at : at + 1])
                if one is not None and one.may_be("STRIP", "ROLE"):
                    concept, taken = one, alone  # "compress the kick harder"
            turned = turned or (concept is not None and concept.may_be("EFFECT", "KNOB"))
            if opens and concept is not None and not concept.readings:
                concept = self._misspelt.as_verb(concept, words[at : at + 2])
                concept = self._misspelt.as_doing(concept) if asked else concept
            if concept is not None and (pointed or named) and not concept.readings:
                concept = self._misspelt.as_somebody(concept, words[at].text)
            if concept is not None:
                named = concept.may_be("_AND", "_ON", "_FOR")
                opens = concept.may_be("_AND", "_THEN", "_FILLER", "_THROAT")
                asked = concept.may_be("_FILLER") and concept.word.split()[-1] in word_list("asks_about_doing")
                yield _pointed(concept) if pointed else _fresh(concept)
            pointed = concept is None and words[at].text in word_list("definite")
            at += taken

    def head(self, text: str, words: Sequence[Word], since: bool = False) -> tuple[Concept | None, int]:
        """Return what `words` begin with, None for what means nothing, and how many of them it takes.

        Two numbers behind a `since` are where a knob was and where it goes: "move the low cut from 80 to 120 Hz".
        """
        saying, length = self._longest.of(words)
        number = None if _is_single(words) else quantity(words[: _until_to(words)] if since else words)
        is_name = bool(saying) and words[0].text.isdigit() and "ROLE" in self._sayings.readings[saying]  # "808"
        if number and number[1] >= length and not (is_name and number[1] == length):
            value, taken = number
            kind = {"": "PLAIN", "LUFS": "LOUDNESS", "dBTP": "CEILING"}.get(value.unit, "QUANTITY")
            named = self._sayings.readings[saying].get("CHARACTER") if taken == length else None  # "the 70s"
            also: dict[str, object] = {MEASURES[value.unit]: value} if value.unit in MEASURES else {}
            if kind == "LOUDNESS" and not value.signed and value.value < MOST_STEP_LU:
                also["QUANTITY"] = replace(value, unit="dB")  # "2 LUFS louder"
            if taken == length and (small := self._sayings.readings[saying].get("TALK")):
                also["TALK"] = small  # "one sec"
            return over(text, words[:taken], {kind: value} | ({"CHARACTER": named} if named else {}) | also), taken
        if length > 1 and words[0].text == "by" and (by := quantity(words[1:])) and by[1] >= length:
            return over(text, words[:1], self._sayings.readings[("by",)]), 1  # "by a quarter of a dB"
        if saying:
            whole, length = length, self._longest.before_another(words, saying, length)
            said = saying if length == whole else (words[0].text,)
            return over(text, words[:length], self._sayings.readings[said]), length
        if words[0].text == "!" and len(words) > 1 and words[1].text.isalnum():
            return over(text, words[:1], {"_THEN": ""}), 1
        of_something = len(words) > 1 and words[1].text not in ",;.!?:\n"
        if (of_something and words[0].text in vocabulary().articles) or words[0].text in "!%/":
            return None, 1
        return self._misspelt.corrected(text, words)


@remembered
def _concepts(text: str, lexicon: Lexicon) -> tuple[Concept, ...]:
    """Return what stands in a stretch of an utterance, which is asked of each clause that holds it and of each turn."""
    return lexicon.plainly(text)


@remembered
def _stretches(text: str, lexicon: Lexicon) -> tuple[Concept, ...]:
    return lexicon.as_typed(text)


def _is_single(words: Sequence[Word]) -> bool:
    """Whether "one" is no number of anything: "all at one level", "one fader for the drums"."""
    return words[0].text == "one" and len(words) > 1 and words[1].text in word_list("single")


def _until_to(words: Sequence[Word]) -> int:
    """Return how many words stand before a "to", the first at least: "from to 3 dB"."""
    return next((at for at, word in enumerate(words) if at and word.text == "to"), len(words))


def _fresh(concept: Concept) -> Concept:
    """Return an effect without "the" as one that may be new: "compression on the bass" asks for it.

    Everybody has a fader: "level on the bass" asks for none.
    """
    effect = concept.readings.get("EFFECT")
    fresh = bool(effect) and effect != "Fader"
    return replace(concept, readings={**concept.readings, "FRESH": effect}) if fresh else concept


def _pointed(concept: Concept) -> Concept:
    """Return a number behind "the" as one that may count people: "the two guitars"; nothing is "the a bit"."""
    if concept.readings.keys() == {"DEGREE"}:
        return concept.only()
    if concept.readings.get("EFFECT") == "Rider" and concept.may_be("ROLE"):
        return concept.only("ROLE")  # "take it down, the ride"
    if concept.may_be("ROLE") and concept.may_be("KNOB"):
        return concept.only("ROLE")  # "the voices" sing
    number = concept.readings.get("PLAIN")
    return replace(concept, readings={**concept.readings, "COUNT": number}) if number else concept
