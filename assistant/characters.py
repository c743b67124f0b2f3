"""What a sound can be made to sound like, read from `characters.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from dsp.effect import Effect
from dsp.effects import BY_NAME


@dataclass(frozen=True)
class Character:
    """One likeness.

    Attributes
    ----------
    words
        How it is said.
    says, why
        How a reply names it, and what is true of the real thing.
    figure, edges
        What is measured: the share of the sound within a band of Hz or of what lies below that, that band against
        another, its crest factor, how far hits stand over what follows them, its sides, its level over its reverb.
    against
        For "tone", the band that is held against the first.
    chain
        The effects that make it, in order.
    room, over_db
        The shared reverb's knobs, and by how much the sound is to stand over it; none if it needs no room.
    covers
        The words of sound, and the other characters, that it is as well.
    reduction_db
        By how much the compressor of the chain turns loud moments down, whatever the level; 0 leaves its threshold.
    """

    words: tuple[str, ...]
    says: str
    why: str
    figure: Literal["band", "below", "tone", "crest", "hits", "sides", "dryness", "echo"]
    edges: tuple[float, float] = (0.0, 0.0)
    against: tuple[float, float] = (0.0, 0.0)
    chain: tuple[Effect, ...] = ()
    room: tuple[tuple[str, float], ...] = ()
    over_db: float = 0.0
    reduction_db: float = 0.0
    covers: tuple[str, ...] = ()


@cache
def _raw() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("characters.toml").read_text(encoding="utf-8"))


@cache
def characters() -> Mapping[str, Character]:
    """Return every character, by the name that intents use; raises `OutOfRange` if a knob cannot stand so."""
    found: dict[str, Character] = {}
    for name, row in _raw().items():
        if name in ("similes", "vague", "dislikes"):
            continue
        kept = dict(row)
        chain = tuple(_effect(dict(one)) for one in kept.pop("chain", []))
        room = tuple((str(k), float(v)) for k, v in dict(kept.pop("room", {})).items())
        listed: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()
        }
        found[name] = Character(**listed, chain=chain, room=room)
    return found


def _effect(knobs: dict[str, Any]) -> Effect:
    kind = BY_NAME[str(knobs.pop("effect"))]
    return kind(**{name: float(value) for name, value in knobs.items()})


@cache
def similes() -> Mapping[str, str]:
    """Return for each thing that a sound is compared to the word of sound it stands for."""
    return {said: quality for quality, some in _raw()["similes"].items() for said in some}


@cache
def dislikes() -> Mapping[str, str]:
    """Return for each thing that nobody wants to hear the fault of what is compared to it."""
    return {said: quality for quality, some in _raw()["dislikes"].items() for said in some}


@cache
def vague() -> Mapping[str, tuple[str, ...]]:
    """Return for each word that may mean several ways to sound which those are, one with a minus less of it."""
    return {said: tuple(row["means"]) for row in _raw()["vague"] for said in row["words"]}


def covers() -> Mapping[str, frozenset[str]]:
    """Return what each character is as well, and is made by, so that both said in one breath are one wish."""
    return {name: frozenset((*character.covers, *_made_by(character))) for name, character in characters().items()}


def _made_by(character: Character) -> Iterator[str]:
    yield from (type(effect).__name__ for effect in character.chain)
    if character.room:
        yield "Reverb"


LARGE_S, SMALL_S = 1.3, 0.8
"""A room that rings for so long may be called large, and one for no longer than that small."""

SIZES = {
    "large": ("big", "huge", "large", "giant", "massive", "enormous", "vast", "empty", "deserted"),
    "small": ("small", "tiny", "little"),
}


def tools() -> Mapping[str, str]:
    """Return for each character that is a single effect which that is: what is said behind it is about that."""
    return {name: type(one.chain[0]).__name__ for name, one in characters().items() if len(one.chain) == 1}


def words() -> Mapping[str, tuple[str, ...]]:
    """Return how people say each character, for the lexicon: a large place also as a large one."""
    return {name: (*character.words, *_sized(character)) for name, character in characters().items()}


def _sized(character: Character) -> Iterator[str]:
    decay_s = dict(character.room).get("decay_s")
    if decay_s is None:
        return
    sizes = SIZES["large"] if decay_s >= LARGE_S else SIZES["small"] if decay_s <= SMALL_S else ()
    every = {word for one in characters().values() for word in one.words}
    for word in character.words:
        bare = word.partition(" ")[0] not in (*SIZES["large"], *SIZES["small"], "in", "like", "on", "a")
        yield from (f"{size} {word}" for size in sizes if bare and f"{size} {word}" not in every)
