"""Compiling the kernels ahead of their first use."""

from __future__ import annotations

import numpy as np

from dsp.effects import EFFECTS
from dsp.measure import measure

RATE = 44_100
FRAMES = 8192


def compile_kernels() -> None:
    """Run every effect and every meter once on a breath of noise, so that each kernel is compiled and kept."""
    noise = np.random.default_rng(1).normal(scale=0.1, size=(1, 2, FRAMES)).astype(np.float32)
    for effect in EFFECTS:
        effect.bank((effect(),), RATE, 2).process(noise)
    measure(noise[0], RATE)
