"""What may stand in a slot of a pattern: somebody, a number of one unit, a name, whatever is named there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grammar.concept import WHOM, Concept
from grammar.intent import Ref
from grammar.lexicon import Lexicon
from grammar.numbers import LEAST_HZ, Quantity
from grammar.slot_kinds import (
    KINDS,
    LEAST_RATE_HZ,
    LEAST_SECONDS,
    MOMENTS,
    NUMBERS,
    OF_A_SORT,
    PLACES,
    UNDER_FULL_SCALE,
    UNITS,
    WHOLE,
)
from grammar.spans import span_at
from grammar.vocabulary import vocabulary, word_list
from grammar.words import Word

NAMING = ("who", "one", "several", "track", "player")
"""Slots for whoever is named; `{one}` is for one alone, or several by one name: the snare, the guitars.

`{several}` is that, in a sentence about some of a kind; `{track}` is named, and no "it" that might be a fault;
`{player}` is not the mix, the band or all the others together.
"""

TOGETHER = ("main", "band", "all", "rest")
"""What points at the whole, or at all but one."""


QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”", "`": "`", "´": "´"}
"""What a name may stand between."""

MARKS = ",.!;?:…"
"""What parts what is said, and names nobody."""

NAMED = 9
"""Words in which somebody, or several, may be named."""

LONGEST_PART = 9
"""Words in which a part of the song may be named."""

BEFORE_A_NAME = ("ORDINAL", "_LAST", "COUNT")
"""What may stand before a name: the second guitar, the last chorus, the two vocals."""

AFTER_A_NAME = ("_TRACK", "_BUS", "_RETURN", "SIDED")
"""What may stand behind a name: the vocal track, the drum bus, the reverb return, the guitar on the left."""

IN_A_NAME = (
    *WHOM,
    *BEFORE_A_NAME,
    *AFTER_A_NAME,
    *("_AND", "_EXCEPT", "EFFECT", "PLAIN", "SIDE", "SIDE_AT", "_ON", "_BOTH", "_EACH", "_EVERY", "_OF", "LETTERED"),
    *("_FILLER", "_ONLY", "_OR", "FAMILY", "SECTION", "_REST", "_IN", "_AT", "_SIDES", "_ELSE", "COUNT"),
)
"""What may stand within one."""

LAST_IN_A_NAME = tuple({*IN_A_NAME} - {"_EXCEPT", "_OR", "EFFECT", "_ON", "_IN", "_AT", "_OF"})
"""What may end one."""


_ARTICLE = re.compile(r"\b(an?)\s+$", re.IGNORECASE)
"""An article right before a place."""

_THERE = re.compile(r"\b(?:the|that|this|his|her|its|their|your)\s+$", re.IGNORECASE)
"""What stands before something that is there."""


def _together(concept: Concept) -> bool:
    ref = concept.readings.get("REF")
    return isinstance(ref, Ref) and ref.kind in TOGETHER


class Slots:
    """The places of an utterance where something may stand that a slot is for."""

    def __init__(self, text: str, words: Sequence[Word], lexicon: Lexicon) -> None:
        self._text, self._words, self._lexicon = text, words, lexicon
        self._ends: dict[tuple[str, int], tuple[tuple[int, str], ...]] = {}
        own = {
            "section": self._section,
            "when": self._when,
            "part": self._part,
            "name": self._name,
            "quoted": self._quoted,
            "request": self._request,
        }
        own |= dict.fromkeys(WHOLE, self._request)
        self._own = {**own, **dict.fromkeys(NAMING, self._people)}
        self._heads: dict[int, tuple[Concept | None, int]] = {}

    def filled(self, kind: str, at: int) -> tuple[tuple[int, str], ...]:
        """Return where what stands in a slot may end, and what that is, the longest first."""
        if at >= len(self._words):
            return ()
        if (kind, at) not in self._ends:
            find = self._own.get(kind, self._number if kind in UNITS else self._one)
            self._ends[kind, at] = tuple(find(kind, at))
        return self._ends[kind, at]

    def head(self, at: int) -> tuple[Concept | None, int]:
        """Return what stands at a place, None for what means nothing, and how many words it takes."""
        if at not in self._heads:
            self._heads[at] = self._lexicon.head(self._text, self._words[at:])
        return self._heads[at]

    def typed(self, at: int, end: int) -> str:
        """Return the words from a place up to another as they were typed."""
        return self._text[self._words[at].start : self._words[end - 1].end]

    def _much(self, at: int) -> tuple[Concept | None, int]:
        """Return what stands at a place with the article that belongs to it: "a dB", "a lot"."""
        article = _ARTICLE.search(self._text, 0, self._words[at].start)
        if article:
            word = Word(article[1].casefold(), article.start(1), article.end(1))
            concept, taken = self._lexicon.head(self._text, [word, *self._words[at:]])
            if concept is not None and taken > 1:
                return concept, taken - 1
        return self.head(at)

    def _one(self, kind: str, at: int) -> Iterator[tuple[int, str]]:
        concept, taken = self._much(at) if kind in ("amount", "degree") else self.head(at)
        if taken > 1 and self._words[at + taken - 1].text in vocabulary().articles:  # "warm the" is no verb here
            concept, taken = self._lexicon.head(self._text, self._words[at : at + taken - 1])
        if kind == "side" and taken > 1 and concept is not None and not concept.may_be("SIDE"):
            concept, taken = self._lexicon.head(self._text, self._words[at : at + 1])  # "to the left over 8 seconds"
        if concept is None or (kind == "virtue" and concept.may_be("FAULT")):
            return
        if kind == "present" and not _THERE.search(self._text, 0, self._words[at].start):
            return
        fits = concept.may_be(*KINDS[kind]) or (kind == "region" and concept.word in PLACES)
        if fits and (kind not in OF_A_SORT or concept.readings["EFFECT"] in OF_A_SORT[kind]):
            yield at + taken, concept.text
            if taken > 1 and self._words[at + taken - 1].text == "of":  # "a bit of it back"
                shorter, taken = self._lexicon.head(self._text, self._words[at : at + taken - 1])
                if shorter is not None and shorter.may_be(*KINDS[kind]):
                    yield at + taken, shorter.text

    def _number(self, kind: str, at: int) -> Iterator[tuple[int, str]]:
        concept, taken = self._much(at)
        unit = UNITS[kind]
        values = [concept.readings.get(each) for each in NUMBERS] if concept else []
        for value in values:
            if not concept or not isinstance(value, Quantity):
                continue
            if kind in MOMENTS and (value.unit == "" or value.signed):
                continue
            if kind == "seconds" and value.unit == "" and value.value < LEAST_SECONDS:
                continue  # "go back one" is a step
            if kind in MOMENTS and (seconds := self._seconds_behind(value, at + taken)):
                minutes, end = value.value // 60, at + taken + seconds[1]
                yield end, f"{minutes:g}:{seconds[0]:02d}"  # "two minutes fifteen"
            if unit in UNDER_FULL_SCALE and value.unit in ("", unit, "dB" if unit == "dBTP" else unit):
                yield at + taken, f"{-abs(value.value):g} {unit}"
            elif value.unit in (unit, "" if kind != "ratio" else unit):
                least = LEAST_RATE_HZ if kind == "rate" else LEAST_HZ
                said_in = "kHz" if unit == "Hz" and value.value < least else unit
                yield at + taken, concept.text if value.unit else f"{concept.text} {said_in}"

    def _seconds_behind(self, minutes: Quantity, at: int) -> tuple[int, int] | None:
        """Return the seconds that stand behind whole minutes, and how many words they take."""
        concept, taken = self.head(at) if at < len(self._words) else (None, 0)
        more = (concept.readings.get("PLAIN") or concept.readings.get("SECONDS")) if concept else None
        whole = isinstance(more, Quantity) and not more.signed and more.value == int(more.value) < 60
        if minutes.value < 60 or minutes.value % 60 or not isinstance(more, Quantity) or not whole:
            return None
        return int(more.value), taken

    def _section(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        concept, taken = self.head(at)
        if concept is not None and concept.may_be("ORDINAL", "_LAST"):
            concept, more = self.head(at + taken) if at + taken < len(self._words) else (None, 0)
            taken += more
        if concept is not None and concept.may_be("SECTION"):
            number, more = self.head(at + taken) if at + taken < len(self._words) else (None, 0)
            if number is not None and number.may_be("PLAIN"):
                yield at + taken + more, self.typed(at, at + taken + more)
            yield at + taken, self.typed(at, at + taken)

    def _when(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield where a part of the song begins: by its name, or a time."""
        yield from self._section("section", at)
        yield from self._number("time", at)

    def _part(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield a part of the song with all that says so: "in the chorus", "from 0:10 to 0:20", "until 0:08"."""
        for end in range(min(len(self._words), at + LONGEST_PART), at, -1):
            said = self._lexicon.concepts(self.typed(at, end))
            if len(said) > 1 and (read := span_at(said, 0)) and read[1] == len(said):
                yield end, self.typed(at, end)

    def _name(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield a name of somebody's own choosing: up to four words that part nothing, the most first."""
        for end in range(min(len(self._words), at + 4), at, -1):
            words = [word.text for word in self._words[at:end]]
            said = self.typed(at, end).rstrip(",;.!?")
            first = next((word for word in words if word not in vocabulary().articles), "")
            parts = {",", ";", ".", "!", "?", "and", "then", "i"} & {*words[:-1]}
            if (
                said
                and not parts
                and said.casefold() not in word_list("no_names")
                and words[0] not in MARKS
                and first not in word_list("never_first")
            ):
                yield end, said

    def _quoted(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield a name of somebody's own choosing that stands in quotes."""
        start = self._words[at].start - 1
        close = QUOTES.get(self._text[start : start + 1])
        for end in range(at + 1, len(self._words) + 1) if close else ():
            stop = self._words[end - 1].end
            if self._text[stop : stop + 1] == close:
                yield end, self.typed(at, end)
                return

    def _request(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield all that is left, as what is asked for or complained of, and then less and less of it."""
        yield from ((end, self.typed(at, end)) for end in range(len(self._words), at, -1))

    def _may_name(self, at: int) -> int:
        """Return up to where words, from a place on, may name somebody: what else is no part of any name."""
        end = at
        while end < min(len(self._words), at + NAMED):
            concept, taken = self.head(end)
            if self._words[end].text not in vocabulary().articles and (
                concept is None or not concept.may_be(*IN_A_NAME)
            ):
                break
            end += taken
        return min(end, len(self._words), at + NAMED)

    def _may_be_named(self, at: int, end: int) -> bool:
        """Whether words may be somebody: an effect is nobody but with its return, and no name ends in "the"."""
        last, taken = self.head(end - 1)
        if self._words[end - 1].text in vocabulary().articles and (last is None or taken > 1):
            return False
        heads: list[Concept] = []
        while at < end:
            concept, taken = self.head(at)
            if at + taken > end:
                return True  # cut amid a saying, it may be another
            heads += [concept] if concept is not None else []
            at += taken
        returned = bool(heads) and heads[-1].may_be("_RETURN", "_BUS")
        effects = any(one.may_be("EFFECT") and not one.may_be(*WHOM) for one in heads)
        return bool(heads) and (returned or not effects) and heads[-1].may_be(*LAST_IN_A_NAME)

    def _people(self, kind: str, at: int) -> Iterator[tuple[int, str]]:
        for end in range(self._may_name(at), at, -1):
            if {self._words[at].text, self._words[end - 1].text} & {*MARKS, "plus", "and"} or not self._may_be_named(
                at, end
            ):
                continue
            said = self._lexicon.concepts(self.typed(at, end))
            returned = len(said) > 1 and said[-1].may_be("_RETURN", "_BUS")
            begins = bool(said) and said[0].may_be(*WHOM, "_EXCEPT", *BEFORE_A_NAME, *(["EFFECT"] * returned))
            names = begins and (said[-1].may_be(*WHOM) or (len(said) > 1 and said[-1].may_be(*AFTER_A_NAME)))
            leaves_out = any(concept.may_be("_EXCEPT") for concept in said)
            between = ("_AND", "_EXCEPT", *["_OR"] * leaves_out) if kind == "who" else ()  # "… not kick or bass"
            known = (*WHOM, *BEFORE_A_NAME, *AFTER_A_NAME, *between, *(["EFFECT"] * returned))
            pointed = kind == "track" and any(concept.may_be("REF") for concept in said)
            whole = kind == "player" and any(_together(concept) for concept in said)
            if names and not pointed and not whole and all(concept.may_be(*known) for concept in said):
                yield end, self.typed(at, end)
