"""Patterns of what people say in words of their own, as data, found by the words that they need.

`paraphrases/*.txt` hold them: the program's own words unindented, below it what is said for that, indented.

    set width {amount} on {who}
        narrow {who} (down|) to (around|about|) {amount} (wide|width|in width|)

`(a|b c|)` is a choice, `{who}` a slot: whoever is named there takes its place in the program's words. `{degree?}` may
be left out, and so does its place then; so is what is bracketed with it in the program's words. `{who2}` is a second
of the kind. `{name}` is any words and `{request}` any request, up to the end, `{quoted}` any words in
quotes, `{when}` a section or a time and `{part}` a part of the song with its "in" or "from". `$name = (a|b)` at the
head of a file names a choice, which `$name` then stands for; what ends with a bar goes on in the next line.
Articles, commas, politeness and the part of the song are left out of patterns:
they may stand anywhere. Every other word must be there; so nothing is passed over, and what a pattern reads is done.
"what's", "whats" and "what is" are the same here, as are "where's", "that's" and their like.
A meaning marked "! " in front holds before anything that the grammar would read: "! switch to A" for "give me A again",
which to the grammar is twice as much of something.
`{rest}`, last, is all that follows, read for itself: "my wife thinks {rest}" means "{rest}"; `{complaint}` the same,
where that is a complaint; so are `{so}`, said of whoever stands before it, and `{what}`, asked for of somebody.
A pattern behind a "~" complains itself. One without a word of its own ("{who} {fault}") is
only tried where nothing was asked before.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as Set_
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from grammar.compiled import compiled
from grammar.vocabulary import vocabulary
from grammar.words import spelt_out, split

HERE = Path(__file__).parent

FOLDER = HERE / "paraphrases"

COMPLAINT = "~ "
"""What a pattern begins with that complains: what is asked for beside it may be the cure, or it the reason for that."""

ANY = ""
"""Stands for the word of its own that a pattern of nothing but slots has not."""


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


@dataclass(frozen=True, eq=False)
class Paraphrase:
    """What is said, and the program's own words for it.

    It goes before the grammar if `first`; where it `complains` it says how things are, to have that mended.
    """

    written: str
    means: str
    first: bool = False
    complains: bool = False

    @cached_property
    def said(self) -> tuple[Node, ...]:
        """The pattern as it is held against words; made when first asked for, since few are held against any."""
        return _parsed(self.written)


_PART = re.compile(r"\{(?P<slot>[a-z]+\d?\??)\}|(?P<mark>[(|)])|(?P<word>[^\s(){}|]+)")


@cache
def _spelt(word: str) -> tuple[str, ...]:
    return tuple(one.text for one in spelt_out(split(word)))


def _parsed(written: str) -> tuple[Node, ...]:
    """Read a pattern."""
    stack: list[list[list[Node]]] = [[[]]]
    for part in _PART.finditer(written):
        if part["slot"]:
            name = part["slot"].rstrip("?")
            stack[-1][-1].append(Slot(name, name.rstrip("0123456789"), part["slot"].endswith("?")))
        elif part["word"]:
            if part["word"] not in vocabulary().articles:
                stack[-1][-1] += _spelt(part["word"])
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
        head, defines, choice = line.partition("=") if line.startswith("$") else ("", "", line)
        for name in sorted(named, key=len, reverse=True):
            choice = choice.replace(name, named[name])
        line = choice
        if defines:
            named[head.strip()] = choice.strip()
        elif line[0] != " ":
            means = line.strip()
        else:
            said = line.strip().removeprefix(COMPLAINT)
            complains = line.strip().startswith(COMPLAINT)
            yield Paraphrase(said, means.removeprefix("! "), means.startswith("! "), complains)


class Needed(NamedTuple):
    """What must stand in what is said for a pattern to be all of it: most are passed over by that alone.

    Attributes
    ----------
    some
        Words from each of these one must.
    opening, closing
        One of these must be its first word, and its last; any may where it begins, or ends, with a slot.
    """

    pattern: Paraphrase
    some: tuple[tuple[str, ...], ...]
    opening: tuple[str, ...] | None
    closing: tuple[str, ...] | None


@cache
def paraphrases() -> tuple[Paraphrase, ...]:
    """Return every pattern there is."""
    return tuple(one for path in sorted(FOLDER.glob("*.txt")) for one in _file(path))


@cache
def _by_word() -> Mapping[str, tuple[Needed, ...]]:
    """Return the patterns by the rarest words without one of which they cannot have been said."""
    files = (Path(__file__), HERE / "words.py", *sorted(FOLDER.glob("*.txt")))
    sources = chain((path.read_text(encoding="utf-8") for path in files), sorted(vocabulary().articles))
    rows, places = compiled("paraphrases", sources, _indexed)
    needed = [Needed(Paraphrase(*pattern), *needs) for pattern, *needs in rows]
    return {word: tuple(needed[at] for at in some) for word, some in places.items()}


def _indexed() -> tuple[list[tuple[Any, ...]], dict[str, list[int]]]:
    """Return every pattern with what it needs, and where there are those of a word: plain rows, which load at once."""
    known = paraphrases()
    needs = [_needs(one.said) for one in known]
    common = Counter(word for some in needs for need in some for word in need)
    places: dict[str, list[int]] = defaultdict(list)
    for at, some in enumerate(needs):
        for word in min(some, key=lambda need: sum(common[word] for word in need), default=(ANY,)):
            places[intern(word)].append(at)
    rows = [
        (
            (one.written, intern(one.means), one.first, one.complains),
            tuple(map(_alike, some)),
            _alike(_edge(one.said)),
            _alike(_edge(one.said, last=True)),
        )
        for one, some in zip(known, needs, strict=True)
    ]
    return rows, dict(places)


def _alike(words: frozenset[str] | None) -> Any:
    """Return words in order, each the one string that all of its kind are: what is kept is small."""
    return words if words is None else tuple(map(intern, sorted(words)))


def _needs(said: Sequence[Node]) -> tuple[frozenset[str], ...]:
    """Return sets of words from each of which one must stand in what is said."""
    found = [frozenset([node]) for node in said if isinstance(node, str)]
    for choice in (node for node in said if isinstance(node, Choice)):
        ways = [_needs(way) for way in choice.ways]
        if all(ways):
            found.append(frozenset[str]().union(*(min(needs, key=len) for needs in ways)))
    return tuple(found)


def _edge(said: Sequence[Node], last: bool = False) -> frozenset[str] | None:
    """Return the words that a pattern may begin with, or end with, none of them "" where it may go on without.

    None where a slot is there, which any may stand in.
    """
    found: set[str] = set()
    for node in reversed(said) if last else said:
        if isinstance(node, Slot):
            return None
        if isinstance(node, str):
            return frozenset({*found, node})
        edges = [_edge(way, last) for way in node.ways]
        for edge in edges:
            if edge is None:
                return None
            found |= edge
        if ANY not in found:
            return frozenset(found)
        found.remove(ANY)
    return frozenset({*found, ANY})


def candidates(
    typed: Iterable[str],
    bare: bool,
    first: bool = False,
    edges: tuple[Set_[str], Set_[str]] | None = None,
) -> Iterator[Paraphrase]:
    """Yield the patterns of which every word that they need was typed, those that need none where `bare`.

    With `first` only those that go before the grammar; with `edges` only those that begin with one of the first words
    and end with one of the second.
    """
    words = frozenset(typed)
    some = dict.fromkeys(one for word in (*sorted(words), *([ANY] if bare else [])) for one in _by_word().get(word, ()))
    for one in some:
        if one.pattern.first >= first and not any(words.isdisjoint(need) for need in one.some):
            ends = zip((one.opening, one.closing), edges or (), strict=False)
            if not any(edge is not None and there.isdisjoint(edge) for edge, there in ends):
                yield one.pattern
