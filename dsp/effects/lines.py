"""A space's network of lines, at one sample rate."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dsp.bank import Vector
from dsp.effects.spaces import MAX_PREDELAY_MS, Knobs, Space, damping_poles, kept_of, prime, rings, shelves
from dsp.units import Audio

SILENT = 1e-7
"""What stands in the lines is this far below full scale where it is not heard any more."""


class Lines:
    """A feedback delay network as a space has it."""

    def __init__(self, space: Space, sample_rate: int) -> None:
        from dsp.kernels import reverb
        from dsp.kernels.scatter import LINES
        from dsp.kernels.stretch import STRETCH

        self.sample_rate = sample_rate
        self.early = space.early
        lengths = np.array([*space.spread_ms[0], *space.spread_ms[1], *space.lines_ms]) * 1e-3 * sample_rate
        self.taps = np.rint(np.array(space.echoes_ms) * 1e-3 * sample_rate).astype(np.int64)
        delays = [0, 0, *(prime(max(frames, STRETCH)) for frames in lengths), 0, 0]
        self.delays = np.array(delays[-2 - LINES : -2])
        longest = [MAX_PREDELAY_MS * 1e-3 * sample_rate] * 2 + delays[2:-2] + [int(self.taps.max(initial=0))] * 2
        self.places, self.length = rings(longest, delays, STRETCH)
        angles = 2 * math.pi * np.array(space.turns_hz) * STRETCH / sample_rate
        self.turning = np.array([np.cos(angles), np.sin(angles)])
        self.loud, self.smeared, self.much = space.loudness(), space.smeared, np.float32(space.diffusion)
        self.shape = (2, 2, STRETCH), (reverb.FILTERS + 1,), (2, LINES), (2, LINES // 2)
        self.reverberate = reverb.reverberate

    def coefficients(self, knobs: Knobs, sends: float) -> Sequence[float]:
        """Return what `dsp.kernels.reverb` works with; `sends` is the share let in."""
        fs = self.sample_rate
        kept = kept_of(self.delays, knobs.decay_s, fs)
        poles = damping_poles(kept, 2 * math.pi * min(knobs.damping_hz / fs, 0.49))
        # The trips' energies are a geometric series that is first heard after one trip.
        trip = float(np.mean(kept**2))
        level = 2 * math.sqrt((1 - self.early) * (1 - trip) / trip)
        predelay = round(knobs.predelay_ms * 1e-3 * fs)
        low = math.exp(-2 * math.pi * knobs.low_cut_hz / fs)
        shelved = np.concatenate(shelves(self.delays, knobs, fs))
        return (predelay, sends, knobs.width_pct / 100, level, *kept, 1.0, *poles, low, *shelved)

    def begin(self) -> Lane:
        """Return a lane of it, silent."""
        return Lane(self)


class Lane:
    """What one lane's lines hold."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        stretch, past, shelved, turned = lines.shape
        self._rings = np.zeros(lines.length, np.float32)
        self._stretch, self._past = np.zeros(stretch, np.float32), np.zeros(past, np.float32)
        self._shelved, self._turned = np.zeros(shelved, np.float32), np.full(turned, math.sqrt(0.5))

    def run(self, x: Audio, y: Audio, c: Vector, d: Vector, offset: int, frame: int) -> None:
        """Let it ring on."""
        lines = self.lines
        made = (lines.places, lines.turning, lines.taps, lines.loud, lines.smeared, lines.much)
        state = (self._rings, self._stretch, self._past, self._shelved, self._turned)
        lines.reverberate(x, y, c, d, offset, *made, *state, frame)

    def silent(self) -> bool:
        """Whether nothing is to be heard of it any more."""
        return not bool((np.abs(self._rings) > SILENT).any() or (np.abs(self._stretch[1]) > SILENT).any())
