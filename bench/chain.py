"""A chain of our effects over audio in memory, in the blocks in which the renderer works."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dsp.effect import Effect
from dsp.render import BLOCK
from dsp.units import Audio


def through(effects: Sequence[Effect], audio: Audio, sample_rate: int) -> Audio:
    """Return audio of shape (lanes, channels, frames) after a chain, each lane with the same settings."""
    lanes, channels, frames = audio.shape
    banks = []
    for effect in effects:
        banks.append(effect.bank([effect] * lanes, sample_rate, channels))
        channels = banks[-1].out_channels
    blocks = []
    for start in range(0, frames, BLOCK):
        block = audio[..., start : start + BLOCK]
        for bank in banks:
            block = bank.process(block)
        blocks.append(block)
    return np.concatenate(blocks, axis=-1)
