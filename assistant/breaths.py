"""Breaths between phrases: found, turned down, and measured again where they were found."""

from __future__ import annotations

from assistant.faults import Absent, Fault, Found, absent
from assistant.listen import metered
from assistant.outcome import Decline
from assistant.resolve import called, listed
from assistant.slots import find as held
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import BreathControl
from dsp.measure.breaths import BreathMeter, Breaths, SpanMeter
from dsp.mix import Mix, adjust
from dsp.units import SILENCE_DB

REDUCTION_DB = 9.0
"""Breaths that are so much softer are still those of somebody who sings; without any, a voice is a machine's."""

NEED = 0.6
"""They must have moved by this share of the knob at least: their beginnings and ends are ramps."""

TOLD = 5
"""So many are named with their times."""


def listen(studio: Studio, mix: Mix, name: str) -> Breaths | None:
    """Find the breaths in what comes out of a strip."""
    return metered(studio, mix, name, BreathMeter, "breaths").finish()


def found_words(found: Breaths) -> str:
    """Say what was measured."""
    count = len(found.spans)
    what = "1 breath" if count == 1 else f"{count} breaths"
    at = listed([f"{start:.1f} s" for start, _ in found.spans[:TOLD]])
    where = f"at {at}" if count <= TOLD else f"the first at {at}"
    return f"{what}, {where}, {found.level_dbfs:.1f} dBFS or {found.under_db:.0f} dB under what is sung"


def none_there(name: str) -> Absent:
    """Say that there is nothing to turn down, and how that was told."""
    return absent(
        f"I hear no breaths on {called(name)}: nowhere between its phrases lies noise of 100 to 700 ms, 16 to 52 dB "
        f"under the voice and apart from every word",
    )


def find(studio: Studio, mix: Mix, name: str, degree: float = 1.0) -> Found | Decline:
    """Return the breath control for what is found, the deeper the higher the degree."""
    found = listen(studio, mix, name)
    if found is None:
        return none_there(name)
    depth = BreathControl.params["reduction_db"]
    effect = BreathControl(reduction_db=depth.snap(depth.clamp(REDUCTION_DB * degree)))
    return Found(effect, {"reduction_db": found_words(found)})


def check(studio: Studio, before: Mix, after: Mix, name: str, old: BreathControl, new: BreathControl) -> tuple[Check]:
    """Hold a breath control to how loud the breaths are, where they are found without any."""
    further = new.reduction_db - old.reduction_db
    slot = held(before[name], BreathControl)
    without = before.apply(adjust(before[name], slot, BreathControl())) if slot else before
    found = listen(studio, without, name)
    if found is None:
        return (Check(name, "breaths", None, None, "dBFS", "refused"),)

    def spans(rate: int, _: int) -> SpanMeter:
        return SpanMeter(rate, found.spans)

    was, now = (metered(studio, mix, name, spans, "breaths").level_dbfs for mix in (before, after))
    moved, asked = (was - now) if further >= 0 else (now - was), abs(further)
    verdict: Verdict = "verified" if moved >= NEED * asked else "partly" if moved >= NEED * asked / 2 else "refused"
    heard_was, heard_now = (None if level <= SILENCE_DB else level for level in (was, now))
    return (Check(name, "breaths", heard_was, heard_now, "dBFS", verdict),)


FAULT = Fault(
    effect=BreathControl,
    knob="reduction_db",
    step=3.0,
    told_by="reduction_db",
    figure="breaths",
    eased="{name} has no {word} to ease; I do not add breaths.",
    find=find,
    check=check,
    undone=False,
    sized=True,
)
