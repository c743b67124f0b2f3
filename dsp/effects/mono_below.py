"""Bass in the middle: what lies below a frequency is the same on both sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.eq import OUT, integrator_gain
from dsp.param import Param
from dsp.units import Audio

DAMPING = math.sqrt(2.0)
LN_90_DB = math.log(10.0**4.5)

WORDS = (
    *("mono bass", "mono below", "mono maker", "mono the bass", "mono the low end", "mono the lows"),
    *("mono the bass below", "mono the low end below", "mono the lows below", "mono everything below"),
)


@dataclass(frozen=True, kw_only=True)
class MonoBelow(
    Effect,
    words=WORDS,
):
    """Put what lies below a frequency into the middle: a bass that is firm, that vinyl can hold and one speaker plays.

    Left and right are each split by a Linkwitz-Riley crossover of fourth order [1]_; the lower halves are put
    together, the upper ones stay where they are. Its halves add up to an all-pass, so whatever is the same on both
    sides keeps its level at every frequency. All the way down it is out of the way; a mono strip passes unchanged.

    References
    ----------
    .. [1] S. H. Linkwitz, "Active crossover networks for noncoincident drivers", JAES 24(1), 1976.
    """

    frequency_hz: Annotated[
        float,
        Param(20, 500, "wider in the bass", "mono further up", 1.3, log=True, also=("freq", "cutoff", "crossover")),
    ] = 20.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> MonoBelowBank:
        return MonoBelowBank(settings, sample_rate, channels)


def _out(settings: MonoBelow) -> bool:
    return settings.frequency_hz == MonoBelow.params["frequency_hz"].low


class MonoBelowBank(Bank[MonoBelow]):
    """Lanes that have their bass in the middle."""

    def __init__(self, settings: Sequence[MonoBelow], sample_rate: int, channels: int) -> None:
        from dsp.kernels.filter import cascade

        super().__init__(settings, sample_rate, channels)
        self._cascade = cascade
        self._state = np.zeros((2 * self.lanes, 2, 1, 2))

    def coefficients(self, settings: MonoBelow) -> Sequence[float]:
        """Return two sections for the middle, which is delayed as the halves are, and two for the sides."""
        g = integrator_gain(settings.frequency_hz, self.sample_rate)
        out = (g, DAMPING, *OUT)
        if _out(settings):
            return (*out, *out, *out, *out)
        high_pass = (g, DAMPING, 1.0, -DAMPING, -1.0)
        return (g, DAMPING, 1.0, -2 * DAMPING, 0.0, *out, *high_pass, *high_pass)

    def ringing(self, settings: MonoBelow) -> int:
        if self.channels == 1 or _out(settings):
            return 0
        # The poles of s^2 + sqrt(2) s + 1 decay by 2 pi f / sqrt(2) a second; two pairs, the second fed by the first.
        return math.ceil(2 * (LN_90_DB + 2) * self.sample_rate / (math.sqrt(2) * math.pi * settings.frequency_hz))

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        if self.channels != 2:
            y[:] = x[:, : self.channels]
            return
        pair = np.empty((self.lanes, 2, x.shape[2]), np.float32)
        pair[:, 0], pair[:, 1] = (x[:, 0] + x[:, 1]) * 0.5, (x[:, 0] - x[:, 1]) * 0.5
        shape = (2 * self.lanes, 2, 5)
        filtered = np.empty((2 * self.lanes, 1, x.shape[2]), np.float32)
        line = (np.ascontiguousarray(start).reshape(shape), np.ascontiguousarray(slope).reshape(shape))
        self._cascade(pair.reshape(filtered.shape), filtered, *line, np.repeat(offset, 2), self._state)
        middle, sides = filtered[::2, 0], filtered[1::2, 0]
        np.add(middle, sides, out=y[:, 0])
        np.subtract(middle, sides, out=y[:, 1])
