"""The pitch shifter: everything higher or lower, and as fast as before."""

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
class PitchShift(
    Effect, words=("pitch shifter", "pitch shift", "pitch-shifter", "pitch-shift", "pitch shifting", "transposer")
):
    """Shift the pitch by `pitch_semitones`, a hundredth of one a cent, and leave the tempo as it is.

    Left and right are shifted as one, so everything stays where it stands. Each sound begins at its own moment and
    as sharply as it did. The colour of a voice goes along with its notes, but for what `formants_pct` keeps of it.

    References
    ----------
    .. [1] J. Laroche and M. Dolson, "Improved phase vocoder time-scale modification of audio", IEEE Trans. SAP 7(3),
       1999: it is stretched, then read as much faster.
    .. [2] A. Röbel, "A new approach to transient processing in the phase vocoder", DAFx-03, 2003.
    """

    pitch_semitones: Annotated[
        float, Param(-12, 12, "lower in pitch", "higher in pitch", 1, step=0.01, also=("semitones", "transposition"))
    ] = 0.0
    formants_pct: Annotated[float, Param(0, 100, "formants along", "formants kept", 50, step=1, also=("formant",))] = (
        0.0
    )

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> PitchShiftBank:
        return PitchShiftBank(settings, sample_rate, channels)


class PitchShiftBank(Bank[PitchShift]):
    """Lanes of pitch shifters."""

    def __init__(self, settings: Sequence[PitchShift], sample_rate: int, channels: int) -> None:
        from dsp.kernels import formants, onset, pitch, stretcher

        self._size = size = stretcher.size_at(sample_rate)
        hop = size // stretcher.OVERLAP
        self.latency = (stretcher.AHEAD + pitch.BEHIND) * hop
        super().__init__(settings, sample_rate, channels)
        self._shift = pitch.shift_pitch
        wide = round(formants.WIDE_HZ * size / sample_rate)
        window, places, *transforms = stretcher.tables(size)
        self._fixed = (wide, window, places, pitch.between_frames(), *transforms)
        lanes = self.lanes
        self._state = (
            np.zeros((3, 2, size // 8, 8), np.float32),
            np.zeros((lanes, channels, self.latency), np.float32),
            np.zeros((lanes, 2, 2, size), np.float32),
            np.zeros((lanes, 3, size // 2 + 1)),
            np.zeros((lanes, channels + 1, pitch.LONG * size), np.float32),
            np.zeros((lanes, channels, hop), np.float32),
            np.zeros((lanes, 3, pitch.BEHIND + 2)),
            np.zeros((lanes, 3)),
            np.zeros((lanes, 2, onset.OLD)),
            np.full((lanes, 2, onset.KEPT), -np.inf),
        )

    def coefficients(self, settings: PitchShift) -> Sequence[float]:
        return (settings.pitch_semitones / 12, float(settings.pitch_semitones != 0), settings.formants_pct / 100)

    def ringing(self, settings: PitchShift) -> int:
        # A window that has the end of the sound in it reaches beyond it, at an octave down by its whole length.
        return 2 * self._size if settings.pitch_semitones else 0

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        self._shift(x, y, start, slope, offset, self.frame, *self._fixed, *self._state)
