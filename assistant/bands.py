"""What lies in the lows, the middle and the highs of a sound, parted as a crossover parts it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from assistant.slots import at_work
from assistant.studio import SILENCE, Studio
from assistant.turn import Check, Verdict
from dsp.effects import MultibandCompressor
from dsp.effects.multiband import BANDS as PARTS
from dsp.measure import BANDS, Measurement
from dsp.measure.frames import BandPowers
from dsp.mix import Mix, Move
from dsp.units import power_decibels

REGIONS: Mapping[str, tuple[float, float]] = {
    "low end": (20.0, 160.0),
    "low mids": (160.0, 500.0),
    "mids": (500.0, 2000.0),
    "high mids": (2000.0, 5000.0),
    "highs": (5000.0, 20000.0),
}
"""The parts of the spectrum, in Hz, as they are told apart here."""

CALLED: Mapping[str, str] = {"low": "lows", "mid": "mids", "high": "highs"}

FRAME_S = 0.08
"""Half of this apart, the levels of a band are taken: the swings that a compressor follows, not the waves."""

HEARD_DB = 30.0
"""What lies further than this under a band's loud moments is a rest; so is a band under the loudest one, nearly."""

FLOOR_DBFS = -70.0
LOUD, USUAL = 90, 50
"""What a tenth of the time exceeds, and what half of it does."""


def shares(hz: NDArray[np.float64], low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Return how much of the power at some frequencies goes into lows, middle and highs, shape (3, frequencies).

    Of two Butterworth filters of second order in series, each |H|^2 = 1 / (1 + (f / fc)^4): S. H. Linkwitz, "Active
    crossover networks for noncoincident drivers", JAES 24(1), 1976.
    """
    low, high = (1 / (1 + (hz / corner) ** 4) for corner in (low_hz, high_hz))
    return np.square([low, (1 - low) * high, (1 - low) * (1 - high)])


def usual_db(heard: Measurement, effect: MultibandCompressor) -> tuple[float, ...]:
    """Return the mean square of lows, middle and highs while it plays, in dBFS."""
    power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
    parts = shares(np.array(BANDS), effect.low_crossover_hz, effect.high_crossover_hz)
    return tuple(power_decibels(max(float(part), 1e-20)) for part in parts @ power)


def meter(sample_rate: int, low_hz: float, high_hz: float, channels: int) -> BandPowers:
    """Return what measures the power of each band at each moment."""
    size = 2 ** round(math.log2(FRAME_S * sample_rate))
    parts = shares(np.arange(size // 2 + 1) * (sample_rate / size), low_hz, high_hz)
    return BandPowers(size, channels, [(slice(0, size // 2 + 1), part) for part in parts])


def held(heard: Measurement, said: Mapping[str, float]) -> tuple[tuple[str, float, str], ...]:
    """Return knobs that hold each band to what is usual in it, with the reasons; only those whose threshold is said."""
    if heard.active_dbfs is None:
        return ()
    ratio = ("ratio", 2.0, "2:1 in each band holds it together and leaves the playing")
    if any(knob.endswith("_threshold_db") for knob in said):
        return (ratio,)
    usual = usual_db(heard, MultibandCompressor(**said))
    params = [MultibandCompressor.params[f"{part}_threshold_db"] for part in PARTS]
    thresholds = [
        (param.name, param.snap(round(level)), f"{level:.1f} dBFS is what its {CALLED[part]} usually have")
        for part, param, level in zip(PARTS, params, usual, strict=True)
        if level > param.low
    ]
    return (ratio, *thresholds)


def levels_db(studio: Studio, mix: Mix, name: str, effect: MultibandCompressor) -> NDArray[np.float64]:
    """Return the level of each band at each moment of a strip, shape (moments, 3), in dBFS."""
    blocks = studio.sound(mix, name)
    first = next(blocks, SILENCE)
    powers = meter(studio.sample_rate, effect.low_crossover_hz, effect.high_crossover_hz, first.shape[0])
    for block in chain([first], blocks):
        powers.feed(block)
    return np.asarray(10 * np.log10(powers.rows() + 1e-20))


def _swing_db(levels: NDArray[np.float64], playing: NDArray[np.bool_]) -> float | None:
    """Return by how much the loud moments of a band stand over the usual ones, while it plays."""
    if not playing.any():
        return None
    loud, usual = np.percentile(levels[playing], (LOUD, USUAL))
    return float(loud - usual)


def _grips_db(effect: MultibandCompressor) -> tuple[float, ...]:
    """Return how far each band of a full-scale sound is turned down."""
    share = (1 - 1 / effect.ratio) * effect.mix_pct / 100
    return tuple(-threshold * share for threshold in effect.thresholds_db)


def check(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a multiband compressor to its purpose: in the bands that it grips harder, loud comes nearer to usual.

    Turned up or down, a band is held to its level; by times and crossovers, only to being heard.
    """
    old, new = (
        effect if isinstance(effect := at_work(thing), MultibandCompressor) else MultibandCompressor()
        for thing in (move.before, move.after)
    )
    turned = new if new.parts else old
    was, now = (levels_db(studio, mix, name, turned) for mix in (before, after))
    loud = np.percentile(was, LOUD, axis=0)
    playing = (was > loud - HEARD_DB) & (was > FLOOR_DBFS)
    firmer = np.subtract(_grips_db(new), _grips_db(old))
    gains = np.subtract(new.gains_db, old.gains_db)
    if gains.any() and not firmer.any():
        band = int(np.argmax(np.abs(gains)))
        return _level(name, band, gains[band], *(one[playing[:, band], band] for one in (was, now)))
    return _swing(name, firmer, was, now, playing)


def _swing(
    name: str,
    firmer: NDArray[np.float64],
    was: NDArray[np.float64],
    now: NDArray[np.float64],
    playing: NDArray[np.bool_],
) -> Check:
    """Judge the swing of the band in which it moved furthest the way that was asked, of those that were turned."""
    found = []
    for band, part in enumerate(PARTS):
        before, after = (_swing_db(one[:, band], playing[:, band]) for one in (was, now))
        if before is not None and after is not None and (firmer[band] or not firmer.any()):
            moved = (before - after) * np.sign(firmer[band]) if firmer.any() else abs(before - after)
            found.append((float(moved), CALLED[part], before, after))
    if not found:
        return Check(name, "swing of the bands", None, None, "dB", "refused")
    moved, called, before, after = max(found)
    judged: Verdict = "verified" if moved >= 0.3 else "partly" if moved >= 0.1 else "refused"
    return Check(name, f"swing of the {called}", before, after, "dB", judged)


def _level(name: str, band: int, gain_db: float, was: NDArray[np.float64], now: NDArray[np.float64]) -> Check:
    """Hold a band's gain to the level of the band."""
    what = f"level of the {CALLED[PARTS[band]]}"
    if not was.size:
        return Check(name, what, None, None, "dBFS", "refused")
    before, after = (power_decibels(float(np.mean(10 ** (levels / 10)))) for levels in (was, now))
    share = (after - before) / gain_db
    judged: Verdict = "verified" if 0.5 <= share <= 1.5 else "partly" if share > 0.1 else "refused"
    return Check(name, what, before, after, "dBFS", judged)
