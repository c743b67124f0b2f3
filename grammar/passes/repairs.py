"""What a person takes back in the same breath: "snare up 3 dB, no wait, 2", "the guitar, sorry, the left one"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grammar.clauses import VERBS
from grammar.concept import Concept, unsaid
from grammar.intent import Ref
from grammar.numbers import Quantity
from grammar.passes.contrasts import is_one_of
from grammar.sayings import Sayings
from grammar.words import spell

KINDS = (
    frozenset({"STRIP", "ROLE", "REF"}),
    frozenset({"QUANTITY", "PLAIN"}),
    frozenset({"LOUDNESS"}),
    frozenset({"SIDE", "SIDE_AT"}),
    frozenset({"_UP", "_DOWN"}),
    frozenset({"COMPARATIVE"}),
    frozenset({"_MORE", "_LESS"}),
    frozenset({"DEGREE"}),
    frozenset({"EFFECT"}),
    frozenset({"PLATFORM"}),
    frozenset({"SECTION"}),
)
"""What may take the place of each other."""

LINKS = ("_ON", "_TO", "_BY", "_AT", "_FOR")
"""What may be said again in front of it: "to the snare, I mean to the kick"."""


def repaired(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts as they were meant in the end, where it is plain what takes the place of what.

    Behind the words that take something back stands one thing, and before them one of its kind; whatever else is
    said so is left as it stands, and is asked about.

    References
    ----------
    W. Levelt, "Monitoring and self-repair in speech", Cognition 14, 1983: what is taken back, the words that say so,
    and what is to stand there instead.
    """
    left = list(_uncompared(concepts))
    if left and left[0].may_be("_WHEN_I_SAY", "_BY") and any(concept.may_be("_I_MEANT") for concept in left):
        return left  # "when I say the choir I mean the backing vocals" says what a name is for
    if len(left) > 1 and left[0].may_be("_NOT") and left[1].may_be("STRIP", "ROLE"):
        return left  # "not the snare, I meant the kick" says what the request before was to be about
    if instead := _not_them(left, sayings):
        return instead
    for start, end in reversed(list(_breaks(left))):
        before, after = left[:start], left[end:]
        stop = next((i for i, concept in enumerate(after) if concept.may_be("_AND", "_THEN", "_QUESTION")), len(after))
        said, rest = after[:stop], after[stop:]
        if not said:  # ", the vocal I mean"
            comma = max((i for i, concept in enumerate(before) if concept.may_be("_AND")), default=0)
            before, said = before[:comma], before[comma + 1 :]
        mended = _replaced(before, said, sayings)
        if mended:
            left = [*mended, *rest]
    return [concept for concept in left if not concept.may_be("_MEND")]


