"""What people say in words of their own, said in the program's: held against the patterns of `patterns.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grammar.concept import WHOM, Concept
from grammar.lexicon import Lexicon
from grammar.numbers import LEAST_HZ, Quantity
from grammar.patterns import Choice, Node, Slot, candidates
from grammar.vocabulary import vocabulary
from grammar.words import Word, spelt_out

NAMING = ("who", "one", "several", "track")
"""Slots for whoever is named; `{one}` is for one alone, or several by one name: the snare, the guitars.

`{several}` is that, in a sentence about some of a kind; `{track}` is named, and no "it" that might be a fault.
"""

SHORT: Mapping[str, str] = {
    **{"w": "with", "u": "you", "ur": "your", "r": "are", "n": "and", "im": "i'm", "ive": "i've", "youve": "you've"},
    **{"dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "cant": "can't", "wont": "won't", "isnt": "isn't"},
    **{"arent": "aren't", "wasnt": "wasn't", "shouldnt": "shouldn't", "couldnt": "couldn't", "wouldnt": "wouldn't"},
    **{"lets": "let's", "youre": "you're", "theyre": "they're", "weve": "we've", "havent": "haven't", "id": "i'd"},
}
"""What is typed short for a word of patterns."""

NO_NAMES = ("so", "it", "that", "this", "day", "a day", "quits", "a night", "night", "in", "off", "out", "back", "up")
"""What nobody calls anything: "call it a day"."""

NEVER_FIRST = ("after", "like", "mp", "wav", "flac", "aac", "ogg", "aiff")
"""What no name begins with: "save it as an mp3 file"."""

QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”", "`": "`", "´": "´"}
"""What a name may stand between."""

MARKS = ",.!;?:…"
"""What parts what is said, and names nobody."""

BARE = 15
"""Words in which a pattern without a word of its own is looked for."""

NAMED = 9
"""Words in which somebody, or several, may be named."""

BEFORE_A_NAME = ("ORDINAL", "_LAST", "COUNT")
"""What may stand before a name: the second guitar, the last chorus, the two vocals."""

AFTER_A_NAME = ("_TRACK", "_BUS", "_RETURN", "SIDED")
"""What may stand behind a name: the vocal track, the drum bus, the reverb return, the guitar on the left."""

IN_A_NAME = (
    *WHOM,
    *BEFORE_A_NAME,
    *AFTER_A_NAME,
    *("_AND", "_EXCEPT", "EFFECT", "PLAIN", "SIDE", "SIDE_AT", "_ON", "_BOTH", "_EACH", "_EVERY", "_OF", "LETTERED"),
    *("_FILLER", "_ONLY", "FAMILY", "SECTION", "_REST", "_IN", "_AT", "_SIDES", "_ELSE", "COUNT"),
)
"""What may stand within one."""

MOMENTS = ("time", "end")
"""Slots for a time in the song: from when, and until when."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "amount": ("QUANTITY", "PLAIN", "DEGREE"),
    "degree": ("DEGREE",),
    "number": ("PLAIN", "QUANTITY"),
    "loudness": ("LOUDNESS", "PLAIN", "QUANTITY"),
    "inlufs": ("LOUDNESS",),
    "quality": ("QUALITY",),
    "virtue": ("QUALITY",),
    "fault": ("FAULT",),
    "noise": ("FAULT",),
    "comparative": ("COMPARATIVE",),
    "effect": ("EFFECT", "FAMILY"),
    "dynamics": ("EFFECT",),
    "superlative": ("SUPERLATIVE",),
    "knob": ("KNOB",),
    "character": ("CHARACTER", "SIMILE"),
    "region": ("REGION", "ZONE"),
    "ordinal": ("ORDINAL",),
    "side": ("SIDE",),
    "platform": ("PLATFORM",),
    "format": ("FORMAT",),
    "kind": ("LABEL",),
    "factor": ("FACTOR",),
    "term": ("TERM",),
    "version": ("VERSION",),
    "file": ("FILE",),
}
"""What may stand in a slot, by the concepts it may be; a virtue is a quality that nobody complains of."""

PLACES = ("highs", "treble", "top end", "top", "lows", "bottom end", "bottom")
"""Parts of the spectrum, whatever else they may be."""

WHOLE = ("rest", "complaint")
"""Slots for all that follows."""

DYNAMICS = (
    "Compressor",
    "MultibandCompressor",
    "Limiter",
    "DeEsser",
    "Gate",
    "Expander",
    "UpwardCompressor",
    "Clipper",
)
"""The effects of which it may be asked how hard they work."""

UNITS = {
    "db": "dB",
    "hz": "Hz",
    "ms": "ms",
    "seconds": "s",
    "percent": "%",
    "note": "note",
    "lufs": "LUFS",
    "peak": "dBTP",
    "ratio": ":1",
    "slope": "dB/oct",
    "beats": "BPM",
    "time": "s",
    "end": "s",
}
"""Slots for a number of one unit, which may be left unsaid."""

NUMBERS = ("QUANTITY", "PLAIN", "LOUDNESS", "CEILING")
"""The concepts that are numbers."""

