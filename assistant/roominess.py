"""The room in a recording: found by how its sound dies away, turned down, and listened for again."""

from __future__ import annotations

from dataclasses import replace

from assistant.listen import metered
from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up
from assistant.resolve import called
from assistant.slots import added, find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import DeReverb
from dsp.measure.room import RoomMeter
from dsp.mix import Mix, adjust

AMOUNT_DB, STEP_DB = 8.0, 2.0
"""An ordinary amount, and an ordinary step from there."""

NEED = 0.03
"""The share of its time by which the sound must die away sooner."""


def decay_s(studio: Studio, mix: Mix, name: str) -> float | None:
    """Return in what time the room on a strip dies away, None if there is none to be heard."""
    return metered(studio, mix, name, RoomMeter, "room").decay_s


def none_there(name: str) -> Decline:
    """Say that there is nothing to take out, and how that was told."""
    return Decline(
        "answered",
        f"I hear no room on {called(name)}: where its sound falls silent nothing rings on that I could tell from the "
        "sound itself, so nothing is changed.",
    )


def found_words(seconds: float) -> str:
    """Say what room there is."""
    return f"where its sound falls silent the room dies away by 60 dB in {seconds:.1f} s"


def settings(seconds: float, degree: float = 1.0) -> DeReverb:
    """Return an ordinary room reducer for a room that dies away in that time."""
    reduction, decay = DeReverb.params["reduction_db"], DeReverb.params["t60_s"]
    return DeReverb(
        reduction_db=reduction.snap(AMOUNT_DB + STEP_DB * (degree - 1)), t60_s=decay.snap(decay.clamp(seconds))
    )


def further(old: DeReverb, degree: float) -> DeReverb:
    """Return a room reducer that takes so many ordinary steps more, or fewer below 0."""
    knob = DeReverb.params["reduction_db"]
    return replace(old, reduction_db=knob.snap(old.reduction_db + degree * STEP_DB))


def check(studio: Studio, before: Mix, after: Mix, name: str, less: bool) -> Check:
    """Hold a room reducer to how fast what is heard dies away: sooner, or later again where it was eased."""
    was, now = (metered(studio, mix, name, RoomMeter, "room").usual_s for mix in (before, after))
    what = "dies away by 60 dB in"
    if was is None or now is None:
        return Check(name, what, None, None, "ms", "refused")
    moved = (was - now if less else now - was) / was
    verdict: Verdict = "verified" if moved >= NEED else "partly" if moved > 0 else "refused"
    return Check(name, what, 1000 * was, 1000 * now, "ms", verdict)


def make(request: Request) -> Step | Decline:
    """Turn the room down, or let some of it be again; say so if there is none."""
    strip, studio = request.strip, request.studio
    slot = find(strip, DeReverb)
    old = slot.effect if slot else None
    if isinstance(old, DeReverb):
        effect = further(old, -request.degree if request.more else request.degree)
        because = f"it stood at {old.reduction_db:g} dB"
        if effect == old:
            return Decline("answered", f"{strip.name}'s {old.words[0]} is at its end: {old.reduction_db:g} dB.")
    elif request.more:
        return refuses(f'{strip.name} keeps the room it was recorded in; say "add a room to {strip.name}" for more.')
    else:
        seconds = decay_s(studio, request.mix, strip.name)
        if seconds is None:
            return none_there(strip.name)
        effect, because = settings(seconds, request.degree), found_words(seconds)
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    checked = check(studio, request.mix, request.mix.apply(move), strip.name, not request.more)
    reasons = (Reason(strip.name, move.slot, "reduction_db", "craft", effect.reduction_db, 1.0, because),)
    made = Step(strip.name, request.purpose, request.intent, (move,), reasons, checks=(checked,))
    return gave_up(made) if checked.verdict == "refused" else made
