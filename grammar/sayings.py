"""Every saying in force for one session, and what it may stand for: gathered once, before anything is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import cast

from grammar.catalogue import kind_of, knobs, labels, poles, speaks_for_itself, states, tools
from grammar.inflect import comparatives, nouns, superlatives
from grammar.intent import Ref, RefKind
from grammar.roles import ROLES, Role, players, role_of
from grammar.vocabulary import vocabulary, word_list
from grammar.words import Saying, spell, unmarked

YIELDS: Mapping[str, frozenset[str]] = {
    "REGION": frozenset({"QUALITY"}),
    "POLE": frozenset({"_MORE", "_LESS"}),
    "BETTER": frozenset({"COMPARATIVE", "ACT"}),
    "ADJECTIVE": frozenset({"QUALITY"}),
    "KNOB": frozenset({"RAISE", "CUT", "EFFECT", "QUALITY"}),
    "SIMILE": frozenset({"QUALITY", "COMPARATIVE", "ACT", "TALK"}),
    "ROLE": frozenset({"STRIP"}),
    "EFFECT": frozenset({"STRIP", "LABEL"}),
    "DEED": frozenset({"STRIP"}),
    "LABEL": frozenset({"STRIP"}),
    "_FILLER": frozenset({"DEGREE", "ACT", "TALK", "_THROAT", "_MEND"}),
}
"""Where one saying has two concepts, the first gives way to the others; all other pairs are kept, and
`commands.lark` says which of them fits."""

Readings = dict[str, object]


class Sayings:
    """The sayings of one session; the parameters are those of `grammar.lexicon.Lexicon`.

    Attributes
    ----------
    readings
        For each saying, word by word, its concepts and what it stands for under each.
    written
        For each concept its sayings as they are written.
    covers, similes
        As they were given.
    """

    def __init__(
        self,
        strips: Sequence[str],
        qualities: Mapping[str, tuple[str, ...]],
        faults: frozenset[str],
        platforms: Mapping[str, tuple[str, ...]],
        acts: Mapping[str, tuple[str, ...]],
        characters: Mapping[str, tuple[str, ...]],
        vague: Sequence[str],
        placed: frozenset[str],
        versions: Sequence[str],
        groups: Sequence[str],
        buses: Sequence[str] = (),
        dislikes: Mapping[str, str] = MappingProxyType({}),
        covers: Mapping[str, frozenset[str]] = MappingProxyType({}),
        similes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.covers, self.similes = covers, similes
        self.readings: dict[Saying, Readings] = defaultdict(dict)
        self.written: dict[str, list[str]] = defaultdict(list)
        self._strips = strips
        self._cast = {strip: role_of(strip)[0] for strip in strips}
        self._add_talk()
        self._add_effects()
        self._add_qualities(qualities, faults)
        for name in placed & faults:
            for word in dict.fromkeys((name, *qualities[name])):
                for form in (word, *nouns(word)):
                    self._add_derived(form, "PLACED", name)
        for platform, sayings in platforms.items():
            for saying in dict.fromkeys((platform, *sayings)):
                self._add(saying, "PLATFORM", platform)
        for act, sayings in acts.items():
            for saying in sayings:
                self._add(saying, "ACT", act)
        for character, sayings in characters.items():
            for saying in dict.fromkeys((character, *sayings)):
                self._add(saying, "CHARACTER", character)
        for said in vague:
            self._add(said, "SIMILE", said)
            for form in (*comparatives(said), *nouns(said)):
                self._add_derived(form, "SIMILE", said)
        for character, sayings in characters.items():
            for form in (form for saying in sayings if saying.isalpha() for form in comparatives(saying)):
                if spell(form) not in self.readings:
                    self._add_derived(form, "CHARACTER", character)
        for thing, quality in dislikes.items():  # "the hats sound like a spray can"
            for seems in word_list("seems_like"):
                self._add_derived(f"{seems} {thing}", "SUFFERS", quality)
            for concept in ("QUALITY", "FAULT"):
                self._add_derived(f"like {thing}", concept, quality)
        self._add_people()
        for bus in buses:
            self._add_bus(bus)
        for version in versions:
            for form in ("", "version ", "snapshot "):
                self.readings[spell(f"{form}{version}")]["KEPT"] = version
        for group in groups:  # what a person calls somebody goes before what anybody else does
            self.readings[spell(group)] = {"REF": Ref("group", group)}
        self._add_unmarked()
        for readings in self.readings.values():
            for concept, stronger in YIELDS.items():
                if stronger & readings.keys():
                    readings.pop(concept, None)

    def played_by(self, strip: object) -> Readings:
        """Return what a strip plays, as a word for it is read; nothing if that is unknown."""
        role = self._cast.get(str(strip), "")
        return {"ROLE": Ref("role", role, words=role)} if role else {}

    def count(self, role: str) -> int:
        """Return how many strips play a role."""
        return len(players(role, self._cast))

    def _add(self, saying: str, concept: str, value: object) -> None:
        words = spell(saying)
        if not words:
            return
        other = self.readings[words].setdefault(concept, value)
        if other != value:
            raise ValueError(f"{saying!r} is both {other} and {value} as {concept}")
        self.written[concept].append(saying)

    def _add_derived(self, saying: str, concept: str, value: object) -> None:
        """Add what nobody declared: it gives way to anything that somebody did, and is never shown."""
        self.readings[spell(saying)].setdefault(concept, value)

    def _add_unmarked(self) -> None:
        """Add every saying as it is typed without its apostrophes: "dont overdo it", "thats too much"."""
        for saying in [saying for saying in self.readings if any("'" in word for word in saying)]:
            if (typed := unmarked(saying)) != saying:
                for concept, value in self.readings[saying].items():
                    self.readings[typed].setdefault(concept, value)

    def _add_talk(self) -> None:
        for saying, concepts in vocabulary().talk.items():
            for concept, value in concepts.items():
                self._add(saying, concept, Ref(cast(RefKind, value), words=saying) if concept == "REF" else value)
        words = vocabulary()
        for sayings, concept in (
            (words.filler | words.courtesies | words.wishes, "_FILLER"),
            (words.wishes, "_WANTED"),
            (words.throat, "_THROAT"),
        ):
            for saying in sayings:
                self._add(saying, concept, "")

    def _add_effects(self) -> None:
        for word, tool in tools().items():
            self._add(word, "EFFECT", tool.effect)
            if tool.deed or word in vocabulary().deeds:
                self._add(word, "DEED", tool.effect)
                head, _, particle = word.rpartition(" ")
                if "PARTICLE" in vocabulary().talk.get(particle, ()):
                    self.readings[spell(head)].setdefault("DEED_APART", (tool.effect, particle))
        for word, knob in knobs().items():
            self._add(word, "KNOB", knob)
        for knob in knobs().values():
            for full in knob.in_full:
                if spell(full) not in self.readings:
                    self._add(full, "KNOB", knob)
        for word, label in labels().items():
            self._add(word, "LABEL", label)
        for concept, alone, table in (("POLE", "BETTER", poles()), ("STATE", "ADJECTIVE", states())):
            for word, pole in table.items():
                if word.startswith(("more ", "less ")) and not speaks_for_itself(pole):
                    continue  # "less sibilant" is said of the sound, not of the knob that brings it
                self._add(word, concept, pole)
                if speaks_for_itself(pole):
                    self._add(word, alone, pole)

    def _add_qualities(self, qualities: Mapping[str, tuple[str, ...]], faults: frozenset[str]) -> None:
        for name, said in qualities.items():
            for word in dict.fromkeys((name, *said)):
                self._add(word, "QUALITY", name)
                if name in faults:
                    self._add(word, "FAULT", name)
        for name, said in qualities.items():
            for word in dict.fromkeys((name, *said)):
                for form in comparatives(word):
                    (self._add if word == name else self._add_derived)(form, "COMPARATIVE", name)
                    if name in faults:
                        self._add_derived(form, "WORSE", name)
                for form in nouns(word):
                    self._add_derived(form, "QUALITY", name)
                for form in superlatives(word):
                    self._add_derived(form, "SUPERLATIVE", name)
            for verb, more in vocabulary().verbs.get(name, ()):
                head, _, particle = verb.rpartition(" ")
                if "PARTICLE" in vocabulary().talk.get(particle, ()):
                    self.readings[spell(head)].setdefault("QUALIFY_APART", (name, more, particle))
                if "QUALITY" not in self.readings.get(spell(verb), ()):
                    self._add(verb, "QUALIFY", (name, more))
                    continue
                for whom in ("it", "them"):
                    self._add(f"{verb} {whom}", "QUALIFY", (name, more))
                for article in sorted(vocabulary().articles):
                    self._add(f"{verb} {article}", "QUALIFY_THE", (name, more))

    def _add_people(self) -> None:
        for role in ROLES.values():
            for said in role.said:
                self._add(said, "ROLE", Ref("role", role.name, words=said))
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
                    self.readings[spell(said)] = {"STRIP": strip}
        for words, owners in named.items():
            if len(owners) == 1 and self._is_return(words):
                for kind in ("return", "bus", "channel"):
                    self._add_derived(f"{owners[0]} {kind}", "STRIP", owners[0])
            elif len(owners) == 1 and not self._is_family(words):
                self._add(owners[0], "STRIP", owners[0])
                together = "".join(words)  # "leadvox"
                if len(words) > 1 and words[-1].isalpha() and spell(together) not in self.readings:
                    self._add_derived(together, "STRIP", owners[0])
        for saying, some in partly.items():
            if len(some) == 1 and spell(saying) not in self.readings:
                self._add(saying, "STRIP", min(some))

    def _add_bus(self, name: str) -> None:
        """Add how a bus is called: "the drum bus" and the like, and by its name if nobody else is called so."""
        role = ROLES.get(role_of(name)[0])
        plain = name.casefold().removesuffix(" bus")
        for said in dict.fromkeys((plain, *(role.said if role else ()))):
            for kind in word_list("buses"):
                self._add_derived(f"{said} {kind}", "STRIP", name)
                self._add_derived(f"{said} {kind}", "BUS", name)
        if not {"STRIP", "ROLE", "EFFECT"} & self.readings.get(spell(name), {}).keys():
            self.readings.pop(spell(name), None)  # a name that a person gave goes before a sound that is called so
            self._add(name, "STRIP", name)
            self._add(name, "BUS", name)

    def _is_return(self, words: Saying) -> bool:
        """Whether a name is just what an effect is called: "the reverb" is how much of it there is, not its return."""
        effect = self.readings[words].get("EFFECT") if words in self.readings else None
        return isinstance(effect, str) and spell(kind_of(effect).words[0]) == words

    def _is_family(self, words: Saying) -> bool:
        """Whether a name is a role's word and stands in other players' names too: "Snare" beside "Snare Bottom"."""
        role = self.readings[words].get("ROLE") if words in self.readings else None
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
    said = (*words.talk, *words.filler, *words.courtesies, *words.throat, *tools(), *knobs(), *poles(), *labels())
    return frozenset(map(spell, said))


def taken(name: str) -> bool:
    """Whether a name cannot be given to anybody, because it means something in every session."""
    return spell(name) in _everywhere()
