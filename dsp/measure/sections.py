"""Where a song changes: the parts it is made of, which of them are the same again, and how alike."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dsp.measure.chroma import chroma_weights
from dsp.measure.form import Part, named
from dsp.measure.mfcc import MELS, mfcc
from dsp.measure.tempo import STEVENS, Tempo, TempoMeter
from dsp.measure.windows import Rows, Vector, Windows, in_bands, mel_weights
from dsp.units import Audio

WINDOW_S = 0.19
"""Long enough to tell a note from the next."""

STEP_S = 0.5
MOST_STEPS = 1500
"""A song longer than 12 minutes is looked at in longer steps: the table of all against all grows with the square."""

STEADY = 0.15
"""A beat as sure as this is the grid; otherwise half seconds are."""

SURE_OF_BARS = 0.9

SOUND_S, HARMONY_S = 8.0, 16.0
"""How far around a place is looked for a change of what it sounds like, and of its harmony, which goes round in a few
bars."""

SHORTEST_S = 6.0
"""A part of a song lasts longer."""

STANDS = 1.8
"""A change stands so far over the usual of the song."""

LEAST_DB, LEAST_NOVELTY = 0.5, 0.004
"""Steps that differ by less sound the same, and where nothing is newer than this nothing is new."""

LEAST_S = 20.0
"""Nobody tells parts of less."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The song a step at a time.

    Attributes
    ----------
    edges_s
        From when to when each lasts: one more than there are steps.
    sound
        What it sounds like: mel-frequency cepstrum and level, shape (steps, numbers), in comparable units.
    harmony
        Its twelve notes, of length 1, shape (steps, 12).
    loudness
        In sones, but for a factor.
    """

    edges_s: Vector
    sound: Vector
    harmony: Vector
    loudness: Vector


class SectionMeter:
    """Looks for the parts of a song, fed block by block.

    In steps of a beat or two (half seconds where no beat is steady) it keeps what the mix sounds like (mel-frequency
    cepstrum and level) and which notes sound (chroma). How alike any two steps are makes a table; a part begins where
    what follows is alike, what went before is alike, and the two are not: the novelty of [1]_. Parts are then compared
    whole by their sound and by the path of their harmony [2]_, and those that are alike are the same again.

    References
    ----------
    .. [1] J. Foote, "Automatic audio segmentation using a measure of audio novelty", ICME 2000.
    .. [2] M. Goto, "A chorus section detection method for musical audio signals and its application to a music
       listening station", IEEE Trans. ASLP 14(5), 2006; J. Paulus, M. Müller, A. Klapuri, "Audio-based music structure
       analysis", ISMIR 2010.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        size = 2 ** round(math.log2(WINDOW_S * sample_rate))
        mel = mel_weights(MELS, 40.0, 11_000.0, sample_rate, size)
        chroma = chroma_weights(sample_rate, size)

        def reduce(power: Vector) -> Vector:
            return np.concatenate([in_bands(power, mel), in_bands(np.sqrt(power), chroma)], axis=1)

        self._windows = Windows(size, size // 2, channels, reduce)
        self._hop_s = size / 2 / sample_rate
        self._tempo = TempoMeter(sample_rate, channels)
        self._sample_rate, self._frames = sample_rate, 0

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._windows.feed(x)
        self._tempo.feed(x)
        self._frames += x.shape[1]

    def result(self) -> tuple[Part, ...]:
        """Return the parts of the song in order; none if it is shorter than 20 s or silent or never changes."""
        rows = self._windows.rows()
        if len(rows) * self._hop_s < LEAST_S or not rows.any():
            return ()
        tempo = self._tempo.result()
        steps = _steps(rows, self._hop_s, tempo)
        begins, strengths = _changes(steps)
        if len(begins) < 2:
            return ()
        edges_s = [
            0.0,
            *(_on_a_bar(float(steps.edges_s[i]), tempo) for i in begins[1:]),
            round(self._frames / self._sample_rate, 2),
        ]
        return named(steps.sound, _paths(steps.harmony), steps.loudness, begins, strengths, edges_s)


def find_sections(sound: Audio | Iterable[Audio], sample_rate: int) -> tuple[Part, ...]:
    """Look for the parts of a song, or of blocks of it, shape (channels, frames)."""
    meter: SectionMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or SectionMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.result() if meter else ()


def _grid(end_s: float, tempo: Tempo | None) -> Vector:
    """Return where steps begin, and the end: on beats if there are any, each so many that they last about 0.5 s."""
    least = max(STEP_S, end_s / MOST_STEPS)
    if tempo is None or tempo.confidence < STEADY or not tempo.steady:
        return np.append(np.arange(0.0, end_s - least / 2, least), end_s)
    beats = np.array(tempo.beats_s)
    count = max(1, round(least / float(np.median(np.diff(beats)))))
    first = tempo.beats_s.index(tempo.downbeats_s[0]) % count
    beats = beats[first::count]
    step = float(np.median(np.diff(beats)))
    before = np.arange(beats[0] - step, step / 2, -step)[::-1]
    after = np.arange(beats[-1] + step, end_s - step / 2, step)
    inner = [beat for beat in (*before, *beats, *after) if step / 2 < beat < end_s - step / 2]
    return np.array([0.0, *inner, end_s])


def _steps(rows: Rows, hop_s: float, tempo: Tempo | None) -> Steps:
    end_s = len(rows) * hop_s
    edges = np.unique(np.round(_grid(end_s, tempo) / hop_s).astype(np.intp))
    means = np.add.reduceat(rows.astype(np.float64), edges[:-1], axis=0) / np.diff(edges)[:, None]
    bands, notes = means[:, :MELS], means[:, MELS:]
    level = mfcc(bands)
    # Turned up or down by as many dB in every band, or another shape of as many: as much of a change.
    sound = (level - np.median(level, axis=0)) / math.sqrt(MELS)
    notes = notes - notes.min(axis=1, keepdims=True)
    harmony = notes / np.maximum(np.linalg.norm(notes, axis=1, keepdims=True), 1e-12)
    loudness = (bands**STEVENS).sum(axis=1)
    return Steps(np.asarray(edges * hop_s, np.float64), sound, harmony, loudness)


def _alike(sound: Vector) -> Vector:
    """Return how alike any two steps sound: 1 if the same, falling with their distance beside the usual one."""
    square = np.square(sound).sum(axis=1)
    apart = np.sqrt(np.maximum(square[:, None] + square[None] - 2 * _table(sound), 0.0))
    return np.asarray(np.exp(-apart / max(float(np.median(apart)), LEAST_DB)))


def _table(rows: Vector) -> Vector:
    """Return every row times every other, added in one order on any number of threads."""
    return np.asarray(np.einsum("an,bn->ab", rows, rows), np.float64)


def _paths(harmony: Vector, reach: int = 2) -> Vector:
    """Return how alike the harmony goes about any two steps, `reach` of them before and after."""
    same = _table(harmony)
    count = len(same)
    total, shares = np.zeros_like(same), np.zeros_like(same)
    for shift in range(-reach, reach + 1):
        to, of = slice(max(0, -shift), count - max(0, shift)), slice(max(0, shift), count - max(0, -shift))
        total[to, to] += same[of, of]
        shares[to, to] += 1
    return np.asarray(total / shares)


def _novelty(alike: Vector, steps: float) -> Vector:
    """Return how far each step begins something new [1]_: a checkerboard with soft edges laid on the diagonal."""
    reach = min(round(steps), len(alike) // 4)
    at = np.arange(-reach, reach) + 0.5
    bell = np.exp(-0.5 * (at / (0.5 * reach)) ** 2)
    board = np.outer(bell * np.sign(at), bell * np.sign(at))
    board /= np.abs(board).sum()
    padded = np.pad(alike, reach, mode="reflect")
    found = np.array([(padded[i : i + 2 * reach, i : i + 2 * reach] * board).sum() for i in range(len(alike))])
    return np.asarray(np.maximum(found, 0.0), np.float64)


def _changes(steps: Steps) -> tuple[list[int], list[float]]:
    """Return the steps with which parts begin, and how far each change stands over the usual."""
    step_s = float(np.median(np.diff(steps.edges_s)))
    shortest = round(SHORTEST_S / step_s)
    sounds = _stands(_novelty(_alike(steps.sound), SOUND_S / step_s))
    harmonies = _stands(_novelty(_table(steps.harmony), HARMONY_S / step_s))
    both = (sounds + harmonies) / 2
    found: list[int] = []
    for i in np.argsort(-both, kind="stable"):
        if both[i] < STANDS:
            break
        if shortest <= i <= len(both) - shortest and all(abs(i - other) >= shortest for other in found):
            found.append(int(i))
    found.sort()
    return [0, *found], [math.inf, *(float(both[i]) for i in found)]


def _stands(novelty: Vector) -> Vector:
    return np.asarray(novelty / max(float(np.median(novelty)), LEAST_NOVELTY))


def _on_a_bar(at_s: float, tempo: Tempo | None) -> float:
    """Return the nearest beginning of a bar, if these are sure and one is near."""
    if tempo is None or tempo.bar_confidence < SURE_OF_BARS or not tempo.steady or tempo.confidence < STEADY:
        return round(at_s, 2)
    near = min(tempo.downbeats_s, key=lambda down: abs(down - at_s))
    bar_s = tempo.bar_beats * 60 / tempo.bpm
    return round(near if abs(near - at_s) <= bar_s / 2 else at_s, 2)
