"""A quality asked of one strip, with all that is known before anything is tried."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.explain import knob_words, number
from assistant.outcome import Decline, refuses
from assistant.profile import Profile
from assistant.qualities import QUALITIES, Quality, purpose
from assistant.studio import Studio
from assistant.turn import Check, Step, Verdict
from dsp.measure import Measurement
from dsp.mix import Mix, Strip
from grammar.intent import Sound

LEAST_DB = 0.5
"""A change of tone smaller than this is not surely heard, so it verifies nothing."""

SHARE = 0.4
"""The share of an intended change that must be measured; the rest is taken by overlap with neighbouring bands."""


@dataclass(frozen=True)
class Request:
    """One quality, one strip.

    Attributes
    ----------
    degree
        1 for an ordinary change, 0.5 for "a bit".
    beside
        The other strips that the same sentence names.
    """

    mix: Mix
    strip: Strip
    name: str
    more: bool
    degree: float
    intent: Sound
    studio: Studio
    profile: Profile
    beside: tuple[str, ...] = ()

    @property
    def quality(self) -> Quality:
        """What is asked."""
        return QUALITIES[self.name]

    @property
    def purpose(self) -> str:
        """What the change is called: `warmer`."""
        return purpose(self.name, self.more)

    def heard(self, mix: Mix | None = None) -> Measurement:
        """Measure the strip in a mix, the present one if none is given."""
        return self.studio.heard(mix or self.mix, self.strip.name)


def verdict(before: float | None, after: float | None, more: bool, need: float) -> Verdict:
    """Judge a figure: `verified` if it moved far enough as asked, `partly` if half as far."""
    if before is None or after is None:
        return "refused"
    moved = (after - before) * (1 if more else -1)
    if moved >= need:
        return "verified"
    return "partly" if moved >= need / 2 else "refused"


def judged(request: Request, before: float | None, after: float | None, need: float) -> Check:
    """Return the check of a request on its own strip."""
    return Check(
        request.strip.name,
        request.quality.figure,
        before,
        after,
        "dB",
        verdict(before, after, request.more, need),
    )


def gave_up(step: Step) -> Decline:
    """Refuse a step that was tried and did not come through: nothing of it is kept, and that is said."""
    if not step.moves:
        return refuses(f"{step.strip} cannot be made {step.purpose}: nothing I could set would be heard.", (step,))
    tried = ", ".join(knob_words(move) for move in step.moves)
    check = step.checks[0]
    moved = "could not be measured"
    if check.before is not None and check.after is not None:
        moved = f"moved only {number(check.after - check.before, check.unit, signed=True)}"
    return refuses(
        f"I tried {tried} on {step.strip}, but its {check.what} {moved}, which is not {step.purpose}; "
        f"I have left it as it was.",
        (step,),
    )
