"""What a measurement says about a quality: one figure each, and where in the spectrum it comes from.

Every figure is a ratio inside one recording, so turning a fader moves none of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.qualities import QUALITIES, Region
from dsp.measure import BANDS, Measurement

AUDIBLE_DB = 60.0
"""What lies this far under a recording's whole level is not heard as part of its tone."""

CENTRES = np.array(BANDS)


def tone(heard: Measurement) -> NDArray[np.float64] | None:
    """Return the level of each band relative to the whole in dB, None where nothing plays.

    What cannot be heard beside the rest reads `-AUDIBLE_DB`: lifting it changes nothing.
    """
    levels = np.array([np.nan if level is None else level for level in heard.spectrum_db])
    if np.isnan(levels).all():
        return None
    power = np.nan_to_num(10 ** (levels / 10))
    relative = 10 * np.log10(np.maximum(power / power.sum(), 1e-20))
    return np.asarray(np.maximum(relative, -AUDIBLE_DB))


def inside(region: Region) -> NDArray[np.bool_]:
    """Say which bands a region covers."""
    low, high = region
    return (low * 0.99 <= CENTRES) & (high * 1.01 >= CENTRES)


def level(curve: NDArray[np.float64], region: Region) -> float:
    """Return the mean power of a region's bands in dB."""
    return float(10 * np.log10(np.mean(10 ** (curve[inside(region)] / 10))))


def figure(quality: str, heard: Measurement) -> float | None:
    """Return how much of a quality there is, in dB; None where it cannot be told."""
    known = QUALITIES[quality]
    if known.way == "sibilance":
        return heard.sibilance_db
    if known.way == "width":
        return heard.side_db
    curve = tone(heard)
    if curve is None or known.way != "tone":
        return None
    return level(curve, known.region) - level(curve, known.against)


def heard_at_all(quality: str, heard: Measurement) -> bool:
    """Whether the bands a tone quality lives in hold anything that can be heard."""
    curve = tone(heard)
    return curve is not None and level(curve, QUALITIES[quality].region) > -AUDIBLE_DB + 3.0
