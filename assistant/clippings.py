"""Clipping: found by measurement, mended, and looked for again."""

from __future__ import annotations

from dataclasses import replace

from assistant.listen import metered
from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up
from assistant.slots import added, find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import DeClip
from dsp.measure.clipping import Clipping, ClippingMeter
from dsp.mix import Evidence, Mix, adjust

AMOUNT_PCT = 100.0
STEP_PCT = 25.0
NEED = 0.1
"""Of the flat tops that were to go so many may be left."""


def listen(studio: Studio, mix: Mix, name: str) -> Clipping | None:
    """Look for flat tops in what comes out of a strip."""
    return metered(studio, mix, name, ClippingMeter, "clipping").finish()


def found_words(found: Clipping) -> str:
    """Say what was measured."""
    tops = "1 top is" if found.tops == 1 else f"{found.tops} tops are"
    over = ", over full scale, which is kept" if found.mended_dbfs > 0 else ""
    return f"{tops} cut flat at {found.level_dbfs:.1f} dBFS; mended they reach {found.mended_dbfs:.1f} dBFS{over}"


def none_there(name: str) -> Decline:
    """Say that there is nothing to mend, and how that was told."""
    return Decline(
        "answered",
        f"I find no clipping on {name}: no three samples over -26 dBFS lie at one level with the sound running "
        f"steeply into and out of it, so nothing is changed.",
    )


def checks(studio: Studio, before: Mix, after: Mix, name: str, deeper: bool) -> tuple[Check, Check]:
    """Hold a clipping mender to the flat tops that are left, and to its peaks, which must rise."""
    was, now = (float(found.tops if (found := listen(studio, mix, name)) else 0) for mix in (before, after))
    more, less = (was, now) if deeper else (now, was)
    judged: Verdict = "verified" if less < more and less <= NEED * more else "partly" if less < more else "refused"
    peak, then = (studio.heard(mix, name).sample_peak_dbfs for mix in (before, after))
    rose = (then - peak) * (1 if deeper else -1)
    return (
        Check(name, "flat tops", was, now, "", judged),
        Check(
            name, "sample peak", peak, then, "dBFS", "verified" if rose > 0 else "partly" if rose == 0 else "refused"
        ),
    )


def make(request: Request) -> Step | Decline:
    """Mend what is clipped, or let some of it back; say so if nothing is."""
    strip, studio = request.strip, request.studio
    slot = find(strip, DeClip)
    old = slot.effect if slot else None
    if isinstance(old, DeClip):
        knob = DeClip.params["amount_pct"]
        amount = knob.snap(old.amount_pct + request.degree * STEP_PCT * (-1 if request.more else 1))
        if amount == old.amount_pct:
            return Decline("answered", f"{strip.name}'s {old.words[0]} is at its end: {knob.format(amount)}.")
        effect, because = replace(old, amount_pct=amount), f"it stood at {old.amount_pct:g}%"
    elif request.more:
        return refuses(f"{strip.name} has no {DeClip.words[0]} to ease; I do not add clipping.")
    else:
        found = listen(studio, request.mix, strip.name)
        if found is None:
            return none_there(strip.name)
        effect, because = DeClip(amount_pct=AMOUNT_PCT), found_words(found)
        amount = AMOUNT_PCT
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    checked = checks(studio, request.mix, request.mix.apply(move), strip.name, deeper=not request.more)
    reason = Reason(strip.name, move.slot, "amount_pct", "craft", amount, 1.0, because)
    evidence = (Evidence(strip.name, "flat tops", checked[0].before or 0.0, ""),)
    made = Step(strip.name, request.purpose, request.intent, (move,), (reason,), evidence, checked)
    return gave_up(made) if checked[0].verdict == "refused" and slot is None else made
