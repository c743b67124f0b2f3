"""What is between phrases: how loud a track is while nothing is played on it, and how much of it that is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dsp.measure.noise import NOTHING_DBFS
from dsp.units import SILENCE_DB, Audio, power_decibels

FRAME_S = 0.05
LONGEST_BREATH_S = 0.3
"""A shorter gap is one between words or notes: what rings on in it is played."""

UNDER_DB = 20.0
"""A rest lies so far under what is played: less is playing softly."""

DYING_S = 0.1
"""At either end of a rest so much is left out: there a note dies away or begins."""

OFTEN = 95.0
"""What comes through in rests stays below the level that is passed only in the rest of the hundred moments."""


@dataclass(frozen=True, slots=True)
class Rests:
    """What was found.

    Attributes
    ----------
    level_dbfs
        RMS of the middle one of all moments in rests: what is always there; -200 where that is digital silence.
    loudest_dbfs
        Of one moment in twenty the level is higher: what comes through at times, as breath and other players do.
    under_db
        How far `level_dbfs` lies under what is played.
    share
        How much of the time is rests.
    silent_share
        How much of the rests is digital silence: cut out, not recorded.
    """

    level_dbfs: float
    loudest_dbfs: float
    under_db: float
    share: float
    silent_share: float


class RestMeter:
    """Measures what is between phrases, fed block by block.

    Moments are 50 ms. What is played is the mean power of the loudest third of those that are not silent; a rest is
    0.3 s or longer in which every moment lies 20 dB under that, without its first and last tenth of a second. Its
    level is a median, so that neither a breath nor a chair in it tells for the whole, as with the statistical levels of
    ISO 1996-1 (there exceeded 50 % and 5 % of the time).
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._size = round(FRAME_S * sample_rate)
        self._waiting: Audio = np.zeros((channels, 0), np.float32)
        self._powers: list[float] = []

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._waiting = np.concatenate([self._waiting, x], axis=1, dtype=np.float32)
        whole = self._waiting.shape[1] // self._size
        for at in range(whole):
            piece = self._waiting[:, at * self._size : (at + 1) * self._size]
            self._powers.append(float(np.square(piece, dtype=np.float64).mean()))
        self._waiting = self._waiting[:, whole * self._size :]

    def result(self) -> Rests | None:
        """Return what is between phrases; None if there are no rests, or nothing else."""
        powers = np.array(self._powers)
        there = powers[powers > 10 ** (NOTHING_DBFS / 10)]
        if not len(there):
            return None
        playing = float(there[there >= np.percentile(there, 67)].mean())
        low = powers < playing * 10 ** (-UNDER_DB / 10)
        edges = np.flatnonzero(np.diff(np.r_[False, low, False].astype(np.int8)))
        least, dying = math.ceil(LONGEST_BREATH_S / FRAME_S), round(DYING_S / FRAME_S)
        runs = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= least]
        if not runs:
            return None
        rests = np.concatenate([powers[a + dying : b - dying] for a, b in runs])
        level, loudest = (_level(float(np.percentile(rests, percent))) for percent in (50.0, OFTEN))
        return Rests(
            level_dbfs=level,
            loudest_dbfs=loudest,
            under_db=power_decibels(playing) - level,
            share=float(sum(b - a for a, b in runs) / len(powers)),
            silent_share=float((rests <= 10 ** (NOTHING_DBFS / 10)).mean()),
        )


def _level(power: float) -> float:
    return power_decibels(power) if power > 10 ** (NOTHING_DBFS / 10) else SILENCE_DB


def find_rests(sound: Audio | Iterable[Audio], sample_rate: int) -> Rests | None:
    """Measure what is between the phrases of a sound, or of blocks of it; None if there are no rests."""
    meter: RestMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or RestMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.result() if meter else None
