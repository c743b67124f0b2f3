"""How even the hits of a drum are: measured one by one, held by a compressor, and measured again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.gaps import FRAME_S, QUIETEST_DB, gap, hits_db, peaks_db
from assistant.listen import moments, powers
from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up, judged
from assistant.slots import added, find
from assistant.studio import Studio
from assistant.turn import Reason, Step
from dsp.effects import Compressor
from dsp.mix import Evidence, Mix, adjust

FIGURE = "spread of its hits"

LASTS = 4
"""In hundredths of a second: how loud a hit is heard is a matter of its first moments together."""

FEWEST = 8
"""Hits that it takes to speak of a spread."""

SPREAD = (10, 90)
"""The percentiles between which the spread is taken."""

GHOST_DB = 18.0
"""What is struck so far under the loud hits is meant to be soft, or is of another drum, where nothing parts these."""

EVEN_DB = 1.5
"""Hits that differ by less than this are even: no hand strikes more alike."""

NEED_DB = 0.5
"""By so much at least the heights must have come together."""

RATIO, ATTACK_MS, RELEASE_MS, STEP_DB = 4.0, 1.0, 80.0, 4.0
"""Firm, quick enough for the first moments of a hit and over before the next one; and how much lower a step more is."""


@dataclass(frozen=True)
class Hits:
    """The hits of a strip, each by the energy of its first moments and by its peak, without what bleeds in.

    Attributes
    ----------
    loud_dbfs
        How loud each is, in dBFS of mean square over 40 ms.
    peaks_dbfs
        How high each rises.
    """

    loud_dbfs: NDArray[np.float64]
    peaks_dbfs: NDArray[np.float64]

    @property
    def spread_db(self) -> float | None:
        """How far the soft tenth lies under the loud tenth; None if there are too few to tell."""
        if self.loud_dbfs.size < FEWEST:
            return None
        soft, loud = np.percentile(self.loud_dbfs, SPREAD)
        return float(loud - soft)


def hits(studio: Studio, mix: Mix, name: str) -> Hits:
    """Return the hits of a strip."""
    power = moments(studio, mix, name, FRAME_S, powers)
    power = np.convolve(power, np.full(LASTS, 1 / LASTS))[: power.size]
    return Hits(_own(10 * np.log10(np.maximum(power, 10 ** (QUIETEST_DB / 10)))), _own(peaks_db(studio, mix, name)))


def _own(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the heights of the hits that are the strip's own, of what it rises to moment by moment."""
    found = hits_db(levels)
    if not found.size:
        return found
    parted = gap(levels)
    least = float(np.percentile(found, SPREAD[1])) - GHOST_DB
    return found[found >= max(least, parted.threshold_db if parted else least)]


def make(request: Request) -> Step | Decline:
    """Have the hits of a drum more alike, by a compressor that holds the loud ones; say so where they are."""
    strip, studio, mix = request.strip, request.studio, request.mix
    if request.more:
        return refuses(f"I do not make a performance uneven; what holds {strip.name} down may be eased.")
    heard = hits(studio, mix, strip.name)
    spread = heard.spread_db
    if spread is None:
        return refuses(f"I hear too few hits on {strip.name} to tell how even they are: {heard.loud_dbfs.size}.")
    if spread < EVEN_DB:
        return Decline(
            "answered",
            f"{strip.name} is even already: its {heard.loud_dbfs.size} hits differ by {spread:.1f} dB, so nothing is "
            f"changed.",
        )
    slot = find(strip, Compressor)
    if slot is not None and isinstance(slot.effect, Compressor):
        stood, threshold = slot.effect, Compressor.params["threshold_db"]
        lower = threshold.clamp(stood.threshold_db - STEP_DB * request.degree)
        effect = replace(stood, threshold_db=threshold.snap(lower))
        why = {"threshold_db": f"it stood at {stood.threshold_db:g} dB"}
    else:
        effect, why = _held(request, heard)
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    after = hits(studio, mix.apply(move), strip.name).spread_db
    checked = replace(judged(request, spread, after, NEED_DB * min(1.0, request.degree)), what=FIGURE)
    values = effect.knobs()
    reasons = tuple(Reason(strip.name, move.slot, knob, "craft", values[knob], 1.0, text) for knob, text in why.items())
    made = Step(
        strip.name,
        request.purpose,
        request.intent,
        (move,),
        reasons,
        (Evidence(strip.name, FIGURE, spread, "dB"),),
        (checked,),
    )
    return gave_up(made) if checked.verdict == "refused" else made


def _held(request: Request, heard: Hits) -> tuple[Compressor, dict[str, str]]:
    """Return a compressor that holds all hits but the soft ones, and leaves them as loud on the whole as they are."""
    soft, loud = np.percentile(heard.peaks_dbfs, SPREAD)
    effect = Compressor(
        threshold_db=Compressor.params["threshold_db"].snap(round(float(soft))),
        ratio=Compressor.params["ratio"].snap(1 + (RATIO - 1) * request.degree),
        attack_ms=ATTACK_MS,
        release_ms=RELEASE_MS,
    )
    tried = hits(request.studio, request.mix.apply(added(request.strip, effect)), request.strip.name)
    lost = float(np.median(heard.loud_dbfs) - np.median(tried.loud_dbfs)) if tried.loud_dbfs.size else 0.0
    makeup = Compressor.params["makeup_db"]
    return effect.with_(makeup_db=makeup.snap(makeup.clamp(max(lost, 0.0)))), {
        "threshold_db": f"its soft hits reach {soft:.1f} dBFS, its loud ones {loud:.1f}: what is over the soft is held",
        "attack_ms": "quick enough to hold a hit from its first moments on",
        "release_ms": "over before the next hit",
        "makeup_db": "so that most hits stay as loud as they are",
    }
