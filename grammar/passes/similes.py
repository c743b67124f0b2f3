"""What a sound is compared to, freed from the words around it: "as though one were sitting in a small jazz club"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import cast

from grammar.concept import PEOPLE, Concept, unsaid
from grammar.passes.wishes import annoyed, chatted, felt, heard_so, wished
from grammar.sayings import Sayings
from grammar.through import through
from grammar.vocabulary import word_list

Covers = Mapping[str, frozenset[str]]
"""For each character the words of sound and the other characters that it is as well."""


WAYS = {"come up": "_UP", "go up": "_UP", "come down": "_DOWN", "go down": "_DOWN"}


WISHES = (*PEOPLE, "REF", "CHARACTER", "QUALITY", "DEGREE", "_ALIKE", "_EFFECT", "_AND", "_MAKE", "_ADD", "_NEEDS")
LINKS = ("_ON", "_FOR", "_TO", "_WITH")


def compared(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts, a comparison as plain as it can be said."""
    plain = through(
        concepts,
        chatted,
        annoyed,
        heard_so,
        felt,
        wished,
        _unlabelled,
        _unglued,
        partial(_bare, covers=sayings.covers),
        _to_be,
        _asked,
        partial(_echoed, similes=sayings.similes),
        _contrasted,
        _seeming,
    )
    as_one = partial(_as_one, covers=sayings.covers)
    return as_one(plain) or [one for part in _breaths(plain) for one in as_one(part) or part]


WORKERS = ("EFFECT", "DEED", "KNOB", "FAMILY", "FADE", "_FADE")


def _unlabelled(concepts: Sequence[Concept]) -> list[Concept]:
    """Read "smooth" as a way to sound, and not as the kind of a limiter, where no effect is spoken of."""
    if any(concept.may_be(*WORKERS) for concept in concepts):
        return list(concepts)
    return [one.but("LABEL") if one.may_be("LABEL") and one.may_be("QUALITY") else one for one in concepts]


def _breaths(concepts: Sequence[Concept]) -> list[list[Concept]]:
    """Return the stretches between commas and full stops, each with what parts it from the one before."""
    found: list[list[Concept]] = [[]]
    for concept in concepts:
        if concept.text in (",", ";", ".") and found[-1]:
            found.append([concept])
            found.append([])
        else:
            found[-1].append(concept)
    return [part for part in found if part]


