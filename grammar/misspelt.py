"""Words that no saying has, taken for the ones that they were meant to be, by the sayings in force."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from grammar import inflect, spelling
from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept, over
from grammar.everyday import is_protected, is_somebody, jumble, words_of
from grammar.longest import Longest
from grammar.numbers import NUMERALS, UNITS, joined
from grammar.run_together import DOSES, apart
from grammar.sayings import Sayings
from grammar.vocabulary import vocabulary, word_list
from grammar.words import Word, split

BEFORE = frozenset({"_MORE", "_LESS", "SWITCH", "RAISE", "DEED", "_TURN", "_ADD", "_MAKE", "_REMOVE"})
AFTER = frozenset({"_UP", "_DOWN", "COMPARATIVE"})
"""What may have been typed without a space before somebody or something, and after."""

ASKING = ("what", "which", "where", "how", "who", "whats", "what's")
"""What a question begins with, which may end with "to"."""

AFTER_ALL = ("up", "down", "louder", "quieter", "brighter", "darker", "left", "right")
"""Behind one of these nothing is left to say but "too"."""

TELLING = frozenset(
    [*BEFORE, *AFTER, *PEOPLE, "EFFECT", "FAMILY", "BETTER", "CUT", "BYPASS", "KNOB", "DEGREE", "QUALITY", "FAULT"]
)
"""What one of several words that were run together must be."""

REMEMBERED = 4096
"""Unknown words of which it is remembered what they may have been meant to be."""


_UNITS = sorted({word for unit in UNITS for word in unit if len(word) > 4})
"""What is written behind a number; misspelt it is no word that might mean anything."""

_BY_EAR = re.compile(r"[^aeiou]yer$")
"""How a comparative is spelt by ear, "muddyer": read, but never suggested."""


_ARTICLE = re.compile("the|my")


class Misspelt:
    """What unknown words may have been meant to be.

    Parameters
    ----------
    sayings, longest
        The sayings in force, and how they are found.
    """

    def __init__(self, sayings: Sayings, longest: Longest) -> None:
        self._sayings, self._readings, self._longest = sayings, sayings.readings, longest
        self._everyday = sayings.everyday
        self._own = frozenset(words_of(sayings.otherwise))
        self._real = self._everyday.real
        # an unknown word is come across again in each clause that may hold it
        self._meant = lru_cache(maxsize=REMEMBERED)(self._slip)
        self._near = lru_cache(maxsize=REMEMBERED)(lambda word: spelling.resembling(word, self._suggested))

    @cached_property
    def _bent(self) -> list[str]:
        """The words that an unknown one may be a misspelling of."""
        protected = self._among(self._everyday.protected, is_protected)
        return sorted((self._everyday.words | self._own) - protected)

    @cached_property
    def _suggested(self) -> list[str]:
        """The words that are suggested for an unknown one: of those that look alike, somebody comes first."""
        people = self._among(self._everyday.people, is_somebody)
        alike = [*sorted(people), *sorted((self._everyday.words | self._own) - people)]
        return [word for word in alike if not _BY_EAR.search(word)]

    def _among(self, counted: Mapping[str, int], fits: Callable[[Mapping[str, object]], bool]) -> set[str]:
        """Return the words of the sayings that fit, of which those of every day are counted."""
        count = Counter(counted)
        for saying, readings in self._sayings.otherwise.items():
            count.subtract(words_of([saying] if fits(self._everyday.readings.get(saying, {})) else []))
            count.update(words_of([saying] if fits(readings) else []))
        return {word for word, times in count.items() if times > 0}

    def _slip(self, word: str) -> tuple[str, ...]:
        """Return what an unknown word may have been meant to be.

        Nothing if its letters are those of a word that says nothing here: the "lighst" that are to be turned down are
        lights, and no light.
        """
        meant = spelling.meant(word, self._bent)
        others = self._everyday.jumbled.get(jumble(word), ())
        if any(other not in self._own for other in others) and all(jumble(one) != jumble(word) for one in meant):
            return ()
        return meant

    def respelt(self, text: str, begin: int) -> list[Word]:
        """Return the words of `text` from a place on, each that can have been meant to be one only as that."""
        typed = [word for word in split(text) if word.start >= begin]
        typed = self._heard(typed)
        parts = [self._respelt(part) for at in range(len(typed)) for part in self._told_apart(typed, at)]
        return joined([self._beside(before, word) for before, word in zip([None, *parts], parts, strict=False)])

    def corrected(self, text: str, words: Sequence[Word]) -> tuple[Concept, int]:
        """Return an unknown word as the one it was meant to be, if that is beyond doubt."""
        word = words[0].text
        for present in inflect.presents(word):
            saying, length = self._longest.of([replace(words[0], text=present), *words[1:]])
            if saying and self._readings[saying].keys() & VERBS:
                return over(text, words[:length], self._readings[saying]), length
        meant = () if word in self._real else self._meant(word)
        tries = [self._longest.of([replace(words[0], text=other), *words[1:]]) for other in meant]
        readings = [self._readings[saying] for saying, _ in tries if saying]
        if len(readings) == len(tries) > 0 and all(other == readings[0] for other in readings):
            saying, length = tries[0]
            return replace(over(text, words[:length], readings[0]), meant=" ".join(saying)), length
        near = meant or spelling.meant(word, _UNITS) or self._near(word)
        return replace(over(text, words[:1], {}), nearest=tuple(other for other in near if other != word)), 1

    def as_verb(self, unknown: Concept, words: Sequence[Word]) -> Concept:
        """Return an unknown word that opens a request as the one verb that it looks like: "mak the toms bigger"."""
        if len(words) < 2 or not 2 < len(words[0].text) < spelling.SHORTEST + 2 or words[0].text in self._real:
            return unknown
        behind, _ = self._longest.of(words[1:])
        named = words[1].text in word_list("definite") or self._readings.get(behind, {}).keys() & {*PEOPLE, "REF"}
        verbs = spelling.slipped(words[0].text, word_list("opening"))
        if not named or len(verbs) != 1:
            return unknown
        return replace(unknown, readings=self._readings[(verbs[0],)], nearest=())

    def as_doing(self, unknown: Concept) -> Concept:
        """Return what somebody is asked about doing as what he is to do: "would you mind nudging the vocal up"."""
        forms = (self._readings.get((verb,), {}) for verb in inflect.doing(unknown.word))
        found = next((readings for readings in forms if readings.keys() & VERBS), None)
        return replace(unknown, readings=found, nearest=()) if found else unknown

    def as_somebody(self, unknown: Concept, word: str) -> Concept:
        """Return an unknown word behind "the" as the only one of those a slip away who is somebody: "the snar"."""
        if word in self._real:
            return unknown
        slips = [self._readings.get((other,), {}) for other in self._meant(word)]
        people = [readings for readings in slips if readings.keys() & PEOPLE]
        return replace(unknown, readings=people[0], nearest=()) if len(people) == 1 else unknown

    def _respelt(self, word: Word) -> Word:
        """Return an unknown word as the only one that it can have been meant to be."""
        typed = word.text
        if self._is_word(typed) or typed in NUMERALS:
            return word
        if typed in vocabulary().spelt:
            return replace(word, text=vocabulary().spelt[typed])
        for drawn_in in spelling.squeezed(typed):
            if self._is_known(drawn_in):
                return replace(word, text=drawn_in)
        for present in inflect.presents(typed):
            if self._readings.get((present,), {}).keys() & VERBS:
                return replace(word, text=present)
        single = {once for once in spelling.undoubled(typed) if self._is_known(once)}
        meant = tuple(single) or self._meant(typed)
        return replace(word, text=meant[0]) if len(meant) == 1 else word

    def _beside(self, before: Word | None, word: Word) -> Word:
        """Return an unknown word as the one of several that goes with the word before it: "hit hardr"."""
        if before is None or self._is_word(word.text):
            return word
        going = [meant for meant in self._meant(word.text) if (before.text, meant) in self._readings]
        return replace(word, text=going[0]) if len(going) == 1 else word

    def _heard(self, typed: Sequence[Word]) -> list[Word]:
        """Return the words, those that were spelt as they are heard as what they are: "hihat down 1 to"."""
        found = list(typed)
        for at, word in enumerate(found[:-1]):
            verb = self._readings.get((found[at + 1].text,), {}).keys() & {
                "_TURN",
                "_BRING",
                "RAISE",
                "SWITCH",
                "_MAKE",
            }
            if at and word.text == "an" and verb and found[at + 1].text[0] not in "aeiou":
                found[at] = replace(word, text="and")
        if len(found) > 3 and found[-1].text == "to" and found[0].text not in ASKING:
            number = found[-2].text[-1:].isdigit() or found[-2].text in ("db", "decibels", *AFTER_ALL)
            found[-1] = replace(found[-1], text="too") if number else found[-1]
        return found

    def _told_apart(self, typed: Sequence[Word], at: int) -> tuple[Word, ...]:
        """Return a word as those that were typed without a space, by what stands on either side of it too."""
        word = typed[at]
        parts = self._parted(word)
        if len(parts) > 1 or self._is_word(word.text):
            return parts
        behind = typed[at + 1].text if at + 1 < len(typed) else ""
        head = self._readings.get((word.text[:-1],), {}).keys() if word.text.endswith("a") else set()
        if (head & set(PEOPLE) and behind in DOSES) or (head & {"_ADD", "_MAKE"} and self._tells(behind)):
            return _cut(word, (word.text[:-1], "a"))  # "the pianoa bit brighter", "puta reverb on it"
        glued = at > 0 and typed[at - 1].end == word.start and typed[at - 1].text[-1].isdigit()
        words = () if self._meant(word.text) and not glued else apart(word.text, self._tells, glued)
        return _cut(word, words) if words else parts

    def _tells(self, word: str) -> bool:
        """Whether a word alone is somebody, an effect, or says what is to be done or how something is to be."""
        return bool(self._readings.get((word,), {}).keys() & TELLING)

    def _parted(self, word: Word) -> tuple[Word, ...]:
        """Return a word as those that were typed without a space, if one of them is somebody: "vocalup"."""
        typed = word.text
        if len(typed) < 5 or self._is_word(typed):
            return (word,)
        cuts = [at for at in range(2, len(typed) - 1) if self._is_request(typed[:at], typed[at:])]
        if len(cuts) != 1:
            together = set(self._run_together(typed))
            return _cut(word, together.pop()) if len(together) == 1 else (word,)
        middle = word.start + cuts[0]
        return (Word(typed[: cuts[0]], word.start, middle), Word(typed[cuts[0] :], middle, word.end))

    def _run_together(self, typed: str) -> Iterator[tuple[str, ...]]:
        """Yield the words of a whole request that was typed as one, an article amid it: "turndownthekick"."""
        for article in _ARTICLE.finditer(typed):
            head, tail = typed[: article.start()], typed[article.end() :]
            asked = [(head,), *((head[:at], head[at:]) for at in range(2, len(head) - 1))]
            named = [(tail,), *((tail[:at], tail[at:]) for at in range(3, len(tail) - 1))]
            for verb in asked:
                for whom in named if self._readings.get(verb, {}).keys() & BEFORE else ():
                    one = self._readings.get(whom[:1], {}).keys() & {*PEOPLE, "EFFECT"}
                    if one and all(self._readings.get((word,), {}).keys() & {*AFTER, "SIDE"} for word in whom[1:]):
                        yield (*verb, article.group(), *whom)

    def _is_word(self, typed: str) -> bool:
        """Whether something is a word that somebody knows, or none at all."""
        return self._is_known(typed) or not typed.isalpha() or typed in self._real

    def _is_known(self, word: str) -> bool:
        return word in self._everyday.words or word in self._own or word in vocabulary().articles

    def _is_request(self, first: str, second: str) -> bool:
        """Whether two words run together are somebody and what is to become of them, in either order, or one verb."""
        one, other = (self._readings.get((part,), {}).keys() for part in (first, second))
        if first in ("the", "my") and other & PEOPLE:
            return True
        if one & BEFORE and (second in ("the", "my") or other & {*PEOPLE, "EFFECT"}):
            return True
        if one & {"COMPARATIVE", "BETTER"} and other & set(PEOPLE) and len(second) > 3:
            return True
        if one & {"_MORE", "_LESS"} and other & {"REGION", "QUALITY"}:
            return True
        verb = self._readings.get((first, second), {}).keys()
        return bool(one & PEOPLE and other & AFTER) or bool(verb & BEFORE)


def _cut(word: Word, parts: Sequence[str]) -> tuple[Word, ...]:
    """Return a word as the words that it is made of."""
    starts = [word.start + sum(map(len, parts[:at])) for at in range(len(parts))]
    return tuple(Word(part, start, start + len(part)) for part, start in zip(parts, starts, strict=True))
