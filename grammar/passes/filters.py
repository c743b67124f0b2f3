"""What is filtered within an echo or a reverb, however it is put: "roll off the lows in the vocal reverb below 250".

An echo has filters of its own; the reverb is filtered where it stands, on the return that all share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grammar.catalogue import Knob, Label, kind_of
from grammar.concept import Concept, unsaid
from grammar.numbers import LEAST_HZ, Quantity
from grammar.together.listing import effect_of

_CORNERS = {"HighPass": "low_cut_hz", "LowPass": "high_cut_hz"}
"""What a filter is called where it is a knob of an echo."""

_ECHOES = frozenset({"repeats", "echoes", "repeat"})
"""What an echo may be called beside its name."""

_REMOVING = ("CUT", "_ROLL_OFF", "_ROLL", "_TAKE", "_REMOVE", "_LESS")
_LINKS = (
    *("_ON", "_OF", "_AT", "_TO", "_FROM", "_ABOUT", "_FOR", "_IN", "_OFF", "_OUT_OF", "_SET", "_ADD", "_WITH"),
    *("_RETURN", "_BUS", "_EFFECT", "_ANYTHING", *_REMOVING),
)
"""What may stand between them and says nothing of its own."""

_NOTHING = (
    "nothing",
    "no",
    "so",
    "that",
    "so that",
    "gets",
    "get",
    "comes",
    "come",
    "passes",
    "goes",
    "through",
    "is",
    "left",
)
"""What may stand there where it says that nothing is to be left."""

_ENDS = {"lows": "HighPass", "highs": "LowPass"}

_USUAL_HZ = {"HighPass": 250.0, "LowPass": 6000.0}
"""Where a reverb or an echo is cut that is to lose its lows or its highs, and no number is said."""


def filtered(concepts: Sequence[Concept], tools: Mapping[str, str]) -> list[Concept]:
    """Return the concepts, a clause that filters an echo or a reverb said plainly."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        end = next(
            (i for i in range(at, len(concepts)) if concepts[i].separates or concepts[i].word == "but"), len(concepts)
        )
        clause = concepts[at:end]
        found += _within(clause) or _listed(found, clause, tools) or clause
        found += concepts[end : end + 1]
        at = end + 1
    return found


def _listed(before: Sequence[Concept], clause: Sequence[Concept], tools: Mapping[str, str]) -> list[Concept]:
    """Return a filter in a list of what an echo is to have as its own: "delay on the vocal, eighths, high cut 4k"."""
    filters = [one for one in clause if one.readings.get("EFFECT") in _CORNERS]
    numbers = [one for one in clause if _is_pitch(one)]
    if not before or before[-1].text != "," or (len(filters), len(numbers)) != (1, 1):
        return []
    known = {*map(id, (*filters, *numbers))}
    if not all(id(one) in known or one.may_be("_AT", "_OF", "_TO", "_ABOUT", "_WITH") for one in clause):
        return []
    since = [named for one in before if (named := "?" if one.may_be("FAMILY", "_THEN") else effect_of(one, tools))]
    if not since or since[-1] != "Delay":
        return []
    field = _CORNERS[str(filters[0].readings["EFFECT"])]
    knob = replace(filters[0], readings={"KNOB": Knob(kind_of("Delay").params[field].words[0], (("Delay", field),))})
    return [knob, replace(numbers[0], start=max(numbers[0].start, knob.end))]


