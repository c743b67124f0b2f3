"""Slips of the keyboard: the known word that an unknown one was probably meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")

SHORTEST = 4
"""Shorter words are too near to too many others."""


def slips_allowed(word: str) -> int:
    """Return how many letters of `word` may be wrong, left out, doubled or swapped."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < 8 else 2


def squeezed(word: str) -> tuple[str, ...]:
    """Return a word with its drawn-out letters, three or more of a kind, made two and made one: "waaay", "looouder"."""
    if not _DRAWN_OUT.search(word):
        return ()
    return _DRAWN_OUT.sub(r"\1\1", word), _DRAWN_OUT.sub(r"\1", word)


def undoubled(word: str) -> tuple[str, ...]:
    """Return what a word is with a letter that stands twice typed once: "fatt" is fat, and not fast."""
    pairs = [at for at in range(1, len(word)) if word[at] == word[at - 1]]
    return tuple(word[:at] + word[at + 1 :] for at in pairs if len(word) > 3)


def meant(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words nearest to `word` among those a slip away, all of them if several are equally near.

    The first letter is nearly always typed right, so a word that starts otherwise is another word; and fingers that
    hit the right keys in the wrong order are likelier than one key too few: "snaer" is a snare and no snaper.

    References
    ----------
    L. Boytsov, "Indexing methods for approximate dictionary searching", ACM J. Exp. Algorithmics 16, 2011: the
    optimal string alignment distance, which counts swapped neighbours as one slip.
    """
    limit = slips_allowed(word)
    alike = [other for other in known if other[:1] == word[:1] and len(other) >= SHORTEST]
    found = extract(word, alike, scorer=OSA.distance, score_cutoff=limit, limit=None) if limit else []
    if not found and (jumbled := [other for other in alike if sorted(other) == sorted(word)]):
        return tuple(sorted(jumbled))  # "panio"
    least = min((distance for _, distance, _ in found), default=0)
    near = {other for other, distance, _ in found if distance == least}
    swapped = {other for other in near if sorted(other) == sorted(word)}
    return tuple(sorted(swapped or near))


def slipped(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words that `word` is with one letter left out, doubled or swapped, the first typed right."""
    alike = [other for other in known if other[:1] == word[:1] and set(word) <= set(other)]
    return tuple(other for other, _, _ in extract(word, alike, scorer=OSA.distance, score_cutoff=1, limit=None))


def resembling(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the known words that look most like `word`, for a question back."""
    found = extract(word, list(known), scorer=OSA.normalized_similarity, score_cutoff=0.6, limit=most)
    return tuple(other for other, _, _ in found)
