"""Punch: how hard sounds begin, shaped by a transient shaper and held to how far hits stand over what follows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.gaps import FRAME_S, QUIETEST_DB, peaks_db
from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up, judged
from assistant.slots import added, find
from assistant.turn import Reason, Step
from dsp.effects import Transient
from dsp.mix import Evidence, adjust

STEP_DB = 4.0
"""An ordinary change of the attack."""

NEED_DB = 0.5
"""How much further the hits must stand out."""

RISE_DB = 6.0
"""A hit rises so much within two hundredths of a second."""

TOP, BODY, GROWN_DB = 3, slice(6, 16), 1.0
"""In hundredths of a second: a hit's height is that of the first 30 ms, what follows is heard from 60 to 160 ms on, and
where that is higher still it was no hit but a swell."""


def stand_out_db(levels: NDArray[np.float64]) -> float | None:
    """Return how far hits stand over what follows them, on the average; None where nothing begins suddenly.

    Parameters
    ----------
    levels
        The peak of every hundredth of a second, in dBFS.

    References
    ----------
    The energy of an attack against that of what follows it: cf. A. Klapuri, "Sound onset detection by applying
    psychoacoustic knowledge", Proc. ICASSP 1999, for hits as sudden rises of level.
    """
    found: list[float] = []
    at = 2
    while at + BODY.stop <= levels.size:
        after = levels[at : at + BODY.stop]
        top = float(after[:TOP].max())
        if after[0] > max(levels[at - 2], QUIETEST_DB) + RISE_DB and after[TOP:].max() <= top + GROWN_DB:
            found.append(top - float(np.median(np.maximum(after[BODY], QUIETEST_DB))))
            at += TOP
        at += 1
    return float(np.mean(found)) if found else None


def make(request: Request) -> Step | Decline:
    """Bring out the beginnings of sounds, or soften them; say so where there are none."""
    strip = request.strip
    studio, mix = request.studio, request.mix
    if request.heard().active_dbfs is None:
        return refuses(f"{strip.name} is silent, so there is nothing to shape.")
    before = stand_out_db(peaks_db(studio, mix, strip.name))
    if before is None:
        return refuses(
            f"Nothing in {strip.name} begins suddenly: no rise by {RISE_DB:g} dB within {2000 * FRAME_S:g} ms that is "
            f"the height of a hit, so there is no attack to shape."
        )
    slot = find(strip, Transient)
    old = slot.effect if slot else Transient()
    assert isinstance(old, Transient)
    knob = Transient.params["onset_db"]
    attack = knob.snap(old.onset_db + request.degree * STEP_DB * (1 if request.more else -1))
    if attack == old.onset_db:
        return Decline("answered", f"{strip.name}'s attack is at its end: {knob.format(attack)}.")
    effect = old.with_(onset_db=attack)
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    after = stand_out_db(peaks_db(studio, mix.apply(move), strip.name))
    check = judged(request, before, after, NEED_DB * min(1.0, request.degree))
    because = f"its hits stood {before:.1f} dB over what follows them"
    reason = Reason(strip.name, move.slot, "onset_db", "craft", attack, 1.0, because)
    evidence = (Evidence(strip.name, request.quality.figure, before, "dB"),)
    made = Step(strip.name, request.purpose, request.intent, (move,), (reason,), evidence, (check,))
    return gave_up(made) if check.verdict == "refused" else made
