"""One clause: what its concepts mean by their order, or that they cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from grammar import times
from grammar.concept import Concept
from grammar.intent import (
    TIMED,
    WHOLE,
    Apart,
    Ask,
    Export,
    Intent,
    NotUnderstood,
    NotYet,
    Nudge,
    Play,
    Ramping,
    Ref,
    Set,
    Span,
    Sweeping,
    Target,
)
from grammar.numbers import Quantity
from grammar.own_words import called, compared, to_come
from grammar.parsed import Parsed, plain, said_of
from grammar.part_meant import part_meant
from grammar.pieces import Likewise

HEARD = ("_PLAY", "_LOOP", "_SEEK", "_COMPARE", "_MARK", "WIND", "TRANSPORT")
"""Where a clause begins with one of these, a part of the song is what is to be heard."""


def clause(text: str, concepts: Sequence[Concept]) -> Parsed:
    """Read one clause of `text`: first without the part of the song that it names, which may stand anywhere in it."""
    if meant := part_meant(text, concepts):
        return meant
    whens = times.whens(concepts)
    if not whens:
        parsed = plain(text, concepts)
        if parsed.is_read and not _sets_a_clock(concepts, parsed):
            return parsed
        somebody = times.as_somebody(concepts)
        timed = _timed(text, concepts, somebody[0], somebody[1]) if somebody else None
        timed = _there_too(timed) if timed else None
        if timed is None and (behind := times.headed(concepts)):
            timed = _timed(text, concepts, *behind)
        other = timed or compared(text, concepts) or called(text, concepts) or to_come(concepts)
        if parsed.is_read:
            parsed = Parsed(tuple(concepts), None, NotUnderstood(said_of(text, concepts), reason=CLOCKED))
        return other or _unended(text, concepts) or parsed
    if len(whens) > 1 or concepts[0].may_be(*HEARD):
        parsed = plain(text, times.ungathered(concepts))
        return parsed if parsed.is_read or len(whens) > 1 else _heard_there(text, concepts, whens[0].span) or parsed
    left = [_lowered(concept, concepts) for concept in times.without(concepts)]
    timed = next((one for said in _ways(left) if (one := _timed(text, concepts, said, whens[0].span))), None)
    if timed is None and whens[0].span.section.startswith("chorus "):  # "2.5 in chorus 2" sets nothing of an effect
        return Parsed(tuple(concepts), None, NotUnderstood(said_of(text, concepts)))
    return timed or plain(text, times.ungathered(concepts))


def _sets_a_clock(concepts: Sequence[Concept], parsed: Parsed) -> bool:
    """Whether a time by the clock was taken for what a knob is to stand at: "delay on the vocal at 0:12"."""
    clock = any(one.may_be("SECONDS") and ":" in one.text for one in concepts)
    meant = () if isinstance(parsed.meaning, NotUnderstood) else parsed.meaning
    return clock and any(isinstance(part, Set | Nudge) and not part.slot for part in meant)


CLOCKED = "it gives a time of the song where I would need a setting"

UNENDED = 'it says when that begins and not until when; "from 1:30 to 1:40" says both, "from 1:30 on" is to the end'


def _unended(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Return "vocal up 2 dB at 1:30" as what lacks an end; None where that is not all that it lacks."""
    at = times.moment(concepts)
    left = [*concepts[: at[0]], *concepts[at[1] :]] if at else []
    while left and left[-1].may_be("_AND"):
        left.pop()
    if not left or _timed(text, concepts, left, WHOLE) is None:
        return None
    return Parsed(tuple(concepts), None, NotUnderstood(said_of(text, concepts), reason=UNENDED))


def _there_too(parsed: Parsed) -> Parsed:
    """Return "and the bridge too" as what was asked for there too, and not of the mix."""
    assert not isinstance(parsed.meaning, NotUnderstood)
    whom = Target((Ref("main"),))
    parts = [replace(p, target=Target()) if isinstance(p, Likewise) and p.target == whom else p for p in parsed.meaning]
    return replace(parsed, meaning=tuple(parts))


def _ways(left: Sequence[Concept]) -> Iterator[Sequence[Concept]]:
    """Yield what is left without the part of the song, and what it comes to where that part is who it is about.

    "The first ten seconds should be piano only", "the last bar should be louder".
    """
    if left:
        yield left
    if len(left) > 1 and left[0].may_be("_NEEDS"):
        yield left[1:] if any(one.may_be("_ONLY") for one in left) else [_mix(left[0].start), *left]
    elif len(left) > 1 and left[0].may_be("_IS", "_SOUNDS", "_HAS", "_LACKS", "SUFFERS"):
        yield [_mix(left[0].start), *left]


def _mix(at: int) -> Concept:
    return Concept("the mix", at, at, {"REF": Ref("main")})


