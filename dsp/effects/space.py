"""Space: reverberation for a shared return."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.spaces import KINDS, MAX_PREDELAY_MS, SPACES, Network, Ringing
from dsp.param import Param
from dsp.units import Audio

LISTEN = 1 << 16
"""A kind that is no longer sent to is looked at on frames that are a multiple of this, and left when it is silent."""


@dataclass(frozen=True, kw_only=True)
class Reverb(Effect, words=("reverb", "verb"), neutral=False):
    """Put the sound into a space: for a return that tracks send to, with nothing of the dry sound.

    Halls, rooms, chambers and plates are sixteen delay lines that feed each other through a Hadamard matrix; each
    loses so much per trip that all decay by 60 dB in `decay_s`, and in half of it at `damping_hz` [1]_. Lows and
    highs may decay in another time. They differ in the lines' lengths, in the first echoes, in how soon these run
    together and in how much the lines move. A spring is a line that delays high tones more than low ones.

    A kind that is switched to begins to ring while the one before rings out.

    References
    ----------
    .. [1] J.-M. Jot, "An analysis/synthesis approach to real-time artificial reverberation", ICASSP 1992.
    .. [2] J. Stautner, M. Puckette, "Designing multi-channel reverberators", Computer Music J. 6(1), 1982.
    """

    kind: Annotated[
        float, Param(0, 4, "more natural", "more mechanical", 1, also=("type", "algorithm"), labels=KINDS)
    ] = 0.0
    decay_s: Annotated[
        float,
        Param(
            0.2,
            12,
            "shorter",
            "longer",
            1.4,
            log=True,
            also=("time", "reverb time", "length", "decay time", "tail", "reverb tail", "tail length", "rt60"),
        ),
    ] = 1.6
    predelay_ms: Annotated[
        float, Param(0, MAX_PREDELAY_MS, "closer", "more detached", 15, step=1, also=("pre-delay",))
    ] = 20.0
    damping_hz: Annotated[
        float, Param(1000, 20000, "darker", "brighter", 1.4, log=True, also=("damping frequency", "tone"))
    ] = 7000.0
    low_cut_hz: Annotated[float, Param(20, 1000, "fuller", "leaner", 1.5, log=True)] = 150.0
    width_pct: Annotated[float, Param(0, 100, "narrower", "wider", 25, step=1, also=("stereo width",))] = 100.0
    low_decay_pct: Annotated[
        float, Param(25, 200, "less boomy", "boomier", 1.4, step=1, log=True, also=("bass decay", "low decay time"))
    ] = 100.0
    low_crossover_hz: Annotated[float, Param(60, 800, "lower", "higher", 1.4, log=True)] = 250.0
    high_decay_pct: Annotated[
        float, Param(25, 200, "duller", "airier", 1.4, step=1, log=True, also=("treble decay", "high decay time"))
    ] = 100.0
    high_crossover_hz: Annotated[float, Param(1000, 12000, "lower", "higher", 1.4, log=True)] = 4000.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> ReverbBank:
        return ReverbBank(settings, sample_rate, channels)

    def gives(self, channels: int) -> int:  # noqa: ARG002 - from mono or stereo
        return 2


class ReverbBank(Bank[Reverb]):
    """Lanes of reverbs; each gives two channels."""

    def __init__(self, settings: Sequence[Reverb], sample_rate: int, channels: int) -> None:
        from dsp.effects.lines import Lines
        from dsp.effects.springs import Springs

        self._networks: list[Network] = [
            Lines(SPACES[kind], sample_rate) if kind in SPACES else Springs(sample_rate) for kind in KINDS
        ]
        sizes = [len(network.coefficients(Reverb(), 0.0)) for network in self._networks]
        self._parts = [slice(int(end) - size, int(end)) for size, end in zip(sizes, np.cumsum(sizes), strict=True)]
        super().__init__(settings, sample_rate, channels)
        self._ringing: list[dict[int, Ringing]] = [{} for _ in settings]

    def coefficients(self, settings: Reverb) -> Sequence[float]:
        sends = [float(kind == int(settings.kind)) for kind in range(len(KINDS))]
        return [
            c for network, send in zip(self._networks, sends, strict=True) for c in network.coefficients(settings, send)
        ]

    def ringing(self, settings: Reverb) -> int:
        # 90 dB at 60 dB a decay, after the way through the all-passes.
        slowest = max(100.0, settings.low_decay_pct, settings.high_decay_pct) / 100
        seconds = 1.5 * settings.decay_s * slowest + settings.predelay_ms * 1e-3 + 0.25
        return math.ceil(seconds * self.sample_rate)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        for lane, ringing in enumerate(self._ringing):
            c, d = start[lane], slope[lane]
            for kind, part in enumerate(self._parts):
                if kind not in ringing and (c[part][1] or d[part][1]):
                    ringing[kind] = self._networks[kind].begin()
            if len(ringing) == 1:
                ((kind, one),) = ringing.items()
                one.run(x[lane], y[lane], c[self._parts[kind]], d[self._parts[kind]], int(offset[lane]), self.frame)
            else:
                self._together(lane, x[lane], y[lane], c, d, int(offset[lane]))

    def _together(self, lane: int, x: Audio, y: Audio, c: Vector, d: Vector, offset: int) -> None:
        """Let several kinds ring at once, and leave those that have fallen silent."""
        y[:] = 0.0
        for kind, one in sorted(self._ringing[lane].items()):
            part, begin = self._parts[kind], 0
            while begin < x.shape[1]:
                here = self.frame + begin
                if here % LISTEN == 0 and not (c[part][1] or d[part][1]) and one.silent():
                    del self._ringing[lane][kind]
                    break
                end = min(x.shape[1], begin + LISTEN - here % LISTEN)
                rung = np.empty((2, end - begin), np.float32)
                one.run(np.ascontiguousarray(x[:, begin:end]), rung, c[part], d[part], offset + begin, here)
                y[:, begin:end] += rung
                begin = end
