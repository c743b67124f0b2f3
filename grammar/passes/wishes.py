"""What is told around a complaint or a wish: "it feels like …", "I wish the vocal was …", "I've been at this for …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept, may_begin, unsaid
from grammar.vocabulary import word_list


def chatted(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "I've been at this for six hours" as talk, up to where something is asked for."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        at += 1
        if concept.may_be("_BEEN_AT") and may_begin(found):
            end = at
            while end < len(concepts) and not _begins(concepts[end:]):
                end += 1
            concept = Concept(concept.text, concept.start, concepts[end - 1].end, {"TALK": "tired"})
            at = end
            if at < len(concepts) and not concepts[at].separates:
                found.append(concept)
                concept = unsaid(",", "_AND", concept.end)
        found.append(concept)
    return found


def _begins(rest: Sequence[Concept]) -> bool:
    """Whether something is asked for, or said of somebody, from here on."""
    told = len(rest) > 1 and rest[0].may_be(*PEOPLE) and rest[1].may_be(*STATED)
    return told or rest[0].may_be("_AND", "_THEN", "_MAKE", "_TURN", "CUT", "RAISE", "DEED")


STATED = ("_IS", "FIGHT", "LEVEL_FAULT", "_TOO", "_LACKS", "_NEEDS", "SUFFERS", "MISSES", "_UNGLUED", "_TOO_MUCH")


def felt(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop "it feels like" before a whole complaint: "feels like the kick and bass are fighting"."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        told = concepts[at + 1 :]
        end = next((i for i, one in enumerate(told) if one.may_be("_THEN") or one.text == ","), len(told))
        start = may_begin(found)
        its = start or (found[-1].word in ("it", "that", "this") and (len(found) == 1 or found[-2].separates))
        stated = (
            end > 1 and told[0].may_be(*PEOPLE, "REF", "REGION") and any(one.may_be(*STATED) for one in told[1:end])
        )
        if (
            its
            and stated
            and concept.may_be("_ALIKE")
            and concept.word in (*word_list("it_seems"), *word_list("they_seem"))
        ):
            if not start:
                found.pop()
            continue
        found.append(concept)
    return found


def annoyed(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop how a complaint strikes somebody: "there's a ring in the snare that drives me mad"."""
    found: list[Concept] = []
    for concept in concepts:
        if concept.may_be("_ANNOYS"):
            at = len(found)
            while at and (found[at - 1].may_be("_IS") or found[at - 1].may_be("DEGREE")):
                at -= 1
            if at and found[at - 1].word in word_list("annoys"):
                del found[at - 1 :]
                continue
        found.append(concept)
    return found


ASKS = ("_UP", "_DOWN", "COMPARATIVE", "BETTER", "_MORE", "_LESS", "_NEEDS", "QUANTITY", "_ONLY")
"""One of these stands in what asks for something, of which nothing said may be passed over."""


def heard_so(concepts: Sequence[Concept]) -> list[Concept]:
    """Return a complaint or a question without how it was heard: "dull compared to other records", "harsh on my TV"."""
    found: list[Concept] = []
    for part in _clauses(concepts):
        asks = any(one.may_be(*ASKS) for one in part) or any(one.may_be(*VERBS) for one in part[:1])
        found += part if asks else _without_how(part)
    return found


def _clauses(concepts: Sequence[Concept]) -> Iterator[Sequence[Concept]]:
    start = 0
    for at, concept in enumerate(concepts):
        if concept.separates:
            yield concepts[start : at + 1]
            start = at + 1
    yield concepts[start:]


def _without_how(part: Sequence[Concept]) -> list[Concept]:
    found: list[Concept] = []
    at = 0
    while at < len(part):
        end = at + 1
        if part[at].may_be("_COMPARED_TO"):
            while end < len(part) and part[end].may_be("_ANYBODYS"):
                end += 1
            end = end + 1 if end < len(part) and part[end].may_be("_RECORDS") else at
        if not part[at].may_be("_HEARD_SO", "_COMPARED_TO") or end == at:
            found.append(part[at])
            end = at + 1
        at = end
    return found


WERE = {
    "was": "be",
    "were": "be",
    "is": "be",
    "are": "be",
    "sounded": "be",
    "felt": "be",
    "sounds": "be",
    "feels": "be",
    "would be": "be",
    "could be": "be",
    "sound": "be",
    "had": "",
    "has": "",
    "have": "",
    "would have": "",
    "got": "",
}


def wished(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "I wish the vocal was warmer", "I wish the drums hit harder" as what they should be."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        if not concepts[at].may_be("_WISH"):
            found.append(concepts[at])
            at += 1
            continue
        end = at + 1
        while (
            end < len(concepts) and concepts[end].may_be(*PEOPLE, "REF", "_AND") and not concepts[end].may_be("_WISH")
        ):
            end += 1
        if end == at + 1 or end >= len(concepts):
            found.append(concepts[at])
            at += 1
            continue
        verb = concepts[end]
        needs = unsaid("should be", "_NEEDS", verb.start)
        found += [*concepts[at + 1 : end], needs]
        at = end + (verb.word in WERE or verb.may_be("_NEEDS"))
    return found
