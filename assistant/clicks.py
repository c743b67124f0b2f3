"""Clicks and crackle: counted, taken out, and counted again."""

from __future__ import annotations

from assistant.faults import Absent, Fault, Found, absent
from assistant.listen import metered
from assistant.outcome import Decline
from assistant.resolve import called
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import DeClick
from dsp.measure.clicks import SENSITIVITY_PCT, ClickMeter, Clicks
from dsp.mix import Mix

NEED = 0.2
"""Of the clicks that were to go so many may be left."""


def listen(studio: Studio, mix: Mix, name: str) -> Clicks | None:
    """Count the clicks in what comes out of a strip."""
    return metered(studio, mix, name, ClickMeter, "clicks").finish()


def found_words(found: Clicks) -> str:
    """Say what was measured."""
    clicks = "1 click" if found.count == 1 else f"{found.count} clicks"
    return (
        f"{clicks} found, {found.per_minute:.3g} a minute; what goes on in what follows, as a drum does, is not counted"
    )


def none_there(name: str) -> Absent:
    """Say that there is nothing to mend, and how that was told."""
    return absent(
        f"I find no clicks on {called(name)}: nothing comes unforeseen, is over within 40 samples and leaves no trace "
        f"in what follows",
    )


def find(studio: Studio, mix: Mix, name: str, _: float = 1.0) -> Found | Decline:
    """Return the click remover for what is counted, whatever the degree: a click that is left is one too many."""
    found = listen(studio, mix, name)
    if found is None:
        return none_there(name)
    return Found(DeClick(sensitivity_pct=SENSITIVITY_PCT), {"sensitivity_pct": found_words(found)})


def check(studio: Studio, before: Mix, after: Mix, name: str, old: DeClick, new: DeClick) -> tuple[Check]:
    """Hold a click remover to the clicks that are left."""
    was, now = (float(found.count if (found := listen(studio, mix, name)) else 0) for mix in (before, after))
    more, less = (was, now) if new.sensitivity_pct >= old.sensitivity_pct else (now, was)
    judged: Verdict = "verified" if less < more and less <= NEED * more else "partly" if less < more else "refused"
    return (Check(name, "clicks", was, now, "", judged),)


FAULT = Fault(
    effect=DeClick,
    knob="sensitivity_pct",
    step=10.0,
    told_by="sensitivity_pct",
    figure="clicks",
    eased="{name} has no {word} to ease; I do not add clicks.",
    find=find,
    check=check,
    undone=False,
)
