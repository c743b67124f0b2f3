"""Rumble, the wind, steps and knocks below the lowest note: found by measurement, taken out, and listened for again."""

from __future__ import annotations

from assistant.faults import Absent, Fault, Found, absent
from assistant.listen import metered
from assistant.outcome import Decline
from assistant.resolve import called
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import DeRumble
from dsp.measure.rumble import UNDER_DB, Rumble, RumbleMeter
from dsp.mix import Mix
from dsp.units import SILENCE_DB

REDUCTION_DB = 36.0
"""What takes a gust as loud as the voice below hearing."""

NEED_DB = 6.0
"""Rumble that was to go must have come down by so much at least."""


def listen(studio: Studio, mix: Mix, name: str) -> RumbleMeter:
    """Return a meter that has heard a strip."""
    return metered(studio, mix, name, RumbleMeter, "rumble")


def found_words(rumble: Rumble) -> str:
    """Say what was measured."""
    return (
        f"below {rumble.edge_hz:.0f} Hz it rumbles at {rumble.level_dbfs:.1f} dBFS, {rumble.under_db:.0f} dB under "
        f"what is played, for {100 * rumble.share:.0f} % of the time"
    )


def none_there(name: str, lowest_hz: float | None) -> Absent:
    """Say that there is nothing to take out, how that was told, and what else can be done."""
    where = called(name)
    told = (
        f"I hear no notes on {where} whose lowest would tell where rumble ends"
        if lowest_hz is None
        else f"I hear no rumble on {where}: below its lowest note, {lowest_hz:.0f} Hz, nothing comes nearer than "
        f"{UNDER_DB:g} dB to what is played but what belongs to it"
    )
    return absent(
        told,
        f'A cut there is "high-pass {where} at 60 Hz", with a number of yours.',
    )


def find(studio: Studio, mix: Mix, name: str, _: float = 1.0) -> Found | Decline:
    """Return the rumble remover for what is heard, as deep as takes it below hearing whatever the degree."""
    meter = listen(studio, mix, name)
    rumble = meter.rumble
    if rumble is None:
        return none_there(name, meter.lowest_hz)
    edge = DeRumble.params["frequency_hz"]
    effect = DeRumble(reduction_db=REDUCTION_DB, frequency_hz=edge.snap(edge.clamp(rumble.edge_hz)))
    lowest = f"its lowest note is {rumble.lowest_hz:.0f} Hz, and what that spreads to stays"
    return Found(effect, {"reduction_db": found_words(rumble), "frequency_hz": lowest})


def check(studio: Studio, before: Mix, after: Mix, name: str, old: DeRumble, new: DeRumble) -> tuple[Check]:
    """Hold a rumble remover to what is left below the frequency that it is set to."""
    edge_hz = (new if new.reduction_db else old).frequency_hz
    was, now = (listen(studio, mix, name).level_dbfs(edge_hz) for mix in (before, after))
    moved = (was - now) if new.reduction_db >= old.reduction_db else (now - was)
    verdict: Verdict = "verified" if moved >= NEED_DB else "partly" if moved >= NEED_DB / 2 else "refused"
    heard_was, heard_now = (None if level <= SILENCE_DB else level for level in (was, now))
    return (Check(name, f"level below {edge_hz:g} Hz", heard_was, heard_now, "dBFS", verdict),)


FAULT = Fault(
    effect=DeRumble,
    knob="reduction_db",
    step=6.0,
    told_by="frequency_hz",
    figure="rumble",
    eased="{name} has no {word} to ease; I cannot add rumble that is not there.",
    find=find,
    check=check,
    undone=False,
)
