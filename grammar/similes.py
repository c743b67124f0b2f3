"""What a sound is compared to, freed from the words around it: "as though one were sitting in a small jazz club"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from grammar.concept import Concept

Covers = Mapping[str, frozenset[str]]
"""For each character the words of sound and the other characters that it is as well."""

PEOPLE = ("STRIP", "ROLE")

GLUE = frozenset(
    spoken
    for line in (
        "it its it's 's is are was were be being been he she they they're we we're you you're i i'm one he's she's",
        "someone somebody band the a an and of from through in inside on at into out coming came comes played playing",
        "sung singing sitting standing recorded tracked performed made heard hearing listening to live right all by",
        "some my your our this that there here now like as if though off down just really",
    )
    for spoken in line.split()
)
"""Words between "like" and what it is like that say no more than that it is."""

MODALS = frozenset(("can", "could", "might"))
BECOMES = frozenset(("be", "sound", "feel", "have", "get", "become", "be made"))

WAYS = {"come up": "_UP", "go up": "_UP", "come down": "_DOWN", "go down": "_DOWN"}

SEEMS = frozenset(("sounds like", "feels like", "seems like", "sounds as if", "sounds as though"))
SEEM = frozenset(("sound like", "feel like"))

WISHES = (*PEOPLE, "REF", "CHARACTER", "QUALITY", "DEGREE", "_ALIKE", "_EFFECT", "_AND", "_MAKE", "_ADD", "_NEEDS")
LINKS = ("_ON", "_FOR", "_TO", "_WITH")


def compared(concepts: Sequence[Concept], covers: Covers, similes: Mapping[str, str]) -> list[Concept]:
    """Return the concepts, a comparison as plain as it can be said."""
    plain = _asked(_bare([*_unglued(concepts)]))
    plain = _seeming(_echoed(plain, similes))
    return _as_one(plain, covers) or plain


def _unglued(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield "like it's coming out of an old radio" as "like an old radio"."""
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        yield concept
        at += 1
        if not concept.may_be("_ALIKE"):
            continue
        end = at
        while end < len(concepts) and _is_glue(concepts[end]):
            end += 1
        if end > at and end < len(concepts) and concepts[end].may_be("CHARACTER"):
            at = end


def _is_glue(concept: Concept) -> bool:
    if concept.text.casefold() == "singing":
        return True
    if concept.may_be("CHARACTER", "_AND", "_THEN", "_NOT", *PEOPLE) and concept.text != "and":
        return False
    return concept.may_be("_ALIKE") or all(word in GLUE for word in concept.text.casefold().split())


