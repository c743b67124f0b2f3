"""Opinions to one decision: precision-weighted, and open about disagreement."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.mix import Opinion

APART = 2.0
"""Wishes further apart than this many combined standard deviations are not averaged: the stronger wins."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Merged:
    """What several opinions on one knob (or tone curve) come to.

    Attributes
    ----------
    value
        The decision: one number, or one per band.
    weights
        Each opinion's share, in the order given; they sum to 1.
    disagreed
        Whether some opinion stood too far off to be averaged in.
    """

    value: Values
    weights: tuple[float, ...]
    disagreed: bool = False


def merge(opinions: Iterable[Opinion], tolerance: float) -> Merged | None:
    """Return the decision of opinions on the same thing, None if there are none.

    Parameters
    ----------
    opinions
        All on one knob, or all on one tone curve.
    tolerance
        One standard deviation of an opinion of precision 1, in the knob's unit: how far two experienced
        engineers differ without disagreeing.
    """
    stated = list(opinions)
    if not stated:
        return None
    precision = np.array([float(np.mean(o.precision)) for o in stated])
    values = np.array([np.atleast_1d(np.asarray(o.value, np.float64)) for o in stated])
    strongest = int(np.argmax(precision))
    share = precision.copy()
    for i, own in enumerate(precision):
        far = float(np.max(np.abs(values[i] - values[strongest])))
        if far > APART * tolerance * math.sqrt(1 / own + 1 / precision[strongest]):
            share[i] = 0.0
    share /= share.sum()
    return Merged(share @ values, tuple(float(s) for s in share), bool((share == 0).any()))
