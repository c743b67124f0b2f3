"""Published average spectra, typed in from the literature as third-octave levels.

Figures only where they are certain: each has been found alike in at least two independent places.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dsp.measure.spectrum import BANDS


@dataclass(frozen=True)
class Published:
    """An average spectrum from the literature.

    Attributes
    ----------
    level_db
        Level of each band that is given, on whatever scale.
    n
        How many independent recordings it is the average of.
    """

    role: str
    level_db: dict[float, float]
    n: int
    source: str


_SPEECH_DB = (
    *(38.6, 43.5, 54.4, 57.7, 56.8, 60.2, 60.3, 59.0, 62.1, 62.1, 60.5, 56.8, 53.7, 53.0),
    *(52.0, 48.7, 48.1, 46.8, 45.6, 44.5, 44.3, 43.7, 43.4, 41.3, 40.7),
)

SPEECH = Published(
    "speech",
    dict(zip(BANDS[BANDS.index(63) :], _SPEECH_DB, strict=False)),
    17,
    "D. Byrne et al., 'An international comparison of long-term average speech spectra', JASA 96(4), 1994, "
    "table II, combined: 17 samples of 12 languages, usually ten men and ten women each",
)
"""63 Hz to 16 kHz, at 70 dB SPL over all; the figures are also in openMHA's tests, which cite the table."""


def _music_db(centre_hz: float) -> float:
    """Return the level of a third-octave band: the fitted density and the width of the band."""
    x = 1.0 + 60.0 * math.log2(centre_hz / 30.0)
    a, b, c = (-0.000907, 0.256, -32.942) if x < 100.0 else (-0.000183, 0.0213, -16.735)
    return a * x * x + b * x + c + 10.0 * math.log10(centre_hz)


MUSIC = Published(
    "mix",
    {hz: _music_db(hz) for hz in BANDS if 31.5 <= hz <= 12_500.0},
    12_345,
    "A. Elowsson, A. Friberg, 'Long-term average spectrum in popular music and its relation to the level of "
    "the percussion', AES 142nd Convention, 2017, paper 9762, equations 5 and 6: 12345 tracks",
)
"""The fit's slopes at 200, 800 and 6400 Hz are those of table 1: -2.35, -4.99 and -8.94 dB an octave."""
