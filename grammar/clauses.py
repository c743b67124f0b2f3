"""Where one request ends and the next begins: "mute the toms and turn the vocal up, it's too quiet"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from grammar.concept import Concept

VERBS = frozenset(
    [
        "_MAKE",
        "_TURN",
        "_SET",
        "_ADD",
        "_REMOVE",
        "_MASTER",
        "_EXPORT",
        "_UNDO",
        "_REDO",
        "RAISE",
        "CUT",
        "QUALIFY",
        "QUALIFY_THE",
        "SWITCH",
        "DEED",
        "PITCH",
        "_TAKE",
        "_FIX",
        "BYPASS",
        "_RESET",
        "_SWAP",
        "_GLUE",
        "_SEND",
        "_BUSSING",
        "_UNBUS",
        "_HANDS_OFF",
        "_ONLY_WORK_ON",
    ]
)
"""What a request starts with; where one stands, a new clause may begin without an "and"."""

ENDS = frozenset(["QUANTITY", "PLAIN", "_UP", "_DOWN", "COMPARATIVE", "BETTER", "DEGREE", "SIDE"])
"""What a request about somebody ends with; where the next of them is named, a new one may begin."""

T = TypeVar("T")


@dataclass(frozen=True)
class Cut:
    """A place where an utterance may be cut: the clause before ends at `end`, the next starts at `start`.

    `kind` tells how: `must` at a full stop or "then", `comma` or `and` where it may, `verb` where nothing but the
    verb itself parts the two, or nothing but who comes next: "vocal up 2 dB snare down".
    """

    end: int
    start: int
    kind: str


def cuts(concepts: Sequence[Concept]) -> tuple[Cut, ...]:
    """Return every place where `concepts` may be cut, left to right, the beginning and the end included."""
    found = [Cut(0, 0, "must")]
    for at, concept in enumerate(concepts):
        if concept.may_be("_THEN"):
            found.append(Cut(at, at + 1, "must"))
        elif concept.may_be("_AND"):
            found.append(Cut(at, at + 1, "comma" if concept.text == "," else "and"))
        elif at and _is_run_on(concepts[at - 1], concept):
            found.append(Cut(at, at, "verb"))
    return (*found, Cut(len(concepts), len(concepts), "must"))


def _is_run_on(before: Concept, concept: Concept) -> bool:
    """Whether a new request may begin with nothing between."""
    verb = concept.may_be(*VERBS) and not before.separates
    if concept.word in ("up", "down"):
        verb = False  # "lower the threshold up by 2 dB" is no two requests
    return verb or (concept.may_be("STRIP", "ROLE") and before.may_be(*ENDS))


@dataclass(frozen=True)
class Division(Generic[T]):
    """One way to cut an utterance, and what it costs: concepts left unread, clauses, commas read over."""

    cost: tuple[int, int, int]
    clauses: tuple[T, ...]


def divide(
    concepts: Sequence[Concept],
    understand: Callable[[int, int], T],
    is_read: Callable[[T], bool],
    is_request: Callable[[T], bool],
) -> tuple[Division[T], ...]:
    """Return the cheapest ways to cut an utterance: as much of it read as can be, in as few clauses as that takes.

    Several ways are returned if they cost alike.

    Parameters
    ----------
    understand
        Reads the concepts from one place up to another.
    is_read
        Whether that made sense.
    is_request
        Whether it asks for something to be done: only two such may stand side by side with nothing between.

    References
    ----------
    R. Bellman, "Dynamic Programming", Princeton University Press, 1957: the best way to any place goes on from
    the best ways to the places before.
    """
    whole = understand(0, len(concepts))
    if is_read(whole):
        return (Division((0, 1, 0), (whole,)),)
    places = cuts(concepts)
    best: list[tuple[Division[T], ...]] = [(Division((0, 0, 0), ()),)]
    for last in range(1, len(places)):
        ways: list[Division[T]] = []
        for first in range(last - 1, -1, -1):
            start, end = places[first].start, places[last].end
            clause = understand(start, end)
            read = is_read(clause)
            bare = "verb" in (places[first].kind, places[last].kind)
            if best[first] and (not bare or is_request(clause)):
                commas = sum(cut.kind == "comma" for cut in places[first + 1 : last])
                price = (0 if read else end - start, 1, commas)
                ways += [_longer(way, price, clause) for way in best[first]]
            if places[first].kind == "must":
                break
        least = min((way.cost for way in ways), default=None)
        best.append(tuple(way for way in ways if way.cost == least)[:4])
    return best[-1]


def _longer(way: Division[T], price: tuple[int, int, int], clause: T) -> Division[T]:
    unread, clauses, commas = (a + b for a, b in zip(way.cost, price, strict=True))
    return Division((unread, clauses, commas), (*way.clauses, clause))