UNDER_FULL_SCALE = ("LUFS", "dBTP")
"""Units of which nothing but what lies under full scale is asked for, though the minus may be left unsaid."""


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
    words = spelt_out(lexicon.words(text))
    if skipped:
        words = [word for word in words if not skipped[0] <= word.start < skipped[1]]
    typed = _typed(text, words)
    matcher = _Matcher(text, words, lexicon)
    there = f" {text[slice(*skipped)]}" if skipped else ""
    told: set[Reworded] = set()
    for pattern in candidates(typed, opens and len(words) <= BARE, first):
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
    typed = {word.text for word in words} | {text[word.start : word.end].casefold() for word in words}
    return typed | ({"is"} if "'s" in typed else set()) | {SHORT[word] for word in typed if word in SHORT}


def filled(means: str, slots: Mapping[str, str]) -> str:
    """Return the program's words with what was said in their slots; what is bracketed is left out with its slot."""
    means = re.sub(r"\[([^]]*)\]", lambda part: part[1] if all(s in slots for s in _names(part[1])) else "", means)
    return " ".join(re.sub(r"\{([a-z]+\d?)\??\}", lambda slot: slots.get(slot[1], ""), means).split())


_ARTICLE = re.compile(r"\b(an?)\s+$", re.IGNORECASE)
"""An article right before a place."""


def _names(means: str) -> list[str]:
    return re.findall(r"\{([a-z]+\d?)\??\}", means)


@lru_cache(maxsize=4096)
def _concepts(text: str, lexicon: Lexicon) -> tuple[Concept, ...]:
    """Return what stands in a stretch of an utterance, which is asked of each clause that holds it."""
    return lexicon.concepts(text)


