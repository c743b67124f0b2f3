"""The clipping mender: tops that were cut flat are drawn again."""

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

FORESEEN_S = 60.0
"""How much of what is to come is listened to before it begins."""


@dataclass(frozen=True, kw_only=True)
class DeClip(Effect, words=("de-clip", "declip", "declipper", "clipping repair", "clip repair")):
    """Draw the tops again that were cut flat by clipping, and touch nothing else.

    Where the sound was cut is found by itself, above and below and in each channel: stretches at one level, higher
    than all beside them, that the sound runs into and out of too steeply to be the top of anything, or single samples
    that end at one level again and again where those beside them say that they went higher. What is to come is listened
    to before it begins. The missing samples are those that what stands around them predicts best, and they lie beyond
    where it was cut [1]_ [2]_, so peaks rise, over full scale where the cut was there. Where the sound is made of few
    partials they lean towards what takes fewest of them [3]_. `amount_pct` is how much of that is heard. A top cut for
    more than 400 samples stays as it is, and so does what no longer is flat, such as an MP3 of something clipped.

    References
    ----------
    .. [1] A. J. E. M. Janssen, R. N. J. Veldhuis, L. B. Vries, "Adaptive interpolation of discrete-time signals that
       can be modeled as autoregressive processes", IEEE Trans. ASSP 34(2), 1986.
    .. [2] P. Záviška, P. Rajmic, A. Ozerov, L. Rencker, "A survey and an extensive evaluation of popular audio
       declipping methods", IEEE J. Sel. Top. Signal Process. 15(1), 2021.
    .. [3] S. Kitić, N. Bertin, R. Gribonval, "Sparsity and cosparsity for audio declipping: a flexible non-convex
       approach", LVA/ICA 2015.
    .. [4] K. Siedenburg, M. Kowalski, M. Dörfler, "Audio declipping with social sparsity", ICASSP 2014.
    """

    amount_pct: Annotated[float, Param(0, 100, "more clipped", "less clipped", 20, step=1, also=("mix",))] = 0.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> DeClipBank:
        return DeClipBank(settings, sample_rate, channels)


class DeClipBank(Bank[DeClip]):
    """Lanes of clipping menders.

    Attributes
    ----------
    hop
        Frames that are mended at once.
    told
        Of each lane: how many flat tops were mended, how many samples, how high they reach, and how high they were cut;
        shape (lanes, 4).
    """

    def __init__(self, settings: Sequence[DeClip], sample_rate: int, channels: int) -> None:
        from dsp.kernels import declip, flat, persistent, sparse, spectrum

        super().__init__(settings, sample_rate, channels)
        self._declip = declip.declip
        self.latency, self.hop = declip.LATENCY, flat.HOP
        self._heard, self._mended, self._hints = np.zeros((3, self.lanes, channels, flat.SIZE))
        self._done = np.zeros((self.lanes, channels, flat.SIZE), np.int8)
        self._levels = np.full((self.lanes, channels, 2), np.inf)
        self._piles = np.zeros((self.lanes, channels, 2, flat.PILE))
        self._loud = np.zeros((self.lanes, channels, 2))
        self._tables = (persistent.window(), *spectrum.tables(sparse.LONG))
        self._ahead = persistent.span(self.lanes, channels)
        self.told = np.zeros((self.lanes, 4))

    def coefficients(self, settings: DeClip) -> Sequence[float]:
        return (settings.amount_pct / 100,)

    def foresight(self, lane: int) -> int:
        return round(FORESEEN_S * self.sample_rate) if self.settings[lane].amount_pct else 0

    def foresee(self, lane: int, x: Audio) -> None:
        from dsp.kernels import flat

        for channel, sound in enumerate(x):
            flat.listen_ahead(sound.astype(np.float64), self._levels[lane, channel], self._piles[lane, channel])
            self._ahead.levels[lane, channel] = self._levels[lane, channel]
            self._ahead.piles[lane, channel] = self._piles[lane, channel]

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        state = (self._heard, self._mended, self._done, self._levels, self._piles, self._loud, self._hints, self.told)
        self._declip(x, y, start, slope, offset, self.frame, *state, self._ahead, *self._tables)
