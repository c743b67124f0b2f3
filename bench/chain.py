"""A chain of our effects over audio in memory, in one call each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dsp.effect import Effect
from dsp.mix import Slot, Strip
from dsp.stage import stages
from dsp.units import Audio

_KEPT: dict[tuple[int, tuple[int, ...]], Audio] = {}
"""Where sound goes, from call to call, as the engine keeps its buffers: a large array made anew takes as long to make
as to fill."""


def through(effects: Sequence[Effect], audio: Audio, sample_rate: int) -> Audio:
    """Return audio of shape (lanes, channels, frames) after a strip's chain, each lane with the same settings."""
    lanes, channels, _ = audio.shape
    strip = Strip("strip", chain=tuple(Slot(str(i), effect) for i, effect in enumerate(effects)))
    for place, stage in enumerate(stages(strip)):
        bank = stage.effect.family().bank([stage.effect] * lanes, sample_rate, channels)
        shape = (lanes, bank.out_channels, audio.shape[-1])
        if (place, shape) not in _KEPT:
            _KEPT[place, shape] = np.empty(shape, np.float32)
        audio, channels = bank.process(audio, _KEPT[place, shape]), bank.out_channels
    return audio
