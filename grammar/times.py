"""Parts of the song, as said: "in the second chorus", "from 0:45 to 1:02", "for the first ten seconds".

They may stand anywhere in a sentence and change nothing of its word order, so they are found before that is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grammar.concept import WHOM, Concept, may_begin
from grammar.intent import Ref, Span
from grammar.spans import moment_at, section_at, span_at

_BARE = ("drop", "break", "build", "solo", "hook", "that")
"""Parts of the song whose names say, bare and in front, something else as well."""

_BUT_ONLY = ("but only", "and only", "but just", "though only", "although only")
"""What says before a part of the song that it is for nothing else."""

_LONG = ("over", "during", "through", "throughout", "across")
"""What an "in" before it does not belong to: "ease the guitars in over the intro"."""


def gathered(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with those that name a part of the song joined to one each, which may be `WHEN`."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        read = None if _fades_in(concepts, at) else span_at(concepts, at)
        if read is None:
            found.append(concepts[at])
            at += 1
            continue
        span, end = read
        if end < len(concepts) and concepts[end].may_be("_ONLY") and _ends(concepts, end + 1):
            end += 1  # "on the choruses only"
        if found and found[-1].word in _BUT_ONLY:
            found.pop()  # "down 3 dB, but only in the verses"
        start, last = concepts[at], concepts[end - 1]
        text = " ".join(concept.text for concept in concepts[at:end])
        found.append(Concept(text, start.start, last.end, {"WHEN": When(span, tuple(concepts[at:end]))}))
        at = end
    return _joined(_apposed(found))


def _fades_in(concepts: Sequence[Concept], at: int) -> bool:
    """Whether "in" is the way that somebody is faded, where the part of the song comes next: "in over verse 1"."""
    ahead = concepts[at + 1] if at + 1 < len(concepts) and concepts[at].word == "in" else None
    if ahead is None or not ahead.may_be("_DURING", "_FROM"):
        return False
    return ahead.word in _LONG or any(one.may_be("_FADE") for one in concepts[max(0, at - 3) : at])


@dataclass(frozen=True, eq=False)
class When:
    """A part of the song and the concepts that said it."""

    span: Span
    said: tuple[Concept, ...]


def whens(concepts: Sequence[Concept]) -> tuple[When, ...]:
    """Return the parts of the song named among gathered concepts."""
    return tuple(when for concept in concepts if isinstance(when := concept.readings.get("WHEN"), When))


def without(concepts: Sequence[Concept]) -> list[Concept]:
    """Return gathered concepts less the parts of the song, and less the "and" or comma that these leave dangling."""
    left: list[Concept] = []
    for at, concept in enumerate(concepts):
        if concept.may_be("WHEN"):
            continue
        beside_when = (at > 0 and concepts[at - 1].may_be("WHEN")) or concepts[at + 1 : at + 2] == []
        beside_when = beside_when and not (left and concepts[at + 1 : at + 2] and concepts[at + 1].may_be("_ABOUT"))
        if concept.may_be("_AND") and (not left or left[-1].may_be("_AND") or (concept.text == "," and beside_when)):
            continue
        left.append(concept)
    while left and left[-1].may_be("_AND"):
        left.pop()
    return left


def ungathered(concepts: Sequence[Concept]) -> list[Concept]:
    """Return gathered concepts as they were before."""
    found: list[Concept] = []
    for concept in concepts:
        when = concept.readings.get("WHEN")
        found += when.said if isinstance(when, When) else [concept]
    return found


def as_somebody(concepts: Sequence[Concept]) -> tuple[list[Concept], Span] | None:
    """Return the concepts with the one bare section as somebody: the mix, or beside a track nobody; None if none is.

    "The chorus is too quiet" is said of the mix in the chorus, "turn up the guitar solo" of the guitar in the solo.
    """
    found = [
        (at, read)
        for at in range(len(concepts))
        if (read := section_at(concepts, at)) and not _is_verb(concepts, at) and not _is_excepted(concepts, at)
    ]
    if not found:
        return None
    at, (section, end) = found[0]
    beside = (at > 0 and concepts[at - 1].may_be(*WHOM)) or (end < len(concepts) and concepts[end].may_be(*WHOM))
    said = concepts[at:end]
    text = " ".join(concept.text for concept in said)
    mix = Concept(text, said[0].start, said[-1].end, {"REF": Ref("main")})
    return [*concepts[:at], *([] if beside else [mix]), *concepts[end:]], Span(section=section)


def headed(concepts: Sequence[Concept]) -> tuple[list[Concept], Span] | None:
    """Return what stands behind a bare section in front, and that: "last chorus, 1 dB louder on the guitars"."""
    if len(concepts) > 1 and concepts[0].may_be("_ONLY"):
        concepts = concepts[1:]  # "only the second verse: vocal up 1 dB"
    named = section_at(concepts, 0) if concepts and not _is_verb(concepts, 0) else None
    if named and (named[0] in _BARE or concepts[named[1] - 1].word == "ending"):
        return None  # "drop the mute of the vocal", "break: only the guitars", "ending with the snare"
    left = list(concepts[named[1] :]) if named else []
    while left and left[0].may_be("_AND", "_COLON"):
        left.pop(0)
    return (left, Span(section=named[0])) if named and left else None


def _is_excepted(concepts: Sequence[Concept], at: int) -> bool:
    """Whether a section is what is left alone: "everything except the chorus" is the mix in no chorus."""
    return at > 0 and concepts[at - 1].may_be("_EXCEPT")


def _is_verb(concepts: Sequence[Concept], at: int) -> bool:
    """Whether "solo" or "drop" is what is to be done, whom is named next: "mute the hat and solo the kick"."""
    heads = may_begin(concepts[:at])
    behind = concepts[at + 1] if at + 1 < len(concepts) else None
    if behind is not None and behind.may_be("KNOB") and concepts[at].may_be("RAISE"):
        return True  # "drop the ceiling"
    if behind is not None and behind.may_be("QUANTITY") and concepts[at].may_be("RAISE") and at > 0:
        return concepts[at - 1].may_be(*WHOM)  # "let the guitars drop 2 dB"
    return heads and behind is not None and behind.may_be(*WHOM) and concepts[at].may_be("SWITCH", "RAISE")


def moment(concepts: Sequence[Concept]) -> tuple[int, int] | None:
    """Return from where to where the one moment is named that has no end: "at 1:30", "around 2 minutes"."""
    for at, concept in enumerate(concepts):
        begin = at + 1 + (at + 1 < len(concepts) and concepts[at + 1].may_be("_ABOUT"))
        read = moment_at(concepts, begin) if concept.may_be("_AT", "_ABOUT") or concept.text == "at" else None
        if read and read[0].unit == "s" and not concepts[begin].may_be("EDGE"):
            return at, read[1]
    return None


def _apposed(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts less a section whose times are told beside it: "in the solo, from 2:05 to 2:30".

    What tells where a section is to be kept in mind, "the chorus is from 0:45 to 1:10", is left as it stands.
    """
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        section = section_at(concepts, at)
        when = concepts[at].readings.get("WHEN")
        end = at + 1 if isinstance(when, When) and _is_section(when.span) else section[1] if section and at else 0
        link = end + 1 if end and end < len(concepts) and concepts[end].text in (",", "(", "-") else end
        after = concepts[link].readings.get("WHEN") if end and link < len(concepts) else None
        told = isinstance(after, When) and not after.span.section and not after.span.until
        both = isinstance(after, When) and after.span.start is not None and after.span.end is not None
        if told and both and not concepts[0].may_be("_MARK", "_GATHER", "_FROM"):
            at = link
        found.append(concepts[at])
        at += 1
    return found


