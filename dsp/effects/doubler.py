"""The doubler: as if it had been played twice more, one to each side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.modulation import blend
from dsp.effects.pitch import PitchShift, PitchShiftBank
from dsp.param import Param
from dsp.units import Audio

LATER = 1.6
"""How much later the second voice is than the first: two that come together are one."""


@dataclass(frozen=True, kw_only=True)
class Doubler(
    Effect, words=("doubler", "double tracking", "double track", "double tracker", "doubling", "adt", "double")
):
    """Let the sound be joined by two more takes of itself, on the left a little higher, on the right a little lower.

    They are `detune_cents` away from it, the first `delay_ms` late and the second a little more, and stand as far to
    the sides as `width_pct` says; of a stereo track each is taken from its side.
    Unlike a chorus nothing swings. At `mix_pct` 50 they are as loud as the sound itself; the level stays.

    References
    ----------
    .. [1] Artificial double tracking, devised by K. Townsend at EMI Studios in 1966: M. Lewisohn, "The Complete Beatles
       Recording Sessions", Hamlyn, 1988.
    """

    mix_pct: Annotated[
        float, Param(0, 100, "less doubled", "more doubled", 15, step=1, also=("blend", "dry wet", "wet"))
    ] = 0.0
    detune_cents: Annotated[float, Param(0, 50, "less detuned", "more detuned", 4, step=0.5, also=("cents",))] = 9.0
    delay_ms: Annotated[float, Param(1, 25, "tighter", "looser", 3)] = 14.0
    width_pct: Annotated[float, Param(0, 100, "narrower", "wider", 25, step=1, also=("stereo width",))] = 100.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DoublerBank:
        return DoublerBank(settings, sample_rate, channels)

    def gives(self, channels: int) -> int:  # noqa: ARG002 - from mono or stereo
        return 2


class DoublerBank(Bank[Doubler]):
    """Lanes of doublers: each has two lanes of a pitch shifter."""

    def __init__(self, settings: Sequence[Doubler], sample_rate: int, channels: int) -> None:
        from dsp.kernels import doubler, sweep

        self._voices = PitchShiftBank([PitchShift()] * (2 * len(settings)), sample_rate, 1)
        self.latency = self._voices.latency
        super().__init__(settings, sample_rate, channels)
        self._double, self._weights = doubler.double, sweep.between_frames()
        longest = LATER * Doubler.params["delay_ms"].high * 1e-3 * sample_rate
        size = 1 << math.ceil(longest + sweep.TAPS).bit_length()
        self._line = np.zeros((self.lanes, 2, size + sweep.TAPS), np.float32)
        self._past = np.zeros((self.lanes, channels, self.latency), np.float32)

    def coefficients(self, settings: Doubler) -> Sequence[float]:
        late = settings.delay_ms * 1e-3 * self.sample_rate
        shifted = (settings.detune_cents / 1200, float(settings.mix_pct != 0))
        return (*blend(settings.mix_pct, 0.0), late, settings.width_pct / 100, *shifted, 0.0)

    def ringing(self, settings: Doubler) -> int:
        if not settings.mix_pct:
            return 0
        late = math.ceil(LATER * settings.delay_ms * 1e-3 * self.sample_rate) + 6
        return self._voices.ringing(PitchShift(pitch_semitones=1)) + late

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        sides = np.ascontiguousarray(x[:, [0, self.channels - 1]]).reshape(2 * self.lanes, 1, x.shape[2])
        voices = np.empty_like(sides)
        begin, way = (np.repeat(numbers[:, -3:], 2, axis=0) for numbers in (start, slope))
        for numbers in (begin, way):
            numbers[1::2, 0] *= -1  # the right one goes down
        self._voices.frame = self.frame
        self._voices.run(sides, voices, begin, way, np.repeat(offset, 2))
        self._double(x, y, start, slope, offset, voices, self._past, self.frame, self._line, self._weights, LATER)
