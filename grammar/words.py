"""An utterance as words: folded spelling, each knowing where it stood in what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

REMEMBERED = 4096
"""Stretches of text of which the words are remembered: every way of cutting an utterance asks for them again."""

_LOOKALIKES = str.maketrans("−–—‐‑‒’‘ʼ`´“”„«»×", "------'''''\"\"\"\"\"x")

# The sign belongs to the number only where nothing is glued in front: "-3" but not the hyphen of "tom-3".
# A plus is no hyphen: "kick+3".
_MINUS, _PLUS, _UP_TO = "\ue000\ue001\ue002"
"""A minus, a plus and a range that other signs stand for where they are glued to a number or a unit."""

_SIGN = rf"(?:(?<![^\s(:,=@\"])[+-]\s?|(?<=[^\W\d_])[+{_MINUS}]|{_PLUS})?"
_NUMBER = rf"{_SIGN}(?:\d+(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d*[.,]\d+|\d+)"
_CLOCK = r"\d+(?::[0-5]\d){1,2}(?:\.\d+)?(?!\d)"
_WORD = re.compile(
    rf"{_CLOCK}|{_UP_TO}|(?<=\d)-(?=\d)|(?<=\d)\s-\s?(?=\d+:[0-5]\d)|{_SIGN}\d+(?:\.\d+)?\s?:\s?1(?!\d)|\d+(?:st|nd|rd|ths?)\b|{_NUMBER}|'s\b|[^\W\d_]+?(?='s\b)|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|\s-+\s(?!\d)|\.{2,}|…|[,;.!?:&%/@=\n👆👇🔼🔽⬆⬇🔇]",
    re.IGNORECASE,
)

_DEALT = re.compile(r"(?:[^\W\d_]+(?: [^\W\d_]+)?[+-]\d+(?:\.\d+)?(?: ?db)?(?:[\s,;/]+|$)){2,}", re.IGNORECASE)
"""Nothing but names with what each gets glued behind, where a plus tells that these are no hyphens: "kick+2 hat-3"."""

_GLUED_MINUS = re.compile(r"(?<=[^\W\d_])-(?=\d)")

_BANDS = re.compile(r"\d(?:hz|khz|k)[+-]\d{1,2}(?:\.\d+)?(?!\d| ?(?:hz|k))", re.IGNORECASE)
"""A band with its gain glued behind: of several, or where one has a plus, no minus is a hyphen."""

_BAND_MINUS = re.compile(r"(?<=\d[kz])-(?=\d)|(?<=\dhz)-(?=\d)", re.IGNORECASE)

_GLUED_PLUS = re.compile(r"(?<=\d\d)\+(?=1?\d(?:\.\d+)?(?:db)?(?:[\s,;]|$))", re.IGNORECASE)
"""A plus behind a place that was given without its unit: "200+2"."""

_RANGE = re.compile(r"(?:(?<=\dk)|(?<=\dhz)|(?<=\dkhz))-(?=\d+(?:\.\d+)? ?(?:k|hz|khz)\b)", re.IGNORECASE)
"""From one place to another: "2k-4k"."""

FILE = re.compile(r"""(?:"[^"\n]+|'[^'\n]+|[^\s"',:;]+)\.(?:wav|flac|aiff?|ogg|mp3)\b["']?""", re.IGNORECASE)
"""A recording by the name of its file; one with spaces stands in quotes."""

_DOTTED = re.compile(r"(?<=[a-z]{2})\.(?=(?!(?:wav|flac|aiff?|ogg|mp3)\b)[a-z]{2}|\d+\s?db\b)", re.IGNORECASE)
"""A full stop typed for a space: "bring.the vocal up", "vocal.up.2db"."""

_SLASH = re.compile(r"(?<=[^\W\d_]) / (?=[^\W\d_])")
"""A stroke between two requests: "less verb on the snare / more on the vox"."""

_SIGNS = {**dict.fromkeys("👆🔼⬆", "up"), **dict.fromkeys("👇🔽⬇", "down"), "🔇": "mute"}
"""Pictures that say what a word does; all others are left out."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or a mark, as it is compared; `start` and `end` cut it out of the utterance."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=REMEMBERED)
def split(text: str) -> tuple[Word, ...]:
    """Cut `text` into words.

    Capitals, smart quotes, long dashes and the kind of minus make no difference, a hyphen or underscore
    inside a word parts it, marks that mean nothing (brackets, emoji) are left out. An arrow up or down is the
    word for it, unless the word stands there too.
    """
    text = _SLASH.sub(" , ", text)
    plain = _DOTTED.sub(" ", text.translate(_LOOKALIKES))
    if "+" in plain and _DEALT.fullmatch(plain.strip()):
        plain = _GLUED_MINUS.sub(_MINUS, plain)
    plain = _RANGE.sub(_UP_TO, _GLUED_PLUS.sub(_PLUS, plain))
    bands = _BANDS.findall(plain)
    if len(bands) > 1 or any("+" in band for band in bands):
        plain = _BAND_MINUS.sub(_MINUS, plain)  # "60hz+3 400hz-2"
    words = [(Word(_folded(m.group()), m.start(), m.end()), m.group() in _SIGNS) for m in _WORD.finditer(plain)]
    spoken = {word.text for word, pictured in words if not pictured}
    kept = (word for word, pictured in words if not pictured or word.text not in spoken)
    return tuple(_pointed(kept) if _KILO.search(plain) else kept)


_KILO = re.compile(r"(?<![\w.])\d+k\d{1,3}(?!\w)", re.IGNORECASE)
"""A unit in the place of the decimal point, as it is printed on desks: "2k5" is 2.5 kHz."""


def _pointed(words: Iterable[Word]) -> Iterator[Word]:
    """Yield words with "2k5" as "2.5 k"."""
    waiting: list[Word] = []
    for word in words:
        waiting.append(word)
        glued = len(waiting) < 2 or waiting[-2].end == word.start
        if not glued or not (word.text == "k" if len(waiting) == 2 else word.text.isdecimal()):
            yield from waiting[:-1]
            waiting = [word]
        if len(waiting) == 3:
            kilo, _, rest = waiting
            yield replace(kilo, text=f"{kilo.text}.{rest.text}")
            yield Word("k", waiting[1].start, rest.end)
            waiting = []
    yield from waiting


def _folded(word: str) -> str:
    word = _SIGNS.get(word, word)
    if word == "…" or (word[0] == "." and not word.strip(".")):
        return "…" if len(word) > 1 or word == "…" else "."
    if word in ("-", _UP_TO):
        return "to"  # between two numbers: "2-4 kHz"
    if word.isspace() or word.strip().strip("-") == "":
        return ";" if "\n" in word else ","
    if word[0].isdigit() and ":" in word:
        return re.sub(r"\s", "", word)
    return word.replace(" ", "").replace(_MINUS, "-").replace(_PLUS, "+").casefold()


_PLAIN = re.compile("[a-z]+(?: [a-z]+)*")
"""A saying in which there is nothing to fold or to cut but spaces, as in most of the vocabulary."""

Saying = tuple[str, ...]
"""A saying or a name, word by word."""


def spell(phrase: str) -> Saying:
    """Return a saying or a name as the words that `split` would find in it."""
    if _PLAIN.fullmatch(phrase):
        return tuple(phrase.split())
    return tuple(word.text for word in split(phrase))


_CHOICE = re.compile(r"\(([^()]*)\)")


def spread(saying: str) -> Iterator[str]:
    """Yield the sayings that one with choices in it stands for: "take (it|that) back( again|)" is four."""
    choice = _CHOICE.search(saying)
    if choice is None:
        yield saying
        return
    for one in choice.group(1).split("|"):
        yield from spread(f"{saying[: choice.start()]}{one}{saying[choice.end() :]}")


IS_SHORT = ("what", "who", "where", "when", "how", "why", "which", "there", "that", "it", "here", "she", "he")
"""Words behind which "'s" is an "is", and an "s" too that was typed without a stroke; and "'d" a "did"."""


_OTHER_WORDS = frozenset({"we're", "we'll", "i'll", "he'll", "she'll", "i'd", "we'd", "he'd", "she'd", "it'd"})
"""What is another word without its apostrophe, or may be."""

_JOINED = ("that", "there", "what", "here", "where", "who", "how", "let", "he", "she")
"""Words behind which an "'s" is typed as an "s": "thats", but "its" and "drums" may be other words."""


def unmarked(saying: Saying) -> Saying:
    """Return a saying as it is typed without apostrophes: "don't" is "dont", "that's" is "thats"."""
    found: list[str] = []
    for word in saying:
        if word == "'s" and found and found[-1] in _JOINED:
            found[-1] += "s"
        elif "'" in word[1:-1] and word not in _OTHER_WORDS:
            found.append(word.replace("'", ""))
        else:
            found.append(word)
    return tuple(found)


def _does(behind: Word) -> bool:
    """Whether a word tells what something does or how it is, so that "its" before it is "it is"."""
    return behind.text.endswith("ing") and behind.text not in ("ring", "thing", "timing", "tuning", "string", "spring")


def spelt_out(words: Iterable[Word]) -> list[Word]:
    """Return words with "what's" and "whats" as "what is", "why'd" as "why did", "its pumping" as "it is pumping"."""
    found: list[Word] = []
    said = list(words)
    for at, word in enumerate(said, start=1):
        if word.text == "'s" and found and found[-1].text in IS_SHORT:
            word = replace(word, text="is")
        elif (
            word.text[:-1] in IS_SHORT
            and word.text.endswith("s")
            and (word.text != "its" or any(map(_does, said[at : at + 1])))
        ):
            middle = word.end - 1
            found.append(Word(word.text[:-1], word.start, middle))
            word = Word("is", middle, word.end)
        elif word.text.endswith("'d") and word.text[:-2] in IS_SHORT[:7]:
            middle = word.end - 2
            found.append(Word(word.text[:-2], word.start, middle))
            word = Word("did", middle, word.end)
        found.append(word)
    return found
