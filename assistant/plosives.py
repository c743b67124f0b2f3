"""Plosives, the thumps of p and b into a microphone: counted, turned down, and counted again."""

from __future__ import annotations

from assistant.faults import Absent, Fault, Found, absent
from assistant.listen import metered
from assistant.outcome import Decline
from assistant.resolve import called
from assistant.studio import Studio
from assistant.turn import Check, Verdict
from dsp.effects import DePlosive
from dsp.measure.plosives import REDUCTION_DB, PlosiveMeter, Plosives
from dsp.mix import Mix

NEED = 0.25
"""Of the plosives that were to go so many may be left."""


def listen(studio: Studio, mix: Mix, name: str) -> Plosives | None:
    """Count the plosives in what comes out of a strip."""
    return metered(studio, mix, name, PlosiveMeter, "plosives").finish()


def found_words(found: Plosives) -> str:
    """Say what was measured."""
    what = "1 plosive pops" if found.count == 1 else f"{found.count} plosives pop"
    return f"{what}, {found.per_minute:.3g} a minute, {found.over_db:.0f} dB over the voice's own low end beside them"


def none_there(name: str) -> Absent:
    """Say that there is nothing to turn down, and how that was told."""
    return absent(
        f"I find no plosives on {called(name)}: nothing below 170 Hz comes and goes within a tenth of a second, louder "
        "for that moment than all above, while the voice goes on",
        f'If you mean clicks, say "remove the clicks from {called(name)}".',
    )


def find(studio: Studio, mix: Mix, name: str, _: float = 1.0) -> Found | Decline:
    """Return the plosive remover for what is counted, whatever the degree: it goes as far as the voice's low end."""
    found = listen(studio, mix, name)
    if found is None:
        return none_there(name)
    return Found(DePlosive(reduction_db=REDUCTION_DB), {"reduction_db": found_words(found)})


def check(studio: Studio, before: Mix, after: Mix, name: str, old: DePlosive, new: DePlosive) -> tuple[Check]:
    """Hold a plosive remover to the plosives that are left."""
    was, now = (float(found.count if (found := listen(studio, mix, name)) else 0) for mix in (before, after))
    more, less = (was, now) if new.reduction_db >= old.reduction_db else (now, was)
    judged: Verdict = "verified" if less < more and less <= NEED * more else "partly" if less < more else "refused"
    return (Check(name, "plosives", was, now, "", judged),)


FAULT = Fault(
    effect=DePlosive,
    knob="reduction_db",
    step=6.0,
    told_by="reduction_db",
    figure="plosives",
    eased="{name} has no {word} to ease; I do not add plosives.",
    find=find,
    check=check,
    undone=False,
)