def _within(clause: Sequence[Concept]) -> list[Concept]:
    """Return a clause that filters an echo or a reverb as one that says so plainly; nothing if it says more."""
    owners = [one for one in clause if _owner(one)]
    numbers = [one for one in clause if _is_pitch(one)]
    names = [one for one in clause if one.may_be("STRIP", "ROLE")]
    filters = [one for one in clause if one.readings.get("EFFECT") in _CORNERS]
    if len(owners) > 2 or not owners or len(numbers) > 1 or len(names) > 1 or len(filters) > 1:
        return []
    kinds = {_owner(one) for one in owners}
    way = _way(clause, filters)
    known = {*map(id, (*owners, *numbers, *names, *filters))}
    if len(kinds) != 1 or not way or not all(id(one) in known or _links(one, clause) for one in clause):
        return []
    kind = kinds.pop()
    if not names and numbers and filters and kind == "Delay" and clause[0] in filters and len(clause) <= 4:
        return []  # "high-pass the delay at 200" is read as it is
    start, end = clause[0].start, clause[-1].end
    plainly = bool(filters) and clause[0] is filters[0] and clause[0].may_be("DEED") and len(clause) <= len(known) + 1
    plainly = plainly and not any(one.may_be("_LESS") for one in clause)
    if (
        not numbers
        and not plainly
        and (filters or not any(_end(one) and not one.may_be("STRIP", "ROLE") for one in clause))
    ):
        return []  # "less reverb on the bass" is about the bass
    usual = Concept(clause[-1].text, start, end, {"QUANTITY": Quantity(_USUAL_HZ[way], "Hz")})
    number = replace(numbers[0], end=end) if numbers else usual
    owner = Concept(owners[-1].text, start, start, {"EFFECT": kind})
    if kind != "Delay":
        deed = Concept("filter", start, start, {"DEED": way, "EFFECT": way})
        return [deed, owner, unsaid("at", "_AT", start), number]
    field = _CORNERS[way]
    word = kind_of("Delay").params[field].words[0]
    knob = Concept(word, start, start, {"KNOB": Knob(word, (("Delay", field),))})
    whom = [unsaid("on", "_ON", start), *names] if names else []
    return [
        unsaid("set", "_SET", start),
        knob,
        unsaid("of", "_OF", start),
        owner,
        *whom,
        unsaid("to", "_TO", start),
        number,
    ]


def _owner(concept: Concept) -> str:
    """Return which effect is filtered, if this is one that can be."""
    label = concept.readings.get("LABEL")
    kind = label.of("") if isinstance(label, Label) else None
    named = str(concept.readings.get("EFFECT", kind[0] if kind else ""))
    if concept.may_be("KNOB") and concept.word in _ECHOES:
        return "Delay"
    return named if named in ("Delay", "Reverb") else ""


def _is_pitch(concept: Concept) -> bool:
    number = concept.readings.get("QUANTITY", concept.readings.get("PLAIN"))
    if not isinstance(number, Quantity) or number.signed:
        return concept.may_be("QUANTITY", "PLAIN")  # which is no place in the spectrum, and bars it
    return number.unit == "Hz" or (number.unit == "" and number.value >= LEAST_HZ)


def _way(clause: Sequence[Concept], filters: Sequence[Concept]) -> str:
    """Return which filter is meant; empty if nothing is taken away, or from both ends."""
    below, above = (any(one.may_be(way) for one in clause) for way in ("_BELOW", "_ABOVE"))
    ends = {_ENDS[end] for one in clause if (end := _end(one))}
    removes = any(one.may_be(*_REMOVING) or one.word in ("nothing", "no", "filter") for one in clause)
    told = {str(one.readings["EFFECT"]) for one in filters}
    if below != above and removes:
        told.add("HighPass" if below else "LowPass")
    if not told and removes and len(ends) == 1:
        told = ends  # "cut the lows out of the reverb"
    if not told:
        return ""
    return told.pop() if len(told | ends) == 1 else ""


def _end(concept: Concept) -> str:
    """Return which end of the spectrum is named."""
    for end, words in (("lows", _LOWS), ("highs", _HIGHS)):
        if concept.word in words:
            return end
    return ""


_LOWS = frozenset(
    {
        "lows",
        "low end",
        "bottom",
        "bottom end",
        "bass",
        "low stuff",
        "mud",
        "rumble",
        "low frequencies",
        "subs",
        "sub",
        "boom",
    }
)
_HIGHS = frozenset(
    {"highs", "high end", "top", "top end", "treble", "high frequencies", "fizz", "hiss", "air", "sizzle", "brightness"}
)


def _links(concept: Concept, clause: Sequence[Concept]) -> bool:
    """Whether a concept says nothing beside what is filtered."""
    none_left = any(one.word in ("nothing", "no") for one in clause)
    if concept.may_be("_BELOW", "_ABOVE", *_LINKS) or _end(concept):
        return True
    return none_left and concept.word in _NOTHING
