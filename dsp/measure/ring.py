"""Ringing: narrow tones that go on after every hit while what is around them has died away."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.measure.windows import Rows, Vector, Windows, in_bands
from dsp.units import Audio

WINDOW_S = 0.093
"""Long enough to tell a tone from its neighbours a tenth of an octave off, short enough to see it die."""

LOWEST_HZ, HIGHEST_HZ = 60.0, 8_000.0
FINEST_OCTAVES = 1 / 48
"""Bands are as wide as this where a bin is narrower."""

RISE_DB, LIVELY_DB = 8.0, 12.0
"""A hit rises by so much in a few hundredths of a second, and lies no further than this under the loudest."""

LEAST_HITS = 3
FROM_S, TO_S = 0.05, 0.28
"""After a hit its ring is looked for here: the stroke is over, the next has mostly not come."""

BESIDE_OCTAVES = 0.5
"""So far to either side lies what a tone is held against."""

STANDS_DB = 8.0
"""A ring stands so far over the middle of what is beside it."""

NARROW_OCTAVES = 0.2
"""Between the points 6 dB down."""

OUTLASTS = 1.15
"""And it takes so many times as long to die away."""

MOST = 0.6
"""In this share of the hits: a note that is played once or twice is music."""

NEAR_DB = 20.0
"""What lies further under the loudest of what rings is hidden by it."""

OWN_HZ, OWN_DB = 350.0, 3.0
"""The lowest mode of kicks, toms and snares lies below this [2]_, and is what is loudest of them."""

HELD_DB_S = 20.0
"""What falls more slowly than this is no ring but a note that is held."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A tone that rings.

    Attributes
    ----------
    hz
        Its frequency.
    q
        Of a resonator that dies away as fast: pi times its frequency times the time in which it falls to 1/e.
    excess_db
        How far it stands over the middle of what is half an octave around, a twentieth of a second after a hit on.
    decay_s, beside_s
        In how long it falls by 60 dB, and what is beside it.
    width_hz
        Between the points 6 dB under it, as the meter sees it.
    own_note
        Whether it is likely to be the note of the drum itself: low, and as loud after the stroke as anything.
    """

    hz: float
    q: float
    excess_db: float
    decay_s: float
    beside_s: float
    width_hz: float
    own_note: bool


class RingMeter:
    """Looks for ringing, fed block by block.

    After every hit the power in narrow bands is added from 50 to 280 ms on. A ring is a band that stands 8 dB over the
    median of those within half an octave [1]_ in most of the hits, is no wider than a fifth of an octave, and whose
    level falls so slowly that it takes at least a quarter longer to be gone than what is beside it. What is held or
    sung has no hits and so no ring.

    References
    ----------
    .. [1] J. O. Smith, "Spectral Audio Signal Processing", W3K 2011: peaks over a running median. A resonator of
       frequency f that falls by 60 dB in T has the quality pi f T / ln(1000) = f T / 2.2.
    .. [2] T. D. Rossing, "Science of Percussion Instruments", World Scientific 2000: bass drums near 50 Hz, tom-toms
       from 80 to 240 Hz, snare drums from 180 to 330 Hz.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        size = 2 ** round(math.log2(WINDOW_S * sample_rate))
        self._hop_s = size / 4 / sample_rate
        self._finest_hz = 5 * sample_rate / size  # the window alone makes a tone nearly so wide
        self._hz, weights = _bands(sample_rate, size)
        top = int(np.flatnonzero(weights.any(axis=0))[-1]) + 1
        weights = np.ascontiguousarray(weights[:, :top])
        self._windows = Windows(size, size // 4, channels, lambda power: in_bands(power[:, :top], weights))
        self._found: tuple[Rows, NDArray[np.intp]] | None = None

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._windows.feed(x)
        self._found = None

    @property
    def hits(self) -> int:
        """How many hits were found."""
        return len(self._heard()[1])

    def rings(self) -> tuple[Ring, ...]:
        """Return what rings, the one that stands out most first; none if there are fewer than three hits."""
        rows, hits = self._heard()
        if len(hits) < LEAST_HITS:
            return ()
        each = self._each(rows, hits)
        level = _decibels(each.mean(axis=0))
        over = self._over(level)
        share = np.mean(self._over(_decibels(each)) >= STANDS_DB / 2, axis=0)
        falls = self._falls(rows, hits)
        found = []
        for at in range(1, len(level) - 1):
            near = ~self._away(at)
            if level[at] < level[near].max() or over[at] < STANDS_DB or share[at] < MOST:
                continue
            width = self._width(level, at)
            widest = max(self._finest_hz, self._hz[at] * (2**NARROW_OCTAVES - 1))
            own, others = float(falls[at]), float(np.median(falls[self._beside(at)]))
            if level[at] < level.max() - NEAR_DB or width > widest:
                continue
            if own >= HELD_DB_S and others >= OUTLASTS * own:
                hz = self._between(level, at)
                note = hz < OWN_HZ and bool(level[at] >= level.max() - OWN_DB)
                found.append(Ring(hz, hz * 60 / own / 2.2, float(over[at]), 60 / own, 60 / others, width, note))
        return tuple(sorted(found, key=lambda ring: -ring.excess_db))

    def excess_db(self, hz: float) -> float | None:
        """Return how far a frequency stands over what is beside it after a hit; None if there are too few hits."""
        rows, hits = self._heard()
        if len(hits) < LEAST_HITS:
            return None
        level = _decibels(self._each(rows, hits).mean(axis=0))
        near = np.flatnonzero(np.abs(np.log2(self._hz / hz)) <= NARROW_OCTAVES / 4)
        return float(self._over(level)[near].max()) if len(near) else None

    def _heard(self) -> tuple[Rows, NDArray[np.intp]]:
        """Return the power of each frame in each band, and the frames in which something is hit."""
        if self._found is None:
            rows = self._windows.rows()
            self._found = rows, _hits(rows, self._hop_s)
        return self._found

    def _each(self, rows: Rows, hits: NDArray[np.intp]) -> Vector:
        """Return the power that is left in each band after each hit, each hit's ring as loud as any other's."""
        first, last = self._frames()
        each = np.array([rows[hit + first : hit + last].astype(np.float64).mean(axis=0) for hit in hits])
        return np.asarray(each / np.maximum(each.sum(axis=1, keepdims=True), 1e-30))

    def _frames(self) -> tuple[int, int]:
        return math.ceil(FROM_S / self._hop_s), math.ceil(TO_S / self._hop_s)

    def _falls(self, rows: Rows, hits: NDArray[np.intp]) -> Vector:
        """Return how fast each band falls after a hit, in dB a second: the median over the hits."""
        first, last = self._frames()
        at = np.arange(first, last) * self._hop_s
        weights = (at - at.mean()) / np.square(at - at.mean()).sum()
        slopes = [weights @ _decibels(rows[hit + first : hit + last].astype(np.float64)) for hit in hits]
        return np.asarray(-np.median(np.array(slopes), axis=0), np.float64)

    def _away(self, at: int) -> NDArray[np.bool_]:
        """Say which bands lie outside what a tone in one may reach."""
        octaves = np.abs(np.log2(self._hz / self._hz[at]))
        return np.asarray((octaves > NARROW_OCTAVES / 2) & (np.abs(self._hz - self._hz[at]) > self._finest_hz / 2))

    def _beside(self, at: int) -> NDArray[np.bool_]:
        octaves = np.abs(np.log2(self._hz / self._hz[at]))
        near = (octaves <= BESIDE_OCTAVES) | (np.abs(self._hz - self._hz[at]) <= 2 * self._finest_hz)
        return np.asarray(near & self._away(at))

    def _over(self, level: Vector) -> Vector:
        """Return how far each band stands over the median of those beside it, shape (..., bands)."""
        beside = [np.median(level[..., self._beside(at)], axis=-1) for at in range(level.shape[-1])]
        return np.asarray(level - np.stack(beside, axis=-1))

    def _width(self, level: Vector, at: int) -> float:
        """Return how wide a peak is 6 dB down."""
        low = next((i for i in range(at, -1, -1) if level[i] < level[at] - 6), 0)
        high = next((i for i in range(at, len(level)) if level[i] < level[at] - 6), len(level) - 1)
        return float(self._hz[high] - self._hz[low])

    def _between(self, level: Vector, at: int) -> float:
        """Return the frequency of a peak between bands, by the parabola through three."""
        left, top, right = level[at - 1 : at + 2]
        bend = left - 2 * top + right
        shift = 0.5 * (left - right) / bend if bend < 0 else 0.0
        step = self._hz[at + 1] - self._hz[at] if shift > 0 else self._hz[at] - self._hz[at - 1]
        return float(self._hz[at] + shift * step)


def find_rings(sound: Audio | Iterable[Audio], sample_rate: int) -> tuple[Ring, ...]:
    """Look for ringing in a sound, or in blocks of it, shape (channels, frames)."""
    meter: RingMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or RingMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.rings() if meter else ()


def _bands(sample_rate: int, size: int) -> tuple[Vector, Vector]:
    """Return the middles of the bands and how much of each bin each counts: triangles a bin or 1/48 octave apart."""
    bin_hz = sample_rate / size
    edges = [LOWEST_HZ]
    while edges[-1] < min(HIGHEST_HZ, 0.45 * sample_rate):
        edges.append(edges[-1] + max(bin_hz, edges[-1] * (2**FINEST_OCTAVES - 1)))
    middles = np.array(edges)
    hz = np.arange(size // 2 + 1) * bin_hz
    wide = np.maximum(bin_hz, middles * (2**FINEST_OCTAVES - 1))
    weights = np.clip(1 - np.abs(hz - middles[:, None]) / wide[:, None], 0.0, None)
    return middles, np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _hits(rows: Rows, hop_s: float) -> NDArray[np.intp]:
    """Return the frames in which the level has just risen, and after which there is room to hear it ring."""
    level = _decibels(rows.sum(axis=1, dtype=np.float64))
    before, after = math.ceil(0.12 / hop_s), math.ceil(TO_S / hop_s)
    found: list[int] = []
    for at in range(1, len(level) - after - 1):
        start = max(0, at - before)
        if level[at] >= level.max() - LIVELY_DB and level[at] == level[start : at + before + 1].max():
            rises = level[at] - level[start : at + 1].min() >= RISE_DB
            if rises and (not found or at - found[-1] >= after):
                found.append(at)
    return np.array(found, np.intp)


def _decibels(power: Vector) -> Vector:
    return np.asarray(10 * np.log10(np.maximum(power, 1e-20)))
