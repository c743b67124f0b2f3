"""What an effect does to sound, measured with its own processor: the curves that the manual draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.look import through
from dsp.effect import Effect

RATE = 48_000
AUDIBLE_DB = 0.5
"""A curve that nowhere bends by so much says nothing and is not drawn."""

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Graph:
    """One picture: some curves over an axis each way.

    Attributes
    ----------
    curves
        What each curve is called, and its points.
    """

    title: str
    across: str
    up: str
    logarithmic: bool
    curves: Sequence[tuple[str, Points]]


def graphs(settings: Sequence[tuple[str, Effect]]) -> list[Graph]:
    """Return the pictures that show what settings of one effect do, each by its name."""
    found = []
    for draw, title, across, up, logarithmic in (
        (_response, "frequency response", "Hz", "dB", True),
        (_transfer, "level out for level in (1 kHz)", "dBFS in", "dBFS out", False),
        (_ringing, "after a burst of 50 ms", "ms", "dBFS", False),
    ):
        curves = [(name, draw(effect)) for name, effect in settings]
        if any(_bends(points, title) for _, points in curves):
            found.append(Graph(title, across, up, logarithmic, curves))
    return found


def _bends(points: Points, title: str) -> bool:
    across, up = np.array(points).T
    if title.startswith("level"):
        return bool(np.ptp(up - across) > AUDIBLE_DB)
    if title.startswith("after"):
        return bool((up[across > 70] > -60).any())
    return bool(np.ptp(up) > AUDIBLE_DB)


def _heard(effect: Effect, x: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return what comes of a mono sound: one channel, or the middle of two."""
    return np.asarray(through(effect, x[np.newaxis], RATE).mean(axis=0), np.float64)


def _response(effect: Effect) -> Points:
    """Return the gain at some frequencies: of noise, so that a processor with a threshold is seen as it works."""
    x = (0.1 * np.random.default_rng(1).standard_normal(1 << 17)).astype(np.float32)
    powers = [np.abs(np.fft.rfft(z * np.hanning(z.size))) ** 2 for z in (x, _heard(effect, x))]
    hz = np.fft.rfftfreq(x.size, 1 / RATE)
    points = []
    for centre in np.geomspace(20, 20_000, 121):
        near = (hz > centre * 2 ** (-1 / 8)) & (hz < centre * 2 ** (1 / 8))
        before, after = (power[near].sum() + 1e-12 for power in powers)
        points.append((float(centre), max(-60.0, 10 * float(np.log10(after / before)))))
    return points


def _transfer(effect: Effect) -> Points:
    points = []
    t = np.arange(RATE) / RATE
    for level in range(-60, 1, 3):
        x = (10 ** (level / 20) * np.sin(2 * np.pi * 1000 * t)).astype(np.float32)
        y = _heard(effect, x)[RATE // 2 :]
        points.append((float(level), max(-90.0, 10 * float(np.log10(2 * np.mean(y**2) + 1e-12)))))
    return points


def _ringing(effect: Effect) -> Points:
    x = np.zeros(RATE * 2, np.float32)
    x[: RATE // 20] = 0.25 * np.sin(2 * np.pi * 500 * np.arange(RATE // 20) / RATE)
    y = _heard(effect, x)
    window = RATE // 100
    return [
        (1000 * at / RATE, max(-90.0, 10 * float(np.log10(2 * np.mean(y[at : at + window] ** 2) + 1e-12))))
        for at in range(0, y.size - window, window)
    ]
