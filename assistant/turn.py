"""One turn of the conversation, as a value: what was said, what was done, why, and whether it worked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.profile import Profile
from dsp.mix import Evidence, Move
from grammar.intent import Intent

Status = Literal["done", "asked", "refused", "not_understood", "answered"]
Verdict = Literal["verified", "partly", "refused"]

At = tuple[int, int]
"""A step by its turn and its place in it."""

DELIVERED = -1
"""The place, as a step, of what a turn delivered."""


@dataclass(frozen=True)
class Reason:
    """Who wanted a knob at a value, how much that weighed, and why."""

    strip: str
    slot: str
    knob: str
    source: str
    value: float
    weight: float
    because: str


@dataclass(frozen=True)
class Check:
    """A claim measured again after rendering.

    Attributes
    ----------
    what
        What was to change, in the listener's words.
    before, after
        The measurement on either side, None where it could not be taken.
    verdict
        `verified` if it moved as asked, `partly` if less than that, `refused` if it did not.
    """

    strip: str
    what: str
    before: float | None
    after: float | None
    unit: str
    verdict: Verdict


@dataclass(frozen=True)
class Step:
    """What one request did to one strip.

    Attributes
    ----------
    origin
        Where a change that was wanted more or less of first started: the moves of the step it goes back to.
    purpose
        As replies name it: `warmer`, `+2 dB`, `pan`.
    intent
        The request, about this strip alone.
    reverts
        Whether it takes an earlier step back, or does one again that was taken back.
    """

    strip: str
    purpose: str
    intent: Intent
    moves: tuple[Move, ...] = ()
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    remark: str = ""
    reverts: bool = False
    origin: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Pending:
    """A question that waits for its answer.

    Attributes
    ----------
    yes
        What "yes" does.
    options
        What each offered choice does, and the words that choose it.
    """

    yes: tuple[Intent, ...] = ()
    options: tuple[tuple[str, tuple[Intent, ...]], ...] = ()


@dataclass(frozen=True)
class Delivery:
    """A file of the mix as it was when asked for: a master for a target, or the bare mix.

    Attributes
    ----------
    target
        `apple music`, `-14 LUFS`, or `mix`, `stems`, a strip's name for an unmastered file.
    lufs, ceiling_db
        Integrated loudness and true-peak ceiling; None where it is written as it stands.
    format
        `wav16`, `wav24`, `wav32f` or `flac`.
    """

    target: str
    lufs: float | None = None
    ceiling_db: float | None = None
    format: str = "wav24"
    strip: str = ""


@dataclass(frozen=True)
class Turn:
    """What was said and everything that came of it; a session is the sum of its turns.

    Attributes
    ----------
    intents
        What it was taken to mean.
    undoes, redoes
        The steps taken back or done again, each as (turn, step); step -1 is what a turn delivered.
    asked
        The deliveries this turn asked for.
    focus
        The strips that "it" means afterwards.
    notes
        Reactions this turn shows to earlier changes, each as (quality, reaction, times).
    reacted
        The steps that those reactions are to.
    profile, learns
        The taste this turn began with, if another hand had changed it since the turn before, and whether it is
        learned to from here on.
    sources
        The recordings' content hashes by strip, if they are not what they were at the turn before.
    """

    said: str
    status: Status
    reply: str = ""
    intents: tuple[Intent, ...] = ()
    steps: tuple[Step, ...] = ()
    undoes: tuple[At, ...] = ()
    redoes: tuple[At, ...] = ()
    asked: tuple[Delivery, ...] = ()
    focus: tuple[str, ...] = ()
    pending: Pending | None = None
    files: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[tuple[str, str, int], ...] = ()
    reacted: tuple[At, ...] = ()
    profile: Profile | None = None
    learns: bool = True
    sources: Mapping[str, str] | None = None

    @property
    def moves(self) -> tuple[Move, ...]:
        """Every move of the turn, in order."""
        return tuple(move for step in self.steps for move in step.moves)
