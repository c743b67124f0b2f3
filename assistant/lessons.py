"""What the second reader learns from: `python -m assistant.lessons > LESSONS`, for `models.build_reader`.

`models/sayings` holds a saying a line, a tab, and the program's own words for the same; `-` there if nothing says it.
Every ninth line is kept apart, for measuring: `bench.reading`. What stands in the corpus is said in the program's own
words by reading it. A lesson is what was heard of a saying, and for each word of the other what may be written or
copied for it: nothing at all for what asks for nothing. `models/sayings/asides` holds what people say beside a request,
before or behind it or to open it, that asks for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import grammar
import models
from assistant.words import lexicon_of
from grammar.examples import example
from grammar.heard import NUMBER, Heard, heard, says
from grammar.intent import NotUnderstood
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.patterns import paraphrases
from grammar.say import intent_text

CORPUS = Path(grammar.__file__).parent / "corpus"

BY_PATTERN = 1
"""Sayings made by each pattern."""

OTHER = ("never.txt", "runs.txt")
"""What in the corpus is not sayings with their meanings."""

SAYINGS = Path(models.__file__).parent / "sayings"

ASIDES = SAYINGS / "asides"

NOTHING = "-"
"""What nothing in the program's language says."""

APART = 9
"""Every so manieth saying is kept apart."""


def sayings(path: Path, kept_apart: bool) -> Iterator[tuple[str, str]]:
    """Yield the sayings of a file with what they mean in the program's own words: those kept apart, or the others."""
    for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if (at % APART == APART - 1) == kept_apart:
            said, _, means = line.partition("\t")
            yield said, means


def told(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield the sayings of the corpus with what they mean in the program's own words."""
    for path in sorted(CORPUS.glob("*.txt")):
        lines = () if path.name in OTHER else path.read_text(encoding="utf-8").splitlines()
        for line in lines:
            if line[:1] == " " and line.strip():
                meanings = [clause.meaning for clause in read(line.strip(), lexicon).clauses]
                said = [intent_text(one) for one in meanings if not isinstance(one, NotUnderstood)]
                if said and len(said) == len(meanings):
                    yield line.strip(), " and ".join(said)


def made() -> Iterator[tuple[str, str]]:
    """Yield what may be said by each pattern, chosen at random, with what it means in the program's own words."""
    chance = Random(7)
    for pattern in paraphrases():
        yield from dict.fromkeys(example(pattern, chance) for _ in range(BY_PATTERN))


def lesson(said: str, means: str, lexicon: Lexicon) -> dict[str, object] | None:
    """Return a saying as a lesson, None if who or how much is meant was not said in it."""
    hears = heard(said, lexicon)
    options: list[list[str | int]] = []
    for word in heard(means, lexicon) if means != NOTHING else ():
        found = _options(word, hears)
        if not found:
            return None
        options += found
    return {"said": [(one.word, one.kinds) for one in hears], "means": options}


def _options(word: Heard, hears: tuple[Heard, ...]) -> list[list[str | int]]:
    """Return what may be written or copied for a word: a figure said without its unit is copied, the unit written."""
    places: list[str | int] = [*says(hears, word)]
    if word.word == NUMBER:
        value, unit = word.meant if isinstance(word.meant, tuple) else (0.0, "")
        bare: list[str | int] = [at for at, one in enumerate(hears) if one.meant == (value, "")]
        sign: list[list[str | int]] = [["-"]] if word.text.startswith("-") else []
        signed = places and all(hears[int(at)].text.startswith("-") for at in places)
        if places:
            return [*([] if signed else sign), places]
        return [*sign, bare, [str(unit)]] if bare and unit else [[word.text]]
    if word.is_said_once:
        return [places] if places else []
    return [[*places, word.text.lower()]]


STRIPS = ("Bass DI", "Gtr L", "Gtr R", "HiHat", "Kick", "Lead Vox", "Piano", "Snare", "Tom 1", "Tom 2", "Tom 3")
"""A band that sayings name: how strips are called makes no difference to a lesson."""


def main() -> None:
    """Print the lessons."""
    lexicon = lexicon_of(STRIPS)
    files = (one for path in sorted(SAYINGS.glob("*.tsv")) for one in sayings(path, kept_apart=False))
    for said, means in (*files, *told(lexicon), *made()):
        one = lesson(said, means, lexicon)
        if one:
            print(json.dumps(one))
    for path in sorted(ASIDES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            beside = [(one.word, one.kinds) for one in heard(line, lexicon)]
            print(json.dumps({"said": beside, "aside": path.stem}))


if __name__ == "__main__":
    main()
