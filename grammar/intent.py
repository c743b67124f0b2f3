"""What was asked: one frozen dataclass for each thing a person can mean.

Everything stands here as it was said: "the guitars" is still a role, "it" is still "it", "a bit" is still a
degree. Whom and how much exactly is resolved in `assistant`, which knows the session.
"""

from __future__ import annotations

from dataclasses import dataclass

from grammar.agreements import Forget, Gather, Limit, Prefer, Protect, Recall, Snapshot
from grammar.listening_intents import Choose, Compare, Mark, Play, Seek, Transport
from grammar.refs import NOBODY, WHOLE, Amount, Guard, Ref, RefKind, Span, Target
from grammar.relations import (
    AddStrip,
    Apart,
    Ducking,
    FromBus,
    Glue,
    LevelAs,
    Matched,
    Mirrored,
    RemoveStrip,
    ToBus,
    Unmask,
)
from grammar.requests import (
    Bypass,
    Copy,
    Fading,
    Like,
    Maximise,
    Normalise,
    Nudge,
    Ramping,
    Reducing,
    Remove,
    Reorder,
    Reset,
    Reshape,
    Set,
    Simile,
    Sound,
    Speed,
    Sweeping,
    Trimming,
)
from grammar.session_intents import (
    Again,
    Answer,
    Ask,
    Condition,
    Correct,
    Dislike,
    Export,
    If,
    Keep,
    Master,
    Named,
    Redo,
    Same,
    Talk,
    Undo,
    WhatIf,
    Why,
)


@dataclass(frozen=True)
class NotYet:
    """An act that is understood but not built; `act` names its row in the table of such acts."""

    act: str
    target: Target = NOBODY


Intent = (
    Sound
    | Nudge
    | Set
    | Fading
    | Ramping
    | Sweeping
    | Trimming
    | Ducking
    | Maximise
    | Reducing
    | Glue
    | ToBus
    | FromBus
    | Normalise
    | Unmask
    | Remove
    | Bypass
    | Copy
    | Reorder
    | Like
    | Simile
    | LevelAs
    | Apart
    | Mirrored
    | Matched
    | Reset
    | Reshape
    | Speed
    | AddStrip
    | RemoveStrip
    | Master
    | Export
    | Undo
    | Redo
    | Why
    | Again
    | Keep
    | Dislike
    | Same
    | Answer
    | Ask
    | Talk
    | Play
    | Transport
    | Seek
    | Choose
    | Compare
    | Mark
    | Protect
    | Correct
    | Snapshot
    | Recall
    | Gather
    | Limit
    | Forget
    | Prefer
    | If
    | WhatIf
    | NotYet
)


@dataclass(frozen=True)
class NotUnderstood:
    """Where reading stopped, what could have come there, and the nearest known words: a value, not an error.

    Attributes
    ----------
    text
        The clause that could not be read.
    at
        Index in it of the word that stopped the reading.
    word
        That word, empty if the clause ended too soon.
    expected
        Example phrases that would have fitted there.
    nearest
        Known phrases that look like the word.
    reason
        Where the order of the words fits but they make no one sense: why, as a clause ("it says twice how much").
    """

    text: str
    at: int = 0
    word: str = ""
    expected: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    reason: str = ""


TIMED = (
    Sound
    | Nudge
    | Set
    | Fading
    | Ramping
    | Sweeping
    | Trimming
    | Remove
    | Bypass
    | LevelAs
    | Apart
    | Matched
    | Like
    | Simile
    | Glue
    | Speed
)
"""What can be asked for a part of the song."""


@dataclass(frozen=True)
class Clause:
    """A part of an utterance and what it means.

    Attributes
    ----------
    complains
        Whether it says how something is, not what is to be done.
    why
        Whether it is the reason for what was said before it.
    """

    text: str
    meaning: Intent | NotUnderstood
    complains: bool = False
    why: bool = False


@dataclass(frozen=True)
class Reading:
    """An utterance, clause by clause."""

    clauses: tuple[Clause, ...]

    @property
    def intents(self) -> tuple[Intent, ...]:
        """What was understood, in order."""
        return tuple(c.meaning for c in self.clauses if not isinstance(c.meaning, NotUnderstood))

    @property
    def unread(self) -> tuple[NotUnderstood, ...]:
        """What was not."""
        return tuple(c.meaning for c in self.clauses if isinstance(c.meaning, NotUnderstood))


__all__ = [
    "NOBODY",
    "TIMED",
    "WHOLE",
    "AddStrip",
    "Again",
    "Amount",
    "Answer",
    "Apart",
    "Ask",
    "Bypass",
    "Choose",
    "Clause",
    "Compare",
    "Condition",
    "Copy",
    "Correct",
    "Dislike",
    "Ducking",
    "Export",
    "Fading",
    "Forget",
    "FromBus",
    "Gather",
    "Glue",
    "Guard",
    "If",
    "Intent",
    "Keep",
    "LevelAs",
    "Like",
    "Limit",
    "Mark",
    "Master",
    "Matched",
    "Maximise",
    "Mirrored",
    "Named",
    "Normalise",
    "NotUnderstood",
    "NotYet",
    "Nudge",
    "Play",
    "Prefer",
    "Protect",
    "Ramping",
    "Reading",
    "Recall",
    "Redo",
    "Reducing",
    "Ref",
    "RefKind",
    "Remove",
    "RemoveStrip",
    "Reorder",
    "Reset",
    "Reshape",
    "Same",
    "Seek",
    "Set",
    "Simile",
    "Snapshot",
    "Sound",
    "Span",
    "Speed",
    "Sweeping",
    "Talk",
    "Target",
    "ToBus",
    "Transport",
    "Trimming",
    "Undo",
    "Unmask",
    "WhatIf",
    "Why",
]
