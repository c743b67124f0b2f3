"""Tempo: how many beats a minute, where they fall, and where the bars begin, each with how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.measure.windows import Rows, Windows, in_bands, mel_weights
from dsp.units import Audio

WINDOW_S = 0.03
MELS = 40
LOW_MELS = 4
"""Of the bands so many, up to about 250 Hz, hold what kick and bass play: they mark where bars begin."""

DEEP_DB = 60.0
"""What lies further than this under the loudest band starts nothing that is heard."""

PRIOR_BPM = 120.0
PRIOR_OCTAVES = 1.5
"""People tap near 120 beats a minute, and within such a spread of it. It is wider than the 0.9 of [1]_: what the
drums do says more."""

BODY_HZ, TREBLE_SHARE = 3_000.0, 0.2
"""Above this hats and cymbals count the half and quarter beats; they count for so much beside kick, snare and notes."""

STEVENS = 0.3
"""Loudness goes as power to this."""

BACKBEAT = 0.5
"""How much likelier a beat is on which low and middle take turns, as kick and snare do, than one on which not."""

SAME = 0.9
"""If half as long repeats nearly as well, half as long it is."""

SLOWEST_BPM, FASTEST_BPM = 40.0, 240.0
TIGHT = 400.0
"""How dearly a beat off its time is paid for when beats are placed, as in [1]_ with octaves squared."""

LEAST_S = 4.0
"""Nobody tells a tempo by less."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tempo:
    """What was found.

    Attributes
    ----------
    bpm
        Beats a minute, of a straight line through the beats.
    confidence
        From 0 to 1: how well what starts matches itself one, two and four beats later.
    other_bpm
        The next likely way to count: mostly half or twice as fast.
    other_weight
        How likely that is beside `bpm`, which has 1.
    beats_s
        When each beat falls.
    bar_beats
        Beats to a bar.
    downbeats_s
        When each bar begins.
    bar_confidence
        From 0 to 1: how far the beats that bars begin on stand out over the other beats; 0 if nothing tells them apart.
    steady
        Whether the beats keep to one tempo within 2 %.
    """

    bpm: float
    confidence: float
    other_bpm: float
    other_weight: float
    beats_s: tuple[float, ...]
    bar_beats: int
    downbeats_s: tuple[float, ...]
    bar_confidence: float
    steady: bool


