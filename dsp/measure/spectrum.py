"""The tone of a recording: how much lies in each third of an octave while it plays."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.measure.frames import Band, BandPowers
from dsp.units import Audio, power_decibels

BANDS: tuple[float, ...] = (
    *(25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630),
    *(800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000, 20000),
)
"""Nominal centres of the third-octave bands in Hz [1]_."""

GATE_DB = -20.0
"""A frame is active if it lies no further than this below the level at which the recording plays."""

FLOOR_DBFS = -70.0
"""Nor is a frame active if it is quieter than this: nobody plays there."""

LOUD_PERCENTILE = 95.0

Levels = tuple[float | None, ...]
"""A level in dB per band of `BANDS`, none where the sample rate does not reach."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Levels of a recording over its active frames; power is averaged over channels.

    Attributes
    ----------
    mean_db
        Mean square in each band, in dB relative to full scale squared: a full-scale sine reads -3.
    loud_db
        The level that each band exceeds in one active frame out of twenty.
    active_dbfs
        RMS over the active frames, none if there are none.
    active_fraction
        How much of the recording is active.
    """

    mean_db: Levels
    loud_db: Levels
    active_dbfs: float | None
    active_fraction: float


class SpectrumMeter:
    """Measures a third-octave spectrum, fed block by block.

    Half-overlapping Hann frames of about 170 ms (the next power of two above a sixth of a second). A
    band's power is the sum of the bins inside its edges, those on an edge counted by the part inside.

    A frame is active if it is louder than `FLOOR_DBFS` and within `GATE_DB` of the level at which the
    recording plays: the mean of frame power weighted by frame power itself, so that rests do not count,
    be they 10 % of a vocal or 95 % of a tom.

    References
    ----------
    .. [1] IEC 61260-1:2014, octave-band filters: exact mid-frequencies 1000 * 10**(k/10) Hz, edges
       a factor of 10**(1/20) away.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        size = 2 ** math.ceil(math.log2(sample_rate / 6))
        self._bands = [_bins(k, sample_rate, size) for k in range(-16, 14)]
        everything = slice(0, size // 2 + 1), np.ones(size // 2 + 1)
        self._powers = BandPowers(size, channels, [everything, *self._bands])

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._powers.feed(x)

    def result(self) -> Spectrum:
        """Return the spectrum of what was fed so far."""
        rows = self._powers.rows()
        total, bands = rows[:, 0], rows[:, 1:]
        active = active_frames(total)
        if not active.any():
            nothing = (None,) * len(BANDS)
            return Spectrum(nothing, nothing, None, 0.0)
        bands = bands[active]
        return Spectrum(
            self._levels(bands.mean(axis=0)),
            self._levels(np.percentile(bands, LOUD_PERCENTILE, axis=0)),
            power_decibels(float(total[active].mean())),
            float(active.mean()),
        )

    def _levels(self, powers: NDArray[np.float64]) -> Levels:
        return tuple(
            power_decibels(float(power)) if len(inside) else None
            for power, (_, inside) in zip(powers, self._bands, strict=True)
        )


def active_frames(powers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which of some frames, by their power, belong to where the recording plays."""
    audible = powers > 10 ** (FLOOR_DBFS / 10)
    if not audible.any():
        return audible
    playing = float((powers[audible] ** 2).sum() / powers[audible].sum())
    gated: NDArray[np.bool_] = audible & (powers > playing * 10 ** (GATE_DB / 10))
    return gated


def spectrum(audio: Audio, sample_rate: int) -> Spectrum:
    """Return the third-octave spectrum of a whole sound, shape (channels, frames)."""
    meter = SpectrumMeter(sample_rate, audio.shape[0])
    meter.feed(audio)
    return meter.result()


def _bins(k: int, sample_rate: int, size: int) -> Band:
    """Return the bins of the band k thirds of an octave above 1 kHz, and how much of each lies inside.

    None if Nyquist cuts off more than 2 % at its top; it cuts off 1.5 % of 20 kHz at 44.1 kHz.
    """
    centre = 1000 * 10 ** (k / 10)
    low, high = centre * 10**-0.05, centre * 10**0.05
    if high > 1.02 * sample_rate / 2:
        return slice(0, 0), np.empty(0)
    bin_hz = sample_rate / size
    first = round(low / bin_hz)
    last = min(round(high / bin_hz), size // 2)
    middles = np.arange(first, last + 1) * bin_hz
    inside = np.minimum(high, middles + bin_hz / 2) - np.maximum(low, middles - bin_hz / 2)
    return slice(first, last + 1), inside / bin_hz
