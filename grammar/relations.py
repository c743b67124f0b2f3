"""How strips are to stand to each other: how loud, on which side, out of whose way, and what they feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grammar.refs import NOBODY, WHOLE, Amount, Span, Target


@dataclass(frozen=True)
class LevelAs:
    """Have a strip as loud as another, or so many dB over or under it ("the vocal 2 dB over the drums").

    With `each` it is held to the loudest of the others by itself, or the quietest where it is to be under it, and not
    to what they are together: "the loudest thing in the kit". With a `bound` it moves only if it is not so already:
    "louder than the guitars", "at least 3 dB over the guitars", "no louder than the guitars".
    """

    target: Target
    beside: Target
    over_db: float = 0.0
    span: Span = WHOLE
    each: bool = False
    bound: Literal["", "least", "most"] = ""


@dataclass(frozen=True)
class Apart:
    """Set strips apart between left and right, so far to each side ("pan the guitars hard left and right")."""

    target: Target
    position_pct: float
    span: Span = WHOLE


@dataclass(frozen=True)
class Mirrored:
    """Have strips change sides between left and right ("swap the guitars"), or be on those where somebody has them.

    Attributes
    ----------
    seen_from
        Whose left and right it is to be: the `drummer`'s, who has the hi-hat on the left, or the `audience`'s; the
        other way round than now if that is empty.
    left_handed
        Whether the drummer is.
    """

    target: Target
    seen_from: Literal["", "drummer", "audience"] = ""
    left_handed: bool = False


@dataclass(frozen=True)
class Matched:
    """Have strips as loud as each other ("match the guitars"): they meet in the middle."""

    target: Target
    span: Span = WHOLE


@dataclass(frozen=True)
class Unmask:
    """Give strips room where others hide them; `of` names who is to make it.

    Several strips that are in each other's way are named together ("the kick and the bass are fighting"); nobody is
    named where the worst pair is meant. `near_hz` says about which frequency, 0 where most is hidden.
    """

    target: Target = NOBODY
    of: Target = NOBODY
    amount: Amount = field(default_factory=Amount)
    near_hz: float = 0.0


@dataclass(frozen=True)
class Ducking:
    """Have strips step back while another sounds ("duck the bass under the kick by 6 dB")."""

    target: Target
    under: Target
    amount: Amount = field(default_factory=Amount)


GLUE, PARALLEL = "glue", "parallel"
"""What the slots are called that hold a sum together, and that press it hard and are mixed in."""


@dataclass(frozen=True)
class Glue:
    """Have several strips held together by a gentle compressor on their sum ("glue the drums together").

    Attributes
    ----------
    reduction_db
        By how much their loud moments are to be turned down, None if that was not said.
    more
        Whether more or less of what there is is wanted, None if it is to be had at all.
    parallel
        Whether a sum pressed hard is to be mixed in under what it was made of instead ("parallel compression").
    """

    target: Target
    reduction_db: float | None = None
    amount: Amount = field(default_factory=Amount)
    more: bool | None = None
    parallel: bool = False
    span: Span = WHOLE


@dataclass(frozen=True)
class ToBus:
    """Have strips summed on a bus of their own, or on one that is there ("send the guitars to a bus called wall")."""

    target: Target
    name: str = ""
    to: Target = NOBODY


@dataclass(frozen=True)
class FromBus:
    """Take strips out of a bus ("take the snare out of the drum bus"); the bus goes if none is named."""

    bus: Target
    target: Target = NOBODY


@dataclass(frozen=True)
class AddStrip:
    """Make a return or a bus ("new return Reverb")."""

    name: str
    kind: Literal["return", "bus"]


@dataclass(frozen=True)
class RemoveStrip:
    """Take a return or a bus away."""

    name: str
