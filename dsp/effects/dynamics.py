"""Dynamics that follow the level: compressor and de-esser.

References
----------
.. [1] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.eq import integrator_gain
from dsp.param import Param
from dsp.units import Audio, gain


def kept_per_frame(time_ms: float, sample_rate: int) -> float:
    """Return what is left of a difference after one frame if 37 % is left after `time_ms`."""
    return math.exp(-1000.0 / (time_ms * sample_rate))


GATHER, LEAK = 4.0, 10.0
"""Of an automatic release: how long the slow follower takes to gather and to let go, in times of the fast one.

It never gathers faster than the attack, so that the attack stays what it is.
"""

RELEASES = ("manual release", "auto release")

NO_LIMIT_DB = 1000.0
EVERYTHING_HZ = 20.0
"""Where the detector's high-pass is out of the way: all is listened to."""


@dataclass(frozen=True, kw_only=True)
class Curved(Effect):
    """What all share that turn the level by a static curve: one detector and one gain computer."""

    def curve(self) -> Curve:
        """Return what the gain does at which level, and how fast."""
        raise NotImplementedError(f"{type(self).__name__} declares no curve")

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> CurvedBank:
        return CurvedBank(settings, sample_rate, channels)

    @classmethod
    def family(cls) -> type[Effect]:
        return Curved


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A static curve and its times.

    Attributes
    ----------
    steep
        Decibels by which the level is turned down for each that it lies beyond the threshold; up if negative.
    below
        Whether beyond the threshold is below it.
    grow_ms, shrink_ms
        How long 63 % of the way to more and to less reduction take.
    most_db
        The most by which the level is turned.
    hold_ms
        How long what was turned down stays so after the level has let go of it.
    patient
        Whether less reduction takes `LEAK` times `shrink_ms` after it was needed for longer than `GATHER` times that.
    """

    threshold_db: float
    steep: float
    knee_db: float
    grow_ms: float
    shrink_ms: float
    below: bool = False
    most_db: float = NO_LIMIT_DB
    makeup_db: float = 0.0
    mix: float = 1.0
    high_pass_hz: float = EVERYTHING_HZ
    hold_ms: float = 0.0
    patient: bool = False


class CurvedBank(Bank[Curved]):
    """Lanes of processors with a static curve, of any kind."""

    def __init__(self, settings: Sequence[Curved], sample_rate: int, channels: int) -> None:
        from dsp.kernels.compressor import compress
        from dsp.kernels.envelope import HEARD, ROWS

        super().__init__(settings, sample_rate, channels)
        self._compress = compress
        rows = (-(-self.lanes * channels // ROWS) + 1) * ROWS
        self._heard, self._waiting = np.zeros((HEARD, 2 * rows), np.float32), np.zeros(rows, np.float32)
        self._reduction, self._gain = np.zeros(rows), np.ones(rows, np.float32)
        self._held = np.zeros((rows, 2), np.float32)
        self._slow = np.zeros(rows)

    def coefficients(self, settings: Curved) -> Sequence[float]:
        curve = settings.curve()
        return (
            curve.threshold_db,
            curve.steep,
            curve.knee_db / 2,
            kept_per_frame(curve.grow_ms, self.sample_rate),
            kept_per_frame(curve.shrink_ms, self.sample_rate),
            gain(curve.makeup_db),
            curve.mix,
            integrator_gain(curve.high_pass_hz, self.sample_rate),
            float(curve.high_pass_hz > EVERYTHING_HZ),
            -1.0 if curve.below else 1.0,
            curve.most_db,
            curve.hold_ms * 1e-3 * self.sample_rate,
            float(curve.patient),
            kept_per_frame(max(GATHER * curve.shrink_ms, curve.grow_ms), self.sample_rate),
            kept_per_frame(LEAK * curve.shrink_ms, self.sample_rate),
        )

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        state = (self._heard, self._waiting, self._reduction, self._gain, self._held, self._slow)
        self._compress(x, y, start, slope, offset, self.frame % 2, *state)


@dataclass(frozen=True, kw_only=True)
class Compressor(Curved, words=("compressor", "comp", "compression"), listens=True):
    """Turn down what rises above a threshold.

    Feed-forward and in decibels: the static curve with its soft knee is eq. 4 of [1]_, the times are those of
    its smooth branching detector (eq. 16): 63 % of the way in `attack_ms` and `release_ms`. The level is the
    envelope of the louder channel, 0 dB for a full-scale sine; all channels get the same gain. It is taken at every
    second frame, and the gain goes there a frame late in a straight line: 45 us are the finest that times are kept.
    What lies below `sidechain_hz` is not listened to, so that a kick need not pull the rest down; at its
    lowest everything is.

    With an automatic release what was loud for a moment is let go in `release_ms` and what was loud for long in ten
    times that: peaks leave no hole behind them, and a loud passage is not pumped.
    """

    threshold_db: Annotated[float, Param(-60, 0, "more compressed", "less compressed", 4)] = 0.0
    ratio: Annotated[float, Param(1, 20, "gentler", "firmer", 1.4, log=True, unit=":1")] = 2.0
    attack_ms: Annotated[float, Param(0.1, 200, "snappier", "punchier", 1.6, log=True)] = 10.0
    release_ms: Annotated[float, Param(5, 2000, "livelier", "smoother", 1.6, log=True)] = 120.0
    knee_db: Annotated[float, Param(0, 24, "harder", "softer", 4, step=0.5)] = 6.0
    makeup_db: Annotated[
        float,
        Param(
            -12,
            24,
            "quieter",
            "louder",
            2,
            also=("make-up", "make-up gain", "makeup gain", "make up gain", "output gain"),
        ),
    ] = 0.0
    sidechain_hz: Annotated[
        float,
        Param(
            EVERYTHING_HZ, 1000, "more bass-driven", "less bass-driven", 1.5, log=True, also=("sidechain high-pass",)
        ),
    ] = EVERYTHING_HZ
    mix_pct: Annotated[
        float, Param(0, 100, "drier", "more parallel", 20, step=1, also=("blend", "dry wet", "wet", "parallel"))
    ] = 100.0
    release_mode: Annotated[
        float, Param(0, 1, "one release", "adaptive release", 1, labels=RELEASES, also=("release type", "release kind"))
    ] = 0.0

    def curve(self) -> Curve:
        return Curve(
            threshold_db=self.threshold_db,
            steep=1 - 1 / self.ratio,
            knee_db=self.knee_db,
            grow_ms=self.attack_ms,
            shrink_ms=self.release_ms,
            makeup_db=self.makeup_db,
            mix=self.mix_pct / 100,
            high_pass_hz=self.sidechain_hz,
            patient=self.release_mode == 1.0,
        )


@dataclass(frozen=True, kw_only=True)
class Expander(Curved, words=("expander", "downward expander", "expansion", "expand"), listens=True):
    """Turn down what lies under a threshold: bleed, room and noise between the notes, softer than a gate does.

    Below `threshold_db` every decibel less in becomes `ratio` decibels less out [1]_, by `range_db` at most; while the
    range is 0, as it is at rest, nothing is turned. It opens by 63 % in `attack_ms` and closes so in `release_ms`.
    """

    threshold_db: Annotated[float, Param(-80, 0, "less expanded", "more expanded", 4)] = -40.0
    range_db: Annotated[float, Param(0, 60, "shallower", "deeper", 4, also=("depth", "amount"))] = 0.0
    ratio: Annotated[float, Param(1, 10, "gentler", "firmer", 1.4, log=True, unit=":1")] = 2.0
    attack_ms: Annotated[float, Param(0.1, 200, "faster to open", "slower to open", 1.6, log=True)] = 2.0
    release_ms: Annotated[float, Param(5, 2000, "faster to close", "slower to close", 1.6, log=True)] = 150.0
    knee_db: Annotated[float, Param(0, 24, "harder", "softer", 4, step=0.5)] = 6.0

    def curve(self) -> Curve:
        return Curve(
            threshold_db=self.threshold_db,
            steep=self.ratio - 1,
            knee_db=self.knee_db,
            grow_ms=self.release_ms,
            shrink_ms=self.attack_ms,
            below=True,
            most_db=self.range_db,
        )


@dataclass(frozen=True, kw_only=True)
class UpwardCompressor(Curved, words=("upward compressor", "upward compression", "upward comp"), listens=True):
    """Bring up what lies under a threshold and leave the loud moments as they are: detail, body, sustain.

    Below `threshold_db` the distance to it is divided by `ratio`, by `range_db` more at most: noise between the notes
    comes up too, never further than that. While the range is 0, as it is at rest, nothing is turned. A loud moment
    takes the lift away within `attack_ms`, by 63 %; it comes back in `release_ms`.
    """

    threshold_db: Annotated[float, Param(-60, 0, "less lifted", "more lifted", 4)] = -24.0
    range_db: Annotated[float, Param(0, 24, "less detailed", "more detailed", 3, also=("lift", "amount"))] = 0.0
    ratio: Annotated[float, Param(1, 10, "gentler", "firmer", 1.4, log=True, unit=":1")] = 2.0
    attack_ms: Annotated[float, Param(0.1, 200, "snappier", "punchier", 1.6, log=True)] = 0.5
    release_ms: Annotated[float, Param(5, 2000, "livelier", "smoother", 1.6, log=True)] = 150.0
    knee_db: Annotated[float, Param(0, 24, "harder", "softer", 4, step=0.5)] = 6.0

    def curve(self) -> Curve:
        return Curve(
            threshold_db=self.threshold_db,
            steep=1 / self.ratio - 1,
            knee_db=self.knee_db,
            grow_ms=self.attack_ms,
            shrink_ms=self.release_ms,
            below=True,
            most_db=self.range_db,
        )


@dataclass(frozen=True, kw_only=True)
class Ducker(Curved, words=("ducker", "ducking", "duck"), listens=True):
    """Step back while another strip sounds: music under a voice, bass under a kick.

    What rises above `threshold_db` in the strip that it listens to turns this one down by as much, by `range_db` at
    most; while the range is 0, as it is at rest, nothing is turned. It steps back by 63 % in `attack_ms`, stays so for
    `hold_ms` after the other has gone soft, so that it does not swell between words or beats, and comes back in
    `release_ms`, by 63 % too.
    """

    threshold_db: Annotated[float, Param(-60, 0, "ducked more easily", "ducked less easily", 4)] = -30.0
    range_db: Annotated[float, Param(0, 60, "less ducked", "more ducked", 2, also=("depth", "amount"))] = 0.0
    attack_ms: Annotated[float, Param(0.1, 500, "faster", "slower", 1.6, log=True)] = 10.0
    release_ms: Annotated[float, Param(5, 5000, "livelier", "smoother", 1.6, log=True)] = 200.0
    knee_db: Annotated[float, Param(0, 24, "harder", "softer", 4, step=0.5)] = 6.0
    hold_ms: Annotated[float, Param(0, 2000, "shorter hold", "longer hold", 50, step=1)] = 0.0

    def curve(self) -> Curve:
        return Curve(
            threshold_db=self.threshold_db,
            steep=1.0,
            knee_db=self.knee_db,
            grow_ms=self.attack_ms,
            shrink_ms=self.release_ms,
            most_db=self.range_db,
            hold_ms=self.hold_ms,
        )


ESS_AVERAGE_MS = 2.0
SHELF_BELOW = 1.5
"""The shelf stands so much below `frequency_hz` that the esses above it get nearly the whole reduction."""

ESS_ATTACK_MS = 1.0
ESS_RELEASE_MS = 40.0


@dataclass(frozen=True, kw_only=True)
class DeEsser(Effect, words=("de-esser", "deesser", "de esser", "sibilance control", "sibilance reduction")):
    """Soften esses without dulling the rest.

    While the band above `frequency_hz` outweighs the threshold, measured against the whole voice and so
    alike for loud and soft singing, it is turned down by the excess, `range_db` at most. Vowels have 15 to
    30 dB less there than in all, esses hardly any less. What turns it down is a high shelf that moves with it;
    while the range is 0, as it is at rest, nothing does, wherever the threshold stands.
    """

    frequency_hz: Annotated[float, Param(2000, 16000, "lower", "higher", 1.2, log=True, also=("freq", "crossover"))] = (
        5500.0
    )
    threshold_db: Annotated[float, Param(-40, 0, "more de-essed", "less de-essed", 3)] = -12.0
    range_db: Annotated[float, Param(0, 24, "more sibilant", "less sibilant", 3, also=("depth", "amount"))] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeEsserBank:
        return DeEsserBank(settings, sample_rate, channels)


class DeEsserBank(Bank[DeEsser]):
    """Lanes of de-essers."""

    def __init__(self, settings: Sequence[DeEsser], sample_rate: int, channels: int) -> None:
        from dsp.kernels.dynamics import deess

        super().__init__(settings, sample_rate, channels)
        self._deess = deess
        self._times = [kept_per_frame(ms, sample_rate) for ms in (ESS_AVERAGE_MS, ESS_ATTACK_MS, ESS_RELEASE_MS)]
        self._filters = np.zeros((self.lanes, channels, 4))
        self._powers = np.zeros((self.lanes, 2))
        self._reduction = np.zeros(self.lanes)

    def coefficients(self, settings: DeEsser) -> Sequence[float]:
        return (
            integrator_gain(settings.frequency_hz, self.sample_rate),
            settings.threshold_db,
            settings.range_db,
            integrator_gain(settings.frequency_hz / SHELF_BELOW, self.sample_rate),
        )

    def ringing(self, settings: DeEsser) -> int:
        # The lower filter, the shelf, decays by exp(-g / sqrt(2)) each half frame; full reduction slows it further.
        g = integrator_gain(settings.frequency_hz / SHELF_BELOW, self.sample_rate)
        g *= gain(-settings.range_db / 4)
        return math.ceil(math.log(10**4.5) / (math.sqrt(2) * math.atan(g))) + 1

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._deess(x, y, start, slope, offset, *self._times, self._filters, self._powers, self._reduction)
