"""What acting on one intent comes to: steps and words, or a reason why not. Values, never exceptions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.profile import Rule
from assistant.turn import Agreement, At, Check, Delivery, Pending, Playback, Section, Status, Step
from dsp.mix import Evidence
from grammar.intent import Intent

if TYPE_CHECKING:
    from assistant.session import Session
    from assistant.studio import Studio


@dataclass(frozen=True)
class Done:
    """Something was done or answered.

    Attributes
    ----------
    text
        Words beyond what the steps say of themselves.
    focus
        The strips that "it" means from now on; unchanged if empty.
    undoes, redoes
        Steps taken back or done again.
    notes, reacted
        Reactions to earlier changes, as in `Turn`.
    """

    steps: tuple[Step, ...] = ()
    text: str = ""
    focus: tuple[str, ...] = ()
    undoes: tuple[At, ...] = ()
    redoes: tuple[At, ...] = ()
    asked: tuple[Delivery, ...] = ()
    sections: tuple[Section, ...] = ()
    found: tuple[Section, ...] = ()
    agreed: tuple[Agreement, ...] = ()
    bounds: tuple[Rule, ...] = ()
    plays: tuple[Playback, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[tuple[str, str, int], ...] = ()
    reacted: tuple[At, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether anything changes or is written; to hear it changes nothing."""
        made = (self.asked, self.sections, self.agreed, self.bounds, self.undoes, self.redoes)
        return any(made) or any(step.moves for step in self.steps)


@dataclass(frozen=True)
class Decline:
    """Nothing is done: a question, a refusal or something not understood.

    Attributes
    ----------
    text
        One clear sentence: the thing, the value, what would work.
    pending
        What "yes" or a choice would do.
    tried
        The steps that were tried and did not hold, for their checks.
    """

    status: Status
    text: str
    pending: Pending | None = None
    tried: tuple[Step, ...] = ()


def asks(text: str, yes: tuple[Intent, ...] = ()) -> Decline:
    """Return a question that "yes" answers with `yes`."""
    return Decline("asked", text, Pending(yes=yes))


def asks_which(text: str, options: tuple[tuple[str, tuple[Intent, ...]], ...]) -> Decline:
    """Return a question with choices to pick from."""
    return Decline("asked", text, Pending(options=options))


def refuses(text: str, tried: tuple[Step, ...] = ()) -> Decline:
    """Return a refusal."""
    return Decline("refused", text, tried=tried)


Act = Callable[[Intent, "Session", "Studio"], Done | Decline]
"""What an intent comes to in a session, without changing it."""
