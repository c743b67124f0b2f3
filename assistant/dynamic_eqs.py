"""Where a dynamic equaliser is wanted, how loud it is there, and whether that changed."""

from __future__ import annotations

import math

import numpy as np

from dsp.effects import DynamicEq
from dsp.effects.dynamic_eq import SIGNS
from dsp.effects.eq import response_db
from dsp.measure import BANDS, Measurement
from dsp.units import SILENCE_DB

HEARD_DB = 25.0
"""A band that lies further than this under the loudest one is no candidate: its swings are hardly heard."""

PEAK_DB = 3.0
"""The peak of a sine over its mean square: the equaliser counts peaks, a spectrum mean squares."""

SHELVED = (1.0, 0.5, 2.0)
"""Where a bell, a low and a high shelf are judged, as ratios of their frequency."""


def restless_hz(heard: Measurement) -> tuple[float, float] | None:
    """Return the frequency whose loud moments stand furthest over its usual level, and by how much; None if silent."""
    swings = [
        (loud - usual, hz)
        for hz, loud, usual in zip(BANDS, heard.loud_spectrum_db, heard.spectrum_db, strict=True)
        if loud is not None and usual is not None and usual > _loudest(heard) - HEARD_DB
    ]
    swing, hz = max(swings, default=(0.0, 0.0))
    return (hz, swing) if hz else None


def _loudest(heard: Measurement) -> float:
    return max((level for level in heard.spectrum_db if level is not None), default=SILENCE_DB)


def usual_level_db(heard: Measurement, effect: DynamicEq) -> float | None:
    """Return how loud what the equaliser listens to usually is, 0 dB for a full-scale sine; None if silent."""
    bands = [(hz, level) for hz, level in zip(BANDS, heard.spectrum_db, strict=True) if level is not None]
    if not bands:
        return None
    # What 20 dB more at the place would add, over what it adds there: the shape of the ear is that of the filter.
    boost = response_db(effect.standing_at(20.0), [hz for hz, _ in bands], heard.sample_rate)
    shares = (10 ** (boost / 10) - 1) / (10**2 - 1)
    powers = shares * 10 ** (np.array([level for _, level in bands]) / 10)
    return 10 * math.log10(max(float(powers.sum()), 1e-20)) + PEAK_DB


def judged_at(effect: DynamicEq) -> int:
    """Return the band by which an equaliser is judged: that of its bell, or one on its shelf."""
    place = effect.frequency_hz * SHELVED[int(effect.shape)]
    return int(np.argmin(np.abs(np.log(np.array(BANDS) / place))))


def pull_db(effect: DynamicEq) -> float:
    """Return how far the equaliser turns what lies as far beyond its threshold as can be: up if positive."""
    sign, above = SIGNS[int(effect.direction)]
    beyond = -effect.threshold_db if above > 0 else effect.threshold_db - DynamicEq.params["threshold_db"].low
    return sign * min(effect.range_db, beyond * (1 - 1 / effect.ratio))
