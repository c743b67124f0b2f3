"""Small bands whose beats, bars, sections and bands of frequency are known, because they were written down."""

from __future__ import annotations

import numpy as np

RATE = 44_100


def hit(kind: str, rate: int = RATE) -> np.ndarray:
    """One stroke of a kick, a snare, a hat or a click, shape (frames,)."""
    rng = np.random.default_rng(len(kind))
    t = np.arange(round(0.25 * rate)) / rate
    match kind:
        case "kick":
            return 0.8 * np.sin(2 * np.pi * (50 * t - 4 * np.exp(-t / 0.02))) * np.exp(-t / 0.08)
        case "snare":
            return (0.3 * rng.standard_normal(t.size) + 0.3 * np.sin(2 * np.pi * 190 * t)) * np.exp(-t / 0.06)
        case "hat":
            return 0.15 * np.diff(rng.standard_normal(t.size), prepend=0.0) * np.exp(-t / 0.02)
        case _:
            return 0.5 * np.sin(2 * np.pi * 1500 * t) * np.exp(-t / 0.01)


def rhythm(strokes: dict[str, list[float]], beats: float, bpm: float, seconds: float, rate: int = RATE) -> np.ndarray:
    """Strokes at beats of a pattern, over and over, shape (1, frames); a little noise lies under them."""
    frames = round(seconds * rate)
    x = 1e-4 * np.random.default_rng(1).standard_normal(frames + rate)
    for kind, places in strokes.items():
        sound = hit(kind, rate)
        for bar in np.arange(0, seconds * bpm / 60, beats):
            for place in places:
                at = round((bar + place) * 60 / bpm * rate)
                if at < frames:
                    x[at : at + sound.size] += sound
    return x[None, :frames].astype(np.float32)


CLICKS = {"click": [0.0]}
ROCK = {"kick": [0, 2], "snare": [1, 3], "hat": [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]}
BUSY = {"kick": [0, 1.5, 2], "snare": [1, 3], "hat": [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]}
WALTZ = {"kick": [0], "snare": [1, 2], "hat": [0, 1, 2]}
FOUR = {"kick": [0], "hat": [0.5]}
SYNCOPATED = {"kick": [0, 2.5], "snare": [1, 3], "hat": [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]}
