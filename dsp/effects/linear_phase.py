"""The linear-phase equaliser: low shelf, two bells and high shelf that delay every frequency alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dsp.bank import Vector
from dsp.crossfade import Crossfaded
from dsp.effect import Effect
from dsp.effects.eq import Bell, Filter, HighShelf, LowShelf, response_db
from dsp.param import Param
from dsp.units import Audio

PART, PARTS = 2048, 8
"""Frames of a part of the impulse response, and parts: so many times more frames above 48 kHz."""

FINE = 8
"""The magnitude is sampled so many times as finely as the impulse response is long."""

ANALOGUE_HZ = 1 << 34
"""At this sample rate a filter is its analogue model over the audible range, to a millionth of a decibel."""


@dataclass(frozen=True, kw_only=True)
class LinearPhaseEq(
    Effect,
    words=(
        "linear-phase eq",
        "linear phase eq",
        "linear-phase equaliser",
        "linear phase equaliser",
        "linear-phase equalizer",
        "linear phase equalizer",
    ),
):
    """Equalise without turning the phase: what sounds together stays together, as on a master or on parallel tracks.

    A low shelf, two bells and a high shelf whose levels are those of the analogue models up to the top, where other
    digital filters are bent. Each frequency is late by the same time, a quarter of a second in all; the sound rings
    as much before a sharp beginning as after it, so low and narrow bells are better done by `Bell`. The response
    is convolved in parts by Fourier transforms [1]_; while knobs are turned the sound fades over.

    References
    ----------
    .. [1] T. G. Stockham, "High-speed convolution and correlation", AFIPS, 1966; in equal parts: W. G. Gardner,
       "Efficient convolution without input-output delay", JAES 43(3), 1995.
    """

    low_gain_db: Annotated[float, Param(-12, 12, "leaner", "fuller", 1)] = 0.0
    low_frequency_hz: Annotated[float, Param(30, 1000, "lower", "higher", 1.25, log=True)] = 100.0
    low_mid_gain_db: Annotated[float, Param(-12, 12, "less low mid", "more low mid", 1)] = 0.0
    low_mid_hz: Annotated[float, Param(100, 2000, "lower", "higher", 1.25, log=True)] = 350.0
    low_mid_q: Annotated[float, Param(0.3, 3, "wider", "narrower", 1.4, log=True)] = 1.0
    high_mid_gain_db: Annotated[float, Param(-12, 12, "less high mid", "more high mid", 1)] = 0.0
    high_mid_hz: Annotated[float, Param(500, 16000, "lower", "higher", 1.25, log=True)] = 3000.0
    high_mid_q: Annotated[float, Param(0.3, 3, "wider", "narrower", 1.4, log=True)] = 1.0
    high_gain_db: Annotated[float, Param(-12, 12, "darker", "brighter", 1)] = 0.0
    high_frequency_hz: Annotated[float, Param(1000, 20000, "lower", "higher", 1.25, log=True)] = 8000.0

    def filters(self) -> tuple[Filter, ...]:
        """Return the filters whose analogue levels it has, all together."""
        return (
            LowShelf(frequency_hz=self.low_frequency_hz, gain_db=self.low_gain_db),
            Bell(frequency_hz=self.low_mid_hz, gain_db=self.low_mid_gain_db, q=self.low_mid_q),
            Bell(frequency_hz=self.high_mid_hz, gain_db=self.high_mid_gain_db, q=self.high_mid_q),
            HighShelf(frequency_hz=self.high_frequency_hz, gain_db=self.high_gain_db),
        )

    def response_db(self, frequencies_hz: ArrayLike) -> NDArray[np.float64]:
        """Return what it does at each frequency, in dB: the analogue shapes, at any sample rate."""
        shapes = [response_db(shape, frequencies_hz, ANALOGUE_HZ) for shape in self.filters()]
        return np.asarray(np.sum(shapes, axis=0))

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> LinearPhaseEqBank:
        return LinearPhaseEqBank(settings, sample_rate, channels)


@lru_cache(maxsize=64)
def impulse_response(settings: LinearPhaseEq, sample_rate: int, half: int) -> NDArray[np.float64]:
    """Return the symmetrical impulse response, shape (2 * half,): its middle is frame `half`, its first frame is 0.

    The magnitude is sampled, transformed back and faded out towards both ends by a Hann window's outer quarters.
    """
    size = 2 * half * FINE
    magnitude = 10 ** (settings.response_db(np.fft.rfftfreq(size, 1 / sample_rate)) / 20)
    whole = np.roll(np.fft.irfft(magnitude, size), half)[: 2 * half]
    fade = half // 2
    ends = 0.5 - 0.5 * np.cos(np.pi * np.arange(fade) / fade)
    whole[:fade] *= ends
    whole[-fade + 1 :] *= ends[:0:-1]
    return np.asarray(whole)


class LinearPhaseEqBank(Crossfaded[LinearPhaseEq]):
    """Lanes of linear-phase equalisers: each part of the input is transformed once, on the absolute grid."""

    def __init__(self, settings: Sequence[LinearPhaseEq], sample_rate: int, channels: int) -> None:
        self._part = PART * max(1, round(sample_rate / 48_000))
        self._half = self._part * PARTS // 2
        super().__init__(settings, sample_rate, channels)
        self.latency = self._part + self._half
        self._input = np.zeros((self.lanes, channels, 2 * self._part), np.float32)
        self._spectra = np.zeros((self.lanes, PARTS, channels, self._part + 1), np.complex128)
        self._newest = 0
        self._made: list[dict[LinearPhaseEq, NDArray[np.float64]]] = [{} for _ in settings]
        self._responses: dict[LinearPhaseEq, NDArray[np.complex128]] = {}

    def ringing(self, settings: LinearPhaseEq) -> int:
        return self._half if settings != LinearPhaseEq() else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        begin = 0
        while begin < x.shape[2]:
            at = (self.frame + begin) % self._part
            end = min(x.shape[2], begin + self._part - at)
            self._at = at
            super().run(x[..., begin:end], y[..., begin:end], start, slope, offset + begin)
            there = self._part + at
            self._input[..., there : there + end - begin] = x[:, : self.channels, begin:end]
            if at + end - begin == self._part:
                self._turn_part()
            begin = end

    def _turn_part(self) -> None:
        """Transform the part that is complete; what comes out next depends on complete ones alone."""
        self._newest = (self._newest - 1) % PARTS
        self._spectra[:, self._newest] = np.fft.rfft(self._input)
        self._input[..., : self._part] = self._input[..., self._part :]
        self._made = [{} for _ in self._made]

    def heard(self, lane: int, settings: LinearPhaseEq, x: Audio) -> NDArray[np.float64]:
        made = self._made[lane]
        if settings not in made:
            response = self._response(settings)
            spectrum = np.zeros((self.channels, self._part + 1), np.complex128)
            for part in range(PARTS):
                spectrum += self._spectra[lane, (self._newest + part) % PARTS] * response[part]
            made[settings] = np.fft.irfft(spectrum)[:, self._part :]
        return made[settings][:, self._at : self._at + x.shape[1]]

    def _response(self, settings: LinearPhaseEq) -> NDArray[np.complex128]:
        """Return the transforms of the impulse response's parts, shape (PARTS, part + 1)."""
        if settings not in self._responses:
            at_work = {one for lane in self._versions for one in lane}
            self._responses = {one: found for one, found in self._responses.items() if one in at_work}
            parts = impulse_response(settings, self.sample_rate, self._half).reshape(PARTS, self._part)
            self._responses[settings] = np.fft.rfft(parts, 2 * self._part)
        return self._responses[settings]
