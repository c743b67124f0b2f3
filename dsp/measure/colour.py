"""The colour of a sound in single figures, and what is lost of it in mono."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np

from dsp.measure.measurement import Measurement
from dsp.measure.spectrum import BANDS, active_frames
from dsp.measure.windows import Rows, Vector, Windows
from dsp.units import Audio

WINDOW_S = 0.05
FLAT_HZ = (100.0, 16_000.0)
TILT_HZ = (63.0, 10_000.0)
HEARD_DB = 40.0
"""A band further below the loudest is an edge of the sound and no part of its slope."""

STRETCH = 4096
"""Samples added at once, always as many, so that sums do not depend on the blocks fed."""


@dataclass(frozen=True, slots=True)
class Colour:
    """What was found; None where there is nothing to tell it by.

    Attributes
    ----------
    centroid_hz
        The mean frequency, weighted by power, while it plays: brighter sounds have a higher one.
    flatness
        Geometric over arithmetic mean of the power from 100 Hz to 16 kHz while it plays: near 0.56 for a frame of white
        noise, near 0 for tones [1]_.
    zero_crossings_hz
        How often a second the channels pass zero, on average: twice the frequency of a sine.
    dc_offset
        The mean of the channel that has the largest, full scale being 1.
    mono_loss_db
        How far half the sum of left and right lies under their mean power: 0 for mono, 3 for unrelated channels, and
        more for what cancels; None unless there are two channels.
    """

    centroid_hz: float | None
    flatness: float | None
    zero_crossings_hz: float | None
    dc_offset: float
    mono_loss_db: float | None


class ColourMeter:
    """Measures the colour of a sound, fed block by block.

    References
    ----------
    .. [1] J. D. Johnston, "Transform coding of audio signals using perceptual noise criteria", IEEE J. Sel. Areas
       Commun. 6(2), 1988.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        size = 2 ** round(math.log2(WINDOW_S * sample_rate))
        hz = np.arange(size // 2 + 1) * sample_rate / size
        inside = (hz >= FLAT_HZ[0]) & (hz <= FLAT_HZ[1])

        def reduce(power: Vector) -> Vector:
            some = np.maximum(power[:, inside], 1e-20)
            flat = np.exp(np.log(some).mean(axis=1)) / some.mean(axis=1)
            return np.stack([power.sum(axis=1), (power * hz).sum(axis=1), flat], axis=1)

        self._rate = sample_rate
        self._windows = Windows(size, size // 2, channels, reduce)
        self._waiting: Audio = np.zeros((channels, 0), np.float32)
        self._last = np.zeros(channels, np.float32)
        self._sums = np.zeros(channels)
        self._squares, self._mid = np.zeros(channels), 0.0
        self._crossings = self._frames = 0

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._windows.feed(x)
        self._waiting = np.concatenate([self._waiting, x], axis=1, dtype=np.float32)
        while self._waiting.shape[1] >= STRETCH:
            self._add(self._waiting[:, :STRETCH])
            self._waiting = self._waiting[:, STRETCH:]

    def result(self) -> Colour:
        """Return the colour; nothing can be fed after it."""
        self._add(self._waiting)
        self._waiting = self._waiting[:, :0]
        rows: Rows = self._windows.rows()
        power = rows[:, 0].astype(np.float64)
        active = active_frames(power)
        centroid = flatness = None
        if active.any():
            centroid = float(rows[active, 1].astype(np.float64).sum() / power[active].sum())
            flatness = float(rows[active, 2].mean(dtype=np.float64))
        seconds = self._frames / self._rate
        mean = float(self._squares.mean())
        loss = None
        if len(self._sums) == 2 and mean > 0:
            loss = 10 * math.log10(mean / max(self._mid, 1e-10 * mean))
        means = self._sums / max(self._frames, 1)
        return Colour(
            centroid_hz=centroid,
            flatness=flatness,
            zero_crossings_hz=self._crossings / len(self._sums) / seconds if seconds else None,
            dc_offset=float(means[np.argmax(np.abs(means))]),
            mono_loss_db=loss,
        )

    def _add(self, x: Audio) -> None:
        if not x.shape[1]:
            return
        exact = x.astype(np.float64)
        self._sums += exact.sum(axis=1)
        self._squares += np.square(exact).sum(axis=1)
        if len(x) == 2:
            self._mid += float(np.square(exact.sum(axis=0) / 2).sum())
        joined = np.concatenate([self._last[:, None], x], axis=1) >= 0
        self._crossings += int((joined[:, 1:] != joined[:, :-1]).sum())
        self._last = x[:, -1].copy()
        self._frames += x.shape[1]


def derived(heard: Measurement) -> dict[str, float | None]:
    """Return what other readings come to.

    PLR is the peak over the integrated loudness [1]_, PSR over the loudest short term, both of the true peak.
    The tilt of the spectrum is the slope of a straight line through the third octaves from 63 Hz to 10 kHz: 0 for pink
    noise.

    References
    ----------
    .. [1] AES TD1004.1.15-10, "Recommendation for loudness of audio streaming", 2015: peak to loudness ratio.
    """
    lufs, short, peak = heard.integrated_lufs, heard.short_term_max_lufs, heard.true_peak_dbtp
    low, high = TILT_HZ
    known = [(hz, level) for hz, level in zip(BANDS, heard.spectrum_db, strict=True) if level is not None]
    heard_from = max((level for _, level in known), default=0.0) - HEARD_DB
    some = [(math.log2(hz), level) for hz, level in known if low <= hz <= high and level >= heard_from]
    return {
        "plr_db": None if lufs is None else peak - lufs,
        "psr_db": None if short is None else peak - short,
        "tilt_db_per_octave": _slope(some) if len(some) > 2 else None,
    }


def _slope(points: list[tuple[float, float]]) -> float:
    x, y = np.array(points, np.float64).T
    return float(np.polyfit(x, y, 1)[0])


def figures(colour: Colour, heard: Measurement) -> dict[str, float | None]:
    """Return every figure of a sound by name, as JSON can hold them."""
    return {**asdict(colour), **derived(heard)}
