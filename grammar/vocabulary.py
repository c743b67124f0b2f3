"""The words of mixing talk, read from `vocabulary.toml` and the files beside it.

`vocabulary_agree.toml` is for how people work together, `vocabulary_frames.toml` for what stands around a request,
`vocabulary_asking.toml` for questions and complaints, `vocabulary_talk.toml` for how people go on talking,
`vocabulary_turns.toml` for what points back at what was done, `vocabulary_words.toml` for words that make no concept
of their own. A saying may hold choices: "take (it|that) back".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from grammar.compiled import compiled, texts
from grammar.words import Saying, spell, spread

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Vocabulary:
    """Everything that is said alike in every session.

    Attributes
    ----------
    spelt
        For each word that is often spelt otherwise, how it is meant.
    reasons
        For each saying that nothing is done on, why.
    verbs
        For each quality its verbs, with whether they ask for more of it.
    brings
        For each effect the qualities that it is a means to.
    examples
        For each concept the saying that shows it best, the most helpful concepts first.
    causes
        For each effect the faults that too much of it, or the wrong way of it, makes.
    mends
        For each effect the qualities that it takes out where a frequency is said with them.
    against
        For each effect the qualities that are why it is asked for, or turned down.
    cures
        For each quality the verbs that, behind a complaint of it, only say that it is to be mended.
    positives
        For each pole of a knob the adjectives that say as much, besides its own.
    words
        Lists of words that are looked for as they are typed, each by its name.
    short
        For what is typed short for a word, that word.
    """

    articles: frozenset[str]
    filler: frozenset[str]
    courtesies: frozenset[str]
    wishes: frozenset[str]
    throat: frozenset[str]
    deeds: frozenset[str]
    real: frozenset[str]
    spelt: Mapping[str, str]
    foreign: frozenset[str]
    questions: frozenset[str]
    reasons: Mapping[Saying, str]
    verbs: Mapping[str, tuple[tuple[str, bool], ...]]
    brings: Mapping[str, frozenset[str]]
    examples: Mapping[str, str]
    causes: Mapping[str, frozenset[str]]
    mends: Mapping[str, frozenset[str]]
    against: Mapping[str, frozenset[str]]
    cures: Mapping[str, frozenset[str]]
    positives: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    short: Mapping[str, str]


def _english() -> Iterator[str]:
    """Yield the words of `english.txt`: common ones that are nobody's slip."""
    for line in (HERE / "english.txt").read_text(encoding="utf-8").splitlines():
        yield from () if line.startswith("#") else line.split()


@cache
def _tables() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("vocabulary*.toml")))


@cache
def talk() -> Mapping[str, Mapping[str, str]]:
    """Return for each saying its concepts, and what it stands for under each (empty for a mere connecting word).

    Raises
    ------
    ValueError
        If a saying stands for two things under one concept.
    """
    found: dict[str, dict[str, str]] = {}
    for concept, value, saying in (row for table in _tables() for row in _rows(table)):
        other = found.setdefault(saying, {}).setdefault(concept, value)
        if other != value:
            raise ValueError(f"{saying!r} is both {other} and {value} as {concept}")
    return found


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, its files read when one of them or how they are read has changed."""
    return cast(Vocabulary, compiled("vocabulary", texts(HERE), _read))


def _read() -> Vocabulary:
    tables = _tables()
    raw = next(table for table in tables if "articles" in table)
    verbs: dict[str, list[tuple[str, bool]]] = {}
    for way, table in raw["verbs"].items():
        for quality, sayings in table.items():
            verbs.setdefault(quality, []).extend((saying, way == "up") for saying in sayings)
    return Vocabulary(
        articles=frozenset(raw["articles"]),
        filler=_listed(tables, "filler"),
        courtesies=_listed(tables, "courtesies"),
        wishes=_listed(tables, "wishes"),
        throat=_listed(tables, "throat"),
        deeds=frozenset(raw["deeds"]),
        real=frozenset([*raw["real"], *_english()]),
        spelt={typed: meant for table in tables for typed, meant in table.get("spelt", {}).items()},
        foreign=frozenset(raw["foreign"]),
        questions=frozenset(raw["questions"]),
        reasons={spell(saying): why for why, sayings in raw["reasons"].items() for saying in sayings},
        verbs={quality: tuple(rows) for quality, rows in verbs.items()},
        positives={pole: tuple(sayings) for pole, sayings in raw["positives"].items()},
        mends={effect: frozenset(qualities) for effect, qualities in raw["mends"].items()},
        against={effect: frozenset(qualities) for effect, qualities in raw["against"].items()},
        causes={effect: frozenset(qualities) for effect, qualities in raw["causes"].items()},
        cures={fault: frozenset(said) for table in tables for fault, said in table.get("cures", {}).items()},
        brings={effect: frozenset(qualities) for effect, qualities in raw["brings"].items()},
        examples=raw["examples"],
        words={name: tuple(words) for table in tables for name, words in table.get("words", {}).items()},
        short={typed: meant for table in tables for typed, meant in table.get("short", {}).items()},
    )


def word_list(name: str) -> tuple[str, ...]:
    """Return one of the lists of words that are looked for as they are typed."""
    return vocabulary().words[name]


def _listed(tables: Sequence[Mapping[str, Any]], name: str) -> frozenset[str]:
    return frozenset(said for table in tables for saying in table.get(name, ()) for said in spread(saying))


def _rows(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for concept, sayings in raw.get("talk", {}).items():
        yield from ((concept, "", said) for saying in sayings for said in spread(saying))
    for concept, table in raw.get("values", {}).items():
        rows = ((value, saying) for value, sayings in table.items() for saying in sayings)
        yield from ((concept, value, said) for value, saying in rows for said in spread(saying))
