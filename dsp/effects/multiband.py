"""The multiband compressor: lows, middle and highs are each compressed by themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import Bank, Vector
from dsp.effect import Effect
from dsp.effects.dynamics import NO_LIMIT_DB, kept_per_frame
from dsp.effects.eq import integrator_gain
from dsp.param import Param
from dsp.units import Audio, gain

BANDS = ("low", "mid", "high")
KNEE_DB = 6.0
LN_90_DB = math.log(10.0**4.5)

WORDS = (
    *("multiband compressor", "multi-band compressor", "multiband compression", "multi-band compression"),
    *("multiband comp", "multiband", "multi-band"),
)


def ringing(low_hz: float, sample_rate: int, louder_db: float = 0.0) -> int:
    """Return the frames that the three bands may still sound at -90 dB, some of them turned up by so much.

    The poles of s^2 + sqrt(2) s + 1 decay by 2 pi f / sqrt(2) a second; the lows meet two pairs at the lower
    crossover, the second fed by the first, and one more at the upper.
    """
    nepers = 2 * (LN_90_DB + louder_db * math.log(10) / 20 + 2)
    return math.ceil(nepers * sample_rate / (math.sqrt(2) * math.pi * min(low_hz, 0.45 * sample_rate)))


@dataclass(frozen=True, kw_only=True)
class MultibandCompressor(Effect, words=WORDS, listens=True):
    """Compress lows, middle and highs each by themselves: a boom is held and the voice above it does not duck.

    Two Linkwitz-Riley crossovers of fourth order [1]_ part the sound, and the lows get the upper one's all-pass, so
    that the bands' sum keeps its level at every frequency while nothing is turned. Each band has a compressor of its
    own, with the static curve and the times of `Compressor` and a knee of 6 dB [2]_. A band whose threshold stands at
    the top is left alone, and while all of them are, and no band's gain is turned, the sound is not parted at all.

    References
    ----------
    .. [1] S. H. Linkwitz, "Active crossover networks for noncoincident drivers", JAES 24(1), 1976.
    .. [2] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
       analysis", JAES 60(6), 2012.
    """

    ratio: Annotated[float, Param(1, 20, "gentler", "firmer", 1.4, log=True, unit=":1")] = 2.0
    low_threshold_db: Annotated[float, Param(-60, 0, "more compressed lows", "less compressed lows", 4)] = 0.0
    mid_threshold_db: Annotated[
        float, Param(-60, 0, "more compressed mids", "less compressed mids", 4, also=("middle threshold",))
    ] = 0.0
    high_threshold_db: Annotated[
        float, Param(-60, 0, "more compressed highs", "less compressed highs", 4, also=("treble threshold",))
    ] = 0.0
    attack_ms: Annotated[float, Param(0.1, 200, "snappier", "punchier", 1.6, log=True)] = 15.0
    release_ms: Annotated[float, Param(5, 2000, "livelier", "smoother", 1.6, log=True)] = 150.0
    low_crossover_hz: Annotated[
        float, Param(40, 800, "lower split", "higher split", 1.25, log=True, also=("lower crossover", "bass crossover"))
    ] = 150.0
    high_crossover_hz: Annotated[
        float, Param(1000, 16000, "lower split", "higher split", 1.25, log=True, also=("upper crossover",))
    ] = 3500.0
    low_gain_db: Annotated[float, Param(-12, 12, "less low band", "more low band", 1)] = 0.0
    mid_gain_db: Annotated[float, Param(-12, 12, "less mid band", "more mid band", 1, also=("middle gain",))] = 0.0
    high_gain_db: Annotated[float, Param(-12, 12, "less high band", "more high band", 1, also=("treble gain",))] = 0.0
    mix_pct: Annotated[
        float, Param(0, 100, "drier", "more parallel", 20, step=1, also=("blend", "dry wet", "wet", "parallel"))
    ] = 100.0

    @property
    def thresholds_db(self) -> tuple[float, ...]:
        """Of lows, middle and highs."""
        return (self.low_threshold_db, self.mid_threshold_db, self.high_threshold_db)

    @property
    def gains_db(self) -> tuple[float, ...]:
        """Of lows, middle and highs, after compression."""
        return (self.low_gain_db, self.mid_gain_db, self.high_gain_db)

    @property
    def parts(self) -> bool:
        """Whether any band has something to do, so that the sound has to be parted."""
        return any(self.thresholds_db) or any(self.gains_db)

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> MultibandBank:
        return MultibandBank(settings, sample_rate, channels)


class MultibandBank(Bank[MultibandCompressor]):
    """Lanes of multiband compressors: a lane's bands are lanes of the compressor's own loop."""

    def __init__(self, settings: Sequence[MultibandCompressor], sample_rate: int, channels: int) -> None:
        from dsp.kernels.compressor import compress
        from dsp.kernels.crossover import SECTIONS, join, split
        from dsp.kernels.envelope import HEARD, ROWS

        super().__init__(settings, sample_rate, channels)
        self._split, self._compress, self._join = split, compress, join
        rows = (-(-self.lanes * len(BANDS) * channels // ROWS) + 1) * ROWS
        self._filters = np.zeros((self.lanes, 2 * channels, SECTIONS, 2))
        self._heard, self._waiting = np.zeros((HEARD, 2 * rows), np.float32), np.zeros(rows, np.float32)
        self._reduction, self._gain = np.zeros(rows), np.ones(rows, np.float32)
        self._holding = np.zeros((rows, 2), np.float32)
        self._slow = np.zeros(rows)

    def coefficients(self, settings: MultibandCompressor) -> Sequence[float]:
        """Return the crossovers' g, the shares that `join` takes, and what `compress` takes of each band."""
        steep, parted = 1 - 1 / settings.ratio, float(settings.parts)
        keeps = [kept_per_frame(ms, self.sample_rate) for ms in (settings.attack_ms, settings.release_ms)]
        bands = [
            (threshold, steep if threshold else 0.0, KNEE_DB / 2, *keeps, gain(up), settings.mix_pct / 100)
            for threshold, up in zip(settings.thresholds_db, settings.gains_db, strict=True)
        ]
        everything = (0.0, 0.0, 1.0, NO_LIMIT_DB, 0.0, 0.0, 0.0, 0.0)
        return (
            integrator_gain(settings.low_crossover_hz, self.sample_rate),
            integrator_gain(settings.high_crossover_hz, self.sample_rate),
            1 - parted,
            *[parted] * len(BANDS),
            *(number for band in bands for number in (*band, *everything)),
        )

    def ringing(self, settings: MultibandCompressor) -> int:
        return ringing(settings.low_crossover_hz, self.sample_rate, max(0.0, *settings.gains_db)) * settings.parts

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        lanes, inputs, frames = x.shape
        parts = lanes * len(BANDS)
        bands = np.empty((lanes, len(BANDS), inputs, frames), np.float32)
        held = np.empty((lanes, len(BANDS), y.shape[1], frames), np.float32)
        self._split(x, bands, start[:, :2], slope[:, :2], offset, self._filters[:, :inputs])
        flat = (bands.reshape(parts, inputs, frames), held.reshape(parts, y.shape[1], frames))
        rule = [np.ascontiguousarray(line[:, 6:]).reshape(parts, -1) for line in (start, slope)]
        state = (self._heard, self._waiting, self._reduction, self._gain, self._holding, self._slow)
        self._compress(*flat, *rule, np.repeat(offset, len(BANDS)), self.frame % 2, *state)
        self._join(x, held, y, start[:, 2:6], slope[:, 2:6], offset)
