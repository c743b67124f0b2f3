"""The room in a recording: found by how its sound dies away, turned down, and listened for again."""

from __future__ import annotations

from assistant.faults import Absent, Fault, Found, absent
from assistant.listen import metered
from assistant.outcome import Decline
from assistant.resolve import called
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import DeReverb
from dsp.measure.room import RoomMeter
from dsp.mix import Mix

AMOUNT_DB, STEP_DB = 8.0, 2.0
"""An ordinary amount, and an ordinary step from there."""

NEED = 0.03
"""The share of its time by which the sound must die away sooner."""


def decay_s(studio: Studio, mix: Mix, name: str) -> float | None:
    """Return in what time the room on a strip dies away, None if there is none to be heard."""
    return metered(studio, mix, name, RoomMeter, "room").decay_s


def none_there(name: str) -> Absent:
    """Say that there is nothing to take out, and how that was told."""
    return absent(
        f"I hear no room on {called(name)}: where its sound falls silent nothing rings on that I could tell from the "
        "sound itself",
    )


def found_words(seconds: float) -> str:
    """Say what room there is."""
    return f"where its sound falls silent the room dies away by 60 dB in {seconds:.1f} s"


def find(studio: Studio, mix: Mix, name: str, degree: float = 1.0) -> Found | Decline:
    """Return the room reducer for the room that is heard."""
    seconds = decay_s(studio, mix, name)
    if seconds is None:
        return none_there(name)
    reduction, decay = DeReverb.params["reduction_db"], DeReverb.params["t60_s"]
    amount = reduction.snap(AMOUNT_DB + STEP_DB * (degree - 1))
    effect = DeReverb(reduction_db=amount, t60_s=decay.snap(decay.clamp(seconds)))
    words = found_words(seconds)
    return Found(effect, {"reduction_db": words, "t60_s": words})


def check(studio: Studio, before: Mix, after: Mix, name: str, old: DeReverb, new: DeReverb) -> tuple[Check]:
    """Hold a room reducer to how fast what is heard dies away: sooner, or later again where it was eased."""
    was, now = (metered(studio, mix, name, RoomMeter, "room").usual_s for mix in (before, after))
    what = "dies away by 60 dB in"
    if was is None or now is None:
        return (Check(name, what, None, None, "ms", "refused"),)
    moved = (was - now if new.reduction_db >= old.reduction_db else now - was) / was
    verdict: Verdict = "verified" if moved >= NEED else "partly" if moved > 0 else "refused"
    return (Check(name, what, 1000 * was, 1000 * now, "ms", verdict),)


FAULT = Fault(
    effect=DeReverb,
    knob="reduction_db",
    step=STEP_DB,
    told_by="t60_s",
    figure="dies away by 60 dB in",
    eased='{name} keeps the room it was recorded in; say "add a room to {name}" for more.',
    find=find,
    check=check,
)
