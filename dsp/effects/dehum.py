"""The hum remover: mains hum goes, the notes beside it stay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import GRID, Bank, Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.units import Audio, gain

BLOCK_S = 0.0058
"""Blocks on the grid that are about so long."""

FORESEEN_S = 60.0
"""How much of what is to come is listened to before it begins."""

LEAST = 64
"""Points, three seconds, without which nothing is told beforehand."""


@dataclass(frozen=True, kw_only=True)
class DeHum(Effect, words=("de-hum", "dehum", "dehummer", "hum remover", "hum removal", "hum filter")):
    """Take mains hum out, and nothing that is played.

    `frequency_hz` is that of the mains, 50 or 60 Hz; where it drifts by up to 1 Hz it is followed. Its first so many
    `harmonics` are lowered, each by what is there, up to `depth_db`. What is subtracted is hum and nothing else: a
    wave that goes on, whose harmonics keep to one fundamental for many seconds, louder or softer all at once at most. A
    note at 100 Hz comes and goes and is left alone, for soft places and pauses say what hum is. What is to come is
    listened to before it begins, so that hum is gone from the first moment on. No hum, no change.

    References
    ----------
    .. [1] B. Widrow et al., "Adaptive noise cancelling: principles and applications", Proc. IEEE 63(12), 1975: hum
       whose amplitude and phase are known is subtracted, which is a notch narrower than any filter that rings.
    """

    frequency_hz: Annotated[
        float, Param(45, 65, "lower", "higher", 1.02, step=0.01, also=("freq", "mains", "mains frequency"))
    ] = 50.0
    depth_db: Annotated[float, Param(0, 60, "hummier", "less hummy", 10, also=("amount", "range", "reduction"))] = 0.0
    harmonics: Annotated[float, Param(1, 40, "fewer harmonics", "more harmonics", 4, step=1)] = 20.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeHumBank:
        return DeHumBank(settings, sample_rate, channels)


class DeHumBank(Bank[DeHum]):
    """Lanes of hum removers."""

    def __init__(self, settings: Sequence[DeHum], sample_rate: int, channels: int) -> None:
        from dsp.kernels import hum, points, tuned

        self._block = GRID * max(1, round(sample_rate * BLOCK_S / GRID))
        self._seen, self._hop = hum.SEEN + 3, points.HOP * self._block
        super().__init__(settings, sample_rate, channels)
        self._remove = hum.remove_hum
        lanes, most = self.lanes, points.MOST
        self._points = np.zeros((lanes, points.POINTS, channels, 2, most), np.float32)
        self._marks = np.zeros((lanes, points.POINTS, points.MARKS))
        self._known = np.zeros((lanes, hum.LANE_STATE))
        self._way = np.zeros((lanes, 2, math.ceil(FORESEEN_S * sample_rate / self._hop)))
        self._foreseen = np.zeros((lanes, channels, 2, most))
        self._state = (
            np.zeros((lanes, 4, most)),
            np.zeros((lanes, channels, 8, most)),
            np.zeros((lanes, points.PARTS, channels, 2, most)),
            np.zeros((lanes, 2, points.PARTS)),
            np.zeros((lanes, points.KNOWN_ROWS, most)),
            np.zeros((lanes, channels, points.HUM_ROWS, most)),
            self._points,
            self._marks,
            np.zeros((lanes, tuned.GRID)),
            self._known,
            self._way,
            self._foreseen,
        )

    def coefficients(self, settings: DeHum) -> Sequence[float]:
        return (settings.frequency_hz, 1.0 - gain(-settings.depth_db), settings.harmonics)

    def ringing(self, settings: DeHum) -> int:
        # Hum that ends is missed when the blocks that had it are out of sight.
        return self._seen * self._block if settings.depth_db else 0

    def foresight(self, lane: int) -> int:
        return round(FORESEEN_S * self.sample_rate) if self.settings[lane].depth_db else 0

    def foresee(self, lane: int, x: Audio) -> None:
        from dsp.kernels import hindsight, hum

        heard = DeHumBank(self.settings[lane : lane + 1], self.sample_rate, self.channels)
        points, there, way = heard._track(x[:, -self.frame % self._block :])
        if there.sum() < LEAST:
            return
        found = np.empty((self.channels, 2, points.shape[-1]))
        hindsight.look_back(self._hop / self.sample_rate, points, there, way[0], way[1], found)
        self._foreseen[lane, ..., : points.shape[-1]] = found
        self._way[lane, :, : len(there)] = way
        self._known[lane, hum.FORESEEN] = len(there)

    def _track(self, x: Audio) -> tuple[Vector, NDArray[np.bool_], Vector]:
        """Track the hum of a lane; return its points, where there are any, and about what phase and gain it has."""
        from dsp.kernels import mains, points

        window = points.PARTS * self._block
        count = max(0, (x.shape[1] - window) // self._hop)
        top = np.arange(1, math.ceil(self.settings[0].harmonics) + 1)
        found, marks = np.zeros((count, self.channels, 2, top.size)), np.zeros((count, points.MARKS))
        there = np.zeros(count, bool)
        self.process(np.ascontiguousarray(x[np.newaxis, :, :window]))
        for i in range(count):
            begin = window + i * self._hop
            self.process(np.ascontiguousarray(x[np.newaxis, :, begin : begin + self._hop]))
            there[i] = self._known[0, mains.COUNTED] > there.sum()
            if i + 1 == count or (there[i] and there.sum() % points.POINTS == 0):
                known = np.flatnonzero(there)
                last = np.arange(known.size)[-points.POINTS :]
                found[known[last]] = self._points[0, last % points.POINTS, ..., : top.size]
                marks[known[last]] = self._marks[0, last % points.POINTS]
        if not there.any():
            return found, there, marks.T
        way = np.array([np.interp(np.arange(count), np.flatnonzero(there), marks[there, row]) for row in range(2)])
        turned = (found[:, :, 0] + 1j * found[:, :, 1]) * np.exp(1j * np.outer(way[points.TURN], top))[:, np.newaxis]
        return np.stack([turned.real, turned.imag], axis=2), there, way

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._remove(x, y, start, slope, offset, self.frame, self._block, self.sample_rate, *self._state)
