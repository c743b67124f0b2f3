"""What people say in words of their own, said in the program's: patterns as data, read by one mechanism.

`paraphrases/*.txt` hold them: the program's own words unindented, below it what is said for that, indented.

    set width {amount} on {who}
        narrow {who} (down|) to (around|about|) {amount} (wide|width|in width|)

`(a|b c|)` is a choice, `{who}` a slot: whoever is named there takes its place in the program's words. `{degree?}` may
be left out, and so does its place then; so is what is bracketed with it in the program's words. `{who2}` is a second
of the kind. `{name}` is any words and `{request}` any request, up to the end. `$name = (a|b)` at the head of a file
names a choice, which `$name` then stands for; what ends with a bar goes on in the next line.
Articles, commas, politeness and the part of the song are left out of patterns:
they may stand anywhere. Every other word must be there; so nothing is passed over, and what a pattern reads is done.
"what's", "whats" and "what is" are the same here, as are "where's", "that's" and their like.
`{rest}`, last, is all that follows, read for itself: "my wife thinks {rest}" means "{rest}"; `{complaint}` the same,
where that is a complaint. A pattern without a word of its own ("{who} {fault}") is only tried where nothing was asked
before.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from grammar.concept import WHOM, Concept
from grammar.lexicon import Lexicon
from grammar.numbers import Quantity
from grammar.vocabulary import vocabulary
from grammar.words import Word, spelt_out, split

FOLDER = Path(__file__).parent / "paraphrases"

NAMING = ("who", "one", "several", "track")
"""Slots for whoever is named; `{one}` is for one alone, or several by one name: the snare, the guitars.

`{several}` is that, in a sentence about some of a kind; `{track}` is named, and no "it" that might be a fault.
"""

ANY = ""
"""Stands for the word of its own that a pattern of nothing but slots has not."""

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


LEAST_HZ = 20
"""A frequency below it, said with no unit, is in kHz."""


@dataclass(frozen=True)
class Slot:
    """A place in a pattern for something named; `kind` tells what."""

    name: str
    kind: str
    optional: bool


@dataclass(frozen=True)
class Choice:
    """Several ways to go on, one of them perhaps to say nothing."""

    ways: tuple[tuple[Node, ...], ...]


Node = str | Slot | Choice


@dataclass(frozen=True)
class Paraphrase:
    """What is said, and the program's own words for it."""

    said: tuple[Node, ...]
    means: str
    written: str


_PART = re.compile(r"\{(?P<slot>[a-z]+\d?\??)\}|(?P<mark>[(|)])|(?P<word>[^\s(){}|]+)")


def _parsed(written: str) -> tuple[Node, ...]:
    """Read a pattern."""
    stack: list[list[list[Node]]] = [[[]]]
    for part in _PART.finditer(written):
        if part["slot"]:
            name = part["slot"].rstrip("?")
            stack[-1][-1].append(Slot(name, name.rstrip("0123456789"), part["slot"].endswith("?")))
        elif part["word"]:
            if part["word"] not in vocabulary().articles:
                stack[-1][-1] += [word.text for word in spelt_out(split(part["word"]))]
        elif part["mark"] == "(":
            stack.append([[]])
        elif part["mark"] == "|":
            stack[-1].append([])
        else:
            ways = stack.pop()
            stack[-1][-1].append(Choice(tuple(map(tuple, ways))))
    (whole,) = stack.pop()
    return tuple(whole)


def _file(path: Path) -> Iterator[Paraphrase]:
    """Yield the patterns of a file."""
    named: dict[str, str] = {}
    means = ""
    for line in re.sub(r"\|\n\s+", "|", path.read_text(encoding="utf-8")).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        for name in sorted(named, key=len, reverse=True):
            line = line.replace(name, named[name])
        if line.startswith("$"):
            name, _, choice = line.partition("=")
            named[name.strip()] = choice.strip()
        elif line[0] != " ":
            means = line.strip()
        else:
            yield Paraphrase(_parsed(line), means, line.strip())


