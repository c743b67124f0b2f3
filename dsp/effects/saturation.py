"""Saturation: warmth and density by bending the waveform."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.curves import REACH, Curve, classic, soft_clip, table, tape, transistor, tube
from dsp.effects.eq import integrator_gain
from dsp.param import Param
from dsp.units import Audio, gain

TAPS = 48
"""Taps of each of the four phases of the two filters."""

REFERENCE_DB = -12.0
"""The peak of the tone whose level stays as it is: about where a track's body stands."""

BLOCKED_HZ = 5.0
"""A lopsided curve makes DC; below this it is taken away."""


def halfway_filters() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the filters to four times the rate and back, shape (4, `TAPS`) each.

    Kaiser-windowed sincs, 90 dB down from half the (low) sample rate on. The one up has an even length, so
    that its half frame of delay (at the high rate) and that of averaging neighbours make a whole one.
    """
    high = 4 * TAPS
    # Kaiser's formulae for 90 dB: how far below half the sample rate the edge's middle must lie.
    width = (90 - 7.95) / (2.285 * 2 * math.pi * high)
    cutoff = 2 * (1 / 8 - width / 2)
    beta = 0.1102 * (90 - 8.7)

    def lowpass(length: int) -> NDArray[np.float64]:
        at = np.arange(length) - (length - 1) / 2
        h = np.sinc(cutoff * at) * np.kaiser(length, beta)
        return np.asarray(h / h.sum())

    up = 4 * lowpass(high).reshape(TAPS, 4).T[:, ::-1]
    down = np.append(lowpass(high - 1), 0.0).reshape(TAPS, 4).T[::-1, ::-1]
    return np.ascontiguousarray(up, np.float32), np.ascontiguousarray(down, np.float32)


def bend(drive_db: float) -> float:
    """Return how much the curve v / sqrt(1 + (bend v)^2) bends: none at 0 dB, as `drive_db` at much."""
    return math.sqrt(gain(2 * drive_db) - 1)


def makeup(amount: float, bias: float, curve: Curve = classic) -> float:
    """Return the gain that gives a tone at `REFERENCE_DB` its level back."""
    tone = gain(REFERENCE_DB) * np.sin(2 * np.pi * (np.arange(64) + 0.5) / 64)
    if amount < 1e-6:
        return 1.0
    step = 1e-4
    rest, beside, beyond = curve(np.array([0.0, -step, step]) + amount * bias)
    bent = (curve(amount * (tone + bias)) - rest) * 2 * step / (beyond - beside) / amount
    return float(np.std(tone) / np.std(bent))


CURVES: Mapping[str, Curve] = MappingProxyType(
    {"classic": classic, "tape": tape, "tube": tube, "transistor": transistor, "soft clip": soft_clip}
)
"""Every kind of drive, from the roundest on."""

EMPHASIS_HZ, EMPHASIS = 3183.0, 2.0
"""A tape's highs are recorded louder from 50 us on [2]_, twice as loud at most, and so are the first to bend."""


@dataclass(frozen=True, kw_only=True)
class Drive(Effect, words=("drive", "saturation", "overdrive", "distortion", "distort")):
    """Bend the waveform as hot circuits do: denser, warmer, rounder peaks.

    At 0 dB the line is straight; from there on the bend grows as if the signal were driven harder into a curve,
    while the level of a tone 12 dB below full scale stays. `classic` is v / sqrt(1 + v^2), and a bias makes any curve
    lopsided, which adds even harmonics. `tape` bends as a magnet does, its highs first; a `tube` passes more of one
    side than of the other, which adds the octave; a `transistor` stays straight for longer, then turns the corner
    at once; a `soft clip` is flat from one and a half times its ceiling on. Runs at four times the sample rate with
    averaged neighbours [1]_; nothing above 0.35 to 0.5 of the sample rate is bent. No kind leaves DC.

    References
    ----------
    .. [1] J. Parker, V. Zavalishin, E. Le Bivic, "Reducing the aliasing of nonlinear waveshaping using
       continuous-time convolution", DAFx-16, 2016.
    .. [2] IEC 60094-1, "Magnetic tape sound recording and reproducing systems", for the time constants of tape.
    """

    drive_db: Annotated[float, Param(0, 24, "cleaner", "dirtier", 2, also=("amount", "saturation"))] = 0.0
    bias_pct: Annotated[float, Param(0, 100, "more tape-like", "more valve-like", 20, step=1)] = 0.0
    mix_pct: Annotated[float, Param(0, 100, "drier", "wetter", 20, step=1, also=("blend", "dry wet", "wet"))] = 100.0
    kind: Annotated[
        float, Param(0, 4, "more rounded", "more angular", 1, also=("type", "circuit"), labels=tuple(CURVES))
    ] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DriveBank:
        return DriveBank(settings, sample_rate, channels)