class TempoMeter:
    """Looks for the beat, fed block by block.

    What starts is heard as the rise from frame to frame of the loudness in 40 mel bands, all added: the onset strength.
    How well it matches itself a time later says how likely that time is a beat, weighed by how people tap and by
    whether low and middle take turns on it; the beats are then the sequence that meets most onsets and strays least
    from that time, found by dynamic programming [1]_. Bars begin on the beats, every so many, where the low end starts
    and the sound changes most.

    References
    ----------
    .. [1] D. P. W. Ellis, "Beat tracking by dynamic programming", J. New Music Research 36(1), 2007.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        size = 2 ** round(math.log2(WINDOW_S * sample_rate))
        weights = mel_weights(MELS, 30.0, 11_000.0, sample_rate, size)
        self._windows = Windows(size, size // 4, channels, lambda power: in_bands(power, weights))
        hz = np.arange(size // 2 + 1) * sample_rate / size
        self._middles = (weights @ hz) / weights.sum(axis=1)
        self._frame_s = size / 4 / sample_rate

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self._windows.feed(x)

    def result(self) -> Tempo | None:
        """Return the tempo; None if it is silent, or less than 4 s long, or nothing ever starts."""
        rows = self._windows.rows()
        if len(rows) * self._frame_s < LEAST_S or not rows.any():
            return None
        rises = np.maximum(np.diff(rows.astype(np.float64) ** STEVENS, axis=0, prepend=0.0), 0.0)
        body = self._middles < BODY_HZ
        low = np.arange(MELS) < LOW_MELS
        parts = (rises[:, low], rises[:, body & ~low], rises @ np.where(body, 1.0, TREBLE_SHARE)[:, None])
        lows, middles, onsets = (_onsets(part.sum(axis=1), self._frame_s) for part in parts)
        if not onsets.any():
            return None
        weights, lags, best, sure = _tempogram(onsets, lows, middles, self._frame_s)
        beats = _beats(onsets, lags[best])
        if len(beats) < 4:
            return None
        at = np.arange(len(beats))
        slope, _ = np.polyfit(at, beats, 1)
        gaps = np.diff(beats)
        steady = bool(np.percentile(np.abs(gaps - np.median(gaps)), 75) <= max(0.02 * slope, 1.5))
        period = slope if steady else float(np.median(gaps))
        bpm = 60 / (period * self._frame_s)
        other, weight = _other(weights, lags, best)
        bar, first, sure_of_bar = _bars(rows, rises, beats)
        times = tuple(round(float(beat) * self._frame_s + self._frame_s, 3) for beat in beats)
        return Tempo(
            bpm=round(float(bpm), 2),
            confidence=round(sure, 2),
            other_bpm=round(float(bpm * lags[best] / lags[other]), 1),
            other_weight=round(weight, 2),
            beats_s=times,
            bar_beats=bar,
            downbeats_s=times[first::bar],
            bar_confidence=round(sure_of_bar, 2),
            steady=steady,
        )


def find_tempo(sound: Audio | Iterable[Audio], sample_rate: int) -> Tempo | None:
    """Look for the beat of a sound, or of blocks of it, shape (channels, frames); None if there is none."""
    meter: TempoMeter | None = None
    for block in [sound] if isinstance(sound, np.ndarray) else sound:
        meter = meter or TempoMeter(sample_rate, block.shape[0])
        meter.feed(block)
    return meter.result() if meter else None


def _onsets(strength: Vector, frame_s: float) -> Vector:
    """Return the onset strength without its slow part, smoothed over 30 ms, of variance 1."""
    smooth = _blur(strength, 0.015 / frame_s)
    smooth = np.maximum(smooth - _blur(smooth, 0.4 / frame_s), 0.0)
    spread = float(smooth.std())
    return np.asarray(smooth / spread) if spread > 0 else np.zeros_like(smooth)


def _blur(x: Vector, frames: float) -> Vector:
    """Smooth with a Gaussian of such a standard deviation."""
    reach = math.ceil(3 * frames)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / frames) ** 2)
    return np.convolve(np.pad(x, reach, mode="edge"), bell / bell.sum(), mode="valid")


def _tempogram(onsets: Vector, lows: Vector, middles: Vector, frame_s: float) -> tuple[Vector, Vector, int, float]:
    """Return how likely each of some lags is a beat, the lags in frames, the likeliest, and how well that repeats.

    A beat is likely where the onsets repeat after one, two and four of it: noise repeats once.
    """
    octaves = np.arange(0, math.log2(FASTEST_BPM / SLOWEST_BPM) + 1e-9, 0.01)
    lags = 60 / (FASTEST_BPM * frame_s) * 2**octaves
    one, two, four = _repeats(onsets, lags)
    turns = np.min([twice - once for once, twice, _ in (_repeats(lows, lags), _repeats(middles, lags))], axis=0)
    prior = np.exp(-0.5 * (np.log2(60 / (lags * frame_s) / PRIOR_BPM) / PRIOR_OCTAVES) ** 2)
    backbeat = 1 + BACKBEAT * np.clip(turns, 0, 2) * np.clip(one, 0, 1)
    repeats = np.clip(0.5 * one + 0.25 * two + 0.25 * four, 0.0, 1.0)
    weights = repeats * backbeat * prior
    best = int(np.argmax(weights))
    half = best - 100
    if half >= 0:
        half = max(0, half - 3) + int(np.argmax(one[max(0, half - 3) : half + 4]))
        best = half if one[half] >= SAME * one[best] else best
    return weights, lags, best, float(repeats[best])


def _repeats(onsets: Vector, lags: Vector) -> list[Vector]:
    """Return how well onsets match themselves one, two and four lags later: 1 if exactly."""
    from scipy.fft import irfft, next_fast_len, rfft

    centred = onsets - onsets.mean()
    count = len(centred)
    size = next_fast_len(2 * count, real=True)
    match = irfft(np.abs(rfft(centred, size)) ** 2, size)[:count]
    match /= np.maximum(count - np.arange(count), 0.25 * count) * max(float(centred.var()), 1e-12)
    return [np.interp(k * lags, np.arange(count), match, right=0.0) for k in (1, 2, 4)]


def _other(weights: Vector, lags: Vector, best: int) -> tuple[int, float]:
    """Return the likeliest lag that is another than the best by a third at least, and its weight beside it."""
    apart = np.abs(np.log2(lags / lags[best])) > 0.4
    other = int(np.argmax(np.where(apart, weights, -1.0)))
    return other, min(1.0, float(weights[other] / weights[best])) if weights[best] > 0 else 0.0


def _beats(onsets: Vector, lag: float) -> NDArray[np.intp]:
    """Return the frames of the beats [1]_: each is worth its onsets, less what its distance from the last costs."""
    smooth = _blur(onsets, max(lag / 32, 1.0))
    near, far = max(1, round(lag / 2)), round(2 * lag)
    back = np.arange(-far, -near + 1)
    cost = -TIGHT * np.log2(-back / lag) ** 2 * 0.05
    score = smooth.copy()
    link = np.full(len(smooth), -1)
    for i in range(near, len(smooth)):
        low = max(0, i - far)
        before = score[low : i - near + 1] + cost[len(cost) - (i - near + 1 - low) :]
        best = int(np.argmax(before))
        if before[best] > 0:
            score[i] += before[best]
            link[i] = low + best
    last = len(score) - 1 - int(np.argmax(score[::-1][: round(1.5 * lag) + 1]))
    found = [last]
    while link[found[-1]] >= 0:
        found.append(int(link[found[-1]]))
    beats = np.array(found[::-1])
    heard = np.flatnonzero(smooth[beats] > 0.25 * smooth[beats].mean())
    return beats[heard[0] : heard[-1] + 1] if len(heard) else beats[:0]


def _bars(rows: Rows, rises: Vector, beats: NDArray[np.intp]) -> tuple[int, int, float]:
    """Return how many beats a bar has, which beat is the first of one, and how sure that is.

    Beats that bars begin on are where the low end starts anew, and the sound over the next beat is unlike the last.
    """
    reach = max(2, round(float(np.median(np.diff(beats))) / 8))
    spans = [(max(0, beat - reach), beat + reach + 1) for beat in beats]
    low = np.array([rises[a:b, :LOW_MELS].sum(axis=1).max() for a, b in spans])
    level = np.log10(np.maximum(rows.astype(np.float64), float(rows.max()) * 10 ** (-DEEP_DB / 10)))
    tones = np.array([part.mean(axis=0) for part in np.split(level, beats)[1:]])
    change = np.r_[0.0, np.abs(np.diff(tones, axis=0)).mean(axis=1)]
    # Beats that are all alike but for a little accent nothing: what differs by less than that is not blown up.
    little = 0.1 * float(low.mean()) + 1e-12, 0.05
    accent = sum(((x - x.mean()) / max(float(x.std()), least) for x, least in zip((low, change), little, strict=True)))
    assert isinstance(accent, np.ndarray)
    found = []
    for bar in (4, 3):
        if len(beats) < 4 * bar:
            continue
        means = [float(accent[first::bar].mean()) for first in range(bar)]
        first = int(np.argmax(means))
        # By chance the mean of so many beats strays so far; what stands out less tells nothing.
        chance = float(accent.std()) / math.sqrt(len(accent[first::bar]))
        rest = max(mean for i, mean in enumerate(means) if i != first)
        apart = (means[first] - rest) / max(float(accent.std()), 1.0)
        found.append(((means[first] - rest) / (chance or 1.0), min(1.0, 2 * apart), bar, first))
    if not found:
        return 4, 0, 0.0
    standing, apart, bar, first = max(found, key=lambda row: row[0] * (1.0 if row[2] == 4 else 0.7))
    return bar, first, (1 - math.exp(-standing / 2)) * apart
