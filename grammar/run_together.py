"""Words typed without a space between them, told apart where each is one that is known: "putareverbonthepiano"."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

SMALL = frozenset(
    [
        *("the", "a", "an", "on", "in", "to", "my", "it", "up", "down", "some", "at", "and", "by", "of", "for", "more"),
        *("less", "from", "with", "is", "off", "out", "but", "too", "little", "bit"),
    ]
)
"""Words that are run together with others, and alone ask for nothing."""

BEHIND_NUMBERS = frozenset(["db", "hz", "khz", "k", "ms"])
"""What is written right behind a number, with whatever comes next."""

LEADS = frozenset(["in", "on", "to", "and", "of", "for", "at", "with", "from", "by", "but", "off", "up", "down", "is"])
"""Small words before an article."""

ARTICLES = frozenset(["the", "a", "my", "it"])

JOINS = frozenset(["the", "my", "some", "on", "in", "of", "at", "and", "more", "less"])
"""Small words of which one makes it likely that two were run together: "rundown" and "buttons" are no two."""

DOSES = frozenset(["bit", "little", "touch", "tad", "lot", "hair", "smidge", "notch", "few", "couple", "db"])
"""What an "a" belongs to that was typed behind somebody: "pianoa bit"."""

LONGEST = 40
"""Letters; what is longer is no request."""


def apart(typed: str, known: Callable[[str], bool], behind_number: bool) -> tuple[str, ...]:
    """Return the words that one was typed of, nothing if it cannot be only these.

    Parameters
    ----------
    known
        Whether a word alone is somebody, an effect, or says what is to be done.
    behind_number
        Whether a number stands right before it, so that it may begin with its unit.
    """
    if not 4 < len(typed) + 3 * behind_number <= LONGEST or not typed.isalpha():
        return ()

    @cache
    def ways(at: int) -> tuple[tuple[str, ...], ...]:
        """Return the shortest ways to tell the rest apart."""
        if at == len(typed):
            return ((),)
        found: list[tuple[str, ...]] = []
        for end in range(at + 1, len(typed) + 1):
            word = typed[at:end]
            unit = at == 0 and behind_number and word in BEHIND_NUMBERS
            if unit or word in SMALL or (len(word) > 2 and known(word)):
                found += [(word, *rest) for rest in ways(end)]
        least = min(map(len, found), default=0)
        return tuple(way for way in found if len(way) == least)[:9]

    told = [way for way in ways(0) if len(way) > 1 and _are_words(way, known, behind_number)]
    return told[0] if len(told) == 1 else ()


def _are_words(way: tuple[str, ...], known: Callable[[str], bool], behind_number: bool) -> bool:
    """Whether words that were run together are likely to have been: small ones around what tells something."""
    first, *_, last = way
    if behind_number and first in BEHIND_NUMBERS:
        return len(way) > 1 and (last not in ARTICLES or len(way) > 2)
    small = [word for word in way if word in SMALL]
    if len(small) == len(way):
        by = first in ("up", "down") and last == "by"
        return len(way) == 2 and (by or (first in LEADS and last in ARTICLES) or way == ("little", "more"))  # "onthe"
    if last == "a" or (first == "a" and len(way) == 2 and not known(last)):
        return False
    if len(way) == 2:
        (one,) = small or ("",)
        if first == "a":
            return len(last) > 4 and not last.endswith("s")  # "areverb"
        return one in JOINS and all(len(word) > 3 for word in way if word not in SMALL)
    return any(word in ARTICLES for word in small) and any(len(word) > 2 and known(word) for word in way)
