"""Where to set the knobs of a new effect that nobody said: from what reaches it, never from a table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assistant.esses import DEPTH_DB
from assistant.slots import place
from assistant.studio import Studio
from dsp.effect import Effect
from dsp.effects import Compressor, DeEsser, Drive, Fade, HighPass
from dsp.measure import BANDS, Measurement
from dsp.mix import Mix, Strip

RUMBLE_DB = 30.0
"""What lies under a high-pass may hold this much less than the whole, and is not missed."""


@dataclass(frozen=True)
class Decided:
    """A knob's value and the measurement that led to it."""

    knob: str
    value: float
    because: str


def decide(studio: Studio, mix: Mix, strip: Strip, effect: type[Effect], said: frozenset[str]) -> tuple[Decided, ...]:
    """Return values for the knobs of a new effect that were not said but cannot stay at rest.

    Parameters
    ----------
    said
        The knobs that were given a number, which nothing here touches.
    """
    if effect is Fade:
        end = Fade.params["end_s"].snap(studio.frames / studio.sample_rate)
        return () if "end_s" in said else (Decided("end_s", end, "the longest recording ends there"),)
    rule = RULES.get(effect)
    if rule is None:
        return ()
    before_it = replace(strip, chain=strip.chain[: place(strip, effect())])
    reaching = Mix(tuple(before_it if s is strip else s for s in mix))
    heard = studio.heard(reaching, strip.name)
    return tuple(d for d in rule(heard) if d.knob not in said)


def _compressor(heard: Measurement) -> tuple[Decided, ...]:
    level = heard.active_dbfs
    if level is None:
        return ()
    threshold = Compressor.params["threshold_db"].snap(round(level))
    because = f"{level:.1f} dBFS is its level while it plays, so what is louder than usual is turned down"
    return (
        Decided("threshold_db", threshold, because),
        Decided("ratio", 3.0, "3:1 is firm enough to hear and gentle enough to leave the playing"),
    )


def _deesser(heard: Measurement) -> tuple[Decided, ...]:
    if heard.sibilance_db is None:
        return (Decided("range_db", DEPTH_DB, "I hear no esses to judge by, so this is an ordinary depth"),)
    because = f"its esses stand at {heard.sibilance_db:.1f} dB of the voice while it sings"
    return (Decided("range_db", DEPTH_DB, because),)


def _high_pass(heard: Measurement) -> tuple[Decided, ...]:
    power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
    if not power.any():
        return ()
    below = np.cumsum(power) / power.sum()
    empty = np.flatnonzero(below < 10 ** (-RUMBLE_DB / 10))
    # a third of an octave below that, where its slope has hardly begun
    cutoff = HighPass.params["cutoff_hz"].snap(BANDS[max(0, int(empty[-1]) - 1)] if len(empty) else BANDS[0])
    under = float(below[np.array(BANDS) < cutoff][-1]) if cutoff > BANDS[0] else 0.0
    if under == 0.0:
        return (Decided("cutoff_hz", cutoff, "it sounds down to the lowest band I measure, so only rumble is cut"),)
    return (
        Decided(
            "cutoff_hz", cutoff, f"what lies below {cutoff:g} Hz stands {-10 * np.log10(under):.0f} dB under the whole"
        ),
    )


def _drive(heard: Measurement) -> tuple[Decided, ...]:
    if heard.active_dbfs is None:
        return ()
    return (Decided("drive_db", 6.0, "6 dB is an ordinary amount: heard as colour, not yet as distortion"),)


RULES = {Compressor: _compressor, DeEsser: _deesser, HighPass: _high_pass, Drive: _drive}
