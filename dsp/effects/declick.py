"""The click remover: clicks and crackle go, what is played stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.param import Param
from dsp.units import Audio


@dataclass(frozen=True, kw_only=True)
class DeClick(
    Effect, words=("de-click", "declick", "declicker", "click remover", "click removal", "de-crackle", "decrackle")
):
    """Take clicks and crackle out, and touch nothing else.

    A click is what comes unforeseen and is over within 40 samples, and leaves no trace in what follows: the sound
    goes on as if it had not been there. A stick, a plectrum or a consonant is just as sudden, but what follows is its
    doing, and it stays. What a click covered is filled in with what the sound beside it predicts best [1]_; one that
    dies away like something struck is subtracted, which brings back what was played under it [2]_. Each channel is
    mended by itself, and what is not a click passes bit for bit. The greater `sensitivity_pct`, the smaller the clicks
    that go; far up, some of what is played goes too. A click that is as smooth as the music, or hardly louder than a
    voice's own pulses, stays.

    References
    ----------
    .. [1] S. J. Godsill, P. J. W. Rayner, "Digital Audio Restoration", Springer, 1998, chapters 4 to 6.
    .. [2] S. V. Vaseghi, P. J. W. Rayner, "Detection and suppression of impulsive noise in speech communication
       systems", IEE Proc. I 137(1), 1990.
    """

    sensitivity_pct: Annotated[
        float, Param(0, 100, "less sensitive", "more sensitive", 10, step=1, also=("amount", "strength"))
    ] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeClickBank:
        return DeClickBank(settings, sample_rate, channels)


class DeClickBank(Bank[DeClick]):
    """Lanes of click removers.

    Attributes
    ----------
    hop
        Frames that are mended at once.
    told
        Of each lane: how many clicks went, and how many samples they were; shape (lanes, 2).
    """

    def __init__(self, settings: Sequence[DeClick], sample_rate: int, channels: int) -> None:
        from dsp.kernels import declick, suspects

        super().__init__(settings, sample_rate, channels)
        self._declick = declick.declick
        self.latency, self.hop = declick.LATENCY, suspects.HOP
        self._heard = np.zeros((self.lanes, channels, suspects.SIZE))
        self.told = np.zeros((self.lanes, 2))

    def coefficients(self, settings: DeClick) -> Sequence[float]:
        return (settings.sensitivity_pct / 100,)

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._declick(x, y, start, slope, offset, self.frame, self._heard, self.told)
