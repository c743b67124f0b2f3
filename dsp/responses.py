"""Impulse responses: recordings of what a place makes of a click, read, brought to one loudness and shaped."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dsp.bank import OpenResponse
from dsp.sources import Source, SourceError, examine, read
from dsp.units import Audio

if TYPE_CHECKING:
    from dsp.effects.convolution import Convolution

LONGEST_S = 10.0
"""How long a response may be: so long large cathedrals ring, and so long a rendering lets a song ring out."""

CHANNELS = (1, 2, 4)
"""Mono; left and right; left to left, left to right, right to left, right to right."""

SILENT_DB = -60.0
"""What comes before the first sound, against the highest peak: the way to the microphone, which is left out."""

GONE_DB = -100.0
"""Where so much of the whole energy is left, a response that was made to die away sooner ends."""

PINK_HZ = (30.0, 16_000.0)

RING_S = 0.25
"""What the deepest filter may sound on."""

Samples = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Response:
    """A response from its first sound on, as loud as what goes in: shape (channels, frames).

    Attributes
    ----------
    t60_s
        In what time it dies away by 60 dB.
    """

    audio: Samples
    sample_rate: int
    t60_s: float


def response(audio: Audio | Samples, sample_rate: int) -> Response | None:
    """Make a response of a recording, shape (1, 2 or 4, frames); None if that is silent.

    Pink noise comes out of it as loud as it goes in, in the mean of its sides: music is more like that than like white
    noise, for which a dark hall would be the softer one.
    """
    x = np.asarray(audio, np.float64)
    peak = np.abs(x).max(initial=0.0)
    if peak == 0.0:
        return None
    sounding = np.flatnonzero(x.any(axis=0))
    first = int(np.argmax(np.abs(x).max(axis=0) >= peak * 10 ** (SILENT_DB / 20)))
    x = x[:, first : sounding[-1] + 1]
    return Response(x / math.sqrt(_pink_power(x, sample_rate)), sample_rate, t60_s(x, sample_rate))


def _pink_power(x: Samples, sample_rate: int) -> float:
    """Return the power of what comes of pink noise of power 1, in the mean of the two sides."""
    low, high = PINK_HZ
    powers = np.square(np.abs(np.fft.rfft(x))).sum(axis=0) / min(len(x), 2)
    hz = np.fft.rfftfreq(x.shape[1], 1 / sample_rate)
    weights = np.where((hz >= low) & (hz <= high), 1 / np.maximum(hz, low), 0.0)
    weights = weights if weights.any() else np.ones_like(hz)  # of less than a millisecond there are no such bins
    return max(float(np.sum(powers * weights) / np.sum(weights)), 1e-20)


def examine_response(path: Path) -> Source:
    """Look at a recording that is to be a response.

    Raises
    ------
    SourceError
        If it cannot be read, is silent, too long or has another number of channels.
    """
    source = examine(path, most_channels=CHANNELS[-1])
    name = path.name
    if source.channels not in CHANNELS:
        raise SourceError(
            f"{name} has {source.channels} channels; a response has one, two, or four: left to left, left to right, "
            "right to left, right to right"
        )
    if source.seconds > LONGEST_S:
        raise SourceError(f"{name} lasts {source.seconds:.1f} s; a response lasts {LONGEST_S:g} s at most")
    if not read(source, source.sample_rate).any():
        raise SourceError(f"{name} is silent, and what is convolved with silence is silent")
    return source


def read_response(open_response: OpenResponse, digest: str, sample_rate: int) -> Response | None:
    """Read the recording with that content, at most `LONGEST_S` of it; None if it is silent."""
    stream = open_response(digest)
    try:
        audio: Audio = np.empty((stream.channels, min(stream.frames, round(LONGEST_S * sample_rate))), np.float32)
        stream.fill(audio)
    finally:
        stream.close()
    return response(audio, sample_rate)


@lru_cache(maxsize=4)
def made(sample_rate: int) -> Response:
    """Return the response of no place in particular: noise on both sides that dies away in 1.2 s."""
    frames = round(1.4 * sample_rate)
    noise = np.random.RandomState(1).standard_normal((2, frames))  # one generator whose numbers never change
    found = response(noise * 10 ** (-3 * np.arange(frames) / (1.2 * sample_rate)), sample_rate)
    assert found is not None
    return found


def t60_s(audio: Samples, sample_rate: int) -> float:
    """Return in what time a response dies away by 60 dB: from 5 to 25 dB down, three times that.

    References
    ----------
    .. [1] M. R. Schroeder, "New method of measuring reverberation time", JASA 37(3), 1965: the energy still to come.
    .. [2] ISO 3382-1:2009, section 5.3.3: T20.
    """
    left = np.cumsum(np.sum(np.square(audio), axis=0)[::-1])[::-1]
    level = 10 * np.log10(np.maximum(left / left[0], 1e-20))
    begin, end = int(np.argmax(level <= -5)), int(np.argmax(level <= -25))
    if end - begin < 2:
        return float(audio.shape[1]) / sample_rate
    slope, _ = np.polyfit(np.arange(end - begin), level[begin:end], 1)
    return -60 / float(slope) / sample_rate


def shaped(whole: Response, shape: Convolution) -> Samples:
    """Return a response as it sounds with the knobs so, shape (channels, frames).

    Died away sooner, it is turned down more and more from its beginning on, and ends where nothing is left to hear.
    """
    x, rate = whole.audio, whole.sample_rate
    if shape.tail_pct < 100:
        steeper = 60 * (100 / shape.tail_pct - 1) / whole.t60_s / rate  # dB a frame
        x = x * 10 ** (-steeper * np.arange(x.shape[1]) / 20)
        left = np.cumsum(np.sum(np.square(x), axis=0)[::-1])[::-1]
        x = x[:, : int(np.count_nonzero(left > left[0] * 10 ** (GONE_DB / 10)))]
    x = _filtered(x, rate, shape)
    held = round(shape.predelay_ms * 1e-3 * rate)
    return np.pad(x, ((0, 0), (held, 0))) if held else x


def _filtered(x: Samples, rate: int, shape: Convolution) -> Samples:
    from dsp.effects.eq import Filter, HighPass, LowPass

    filters: list[Filter] = []
    if shape.low_cut_hz > shape.params["low_cut_hz"].low:
        filters.append(HighPass(cutoff_hz=shape.low_cut_hz))
    if shape.high_cut_hz < shape.params["high_cut_hz"].high:
        filters.append(LowPass(cutoff_hz=shape.high_cut_hz))
    for one in filters:
        ringing = np.pad(x, ((0, 0), (0, round(RING_S * rate)))).astype(np.float32)
        x = one.bank([one] * len(x), rate, 1).process(ringing[:, np.newaxis])[:, 0].astype(np.float64)
    return x
