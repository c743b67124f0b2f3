"""Who says so: "my mum says the singing is too quiet", "the snare is too loud, the drummer says", "his toms"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grammar.concept import PEOPLE, WHOM, Concept, may_begin
from grammar.vocabulary import vocabulary, word_list


def said_behind(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts without who is said, behind it, to say so: "the snare is too loud, the drummer says"."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        opens = may_begin(found)
        taken = _said_by(text, concepts, at) if opens and found else 0
        if taken and all(one.may_be("_QUESTION", "_THEN") for one in concepts[at + taken :][:1]):
            found.pop()  # "..., the drummer says"
            at += taken
            continue
        if concept.word.endswith(" hear") and _is_dosed(concepts[at + 1 :]):
            at += 1
            continue
        if concept.word in word_list("whose") and at + 1 < len(concepts) and concepts[at + 1].may_be(*PEOPLE):
            at += 1
            continue
        found.append(concept)
        at += 1
    return found


def _said_by(text: str, concepts: Sequence[Concept], at: int) -> int:
    """Return how many concepts say that somebody says something; 0 if they do not."""
    verb = next((i for i in range(at + 1, min(at + 4, len(concepts))) if concepts[i].may_be("_SAYS")), 0)
    if not verb:
        return 0
    whom = concepts[at:verb]
    if len(whom) == 1 and whom[0].word in word_list("who_says"):
        return 2
    before = text[: whom[0].start].casefold().split()[-1:]
    named = bool(before) and (before[0] in vocabulary().articles or before[0] in word_list("whose"))
    if not named or not all(not one.readings or one.may_be(*PEOPLE, "_FOLK") for one in whom):
        return 0
    return verb + 1 - at


def _is_dosed(behind: Sequence[Concept]) -> bool:
    """Whether more or less of something is to be heard: "can we hear more bass"."""
    return bool(behind) and behind[0].may_be("DEGREE", "_MORE", "_LESS", "QUANTITY")


def said_in_front(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield what somebody says or wants without who that is: "my mum says the singing is too quiet"."""
    at = 0
    while at < len(concepts):
        opens = may_begin(concepts[:at])
        taken = _reporting(concepts[at:]) if opens else 0
        that = taken and at + taken < len(concepts) and concepts[at + taken].word == "that"
        at += taken + bool(that)
        if at < len(concepts):
            yield concepts[at]
        at += 1


def _reporting(concepts: Sequence[Concept]) -> int:
    """Return how many concepts say no more than that somebody says something, or wants it."""
    folk = 1 if concepts[0].may_be("_FOLK") else 0
    player = concepts[0].word in word_list("players")
    says = concepts[folk or player : (folk or player) + 2]
    wants = len(says) > 1 and says[0].may_be("_WANTS") and (folk or (player and says[1].may_be("STRIP", "ROLE")))
    if len(says) < 2 or not (says[0].may_be("_SAYS") or wants):
        return 0
    if says[0].start > concepts[0].end + 1:
        return 0  # what "our drummer always says" asks for nothing now
    that = says[1].word == "that"
    told = that or says[1].may_be(*WHOM, *(("_MORE", "_LESS", "_THERE") if folk else ()))
    return (folk or player) + 1 if told else 0  # "the singer says more reverb" may be about the singer
