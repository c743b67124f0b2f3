"""How loud a strip is, where it stands, and whether it is heard at all.

All of these are weighted sums of a strip's channels, so they share one bank: its knobs become a matrix
of weights, and a turned knob moves every weight along a straight line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Through, Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.units import Audio, gain

OFF_DB = -100.0
"""A level this low is off: nothing passes at all."""


def level_gain(db: float) -> float:
    """Return the amplitude ratio of a fader at `db`, exactly 0 where it is off."""
    return gain(db) if db > OFF_DB else 0.0


@dataclass(frozen=True, kw_only=True)
class Weighted(Effect):
    """An effect whose output channels are weighted sums of its input channels."""

    def weights(self, channels: int) -> NDArray[np.float64]:
        """Return what goes where, shape (output channels, input channels)."""
        raise NotImplementedError(f"{type(self).__name__} declares no weights")

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> WeightedBank:
        return WeightedBank(settings, sample_rate, channels)

    @classmethod
    def family(cls) -> type[Effect]:
        return Weighted

    def then(self, following: Effect) -> Effect | None:
        return InSeries(first=self, second=following) if isinstance(following, Weighted) else None

    def gives(self, channels: int) -> int:
        return int(self.weights(channels).shape[0])


@dataclass(frozen=True, kw_only=True)
class InSeries(Weighted):
    """One weighting after the other: the product of their weights."""

    first: Weighted
    second: Weighted

    def weights(self, channels: int) -> NDArray[np.float64]:
        inner = self.first.weights(channels)
        return self.second.weights(inner.shape[0]) @ inner


@dataclass(frozen=True)
class Line:
    """How lanes are weighed between two frames of a block: as `Bank.run` is told it."""

    begin: int
    end: int
    start: Vector
    slope: Vector
    offset: NDArray[np.int64]


class WeightedBank(Bank[Weighted]):
    """Lanes of one weighted effect, their coefficients the weights row by row."""

    def __init__(self, settings: Sequence[Weighted], sample_rate: int, channels: int) -> None:
        super().__init__(settings, sample_rate, channels)
        from dsp.kernels.level import weigh

        self._unity = np.eye(self.out_channels, channels).ravel()
        self._weigh = weigh

    def coefficients(self, settings: Weighted) -> Sequence[float]:
        return [float(weight) for weight in settings.weights(self.channels).flat]

    def process(self, x: Audio, out: Audio | None = None) -> Audio:
        if self.at_rest and self.out_channels == self.channels and (self._start == self._unity).all():
            self.frame += x.shape[-1]  # multiplying by 1 gives the same bits, and takes longer
            return x
        return super().process(x, out)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._weigh(x, y, start, slope, offset)

    def lines(self, frames: int) -> tuple[Line, ...]:
        """Go through the next frames as `process` does, but return only how they are to be weighed."""
        return tuple(
            Line(begin, end, self._start.copy(), self._slope.copy(), self.frame - self._since)
            for begin, end in self.stretches(frames)
        )


@dataclass(frozen=True, kw_only=True)
class Fader(Weighted, words=("fader", "volume", "level")):
    """Make a strip louder or quieter; at the bottom of its travel it is off."""

    gain_db: Annotated[float, Param(OFF_DB, 24, "quieter", "louder", 2)] = 0.0

    def weights(self, channels: int) -> NDArray[np.float64]:
        return level_gain(self.gain_db) * np.eye(channels)


@dataclass(frozen=True, kw_only=True)
class Pan(Weighted, words=("pan", "balance")):
    """Place a strip between the speakers.

    Constant power: with theta running from 0 (left) to pi/2 (right), the gains are sqrt(2) cos(theta)
    and sqrt(2) sin(theta), so L^2 + R^2 is 2 everywhere and both are 1 in the centre. A stereo strip is
    balanced by the same gains. The output is always stereo.

    References
    ----------
    V. Pulkki, "Virtual sound source positioning using vector base amplitude panning", J. Audio Eng. Soc.
    45 (6), 1997, pp. 456-466: the sum of the squared gains is held constant.
    """

    position_pct: Annotated[float, Param(-100, 100, "further left", "further right", 20, step=1)] = 0.0

    def weights(self, channels: int) -> NDArray[np.float64]:
        theta = (self.position_pct + 100) / 200 * (math.pi / 2)
        left, right = math.sqrt(2) * math.cos(theta), math.sqrt(2) * math.sin(theta)
        if self.position_pct == 100:
            left = 0.0  # cos(pi/2) is 6e-17 in floating point, and hard right means silence on the left
        return np.array([[left], [right]]) if channels == 1 else np.diag([left, right])


@dataclass(frozen=True, kw_only=True)
class Width(Weighted, words=("width", "stereo width", "stereo widener", "widener", "stereo widening", "stereo spread")):
    """Make a stereo strip narrower or wider; a mono strip passes unchanged.

    Works on mid (L + R) / 2 and side (L - R) / 2: the side is scaled, so the mono sum stays as it is.

    References
    ----------
    A. D. Blumlein, British Patent 394,325, 1933: sum-and-difference ("shuffling") of a stereo pair.
    """

    width_pct: Annotated[float, Param(0, 200, "narrower", "wider", 25, step=1)] = 100.0

    def weights(self, channels: int) -> NDArray[np.float64]:
        if channels == 1:
            return np.eye(1)
        side = self.width_pct / 100
        return np.array([[1 + side, 1 - side], [1 - side, 1 + side]]) / 2


@dataclass(frozen=True, kw_only=True)
class Polarity(Weighted, words=("polarity",)):
    """Turn a strip's waveform upside down: what a microphone on the other side of the skin would have recorded.

    Alone it sounds the same; beside another strip of the same sound the bass comes or goes.
    """

    on: Annotated[bool, Param(0, 1, "upright", "inverted", 1, step=1)] = False

    def weights(self, channels: int) -> NDArray[np.float64]:
        return np.eye(channels) * (-1 if self.on else 1)


@dataclass(frozen=True, kw_only=True)
class Trim(Weighted, words=("trim", "input gain", "input trim", "gain trim")):
    """Set how hot a strip comes in, ahead of everything else: what follows is driven more or less."""

    gain_db: Annotated[float, Param(-48, 48, "lower at the input", "hotter at the input", 3, also=("input",))] = 0.0

    def weights(self, channels: int) -> NDArray[np.float64]:
        return gain(self.gain_db) * np.eye(channels)


@dataclass(frozen=True, kw_only=True)
class Mute(Weighted, words=("mute",)):
    """Silence a strip, without a click."""

    on: Annotated[bool, Param(0, 1, "unmuted", "muted", 1, step=1)] = False

    def weights(self, channels: int) -> NDArray[np.float64]:
        return np.eye(channels) * (not self.on)


@dataclass(frozen=True, kw_only=True)
class Solo(Effect, words=("solo",)):
    """Hear this strip alone: the engine silences every track that is not soloed."""

    on: Annotated[bool, Param(0, 1, "unsoloed", "soloed", 1, step=1)] = False

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> Bank[Effect]:
        return Through(settings, sample_rate, channels)


@dataclass(frozen=True, kw_only=True)
class Output(Effect, words=("output",)):
    """Feed a bus instead of main, so that what works on the bus works on the sum of all that feed it.

    Attributes
    ----------
    to
        The name of the strip that is fed; where the strip always goes if empty.
    """

    to: str = ""

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> Bank[Effect]:
        return Through(settings, sample_rate, channels)


@dataclass(frozen=True, kw_only=True)
class Send(Effect, words=("send",)):
    """Feed a copy of the strip, as it sounds at this place in its chain, to a return or a bus.

    Attributes
    ----------
    to
        The name of the strip that is fed; nowhere if empty.
    """

    to: str = ""
    level_db: Annotated[float, Param(OFF_DB, 24, "drier", "wetter", 3, also=("wet", "wet level", "mix"))] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> Bank[Effect]:
        return Through(settings, sample_rate, channels)


IN_THE_GRAPH = (Solo, Output)
"""Effects that tell the engine what to do; nothing in a chain becomes of them."""
