"""Gathering every saying that is in force in any session, from the vocabulary and whatever an effect is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from grammar.catalogue import knobs, labels, poles, speaks_for_itself, states, tools
from grammar.everyday import Everyday, Readings
from grammar.inflect import comparatives, nouns, superlatives
from grammar.intent import Ref, RefKind
from grammar.roles import ROLES
from grammar.vocabulary import talk, vocabulary, word_list
from grammar.words import Saying, spell


def everyday(
    qualities: Mapping[str, tuple[str, ...]],
    faults: frozenset[str] = frozenset(),
    platforms: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    acts: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    *,
    opposites: Mapping[str, str] = MappingProxyType({}),
    characters: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    vague: Sequence[str] = (),
    placed: frozenset[str] = frozenset(),
    covers: Mapping[str, frozenset[str]] = MappingProxyType({}),
    similes: Mapping[str, str] = MappingProxyType({}),
    means: Mapping[str, str] = MappingProxyType({}),
    dislikes: Mapping[str, str] = MappingProxyType({}),
) -> Everyday:
    """Return what is said alike in every session.

    Parameters
    ----------
    qualities
        Each way to sound, with the adjectives and nouns for it, the adjective it goes by first.
    faults
        The qualities that are complaints when merely stated.
    platforms
        Each place to deliver for, with what it is called.
    acts
        Things that are understood but cannot be done, with how they are asked for.
    opposites
        The qualities that are the opposite of another.
    characters
        What a sound can be made to sound like, with how that is said.
    vague
        Words for how things sound that may mean several, so that it is asked which.
    placed
        The qualities that have a place in the spectrum, so that a frequency may be said with them.
    covers
        For each character the ways to sound, and the other characters, that it is as well.
    similes
        The way to sound that is meant where something is compared to a thing.
    means
        The effect that a character is, for those that are one alone: a slapback is a delay.
    dislikes
        The fault that is meant where something is compared to a thing that nobody wants to hear.

    Raises
    ------
    ValueError
        If one saying is declared for two things of a kind.
    """
    gathered = _Gathered()
    gathered.add_talk()
    gathered.add_effects()
    gathered.add_qualities(qualities, faults)
    for name in placed & faults:
        for word in dict.fromkeys((name, *qualities[name])):
            for form in (word, *nouns(word)):
                gathered.add_derived(form, "PLACED", name)
    for platform, sayings in platforms.items():
        for saying in dict.fromkeys((platform, *sayings)):
            gathered.add(saying, "PLATFORM", platform)
    for act, sayings in acts.items():
        for saying in sayings:
            gathered.add(saying, "ACT", act)
    for character, sayings in characters.items():
        for saying in dict.fromkeys((character, *sayings)):
            gathered.add(saying, "CHARACTER", character)
    for said in vague:
        gathered.add(said, "SIMILE", said)
        for form in (*comparatives(said), *nouns(said)):
            gathered.add_derived(form, "SIMILE", said)
    for character, sayings in characters.items():
        for form in (form for saying in sayings if saying.isalpha() for form in comparatives(saying)):
            if spell(form) not in gathered.readings:
                gathered.add_derived(form, "CHARACTER", character)
    for thing, quality in dislikes.items():  # "the hats sound like a spray can"
        for seems in word_list("seems_like"):
            gathered.add_derived(f"{seems} {thing}", "SUFFERS", quality)
        for concept in ("QUALITY", "FAULT"):
            gathered.add_derived(f"like {thing}", concept, quality)
    for role in ROLES.values():
        for said in role.said:
            gathered.add(said, "ROLE", Ref("role", role.name, words=said))
    apart = frozenset(frozenset(pair) for pair in opposites.items())
    return Everyday.of(gathered.readings, gathered.written, covers, similes, means, apart)


class _Gathered:
    """What is gathered of sayings, and what comes of it."""

    def __init__(self) -> None:
        self.readings: dict[Saying, Readings] = defaultdict(dict)
        self.written: dict[str, list[str]] = defaultdict(list)

    def add(self, saying: str, concept: str, value: object) -> None:
        """Add what a saying is declared for."""
        words = spell(saying)
        if not words:
            return
        other = self.readings[words].setdefault(concept, value)
        if other != value:
            raise ValueError(f"{saying!r} is both {other} and {value} as {concept}")
        self.written[concept].append(saying)

    def add_derived(self, saying: str, concept: str, value: object) -> None:
        """Add what nobody declared: it gives way to anything that somebody did, and is never shown."""
        self.readings[spell(saying)].setdefault(concept, value)

    def add_talk(self) -> None:
        """Add mixing talk, and what says nothing."""
        words = vocabulary()
        for saying, concepts in talk().items():
            for concept, value in concepts.items():
                self.add(saying, concept, Ref(cast(RefKind, value), words=saying) if concept == "REF" else value)
        for sayings, concept in (
            (words.filler | words.courtesies | words.wishes, "_FILLER"),
            (words.wishes, "_WANTED"),
            (words.throat, "_THROAT"),
        ):
            for saying in sayings:
                self.add(saying, concept, "")

    def add_effects(self) -> None:
        """Add what effects, their knobs and their states are called."""
        for word, tool in tools().items():
            self.add(word, "EFFECT", tool.effect)
            if tool.deed or word in vocabulary().deeds:
                self.add(word, "DEED", tool.effect)
                head, _, particle = word.rpartition(" ")
                if "PARTICLE" in talk().get(particle, ()):
                    self.readings[spell(head)].setdefault("DEED_APART", (tool.effect, particle))
        for word, knob in knobs().items():
            self.add(word, "KNOB", knob)
        for knob in knobs().values():
            for full in knob.in_full:
                if spell(full) not in self.readings:
                    self.add(full, "KNOB", knob)
        for word, label in labels().items():
            self.add(word, "LABEL", label)
        for concept, alone, table in (("POLE", "BETTER", poles()), ("STATE", "ADJECTIVE", states())):
            for word, pole in table.items():
                if word.startswith(("more ", "less ")) and not speaks_for_itself(pole):
                    continue  # "less sibilant" is said of the sound, not of the knob that brings it
                self.add(word, concept, pole)
                if speaks_for_itself(pole):
                    self.add(word, alone, pole)

    def add_qualities(self, qualities: Mapping[str, tuple[str, ...]], faults: frozenset[str]) -> None:
        """Add how things sound, and the verbs for that."""
        for name, said in qualities.items():
            for word in dict.fromkeys((name, *said)):
                self.add(word, "QUALITY", name)
                if name in faults:
                    self.add(word, "FAULT", name)
        for name, said in qualities.items():
            for word in dict.fromkeys((name, *said)):
                for form in comparatives(word):
                    (self.add if word == name else self.add_derived)(form, "COMPARATIVE", name)
                    if name in faults:
                        self.add_derived(form, "WORSE", name)
                for form in nouns(word):
                    self.add_derived(form, "QUALITY", name)
                for form in superlatives(word):
                    self.add_derived(form, "SUPERLATIVE", name)
            for verb, more in vocabulary().verbs.get(name, ()):
                head, _, particle = verb.rpartition(" ")
                if "PARTICLE" in talk().get(particle, ()):
                    self.readings[spell(head)].setdefault("QUALIFY_APART", (name, more, particle))
                if "QUALITY" not in self.readings.get(spell(verb), ()):
                    self.add(verb, "QUALIFY", (name, more))
                    continue
                for whom in ("it", "them"):
                    self.add(f"{verb} {whom}", "QUALIFY", (name, more))
                for article in sorted(vocabulary().articles):
                    self.add(f"{verb} {article}", "QUALIFY_THE", (name, more))
