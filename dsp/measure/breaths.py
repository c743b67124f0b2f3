"""Breaths: when a singer breathes between phrases, how loud, and how far under the voice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.effects.breath import FRAME_S, BreathControl
from dsp.units import SILENCE_DB, Audio, power_decibels

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Breaths:
    """What was found.

    Attributes
    ----------
    spans
        From when to when each of them lasts, in seconds.
    per_minute
        How many a minute.
    level_dbfs
        Their RMS, all of them together.
    under_db
        How far that lies under what is sung.
    """

    spans: tuple[Span, ...]
    per_minute: float
    level_dbfs: float
    under_db: float


class BreathMeter:
    """Finds breaths, fed block by block: those that `dsp.effects.breath.BreathControl` turns down."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        effect = BreathControl(reduction_db=BreathControl.params["reduction_db"].high)
        self._bank = effect.bank([effect], sample_rate, channels)
        self._rate, self._size = sample_rate, round(FRAME_S * sample_rate)
        self._late: Audio = np.zeros((channels, self._bank.latency), np.float32)
        self._waiting: Audio = np.zeros((2 * channels, 0), np.float32)
        self._powers: list[NDArray[np.float64]] = []
        self._turned: list[NDArray[np.bool_]] = []
        self._channels = channels

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        x = np.ascontiguousarray(x, np.float32)
        through = self._bank.process(x[np.newaxis])[0]
        came = np.concatenate([self._late, x], axis=1)
        self._late = came[:, x.shape[1] :]
        both = np.concatenate([came[:, : x.shape[1]], through])
        self._waiting = np.concatenate([self._waiting, both], axis=1)
        whole = self._waiting.shape[1] // self._size
        frames = self._waiting[:, : whole * self._size].reshape(2 * self._channels, whole, self._size)
        self._waiting = self._waiting[:, whole * self._size :]
        was, now = frames[: self._channels], frames[self._channels :]
        self._powers.append(np.square(was, dtype=np.float64).mean(axis=(0, 2)))
        # Where half of it or more goes: the ramps are not counted.
        self._turned.append(np.square(now, dtype=np.float64).mean(axis=(0, 2)) < 0.25 * self._powers[-1])

    def finish(self) -> Breaths | None:
        """Return what was found now that the sound is over; None if nobody is heard to breathe."""
        self.feed(np.zeros((self._channels, self._bank.latency + self._size), np.float32))
        late = self._bank.latency // self._size
        powers, turned = np.concatenate(self._powers)[late:], np.concatenate(self._turned)[late:]
        edges = np.flatnonzero(np.diff(np.r_[False, turned, False].astype(np.int8)))
        spans = tuple((float(a * FRAME_S), float(b * FRAME_S)) for a, b in zip(edges[::2], edges[1::2], strict=True))
        if not spans:
            return None
        level = power_decibels(float(powers[turned].mean()))
        there = powers[~turned]
        sung = power_decibels(float(there[there >= np.percentile(there, 67)].mean()))
        return Breaths(spans, len(spans) * 60 / (len(powers) * FRAME_S), level, sung - level)


class SpanMeter:
    """Measures how loud some stretches are, fed block by block."""

    def __init__(self, sample_rate: int, spans: tuple[Span, ...]) -> None:
        self._places = [(round(start * sample_rate), round(end * sample_rate)) for start, end in spans]
        self._frame, self._energy, self._count = 0, 0.0, 0

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        for start, end in self._places:
            part = x[:, max(start - self._frame, 0) : max(end - self._frame, 0)]
            self._energy += float(np.square(part, dtype=np.float64).sum())
            self._count += part.size
        self._frame += x.shape[1]

    @property
    def level_dbfs(self) -> float:
        """Their RMS, all of them together."""
        return power_decibels(self._energy / self._count) if self._count else SILENCE_DB


def find_breaths(sound: Audio | Iterable[Audio], sample_rate: int) -> Breaths | None:
    """Find the breaths in a sound, or in blocks of it, shape (channels, frames); None if there are none."""
    meter: BreathMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or BreathMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.finish() if meter else None
