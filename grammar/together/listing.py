"""What is only said to part a list: "1) … 2) …", "first …, second …", and what is said as the reason for a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grammar.catalogue import Label
from grammar.clauses import VERBS
from grammar.concept import Concept, begun, may_begin, undivided, unsaid
from grammar.intent import Again, Ask, Clause, Keep, NotUnderstood, Nudge, Protect, Set, Sound, Talk, Unmask
from grammar.vocabulary import vocabulary
from grammar.words import spell

_MARK = re.compile(r"(?:^|(?<=[\s,;.:(]))\(?(\d{1,2}|[a-h])[.)]\s+(?=[^\W\d_])", re.IGNORECASE)
"""The number or letter of a line: "1. vocal up 2 dB 2. mute the kick", "a) … b) …"."""

_RANKS = (("first", "firstly", "1st"), ("second", "secondly", "2nd"), ("third", "thirdly", "3rd"), ("fourth", "4th"))

_NAMED = ("ROLE", "STRIP", "_TRACK", "SECTION", "QUANTITY", "PLAIN", "_ONE", "_OPTION", "_IS")
"""Behind an ordinal, what makes it one of several: "first guitar", "the second one", "first 10 seconds"."""


def unlisted(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, what counts the items of a list left out and each but the first item begun anew."""
    marks = _numbers(text) or _ranks(concepts)
    if not marks:
        return list(concepts)
    found: list[Concept] = []
    for concept in concepts:
        if not any(start <= concept.start < end for start, end in marks):
            behind = not found or found[-1].text == _PARTED
            if not (behind and concept.may_be("_AND", "_THEN", "_COLON")):
                found.append(concept)
        elif found and found[-1].text != _PARTED:
            while found and found[-1].separates:
                found.pop()
            found.append(Concept(_PARTED, concept.start, concept.start, {"_THEN": ""}))
    return found


_PARTED = ";"


def _numbers(text: str) -> list[tuple[int, int]]:
    """Return where the numbers of a list stand: they count up from the first, or one alone begins the text."""
    marks = list(_MARK.finditer(text))
    told = [match.group(1).casefold() for match in marks]
    counted = [str(i + 1) for i in range(len(told))]
    lettered = list("abcdefgh")[: len(told)]
    alone = len(told) == 1 and told[0].isdigit() and not text[: marks[0].start()].strip()
    if told and (alone or (len(told) > 1 and told in (counted, lettered))):
        return [match.span() for match in marks]
    return []


def _ranks(concepts: Sequence[Concept]) -> list[tuple[int, int]]:
    """Return where "first", "second" … stand at the head of clauses and count nothing but these."""
    found: list[tuple[int, int]] = []
    for at, concept in enumerate(concepts[:-1]):
        rank = next((i for i, words in enumerate(_RANKS) if concept.word in words), None)
        opens = may_begin(concepts[:at])
        if rank == len(found) and opens and not concepts[at + 1].may_be(*_NAMED):
            found.append((concept.start, concept.end))
    alone = len(found) == 1 and concepts[1].may_be(*VERBS)  # "first mute the kick, then ..."
    return found if len(found) > 1 or alone else []


def shared(concepts: Sequence[Concept], start: int, end: int) -> list[Concept]:
    """Return a clause as one with the verb of the clause before it, none if that one begins with no verb.

    "Lose the gate on the snare and the compressor on the hats", "cut 300 on the bass and 500 on the piano".
    """
    if start < 2 or not concepts[start - 1].may_be("_AND") or concepts[start].may_be(*VERBS, *_STATED):
        return []
    said = concepts[start:end]
    dosed = len(said) == 2 and said[0].may_be("DEGREE") and said[1].may_be("EFFECT", "REGION")  # "and a little delay"
    alone = dosed or (len(said) == 1 and said[0].may_be("FAULT"))  # "remove the plosives and breaths"
    if not alone and not any(concept.may_be("_ON", "_OFF", "_FOR", "QUANTITY", "PLAIN") for concept in said):
        return []  # "remove the breaths, level the voice" removes no level
    for at in range(start - 2, -1, -1):
        opens = may_begin(concepts[:at])
        if dosed and opens and concepts[at].may_be(*VERBS) and not concepts[at].may_be("_ADD"):
            break
        if opens and concepts[at].may_be("_SEND"):
            break  # "send the piano into the delay, about 10 %"
        if opens and concepts[at].may_be(*VERBS, "_FIX", "_CURE", "_TAKE"):
            return [concepts[at], *said]
        if concepts[at].may_be("_THEN", "_EXCEPT", "_NOT", "_NEVER", "_IF"):
            break
    return []


