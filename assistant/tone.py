"""Tone curves to filters: the fewest bells and shelves that do what a curve wishes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dsp.effects.eq import Bell, HighShelf, LowShelf, response_db
from dsp.measure.spectrum import BANDS

Filter = Bell | LowShelf | HighShelf
TONES = (Bell, LowShelf, HighShelf)
"""Effects that a strip may have several of, told apart by their frequency."""

Curve = NDArray[np.float64]
"""Gain in dB for each band of `BANDS`."""

ENOUGH_DB = 0.3
"""A curve is met when what is left of it stands this low on average: under what is heard as a change."""

MOST = 3
_PROBE_DB = 3.0


@cache
def _candidates(sample_rate: int) -> tuple[tuple[Filter, ...], Curve]:
    """Every filter considered, and its response in dB per dB of gain, shape (filters, bands)."""
    centres = [f for f in BANDS if 40 <= f <= min(16_000, 0.4 * sample_rate)]
    filters: list[Filter] = []
    for centre in centres:
        filters += [Bell(frequency_hz=centre, gain_db=_PROBE_DB, q=q) for q in (0.7, 1.0, 1.4, 2.0)]
        if centre <= 500:
            filters.append(LowShelf(frequency_hz=centre, gain_db=_PROBE_DB, q=0.7))
        if centre >= 2000:
            filters.append(HighShelf(frequency_hz=centre, gain_db=_PROBE_DB, q=0.7))
    bands = np.minimum(np.array(BANDS), 0.45 * sample_rate)
    responses = np.stack([response_db(f, bands, sample_rate) / _PROBE_DB for f in filters])
    return tuple(filters), responses


def fit(wish: Curve, weight: Curve, sample_rate: int) -> tuple[Filter, ...]:
    """Return at most three filters whose sum comes closest to a wished tone curve, strongest first.

    Orthogonal matching pursuit over a grid of bells and shelves: the filter that explains most of what is
    left joins, then all gains are solved again together. Gains are snapped to what replies print.

    Parameters
    ----------
    wish : Curve, shape (bands,)
        Gain in dB.
    weight : Curve, shape (bands,)
        How much each band matters, 0 for not at all (nothing sounds there).
    sample_rate
        In Hz; no filter is set above 0.4 of it.

    References
    ----------
    Y. C. Pati, R. Rezaiifar and P. S. Krishnaprasad, "Orthogonal matching pursuit", Asilomar 1993.
    """
    filters, responses = _candidates(sample_rate)
    root = np.sqrt(weight / max(weight.sum(), 1e-12))
    target = wish * root
    basis = responses * root
    norms = np.maximum(np.linalg.norm(basis, axis=1), 1e-9)
    chosen: list[int] = []
    gains = np.zeros(0)
    left = target
    while len(chosen) < MOST and np.linalg.norm(left) > ENOUGH_DB:
        chosen.append(int(np.argmax(np.abs(basis @ left) / norms)))
        gains, *_ = np.linalg.lstsq(basis[chosen].T, target, rcond=None)
        left = target - gains @ basis[chosen]
    fitted = [_with_gain(filters[i], float(g)) for i, g in zip(chosen, gains, strict=True)]
    audible = [f for f in fitted if abs(f.gain_db) >= 0.5]
    return tuple(sorted(audible, key=lambda f: -abs(f.gain_db)))


def _with_gain(shape: Filter, gain_db: float) -> Filter:
    return replace(shape, gain_db=type(shape).params["gain_db"].snap(gain_db))


def response(filters: tuple[Filter, ...], sample_rate: int) -> Curve:
    """Return what filters do together to each band, in dB."""
    bands = np.minimum(np.array(BANDS), 0.45 * sample_rate)
    return np.asarray(sum((response_db(f, bands, sample_rate) for f in filters), np.zeros(len(bands))))
