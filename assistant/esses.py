"""Sibilance: a de-esser set by the esses of this voice, and held to how loud they are afterwards."""

from __future__ import annotations

from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up, judged
from assistant.slots import added, find
from assistant.turn import Reason, Step
from dsp.effects import DeEsser
from dsp.mix import Evidence, adjust

DEPTH_DB = 4.0
"""An ordinary depth: esses step back, and the words keep their consonants."""

NEED = 0.3
"""The share of the depth by which esses must have come down on average; the softer ones are not touched."""

TRIES = 3


def make(request: Request) -> Step | Decline:
    """Tame esses, or say that there are none or that they would not be tamed."""
    strip = request.strip
    before = request.heard().sibilance_db
    if before is None:
        return refuses(f"I hear no esses on {strip.name}, so there is nothing to soften.")
    slot = find(strip, DeEsser)
    if request.more and slot is None:
        return refuses(f"{strip.name} has no de-esser to ease; I cannot add esses that were not sung.")
    old = slot.effect if slot else DeEsser()
    assert isinstance(old, DeEsser)
    step = request.degree * DEPTH_DB * (-1 if request.more else 1)
    knobs = DeEsser.params
    depth = knobs["range_db"].snap(old.range_db + step)
    for attempt in range(TRIES):
        threshold = knobs["threshold_db"].snap(old.threshold_db - 4.0 * attempt)
        effect = DeEsser(frequency_hz=old.frequency_hz, threshold_db=threshold, range_db=depth)
        move = adjust(strip, slot, effect) if slot else added(strip, effect)
        after = request.heard(request.mix.apply(move)).sibilance_db
        check = judged(request, before, after, NEED * abs(step))
        if check.verdict == "verified" or request.more:
            break
    because = f"its esses stood at {before:.1f} dB of the whole voice while it sings"
    reasons = [Reason(strip.name, move.slot, "range_db", "craft", depth, 1.0, because)]
    if attempt:
        text = "the first try left them too loud, so it listens for softer ones too"
        reasons.append(Reason(strip.name, move.slot, "threshold_db", "check", threshold, 1.0, text))
    evidence = (Evidence(strip.name, "sibilance", before, "dB"),)
    made = Step(strip.name, request.purpose, request.intent, (move,), tuple(reasons), evidence, (check,))
    return gave_up(made) if check.verdict == "refused" else made