def removed_too(concepts: Sequence[Concept], start: int, end: int) -> list[Concept]:
    """Return "delay from the vocal" behind "remove reverb and" as what is removed too, and not as a new delay.

    None if whom it is about was said before the "and", or another verb.
    """
    said = concepts[start:end]
    if start < 3 or not concepts[start - 1].may_be("_AND") or not said[0].may_be("EFFECT", "FAMILY"):
        return []
    begin = begun(concepts, start - 1)
    verb, *things = concepts[begin : start - 1]
    whose = any(one.may_be("STRIP", "ROLE", "REF") for one in things)
    gone = verb.may_be("_REMOVE", "BYPASS") and not verb.may_be("_ADD")
    only = bool(things) and all(one.may_be("EFFECT", "FAMILY", "_AND") for one in things)
    theirs = len(said) > 2 and said[1].may_be("_FROM", "_OFF")  # "and the gate from the snare"
    return [verb, *said] if gone and (theirs or (only and not whose)) and not said[0].may_be("STRIP", "ROLE") else []


def gapped(concepts: Sequence[Concept], start: int, end: int) -> list[Concept]:
    """Return a clause that only says how something is, or is to be, as said of whom the clause before said so.

    "The guitars feel thin and scratchy", "make it punchy and modern", none if the one before says something else.

    References
    ----------
    J. R. Ross, "Gapping and the order of constituents", Progress in Linguistics, 1970: what two joined clauses share
    is said once.
    """
    said = concepts[start:end]
    if start < 2 or not concepts[start - 1].may_be("_AND") or not _states(said):
        return []
    head = list(concepts[: start - 1])
    first = next((at + 1 for at in range(len(head) - 1, -1, -1) if head[at].separates), 0)
    head = head[first:]
    stated = len(head)
    while stated and head[stated - 1].may_be(*_HOW, "DEGREE", "_TOO", "_MORE", "_LESS"):
        stated -= 1
    lessened = any(one.may_be("_LESS") for one in head[stated:])
    if lessened and not any(one.may_be("_LESS", "_MORE", "COMPARATIVE", "BETTER", "POLE") for one in said):
        return []  # "less harsh and warm" may be less of both
    said_so = any(concept.may_be("_IS", "_SOUNDS", "_NEEDS", "_MAKE") for concept in head[:stated])
    if stated == len(head) or not said_so or any(one.may_be("_NOT", "_NO", "_NEVER", "_IF") for one in head):
        return []
    return [*head[:stated], *said]


_HOW = (
    *("QUALITY", "FAULT", "ADJECTIVE", "CHARACTER", "SIMILE", "STATE", "LEVEL_STATE", "LEVEL_FAULT", "COMPARATIVE"),
    *("BETTER", "WEAK"),
)
"""How something may be, or be made."""


def _states(said: Sequence[Concept]) -> bool:
    """Whether words say no more than how something is: "a bit scratchy"."""
    return said[-1].may_be(*_HOW) and all(concept.may_be("DEGREE", "_TOO", "_MORE", "_LESS") for concept in said[:-1])


