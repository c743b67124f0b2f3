"""Punch: how hard sounds begin, shaped by a transient shaper and held to how far the peaks stand out."""

from __future__ import annotations

from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up, judged
from assistant.slots import added, find
from assistant.turn import Reason, Step
from dsp.effects import Transient
from dsp.mix import Evidence, adjust

STEP_DB = 4.0
"""An ordinary change of the attack."""

NEED_DB = 0.5
"""How much further the peaks must stand out; a sound without onsets does not get there however it is shaped."""


def make(request: Request) -> Step | Decline:
    """Bring out the beginnings of sounds, or soften them; say so where there are none."""
    strip = request.strip
    before = request.heard().crest_db
    if before is None:
        return refuses(f"{strip.name} is silent, so there is nothing to shape.")
    slot = find(strip, Transient)
    old = slot.effect if slot else Transient()
    assert isinstance(old, Transient)
    knob = Transient.params["onset_db"]
    attack = knob.snap(old.onset_db + request.degree * STEP_DB * (1 if request.more else -1))
    if attack == old.onset_db:
        return Decline("answered", f"{strip.name}'s attack is at its end: {knob.format(attack)}.")
    effect = old.with_(onset_db=attack)
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    after = request.heard(request.mix.apply(move)).crest_db
    check = judged(request, before, after, NEED_DB * min(1.0, request.degree))
    because = f"its peaks stood {before:.1f} dB over its level"
    reason = Reason(strip.name, move.slot, "onset_db", "craft", attack, 1.0, because)
    evidence = (Evidence(strip.name, "crest factor", before, "dB"),)
    made = Step(strip.name, request.purpose, request.intent, (move,), (reason,), evidence, (check,))
    return gave_up(made) if check.verdict == "refused" else made
