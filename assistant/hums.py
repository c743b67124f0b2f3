"""Mains hum: found by measurement, taken out, and listened for again."""

from __future__ import annotations

from dataclasses import replace

from assistant.listen import metered
from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up
from assistant.resolve import called
from assistant.slots import added, find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import DeHum
from dsp.measure.hum import LEAST, MAINS_HZ, STANDS_DB, Hum, HumMeter
from dsp.mix import Evidence, Mix, adjust
from dsp.units import SILENCE_DB

DEPTH_DB = 40.0
"""What takes hum below hearing on any track that is not silent."""

STEP_DB = 10.0
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


def none_there(name: str) -> Decline:
    """Say that there is nothing to take out, and how that was told."""
    return Decline(
        "answered",
        f"I hear no hum on {called(name)}: no {LEAST} harmonics of {MAINS_HZ[0]:g} or {MAINS_HZ[1]:g} Hz stand "
        f"{STANDS_DB:g} dB over the sound beside them all the time, so nothing is changed.",
    )


def knobs(hum: Hum) -> DeHum:
    """Return the hum remover for what was found."""
    most = DeHum.params["harmonics"]
    return DeHum(frequency_hz=hum.mains_hz, depth_db=DEPTH_DB, harmonics=most.clamp(max(20.0, hum.harmonics + 4.0)))


def check(studio: Studio, before: Mix, after: Mix, name: str, mains_hz: float, deeper: bool) -> Check:
    """Hold a hum remover to the hum that is left."""
    was, now = (listen(studio, mix, name).level_dbfs(mains_hz) for mix in (before, after))
    moved = (was - now) if deeper else (now - was)
    verdict: Verdict = "verified" if moved >= NEED_DB else "partly" if moved >= NEED_DB / 2 else "refused"
    heard_was, heard_now = (None if level <= SILENCE_DB else level for level in (was, now))
    return Check(name, f"hum at {mains_hz:g} Hz", heard_was, heard_now, "dBFS", verdict)


def make(request: Request) -> Step | Decline:
    """Take hum out, or some more of it back in; say so if there is none."""
    strip, studio = request.strip, request.studio
    slot = find(strip, DeHum)
    old = slot.effect if slot else None
    if isinstance(old, DeHum):
        knob = DeHum.params["depth_db"]
        depth = knob.snap(old.depth_db + request.degree * STEP_DB * (-1 if request.more else 1))
        if depth == old.depth_db:
            return Decline("answered", f"{strip.name}'s {old.words[0]} is at its end: {knob.format(depth)}.")
        effect, because = replace(old, depth_db=depth), f"it stood at {old.depth_db:g} dB"
    elif request.more:
        return refuses(f"{strip.name} has no {DeHum.words[0]} to ease; I cannot add hum that is not there.")
    else:
        hum = listen(studio, request.mix, strip.name).hum
        if hum is None:
            return none_there(strip.name)
        effect, because = knobs(hum), found_words(hum)
        depth = effect.depth_db
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    checked = check(
        studio, request.mix, request.mix.apply(move), strip.name, effect.frequency_hz, deeper=not request.more
    )
    reasons = [Reason(strip.name, move.slot, "depth_db", "craft", depth, 1.0, because)]
    if slot is None:
        text = "measured: the mains keep to it, and where they drift they are followed"
        reasons.append(Reason(strip.name, move.slot, "frequency_hz", "craft", effect.frequency_hz, 1.0, text))
    evidence = (Evidence(strip.name, "hum", checked.before, "dBFS"),) if checked.before is not None else ()
    made = Step(strip.name, request.purpose, request.intent, (move,), tuple(reasons), evidence, (checked,))
    # With hum 40 dB down a further step is below what can be told from the rest: done as asked, and said so.
    return gave_up(made) if checked.verdict == "refused" and slot is None else made
