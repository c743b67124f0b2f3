"""Clipping: found by measurement, mended, and looked for again."""

from __future__ import annotations

from assistant.faults import Absent, Fault, Found, absent
from assistant.listen import metered
from assistant.outcome import Decline
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import DeClip
from dsp.measure.clipping import Clipping, ClippingMeter
from dsp.mix import Mix

AMOUNT_PCT = 100.0
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


def none_there(name: str) -> Absent:
    """Say that there is nothing to mend, and how that was told."""
    return absent(
        f"I find no clipping on {name}: over -26 dBFS no tops end at one level that the sound runs so steeply into "
        f"that they must have gone higher",
    )


def find(studio: Studio, mix: Mix, name: str, _: float = 1.0) -> Found | Decline:
    """Return the clipping mender for what is found, all of it whatever the degree: half a flat top is one still."""
    found = listen(studio, mix, name)
    if found is None:
        return none_there(name)
    return Found(DeClip(amount_pct=AMOUNT_PCT), {"amount_pct": found_words(found)})


def check(studio: Studio, before: Mix, after: Mix, name: str, old: DeClip, new: DeClip) -> tuple[Check, Check]:
    """Hold a clipping mender to the flat tops that are left, and to its peaks, which must rise."""
    deeper = new.amount_pct >= old.amount_pct
    was, now = (float(found.tops if (found := listen(studio, mix, name)) else 0) for mix in (before, after))
    more, less = (was, now) if deeper else (now, was)
    judged: Verdict = "verified" if less < more and less <= NEED * more else "partly" if less < more else "refused"
    peak, then = (studio.heard(mix, name).sample_peak_dbfs for mix in (before, after))
    rose = (then - peak) * (1 if deeper else -1)
    higher: Verdict = "verified" if rose > 0 else "partly" if rose == 0 else "refused"
    return (
        Check(name, "flat tops", was, now, "", judged),
        Check(name, "sample peak", peak, then, "dBFS", higher),
    )


FAULT = Fault(
    effect=DeClip,
    knob="amount_pct",
    step=25.0,
    told_by="amount_pct",
    figure="flat tops",
    eased="{name} has no {word} to ease; I do not add clipping.",
    find=find,
    check=check,
    undone=False,
)
