"""Craft: what an experienced engineer would do about a tone, and the measurement it rests on.

A rule never knows a fixed frequency: it looks where this recording stands out inside the region that the word
means, against what is usual for the role or, where that is not known, against its own neighbouring bands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import ears
from assistant.qualities import QUALITIES, Quality, Region
from dsp.measure import BANDS
from dsp.mix import Evidence, Opinion
from models.norms import Norm
from models.suggest import Advice, Heard, Wish

SIZE_DB = 2.5
"""An ordinary change of tone: heard at once, and still the same recording."""

PER_EXCESS = 0.3
"""How much further to go for each dB by which something stands out."""

MOST_EXTRA_DB = 2.0
RELIEF = 0.6
"""Share of a change that is made by cutting what hides a quality, when something does."""

STANDS_OUT_DB = 1.0
"""An excess smaller than this is not worth naming."""

MASKED_DB = 6.0
"""A band this far under the loudest of its region is covered by it, however much it stands out."""

CLIFF_DB = 6.0
"""A fall from one octave to the next beyond this is an edge of the sound, not its tone."""

Curve = NDArray[np.float64]


@dataclass(frozen=True)
class Excess:
    """Where a region stands out most, by how much, against what.

    Attributes
    ----------
    usual, spread, n, rests_on
        The band's usual level relative to the whole, where known, and what that rests on; else None, and the
        excess is over the recording's own neighbouring octaves.
    """

    centre_hz: float
    value: float
    level: float
    usual: float | None = None
    spread: float | None = None
    n: int = 0
    rests_on: str = ""


@dataclass(frozen=True)
class Craft:
    """The suggester that knows the trade: rules for the qualities that are a matter of tone."""

    name: str = "craft"
    version: str = "1"

    def suggest(self, wish: Wish, heard: Heard) -> Advice:
        """Return a tone curve for a wish, with the excess that decided where it acts."""
        quality = QUALITIES[wish.quality]
        curve = ears.tone(heard.measurement)
        if quality.way != "tone" or curve is None:
            return Advice()
        own = find_excess(curve, quality.region, heard.usual)
        hidden = find_excess(curve, quality.relief, heard.usual) if quality.relief and wish.more else None
        if hidden is not None and hidden.value < STANDS_OUT_DB:
            hidden = None
        spoken = hidden or own
        wished = wish.degree * (SIZE_DB + _extra(own if not wish.more else hidden))
        gains = _curve(quality, wish.more, wished, own, hidden)
        because = sentence(spoken, wish.role)
        if spoken is own and (own.value if wish.more else -own.value) >= STANDS_OUT_DB:
            because = f"as you asked, though {because} already"
        opinion = Opinion(
            strip=wish.strip,
            slot=wish.quality,
            effect="",
            knob="gain_db",
            value=tuple(float(g) for g in gains),
            precision=1.0,
            source=self.name,
            because=because,
        )
        evidence = Evidence(
            wish.strip, _place(spoken.centre_hz), spoken.level, "dB", spoken.usual, spoken.spread, spoken.n
        )
        return Advice((opinion,), (evidence,))


def find_excess(curve: Curve, region: Region, usual: Norm | None) -> Excess:
    """Return the band of a region that stands out most.

    Against the role's norm if it covers the whole region, else against the recording itself: each band beside
    the octaves around it.
    """
    bands = np.flatnonzero(ears.inside(region))
    norms = [usual.band(BANDS[i]) if usual else None for i in bands]
    known = [norm for norm in norms if norm is not None]
    normed = len(known) == len(bands)
    expected = np.array([norm.mean_db for norm in known]) if normed else _beside(curve)[bands]
    over = curve[bands] - expected
    heard = curve[bands] > curve[bands].max() - MASKED_DB
    worst = int(np.argmax(np.where(heard, over, -np.inf)))
    excess = Excess(BANDS[bands[worst]], float(over[worst]), float(curve[bands[worst]]))
    if usual is None or len(known) < len(bands):
        return excess
    norm = known[worst]
    return Excess(excess.centre_hz, excess.value, excess.level, norm.mean_db, norm.spread_db, norm.n, usual.rests_on)


def _beside(curve: Curve) -> Curve:
    """Return for each band what the octaves below and above it lead one to expect: halfway between the two.

    A side that lies far below the other is the end of the instrument's range, not a neighbour, so it pulls by half of
    `CLIFF_DB` at most: the shoulder of a slope is not a peak.
    """
    apart = np.log2(ears.CENTRES[None, :] / ears.CENTRES[:, None])
    near = (np.abs(apart) > 0.2) & (np.abs(apart) < 1.1)
    sides = []
    for side in (near & (apart < 0), near & (apart > 0)):
        mean = side @ curve / np.maximum(side.sum(axis=1), 1)
        sides.append(np.where(side.any(axis=1), mean, np.nan))
    louder, softer = np.fmax(*sides), np.fmin(*sides)
    return np.asarray(louder - np.minimum(louder - softer, CLIFF_DB) / 2)


def _extra(excess: Excess | None) -> float:
    return float(np.clip(PER_EXCESS * excess.value, 0.0, MOST_EXTRA_DB)) if excess else 0.0


def _curve(quality: Quality, more: bool, wished: float, own: Excess, hidden: Excess | None) -> Curve:
    if quality.fault and not more:
        return -wished * _bump(own.centre_hz)
    lift = _plateau(quality.region)
    if not more:
        return -wished * lift
    if hidden is None:
        return wished * lift
    return wished * ((1 - RELIEF) * lift - RELIEF * _bump(hidden.centre_hz))


def _bump(centre_hz: float) -> Curve:
    """Return a cut about an octave wide: wide enough to sound natural, narrow enough to leave the rest."""
    return np.asarray(np.exp(-0.5 * (np.log2(ears.CENTRES / centre_hz) / 0.45) ** 2))


def _plateau(region: Region) -> Curve:
    """Return a raise of a whole region with soft shoulders, open at the ends of hearing."""
    low, high = region
    octaves = np.log2(ears.CENTRES)
    below = np.clip(np.log2(low) - octaves, 0, None) if low > 60 else np.zeros_like(octaves)
    above = np.clip(octaves - np.log2(high), 0, None) if high < 10_000 else np.zeros_like(octaves)
    return np.asarray(np.exp(-0.5 * ((below + above) / 0.5) ** 2))


def _place(centre_hz: float) -> str:
    return f"level at {centre_hz / 1000:g} kHz" if centre_hz >= 1000 else f"level at {centre_hz:g} Hz"


def sentence(excess: Excess, role: str) -> str:
    """Say what stands out, by how much and against what, as a clause."""
    where = _place(excess.centre_hz).removeprefix("level at ")
    if excess.usual is None:
        against = "the octaves beside it"
    else:
        spread = f", spread {excess.spread:.1f} dB" if excess.spread is not None else ""
        norm = f"norm of {excess.rests_on}, " if excess.rests_on != role else ""
        against = f"a usual {role} ({norm}n {excess.n}{spread})"
    if abs(excess.value) < STANDS_OUT_DB:
        return f"nothing stands out there: {where} is within 1 dB of {against}"
    side = "over" if excess.value >= 0 else "under"
    return f"{where} stood {abs(excess.value):.1f} dB {side} {against}"
