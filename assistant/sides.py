"""How wide lows, middle and highs of a sound are, and whether an imager changed that."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from assistant.bands import CALLED, FLOOR_DBFS, meter
from assistant.outcome import Decline, refuses
from assistant.slots import at_work
from assistant.studio import SILENCE, Studio
from assistant.turn import Check, Verdict
from dsp.effects import Imager
from dsp.effects.multiband import BANDS as PARTS
from dsp.mix import Mix, Move, Strip
from dsp.units import Audio, decibels

NO_SIDE_DB = -60.0
"""With less side than this a strip is mono to the ear."""

FIRM_PCT, AIRY_PCT = 60.0, 125.0
"""What a new imager makes of the widths of lows and highs."""

STEEP_DB = 10.0
"""No more is expected of a band that is made mono: next to its crossover it is not."""


def under_middle_db(studio: Studio, mix: Mix, name: str, effect: Imager) -> tuple[float | None, ...]:
    """Return, for lows, middle and highs, the level of the side over that of the middle; None where nothing sounds.

    The third octaves of a spectrum are of left and right together, so both are listened to here.
    """
    blocks = studio.sound(mix, name)
    meters = [meter(studio.sample_rate, effect.low_crossover_hz, effect.high_crossover_hz, 1) for _ in range(2)]
    for block in chain([next(blocks, SILENCE)], blocks):
        for one, part in zip(meters, _shuffled(block), strict=True):
            one.feed(part)
    middle, side = (one.rows() for one in meters)
    heard = middle + side > 10 ** (FLOOR_DBFS / 10)
    found: list[float | None] = []
    for band in range(len(PARTS)):
        m, s = (float(rows[heard[:, band], band].sum()) for rows in (middle, side))
        found.append(10 * float(np.log10((s + 1e-20) / (m + 1e-20))) if heard[:, band].any() else None)
    return tuple(found)


def _shuffled(block: Audio) -> tuple[Audio, Audio]:
    left, right, half = block[:1], block[-1:], np.float32(0.5)
    return (left + right) * half, (left - right) * half


def none_there(studio: Studio, mix: Mix, strip: Strip) -> Decline | None:
    """Say so where a strip has no side that could be made wider or narrower."""
    side = studio.heard(mix, strip.name).side_db
    if side is not None and side >= NO_SIDE_DB:
        return None
    what = "is mono" if strip.kind == "track" else "has nothing at its sides"
    return refuses(f"{strip.name} {what}, so no part of it can be made wider or narrower; pan it, or add reverb.")


def firm_and_airy(studio: Studio, mix: Mix, name: str, said: Mapping[str, float]) -> tuple[tuple[str, float, str], ...]:
    """Return the widths of a new imager with the reasons: firm lows, an airy top, where something is at the sides.

    Where a width was said, the others are left alone.
    """
    if any(knob.endswith("_width_pct") for knob in said):
        return ()
    low, _, high = under_middle_db(studio, mix, name, Imager(**said))
    found = []
    if low is not None and low > NO_SIDE_DB:
        found.append(
            (
                "low_width_pct",
                FIRM_PCT,
                f"its lows have their side at {low:.1f} dB of the middle, and a bass is firm in it",
            )
        )
    if high is not None and high > NO_SIDE_DB:
        found.append(
            (
                "high_width_pct",
                AIRY_PCT,
                f"its highs have their side at {high:.1f} dB of the middle, and air is what is heard wide",
            )
        )
    return tuple(found)


def check(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold an imager to the side of the band that it turned furthest, beside the middle there."""
    old, new = (
        effect if isinstance(effect := at_work(thing), Imager) else Imager() for thing in (move.before, move.after)
    )
    turned = new if new.parts else old
    change = _change_db(old, new)
    band = int(np.argmax(np.abs(change)))
    what = f"side of the {CALLED[PARTS[band]]} over their middle"
    was, now = (under_middle_db(studio, mix, name, turned)[band] for mix in (before, after))
    if was is None or now is None or max(was, now) < NO_SIDE_DB:
        return Check(name, what, was, now, "dB", "refused")
    return Check(name, what, was, now, "dB", _verdict(now - was, float(change[band])))


def _change_db(old: Imager, new: Imager) -> NDArray[np.float64]:
    """Return by how much each band's side should go up."""
    widths = [[decibels(max(width, 0.1) / 100) for width in one.widths_pct] for one in (old, new)]
    return np.clip(np.subtract(widths[1], widths[0]), -STEEP_DB, STEEP_DB)


def _verdict(moved: float, wanted: float) -> Verdict:
    """Judge by the share of the way; where only a crossover was turned, by whether anything moved."""
    if not wanted:
        return "verified" if abs(moved) >= 0.1 else "partly" if abs(moved) >= 0.02 else "refused"
    share = moved / wanted
    return "verified" if share >= 0.5 else "partly" if share > 0.1 else "refused"
