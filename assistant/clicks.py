"""Clicks and crackle: counted, taken out, and counted again."""

from __future__ import annotations

from dataclasses import replace

from assistant.listen import metered
from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up
from assistant.resolve import called
from assistant.slots import added, find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import DeClick
from dsp.measure.clicks import SENSITIVITY_PCT, ClickMeter, Clicks
from dsp.mix import Evidence, Mix, adjust

STEP_PCT = 10.0
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


def none_there(name: str) -> Decline:
    """Say that there is nothing to mend, and how that was told."""
    return Decline(
        "answered",
        f"I find no clicks on {called(name)}: nothing comes unforeseen, is over within 40 samples and leaves no trace "
        f"in what follows, so nothing is changed.",
    )


def check(studio: Studio, before: Mix, after: Mix, name: str, deeper: bool) -> Check:
    """Hold a click remover to the clicks that are left."""
    was, now = (float(found.count if (found := listen(studio, mix, name)) else 0) for mix in (before, after))
    more, less = (was, now) if deeper else (now, was)
    judged: Verdict = "verified" if less < more and less <= NEED * more else "partly" if less < more else "refused"
    return Check(name, "clicks", was, now, "", judged)


def make(request: Request) -> Step | Decline:
    """Take clicks out, or fewer of them; say so if there are none."""
    strip, studio = request.strip, request.studio
    slot = find(strip, DeClick)
    old = slot.effect if slot else None
    knob = DeClick.params["sensitivity_pct"]
    if isinstance(old, DeClick):
        amount = knob.snap(old.sensitivity_pct + request.degree * STEP_PCT * (-1 if request.more else 1))
        if amount == old.sensitivity_pct:
            return Decline("answered", f"{strip.name}'s {old.words[0]} is at its end: {knob.format(amount)}.")
        effect, because = replace(old, sensitivity_pct=amount), f"it stood at {old.sensitivity_pct:g}%"
    elif request.more:
        return refuses(f"{strip.name} has no {DeClick.words[0]} to ease; I do not add clicks.")
    else:
        found = listen(studio, request.mix, strip.name)
        if found is None:
            return none_there(strip.name)
        effect, because = DeClick(sensitivity_pct=SENSITIVITY_PCT), found_words(found)
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    checked = check(studio, request.mix, request.mix.apply(move), strip.name, deeper=not request.more)
    reason = Reason(strip.name, move.slot, "sensitivity_pct", "craft", effect.sensitivity_pct, 1.0, because)
    evidence = (Evidence(strip.name, "clicks", checked.before or 0.0, ""),)
    made = Step(strip.name, request.purpose, request.intent, (move,), (reason,), evidence, (checked,))
    # Turned further there may be nothing that counts as a click any more: done as asked, and said so.
    return gave_up(made) if checked.verdict == "refused" and slot is None else made
