"""One turn of the conversation, as a value: what was said, what was done, why, and whether it worked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.profile import Profile, Rule
from dsp.mix import Evidence, Mix, Move
from grammar.intent import Intent

Status = Literal["done", "asked", "refused", "not_understood", "answered"]
Verdict = Literal["verified", "partly", "refused"]

At = tuple[int, int]
"""A step by its turn and its place in it."""

DELIVERED = -1
"""The place, as a step, of what a turn delivered."""

MARKED = -2
"""The place, as a step, of the sections that a turn marked."""

AGREED = -3
"""The place, as a step, of what a turn agreed on."""


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
        `wav16`, `wav24`, `wav32f`, `flac` or `mp3`.
    gentle
        Whether its dynamics go before its loudness.
    rate_hz
        The sample rate of the file; 0 where it is that of the session.
    only
        The strips heard in it, all if none is named.
    between_s
        The part of the song that it holds, in seconds; all of it if empty.
    called
        Words for what it holds, if it is not all: "without the vocal, chorus".
    apart
        Whether its name tells how it is written, as there is another of the same that is written otherwise.
    """

    target: str
    lufs: float | None = None
    ceiling_db: float | None = None
    format: str = "wav24"
    strip: str = ""
    gentle: bool = False
    rate_hz: int = 0
    only: tuple[str, ...] = ()
    between_s: tuple[float, ...] = ()
    called: str = ""
    apart: bool = False

    @property
    def file(self) -> str:
        """What tells its file's name from that of the whole mix: "without vocal", nothing where all are heard."""
        return self.called.replace(",", "").replace("the ", "")


@dataclass(frozen=True)
class Section:
    """A part of the song as a person has named it, or as it was found.

    Attributes
    ----------
    sure
        From 0 to 1, how sure it is where it was found; 1 where a person said.
    """

    name: str
    start_s: float
    end_s: float
    sure: float = 1.0


@dataclass(frozen=True)
class Protection:
    """A strip that is not to be touched, or may be touched again."""

    strip: str
    on: bool


@dataclass(frozen=True)
class Version:
    """A name for the mix as it is after the turn that this was said in."""

    name: str


@dataclass(frozen=True)
class Group:
    """A name for some strips together."""

    name: str
    strips: tuple[str, ...]


Agreement = Protection | Version | Group
"""What is agreed for the rest of the conversation."""


@dataclass(frozen=True)
class Take:
    """One of the mixes to hear.

    Attributes
    ----------
    label
        What it is, for people: `as it is now`, `before [warmer]`.
    mix
        None for the mix as it stands, whatever becomes of it while it plays.
    gain_db
        How far it is turned down to be as loud as the other.
    """

    label: str
    mix: Mix | None = None
    gain_db: float = 0.0


@dataclass(frozen=True)
class Playback:
    """What a turn asks whoever holds the loudspeakers to do; it is no part of what is remembered.

    Attributes
    ----------
    act
        `play` what the other fields say, or do something to what is playing.
    takes
        What to play; two to compare, the first heard first.
    only
        The strips to hear alone, all if empty.
    start_s, end_s
        From where, and up to where if not to the end; for `seek` the goal, for `wind` how far.
    """

    act: Literal["play", "loop", "unloop", "seek", "wind", "stop", "pause", "resume", "switch", "a", "b"]
    takes: tuple[Take, ...] = ()
    only: tuple[str, ...] = ()
    start_s: float = 0.0
    end_s: float | None = None
    loop: bool = False


TAKEN_AS = "Taken as: "
"""What a reply opens with where the second reader told what was said, in words that the grammar reads."""


@dataclass(frozen=True)
class Turn:
    """What was said and everything that came of it; a session is the sum of its turns.

    Attributes
    ----------
    intents
        What it was taken to mean.
    undoes, redoes
        The steps taken back or done again, each as (turn, step); step -1 is what a turn delivered, -2 what it marked,
        -3 what it agreed on.
    asked
        The deliveries this turn asked for.
    sections
        The parts of the song that it named.
    found
        The parts of the song that were listened for on its account: from then on they are where they were found.
    agreed
        What it agreed on: strips left alone, names for versions and groups.
    bounds
        What was said for every session: how far knobs may be turned, what is usually liked.
    plays
        What it asks to be played; forgotten once that is done.
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
    aside
        What there is to say of this occasion only, and is forgotten: why nothing was heard.
    """

    said: str
    status: Status
    reply: str = ""
    intents: tuple[Intent, ...] = ()
    steps: tuple[Step, ...] = ()
    undoes: tuple[At, ...] = ()
    redoes: tuple[At, ...] = ()
    asked: tuple[Delivery, ...] = ()
    sections: tuple[Section, ...] = ()
    found: tuple[Section, ...] = ()
    agreed: tuple[Agreement, ...] = ()
    bounds: tuple[Rule, ...] = ()
    plays: tuple[Playback, ...] = ()
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
    aside: str = ""

    @property
    def spoken(self) -> str:
        """The reply, with what is said beside it."""
        return "\n".join(filter(None, (self.reply, self.aside)))

    @property
    def moves(self) -> tuple[Move, ...]:
        """Every move of the turn, in order."""
        return tuple(move for step in self.steps for move in step.moves)
