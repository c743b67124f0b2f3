"""Steady noise: found between what is played, turned down as far as what is played allows, and listened for again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.explain import number
from assistant.faults import Absent, Fault, Found, absent
from assistant.listen import metered
from assistant.outcome import Decline, refuses
from assistant.resolve import called
from assistant.slots import added
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import DeNoise
from dsp.measure.noise import FROM_HZ, Noise, NoiseMeter
from dsp.mix import Mix
from dsp.units import SILENCE_DB

DEPTHS_DB = (12.0, 8.0, 5.0)
"""What is tried, until no band loses too much: noise that is 12 dB down is a quarter as loud and sounds as it did."""

MOST_LOSS_DB = 1.0
"""What is played may lose no more than this in any band."""

HEARD_DB = 50.0
"""A band so far under the whole is not missed."""

STANDS = 1.5
"""What is played is heard in a band where its power is this many times the noise's."""

NEED = 0.5
"""Noise that was to go must have come down by this share of the knob at least: rain is less steady than hiss."""


@dataclass(frozen=True)
class Amount:
    """How far noise is turned down, what was found, and what it costs what is played."""

    noise: Noise
    depth_db: float
    loss_db: float

    @property
    def words(self) -> str:
        """Say what was measured."""
        return f"{found_words(self.noise)}; what is played loses {self.loss_db:.1f} dB at most in any band"


def listen(studio: Studio, mix: Mix, name: str) -> NoiseMeter:
    """Return a meter that has heard a strip."""
    return metered(studio, mix, name, NoiseMeter, "noise")


def found_words(noise: Noise) -> str:
    """Say what noise there is."""
    where = "" if noise.from_hz == FROM_HZ[0] else f" above {noise.from_hz / 1000:g} kHz"
    return (
        f"between what is played lies steady noise of {noise.level_dbfs:.1f} dBFS{where}, "
        f"{noise.over_db:.0f} dB under it and {'alone' if not where else 'alone there'} "
        f"for {100 * noise.share:.0f} % of the time"
    )


def none_there(name: str, meter: NoiseMeter) -> Absent:
    """Say that there is nothing to take out, and how that was told."""
    floor, where = meter.floor_dbfs(), called(name)
    if floor <= SILENCE_DB:
        return absent(f"I hear no noise on {where}: between what is played it is silent")
    return absent(
        f"I hear no steady noise on {where} that I could tell from what is played: its quietest moments, "
        f"at {number(floor, 'dBFS')}, are too soft to be heard or come and go as music does",
    )


def loss_db(before: NoiseMeter, after: NoiseMeter) -> tuple[float, float]:
    """Return how much what is played has lost where it lost most, and the middle of that band in Hz.

    Of each band's mean power counts what it has over its quietest moments, on either side; bands are those in which
    what is played stands over the noise, and that are not far under the whole.
    """
    was, now = before.power(), after.power()
    if was.size == 0 or was.sum() <= 0.0:
        return 0.0, 0.0
    floors = before.floors()
    played, kept = was - floors, np.maximum(now - after.floors(), 1e-20)
    counts = (played > STANDS * floors) & (was > was.sum() * 10 ** (-HEARD_DB / 10))
    lost = np.where(counts, 10 * np.log10(np.maximum(played, 1e-20) / kept), -np.inf)
    worst = int(np.argmax(lost))
    return max(0.0, float(lost[worst])), float(before.centres_hz[worst])


def amount(studio: Studio, mix: Mix, name: str) -> Amount | Decline:
    """Find how far the noise on a strip can be turned down; say so if there is none, or none without a loss."""
    before = listen(studio, mix, name)
    noise = before.noise
    if noise is None:
        return none_there(name, before)
    loss, where = 0.0, 0.0
    for depth in DEPTHS_DB:
        tried = mix.apply(added(mix[name], DeNoise(reduction_db=depth)))
        loss, where = loss_db(before, listen(studio, tried, name))
        if loss <= MOST_LOSS_DB:
            return Amount(noise, depth, loss)
    return refuses(
        f"{found_words(noise)[0].upper()}{found_words(noise)[1:]} on {name}, but even {DEPTHS_DB[-1]:g} dB less of it "
        f"would take {loss:.1f} dB from what is played around {where:.0f} Hz, so I leave it."
    )


def find(studio: Studio, mix: Mix, name: str, _: float = 1.0) -> Found | Decline:
    """Return the noise reducer as deep as what is played allows, whatever the degree."""
    found = amount(studio, mix, name)
    if isinstance(found, Decline):
        return found
    return Found(DeNoise(reduction_db=found.depth_db), {"reduction_db": found.words})


def check(studio: Studio, before: Mix, after: Mix, name: str, old: DeNoise, new: DeNoise) -> tuple[Check]:
    """Hold a noise reducer to what its noise has come down by, or up."""
    heard = listen(studio, before, name)
    noise = heard.noise
    from_hz = noise.from_hz if noise else FROM_HZ[0]
    was, now = heard.floor_dbfs(from_hz), listen(studio, after, name).floor_dbfs(from_hz)
    further = new.reduction_db - old.reduction_db
    moved, asked = (was - now) if further >= 0 else (now - was), abs(further)
    verdict: Verdict = "verified" if moved >= NEED * asked else "partly" if moved >= NEED * asked / 2 else "refused"
    heard_was, heard_now = (None if level <= SILENCE_DB else level for level in (was, now))
    return (Check(name, "noise between what is played", heard_was, heard_now, "dBFS", verdict),)


FAULT = Fault(
    effect=DeNoise,
    knob="reduction_db",
    step=4.0,
    told_by="reduction_db",
    figure="noise",
    eased="{name} has no {word} to ease; I cannot add noise that is not there.",
    find=find,
    check=check,
)
