"""Whom, how much and when: what requests are made of, as it was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RefKind = Literal[
    "strip", "role", "all", "main", "it", "both", "rest", "track", "band", "group", "bus", "return", "nth"
]


@dataclass(frozen=True)
class Ref:
    """Somebody named: a strip by its name, a role ("the guitars"), the whole mix, "it", "the rest".

    A `track` is the nth of the session, the `band` everybody who does not sing, a `group` whom a person has called so;
    the `nth` is one of those named in the utterance before ("turn the second one down");
    the `rest` of a role is the others that play it, `both` the two last talked about. A `bus` is the one that
    sums those it is `of` ("the drum bus"), a `return` the one that an effect stands on ("the reverb return").
    """

    kind: RefKind
    value: str = ""
    index: int = 0
    """Which of several, counted from 1 ("tom 2", "the second guitar"); 0 if not said."""
    words: str = field(default="", compare=False)
    """What they were called ("tambourine" of the percussion, "them"), for speaking of them in the same words."""
    of: tuple[Ref, ...] = ()
    """Whom a bus sums."""


@dataclass(frozen=True)
class Target:
    """Whom: the refs named, less those excepted; empty when nobody was named."""

    refs: tuple[Ref, ...] = ()
    without: tuple[Ref, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.refs)


MIXED = ("main", "it", "all")
"""Kinds of refs that stand for the whole mix where a file of it is meant."""


def is_mix(target: Target) -> bool:
    """Whether nobody is named but the whole mix, or all but some of it."""
    return all(ref.kind in MIXED for ref in target.refs)


def names_level(target: Target) -> bool:
    """Whether it is said of somebody's level: "its volume" is nobody's sound."""
    return any(ref.kind == "it" and ref.words.split()[-1:] in (["level"], ["volume"]) for ref in target.refs)


NOBODY = Target()
"""Nobody was named."""

IT = Target((Ref("it"),))
"""Whoever it was about before."""


REST = Target((Ref("rest"),))
"""All others."""


@dataclass(frozen=True)
class Amount:
    """How much: a degree ("a bit" 0.5, nothing said 1, "a lot" 2) or a number with its unit.

    Attributes
    ----------
    as_much, as_on
        Whether it is as much as was done last, and to whom: "by as much as you raised the vocal". The degree is the
        share of that which is meant.
    """

    degree: float = 1.0
    value: float | None = None
    unit: str = ""
    words: str = ""
    as_much: bool = False
    as_on: Target = NOBODY


@dataclass(frozen=True)
class Span:
    """A stretch of the song in seconds, counted from its end where negative; or one of its sections.

    Attributes
    ----------
    section, until
        The section it is, or begins with, and the one it goes on to the beginning of. "chorus" is every chorus that
        there is, "chorus 2" the second of them, "last chorus" the last.
    onwards
        From where the section begins, not only through it.
    through
        To where `until` ends, not only to where it begins.
    bars
        Whether `start` and `end` count bars instead of seconds.
    also
        Further stretches, where several are named.
    outside
        Whether it is all the rest of the song that is meant: "everywhere but in the choruses".
    edge, long
        Where beside the section it is, or at which end of it, and for how many seconds or bars: "the last two bars
        before the solo", "the first four seconds of it".
    """

    start: float | None = None
    end: float | None = None
    section: str = ""
    onwards: bool = False
    until: str = ""
    bars: bool = False
    also: tuple[Span, ...] = ()
    through: bool = False
    outside: bool = False
    edge: Literal["", "before", "after", "first", "last"] = ""
    long: float = 0.0

    def __bool__(self) -> bool:
        return self != WHOLE


HALVES = ("first half", "second half")
"""Parts of the song whose place follows from how long it is, unless somebody has marked them."""

WHOLE = Span()
"""All of the song."""


LOUDNESS = "level"
"""What is guarded where a change must not make anything louder."""


@dataclass(frozen=True)
class Guard:
    """What must not be lost over a change ("without losing punch"), or not be had by it ("without making it harsh").

    Besides a quality it may be `peaks`, which must not clip, the `dynamics`, the `level`, which must not rise,
    or `mono`, in which little may be lost.

    Attributes
    ----------
    limit_db
        What the peaks must stay under, in dBTP.
    """

    quality: str
    lost: bool = True
    limit_db: float = 0.0
