"""The compiled loops once more, as slow as they are plain: one sample after the other, in double precision.

Nothing here comes from the kernels: settings become coefficients, coefficients travel in straight pieces and
samples go through the textbook's equations, in Python floats. Tests hold the product to what comes out.

References
----------
.. [1] A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent
   currents", Cytomic technical paper, 2013.
.. [2] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012: feed-forward, log-domain, smooth branching (eq. 4 and 16).
.. [3] O. Niemitalo, "Hilbert transform", 2003: two chains of four all-pass filters, 90 degrees apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dsp.bank import GRID, RAMP
from dsp.effects import Compressor, DeEsser
from dsp.effects.eq import Filter

Wave = NDArray[np.float64]
Turn = tuple[int, Any]
"""The frame at which knobs are turned, and to what."""

ROOT = math.sqrt(2)
ESS_AVERAGE_MS, ESS_ATTACK_MS, ESS_RELEASE_MS = 2.0, 1.0, 40.0
ESS_SHELF_BELOW = 1.5
ESS_FLOOR = 1e-6
ALLPASSES = (
    (0.6923878000000, 0.9360654322959, 0.9882295226860, 0.9987488452737),
    (0.4021921162426, 0.8561710882420, 0.9722909545651, 0.9952884791278),
)


def path(begin: Sequence[float], turns: Sequence[tuple[int, Sequence[float]]], frames: int, rate: int) -> Wave:
    """Where travelling numbers stand at each frame, shape (frames, numbers).

    A turn begins on the grid and takes `RAMP` frames (so many times more at the rates above 48 kHz) from wherever
    the numbers are; it sets off and arrives gently, in straight lines from one frame of the grid to the next.
    """
    ramp = RAMP * max(1, round(rate / 48_000))
    corners = np.arange(0, ramp + 1, GRID) / ramp
    gone = np.interp(np.arange(ramp) / ramp, corners, corners**2 * (3 - 2 * corners))
    line = np.tile(np.array(begin, np.float64), (frames, 1))
    for at, goal in turns:
        first = -(-at // GRID) * GRID
        start, end = line[first].copy(), np.array(goal)
        line[first:] = end
        line[first : first + ramp] = start + (end - start) * gone[: frames - first, None]
    return line


class Section:
    """A state-variable filter [1]_ whose band and low outputs are mixed with its input."""

    def __init__(self) -> None:
        self.first = self.second = 0.0

    def step(self, v: float, g: float, k: float) -> tuple[float, float]:
        """Take in one frame and return the band and the low output."""
        band = (self.first + g * (v - self.second)) / (1 + g * (g + k))
        low = self.second + g * band
        self.first, self.second = 2 * band - self.first, 2 * low - self.second
        return band, low


def filtered(x: Wave, effect: Filter, rate: int, turns: Sequence[Turn] = ()) -> Wave:
    """What a filter makes of `x`, shape (channels, frames), while its knobs are turned."""
    y = np.array(x, np.float64)
    out = (1, 0, 0)  # the shares with which a section is out of the way
    goals = [(at, effect.sections(rate)) for at, effect in turns]
    for number, section in enumerate(effect.sections(rate)):
        line = [tuple(row) for row in path(section, [(at, to[number]) for at, to in goals], y.shape[1], rate).tolist()]
        for channel in y:
            svf = Section()
            for i, (v, now, then) in enumerate(zip(channel.tolist(), line, [*line[1:], line[-1]], strict=True)):
                g, k, *shares = now
                if tuple(shares) == out and then[2:] == out:
                    svf = Section()  # it forgets
                    continue
                band, low = svf.step(v, g, k)
                channel[i] = shares[0] * v + shares[1] * band + shares[2] * low
    return y


class Envelope:
    """The squared magnitude of the analytic signal [3]_: y[n] = a (x[n] + y[n-2]) - x[n-2], four times, twice."""

    def __init__(self) -> None:
        self.before = [[[0.0, 0.0] for _ in range(5)] for _ in ALLPASSES]

    def step(self, v: float) -> float:
        """Take in one frame and return the power there."""
        parts = []
        for roots, before in zip(ALLPASSES, self.before, strict=True):
            now = v
            for stage, root in enumerate(roots):
                out = root**2 * (now + before[stage + 1][1]) - before[stage][1]
                before[stage] = [now, before[stage][0]]
                now = out
            parts.append((now, before[4][0]))
            before[4] = [now, before[4][0]]
        (_, late), (now, _) = parts  # the first chain is heard one frame late
        return late**2 + now**2


def kept(ms: float, rate: int) -> float:
    """What is left of a difference after a frame."""
    return math.exp(-1000 / (ms * rate))


def turnover(hz: float, rate: int) -> float:
    """The gain of an integrator that turns over at a frequency."""
    return math.tan(math.pi * min(hz / rate, 0.49))


def compressor_gain(x: Wave, settings: Compressor, rate: int, turns: Sequence[Turn] = ()) -> Wave:
    """What a compressor multiplies `x`, shape (channels, frames), by at each frame.

    It looks at the level at every second frame, with the knobs as they stood a frame before, and its gain goes there
    in a straight line, one frame late.
    """

    def numbers(s: Compressor) -> Sequence[float]:
        return (
            *(s.threshold_db, 1 - 1 / s.ratio, s.knee_db / 2),
            *(kept(s.attack_ms, rate), kept(s.release_ms, rate)),
            *(10 ** (s.makeup_db / 20), s.mix_pct / 100),
            *(turnover(s.sidechain_hz, rate), float(s.sidechain_hz > 20)),
        )

    line = path(numbers(settings), [(at, numbers(to)) for at, to in turns], x.shape[1], rate).tolist()
    cuts, envelopes = [Section() for _ in x], [Envelope() for _ in x]
    down, gain, gains = 0.0, 1.0, []
    for i, frame in enumerate(x.T.tolist()):
        threshold, steep, knee, attack, release, _, _, g, share = line[i - i % 2]
        power = 0.0
        for v, cut, envelope in zip(frame, cuts, envelopes, strict=True):
            heard = v
            if share:
                band, low = cut.step(v, g, ROOT)
                heard -= share * (ROOT * band + low)
            power = max(power, envelope.step(heard))
        before = gain
        if i % 2:
            over = 10 * math.log10(power + 1e-30) - threshold
            if over <= -knee:
                target = 0.0
            elif over < knee:
                target = steep * (over + knee) ** 2 / (4 * knee)
            else:
                target = steep * over
            down = target + (attack if target > down else release) ** 2 * (down - target)
            gain = 10 ** (-down / 20)
        makeup, mix = line[i][5:7]
        gains.append(1 + mix * (makeup * (before + gain) / 2 - 1))
    return np.array(gains)


def deessed(x: Wave, settings: DeEsser, rate: int, turns: Sequence[Turn] = ()) -> Wave:
    """What a de-esser makes of `x`, shape (channels, frames)."""

    def numbers(s: DeEsser) -> Sequence[float]:
        lower = turnover(s.frequency_hz / ESS_SHELF_BELOW, rate)
        return turnover(s.frequency_hz, rate), s.threshold_db, s.range_db, lower

    line = path(numbers(settings), [(at, numbers(to)) for at, to in turns], x.shape[1], rate).tolist()
    average, attack, release = (kept(ms, rate) for ms in (ESS_AVERAGE_MS, ESS_ATTACK_MS, ESS_RELEASE_MS))
    cuts, shelves = [Section() for _ in x], [Section() for _ in x]
    high = whole = down = 0.0
    y = np.empty_like(x)
    for i, (frame, (g, threshold, deepest, shelf_g)) in enumerate(zip(x.T.tolist(), line, strict=True)):
        above = 0.0
        for v, cut in zip(frame, cuts, strict=True):
            band, low = cut.step(v, g, ROOT)
            above += (v - ROOT * band - low) ** 2
        high = above + average * (high - above)
        now = sum(v * v for v in frame)
        whole = now + average * (whole - now)
        target = 0.0
        if high > ESS_FLOOR:
            target = min(max(10 * math.log10(high / whole) - threshold, 0.0), deepest)
        down = target + (attack if target > down else release) * (down - target)
        lift = 10 ** (-down / 40)  # a high shelf of gain lift^2
        for channel, (v, shelf) in enumerate(zip(frame, shelves, strict=True)):
            band, low = shelf.step(v, shelf_g * math.sqrt(lift), ROOT)
            y[channel, i] = lift**2 * v + ROOT * (1 - lift) * lift * band + (1 - lift**2) * low
    return y
