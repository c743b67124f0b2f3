"""Songs of known form, made: every letter a part with its own chords, drums, tune and instruments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.units import Audio

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """What one kind of part is made of.

    Attributes
    ----------
    chords
        Roots as semitones over A, one a bar, with whether each is minor.
    drums
        From 0, none, to 3, everything.
    tune
        Notes to a bar that are sung.
    dark
        How fast the overtones of what plays the chords fall off.
    level_db
        Of the whole.
    bars
        How long it is.
    """

    chords: tuple[tuple[int, bool], ...]
    drums: int
    tune: int
    dark: float
    level_db: float
    bars: int = 8


PARTS = {
    "intro": Part(((0, True), (5, True)), 1, 0, 2.2, -7.0, 4),
    "verse": Part(((0, True), (-4, False), (3, False), (-2, False)), 2, 5, 2.2, -4.0),
    "chorus": Part(((5, False), (0, False), (2, True), (7, False)), 3, 8, 1.2, 0.0),
    "bridge": Part(((1, False), (6, False), (10, True), (8, False)), 1, 3, 1.7, -5.0),
    "outro": Part(((0, True), (5, True)), 0, 0, 2.6, -10.0, 4),
}


@dataclass(frozen=True)
class Song:
    """A made song and the truth about it: what each part is, from when to when."""

    sound: Audio
    form: tuple[tuple[str, float, float], ...]


def song(form: tuple[str, ...], bpm: float = 112.0, seed: int = 1, rate: int = 22_050) -> Song:
    """Return a song of such parts; what repeats is played anew, with other touches and another instrument at times."""
    rng = np.random.default_rng(seed)
    key = int(rng.integers(-4, 5))
    bar_s = 240 / bpm
    pieces: list[Vector] = []
    found: list[tuple[str, float, float]] = []
    at = 0.0
    for count, name in enumerate(form):
        part = PARTS[name]
        tune = np.random.default_rng([seed, list(PARTS).index(name)])
        pieces.append(_played(part, key, bar_s, rate, rng, tune, extra=form[:count].count(name)))
        found.append((name, at, at + part.bars * bar_s))
        at += part.bars * bar_s
    longest = round(at * rate)
    whole = np.zeros(longest + rate)
    for (_, start, _), piece in zip(found, pieces, strict=True):
        whole[round(start * rate) : round(start * rate) + len(piece)] += piece[: len(whole) - round(start * rate)]
    whole = whole[:longest] + 1e-4 * rng.standard_normal(longest)
    return Song((0.5 * whole / np.abs(whole).max())[None].astype(np.float32), tuple(found))


def _played(
    part: Part, key: int, bar_s: float, rate: int, rng: np.random.Generator, tune: np.random.Generator, extra: int
) -> Vector:
    """Return a part as it is played once."""
    out = np.zeros(round((part.bars * bar_s + 0.5) * rate))
    steps = [[int(tune.integers(0, 5)) for _ in range(max(part.tune, 1))] for _ in part.chords]
    for bar in range(part.bars):
        root, minor = part.chords[bar % len(part.chords)]
        start = bar * bar_s
        triad = (0, 3 if minor else 4, 7)
        for semitones in triad:
            hz = 220 * 2 ** ((key + root + semitones) / 12)
            _add(out, start, _note(hz, bar_s, rate, part.dark, 0.12 * rng.uniform(0.9, 1.1)), rate)
        for beat in range(4):
            hz = 55 * 2 ** ((key + root) / 12)
            _add(out, start + beat * bar_s / 4, _note(hz, bar_s / 4, rate, 1.5, 0.25 * rng.uniform(0.85, 1.1)), rate)
        scale = (0, 2, 3 if minor else 4, 7, 9)
        for i in range(part.tune):
            if rng.random() < 0.12:
                continue  # no two verses are sung alike
            degree = steps[bar % len(part.chords)][i] if rng.random() > 0.15 else int(rng.integers(0, 5))
            hz = 440 * 2 ** ((key + root + scale[degree]) / 12)
            _add(out, start + i * bar_s / part.tune, _note(hz, 0.9 * bar_s / part.tune, rate, 0.9, 0.2), rate)
        if extra:
            for i in range(8):
                hz = 880 * 2 ** ((key + root + triad[i % 3]) / 12)
                _add(out, start + i * bar_s / 8, _note(hz, bar_s / 8, rate, 2.0, 0.03 * extra), rate)
        _drums(out, start, bar_s, part.drums, rate, rng)
    gain_db = part.level_db + rng.uniform(-0.7, 0.7)
    return np.asarray(out * 10 ** (gain_db / 20))


def _drums(out: Vector, start: float, bar_s: float, much: int, rate: int, rng: np.random.Generator) -> None:
    t = np.arange(round(0.2 * rate)) / rate
    kick = np.sin(2 * np.pi * (50 * t + 4 * (1 - np.exp(-t / 0.02)))) * np.exp(-t / 0.07)
    snare = rng.standard_normal(len(t)) * np.exp(-t / 0.05)
    hat = np.diff(rng.standard_normal(len(t) + 1)) * np.exp(-t / 0.02)
    for eighth in range(8):
        at = start + eighth * bar_s / 8
        if much >= 1 and eighth in (0, 4):
            _add(out, at, 0.7 * kick, rate)
        if much >= 2 and eighth in (2, 6):
            _add(out, at, 0.25 * snare, rate)
        if much >= 2 and (much == 3 or eighth % 2 == 0):
            _add(out, at, (0.06 if much == 2 else 0.12) * rng.uniform(0.7, 1.2) * hat, rate)


def _note(hz: float, seconds: float, rate: int, dark: float, level: float) -> Vector:
    t = np.arange(round(seconds * rate)) / rate
    tones = sum(np.sin(2 * np.pi * k * hz * t) / k**dark for k in range(1, 8) if k * hz < rate / 2)
    envelope = np.minimum(t / 0.01, 1) * np.minimum((seconds - t) / 0.03, 1) * np.exp(-t / (2 * seconds))
    return np.asarray(level * tones * envelope)


def _add(out: Vector, at_s: float, sound: Vector, rate: int) -> None:
    at = round(at_s * rate)
    end = min(at + len(sound), len(out))
    if end > at:
        out[at:end] += sound[: end - at]
