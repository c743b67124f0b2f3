"""Which rules can stand where: a recogniser that looks an utterance over before Lark builds its tree.

Of all that Earley's algorithm predicts nine tenths lead nowhere. Here they are small integers and cost next to nothing;
Lark, whose items are objects that make nodes, then follows only what is known to lead to the end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from collections.abc import Set as Set_
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from grammar.rules import START, Rules

REMEMBERED = 8
"""Readings kept to go on from: as many as clauses of an utterance may begin apart."""


@dataclass
class _Column:
    """What stands between two words.

    Attributes
    ----------
    came
        The items that the word before brought here.
    items
        Everything begun before here or at it: a rule, how far it has come, and where it began, as one number.
    waiting
        For each kind of phrase the items that wait for one.
    ended
        For each kind of phrase that ends here where it began, and by which rules.
    """

    came: tuple[int, ...]
    items: set[int]
    waiting: dict[int, list[int]]
    ended: dict[int, dict[int, set[int]]]


class Chart:
    """The rules of a grammar, none of which may be empty.

    References
    ----------
    J. Earley, "An efficient context-free parsing algorithm", Commun. ACM 13(2), 1970; one word of lookahead as in
    J. Aycock, R. N. Horspool, "Practical Earley parsing", The Computer Journal 45(6), 2002.
    """

    def __init__(self, rules: Rules) -> None:
        self._first, self._rule_of, self._next, self._origin = rules.first, rules.rule_of, rules.awaits, rules.makes
        self._heads, self._start = rules.heads, rules.phrases.index(START)
        begin = [bisect_left(self._origin, phrase) for phrase in range(len(rules.phrases) + 1)]
        self._of_phrase = [range(*one) for one in pairwise(begin)]  # the rules stand by what they make
        self._begun_by = cache(self._phrases_begun_by)
        self._predicted: dict[frozenset[str], dict[int, list[int]]] = defaultdict(dict)
        self._read_last: deque[tuple[tuple[frozenset[str], ...], list[_Column]]] = deque(maxlen=REMEMBERED)

    def useful(self, words: Sequence[Set_[str]]) -> list[dict[int, list[int]]] | None:
        """Return for each place the rules, by what they make, that can stand there; None if the words fit no rule.

        Both are numbers of the `Rules`.

        Parameters
        ----------
        words
            What each word may be.
        """
        columns = self._read(words)
        if not self._is_whole(columns, words):
            return None
        found: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(len(words) + 1)]
        wanted = [(self._start, 0, len(words))]
        seen = set(wanted)
        named: set[tuple[int, int]] = set()
        while wanted:
            phrase, start, end = wanted.pop()
            for number in columns[end].ended[phrase][start]:
                if (number, start) not in named:
                    named.add((number, start))
                    found[start][phrase].append(number)
                for part in self._parts(columns, number, start, end):
                    if part not in seen:
                        seen.add(part)
                        wanted.append(part)
        return found

    def stop(self, words: Sequence[Set_[str]]) -> tuple[int, frozenset[str]] | None:
        """Return at which word reading stops and what could have stood there; None if the words can be read.

        At the number of words, where more should have come.
        """
        columns = self._read(words)
        if self._is_whole(columns, words):
            return None
        awaited = {self._next[item % len(self._next)] for item in columns[-1].items}
        phrases = sum(1 << one for one in awaited if isinstance(one, int)) | (len(columns) == 1) << self._start
        begin = (word for word, begun in self._heads.items() if begun & phrases)
        return len(columns) - 1, frozenset([*begin, *(one for one in awaited if isinstance(one, str))])

    def _is_whole(self, columns: list[_Column], words: Sequence[Set_[str]]) -> bool:
        return len(columns) == len(words) + 1 and 0 in columns[-1].ended[self._start]

    def _read(self, words: Sequence[Set_[str]]) -> list[_Column]:
        """Return the columns, as far as reading comes.

        What was read last began alike, since an utterance is cut into clauses in many ways; reading goes on from where
        they part, and what could not be read is asked about next.
        """
        asked = tuple(map(frozenset, words))
        alike, last = 0, list[_Column]()
        for said, columns in self._read_last:
            if said == asked:
                return columns
            common = next((at for at, (one, other) in enumerate(zip(said, asked, strict=False)) if one != other), None)
            common = min(len(said), len(asked)) if common is None else common
            if common > alike:
                alike, last = common, columns
        columns = self._columns(asked, last[: alike + 1])
        self._read_last.append((asked, columns))
        return columns

    def _columns(self, words: Sequence[frozenset[str]], begun: list[_Column]) -> list[_Column]:
        """Return the columns, going on from those that are known, of which the last depends on what followed it."""
        size, awaits, rule_of, makes = len(self._next), self._next, self._rule_of, self._origin
        columns = begun[:-1]
        came = list(begun[-1].came) if begun else []
        for at in range(len(columns), len(words) + 1):
            word = words[at] if at < len(words) else frozenset()
            column = _Column(tuple(came), set(came), defaultdict(list), defaultdict(lambda: defaultdict(set)))
            columns.append(column)
            items, waiting, agenda = column.items, column.waiting, came
            if at == 0:
                self._predict(self._start, word, 0, items, agenda)
                waiting[self._start] = []
            came = []
            while agenda:
                item = agenda.pop()
                place = item % size
                awaited = awaits[place]
                if isinstance(awaited, str):
                    if awaited in word:
                        came.append(item + 1)
                elif awaited is not None:
                    if awaited in waiting:
                        waiting[awaited].append(item)
                    else:
                        waiting[awaited] = [item]
                        self._predict(awaited, word, at * size, items, agenda)
                else:
                    number, start = rule_of[place], item // size
                    starts = column.ended[makes[number]]
                    known = start in starts
                    starts[start].add(number)
                    if not known:
                        for waited in columns[start].waiting.get(makes[number], ()):
                            if waited + 1 not in items:
                                items.add(waited + 1)
                                agenda.append(waited + 1)
            if not came:
                break
        return columns

    def _predict(self, phrase: int, word: frozenset[str], offset: int, items: set[int], agenda: list[int]) -> None:
        """Begin the rules for a phrase that the next word can be the first of; that is asked once where it stands."""
        known = self._predicted[word]
        if phrase not in known:
            begin: set[str | int | None] = {*word, *self._begun_by(word)}
            rules = self._of_phrase[phrase]
            known[phrase] = [first for first in self._first[rules.start : rules.stop] if self._next[first] in begin]
        begun = [first + offset for first in known[phrase]]
        items.update(begun)
        agenda += begun

    def _phrases_begun_by(self, word: frozenset[str]) -> list[int]:
        """Return the phrases that a word can be the first of."""
        phrases = 0
        for one in word:
            phrases |= self._heads.get(one, 0)
        return [phrase for phrase in range(len(self._of_phrase)) if phrases >> phrase & 1]

    def _parts(self, columns: list[_Column], number: int, start: int, end: int) -> set[tuple[int, int, int]]:
        """Return the phrases that a rule can be made of between two places."""
        size, first = len(self._next), self._first[number]
        found: set[tuple[int, int, int]] = set()
        ends = {end}
        for place in range(self._next.index(None, first) - 1, first - 1, -1):
            awaited, before = self._next[place], place + size * start
            if isinstance(awaited, str):
                ends = {at - 1 for at in ends if at > start and before in columns[at - 1].items}
                continue
            assert isinstance(awaited, int)
            begun: set[int] = set()
            for at in ends:
                for where in columns[at].ended.get(awaited, ()):
                    if where >= start and before in columns[where].items:
                        begun.add(where)
                        found.add((awaited, where, at))
            ends = begun
        return found