@dataclass(frozen=True)
class Reworded:
    """What was said in the program's own words.

    Attributes
    ----------
    whole
        `rest` where what follows an opening stands in it as it was said, `complaint` where that must be one.
    """

    words: str
    whole: str = ""


@cache
def paraphrases() -> tuple[Paraphrase, ...]:
    """Return every pattern there is."""
    return tuple(one for path in sorted(FOLDER.glob("*.txt")) for one in _file(path))


@cache
def _by_word() -> Mapping[str, tuple[tuple[Paraphrase, tuple[frozenset[str], ...]], ...]]:
    """Return the patterns, with what each needs, by the rarest words without one of which it cannot have been said."""
    needs = [(one, _needs(one.said)) for one in paraphrases()]
    common = Counter(word for _, some in needs for need in some for word in need)
    found: dict[str, list[tuple[Paraphrase, tuple[frozenset[str], ...]]]] = defaultdict(list)
    for one, some in needs:
        for word in min(some, key=lambda need: sum(common[word] for word in need), default=(ANY,)):
            found[word].append((one, some))
    return {word: tuple(some) for word, some in found.items()}


def _needs(said: Sequence[Node]) -> tuple[frozenset[str], ...]:
    """Return sets of words from each of which one must stand in what is said."""
    found = [frozenset([node]) for node in said if isinstance(node, str)]
    for choice in (node for node in said if isinstance(node, Choice)):
        ways = [_needs(way) for way in choice.ways]
        if all(ways):
            found.append(frozenset[str]().union(*(min(needs, key=len) for needs in ways)))
    return tuple(found)


def _candidates(typed: Iterable[str], bare: bool) -> Iterator[Paraphrase]:
    """Yield the patterns of which every word that they need was typed, those that need none where `bare`."""
    words = frozenset(typed)
    some = dict.fromkeys(one for word in (*sorted(words), *([ANY] if bare else [])) for one in _by_word().get(word, ()))
    return (pattern for pattern, needs in some if all(need & words for need in needs))


def paraphrased(
    text: str, lexicon: Lexicon, skipped: tuple[int, int] | None = None, opens: bool = True
) -> Iterator[Reworded]:
    """Yield what was said in the program's own words, nothing if no pattern is all of it.

    `skipped` is where in it a part of the song is named, which is said behind the program's words; `opens` whether
    nothing was asked for before it.
    """
    words = spelt_out(lexicon.words(text))
    if skipped:
        words = [word for word in words if not skipped[0] <= word.start < skipped[1]]
    typed = {word.text for word in words} | {text[word.start : word.end].casefold() for word in words}
    typed |= {"is"} if "'s" in typed else set()
    matcher = _Matcher(text, words, lexicon)
    there = f" {text[slice(*skipped)]}" if skipped else ""
    told: set[Reworded] = set()
    for pattern in _candidates(typed, bare=opens and len(words) <= BARE):
        for slots in matcher.whole(pattern.said):
            whole = next((kind for kind in WHOLE if kind in slots), "")
            means = _filled(pattern.means, slots)
            other = Reworded(means if whole and there in means else means + there, whole)
            if other not in told:
                told.add(other)
                yield other


def _filled(means: str, slots: Mapping[str, str]) -> str:
    """Return the program's words with what was said in their slots; what is bracketed is left out with its slot."""
    means = re.sub(r"\[([^]]*)\]", lambda part: part[1] if all(s in slots for s in _names(part[1])) else "", means)
    return " ".join(re.sub(r"\{([a-z]+\d?)\??\}", lambda slot: slots.get(slot[1], ""), means).split())


_ARTICLE = re.compile(r"\b(an?)\s+$", re.IGNORECASE)
"""An article right before a place."""


def _names(means: str) -> list[str]:
    return re.findall(r"\{([a-z]+\d?)\??\}", means)


