"""A test rig for the engine: sources made of arrays, and processors simple enough to predict by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank
from dsp.effect import Effect
from dsp.mix import Mix, Slot, Strip
from dsp.param import Param

RATE = 48000


class ArrayStream:
    late = tail = 0

    def __init__(self, audio: NDArray[np.float32]) -> None:
        self.audio = audio
        self.channels, self.frames = audio.shape
        self.at = 0
        self.closed = False

    def fill(self, out: NDArray[np.float32]) -> None:
        part = self.audio[:, self.at : self.at + out.shape[1]]
        out[:, : part.shape[1]] = part
        out[:, part.shape[1] :] = 0.0
        self.at += out.shape[1]

    def seek(self, frame: int) -> None:
        self.at = frame

    def close(self) -> None:
        self.closed = True


class Desk:
    """Opens arrays by strip name and remembers what it opened."""

    def __init__(self, audio: Mapping[str, NDArray[np.float32]]) -> None:
        self.audio = audio
        self.opened: dict[str, ArrayStream] = {}

    def __call__(self, strip: Strip) -> ArrayStream:
        self.opened[strip.name] = ArrayStream(self.audio[strip.name])
        return self.opened[strip.name]


@lru_cache
def _late(frames: int) -> type[Effect]:
    class Late(Effect, words=("late",)):
        @classmethod
        def bank(cls, settings: Sequence[Effect], sample_rate: int, channels: int) -> Bank[Any]:
            return LateBank(settings, sample_rate, channels, frames)

    return Late


def Late(frames: int = 37) -> Effect:
    """Give the input back some frames later, and say so."""
    return _late(frames)()


class LateBank(Bank[Any]):
    def __init__(self, settings: Sequence[Effect], sample_rate: int, channels: int, latency: int) -> None:
        super().__init__(settings, sample_rate, channels)
        self.latency = latency
        self.line = np.zeros((self.lanes, channels, self.latency), np.float32)

    def coefficients(self, settings: Effect) -> Sequence[float]:
        return ()

    def run(self, x: Any, y: Any, start: Any, slope: Any, offset: Any) -> None:
        line = np.concatenate([self.line, x], axis=2)
        y[:] = line[..., : x.shape[2]]
        self.line = line[..., x.shape[2] :]


@dataclass(frozen=True, kw_only=True)
class Ring(Effect, words=("ring",), neutral=False):
    """Repeat each frame `every` frames later at `feedback`, and again: a comb whose tail is known."""

    feedback: Annotated[float, Param(0, 1, "shorter", "longer", 0.1)] = 0.5
    every: Annotated[float, Param(1, 48000, "closer", "wider", 1)] = 100

    @classmethod
    def bank(cls, settings: Sequence[Ring], sample_rate: int, channels: int) -> Bank[Any]:
        return RingBank(settings, sample_rate, channels)


class RingBank(Bank[Ring]):
    def __init__(self, settings: Sequence[Ring], sample_rate: int, channels: int) -> None:
        super().__init__(settings, sample_rate, channels)
        self.every = int(settings[0].every)
        self.past = np.zeros((self.lanes, channels, self.every))

    def coefficients(self, settings: Ring) -> Sequence[float]:
        return (settings.feedback,)

    def ringing(self, settings: Ring) -> int:
        return 5 * int(settings.every)

    def run(self, x: Any, y: Any, start: Any, slope: Any, offset: Any) -> None:
        for i in range(x.shape[2]):
            now = x[..., i] + start[:, :1] * self.past[..., 0]
            self.past = np.concatenate([self.past[..., 1:], now[..., np.newaxis]], axis=2)
            y[..., i] = now


def strip(name: str, *effects: Effect, **fields: Any) -> Strip:
    """A strip whose slots are named after their effects, numbered from the second of a kind on."""
    slots: list[Slot] = []
    for effect in effects:
        kind = type(effect).__name__.lower()
        count = sum(slot.name.rstrip("0123456789") == kind for slot in slots)
        slots.append(Slot(f"{kind}{count + 1}" if count else kind, effect))
    return Strip(name, chain=tuple(slots), **fields)


def desk_mix(*strips: Strip, main: Sequence[Effect] = ()) -> Mix:
    """The strips and, behind them, main."""
    return Mix((*strips, strip("main", *main, kind="main", output="")))


def noise(seed: int, channels: int, frames: int, level: float = 0.25) -> NDArray[np.float32]:
    return (level * np.random.default_rng(seed).standard_normal((channels, frames))).astype(np.float32)
