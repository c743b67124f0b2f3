"""Which of the twelve notes sound, whatever their octave: what the harmony is, and whether it comes back."""

from __future__ import annotations

import numpy as np

from dsp.measure.windows import Vector

LOWEST_HZ, HIGHEST_HZ = 110.0, 2_100.0
"""Below, neighbouring notes share a bin; above lie overtones and hiss."""

A4_HZ = 440.0


def chroma_weights(sample_rate: int, size: int) -> Vector:
    """Return how much of each bin counts for each note from C to B, shape (12, bins).

    A bin counts for the notes less than a semitone from it, in a triangle, and every octave as much in all as any
    other: a high one has more bins.

    References
    ----------
    .. [1] T. Fujishima, "Realtime chord recognition of musical sound: a system using Common Lisp Music", ICMC 1999:
       the pitch class profile.
    """
    hz = np.arange(1, size // 2 + 1) * sample_rate / size
    semitones = 12 * np.log2(hz / A4_HZ) + 9
    apart = (semitones[None] - np.arange(12)[:, None] + 6) % 12 - 6
    counts = (hz >= LOWEST_HZ) & (hz <= HIGHEST_HZ)
    weights = np.clip(1 - np.abs(apart), 0.0, None) * counts / hz
    return np.asarray(np.pad(weights, ((0, 0), (1, 0))), np.float64)