def _not_them(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return "snare, not hat", "I said piano but I want the guitars" as what says who was wrong, then who is meant."""
    left = [concept for concept in concepts if not concept.may_be("_I_MEANT", "_MEND", "_ONLY", "_AND", "_BUT")]
    people = [concept for concept in left if concept.may_be("STRIP", "ROLE")]
    beside = [concept for concept in left if not concept.may_be("STRIP", "ROLE")]
    if len(people) != 2 or people[0].readings == people[1].readings:
        return []
    one, other = people
    denied = len(left) == 3 and beside == [left[1]] and beside[0].may_be("_NOT")
    if denied and not is_one_of(other, one.readings, sayings):
        return [replace(beside[0], start=left[0].start), other, replace(one, end=left[-1].end)]
    said = [concept.word for concept in concepts if concept.may_be("_I_MEANT")]
    but = [at for at, concept in enumerate(concepts) if concept.may_be("_BUT")]
    if not beside and "i said" in said and len(but) == 1 and one.start < concepts[but[0]].start < other.start:
        return [unsaid("not", "_NOT", one.start), one, other]
    return []


def _breaks(concepts: Sequence[Concept]) -> Iterator[tuple[int, int]]:
    """Yield from where to where the words stand that take something back, the commas around them with them."""
    at = 1
    while at < len(concepts):
        end = at
        while end < len(concepts) and (_takes_back(concepts[end]) or concepts[end].text.strip(".…") in ("", ",")):
            end += 1
        marks = [concept for concept in concepts[at:end] if _takes_back(concept)]
        # "no reverb" takes nothing back, "no, reverb" and "no 3 dB" do
        bare = marks and marks[-1] is concepts[end - 1] and concepts[end - 1].may_be("_NOPE")
        bare = bare and not (end < len(concepts) and concepts[end].may_be("_UP", "_DOWN", "SIDE", "QUANTITY", "PLAIN"))
        if marks and not bare:
            yield at, end
        at = max(end, at + 1)


def _takes_back(concept: Concept) -> bool:
    return concept.may_be("_I_MEANT", "_MEND") or (concept.may_be("_NOPE") and len(concept.text) > 1)


def _replaced(before: Sequence[Concept], said: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return what was said before, the one thing in it that is taken back replaced; nothing if that is not plain."""
    while said and said[0].may_be(*LINKS):
        said = said[1:]
    if len(said) > 2 and said[0].may_be("_MAKE", "_SET") and said[1].may_be("REF"):
        said = said[2:]  # "no, make that 3 dB"
    if not said or not before:
        return []
    if len(said) > 1 and not (_asks(before) and _asks(said)) and (instead := _instead(before[-1], said[0])):
        return [*before[:-1], instead, *said[1:]]  # "the piano, sorry, the snare up 2 dB"
    if alone := _one_of_them(before, said):
        return alone
    found: dict[int, Concept] = {}
    each = [(one,) for one in said if not one.may_be(*LINKS)]
    for one in [said] if said[-1].text.casefold() == "one" else each:  # "the left one", "down 2"
        ways = ((at, _sided(old, one, sayings) or _instead(old, one[0])) for at, old in enumerate(before))
        places = [(at, new) for at, new in ways if new]
        if len(places) != 1 or places[0][0] in found:
            return []
        found.update(places)
    return [found.get(at, concept) for at, concept in enumerate(before)]


def _one_of_them(before: Sequence[Concept], said: Sequence[Concept]) -> list[Concept]:
    """Return "mute the snare and the kick, no, just the kick" with those alone of whom were listed."""
    left = [one for one in said if not one.may_be("_ONLY")]
    meant = [one.readings for one in left if one.may_be("STRIP", "ROLE")]
    if not meant or not all(one.may_be("STRIP", "ROLE", "_AND") for one in left):
        return []
    same = [at for at, one in enumerate(before) if one.readings == meant[0]]
    if len(same) != 1:
        return []
    first = last = same[0]
    while first > 0 and before[first - 1].may_be("_AND", "STRIP", "ROLE"):
        first -= 1
    while last + 1 < len(before) and before[last + 1].may_be("_AND", "STRIP", "ROLE"):
        last += 1
    row = [one for one in before[first : last + 1] if one.may_be("STRIP", "ROLE")]
    listed = before[first].may_be("STRIP", "ROLE") and before[last].may_be("STRIP", "ROLE")
    if not listed or len(row) <= len(meant) or not all(one in [who.readings for who in row] for one in meant):
        return []
    return [*before[:first], *left, *before[last + 1 :]]


def _asks(concepts: Sequence[Concept]) -> bool:
    """Whether something is said of somebody, or asked for: twice of that is no repair."""
    return any(concept.may_be(*VERBS, "_UP", "_DOWN", "COMPARATIVE", "_IS", "_TOO") for concept in concepts)


def _instead(old: Concept, new: Concept) -> Concept | None:
    """Return what stands for `old` where `new` takes its place, None if it is of another kind."""
    kind = next((kind for kind in KINDS if new.may_be(*kind)), None)
    if kind is None or not old.may_be(*kind) or (new.may_be("REF") and _only_points(new)):
        return None
    was, now = (_number(concept) for concept in (old, new))
    if was and now and not now.unit:
        unit = "QUANTITY" if was.unit else "PLAIN"
        return replace(new, start=old.start, end=old.end, readings={unit: replace(now, unit=was.unit)})
    if was and now and was.unit and was.unit != now.unit:
        return None
    return replace(new, start=old.start, end=old.end)


def _sided(old: Concept, said: Sequence[Concept], sayings: Sayings) -> Concept | None:
    """Return which of a pair is meant by "the left one"."""
    role, side = old.readings.get("ROLE"), said[0].readings.get("SIDE")
    if not isinstance(role, Ref) or len(said) != 2 or said[1].word != "one":
        return None
    readings = sayings.readings.get((str(side), *spell(role.words)), {})
    return replace(old, readings=readings) if "STRIP" in readings else None


def _number(concept: Concept) -> Quantity | None:
    number = concept.readings.get("QUANTITY", concept.readings.get("PLAIN"))
    return number if isinstance(number, Quantity) else None


def _only_points(concept: Concept) -> bool:
    ref = concept.readings["REF"]
    return isinstance(ref, Ref) and ref.kind == "it"


def _uncompared(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts of "make it 3 dB instead of 2" without the number that it was."""
    for at, concept in enumerate(concepts):
        head, tail = concepts[max(at - 3, 0) : at], concepts[at : at + 3]
        made = len(head) == 3 and head[0].may_be("_MAKE") and head[1].may_be("REF") and _number(head[2])
        if made and len(tail) == 3 and tail[0].may_be("_INSTEAD") and tail[1].may_be("_OF") and _number(tail[2]):
            yield from concepts[at + 3 :]
            return
        yield concept
