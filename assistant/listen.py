"""What a strip sounds like, handed to a meter, or moment by moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.resolve import called
from assistant.studio import Studio
from dsp.mix import Mix
from dsp.units import Audio


class Meter(Protocol):
    """What takes a sound block by block."""

    def feed(self, x: Audio) -> None:
        """Take the next block, shape (channels, frames)."""


M = TypeVar("M", bound=Meter)


def metered(studio: Studio, mix: Mix, name: str, kind: Callable[[int, int], M], what: str) -> M:
    """Return a meter, made for a sample rate and a number of channels, that has heard a strip.

    Parameters
    ----------
    what
        What is listened for, for whoever waits: `hum`.
    """
    studio.say(f"listening for {what} on {called(name)}")
    meter: M | None = None
    for block in studio.sound(mix, name):
        meter = meter or kind(studio.sample_rate, len(block))
        meter.feed(block)
    return meter or kind(studio.sample_rate, 2)


def moments(
    studio: Studio, mix: Mix, name: str, seconds: float, reduce: Callable[[Audio], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Return one number for every so many seconds of a strip; what is left over at the end is left out.

    Parameters
    ----------
    reduce
        Makes one number of each stretch: from shape (channels, stretches, frames) to (stretches,).
    """
    size = round(seconds * studio.sample_rate)
    found: list[NDArray[np.float64]] = []
    left: Audio | None = None
    for block in studio.sound(mix, name):
        left = block if left is None else np.concatenate([left, block], axis=1)
        whole = left.shape[1] // size * size
        found.append(reduce(left[:, :whole].reshape(len(left), -1, size)))
        left = left[:, whole:]
    return np.concatenate(found) if found else np.zeros(0)


def powers(sound: Audio) -> NDArray[np.float64]:
    """Return the mean square of stretches, over all channels."""
    return np.asarray(np.square(sound, dtype=np.float64).mean(axis=(0, 2)))
