"""Masking: how much of each track is hidden by another, band by band, while both sound."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from dsp.measure.spectrum import active_frames
from dsp.measure.windows import Vector, Windows, in_bands
from dsp.units import Audio

LOWEST_ERB, HIGHEST_ERB = 2, 38
"""From about 55 Hz to 14 kHz, a band for each equivalent rectangular bandwidth."""

WINDOW_S = 0.05
LOWER_DB, UPPER_DB = 27.0, 10.0
"""By so much a Bark a sound of 70 dB falls off in the bands below its own and in those above [2]_."""

STEVENS = 0.23
"""Loudness in a band goes as its excitation to this [3]_."""

AT_RISK_DB = 24.0
"""A band counts in which a track lies no further than this under its own strongest."""

LEAST_S = 0.5
"""Tracks that sound together for less than this have no time to fight."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What one track hides of another.

    Attributes
    ----------
    masked, masker
        Whose loudness is lost, and by whom.
    lost
        From 0 to 1: the share of its loudness that is lost while both sound.
    hz
        The middle of the half octave or so where most is lost.
    lost_there
        The share of its loudness there that is lost.
    together_s
        How long both sound.
    """

    masked: str
    masker: str
    lost: float
    hz: float
    lost_there: float
    together_s: float


class Masking:
    """Measures what tracks hide of each other, fed block by block.

    In frames of about 50 ms in which both play (`active_frames`), power is added in bands an ERB wide [1]_ and spread
    to the bands beside [2]_: excitation. A track's loudness in a band is its excitation to the 0.23, that which is left
    beside another (own + other)^0.23 - other^0.23 [3]_: next to nothing where the other is far over it, nearly all
    where it is far under. Power is averaged over channels: whom panning keeps apart is not told.

    References
    ----------
    .. [1] B. R. Glasberg, B. C. J. Moore, "Derivation of auditory filter shapes from notched-noise data",
       Hear. Res. 47, 1990: ERB number = 21.4 log10(1 + 0.00437 f).
    .. [2] E. Terhardt, "Calculating virtual pitch", Hear. Res. 1, 1979: slopes of 27 dB/Bark down, 24 - 0.2 L up.
    .. [3] B. C. J. Moore, B. R. Glasberg, T. Baer, "A model for the prediction of thresholds, loudness, and partial
       loudness", J. Audio Eng. Soc. 45(4), 1997, without its threshold in quiet; and as a meter of mixes Z. Ma,
       J. D. Reiss, D. A. A. Black, "Partial loudness in multitrack mixing", AES 53rd Conf., 2014.
    """

    def __init__(self, sample_rate: int, channels: Mapping[str, int]) -> None:
        size = 2 ** round(math.log2(WINDOW_S * sample_rate))
        hz = np.arange(size // 2 + 1) * sample_rate / size
        number = 21.4 * np.log10(1 + 0.00437 * hz)
        centres = np.arange(LOWEST_ERB, HIGHEST_ERB + 1)
        self._centres_hz = (10 ** (centres / 21.4) - 1) / 0.00437
        # Triangles an ERB to each side: every bin counts once in all, and no low band is left without a bin.
        weights = np.clip(1 - np.abs(number - centres[:, None]), 0.0, None)
        spread = _spread(self._centres_hz) @ weights
        self._hop_s = size / 2 / sample_rate
        self._windows = {
            name: Windows(size, size // 2, count, lambda power: in_bands(power, spread))
            for name, count in channels.items()
        }

    def feed(self, blocks: Mapping[str, Audio]) -> None:
        """Take in the next frames of every track, shape (channels, frames)."""
        for name, windows in self._windows.items():
            windows.feed(blocks[name])

    def overlaps(self, hz: float | None = None) -> tuple[Overlap, ...]:
        """Return what every track hides of every other, the most first; about `hz`, if not where it is worst."""
        heard = {name: windows.rows().astype(np.float64) for name, windows in self._windows.items()}
        active = {name: active_frames(rows.sum(axis=1)) for name, rows in heard.items()}
        found = []
        for masked, own in heard.items():
            for masker, other in heard.items():
                if masker == masked:
                    continue
                frames = active[masked] & active[masker]
                if frames.sum() * self._hop_s >= LEAST_S:
                    lost, alone = _lost(own[frames], other[frames])
                    wide = np.convolve(lost, np.ones(3), mode="same")
                    at = int(np.argmax(wide) if hz is None else np.argmin(np.abs(self._centres_hz - hz)))
                    there = float(wide[at] / max(np.convolve(alone, np.ones(3), mode="same")[at], 1e-20))
                    share, seconds = float(lost.sum() / alone.sum()), float(frames.sum()) * self._hop_s
                    where = round(float(self._centres_hz[at]), 1)
                    found.append(Overlap(masked, masker, round(share, 3), where, round(there, 3), round(seconds, 2)))
        return tuple(sorted(found, key=lambda one: -one.lost))


def find_masking(tracks: Mapping[str, Audio], sample_rate: int) -> tuple[Overlap, ...]:
    """Measure what whole tracks of one length hide of each other, shape (channels, frames) each."""
    meter = Masking(sample_rate, {name: len(x) for name, x in tracks.items()})
    meter.feed(tracks)
    return meter.overlaps()


def both_ways(overlaps: Iterable[Overlap]) -> list[tuple[Overlap, Overlap | None]]:
    """Return each pair once, led by the one that loses more, with what the other loses."""
    pairs: dict[frozenset[str], list[Overlap]] = {}
    for one in overlaps:
        pairs.setdefault(frozenset((one.masked, one.masker)), []).append(one)
    return [(rows[0], rows[1] if len(rows) > 1 else None) for rows in pairs.values()]


def _spread(centres_hz: Vector) -> Vector:
    """Return how much of the power in each band excites each other, shape (bands, bands)."""
    bark = 13 * np.arctan(0.00076 * centres_hz) + 3.5 * np.arctan((centres_hz / 7500) ** 2)
    over = bark[:, None] - bark[None, :]
    return np.asarray(10 ** (-np.where(over >= 0, UPPER_DB * over, -LOWER_DB * over) / 10), np.float64)


def _lost(own: Vector, other: Vector) -> tuple[Vector, Vector]:
    """Return the loudness lost in each band, and what there is of it alone."""
    counts = own > own.max(axis=1, keepdims=True) * 10 ** (-AT_RISK_DB / 10)
    alone = np.where(counts, own**STEVENS, 0.0)
    left = np.where(counts, (own + other) ** STEVENS - other**STEVENS, 0.0)
    return (alone - left).sum(axis=0), alone.sum(axis=0)
