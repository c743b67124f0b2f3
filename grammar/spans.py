"""Which part of the song is named from a place on: a time, a section, from one to the other, the first bars.

What is read comes with where it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grammar.beside_section import beside_section
from grammar.concept import Concept
from grammar.intent import Span
from grammar.led import led
from grammar.numbers import Quantity
from grammar.outside import outside
from grammar.refs import HALVES

IN_SECONDS = {"s": 1.0, "ms": 0.001}

MOMENTARY = ("clicky", "plosive")
"""Faults that are over as soon as they are heard."""

BEFORE_S, AFTER_S = 1.0, 2.0
"""How far around the time that a person read off a display such a fault is looked for."""

_STARTING = ("starting", "beginning", "as of", "as from")
"""What says of a section that it is where something begins, and not that alone."""

_HEARD = ("_TOO", "_TOO_MUCH", "LEVEL_FAULT", "FAULT", "_CANT_HEAR")
"""What is said of how something is, and not asked for: it is over when the moment is."""


@dataclass(frozen=True)
class Moment:
    """One end of a stretch: a time, a section, or the start or end of the song; `unit` is `s`, `bars` or unsaid."""

    at: float = 0.0
    unit: str = ""
    section: str = ""
    is_end: bool = False


Read = tuple[Span, int]


def span_at(concepts: Sequence[Concept], at: int) -> Read | None:
    """Return the part of the song that is named from `at` on with all that it takes to be one, and where that ends."""
    if read := led(concepts, at, moment_at) or _stretch(concepts, at) or outside(concepts, at, section_at, _timed):
        return read
    return _plain(concepts, at)


def _stretch(concepts: Sequence[Concept], at: int) -> Read | None:
    return beside_section(concepts, at, section_at) or _lasting(concepts, at)


def _timed(concepts: Sequence[Concept], at: int) -> Read | None:
    """Read what the rest of the song is beside, where that is no section alone."""
    return _stretch(concepts, at) or _plain(concepts, at) or _between(concepts, at, at)


def _plain(concepts: Sequence[Concept], at: int) -> Read | None:
    begin = at + 1 if concepts[at].may_be("_DURING", "_FROM", "_UNTIL", "_AT") else at
    if concepts[at].may_be("_AT") and begin < len(concepts) and concepts[begin].may_be("_ABOUT"):
        begin += 1
    begin = at + 1 if concepts[at].may_be("_ABOUT") and _happens_at_once(concepts) else begin
    if begin == at + 1 and begin < len(concepts) and concepts[begin].may_be("_DURING", "_FROM"):
        begin += 1  # "only in the chorus", "on from 0:45"
    return _between(concepts, at, begin) or _edge(concepts, begin) or (_one(concepts, at, begin))


def _lasting(concepts: Sequence[Concept], at: int) -> Read | None:
    """Read "at 2:40 for ten seconds", "from the chorus for two bars": from when on, and how long."""
    first = moment_at(concepts, at + 1) if concepts[at].may_be("_AT", "_FROM") else None
    if first is None or first[1] >= len(concepts) or concepts[first[1]].word not in ("for", "during"):
        return None
    long = _quantity(concepts, first[1] + 1)
    if long is None or not (first[0].unit or first[0].section) or long[0].unit not in (*IN_SECONDS, "bars"):
        return None
    bars = long[0].unit == "bars"
    length = long[0].value * IN_SECONDS.get(long[0].unit, 1.0)
    if first[0].section and not first[0].is_end:
        return Span(section=first[0].section, edge="first", bars=bars, long=length), long[1]
    if bars and first[0].unit == "s":
        return Span(first[0].at, edge="first", bars=True, long=length), long[1]
    if bars != (first[0].unit == "bars"):
        return None
    return Span(first[0].at, first[0].at + length, bars=bars), long[1]


def _between(concepts: Sequence[Concept], at: int, begin: int) -> Read | None:
    """Read "from 0:45 to 1:02", "between the verse and 1:10", "0:20 to 0:30"."""
    first = moment_at(concepts, begin)
    if first is None or first[1] >= len(concepts) or not concepts[first[1]].may_be("_UNTIL", "_TO", "_AND"):
        return None
    link = concepts[first[1]]
    if two := _two_bars(concepts, begin, first):
        return two
    if link.may_be("_IS") or link.text == ",":
        return None  # "chorus 3 is 2:48 to 3:14", "from 2:00, five seconds of piano"
    second = moment_at(concepts, first[1] + 1)
    if second is None:
        return None
    start, end = first[0], second[0]
    if not start.unit and not start.section and not start.is_end:
        start = replace(start, unit=end.unit)
    if not end.unit and not end.section and not end.is_end:
        end = replace(end, unit=start.unit)
    said_so = concepts[at].may_be("_FROM") or (link.may_be("_UNTIL", "_TO") and not concepts[at].may_be("_UNTIL"))
    if (
        not said_so
        or not (start.unit or start.section or start.is_end or end.section)
        or _is_loose(start, end, at, begin)
    ):
        return None
    if {start.unit, end.unit} == {"s", "bars"} or not (_is_place(start) and _is_place(end)):
        return None
    end_s = None if end.section or end.is_end else end.at
    if start.section:
        through = end.is_end and bool(end.section)
        return Span(None, end_s, start.section, onwards=True, until=end.section, through=through), second[1]
    bars = "bars" in (start.unit, end.unit)
    last = end_s + 1 if bars and end_s is not None else end_s
    through = end.is_end and bool(end.section)
    return Span(start.at, last, until=end.section, bars=bars, through=through), second[1]


def _two_bars(concepts: Sequence[Concept], begin: int, first: tuple[Moment, int]) -> Read | None:
    """Read "bars 15 and 16", which follow each other."""
    many = concepts[begin].may_be("_BAR") and concepts[begin].word.endswith("s")
    second = _quantity(concepts, first[1] + 1) if many and concepts[first[1]].may_be("_AND") else None
    if second is None or second[0].unit or second[0].value != first[0].at + 1:
        return None
    return Span(first[0].at, second[0].value + 1, bars=True), second[1]


def _is_loose(start: Moment, end: Moment, at: int, begin: int) -> bool:
    """Whether two moments with nothing in front are no stretch: "the verse and the chorus"."""
    return at == begin and not (start.unit and end.unit)


def _is_place(moment: Moment) -> bool:
    return bool(moment.unit or moment.section or moment.is_end or moment.at == 0)


def _edge(concepts: Sequence[Concept], begin: int) -> Read | None:
    """Read "the first ten seconds", "the last bar"."""
    if begin >= len(concepts):
        return None
    ordinal, last = concepts[begin].readings.get("ORDINAL"), concepts[begin].may_be("_LAST")
    if not last and ordinal != "1":
        return None
    read = _quantity(concepts, begin + 1)
    if begin + 1 < len(concepts) and concepts[begin + 1].may_be("_BAR"):
        read = Quantity(1.0, "bars"), begin + 2
    elif begin + 1 < len(concepts) and concepts[begin + 1].word in ("minute", "half minute"):
        read = Quantity(60.0 if concepts[begin + 1].word == "minute" else 30.0, "s"), begin + 2
    if read is None or read[0].unit not in (*IN_SECONDS, "bars") or _is_of_a_section(concepts[read[1] :]):
        return None
    (value, unit), end = (read[0].value, read[0].unit), read[1]
    bars = unit == "bars"
    long = value * IN_SECONDS.get(unit, 1.0)
    if last:
        return Span(-long, bars=bars), end
    return (Span(1.0, long + 1, bars=True) if bars else Span(0.0, long)), end


def _is_of_a_section(rest: Sequence[Concept]) -> bool:
    """Whether a part of a section is named and not of the song: "the first two bars of the chorus"."""
    return len(rest) > 1 and rest[0].may_be("_OF") and rest[0].text != "on" and section_at(rest, 1) is not None


def _one(concepts: Sequence[Concept], at: int, begin: int) -> Read | None:
    """Read "in the chorus", "from 1:00 on", "until the bridge", "in bars 5 to 8"."""
    if begin == at:
        return None
    read = moment_at(concepts, begin)
    if read is None:
        return None
    moment, end = read
    if concepts[at].word == "up to" and any(one.may_be("KNOB") for one in concepts[:at]):
        return None  # "push the decay up to 3 seconds"
    onwards = end < len(concepts) and concepts[end].may_be("_ONWARDS")
    if concepts[at].may_be("_UNTIL") and not (moment.section and concepts[at].may_be("_DURING")):
        if not (moment.unit or moment.section):
            return None
        last, through = None if moment.section else moment.at, bool(moment.section) and moment.is_end
        return Span(0.0, last, until=moment.section, bars=moment.unit == "bars", through=through), end
    if moment.section and moment.is_end:
        return None  # at the end of it: how long that is nobody said
    if moment.section and not concepts[at].may_be("_FROM"):
        return Span(section=moment.section), end
    if moment.section:
        starts = onwards or concepts[at].word.startswith(_STARTING) or _turns(concepts[:at])
        return (Span(section=moment.section, onwards=True), end + onwards) if starts else None
    if moment.unit == "s" and concepts[at].may_be("_AT", "_ABOUT") and _happens_at_once(concepts):
        return around(moment.at), end  # "a click at 1:23"
    if concepts[at].may_be("_FROM") and moment.unit in ("s", "bars"):
        return Span(moment.at, bars=moment.unit == "bars"), end + onwards
    if moment.unit == "bars" and concepts[at].word != "at" and _goes_on(concepts[begin], concepts[end:]):
        return None  # "in bars 3 and 7"
    if moment.unit == "bars" and concepts[at].may_be("_DURING") and not _stops(concepts[0], concepts[at]):
        return Span(moment.at, moment.at + 1, bars=True), end
    return None


def _turns(said: Sequence[Concept]) -> bool:
    """Whether something goes up or down, which it does from there on: "guitars up from the second chorus"."""
    takes = any(one.may_be("_REMOVE", "_KILL", "_TAKE", "_OFF", "BYPASS") for one in said)
    return not takes and any(one.may_be("_UP", "_DOWN", "BETTER", "COMPARATIVE") for one in said)


def _stops(first: Concept, when: Concept) -> bool:
    """Whether a bar is where somebody stops, which goes on: "stop the hat at bar 30"."""
    return first.may_be("TRANSPORT") and when.word == "at"


def _goes_on(named: Concept, rest: Sequence[Concept]) -> bool:
    """Whether another bar is named behind one of several."""
    many = named.may_be("_BAR") and named.word.endswith("s")
    return many and len(rest) > 1 and rest[0].may_be("_AND") and rest[1].may_be("PLAIN")


def _happens_at_once(concepts: Sequence[Concept]) -> bool:
    """Whether what is spoken of happens at one moment: a click, or what somebody heard there."""
    return any(concept.readings.get("QUALITY") in MOMENTARY or concept.may_be(*_HEARD) for concept in concepts)


def around(moment_s: float) -> Span:
    """Return where that is looked for which a person heard at a time."""
    return Span(max(0.0, moment_s - BEFORE_S), moment_s + AFTER_S)


def moment_at(concepts: Sequence[Concept], at: int) -> tuple[Moment, int] | None:
    """Read "1:30", "bar 9", "verse 2", "the end of the bridge": one end of a stretch."""
    if at >= len(concepts):
        return None
    if section := section_at(concepts, at):
        return Moment(section=section[0]), section[1]
    within = at + 2 < len(concepts) and concepts[at].may_be("EDGE") and concepts[at + 1].may_be("_OF", "_ON")
    if within and (of := section_at(concepts, at + 2)):  # "the end of the bridge"
        return Moment(section=of[0], is_end=concepts[at].readings["EDGE"] == "end"), of[1]
    if concepts[at].may_be("EDGE"):
        is_end = concepts[at].readings["EDGE"] == "end"
        return Moment(unit="" if is_end else "s", is_end=is_end), at + 1
    if concepts[at].may_be("_BAR"):
        read = _quantity(concepts, at + 1)
        return (Moment(read[0].value, "bars"), read[1]) if read and not read[0].unit else None
    read = _quantity(concepts, at)
    if read is None or read[0].signed or read[0].unit not in ("", *IN_SECONDS):
        return None
    quantity, end = read
    more = _quantity(concepts, end) if quantity.unit == "s" and quantity.value >= 60 else None
    if more and more[0].unit == "s" and not more[0].signed and more[0].value < 60:
        return Moment(quantity.value + more[0].value, "s"), more[1]  # "1 minute 20 seconds"
    unit = "s" if quantity.unit else ""
    return Moment(quantity.value * IN_SECONDS.get(quantity.unit, 1.0), unit), end


def _quantity(concepts: Sequence[Concept], at: int) -> tuple[Quantity, int] | None:
    if at >= len(concepts):
        return None
    for concept in ("QUANTITY", "PLAIN"):
        value = concepts[at].readings.get(concept)
        if isinstance(value, Quantity):
            return value, at + 1
    return None


def section_at(concepts: Sequence[Concept], at: int) -> tuple[str, int] | None:
    """Read "chorus", "the second verse", "verse 2", "every chorus", "the last chorus"."""
    which, begin = "", at
    if concepts[at].may_be("ORDINAL") and at + 1 < len(concepts):
        which, begin = str(concepts[at].readings["ORDINAL"]), at + 1
    elif concepts[at].may_be("_LAST") and at + 1 < len(concepts):
        which, begin = "last", at + 1
    elif (concepts[at].may_be("_EVERY", "_BOTH") or concepts[at].word == "all") and at + 1 < len(concepts):
        begin = at + 1
    name = concepts[begin].readings.get("SECTION")
    if not isinstance(name, str):
        return None
    end = begin + 1
    if name in HALVES:  # the second half of the chorus is not that of the song
        of = end < len(concepts) and concepts[end].word == "of"
        return None if which or of else (name, end)
    if not which and end < len(concepts):
        number = concepts[end].readings.get("PLAIN")
        if isinstance(number, Quantity) and not number.signed and number.value == int(number.value) > 0:
            which, end = str(int(number.value)), end + 1
    several = begin > at or concepts[begin].word.endswith("s")
    if several and not which and (spared := _all_but_one(concepts, end, name)):
        return spared
    named = f"last {name}" if which == "last" else f"{name} {which}" if which else name
    return named, end


def _all_but_one(concepts: Sequence[Concept], at: int, name: str) -> tuple[str, int] | None:
    """Read "but the last", "except the second one" behind "every chorus"."""
    if at + 1 >= len(concepts) or not concepts[at].may_be("_EXCEPT"):
        return None
    one, end = concepts[at + 1], at + 2
    if one.word in ("the last one", "last one"):
        return f"{name} but last", end
    if not one.may_be("_LAST", "ORDINAL"):
        return None
    again = end < len(concepts) and (concepts[end].readings.get("SECTION") == name or concepts[end].word == "one")
    if end + again < len(concepts) and not concepts[end + again].may_be(
        "_AND", "_THEN", "_QUESTION", "_COLON", *_STATES
    ):
        return None
    return f"{name} but {'last' if one.may_be('_LAST') else one.readings['ORDINAL']}", end + again


_STATES = ("_IS", "_NEEDS", "_HAS", "_SOUNDS", "_ADD")
"""What may follow a part of the song that it is said of."""
