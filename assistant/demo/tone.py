"""What every instrument of the demo is made with: noise, filters, and a place in time.

Filters are analogue prototypes evaluated on the grid of one long Fourier transform, so they are causal,
need no loop over samples, and are the same on every processor up to rounding.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
"""Frames a second of everything the demo makes."""

Signal = NDArray[np.float64]
"""Samples of one channel, shape (frames,)."""

Response = NDArray[np.complex128]
"""Complex gain at each frequency asked for."""

Curve = Callable[[Signal], Response]
"""A filter: frequencies in Hz to complex gains."""


def frames(seconds: float) -> int:
    """Return how many frames a time takes."""
    return round(seconds * RATE)


def noise(rng: np.random.Generator, count: int) -> Signal:
    """Return white noise of unit power; uniform, because uniform numbers are exact on every machine."""
    return np.asarray((2.0 * rng.random(count) - 1.0) * 3.0**0.5)


def lowpass(cutoff_hz: float, order: int = 2) -> Curve:
    """Return a Butterworth low-pass: −3 dB at the cutoff, 6 dB per octave and order beyond."""
    poles = np.exp(1j * np.pi * (2.0 * np.arange(order) + order + 1.0) / (2.0 * order))

    def curve(hz: Signal) -> Response:
        s = 1j * hz[:, None] / cutoff_hz
        return np.asarray(np.prod(1.0 / (s - poles), axis=1), np.complex128)

    return curve


def highpass(cutoff_hz: float, order: int = 2) -> Curve:
    """Return a Butterworth high-pass: the mirror image of `lowpass`."""
    below = lowpass(1.0, order)

    def curve(hz: Signal) -> Response:
        return np.conj(below(cutoff_hz / np.maximum(hz, 1e-3)))

    return curve


def bell(centre_hz: float, gain_db: float, q: float) -> Curve:
    """Return a bell: `gain_db` at its centre, nothing far away.

    References
    ----------
    R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients", peaking EQ, H(s).
    """
    a = 10.0 ** (gain_db / 40.0)

    def curve(hz: Signal) -> Response:
        s = 1j * hz / centre_hz
        return np.asarray((s * s + s * a / q + 1.0) / (s * s + s / (a * q) + 1.0), np.complex128)

    return curve


def shape(sound: Signal, *curves: Curve) -> Signal:
    """Return the sound through the filters, as long as it was.

    The transform is longer than the sound by at least half a second, which every filter here has
    rung out in, and its length has small factors only, which makes it quick.
    """
    half = RATE // 2
    size = half * (-(-len(sound) // half) + 1)
    hz = np.asarray(np.fft.rfftfreq(size, 1.0 / RATE), np.float64)
    spectrum = np.fft.rfft(sound, size)
    for curve in curves:
        spectrum *= curve(hz)
    return np.fft.irfft(spectrum, size)[: len(sound)]


def place(track: Signal, sound: Signal, at_s: float) -> None:
    """Add a sound to a track from a moment on; what hangs over the end is left out."""
    start = frames(at_s)
    if 0 <= start < len(track):
        heard = sound[: len(track) - start]
        track[start : start + len(heard)] += heard


def decay(count: int, seconds: float) -> Signal:
    """Return an exponential decay to 1/e in `seconds`."""
    return np.exp(-np.arange(count) / (seconds * RATE))


def released(sound: Signal, held_s: float, release_s: float) -> Signal:
    """Return the sound let go after `held_s`: damped from there, and ended after seven time constants."""
    held = frames(held_s)
    end = min(len(sound), held + frames(7.0 * release_s))
    let_go = sound[:end].copy()
    let_go[held:] *= decay(max(0, end - held), release_s)
    return let_go