class _Matcher:
    """Holds the words of an utterance against patterns."""

    def __init__(self, text: str, words: Sequence[Word], lexicon: Lexicon) -> None:
        self._text, self._words, self._lexicon = text, words, lexicon
        self._ends: dict[tuple[str, int], tuple[tuple[int, str], ...]] = {}
        own = {"section": self._section, "name": self._name, "quoted": self._quoted, "request": self._request}
        own |= dict.fromkeys(WHOLE, self._request)
        self._own = {**own, **dict.fromkeys(NAMING, self._people)}
        self._heads: dict[int, tuple[Concept | None, int]] = {}
        self._spelt = [self._spellings(at) for at in range(len(words))]
        self._nothing = [self._says_nothing(at) for at in range(len(words))]
        self._wishes = [self._is_wish(at) for at in range(len(words))]
        self._beginnings = list(self._begins())

    def whole(self, said: Sequence[Node]) -> Iterator[dict[str, str]]:
        """Yield what stands in the slots for each way in which a pattern is all that was said."""
        for at, slots in (end for start in self._beginnings for end in self._match(tuple(said), start, {})):
            while at < len(self._words) and (nothing := self._nothing[at]):
                at += nothing
            if at == len(self._words):
                yield slots

    def _begins(self) -> Iterator[int]:
        """Yield where what was said may begin: behind whatever only clears the throat, too."""
        at = 0
        while at < len(self._words):
            yield at
            concept, taken = self._head(at)
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
                yield from self._match((*way, *rest), at, slots)
            return
        if isinstance(node, str):
            if at < len(self._words) and node in self._spelt[at]:
                yield from self._match(rest, at + 1, slots)
        else:
            for end, text in self._slot(node.kind, at):
                yield from self._match(rest, end, {**slots, node.name: text})
            if node.optional:
                yield from self._match(rest, at, slots)
        if at == len(self._words) or not self._nothing[at]:
            return
        if not (isinstance(node, Slot) and self._wishes[at]):  # "I want the hats dull" complains of nothing
            nothing = self._nothing[at]
            yield from self._match(nodes, at + nothing, slots)

    def _typed(self, at: int, end: int) -> str:
        return self._text[self._words[at].start : self._words[end - 1].end]

    def _spellings(self, at: int) -> frozenset[str]:
        """Return how a word may stand in a pattern: as it is spelt, as it was typed; "'s" is an "is" too."""
        word = self._words[at].text
        short = SHORT.get(word, "is" if word == "'s" else word)
        return frozenset((word, self._typed(at, at + 1).casefold(), short))

    def _head(self, at: int) -> tuple[Concept | None, int]:
        if at not in self._heads:
            self._heads[at] = self._lexicon.head(self._text, self._words[at:])
        return self._heads[at]

    def _says_nothing(self, at: int) -> int:
        """Return how many words from a place on are a mark, an article or mere politeness."""
        if self._words[at].text in MARKS or self._words[at].text in vocabulary().articles:
            return 1
        concept, taken = self._head(at)
        return taken if concept is not None and concept.may_be("_FILLER") else 0

    def _is_wish(self, at: int) -> bool:
        concept, _ = self._head(at)
        return concept is not None and concept.may_be("_WANTED")

    def _slot(self, kind: str, at: int) -> tuple[tuple[int, str], ...]:
        """Return where what stands in a slot may end, and what that is, the longest first."""
        if at >= len(self._words):
            return ()
        if (kind, at) not in self._ends:
            find = self._own.get(kind, self._number if kind in UNITS else self._one)
            self._ends[kind, at] = tuple(find(kind, at))
        return self._ends[kind, at]

    def _much(self, at: int) -> tuple[Concept | None, int]:
        """Return what stands at a place with the article that belongs to it: "a dB", "a lot"."""
        article = _ARTICLE.search(self._text, 0, self._words[at].start)
        if article:
            word = Word(article[1].casefold(), article.start(1), article.end(1))
            concept, taken = self._lexicon.head(self._text, [word, *self._words[at:]])
            if concept is not None and taken > 1:
                return concept, taken - 1
        return self._head(at)

    def _one(self, kind: str, at: int) -> Iterator[tuple[int, str]]:
        concept, taken = self._much(at) if kind in ("amount", "degree") else self._head(at)
        if taken > 1 and self._words[at + taken - 1].text in vocabulary().articles:  # "warm the" is no verb here
            concept, taken = self._lexicon.head(self._text, self._words[at : at + taken - 1])
        if concept is None or (kind == "virtue" and concept.may_be("FAULT")):
            return
        fits = concept.may_be(*KINDS[kind]) or (kind == "region" and concept.text.casefold() in PLACES)
        if fits and (kind != "dynamics" or concept.readings["EFFECT"] in DYNAMICS):
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
            if unit in UNDER_FULL_SCALE and value.unit in ("", unit, "dB" if unit == "dBTP" else unit):
                yield at + taken, f"{-abs(value.value):g} {unit}"
            elif value.unit in (unit, "" if kind != "ratio" else unit):
                said_in = "kHz" if kind == "hz" and value.value < LEAST_HZ else unit
                yield at + taken, concept.text if value.unit else f"{concept.text} {said_in}"

    def _section(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        concept, taken = self._head(at)
        if concept is not None and concept.may_be("ORDINAL", "_LAST"):
            concept, more = self._head(at + taken) if at + taken < len(self._words) else (None, 0)
            taken += more
        if concept is not None and concept.may_be("SECTION"):
            number, more = self._head(at + taken) if at + taken < len(self._words) else (None, 0)
            if number is not None and number.may_be("PLAIN"):
                yield at + taken + more, self._typed(at, at + taken + more)
            yield at + taken, self._typed(at, at + taken)

    def _name(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield a name of somebody's own choosing: up to four words that part nothing, the most first."""
        for end in range(min(len(self._words), at + 4), at, -1):
            words = [word.text for word in self._words[at:end]]
            said = self._typed(at, end).rstrip(",;.!?")
            first = next((word for word in words if word not in vocabulary().articles), "")
            parts = {",", ";", ".", "!", "?", "and", "then", "i"} & {*words[:-1]}
            if (
                said
                and not parts
                and said.casefold() not in NO_NAMES
                and words[0] not in MARKS
                and first not in NEVER_FIRST
            ):
                yield end, said

    def _quoted(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield a name of somebody's own choosing that stands in quotes."""
        start = self._words[at].start - 1
        close = QUOTES.get(self._text[start : start + 1])
        for end in range(at + 1, len(self._words) + 1) if close else ():
            stop = self._words[end - 1].end
            if self._text[stop : stop + 1] == close:
                yield end, self._typed(at, end)
                return

    def _request(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield all that is left, as what is asked for or complained of, and then less and less of it."""
        yield from ((end, self._typed(at, end)) for end in range(len(self._words), at, -1))

    def _may_name(self, at: int) -> int:
        """Return up to where words, from a place on, may name somebody: what else is no part of any name."""
        end = at
        while end < min(len(self._words), at + NAMED):
            concept, taken = self._head(end)
            if self._words[end].text not in vocabulary().articles and (
                concept is None or not concept.may_be(*IN_A_NAME)
            ):
                break
            end += taken
        return min(end, len(self._words), at + NAMED)

    def _people(self, kind: str, at: int) -> Iterator[tuple[int, str]]:
        for end in range(self._may_name(at), at, -1):
            if {self._words[at].text, self._words[end - 1].text} & {*MARKS}:
                continue
            said = _concepts(self._typed(at, end), self._lexicon)
            returned = len(said) > 1 and said[-1].may_be("_RETURN", "_BUS")
            begins = bool(said) and said[0].may_be(*WHOM, "_EXCEPT", *BEFORE_A_NAME, *(["EFFECT"] * returned))
            names = begins and (said[-1].may_be(*WHOM) or (len(said) > 1 and said[-1].may_be(*AFTER_A_NAME)))
            between = ("_AND", "_EXCEPT") if kind == "who" else ()
            known = (*WHOM, *BEFORE_A_NAME, *AFTER_A_NAME, *between, *(["EFFECT"] * returned))
            pointed = kind == "track" and any(concept.may_be("REF") for concept in said)
            if names and not pointed and all(concept.may_be(*known) for concept in said):
                yield end, self._typed(at, end)
