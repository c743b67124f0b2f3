"""Rows about equalising: six bands on one file, and on many strips side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.chain import through
from bench.contest import Contest, Runner, timed
from bench.material import RATE, SECONDS, STRIP_SECONDS, STRIPS, Material
from bench.peers import has, library, program
from dsp.effects import Bell, HighShelf, LowShelf
from dsp.effects.eq import Filter
from dsp.units import Audio, gain

BANDS: tuple[Bell | LowShelf | HighShelf, ...] = (
    LowShelf(frequency_hz=100, gain_db=2, q=0.7),
    Bell(frequency_hz=250, gain_db=-3, q=1),
    Bell(frequency_hz=800, gain_db=2, q=1.4),
    Bell(frequency_hz=2500, gain_db=-3, q=2),
    Bell(frequency_hz=6000, gain_db=2, q=1),
    HighShelf(frequency_hz=10000, gain_db=3, q=0.7),
)


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    mix, strips = material.mix, material.strips
    sos = np.array([cookbook(band) for band in BANDS])
    exact = _scipy(sos, mix.astype(np.float64))

    one = (
        Runner(
            "tonmeister",
            timed(lambda: through(BANDS, mix[None], RATE)),
            _off(through(BANDS, mix[None], RATE)[0], exact),
        ),
        library(
            "pedalboard",
            "pedalboard",
            lambda: _pedalboard(mix),
            _off(_pedalboard(mix), exact) if has("pedalboard") else "",
            asked=5,
        ),
        library("scipy sosfilt, float32", "scipy", lambda: _scipy(sos, mix), _off(_scipy(sos, mix), exact)),
        library("scipy sosfilt, float64", "scipy", lambda: _scipy(sos, mix.astype(np.float64)), "the reference"),
        program("ffmpeg, whole process", *_ffmpeg(material, ",".join(map(_filter, BANDS)))),
        program("ffmpeg without a filter", *_ffmpeg(material, "anull"), note="its start and its decoding alone"),
    )
    many = (
        Runner("tonmeister", timed(lambda: through(BANDS, strips, RATE)), f"one bank of {STRIPS} lanes a band"),
        library(
            "pedalboard",
            "pedalboard",
            lambda: [_pedalboard(strip) for strip in strips],
            "one strip after the other",
            asked=10,
        ),
        library("scipy sosfilt, float32", "scipy", lambda: _scipy(sos, strips), "all strips in one array"),
    )
    return (
        Contest("EQ, 6 bands, one stereo file", one, SECONDS),
        Contest(f"EQ, 6 bands, {STRIPS} mono strips", many, STRIPS * STRIP_SECONDS),
    )


def cookbook(band: Bell | LowShelf | HighShelf) -> list[float]:
    """Return a band as a biquad, written from the cookbook independently of ours.

    References
    ----------
    R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".
    """
    a, w = gain(band.gain_db / 2), 2 * math.pi * band.frequency_hz / RATE
    alpha, cos = math.sin(w) / (2 * band.q), math.cos(w)
    if isinstance(band, Bell):
        b = [1 + alpha * a, -2 * cos, 1 - alpha * a]
        d = [1 + alpha / a, -2 * cos, 1 - alpha / a]
    else:
        s = 1 if isinstance(band, LowShelf) else -1
        up, down, root = a + 1, s * (a - 1), 2 * math.sqrt(a) * alpha
        b = [a * (up - down * cos + root), 2 * a * (down - up * cos), a * (up - down * cos - root)]
        d = [up + down * cos + root, -2 * (down + up * cos), up + down * cos - root]
    return [*(number / d[0] for number in b), *(number / d[0] for number in d)]


def _scipy(sos: NDArray[np.float64], audio: Any) -> Any:
    from scipy.signal import sosfilt

    return sosfilt(sos.astype(audio.dtype), audio, axis=-1)


def _pedalboard(audio: Audio) -> Any:
    import pedalboard

    kinds = {"Bell": "PeakFilter", "LowShelf": "LowShelfFilter", "HighShelf": "HighShelfFilter"}
    board = pedalboard.Pedalboard(
        [getattr(pedalboard, kinds[type(band).__name__])(band.frequency_hz, band.gain_db, band.q) for band in BANDS]
    )
    return board(audio, RATE)


def _filter(band: Filter) -> str:
    names = {"Bell": "equalizer", "LowShelf": "lowshelf", "HighShelf": "highshelf"}
    knobs = band.knobs()
    return f"{names[type(band).__name__]}=f={knobs['frequency_hz']}:t=q:w={knobs['q']}:g={knobs['gain_db']}"


def _ffmpeg(material: Material, filters: str) -> tuple[str, ...]:
    return ("ffmpeg", "-v", "error", "-i", str(material.mix_file), "-af", filters, "-f", "null", "-")


def _off(audio: Any, exact: Any) -> str:
    """Say how far an output is from the reference, against the reference's own level."""
    error = np.sqrt(np.mean((audio - exact) ** 2) / np.mean(exact**2))
    return f"{20 * math.log10(error):.0f} dB from scipy in float64"
