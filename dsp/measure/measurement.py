"""Everything that is measured of one recording or one mix, as a value that can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import chain
from typing import Any, Self

import numpy as np

from dsp.measure.level import Level
from dsp.measure.loudness import Loudness
from dsp.measure.peak import TruePeak
from dsp.measure.sibilance import Sibilance
from dsp.measure.spectrum import Levels, SpectrumMeter
from dsp.units import Audio


@dataclass(frozen=True, slots=True)
class Measurement:
    """Readings of every meter, None where one cannot be had; each is explained where it is measured.

    See Also
    --------
    dsp.measure.loudness.Loudness : integrated, range, momentary and short-term.
    dsp.measure.peak.TruePeak
    dsp.measure.level.Level : peak, RMS, crest, correlation, balance and side.
    dsp.measure.spectrum.Spectrum : per third octave, and what counts as active.
    dsp.measure.sibilance.Sibilance
    """

    sample_rate: int
    channels: int
    seconds: float
    integrated_lufs: float | None
    lra_lu: float | None
    momentary_max_lufs: float | None
    short_term_max_lufs: float | None
    true_peak_dbtp: float
    sample_peak_dbfs: float
    rms_dbfs: float
    crest_db: float | None
    correlation: float | None
    balance_db: float | None
    side_db: float | None
    active_dbfs: float | None
    active_fraction: float
    spectrum_db: Levels
    loud_spectrum_db: Levels
    sibilance_db: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the readings by name, as JSON can hold them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, readings: Mapping[str, Any]) -> Self:
        """Return the measurement that `as_dict` wrote, also after a trip through JSON.

        Raises
        ------
        KeyError
            If a reading is missing: it was written by another version.
        """
        values: dict[str, Any] = {field.name: readings[field.name] for field in fields(cls)}
        for name in ("spectrum_db", "loud_spectrum_db"):
            values[name] = tuple(values[name])
        return cls(**values)


def measure(sound: Audio | Iterable[Audio], sample_rate: int) -> Measurement:
    """Measure a sound: an array of shape (channels, frames), or such blocks in turn.

    The readings depend on the samples alone, not on the blocks; memory grows by 10 kB a second at most.

    Raises
    ------
    ValueError
        If there is not even an empty block to tell the number of channels.
    """
    blocks = iter([sound] if isinstance(sound, np.ndarray) else sound)
    first = next(blocks, None)
    if first is None:
        raise ValueError("no block to measure: an empty sound is one block of 0 frames")
    channels = first.shape[0]
    loudness = Loudness(sample_rate, channels)
    peak = TruePeak(sample_rate, channels)
    level = Level(sample_rate, channels)
    spectrum = SpectrumMeter(sample_rate, channels)
    sibilance = Sibilance(sample_rate, channels)
    for block in chain([first], blocks):
        for meter in (loudness, peak, level, spectrum, sibilance):
            meter.feed(block)
    tone = spectrum.result()
    return Measurement(
        sample_rate=sample_rate,
        channels=channels,
        seconds=level.seconds,
        integrated_lufs=loudness.integrated_lufs,
        lra_lu=loudness.lra_lu,
        momentary_max_lufs=loudness.momentary_max_lufs,
        short_term_max_lufs=loudness.short_term_max_lufs,
        true_peak_dbtp=peak.true_peak_dbtp,
        sample_peak_dbfs=level.sample_peak_dbfs,
        rms_dbfs=level.rms_dbfs,
        crest_db=level.crest_db,
        correlation=level.correlation,
        balance_db=level.balance_db,
        side_db=level.side_db,
        active_dbfs=tone.active_dbfs,
        active_fraction=tone.active_fraction,
        spectrum_db=tone.mean_db,
        loud_spectrum_db=tone.loud_db,
        sibilance_db=sibilance.sibilance_db,
    )