class _Matcher:
    """Holds the words of an utterance against patterns."""

    def __init__(self, text: str, words: Sequence[Word], lexicon: Lexicon) -> None:
        self._text, self._words, self._lexicon = text, words, lexicon
        self._ends: dict[tuple[str, int], tuple[tuple[int, str], ...]] = {}
        own = {"section": self._section, "name": self._name, "request": self._request}
        own |= dict.fromkeys(WHOLE, self._request)
        self._own = {**own, **dict.fromkeys(NAMING, self._people)}
        self._heads: dict[int, tuple[Concept | None, int]] = {}

    def whole(self, said: Sequence[Node]) -> Iterator[dict[str, str]]:
        """Yield what stands in the slots for each way in which a pattern is all that was said."""
        for at, slots in (end for start in self._beginnings() for end in self._match(tuple(said), start, {})):
            while at < len(self._words) and (nothing := self._says_nothing(at)):
                at += nothing
            if at == len(self._words):
                yield slots

    def _beginnings(self) -> Iterator[int]:
        """Yield where what was said may begin: behind whatever only clears the throat, too."""
        at = 0
        while at < len(self._words):
            yield at
            concept, taken = self._head(at)
            if self._words[at].text not in ",.!;?" and (concept is None or not concept.may_be("_THROAT")):
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
            if at < len(self._words) and node in self._spelt(at):
                yield from self._match(rest, at + 1, slots)
        else:
            for end, text in self._slot(node.kind, at):
                yield from self._match(rest, end, {**slots, node.name: text})
            if node.optional:
                yield from self._match(rest, at, slots)
        wished = isinstance(node, Slot) and self._wishes(at)  # "I want the hats dull" complains of nothing
        if at < len(self._words) and not wished and (nothing := self._says_nothing(at)):
            yield from self._match(nodes, at + nothing, slots)

    def _typed(self, at: int, end: int) -> str:
        return self._text[self._words[at].start : self._words[end - 1].end]

    def _spelt(self, at: int) -> tuple[str, ...]:
        """Return how a word may stand in a pattern: as it is spelt, as it was typed; "'s" is an "is" too."""
        word = self._words[at].text
        return (word, self._typed(at, at + 1).casefold(), *(("is",) if word == "'s" else ()))

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

    def _wishes(self, at: int) -> bool:
        concept = self._head(at)[0] if at < len(self._words) else None
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
        """Yield a name of somebody's own choosing: all that is left, up to four words that part nothing."""
        words = self._words[at:]
        said = self._typed(at, len(self._words))
        parts = {",", ";", ".", "!", "?", "and", "then", "i"} & {word.text for word in words[:-1]}
        if len(words) < 5 and not parts:
            yield len(self._words), said.rstrip(",;.!?")

    def _request(self, _: str, at: int) -> Iterator[tuple[int, str]]:
        """Yield all that is left, as what is asked for or complained of."""
        yield len(self._words), self._typed(at, len(self._words))

    def _people(self, kind: str, at: int) -> Iterator[tuple[int, str]]:
        for end in range(min(len(self._words), at + NAMED), at, -1):
            if {self._words[at].text, self._words[end - 1].text} & {*MARKS}:
                continue
            said = self._lexicon.concepts(self._typed(at, end))
            returned = len(said) > 1 and said[-1].may_be("_RETURN", "_BUS")
            begins = bool(said) and said[0].may_be(*WHOM, "_EXCEPT", *BEFORE_A_NAME, *(["EFFECT"] * returned))
            names = begins and (said[-1].may_be(*WHOM) or (len(said) > 1 and said[-1].may_be(*AFTER_A_NAME)))
            between = ("_AND", "_EXCEPT") if kind == "who" else ()
            known = (*WHOM, *BEFORE_A_NAME, *AFTER_A_NAME, *between, *(["EFFECT"] * returned))
            pointed = kind == "track" and any(concept.may_be("REF") for concept in said)
            if names and not pointed and all(concept.may_be(*known) for concept in said):
                yield end, self._typed(at, end)


