"""Phrases to concepts: what stands in an utterance, by the sayings in force for one session."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from dsp.mix import MAIN
from grammar import inflect, spelling
from grammar.canonical import canonical
from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept
from grammar.concept_passes import plainly
from grammar.numbers import NUMERALS, UNITS, joined, quantity
from grammar.sayings import Sayings
from grammar.vocabulary import vocabulary
from grammar.words import FILE, Saying, Word, spell, split

DEFINITE = frozenset({"the", "teh", "th", "tha", "da", "thee", "my", "our"})
"""Articles before what is there already."""

BEFORE = frozenset({"_MORE", "_LESS", "SWITCH", "RAISE", "DEED", "_TURN", "_ADD", "_MAKE", "_REMOVE"})
AFTER = frozenset({"_UP", "_DOWN", "COMPARATIVE"})
"""What may have been typed without a space before somebody or something, and after."""

MEASURES = {"BPM": "BEATS", "%": "PERCENT", "s": "SECONDS"}
"""Units that alone can tell of what a number is."""

ASKING = frozenset({"mind", "about", "of", "try", "consider"})
"""What politeness ends with that asks about doing something."""

SINGLE = frozenset({"level", "fader", "bus", "group", "channel", "volume", "side", "place", "spot", "loudness"})
"""Of what there is one, which is no number."""

PROTECTED = frozenset({"_NOT", "_EXCEPT", "_NO", "_NOT_ENOUGH", "SHORT"})
"""Words that turn a meaning round: nothing is ever taken for a misspelling of them."""

REMEMBERED = 4096
"""Unknown words of which it is remembered what they may have been meant to be."""


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
    vague
        Words for how things sound that may mean several, so that it is asked which.
    placed
        The qualities that have a place in the spectrum, so that a frequency may be said with them.
    versions, groups
        The names that a person has given to how the mix was, and to some strips together.
    buses
        The names of the strips that sum others.
    covers
        For each character the ways to sound, and the other characters, that it is as well.
    similes
        The way to sound that is meant where something is compared to a thing.
    tools
        The effect that a character is, for those that are one alone: a slapback is a delay.
    dislikes
        The fault that is meant where something is compared to a thing that nobody wants to hear.

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
        vague: Sequence[str] = (),
        placed: frozenset[str] = frozenset(),
        versions: Sequence[str] = (),
        groups: Sequence[str] = (),
        buses: Sequence[str] = (),
        covers: Mapping[str, frozenset[str]] = MappingProxyType({}),
        similes: Mapping[str, str] = MappingProxyType({}),
        tools: Mapping[str, str] = MappingProxyType({}),
        dislikes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.tools = tools
        self.strips = (*strips, *buses)
        self.opposites = frozenset(frozenset(pair) for pair in opposites.items())
        self._sayings = Sayings(
            strips,
            qualities,
            faults,
            platforms,
            acts,
            characters,
            vague,
            placed,
            versions,
            groups,
            buses,
            dislikes,
            covers,
            similes,
        )
        self._beginning: dict[Saying, list[tuple[int, Saying]]] = defaultdict(list)
        for rank, saying in enumerate(sorted(self._sayings.readings, key=len, reverse=True)):
            self._beginning[saying[:2]].append((rank, saying))
        readings = self._sayings.readings.items()
        words = {word for saying, _ in readings for word in saying if word.isalpha()}
        people = {word for saying, reading in readings if reading.keys() & PEOPLE for word in saying if word.isalpha()}
        alike = [*sorted(people), *sorted(words - people)]  # of words that look alike, somebody comes first
        suggested = [word for word in alike if not _MISSPELT.search(word)]
        self._known = words | vocabulary().articles
        self._real = vocabulary().real | {word for said in similes for word in spell(said)}
        protected = {
            word
            for saying, reading in readings
            if reading.keys() & PROTECTED or reading.keys() in ({"SIMILE"}, {"SUPERLATIVE"})
            for word in saying
        }
        known = sorted(words - protected)
        # an unknown word is come across again in each clause that may hold it
        self._meant = lru_cache(maxsize=REMEMBERED)(lambda word: spelling.meant(word, known))
        self._near = lru_cache(maxsize=REMEMBERED)(lambda word: spelling.resembling(word, suggested))

    def concepts(self, text: str) -> tuple[Concept, ...]:
        """Return what stands in `text`, left to right, the longest saying first, politeness left out."""
        found, read = self._found(text)
        return (*found, *plainly(text, read, self._sayings))

    def stretches(self, text: str) -> tuple[Concept, ...]:
        """Return what stands in `text` as it was typed, nothing left out and nothing put in."""
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
        typed = [word for word in split(text) if word.start >= begin]
        parts = [self._respelt(part) for word in typed for part in self._parted(word)]
        return joined([self._beside(before, word) for before, word in zip([None, *parts], parts, strict=False)])

    def deeds(self, word: str) -> tuple[Concept, ...]:
        """Return the verbs for doing something to a sound that `word` may be a form of, at no place in particular."""
        forms = (self._sayings.readings.get((present,), {}) for present in inflect.presents(word))
        return tuple(Concept(word, 0, 0, {"DEED": readings["DEED"]}) for readings in forms if "DEED" in readings)

    def sayings(self, concept: str) -> tuple[str, ...]:
        """Return everything that can be said for a concept, what says it best first."""
        best = vocabulary().examples.get(concept)
        return tuple(dict.fromkeys((*([best] if best else []), *self._sayings.written.get(concept, ()))))

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
            turned = turned or (concept is not None and concept.may_be("EFFECT", "KNOB"))
            if opens and concept is not None and not concept.readings:
                concept = self._as_verb(concept, words[at : at + 2])
                concept = self._as_doing(concept) if asked else concept
            if concept is not None and (pointed or named) and not concept.readings:
                concept = self._as_somebody(concept, words[at].text)
            if concept is not None:
                named = concept.may_be("_AND", "_ON", "_FOR")
                opens = concept.may_be("_AND", "_THEN", "_FILLER", "_THROAT")
                asked = concept.may_be("_FILLER") and concept.text.casefold().split()[-1] in ASKING
                yield _pointed(concept) if pointed else _fresh(concept)
            pointed = concept is None and words[at].text in DEFINITE
            at += taken

    def head(self, text: str, words: Sequence[Word], since: bool = False) -> tuple[Concept | None, int]:
        """Return what `words` begin with, None for what means nothing, and how many of them it takes.

        Two numbers behind a `since` are where a knob was and where it goes: "move the low cut from 80 to 120 Hz".
        """
        saying, length = self._longest(words)
        number = None if _is_single(words) else quantity(words[: _until_to(words)] if since else words)
        is_name = bool(saying) and words[0].text.isdigit() and "ROLE" in self._sayings.readings[saying]  # "808"
        if number and number[1] >= length and not (is_name and number[1] == length):
            value, taken = number
            kind = {"": "PLAIN", "LUFS": "LOUDNESS", "dBTP": "CEILING"}.get(value.unit, "QUANTITY")
            named = self._sayings.readings[saying].get("CHARACTER") if taken == length else None  # "the 70s"
            also: dict[str, object] = {MEASURES[value.unit]: value} if value.unit in MEASURES else {}
            if taken == length and (small := self._sayings.readings[saying].get("TALK")):
                also["TALK"] = small  # "one sec"
            return _concept(text, words[:taken], {kind: value} | ({"CHARACTER": named} if named else {}) | also), taken
        if saying:
            whole, length = length, self._before_another(words, saying, length)
            said = saying if length == whole else (words[0].text,)
            return _concept(text, words[:length], self._sayings.readings[said]), length
        if words[0].text == "!" and len(words) > 1 and words[1].text.isalnum():
            return _concept(text, words[:1], {"_THEN": ""}), 1
        of_something = len(words) > 1 and words[1].text not in ",;.!?:\n"
        if (of_something and words[0].text in vocabulary().articles) or words[0].text in "!%/":
            return None, 1
        return self._corrected(text, words)

    def _respelt(self, word: Word) -> Word:
        """Return an unknown word as the only one that it can have been meant to be."""
        typed = word.text
        if typed in self._known or typed in NUMERALS or not typed.isalpha() or typed in self._real:
            return word
        if typed in vocabulary().spelt:
            return replace(word, text=vocabulary().spelt[typed])
        for drawn_in in spelling.squeezed(typed):
            if drawn_in in self._known:
                return replace(word, text=drawn_in)
        for present in inflect.presents(typed):
            if self._sayings.readings.get((present,), {}).keys() & VERBS:
                return replace(word, text=present)
        meant = self._meant(typed)
        return replace(word, text=meant[0]) if len(meant) == 1 else word

    def _beside(self, before: Word | None, word: Word) -> Word:
        """Return an unknown word as the one of several that goes with the word before it: "hit hardr"."""
        if before is None or word.text in self._known or not word.text.isalpha() or word.text in self._real:
            return word
        going = [meant for meant in self._meant(word.text) if (before.text, meant) in self._sayings.readings]
        return replace(word, text=going[0]) if len(going) == 1 else word

    def _parted(self, word: Word) -> tuple[Word, ...]:
        """Return a word as the two that were typed without a space, if one of them is somebody: "vocalup"."""
        typed = word.text
        if len(typed) < 5 or typed in self._known or not typed.isalpha() or typed in self._real:
            return (word,)
        cuts = [at for at in range(2, len(typed) - 1) if self._is_request(typed[:at], typed[at:])]
        if len(cuts) != 1:
            return (word,)
        middle = word.start + cuts[0]
        return (Word(typed[: cuts[0]], word.start, middle), Word(typed[cuts[0] :], middle, word.end))

    def _is_request(self, first: str, second: str) -> bool:
        """Whether two words run together are somebody and what is to become of them, in either order, or one verb."""
        one, other = (self._sayings.readings.get((part,), {}).keys() for part in (first, second))
        if one & BEFORE and (second in ("the", "my") or other & {*PEOPLE, "EFFECT"}):
            return True
        if one & {"_MORE", "_LESS"} and other & {"REGION", "QUALITY"}:
            return True
        verb = self._sayings.readings.get((first, second), {}).keys()
        return bool(one & PEOPLE and other & AFTER) or bool(verb & BEFORE)

    def _as_verb(self, unknown: Concept, words: Sequence[Word]) -> Concept:
        """Return an unknown word that opens a request as the one verb that it looks like: "mak the toms bigger"."""
        if len(words) < 2 or not 2 < len(words[0].text) < spelling.SHORTEST + 2 or words[0].text in self._real:
            return unknown
        behind, _ = self._longest(words[1:])
        named = words[1].text in DEFINITE or self._sayings.readings.get(behind, {}).keys() & {*PEOPLE, "REF"}
        verbs = spelling.slipped(words[0].text, _OPENING)
        if not named or len(verbs) != 1:
            return unknown
        return replace(unknown, readings=self._sayings.readings[(verbs[0],)], nearest=())

    def _as_doing(self, unknown: Concept) -> Concept:
        """Return what somebody is asked about doing as what he is to do: "would you mind nudging the vocal up"."""
        forms = (self._sayings.readings.get((verb,), {}) for verb in inflect.doing(unknown.text.casefold()))
        found = next((readings for readings in forms if readings.keys() & VERBS), None)
        return replace(unknown, readings=found, nearest=()) if found else unknown

    def _as_somebody(self, unknown: Concept, word: str) -> Concept:
        """Return an unknown word behind "the" as the only one of those a slip away who is somebody: "the snar"."""
        if word in self._real:
            return unknown
        slips = [self._sayings.readings.get((other,), {}) for other in self._meant(word)]
        people = [readings for readings in slips if readings.keys() & PEOPLE]
        return replace(unknown, readings=people[0], nearest=()) if len(people) == 1 else unknown

    def _longest(self, words: Sequence[Word]) -> tuple[Saying, int]:
        """Return the longest saying at the head of `words` and how many of them it takes."""
        first, *rest = (word.text for word in words[:6])
        plain = next((word for word in rest if word not in vocabulary().articles), None)
        begins = dict.fromkeys([(first, *rest[:1]), *([(first, plain)] if plain else []), (first,)])
        for _, saying in sorted(one for begin in begins for one in self._beginning.get(begin, ())):
            length = _match(saying, words)
            if length:
                return saying, length
        return (), 0

    def _before_another(self, words: Sequence[Word], saying: Saying, length: int) -> int:
        """Return how many words a saying takes: its first alone where the others say something else.

        "Kick in" is a kick before "the intro", "by half" leaves "by half a dB", and where a track is called "Gtr L" the
        solo of "solo Gtr L" is a verb.
        """
        rest = [word for word in words[length:] if word.text not in vocabulary().articles]
        if saying == ("kick", "in"):
            behind = self._sayings.readings.get(self._longest(rest)[0], {}) if rest else {}
            return 1 if behind.keys() & {"SECTION", "ORDINAL", "_LAST", "_BAR", "_EVERY"} else length
        if saying == ("make", "room"):
            return 1 if length == 3 else length  # "make the room narrower"
        if saying == ("in", "the", "middle"):
            return 1 if rest and rest[0].text in ("eight", "8", "section", "part", "bit") else length
        if saying == ("by", "half"):
            size = quantity(words[1:])
            return 1 if size is not None and size[1] > 1 else length
        if saying == ("level", "out"):
            return 1 if rest and rest[0].text == "of" else length
        if saying[0] == "solo" and length > 1 and "ROLE" in self._sayings.readings[saying]:
            other, more = self._longest(words[1:])
            named = more > length - 1 and "STRIP" in self._sayings.readings.get(other, {})
            return 1 if named else length
        at = next((i for i, word in enumerate(words[:length]) if word.text in ("left", "right")), 0)
        if not at or not self._sayings.readings[saying].keys() & {"SIDE_AT", "SIDE"}:
            return length
        other, more = self._longest(words[at:])
        named = more > 1 and "STRIP" in self._sayings.readings.get(other, {})
        return 1 if named and (words[0].text,) in self._sayings.readings else length

    def _corrected(self, text: str, words: Sequence[Word]) -> tuple[Concept, int]:
        """Return an unknown word as the one it was meant to be, if that is beyond doubt."""
        word = words[0].text
        for present in inflect.presents(word):
            saying, length = self._longest([replace(words[0], text=present), *words[1:]])
            if saying and self._sayings.readings[saying].keys() & VERBS:
                return _concept(text, words[:length], self._sayings.readings[saying]), length
        meant = () if word in self._real else self._meant(word)
        tries = [self._longest([replace(words[0], text=other), *words[1:]]) for other in meant]
        readings = [self._sayings.readings[saying] for saying, _ in tries if saying]
        if len(readings) == len(tries) > 0 and all(other == readings[0] for other in readings):
            length = tries[0][1]
            return _concept(text, words[:length], readings[0]), length
        near = meant or spelling.meant(word, _UNITS) or self._near(word)
        return replace(_concept(text, words[:1], {}), nearest=tuple(other for other in near if other != word)), 1


_OPENING = (
    "make",
    "turn",
    "bring",
    "take",
    "give",
    "push",
    "pull",
    "raise",
    "lower",
    "boost",
    "mute",
    "solo",
    "remove",
    "drop",
)
"""What most requests begin with."""

_UNITS = sorted({word for unit in UNITS for word in unit if len(word) > 4})
"""What is written behind a number; misspelt it is no word that might mean anything."""

_MISSPELT = re.compile(r"[^aeiou]yer$")
"""How a comparative is spelt by ear, "muddyer": read, but never suggested."""


def _is_single(words: Sequence[Word]) -> bool:
    """Whether "one" is no number of anything: "all at one level", "one fader for the drums"."""
    return words[0].text == "one" and len(words) > 1 and words[1].text in SINGLE


def _until_to(words: Sequence[Word]) -> int:
    """Return how many words stand before a "to", the first at least: "from to 3 dB"."""
    return next((at for at, word in enumerate(words) if at and word.text == "to"), len(words))


def _concept(text: str, words: Sequence[Word], readings: Mapping[str, object]) -> Concept:
    start, end = words[0].start, words[-1].end
    return Concept(text[start:end], start, end, readings)


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
        return replace(concept, readings={})
    if concept.readings.get("EFFECT") == "Rider" and concept.may_be("ROLE"):
        return replace(concept, readings={"ROLE": concept.readings["ROLE"]})  # "take it down, the ride"
    if concept.may_be("ROLE") and concept.may_be("KNOB"):
        return replace(concept, readings={"ROLE": concept.readings["ROLE"]})  # "the voices" sing
    number = concept.readings.get("PLAIN")
    return replace(concept, readings={**concept.readings, "COUNT": number}) if number else concept


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