def _is_section(span: Span) -> bool:
    return bool(span.section) and not (span.onwards or span.until or span.also or span.outside)


def _joined(concepts: Sequence[Concept]) -> list[Concept]:
    """Join parts of the song that "and" joins: "in the verse and in the chorus", "in the verse and the bridge"."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        when = concept.readings.get("WHEN")
        while isinstance(when, When) and at + 2 < len(concepts) and concepts[at + 1].may_be("_AND"):
            next_ = concepts[at + 2].readings.get("WHEN")
            bare = section_at(concepts, at + 2) if not isinstance(next_, When) else None
            if isinstance(next_, When):
                more, said, end = next_.span, next_.said, at + 3
            elif bare and when.span.section and not when.span.onwards and _ends(concepts, bare[1]):
                more, said, end = Span(section=bare[0]), tuple(concepts[at + 2 : bare[1]]), bare[1]
            else:
                break
            if more.outside:
                break
            when = When(replace(when.span, also=(*when.span.also, more)), (*when.said, concepts[at + 1], *said))
            last = concepts[end - 1]
            concept = Concept(f"{concept.text} and {last.text}", concept.start, last.end, {"WHEN": when})
            at = end - 1
        found.append(concept)
        at += 1
    return found


def _ends(concepts: Sequence[Concept], at: int) -> bool:
    """Whether a clause may end there: what follows a section then says nothing about it."""
    return at >= len(concepts) or concepts[at].may_be("_AND", "_THEN", "_QUESTION")