def continued(concepts: Sequence[Concept], start: int, end: int, tools: Mapping[str, str]) -> list[Concept]:
    """Return a clause as one about the effect that was named before it, none if it says more than how that is to be.

    "A short room on the drums, 0.4 seconds", "compress the vocal, 4:1, fast release".
    """
    said = concepts[start:end]
    if start < 1 or not concepts[start - 1].may_be("_AND") or any(one.may_be(*_NEW) for one in said):
        return []
    share = all(one.may_be("PERCENT", "_ABOUT") for one in said)  # "more feedback on the delay, maybe 40 %"
    before = undivided(reversed(concepts[: start - 1]))
    if share and any(one.may_be("KNOB") for one in before):
        return []
    for at in range(start - 1, -1, -1):
        if concepts[at].may_be("_THEN", "_QUESTION", "_IF", "_REMOVE", "BYPASS"):
            break
        if concepts[at].may_be("_RETURN", "_BUS"):
            break  # "reverb return quiet, -8" sets no reverb on it
        if effect := effect_of(concepts[at], tools):
            tool = Concept(concepts[at].text, concepts[at].start, concepts[at].end, {"EFFECT": effect})
            how = said[-1].may_be("STATE", "TRAIT") and all(one.may_be("DEGREE") for one in said[:-1])
            return [*_set_to(tool), *said] if how else [tool, *said]
    return []


def _set_to(tool: Concept) -> tuple[Concept, ...]:
    """Return an effect as one that is set to what is said of it: "ping pong delay on the vocal, quiet"."""
    return unsaid("set", "_SET", tool.start), tool, unsaid("to", "_TO", tool.end)


_NEW = ("STRIP", "ROLE", "REF", "EFFECT", "FAMILY", "CHARACTER", "REGION", "WHEN", "_IS", "_NOT", "_IF", "_AND", *VERBS)
"""What a clause does not hold that goes on about the effect of the one before."""


def effect_of(concept: Concept, tools: Mapping[str, str]) -> str:
    """Return the effect that a word names, as a noun, a verb or a character that is nothing else; empty if none."""
    label = concept.readings.get("LABEL")
    owner = label.of("") if isinstance(label, Label) else None
    if owner:
        return owner[0]
    if concept.may_be("_GLUING"):
        return "Compressor"  # "a glue compressor across the mix, 2 to 1"
    named = concept.readings.get("EFFECT") or concept.readings.get("DEED")
    return str(named or tools.get(str(concept.readings.get("CHARACTER", "")), ""))


_STATED = ("_IS", "_TOO", "_NO", "_NOT", "_EXCEPT", "_IF", "_NEVER", "REF")
"""What no clause begins with that leaves its verb to the one before."""


WAITING = "it may take back what was said before it; say again what is to be done"

WHICH_CHANGE = "it may be about this change or about the one before; say how much, or say it alone"

CHANGES = (Sound, Nudge, Set)

REASON = "it gives a reason that I cannot tell from a request; say what is to be done alone"


def _asks(clause: Clause) -> bool:
    return not isinstance(clause.meaning, Talk | Keep | Ask | Protect)


def is_reason(before: str, sayings: Sequence[str]) -> bool:
    """Whether what stands before a clause ends with what a reason begins with: "… because"."""
    words = spell(before)
    while words and words[-1] in vocabulary().articles:
        words = words[:-1]
    return any(words[-len(why) :] == why for why in map(spell, sayings))


def reasoned(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses less those that only say why: "turn the bass down because the kick is buried" is the first.

    A reason that asks for something itself is asked about, and so is "hold on a second" behind a request.
    """
    found: list[Clause] = []
    for clause in clauses:
        if isinstance(clause.meaning, Talk) and clause.meaning.kind == "wait" and any(map(_asks, found)):
            clause = replace(clause, meaning=NotUnderstood(clause.text, reason=WAITING))
        elif (
            isinstance(clause.meaning, Again)
            and not clause.meaning.what.target
            and any(isinstance(one.meaning, CHANGES) for one in found)
        ):
            clause = replace(clause, meaning=NotUnderstood(clause.text, reason=WHICH_CHANGE))
        if not clause.why or not found or isinstance(clause.meaning, NotUnderstood):
            found.append(clause)
        elif not clause.complains and not isinstance(clause.meaning, Unmask):
            found.append(replace(clause, meaning=NotUnderstood(clause.text, reason=REASON)))
    return tuple(found)
