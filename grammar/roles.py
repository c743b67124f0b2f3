"""Roles: what a track plays in the song, the words for it, and what its name says it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grammar.words import spell


@dataclass(frozen=True)
class Role:
    """One role.

    Attributes
    ----------
    talk
        Words for it, in sentences and in names of tracks.
    names
        Further words for it that only names of tracks use.
    spoken
        Further words for it that only sentences use: "the vocal" is the lead, a track called that may be any.
    of
        The family it belongs to, empty if it is one itself.
    joins
        The families that it is made of, as a rhythm section is.
    places
        Where several of it are numbered: words for the first, for the middle one and for the last.
    upper
        Words for all of several but the last.
    strict
        Whether none but who plays it is meant by it: no other voice is "the guest".
    instead
        Roles of which the first that is there is meant where nobody plays it: the cymbals are on the overheads.
    """

    name: str
    talk: tuple[str, ...]
    names: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    of: str = ""
    joins: tuple[str, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    upper: tuple[str, ...] = ()
    strict: bool = False
    instead: tuple[str, ...] = ()

    def among(self, strips: Sequence[str], words: str) -> list[str]:
        """Return whom of those that play it these words mean: "rack toms" are all toms but the lowest, as numbered."""
        numbers = {strip: strip.rpartition(" ")[2] for strip in strips}
        if words not in self.upper or len(strips) < 2:
            return list(strips)
        lowest = {strip for strip in strips if any(said in strip.casefold() for said in self.places[-1])}
        if not lowest and all(digits.isdigit() for digits in numbers.values()):
            lowest = {max(strips, key=lambda strip: int(numbers[strip]))}
        return [strip for strip in strips if strip not in lowest] or list(strips)

    @property
    def said(self) -> tuple[str, ...]:
        """Every word for it in a sentence."""
        return (*self.talk, *self.spoken)


def _read() -> Mapping[str, Role]:
    rows = tomllib.loads(Path(__file__).with_name("roles.toml").read_text(encoding="utf-8"))
    return {
        name: Role(
            name,
            talk=tuple(row["talk"]),
            names=tuple(row.get("names", ())),
            spoken=tuple(row.get("spoken", ())),
            of=row.get("of", ""),
            joins=tuple(row.get("joins", ())),
            upper=tuple(row.get("upper", ())),
            strict=bool(row.get("strict", False)),
            instead=tuple(row.get("instead", ())),
            places=tuple(tuple(row.get(place, ())) for place in ("first", "middle", "last")),
        )
        for name, row in rows.items()
    }


ROLES: Mapping[str, Role] = _read()
"""Every role, by name."""


def family_of(role: str) -> str:
    """Return the family that a role belongs to in the end, itself if to none: the kick is of the drums."""
    while role in ROLES and ROLES[role].of:
        role = ROLES[role].of
    return role


@cache
def members(role: str) -> frozenset[str]:
    """Return a role and every role in its family: `guitar` has electric and acoustic ones, and those lead guitars."""
    own = [members(other.name) for other in ROLES.values() if other.of == role or other.name in ROLES[role].joins]
    return frozenset({role}).union(*own)


def players(role: str, cast: Mapping[str, str]) -> list[str]:
    """Return who plays a role, or one of its family's.

    Nobody may, by that name: then those known to play something of the family are meant, as "the lead vocal" of a
    song whose only voice is just called "Vox"; or those who play it among other things, as "BassDrums" does.

    Parameters
    ----------
    cast
        Each track with its role, empty where it is unknown.
    """
    found = [track for track, plays in cast.items() if plays in members(role)]
    family = [track for track, plays in cast.items() if plays and plays == ROLES[role].of and not ROLES[role].strict]
    named = [track for track in cast if named_in(track) & members(role)]
    instead = ([track for track, plays in cast.items() if plays == other] for other in ROLES[role].instead)
    return found or family or named or next(filter(None, instead), [])


SURE, FAIRLY_SURE, FAMILY_ONLY = 1.0, 0.9, 0.8
"""Confidence: the name is the role's word and nothing else; it says more besides; it names just a family."""

_MIXED = 0.3
"""Two roles of different families stand in the name ("BassDrums"): probably both play in it."""


def role_of(track: str) -> tuple[str, float]:
    """Tell from a track's name what plays on it.

    Parameters
    ----------
    track
        The name, as files have it: `01_Kick_In`, `LeadVox`, `E Gtr 2`.

    Returns
    -------
    role, confidence
        The role's name, empty if the name tells nothing; confidence from 0 to 1. A name with several
        roles of no common family has none that can be told: the first one is given, at low confidence.
    """
    words = _name_words(track)
    found = _roles_in(words)
    if not found:
        return "", 0.0
    best = _finest(found)
    if best is None:
        return found[0][0], _MIXED
    told = sum(length for role, length in found if best in members(role) or role == best)
    alone = told == sum(not word.isdigit() for word in words)
    if not ROLES[best].of and members(best) != {best}:
        return best, FAMILY_ONLY
    return best, SURE if alone else FAIRLY_SURE


def named_in(track: str) -> frozenset[str]:
    """Return every role that stands in a track's name, as bass and drums do in `BassDrums`."""
    return frozenset(role for role, _ in _roles_in(_name_words(track)))


def _roles_in(words: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return the roles named, left to right, longest name first, with how many words each took."""
    known = _by_words()
    found: list[tuple[str, int]] = []
    at = 0
    while at < len(words):
        for length in range(min(3, len(words) - at), 0, -1):
            role = known.get(words[at : at + length])
            if role:
                found.append((role, length))
                at += length
                break
        else:
            at += 1
    return found


def _finest(found: list[tuple[str, int]]) -> str | None:
    """Return the one role that all of `found` agree on: `drums` and `kick` are a kick; None if they disagree."""
    names = {role for role, _ in found}
    finest = [name for name in names if not any(other != name and other in members(name) for other in names)]
    return finest[0] if len(finest) == 1 else None


@cache
def _by_words() -> Mapping[tuple[str, ...], str]:
    return {spell(word): role.name for role in ROLES.values() for word in (*role.talk, *role.names)}


def _name_words(track: str) -> tuple[str, ...]:
    """Return a name's words, parted at marks, digits and capitals, run-together roles taken apart."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", track)
    whole = tuple(word for word in spell(track) if word.isalnum())
    words = tuple(piece for word in spell(parted) if word.isalnum() for piece in _unglued(word))
    return whole if len(_roles_in(whole)) and len(whole) < len(words) and (whole in _by_words()) else words


def _unglued(word: str) -> tuple[str, ...]:
    """Part a word that is two roles' words glued together, `bassdrums`; others stay whole."""
    known = _by_words()
    if (word,) in known:
        return (word,)
    for cut in range(3, len(word) - 2):
        if (word[:cut],) in known and (word[cut:],) in known:
            return word[:cut], word[cut:]
    return (word,)
