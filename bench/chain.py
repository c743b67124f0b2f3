"""A chain of our effects over audio in memory, in the blocks in which the renderer works."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dsp.effect import Effect
from dsp.mix import Slot, Strip
from dsp.render import BLOCK
from dsp.stage import stages
from dsp.units import Audio


def through(effects: Sequence[Effect], audio: Audio, sample_rate: int) -> Audio:
    """Return audio of shape (lanes, channels, frames) after a strip's chain, each lane with the same settings."""
    lanes, channels, frames = audio.shape
    strip = Strip("strip", chain=tuple(Slot(str(i), effect) for i, effect in enumerate(effects)))
    banks = []
    for stage in stages(strip):
        banks.append(stage.effect.family().bank([stage.effect] * lanes, sample_rate, channels))
        channels = banks[-1].out_channels
    out = np.empty((lanes, channels, frames), np.float32)
    for start in range(0, frames, BLOCK):
        block = audio[..., start : start + BLOCK]
        for bank in banks:
            block = bank.process(block)
        out[..., start : start + BLOCK] = block
    return out