def _to_be(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "(I want) the snare to crack", "the hats to be like silk" as what they should be."""
    at = next((i for i, concept in enumerate(concepts) if not concept.may_be(*PEOPLE, "REF", "_AND")), 0)
    if not at or at + 1 >= len(concepts) or concepts[at].word not in ("to", "to be", "to sound", "to feel"):
        return list(concepts)
    if not concepts[at + 1].may_be("QUALITY", "_ALIKE", "SIMILE"):
        return list(concepts)
    return [*concepts[:at], concepts[at].read_as("_NEEDS"), *concepts[at + 1 :]]


def _contrasted(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "like silk, not like a spray can" as two wishes: to be like the one, and less like the other."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        after = concepts[at + 1] if at + 1 < len(concepts) else None
        disliked = after is not None and after.may_be("FAULT") and after.word.startswith("like ")
        if concept.may_be("_NOT") and disliked and any(one.may_be("_ALIKE", "QUALITY") for one in concepts[:at]):
            while found and found[-1].may_be("_AND", "_BUT", "_THEN"):
                found.pop()
            found.append(unsaid(",", "_AND", concept.start))
            found.append(replace(concept, text="less", readings={"_LESS": ""}))
        else:
            found.append(concept)
    return found


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
    if concept.word in ("singing", "singer", "band", "choir", "drummer", "crowd"):
        return True
    if concept.may_be("CHARACTER", "_AND", "_THEN", "_NOT", *PEOPLE) and concept.text != "and":
        return False
    return concept.may_be("_ALIKE") or all(word in word_list("says_no_more") for word in concept.word.split())


def _bare(concepts: Sequence[Concept], covers: Covers) -> list[Concept]:
    """Drop what only points at a character: "that Bonham thing", "a Daptone record, grit and all"."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        after = concepts[at + 1] if at + 1 < len(concepts) else None
        word = concept.word
        points = word in ("that", "this", "those", "these", "think", "thinking", "very", "proper", "something")
        if word == "almost" and after and after.may_be("_ALIKE"):
            continue
        if points and after and after.may_be("CHARACTER", "_ALIKE") and not concept.may_be("CHARACTER"):
            continue
        if found and _adds_nothing(found, concept, after, covers):
            continue
        found.append(concept)
    if [one.word for one in found[-2:]] == ["and", "all"] and found[:-2] and _is_sound(found[-3]):
        return found[:-2]
    return _owned(found)


def _adds_nothing(found: Sequence[Concept], concept: Concept, after: Concept | None, covers: Covers) -> bool:
    """Whether a word behind a character says no more than that it is one: "style vibe", "a Motown record"."""
    before, word = found[-1], concept.word
    if concept.may_be("_EFFECT") and before.may_be("_EFFECT"):
        return True  # "kind of sound", "style vibe"
    if before.may_be("CHARACTER") and word in word_list("records") and not before.may_be("PLATFORM"):
        return True
    if word == "almost" and any(one.may_be("_ALIKE") for one in found):
        return True
    if concept.may_be("EFFECT") and len(found) > 1 and before.may_be("_EFFECT") and found[-2].may_be("CHARACTER"):
        own = covers.get(str(found[-2].readings["CHARACTER"]), frozenset())  # "dub style delays"
        return str(concept.readings["EFFECT"]) in own and after is not None and after.may_be(*LINKS)
    return False


def _is_sound(concept: Concept) -> bool:
    return concept.may_be("CHARACTER", "QUALITY", "FAULT", "SIMILE")


def _owned(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "like Joy Division's snare" as the snare like Joy Division, where nobody else is named."""
    for at in range(1, len(concepts) - 2):
        like, who, has, whom = concepts[at - 1 : at + 3]
        if like.may_be("_ALIKE") and who.may_be("CHARACTER") and has.text == "'s" and whom.may_be(*PEOPLE):
            rest = [*concepts[: at - 1], *concepts[at + 3 :]]
            if not any(one.may_be(*PEOPLE) and not one.may_be("_EFFECT") for one in rest):
                return [*concepts[: at - 1], whom, like, who, *concepts[at + 3 :]]
            if any(one.readings == whom.readings for one in rest):
                return [*concepts[: at + 1], *concepts[at + 3 :]]
    return list(concepts)


def _asked(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "can the guitars sound like ...?" as what they are to do: a question of that kind is a request."""
    if len(concepts) < 4 or concepts[0].word not in word_list("modals"):
        return list(concepts)
    end = 1
    while end < len(concepts) and concepts[end].may_be(*PEOPLE, "REF", "SECTION"):
        end += 1
    if end == 1 or end >= len(concepts) - 1:
        return list(concepts)
    verb, rest = concepts[end], list(concepts[end + 1 :])
    if rest[0].may_be("_TOO", "FAULT", "LEVEL_FAULT", "_CLIPS"):
        return list(concepts)  # "could the vocal be too loud?" does ask
    rest = rest[:-1] if rest[-1].may_be("_QUESTION") else rest
    needs = Concept("should be", verb.start, verb.end, {"_NEEDS": ""})
    way = WAYS.get(verb.word)
    if way or (verb.word in ("come", "go") and rest and rest[0].may_be("_UP", "_DOWN", "COMPARATIVE")):
        moved = [Concept(way.strip("_").lower(), verb.start, verb.end, {way: ""})] if way else []
        return [*concepts[1:end], *moved, *rest]
    if verb.may_be("_ALIKE"):
        return [*concepts[1:end], needs, verb, *rest]
    return [*concepts[1:end], needs, *rest] if verb.word in word_list("becomes") and rest else list(concepts)


def _seeming(concepts: Sequence[Concept]) -> list[Concept]:
    """Read "the vocal sounds like a telephone" as no wish: it may be what disturbs."""
    at = next((i for i, concept in enumerate(concepts) if concept.may_be("_ALIKE")), 0)
    whom, text = concepts[:at], concepts[at].word if concepts else ""
    said = text.removesuffix(" it's").removesuffix(" it is").removesuffix(" they're")
    if not at or not all(concept.may_be(*PEOPLE, "REF", "_AND", "_RETURN", "_BUS", "EFFECT") for concept in whom):
        return list(concepts)
    likened = any(concept.may_be("CHARACTER") for concept in concepts[at:])
    if likened and (said in (*word_list("it_seems"), *word_list("they_seem"))):
        return [*whom, concepts[at].only(), *concepts[at + 1 :]]
    return list(concepts)


def _echoed(concepts: Sequence[Concept], similes: Mapping[str, str]) -> list[Concept]:
    """Drop a comparison that says again what is said already: "it should crack like a whip"."""
    at = next((i for i, concept in enumerate(concepts) if concept.may_be("_ALIKE")), 0)
    if cut := next((i for i in range(at + 1, len(concepts)) if concepts[i].may_be("_AND", "_THEN", "_NOT")), 0):
        head = _echoed(concepts[:cut], similes)
        return [*head, *concepts[cut:]] if len(head) < cut else list(concepts)
    tail = " ".join(concept.word for concept in concepts[at + 1 :])
    meant = similes.get(tail)
    said = {str(concept.readings["QUALITY"]) for concept in concepts[:at] if "QUALITY" in concept.readings}
    if meant and any(meant == name or {meant, name} <= kin for name in said for kin in KIN):
        return list(concepts[:at])
    return list(concepts)


KIN = (
    frozenset(("warm", "smooth", "full", "deep", "dark", "close")),
    frozenset(("bright", "airy", "present", "close", "smooth")),
    frozenset(("punchy", "full", "deep", "present")),
    frozenset(("wide", "full", "airy", "distant")),
)
"""Ways to sound of which an image for one only paints another: "smooth like velvet"."""


def _as_one(concepts: Sequence[Concept], covers: Covers) -> list[Concept]:
    """Return several words for one way to sound as that way: "lo-fi, kind of dusty, like a cassette".

    Nothing else may be said, and all the words must be what the one is as well; an empty list where that is not so.
    """
    kept = _denied([concept for concept in concepts if not concept.may_be("_QUESTION")])
    characters = [concept for concept in kept if concept.may_be("CHARACTER")]
    if len(kept) < 2 or not characters:
        return []
    every = frozenset(one for some in covers.values() for one in some)
    if not all(_is_wish(one, every) for one in kept):
        return []
    sounds = [concept for concept in kept if concept.may_be("CHARACTER") or _names_a_sound(concept, every)]
    if len(sounds) < 2 or not _named_once(kept):
        return []
    likened = [one for before, one in pairwise(kept) if before.may_be("_ALIKE")]
    for one in (*(one for one in likened if one in characters), *reversed(characters)):
        own = covers.get(str(one.readings["CHARACTER"]), frozenset()) | {str(one.readings["CHARACTER"])}
        if all(_said(other) & own for other in sounds):
            whom = [concept for concept in kept if concept.may_be(*PEOPLE, "REF") and concept not in sounds]
            alike = unsaid("like", "_ALIKE", one.start)
            made = unsaid("make", "_MAKE", kept[0].start)
            return [made, *whom, alike, one] if whom else [alike, one]
    return []


def _denied(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "no polish", "not polished" as one word for what it is not to be."""
    found: list[Concept] = []
    for concept in concepts:
        if found and found[-1].may_be("_NO", "_NOT") and _is_sound(concept):
            before = found.pop()
            names = _said(concept)
            found.append(Concept(f"no {concept.text}", before.start, concept.end, {"_DENIED": frozenset(names)}))
        else:
            found.append(concept)
    return found


def _is_wish(concept: Concept, every: frozenset[str]) -> bool:
    return concept.may_be(*WISHES, *LINKS) or _names_a_sound(concept, every)


def _names_a_sound(concept: Concept, every: frozenset[str]) -> bool:
    """Whether a word is one for how things sound, or one that some character is said to be as well."""
    told = concept.word in every and not concept.may_be(*PEOPLE)
    return concept.may_be("QUALITY", "_DENIED") or told


def _said(concept: Concept) -> set[str]:
    """Return what a word for sound stands for."""
    if denied := concept.readings.get("_DENIED"):
        return {f"-{name}" for name in cast(frozenset[str], denied)}
    names = {str(concept.readings[kind]) for kind in ("CHARACTER", "QUALITY") if kind in concept.readings}
    return names | {concept.word}


def _named_once(concepts: Sequence[Concept]) -> bool:
    """Whether all who are named are named in one place."""
    at = [i for i, concept in enumerate(concepts) if concept.may_be(*PEOPLE, "REF") and not concept.may_be("CHARACTER")]
    return not at or at[-1] - at[0] == len(at) - 1
