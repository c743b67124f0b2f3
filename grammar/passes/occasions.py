"""When a thing is to be, told by what happens then: "once the chorus hits", "at the one minute mark", "past 3:40".

Each is made the plain part of the song that it is, before the parts of the song are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept, undivided, unsaid
from grammar.numbers import Quantity
from grammar.refs import Ref
from grammar.sayings import Sayings
from grammar.spans import around
from grammar.through import through
from grammar.times import When
from grammar.vocabulary import word_list
from grammar.words import spell

_MARK = frozenset(["mark", "point"])

_PAST = frozenset(["past", "beyond"])


BY_WORD = "by_word"
"""The act of doing something on single words, which can be done where it is told when they are sung."""


def occasioned(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts with parts of the song and moments in it as plain as they can be said."""
    unfused, plain = partial(_unfused, sayings=sayings), partial(_plain, sayings=sayings)
    return through(concepts, unfused, plain, _spoken, _bounded, _entering, _struck)


def _unfused(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts, "down from 1:10" as down, from then on: nobody is put under a time."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        head, space, tail = concept.word.rpartition(" ")
        whole, first = sayings.readings.get(spell(head)) if space else None, (tail,)
        rest = concepts[at + 1 :]
        there = concept.may_be("_DROWNING_IN") and tail == "in" and _section(rest) and rest[0].start > concept.end + 1
        parts = there or (concept.may_be("_UNDER", "_COMING_FROM") and tail == "from" and _is_time(rest))
        along = rest and rest[0].may_be("QUANTITY", "ORDINAL", "_LAST", "SECTION", "PLAIN")
        parts = parts or (concept.may_be("_LEFT_OVER") and tail == "over" and bool(along))  # "left over the last 10 s"
        if parts and whole:
            middle = concept.end - len(tail)
            found.append(Concept(concept.text[: len(head)], concept.start, concept.start + len(head), whole))
            found.append(Concept(tail, middle, concept.end, sayings.readings[first]))
        else:
            found.append(concept)
    return found


_LEVELS = ("louder", "quieter", "softer")
"""How a part of the song may be beside all the rest of it."""

_OF_EFFECT = ("deeper", "faster", "slower", "shallower")
"""What a chorus is that is an effect."""

_OF_SONG = ("wide", "narrow", "mono")
"""What a part of the song is said to be too much, too."""

SENT = ("Reverb", "Delay")
"""The effects that several tracks share, so that how much of one there is on a track is what is sent there."""


def _plain(concepts: Sequence[Concept], sayings: Sayings) -> Iterator[Concept]:
    """Yield the concepts, "the drum bus up" as that bus up, "the reverb send" as the reverb, "the chorus" as a part.

    What is louder or wider than before is the chorus of the song; the effect is deeper or faster.
    """
    for at, concept in enumerate(concepts):
        before = concepts[at - 1] if at else None
        head, _, way = concept.word.partition(" ")
        whole = sayings.readings.get((way,), {})
        if before and before.may_be(*PEOPLE) and head == "bus" and way in ("up", "down"):
            middle = concept.start + len(head)
            yield Concept(concept.text[: len(head)], concept.start, middle, sayings.readings[(head,)])
            yield Concept(concept.text[-len(way) :], concept.end - len(way), concept.end, whole)
            continue
        compared, than, whom = concept.word.partition(" than")
        of_part = than and bool(_section(concepts)) and compared in _LEVELS
        if of_part and whom in (" the rest", " everything else", " the others"):
            concept = replace(concept, readings=sayings.readings[(compared,)])  # "the intro quieter than the rest"
        sized = before is not None and getattr(before.readings.get("QUANTITY"), "unit", "") == "dB"
        if sized and concept.word == "softer":
            concept = replace(concept, readings=sayings.readings[("quieter",)])  # "the percussion 3 dB softer"
        if before and concept.word in ("send", "sends") and before.readings.get("EFFECT") in SENT:
            continue
        if concept.may_be("SECTION") and _is_of_song(concept, before, concepts[at + 1 :]):
            concept = concept.only("SECTION")
        if (concept.may_be("SECTION") and _stands_before(concept, before, concepts[at + 1 :])) or (
            concept.may_be("SECTION") and _stands_behind(concepts[:at], concepts[at + 1 :])
        ):
            yield unsaid("in", "_DURING", concept.start)
            concept = concept.only("SECTION")
        yield concept


def _is_of_song(concept: Concept, before: Concept | None, rest: Sequence[Concept]) -> bool:
    """Whether a chorus is that of the song: "the chorus louder", "the chorus is too wide", "chorus guitars up 2"."""
    if not concept.may_be("EFFECT") or not rest:
        return False
    clause = undivided(rest)
    if concept.may_be("FRESH"):
        opens = before is None or before.separates
        moved = any(one.may_be("_UP", "_DOWN", "COMPARATIVE", "BETTER", "_TOO", "_NEEDS") for one in clause)
        return opens and rest[0].may_be(*PEOPLE) and moved and not any(one.may_be("KNOB", "PERCENT") for one in clause)
    if rest[0].may_be("COMPARATIVE", "BETTER"):
        return rest[0].word not in _OF_EFFECT
    stated = rest[0].may_be("_IS", "_SOUNDS") and any(one.may_be("_TOO") for one in clause)
    return stated and clause[-1].word in _OF_SONG


def _stands_before(concept: Concept, before: Concept | None, rest: Sequence[Concept]) -> bool:
    """Whether a part of the song is named right before whom something is said of there: "the intro voice up 2 dB"."""
    clause = undivided(rest)
    if len(clause) < 2 or not clause[0].may_be("ROLE", "STRIP"):
        return False
    if before is not None and before.may_be("_TURN", "RAISE", "_PUSH"):  # "turn the chorus guitars up 2"
        moved = any(one.may_be("_UP", "_DOWN", "QUANTITY") for one in clause)
        return moved and not concept.may_be("SWITCH") and not any(one.may_be("PERCENT", "KNOB") for one in clause)
    opens = before is None or before.separates
    does = concept.may_be(*VERBS, "SWITCH") or concept.word == "build"  # "build the drums up"
    return opens and not does and not concept.may_be("EFFECT", "REGION", *PEOPLE)


def _stands_behind(said: Sequence[Concept], rest: Sequence[Concept]) -> bool:
    """Whether a part of the song is only named behind what is asked for there: "vox +1 chorus", "... chorus only"."""
    if rest and rest[0].may_be("_ONLY") and (len(rest) == 1 or rest[1].separates):
        if said and said[-1].may_be("_DURING", "_FROM", "_UNTIL", "_AT", "ORDINAL", "_LAST", "_EVERY"):
            return False  # "in the second chorus only" is plain already
        asked = any(one.may_be("_UP", "_DOWN", "COMPARATIVE", "BETTER", "SWITCH") for one in said)
        return asked and any(one.may_be(*PEOPLE) for one in said)
    clause = undivided(reversed(said))
    first = clause[0].readings if clause else {}
    number = first.get("QUANTITY", first.get("PLAIN"))
    alone = len(clause) == 1 and len(said) > 1  # "guitars -1 verse, +1 chorus"
    if not isinstance(number, Quantity) or number.unit not in ("", "dB"):
        return False
    if not (clause[-1].may_be(*PEOPLE) or (alone and number.signed)):
        return False
    moved = number.signed or any(one.may_be("_UP", "_DOWN") for one in clause)
    return moved and (not rest or rest[0].separates)


def _seconds(concept: Concept) -> Quantity | None:
    number = concept.readings.get("QUANTITY")
    return number if isinstance(number, Quantity) and number.unit == "s" and not number.signed else None


def _is_time(rest: Sequence[Concept]) -> bool:
    """Whether a time of the song comes next."""
    return bool(rest) and (_seconds(rest[0]) is not None or rest[0].may_be("_BAR", "SECTION", "EDGE"))


def _count(concept: Concept) -> int:
    number = concept.readings.get("PLAIN")
    whole = isinstance(number, Quantity) and not number.signed and number.value == int(number.value)
    return int(number.value) if isinstance(number, Quantity) and whole else -1


def _spoken(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, times as one speaks them as times: "1 minute 12", "between one twenty and two oh five"."""
    found: list[Concept] = []
    for concept in concepts:
        before = found[-1] if found else None
        seconds, minutes = _count(concept), (_seconds(before) if before else None)
        if before and minutes and "minute" in before.word and 0 <= seconds < 60 and minutes.value % 60 == 0:
            time = replace(minutes, value=minutes.value + seconds)
            found[-1] = _joined(before, concept, {"QUANTITY": time, "SECONDS": time})
            continue
        spelt = (
            before is not None and before.text.isalpha() and concept.text.replace("-", " ").replace(" ", "").isalpha()
        )
        linked = len(found) > 1 and found[-2].may_be("_FROM", "_UNTIL", "_AND", "_TO", "_AT")
        counted = before and spelt and linked and 0 < _count(before) < 10 <= seconds < 60
        if before and counted and any(one.may_be("_FROM", "_UNTIL") for one in found):
            time = Quantity(_count(before) * 60.0 + seconds, "s")
            found[-1] = _joined(before, concept, {"QUANTITY": time, "SECONDS": time})
            continue
        found.append(concept)
    return found


def _joined(one: Concept, other: Concept, readings: dict[str, object]) -> Concept:
    return Concept(f"{one.text} {other.text}", one.start, other.end, readings)


def _bounded(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, "past 3:40" as from then on, "the one minute mark" as that time."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        rest = concepts[at + 1 :]
        if concept.word in _MARK and found and _seconds(found[-1]):
            continue
        if concept.word in _PAST and rest and _seconds(rest[0]):
            concept = concept.read_as("_FROM")
        found.append(concept)
    return found


def _entering(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, "when the chorus kicks in" as in the chorus.

    Of "where the piano solo comes in, lift it" it is the piano that is meant.
    """
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        until = concept.may_be("_UNTIL", "_FROM")
        if concept.word not in word_list("once") and not until:
            found.append(concept)
            at += 1
            continue
        rest = concepts[at + 1 :]
        people = 1 if rest and rest[0].may_be(*PEOPLE) and not until else 0
        name = _section(rest[people:])
        end = people + name
        comes = name and end < len(rest) and (rest[end].may_be("_COMES_IN") or rest[end].word in word_list("begins"))
        if not comes:
            found.append(concept)
            at += 1
            continue
        found.append(concept if until else concept.read_as("_DURING"))
        found += rest[people:end]
        at += 1 + end + 1
        if people:
            return [*found, *_pointed(concepts[at:], rest[0])]
    return found


def _section(rest: Sequence[Concept]) -> int:
    """Return how many concepts name a part of the song: "chorus", "second verse", "every chorus"."""
    ahead = 1 if rest and rest[0].may_be("ORDINAL", "_LAST", "_EVERY") else 0
    return ahead + 1 if len(rest) > ahead and rest[ahead].may_be("SECTION") else 0


def _pointed(rest: Sequence[Concept], whom: Concept) -> list[Concept]:
    """Return the rest with the first "it" as who was named."""
    at = next((i for i, one in enumerate(rest) if one.word in ("it", "that", "them")), None)
    return list(rest) if at is None else [*rest[:at], whom, *rest[at + 1 :]]


def _struck(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts without what is struck at a time told beside it: "the snare hit around 0:58".

    Of a word of the text it is the singer who is meant.
    """
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        stop = next((i for i in range(at + 1, min(at + 6, len(concepts))) if concepts[i].may_be("_AT", "_ABOUT")), 0)
        behind = concepts[stop + 1 :] if stop else ()
        timed = _seconds(behind[1 if behind[0].may_be("_ABOUT") and len(behind) > 1 else 0]) if behind else None
        between = concepts[at + 1 : stop] if timed else ()
        # what stands between it and its time only says which it is: "the last word of the verse, at 0:52"
        quoted = 1 if concept.word == "word" and between and not between[0].may_be("_OF", "_AND") else 0
        plain = all(not one.readings or one.may_be("_OF", "SECTION") or one.text == "," for one in between[quoted:])
        by_word = concept.readings.get("ACT") == BY_WORD
        if not (by_word or concept.word in word_list("struck")) or not timed or not plain or len(between) > 3:
            found.append(concept)
            at += 1
            continue
        named = any(one.may_be(*PEOPLE) for one in (*found, *concepts[stop:]))
        if by_word and not named:
            on = concept.read_as("_ON")
            found += [on, concept.read_as("ROLE", Ref("role", "lead vocal", words="vocal"))]
        while found and found[-1].may_be("_LAST", "ORDINAL"):
            found.pop()
        if found and found[-1].word in ("'s", "’s"):
            found.pop()
        if found and found[-1].may_be("_ON", "_DURING") and (named or concept.word not in word_list("sung")):
            found.pop()
        elif not by_word and not named and concept.word in word_list("sung"):
            found.append(concept.read_as("ROLE", Ref("role", "lead vocal", words="vocal")))
        at = stop + 1 + concepts[stop + 1].may_be("_ABOUT")
        said = tuple(concepts[stop : at + 1])
        text = " ".join(one.text for one in said)
        when = When(around(timed.value), said)
        found.append(Concept(text, said[0].start, said[-1].end, {"WHEN": when}))
        at += 1
    return found
