"""The rumble remover's loop: what stands too high below the lowest note is turned down, window by window."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.window import passed_on, put_back, taken_in
from dsp.measure.rumble import UNDER_DB

OVERLAP = 4

PLAYED, CLEAR = 2.0, 4.0
"""What is above so many times the edge counts as played; by what lies above the second it is told when it rests."""

LEAST = 1e-5
"""-50 dBFS: what is played softer than that is not taken for played."""

FALL_DB_S = 3.0
"""How fast it is forgotten how loud it was."""

RESTS_DB = 25.0
"""Softer by so much than it was, it rests."""

RESTING = 2.0
"""While it rests, up to so many times as high is rumble."""

PLAIN, WHOLE = 0.85, 1.15
"""Up to the first share of the edge all goes that is to go, from the second on nothing."""

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@kernel
def remove_rumble(
    x: Floats,
    y: Floats,
    start: Doubles,
    slope: Doubles,
    offset: NDArray[np.int64],
    frame: int,
    sample_rate: int,
    window: Floats,
    turns: Floats,
    angles: Floats,
    eight: Floats,
    room: Floats,
    past: Floats,
    goes: Doubles,
    played: Doubles,
) -> None:
    """Turn down each lane's rumble, a window late.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 2): the gain that nothing is turned down below, and the frequency that rumble ends at, in Hz.
    offset
        Shape (lanes,).
    frame
        Frames that have gone by; windows begin on a grid of a quarter of their length.
    window, turns, angles, eight, room, past, goes
        As in `dsp.kernels.denoise.remove_noise`.
    played
        How loud what is played was lately, all and what is clear of the edge, as power, shape (lanes, 2).
    """
    lanes, _, frames = x.shape
    size = window.size
    hop = size // OVERLAP
    for lane in range(lanes):
        begin = 0
        while begin < frames:
            within = (frame + begin) % hop
            if within == 0:
                t = offset[lane] + begin
                floor, edge_hz = start[lane, 0] + slope[lane, 0] * t, start[lane, 1] + slope[lane, 1] * t
                if floor < 1.0:
                    _window(
                        floor, edge_hz, (frame + begin) % size, sample_rate, window, turns, angles, eight, room,
                        past[lane], goes[lane], played[lane],
                    )  # fmt: skip
            end = min(begin + hop - within, frames)
            at = (frame + begin) % size
            passed_on(x[lane], y[lane], past[lane], goes[lane], begin, end, at)
            begin = end


@kernel
def _window(
    floor: float,
    edge_hz: float,
    oldest: int,
    sample_rate: int,
    window: Floats,
    turns: Floats,
    angles: Floats,
    eight: Floats,
    room: Floats,
    past: Floats,
    goes: Doubles,
    played: Doubles,
) -> None:
    """Add what goes from the last window, and keep how loud what is played was lately."""
    size = window.size
    count = size // 2 + 1
    bin_hz = sample_rate / size
    powers = np.empty(count)
    taken_in(past, oldest, window, turns, angles, eight, room, powers)
    falls = 10.0 ** (-FALL_DB_S / 10.0 * size / OVERLAP / sample_rate)
    clear = 0.0
    for place in range(2):
        now = 0.0
        for k in range(int((PLAYED, CLEAR)[place] * edge_hz / bin_hz) + 1, count):
            now += powers[k]
        clear = now * 2.0 / size
        played[place] = max(clear, played[place] * falls, LEAST)
    if clear < played[1] * 10.0 ** (-RESTS_DB / 10.0):
        edge_hz *= RESTING
    low = 0.0
    for k in range(min(int(PLAIN * edge_hz / bin_hz) + 1, count)):
        low += powers[k]
    low *= 2.0 / size
    most = played[0] * 10.0 ** (-UNDER_DB / 10.0)
    if low <= most:
        return
    wanted = max(floor, math.sqrt(most / low))
    gain = np.ones(count)
    for k in range(count):
        along = (k * bin_hz / edge_hz - PLAIN) / (WHOLE - PLAIN)
        if along >= 1.0:
            break
        bend = 0.5 + 0.5 * math.cos(math.pi * along) if along > 0.0 else 1.0
        gain[k] = 1.0 - bend * (1.0 - wanted)
    put_back(goes, gain, oldest, window, turns, angles, eight, room)