def _bare(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what only points at a character: "that Bonham thing", "think Nashville"."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        after = concepts[at + 1] if at + 1 < len(concepts) else None
        points = concept.text.casefold() in ("that", "this", "those", "these", "think", "thinking", "very", "proper")
        if points and after and after.may_be("CHARACTER") and not concept.may_be("CHARACTER"):
            continue
        if concept.may_be("_EFFECT") and found and found[-1].may_be("_EFFECT"):
            continue  # "kind of sound", "style vibe"
        found.append(concept)
    return found


def _asked(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "can the guitars sound like ...?" as what they are to do: a question of that kind is a request."""
    if len(concepts) < 4 or concepts[0].text.casefold() not in MODALS:
        return list(concepts)
    end = 1
    while end < len(concepts) and concepts[end].may_be(*PEOPLE, "REF"):
        end += 1
    if end == 1 or end >= len(concepts) - 1:
        return list(concepts)
    verb, rest = concepts[end], list(concepts[end + 1 :])
    if rest[0].may_be("_TOO", "FAULT", "LEVEL_FAULT", "_CLIPS"):
        return list(concepts)  # "could the vocal be too loud?" does ask
    rest = rest[:-1] if rest[-1].may_be("_QUESTION") else rest
    needs = Concept("should be", verb.start, verb.end, {"_NEEDS": ""})
    way = WAYS.get(verb.text.casefold())
    if way or (verb.text.casefold() in ("come", "go") and rest[0].may_be("_UP", "_DOWN", "COMPARATIVE")):
        moved = [Concept(way.strip("_").lower(), verb.start, verb.end, {way: ""})] if way else []
        return [*concepts[1:end], *moved, *rest]
    if verb.may_be("_ALIKE"):
        return [*concepts[1:end], needs, verb, *rest]
    return [*concepts[1:end], needs, *rest] if verb.text.casefold() in BECOMES and rest else list(concepts)


def _seeming(concepts: Sequence[Concept]) -> list[Concept]:
    """Read "the vocal sounds like a telephone" as no wish: it may be what disturbs."""
    at = next((i for i, concept in enumerate(concepts) if concept.may_be("_ALIKE")), 0)
    whom, text = concepts[:at], concepts[at].text.casefold() if concepts else ""
    said = text.removesuffix(" it's").removesuffix(" it is").removesuffix(" they're")
    if not at or not all(concept.may_be(*PEOPLE, "REF", "_AND") for concept in whom):
        return list(concepts)
    likened = any(concept.may_be("CHARACTER") for concept in concepts[at:])
    if likened and (said in SEEMS or said in SEEM):
        return [*whom, replace(concepts[at], readings={}), *concepts[at + 1 :]]
    return list(concepts)


def _echoed(concepts: Sequence[Concept], similes: Mapping[str, str]) -> list[Concept]:
    """Drop a comparison that says again what is said already: "it should crack like a whip"."""
    at = next((i for i, concept in enumerate(concepts) if concept.may_be("_ALIKE")), 0)
    tail = " ".join(concept.text.casefold() for concept in concepts[at + 1 :])
    meant = similes.get(tail)
    if at and meant and any(concept.readings.get("QUALITY") == meant for concept in concepts[:at]):
        return list(concepts[:at])
    return list(concepts)


def _as_one(concepts: Sequence[Concept], covers: Covers) -> list[Concept]:
    """Return several words for one way to sound as that way: "lo-fi, kind of dusty, like a cassette".

    Nothing else may be said, and all the words must be what the one is as well; an empty list where that is not so.
    """
    kept = [concept for concept in concepts if not concept.may_be("_QUESTION")]
    characters = [concept for concept in kept if concept.may_be("CHARACTER")]
    if len(kept) < 2 or not characters or not all(map(_is_wish, kept)):
        return []
    sounds = [concept for concept in kept if concept.may_be("CHARACTER") or _names_a_sound(concept)]
    if len(sounds) < 2 or not _named_once(kept):
        return []
    likened = [one for before, one in pairwise(kept) if before.may_be("_ALIKE")]
    for one in (*(one for one in likened if one in characters), *reversed(characters)):
        own = covers.get(str(one.readings["CHARACTER"]), frozenset()) | {str(one.readings["CHARACTER"])}
        if all(_said(other) & own for other in sounds):
            whom = [concept for concept in kept if concept.may_be(*PEOPLE, "REF") and concept not in sounds]
            alike = Concept("like", one.start, one.start, {"_ALIKE": ""})
            made = Concept("make", kept[0].start, kept[0].start, {"_MAKE": ""})
            return [made, *whom, alike, one] if whom else [alike, one]
    return []


def _is_wish(concept: Concept) -> bool:
    return concept.may_be(*WISHES, *LINKS) or concept.text.casefold() in ("dry", "clean")


def _names_a_sound(concept: Concept) -> bool:
    return concept.may_be("QUALITY") or concept.text.casefold() in ("dry", "clean")


def _said(concept: Concept) -> set[str]:
    """Return what a word for sound stands for."""
    names = {str(concept.readings[kind]) for kind in ("CHARACTER", "QUALITY") if kind in concept.readings}
    return names | {concept.text.casefold()}


def _named_once(concepts: Sequence[Concept]) -> bool:
    """Whether all who are named are named in one place."""
    at = [i for i, concept in enumerate(concepts) if concept.may_be(*PEOPLE, "REF") and not concept.may_be("CHARACTER")]
    return not at or at[-1] - at[0] == len(at) - 1
