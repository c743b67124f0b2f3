"""What a sweep can be held to: where between the speakers it comes to stand, measured in what comes out."""

from __future__ import annotations

import math

import numpy as np

from assistant.slots import at_work
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import Pan, PanRamp
from dsp.mix import Mix, Move, Strip

ENDS = 0.1
"""The share of a sweep over which its end is measured."""

NEAR_PCT = 10.0
"""How near it must come to where it should be there."""


def swept(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a sweep to how far apart the two sides are over the last tenth of its way, beside how far they were."""
    new, old = (at_work(thing) for thing in (move.after, move.before))
    there = new if isinstance(new, PanRamp) else old
    assert isinstance(there, PanRamp), "a sweep is put on, turned or taken away"
    span = (there.end_s - ENDS * (there.end_s - there.start_s), there.end_s)
    was, now = (studio.heard(mix, name, (span,)) for mix in (before, after))
    what = "left over right where it ends"
    if was.balance_db is None or now.balance_db is None or not was.active_fraction or not now.active_fraction:
        mono = was.balance_db is None and now.balance_db is not None and bool(now.active_fraction)
        if not mono:
            return Check(name, what, None, None, "dB", "refused")
    stood, stand = (_apart(mix[name], span) for mix in (before, after))
    own = was.balance_db - stood if was.balance_db is not None and math.isfinite(stood) else 0.0  # of a stereo track
    assert now.balance_db is not None, "it was measured"
    off = abs(_place(now.balance_db - own) - _place(stand))
    judged: Verdict = "verified" if off <= NEAR_PCT else "partly" if off <= 2 * NEAR_PCT else "refused"
    return Check(name, what, was.balance_db, now.balance_db, "dB", judged)


def stands(strip: Strip) -> float:
    """Return where a strip stands all through, from -100 on the left to 100 on the right."""
    return next((float(s.effect.knobs()["position_pct"]) for s in strip.of(Pan) if s.span is None), 0.0)


def _apart(strip: Strip, span: tuple[float, float]) -> float:
    """Return how much louder the left side is made than the right over a part of the song, in dB."""
    place = stands(strip)
    still = PanRamp(from_position_pct=place, to_position_pct=place)
    ramps = [slot.effect for slot in strip.of(PanRamp) if isinstance(slot.effect, PanRamp) and not slot.bypassed]
    at = np.linspace(*span, 200)
    left, right = (
        float(np.square(np.prod([one.gains_at(at, channel) for one in (still, *ramps)], axis=0)).mean())
        for channel in (0, 1)
    )
    if min(left, right) < 1e-9 * max(left, right):
        return math.copysign(math.inf, left - right)
    return 10 * math.log10(left / right)


def _place(balance_db: float) -> float:
    """Return where between the speakers a sound stands that is so much louder on the left."""
    return 100 - 200 * math.atan(10 ** (max(-200.0, min(200.0, balance_db)) / 20)) / (math.pi / 2)
