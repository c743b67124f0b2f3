"""The dynamic equaliser: a bell or a shelf that works only while its own band is loud, or soft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.dynamics import kept_per_frame
from dsp.effects.eq import Bell, Filter, HighShelf, LowShelf, integrator_gain, ringing
from dsp.param import Param
from dsp.units import Audio

SHAPES = ("dynamic bell", "dynamic low shelf", "dynamic high shelf")
DIRECTIONS = ("cut when loud", "boost when loud", "boost when soft", "cut when soft")

SIGNS = ((-1.0, 1.0), (1.0, 1.0), (1.0, -1.0), (-1.0, -1.0))
"""Of each direction: whether it turns up or down, and whether it is for what lies above or below the threshold."""

STEEPEST_SHELF = 4.0
"""The highest `q` that a shelf takes, as the shelves of `dsp.effects.eq` do."""


@dataclass(frozen=True, kw_only=True)
class DynamicEq(Effect, words=("dynamic eq", "dynamic equaliser", "dynamic equalizer", "dynamic filter"), listens=True):
    """Cut or raise a region only while it is loud, or only while it is soft: a boom on some notes, a harsh word.

    The region is heard through a band-pass of the bell's own frequency and `q`, or through what lies below or above
    a shelf; its level is the envelope of the louder channel, 0 dB for a full-scale sine. Each decibel beyond
    `threshold_db` turns the filter by 1 - 1/`ratio` decibels, with a knee of 6 dB (eq. 4 of [1]_), by `range_db` at
    most; 63 % of the way there take `attack_ms`, and of the way back `release_ms`. At any moment it is the
    bell or shelf of that gain. While the range is 0, as it is at rest, nothing is turned.

    References
    ----------
    .. [1] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
       analysis", JAES 60(6), 2012.
    """

    range_db: Annotated[float, Param(0, 24, "shallower", "deeper", 2, also=("depth", "amount"))] = 0.0
    frequency_hz: Annotated[
        float, Param(20, 20000, "lower", "higher", 1.25, log=True, also=("freq", "centre", "center"))
    ] = 1000.0
    q: Annotated[float, Param(0.1, 10, "wider", "narrower", 1.4, log=True, also=("width", "bandwidth"))] = 1.0
    threshold_db: Annotated[float, Param(-80, 0, "more easily", "less easily", 4)] = -30.0
    ratio: Annotated[float, Param(1, 20, "gentler", "firmer", 1.4, log=True, unit=":1")] = 4.0
    attack_ms: Annotated[float, Param(0.1, 500, "faster", "slower", 1.6, log=True)] = 10.0
    release_ms: Annotated[float, Param(5, 5000, "livelier", "smoother", 1.6, log=True)] = 150.0
    shape: Annotated[float, Param(0, 2, "lower shape", "higher shape", 1, labels=SHAPES)] = 0.0
    direction: Annotated[float, Param(0, 3, "towards cutting", "towards boosting", 1, labels=DIRECTIONS)] = 0.0

    @property
    def up(self) -> bool:
        """Whether it raises what it turns."""
        return SIGNS[int(self.direction)][0] > 0

    def standing_at(self, gain_db: float) -> Filter:
        """Return the filter that it is while its gain is so much."""
        q = self.q if self.shape == 0 else min(self.q, STEEPEST_SHELF)
        return (Bell, LowShelf, HighShelf)[int(self.shape)](frequency_hz=self.frequency_hz, gain_db=gain_db, q=q)

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DynamicEqBank:
        return DynamicEqBank(settings, sample_rate, channels)


class DynamicEqBank(Bank[DynamicEq]):
    """Lanes of dynamic equalisers."""

    def __init__(self, settings: Sequence[DynamicEq], sample_rate: int, channels: int) -> None:
        from dsp.kernels.dynamic_eq import EAR, equalise

        super().__init__(settings, sample_rate, channels)
        self._equalise = equalise
        self._ears = np.zeros((self.lanes, channels, EAR))
        self._filters = np.zeros((self.lanes, channels, 2))
        self._state = np.zeros((self.lanes, 2))
        self._state[:, 0] = -200.0

    def coefficients(self, settings: DynamicEq) -> Sequence[float]:
        q = settings.q if settings.shape == 0 else min(settings.q, STEEPEST_SHELF)
        return (
            integrator_gain(settings.frequency_hz, self.sample_rate),
            1 / q,
            *(float(settings.shape == shape) for shape in range(len(SHAPES))),
            settings.threshold_db,
            1 - 1 / settings.ratio,
            settings.range_db,
            *SIGNS[int(settings.direction)],
            kept_per_frame(settings.attack_ms, self.sample_rate),
            kept_per_frame(settings.release_ms, self.sample_rate),
        )

    def ringing(self, settings: DynamicEq) -> int:
        ends = (settings.standing_at(sign * settings.range_db) for sign in (-1, 1))
        return max(ringing(end.sections(self.sample_rate)) for end in ends)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._equalise(x, y, start, slope, offset, self.frame % 2, self._ears, self._filters, self._state)
