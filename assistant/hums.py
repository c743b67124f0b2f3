"""Mains hum: found by measurement, taken out, and listened for again."""

from __future__ import annotations

from assistant.faults import Absent, Fault, Found, absent
from assistant.listen import metered
from assistant.outcome import Decline
from assistant.resolve import called
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import DeHum
from dsp.measure.hum import LEAST, MAINS_HZ, STANDS_DB, Hum, HumMeter
from dsp.mix import Mix
from dsp.units import SILENCE_DB

DEPTH_DB = 40.0
"""What takes hum below hearing on any track that is not silent."""

NEED_DB = 6.0
"""Hum that was to go must have come down by so much at least."""


def listen(studio: Studio, mix: Mix, name: str) -> HumMeter:
    """Return a meter that has heard a strip."""
    return metered(studio, mix, name, HumMeter, "hum")


def found_words(hum: Hum) -> str:
    """Say what was measured."""
    return (
        f"hum of {hum.mains_hz:g} Hz up to its harmonic {hum.harmonics} stands {hum.excess_db:.0f} dB "
        f"over the sound beside it, {hum.level_dbfs:.1f} dBFS in all"
    )


def none_there(name: str) -> Absent:
    """Say that there is nothing to take out, and how that was told."""
    return absent(
        f"I hear no hum on {called(name)}: no {LEAST} harmonics of {MAINS_HZ[0]:g} or {MAINS_HZ[1]:g} Hz stand "
        f"{STANDS_DB:g} dB over the sound beside them all the time",
    )


def find(studio: Studio, mix: Mix, name: str, _: float = 1.0) -> Found | Decline:
    """Return the hum remover for what is heard, at a depth that takes it below hearing whatever the degree."""
    hum = listen(studio, mix, name).hum
    if hum is None:
        return none_there(name)
    most = DeHum.params["harmonics"]
    effect = DeHum(frequency_hz=hum.mains_hz, depth_db=DEPTH_DB, harmonics=most.clamp(max(20.0, hum.harmonics + 4.0)))
    followed = "measured: the mains keep to it, and where they drift they are followed"
    words = found_words(hum)
    return Found(effect, {"depth_db": words, "frequency_hz": followed, "harmonics": words})


def check(studio: Studio, before: Mix, after: Mix, name: str, old: DeHum, new: DeHum) -> tuple[Check]:
    """Hold a hum remover to the hum that is left at the frequency that it is set to."""
    mains_hz = (new if new.depth_db else old).frequency_hz
    was, now = (listen(studio, mix, name).level_dbfs(mains_hz) for mix in (before, after))
    moved = (was - now) if new.depth_db >= old.depth_db else (now - was)
    verdict: Verdict = "verified" if moved >= NEED_DB else "partly" if moved >= NEED_DB / 2 else "refused"
    heard_was, heard_now = (None if level <= SILENCE_DB else level for level in (was, now))
    return (Check(name, f"hum at {mains_hz:g} Hz", heard_was, heard_now, "dBFS", verdict),)


FAULT = Fault(
    effect=DeHum,
    knob="depth_db",
    step=10.0,
    told_by="frequency_hz",
    figure="hum",
    eased="{name} has no {word} to ease; I cannot add hum that is not there.",
    find=find,
    check=check,
    undone=False,
)
