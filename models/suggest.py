"""How a source of opinions is asked: the one interface for craft rules, taste and every network.

A suggester never sees a session. It is told what is wished for and what was heard, and says what it would do
and how sure it is; the merging is done elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dsp.measure import Measurement
from dsp.mix import Evidence, Opinion
from models.norms import Norm


@dataclass(frozen=True)
class Wish:
    """A quality asked of a strip.

    Attributes
    ----------
    more
        Whether more of it is wanted, or less.
    degree
        1 for an ordinary change, 0.5 for "a bit", 2 for "a lot".
    """

    strip: str
    role: str
    quality: str
    more: bool
    degree: float


@dataclass(frozen=True)
class Heard:
    """What a strip sounds like, and what is usual for its role, where that is known."""

    measurement: Measurement
    usual: Norm | None
    sample_rate: int


@dataclass(frozen=True)
class Advice:
    """What a source would do, and the measurements it rests on."""

    opinions: tuple[Opinion, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Suggester(Protocol):
    """A source of opinions, pinned by name and version."""

    @property
    def name(self) -> str:
        """What replies call it (`craft`, `taste`, a model's name)."""

    @property
    def version(self) -> str:
        """What a transcript's header records."""

    def suggest(self, wish: Wish, heard: Heard) -> Advice:
        """Say what to do about a wish; nothing if it has nothing to say."""
