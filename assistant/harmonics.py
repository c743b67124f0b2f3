"""What harmonics change that can be measured, and where to make them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from assistant.turn import Check, Verdict
from dsp.effects import BassEnhancer, Exciter
from dsp.measure import BANDS, Measurement

FALLEN_DB = 30.0
"""Where a sound has fallen so far below its loudest band, it has hardly any highs left."""

LOWEST_HZ, HIGHEST_HZ = 1500.0, 4000.0
"""Where an exciter begins at the lowest, to leave the body of a sound, and at the highest, to be heard."""

DULL_DB, BRIGHT_DB = -12.0, -6.0
"""How strong harmonics are to be where there are no highs, and where they stand among some that are there."""

LOW_HZ, HALF_AN_OCTAVE = 160.0, 2**0.5
"""Up to where a bass has its fundamentals; and how far above the strongest its harmonics begin."""

ENHANCED_DB = -3.0
"""How strong the harmonics of a bass are to be."""

HEARD_DB = 60.0
"""What lies further below the rest is not heard beside it."""


def excited_knobs(heard: Measurement) -> Mapping[str, tuple[float, str]]:
    """Return an exciter's knobs for a sound, each with its reason; none for silence."""
    levels = np.array([-math.inf if level is None else level for level in heard.spectrum_db])
    sounding = np.flatnonzero(levels > levels.max() - FALLEN_DB) if np.isfinite(levels).any() else np.array([], int)
    if not sounding.size:
        return {}
    top = BANDS[int(sounding[-1])]
    param = Exciter.params["frequency_hz"]
    frequency = param.snap(min(max(top / 2, LOWEST_HZ), HIGHEST_HZ))
    where = f"above {param.format(top)} it has fallen by {FALLEN_DB:g} dB; the harmonics come to lie there"
    amount, why = DULL_DB, "harmonics 12 dB under what they are made of shine where there is nothing else"
    if top / 2 < LOWEST_HZ:
        where = f"it hardly sounds above {param.format(top)}, and lower down its body would be bent too"
    elif top / 2 > HIGHEST_HZ:
        where = f"it sounds up to {param.format(top)}; the harmonics come to lie in its top octave"
        amount, why = BRIGHT_DB, "they stand among highs that are there, so softer ones would not be heard"
    return {"frequency_hz": (frequency, where), "amount_db": (amount, why)}


def enhanced_knobs(heard: Measurement) -> Mapping[str, tuple[float, str]]:
    """Return a bass enhancer's knobs for a sound, each with its reason; none for silence."""
    lows = {hz: level for hz, level in zip(BANDS, heard.spectrum_db, strict=True) if level is not None and hz <= LOW_HZ}
    if not lows:
        return {}
    strongest = max(lows, key=lambda hz: lows[hz])
    param = BassEnhancer.params["frequency_hz"]
    frequency = param.snap(strongest * HALF_AN_OCTAVE)
    where = f"its lows are strongest about {param.format(strongest)}; their harmonics begin above this"
    return {
        "frequency_hz": (frequency, where),
        "amount_db": (ENHANCED_DB, "3 dB under what they are made of, they are heard on a small loudspeaker"),
    }


def enhanced(was: Measurement, now: Measurement, old: BassEnhancer | None, new: BassEnhancer | None) -> Check:
    """Hold a bass enhancer to the balance between the two octaves of its harmonics and what they are made of."""
    place = (new or old or BassEnhancer()).frequency_hz
    old, new = old or BassEnhancer(frequency_hz=place), new or BassEnhancer(frequency_hz=place)
    before, after = (above(m, place, highest_hz=4 * place) for m in (was, now))
    figure = f"{place:g} to {4 * place:g} Hz over what lies below"
    if before is None or after is None:
        return Check("", figure, before, after, "dB", "refused")
    turned = (new.amount_db - old.amount_db) or (old.fundamental_db - new.fundamental_db)
    return Check("", figure, before, after, "dB", moved(after - before, turned))


def above(heard: Measurement, hz: float, highest_hz: float = math.inf, lowest_hz: float = 0.0) -> float | None:
    """Return by how many dB what lies above a frequency stands over what lies below; None where either is silent.

    What lies under `lowest_hz`, or from `highest_hz` on, does not count.
    """
    power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
    bands = np.array(BANDS)
    over, under = power[(hz <= bands) & (bands < highest_hz)].sum(), power[(lowest_hz <= bands) & (bands < hz)].sum()
    return 10 * math.log10(over / under) if over > 0 and under > 0 else None


def excited(was: Measurement, now: Measurement, old: Exciter | None, new: Exciter | None) -> Check:
    """Hold an exciter to the balance between where its harmonics lie and all below."""
    place = (new or old or Exciter()).frequency_hz
    old, new = old or Exciter(frequency_hz=place), new or Exciter(frequency_hz=place)
    hz = min(2 * max(old.frequency_hz, new.frequency_hz), 10_000.0)
    before, after = above(was, hz), above(now, hz)
    figure = f"above {hz / 1000:.1f} kHz over what lies below"
    if before is None or after is None or after < -HEARD_DB:
        return Check("", figure, before, after, "dB", "refused")
    turned = new.amount_db - old.amount_db
    if not turned and new.colour_pct != old.colour_pct:
        third = min(3 * place, 12_000.0)
        before, after = (above(m, third, lowest_hz=third / 1.5) for m in (was, now))
        figure = f"the third harmonics over the second, about {third / 1000:.1f} kHz"
        if before is None or after is None:
            return Check("", figure, before, after, "dB", "refused")
        turned = new.colour_pct - old.colour_pct
    return Check("", figure, before, after, "dB", moved(after - before, turned))


def moved(change: float, turned: float) -> Verdict:
    """Judge a figure that must follow a knob, or at least be heard to change where it was another knob."""
    change = change * math.copysign(1, turned) if turned else abs(change)
    return "verified" if change >= 0.3 else "partly" if change >= 0.1 else "refused"