SAMPLES: Mapping[str, Sequence[str]] = {
    "rest": ("the vocal is muddy", "the bass is too loud"),
    "complaint": ("the vocal is muddy", "the bass is too loud"),
    "who": ("the vocal", "the snare", "the guitars", "kick and bass"),
    "who2": ("the piano", "the overheads"),
    "one": ("the vocal", "the snare", "the guitars"),
    "one2": ("the piano", "the overheads"),
    "several": ("the guitars", "the toms"),
    "track": ("the vocal", "the snare", "the guitars"),
    "amount": ("2 dB", "a bit"),
    "degree": ("a bit", "a lot"),
    "number": ("3",),
    "loudness": ("-14",),
    "inlufs": ("-14 LUFS",),
    "quality": ("warm", "bright"),
    "virtue": ("warm", "punchy"),
    "fault": ("muddy", "harsh"),
    "noise": ("hum", "mouth clicks", "hiss"),
    "comparative": ("warmer", "brighter"),
    "effect": ("compressor", "reverb"),
    "effect2": ("delay", "gate"),
    "quality2": ("dark", "thin"),
    "knob2": ("release", "threshold"),
    "dynamics": ("compressor", "limiter", "gate"),
    "superlative": ("brightest", "thinnest"),
    "knob": ("attack", "mix"),
    "character": ("old radio", "telephone"),
    "region": ("low end", "highs"),
    "ordinal": ("second", "first"),
    "section": ("chorus", "bridge", "verse 2"),
    "side": ("left", "right"),
    "platform": ("Spotify", "Apple Music"),
    "format": ("flac", "wav"),
    "term": ("LUFS", "sidechain"),
    "version": ("rough 1",),
    "file": ("song.wav",),
    "name": ("dry vocals", "sunday"),
    "request": ("turn the bass up by 1 dB", "mute the toms"),
    "db": ("2 dB", "3"),
    "hz": ("300 Hz", "5k"),
    "ms": ("20 ms",),
    "seconds": ("2 s",),
    "percent": ("20 %",),
    "note": ("eighth note",),
    "lufs": ("-14 LUFS", "-11"),
    "beats": ("120 bpm",),
    "time": ("0:45",),
    "end": ("1:20",),
    "peak": ("-1 dBTP", "-2"),
    "ratio": ("4:1", "3 to 1"),
    "slope": ("24 dB per octave",),
    "kind": ("plate", "hall"),
    "db2": ("2 dB", "1.5 dB"),
    "ms2": ("80 ms",),
    "kind2": ("tape", "tube"),
    "factor": ("half", "a third"),
    "effect2": ("compressor",),
    "knob2": ("threshold", "attack"),
    "knob3": ("release",),
}
"""What may be said in a slot, for trying patterns; under the name of a slot of its own where there is one."""


def example(pattern: Paraphrase, chance: Random) -> tuple[str, str]:
    """Return something said by a pattern, chosen at random, and the program's own words for it."""
    slots: dict[str, str] = {}

    def said(nodes: Sequence[Node]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, str):
                yield node
            elif isinstance(node, Choice):
                yield from said(chance.choice(node.ways))
            elif not node.optional or chance.random() < 0.5:
                samples = SAMPLES.get(node.name, SAMPLES[node.kind])
                others = [one for one in samples if one not in slots.values()] or samples
                slots.setdefault(node.name, chance.choice(others))
                yield slots[node.name]

    words = " ".join(said(pattern.said)).replace(" 's", "'s")
    for name, one in slots.items():
        if name.rstrip("2") in UNITS and name not in (*MOMENTS, "ratio") and one[-1].isdigit():
            slots[name] = f"{one} {UNITS[name.rstrip('2')]}"
    return words, _filled(pattern.means, slots)
