"""Every saying in force for one session: those of every day, and over them what is named in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from grammar.catalogue import kind_of, knobs, labels, poles, tools
from grammar.everyday import Everyday, Readings, settled, together, without_marks
from grammar.intent import Ref
from grammar.roles import ROLES, Role, players, role_of
from grammar.vocabulary import talk, vocabulary, word_list
from grammar.words import Saying, spell


class Sayings:
    """The sayings of one session; the parameters are those of `grammar.lexicon.Lexicon`.

    Attributes
    ----------
    everyday
        What is said alike in every session.
    readings
        For each saying, word by word, its concepts and what it stands for under each.
    otherwise
        Those of them that are not as every day.
    added, typed
        The sayings that are not in force every day, and such without their apostrophes: of those that are as long, the
        first go behind what is said every day, the others behind everything.
    covers, similes
        As they were given.
    """

    def __init__(
        self,
        everyday: Everyday,
        strips: Sequence[str],
        versions: Sequence[str] = (),
        groups: Sequence[str] = (),
        buses: Sequence[str] = (),
    ) -> None:
        self.everyday = everyday
        self.covers, self.similes = everyday.covers, everyday.similes
        self._strips = strips
        self._cast = {strip: role_of(strip)[0] for strip in strips}
        self._written: dict[str, list[str]] = defaultdict(list)
        self._own: dict[Saying, Readings] = {}
        self._renewed: set[Saying] = set()
        self._add_people()
        for bus in buses:
            self._add_bus(bus)
        for version in versions:
            for form in ("", "version ", "snapshot "):
                self._of(spell(f"{form}{version}"))["KEPT"] = version
        for group in groups:  # what a person calls somebody goes before what anybody else does
            self._own[spell(group)] = {"REF": Ref("group", group)}
        self.otherwise = self._settled()
        self.readings: dict[Saying, Readings] = defaultdict(dict, everyday.readings)
        self.readings.update(self.otherwise)
        self.added = [one for one in self._own if one in self._renewed or everyday.first(one) is None]
        self.typed = [one for one in self.otherwise if one not in self._own and one not in everyday.readings]

    def written(self, concept: str) -> tuple[str, ...]:
        """Return the sayings of a concept as they are written."""
        return (*self.everyday.written.get(concept, "").splitlines(), *self._written.get(concept, ()))

    def played_by(self, strip: object) -> Readings:
        """Return what a strip plays, as a word for it is read; nothing if that is unknown."""
        role = self._cast.get(str(strip), "")
        return {"ROLE": Ref("role", role, words=role)} if role else {}

    def count(self, role: str) -> int:
        """Return how many strips play a role."""
        return len(players(role, self._cast))

    def _first(self, words: Saying) -> Readings | None:
        """Return what a saying may be before any concept gives way to another; None if it is not there."""
        own = self._own.get(words)
        return self.everyday.first(words) if own is None else own

    def _of(self, words: Saying) -> Readings:
        """Return what a saying may be, to be added to."""
        if words not in self._own:
            self._own[words] = dict(self.everyday.first(words) or {})
        return self._own[words]

    def _add(self, saying: str, concept: str, value: object) -> None:
        words = spell(saying)
        if not words:
            return
        other = self._of(words).setdefault(concept, value)
        if other != value:
            raise ValueError(f"{saying!r} is both {other} and {value} as {concept}")
        self._written[concept].append(saying)

    def _add_derived(self, saying: str, concept: str, value: object) -> None:
        """Add what nobody declared: it gives way to anything that somebody did, and is never shown."""
        self._of(spell(saying)).setdefault(concept, value)

    def _settled(self) -> dict[Saying, Readings]:
        """Return what is not as every day once every concept has given way, without apostrophes too."""
        own = without_marks(self._own)
        found: dict[Saying, Readings] = {}
        for saying in dict.fromkeys((*self._own, *own)):
            typed = dict.fromkeys((*self.everyday.typed.get(saying, ()), *own.get(saying, ())))
            found[saying] = settled(together(self._first(saying) or {}, *(self._first(one) or {} for one in typed)))
        return found

    def _add_people(self) -> None:
        named: dict[Saying, list[str]] = defaultdict(list)
        partly: dict[str, set[str]] = defaultdict(set)
        for strip in self._strips:
            words = spell(strip)
            named[words].append(strip)
            for saying in (*_pieces(words), *_by_side(strip, words)):
                partly[saying].add(strip)
        pairs = [strip for strip in self._strips if any(True for _ in _by_side(strip, spell(strip)))]
        if len(pairs) == 2:
            for strip in pairs:
                side = "right" if next(_by_side(strip, spell(strip))).startswith("right") else "left"
                for said in (f"{side} one", f"{side} hand one", f"one on the {side}", f"one to the {side}"):
                    partly[said].add(strip)
        for role in ROLES.values():
            for said, strip in _by_place(role, [strip for strip in self._strips if self._cast[strip] == role.name]):
                if spell(said) not in named and not partly[said]:
                    self._own[spell(said)] = {"STRIP": strip}
        for words, owners in named.items():
            if len(owners) == 1 and self._is_return(words):
                for kind in ("return", "bus", "channel"):
                    self._add_derived(f"{owners[0]} {kind}", "STRIP", owners[0])
            elif len(owners) == 1 and not self._is_family(words):
                self._add(owners[0], "STRIP", owners[0])
                together = "".join(words)  # "leadvox"
                if len(words) > 1 and words[-1].isalpha() and self._first(spell(together)) is None:
                    self._add_derived(together, "STRIP", owners[0])
        for saying, some in partly.items():
            if len(some) == 1 and self._first(spell(saying)) is None:
                self._add(saying, "STRIP", min(some))

    def _add_bus(self, name: str) -> None:
        """Add how a bus is called: "the drum bus" and the like, and by its name if nobody else is called so."""
        role = ROLES.get(role_of(name)[0])
        plain = name.casefold().removesuffix(" bus")
        for said in dict.fromkeys((plain, *(role.said if role else ()))):
            for kind in word_list("buses"):
                self._add_derived(f"{said} {kind}", "STRIP", name)
                self._add_derived(f"{said} {kind}", "BUS", name)
        words = spell(name)
        if not {"STRIP", "ROLE", "EFFECT"} & (self._first(words) or {}).keys():
            self._own.pop(words, None)
            self._renewed.add(words)
            self._own[words] = {}  # a name that a person gave goes before a sound that is called so
            self._add(name, "STRIP", name)
            self._add(name, "BUS", name)

    def _is_return(self, words: Saying) -> bool:
        """Whether a name is just what an effect is called: "the reverb" is how much of it there is, not its return."""
        effect = (self._first(words) or {}).get("EFFECT")
        return isinstance(effect, str) and spell(kind_of(effect).words[0]) == words

    def _is_family(self, words: Saying) -> bool:
        """Whether a name is a role's word and stands in other players' names too: "Snare" beside "Snare Bottom"."""
        role = (self._first(words) or {}).get("ROLE")
        if not isinstance(role, Ref):
            return False
        named = [strip for strip in players(role.value, self._cast) if set(words) <= set(spell(strip))]
        return len(named) > 1


def _pieces(words: Saying) -> Iterator[str]:
    """Yield the beginnings and ends of a name that may stand for the whole, if no other name has them."""
    for cut in range(1, len(words)):
        for piece in (words[:cut], words[cut:]):
            if any((len(word) > 2 and word.isalpha()) or word == "di" for word in piece):
                yield " ".join(piece)


def _by_place(role: Role, strips: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield how one of several that are numbered is called by its place: the "floor tom" is the last of the toms."""
    numbers = {int(digits): strip for strip in strips if (digits := strip.rpartition(" ")[2]).isdigit()}
    if len(numbers) < 2 or len(numbers) != len(strips) or not any(role.places):
        return
    first, middle, last = role.places
    ordered = [numbers[number] for number in sorted(numbers)]
    yield from ((said, ordered[0]) for said in first)
    yield from ((said, ordered[len(ordered) // 2]) for said in middle if len(ordered) == 3)
    yield from ((said, ordered[-1]) for said in last)


def _by_side(strip: str, words: Saying) -> Iterator[str]:
    """Yield how a strip of a left and right pair is called by its role: "left guitar" for `Gtr L`."""
    sides = {"l": "left", "left": "left", "r": "right", "right": "right"}
    side = next((sides[word] for word in words if word in sides), None)
    role = ROLES.get(role_of(strip)[0])
    if side and role:
        for said in role.said:
            yield f"{side} {said}"
            yield f"{side} hand {said}"
            yield f"{side[0]} {said}"
            if not said.endswith("s"):  # "pan the guitars left" is about both
                yield f"{said} {side}"
                yield f"{said} {side[0]}"


@cache
def _everywhere() -> frozenset[Saying]:
    """Return what means something in every session."""
    words = vocabulary()
    said = (*talk(), *words.filler, *words.courtesies, *words.throat, *tools(), *knobs(), *poles(), *labels())
    return frozenset(map(spell, said))


def taken(name: str) -> bool:
    """Whether a name cannot be given to anybody, because it means something in every session."""
    return spell(name) in _everywhere()
