"""The gate's loop: open or shut, with a memory of which it was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel

SILENT = 1e-12
"""An envelope below this is set to zero before it becomes denormal, which is slow."""


@kernel
def gate(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    decay: float,
    past: NDArray[np.float32],
    place: int,
    state: NDArray[np.float64],
) -> None:
    """Let each lane through while it is loud, all its channels alike.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames); where `x` has as many channels again, those are listened to.
    start, slope
        Shape (lanes, 7): the amplitudes that open and shut it, the gain it shuts to, what its three smoothers keep
        per frame, frames that it holds, what is left per frame of a gain that goes down, and its share.
    offset
        Shape (lanes,).
    decay
        What is left of a peak one frame later.
    past, place
        What came in last, shape (lanes, channels, frames ahead), and where the next goes: a ring.
    state
        Shape (lanes, 7): the peak, whether it is open, frames that it stays so, the gain before the smoothers and
        after each.
    """
    lanes, channels, frames = y.shape
    ahead = past.shape[2]
    for lane in range(lanes):
        c, d, s = start[lane], slope[lane], state[lane]
        peak, opened, left, raw = s[0], s[1], s[2], s[3]
        one, two, three = s[4], s[5], s[6]
        at = place
        for i in range(frames):
            t = offset[lane] + i
            loudest = 0.0
            for channel in range(x.shape[1] - channels, x.shape[1]):
                loudest = max(loudest, abs(np.float64(x[lane, channel, i])))
            peak = max(loudest, decay * peak)
            if peak < SILENT:
                peak = 0.0
            if peak > c[0] + d[0] * t:
                opened = 1.0
            elif peak < c[1] + d[1] * t:
                if opened:
                    left = c[4] + d[4] * t
                opened = 0.0
            if opened or left > 0.0:
                raw = 1.0
                if not opened:
                    left -= 1.0
            else:
                raw = max(c[2] + d[2] * t, raw * (c[5] + d[5] * t))
            keep = c[3] + d[3] * t
            one = raw + keep * (one - raw)
            two = one + keep * (two - one)
            three = two + keep * (three - two)
            gain = 1.0 - (c[6] + d[6] * t) * (1.0 - three)
            for channel in range(channels):
                heard = past[lane, channel, at]
                past[lane, channel, at] = x[lane, channel, i]
                y[lane, channel, i] = heard * gain
            at = at + 1 if at + 1 < ahead else 0
        s[0], s[1], s[2], s[3] = peak, opened, left, raw
        s[4], s[5], s[6] = one, two, three