BEFORE = 2 * TAPS
"""Frames that a kind is played, unheard, before it is faded to."""


class DriveBank(Bank[Drive]):
    """Lanes of drives; a kind that is turned to is faded to, while both run."""

    latency = TAPS - 1

    def __init__(self, settings: Sequence[Drive], sample_rate: int, channels: int) -> None:
        from dsp.kernels.curve import bend_by
        from dsp.kernels.drive import saturate

        super().__init__(settings, sample_rate, channels)
        self._saturate, self._bend_by = saturate, bend_by
        self._filters = halfway_filters()
        self._blocker = math.exp(-2 * math.pi * BLOCKED_HZ / sample_rate)
        self._emphasis = integrator_gain(EMPHASIS_HZ, sample_rate)
        self._before = np.zeros((self.lanes, channels, BEFORE), np.float32)
        self._awake: list[dict[int, State]] = [{} for _ in settings]

    def coefficients(self, settings: Drive) -> Sequence[float]:
        amount = bend(settings.drive_db)
        # Relative to where the curve bends, so that a bias is as lopsided at any drive.
        bias = 0.5 * settings.bias_pct / 100 / max(amount, 1.0)
        gains = [makeup(amount, bias, curve) for curve in CURVES.values()]
        shares = [float(kind == settings.kind) for kind in range(len(CURVES))]
        return (amount, bias, settings.mix_pct / 100, *gains, *shares)

    def ringing(self, settings: Drive) -> int:
        silent = math.log(10**4.5) / (2 * math.pi * BLOCKED_HZ)
        return TAPS + math.ceil(silent * self.sample_rate) if settings.drive_db else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        kinds = len(CURVES)
        for lane, awake in enumerate(self._awake):
            c, d, at = start[lane], slope[lane], int(offset[lane])
            shares, turning = c[3 + kinds :], d[3 + kinds :]
            for kind in range(kinds):
                if not shares[kind] and not turning[kind]:
                    awake.pop(kind, None)
                elif kind not in awake:
                    awake[kind] = self._begin(kind, lane, c)
            if len(awake) == 1:
                ((kind, state),) = awake.items()
                self._one(kind, state, x[lane], y[lane], c, d, at)
            else:
                total = np.zeros(y[lane].shape)
                for kind, state in sorted(awake.items()):
                    bent = np.empty_like(y[lane])
                    self._one(kind, state, x[lane], bent, c, d, at)
                    total += bent * (shares[kind] + turning[kind] * (at + np.arange(x.shape[2])))
                y[lane] = total
            self._before[lane] = np.concatenate([self._before[lane], x[lane]], axis=1)[:, -BEFORE:]

    def _begin(self, kind: int, lane: int, c: Vector) -> State:
        """Return the state of a kind that has heard the frames before this one."""
        state = State(self.channels)
        unheard = np.empty((self.channels, BEFORE), np.float32)
        self._one(kind, state, self._before[lane], unheard, c, np.zeros_like(c), 0)
        return state

    def _one(self, kind: int, state: State, x: Audio, y: Audio, c: Vector, d: Vector, at: int) -> None:
        """Put a lane's next frames through one kind."""
        name, numbers = tuple(CURVES)[kind], [0, 1, 3 + kind, 2]
        if name == "classic":
            line = (c[np.newaxis, numbers], d[np.newaxis, numbers], np.array([at]))
            held = (state.past[:1], state.bent[np.newaxis], state.last[np.newaxis])
            self._saturate(x[np.newaxis], y[np.newaxis], *line, *self._filters, self._blocker, *held)
            return
        emphasis = np.array([self._emphasis, EMPHASIS if name == "tape" else 1.0])
        curve = (table(CURVES[name]), REACH, emphasis)
        held = (state.past, state.bent, state.last)
        self._bend_by(x, y, c[numbers], d[numbers], at, *self._filters, self._blocker, *curve, *held)


class State:
    """What a kind remembers of one lane, as the kernels describe it."""

    def __init__(self, channels: int) -> None:
        self.past = np.zeros((2, channels, TAPS - 1), np.float32)
        self.bent = np.zeros((channels, 4, TAPS - 1), np.float32)
        self.last = np.zeros((channels, 6))
        self.last[:, 1] = 1.0