def _heard_there(text: str, concepts: Sequence[Concept], span: Span) -> Parsed | None:
    """Read "loop bars 9 to 16" as looping, there; None where something else is asked for."""
    parsed = plain(text, times.without(concepts))
    if (
        span.outside
        or isinstance(parsed.meaning, NotUnderstood)
        or not all(isinstance(one, Play) for one in parsed.meaning)
    ):
        return None
    asked = tuple(replace(one, span=span) for one in parsed.meaning if isinstance(one, Play) and not one.span)
    return replace(parsed, concepts=tuple(concepts), meaning=asked) if asked else None


def _lowered(concept: Concept, concepts: Sequence[Concept]) -> Concept:
    """Return a verb as what it can only be for a part of the song: to cut somebody there is to leave them out.

    To duck somebody under nobody is to turn them down there.
    """
    left = times.without(concepts)
    if concept is left[0] and concept.may_be("CUT") and _only_people(left[1:]):
        return concept.read_as("SWITCH", "mute")  # "cut the drums in the bridge"
    if not concept.may_be("_DUCK"):
        return concept
    under = any(by.may_be("_DUCKED_BY") and whom.may_be("STRIP", "ROLE", "REF") for by, whom in pairwise(left))
    return concept if under else concept.read_as("RAISE", "down")


def _only_people(concepts: Sequence[Concept]) -> bool:
    return bool(concepts) and all(c.may_be("STRIP", "ROLE", "_AND") and not c.may_be("REGION") for c in concepts)


def _timed(text: str, concepts: Sequence[Concept], left: Sequence[Concept], span: Span) -> Parsed | None:
    """Read a clause for a part of the song by what is `left` of it without that; None if that cannot be."""
    parsed = plain(text, left)
    if isinstance(parsed.meaning, NotUnderstood) or _sets_a_clock(left, parsed):
        return None
    meaning = tuple(_alone(part) for part in parsed.meaning) if not _hears(left) else parsed.meaning
    if swept := _swept(meaning, left, span):
        meaning = swept
    bounded = span.end is not None or (bool(span.section) and not span.onwards and not span.outside)
    if bounded and (start := _from_level(left)):
        meaning = tuple(_ramp(part, start) for part in meaning)
    if not all(isinstance(part, TIMED | Export | NotYet | Likewise) or _is_asked_there(part) for part in meaning):
        return None
    return replace(parsed, concepts=tuple(concepts), meaning=meaning, span=span, left=tuple(left))


def _swept(meaning: tuple[Intent | Likewise, ...], left: Sequence[Concept], span: Span) -> tuple[Sweeping, ...]:
    """Return "the toms from left to right", said between two times, as going there; all through they are apart."""
    timed = span.start is not None and not span.section and not span.outside
    way = next((other for one, other in pairwise(left) if one.may_be("_FROM") and other.may_be("SIDE")), None)
    if not timed or way is None or not all(isinstance(part, Apart) for part in meaning):
        return ()
    start = -100.0 if way.readings["SIDE"] == "left" else 100.0
    return tuple(Sweeping(part.target, start, -start) for part in meaning if isinstance(part, Apart))


def _hears(left: Sequence[Concept]) -> bool:
    """Whether somebody is to be heard alone now, which mutes nobody in the mix: "solo it", "let me hear only it"."""
    return any(one.may_be(*HEARD) or {*one.word.split()} & _LISTENS for one in left)


_LISTENS = {"solo", "soloed", "hear", "listen"}


def _alone(part: Intent | Likewise) -> Intent | Likewise:
    """Return "only the vocal", said of a part of the song, as all the others muted there."""
    if isinstance(part, Set) and part.effect == "Solo" and not part.slot and not part.target.without:
        return replace(part, effect="Mute", target=Target((Ref("all"),), part.target.refs))
    return part


def _is_asked_there(part: Intent | Likewise) -> bool:
    return isinstance(part, Ask) and part.is_of_a_part


def _from_level(left: Sequence[Concept]) -> Quantity | None:
    """Return the level that somebody starts from: "take the vocal from -2 to +1 between 2:00 and 2:12"."""
    said = [other for one, other in pairwise(left) if one.may_be("_FROM")]
    value = next((one.readings.get(kind) for one in said for kind in ("PLAIN", "QUANTITY") if one.may_be(kind)), None)
    return value if isinstance(value, Quantity) and value.unit in ("", "dB") else None


def _ramp(part: Intent | Likewise, start: Quantity) -> Intent | Likewise:
    """Return a fader that goes from one level to another within a part of the song as the ramp that this is."""
    if isinstance(part, Set) and part.effect == "Fader" and not part.slot:
        end = float(dict(part.knobs)["gain_db"])
        return Ramping(part.target, start.value, end if end != start.value else 0.0)
    return part
