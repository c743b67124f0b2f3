"""The change of speed: everything slower or faster, at the pitch that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

from dsp.bank import Bank, Through
from dsp.effect import Effect
from dsp.param import Param


@dataclass(frozen=True, kw_only=True)
class TimeStretch(Effect, words=("time stretch", "time-stretch", "timestretch", "time stretcher", "time stretching")):
    """Play a recording slower or faster and leave its pitch as it is: at 95 % it lasts 1/0.95 times as long.

    Left and right are stretched as one, so everything stays where it stands. Each sound begins at its own moment and
    as sharply as it did: near a beginning nothing is stretched, and what sounds on around it makes up for that. On main
    it is the whole song that goes so fast, all tracks in step. It works where a recording is read (`dsp.stretched`),
    ahead of everything else.

    References
    ----------
    .. [1] J. Laroche and M. Dolson, "Improved phase vocoder time-scale modification of audio", IEEE Trans. SAP 7(3),
       1999.
    .. [2] A. Röbel, "A new approach to transient processing in the phase vocoder", DAFx-03, 2003.
    """

    speed_pct: Annotated[float, Param(50, 200, "slower", "faster", 5, step=0.01)] = 100.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> Bank[Effect]:
        return Through(settings, sample_rate, channels)
