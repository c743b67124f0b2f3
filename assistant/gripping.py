"""How far the processors of a strip turn it down as they stand, read as a meter would: in front against behind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.explain import number
from assistant.outcome import Decline, Done
from assistant.reducing import LOUD_PART
from assistant.resolve import called, strips
from assistant.session import Session
from assistant.studio import Studio
from assistant.taken import BETWEEN, taken_db
from dsp.effect import Effect
from dsp.effects import (
    BY_NAME,
    Clipper,
    Compressor,
    DeEsser,
    Ducker,
    DynamicEq,
    Expander,
    Gate,
    Limiter,
    MultibandCompressor,
    UpwardCompressor,
)
from dsp.mix import MAIN, Evidence, Mix
from grammar.intent import Ask

HOLDING = (
    Compressor,
    MultibandCompressor,
    Limiter,
    Clipper,
    DeEsser,
    DynamicEq,
    Ducker,
    Gate,
    Expander,
    UpwardCompressor,
)
"""The processors that turn a sound down, or up, by how loud it is."""


def reduction(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Measure by how much each processor of the strips meant turns them down, in loud moments and at most."""
    wanted = (BY_NAME[intent.name],) if intent.name else HOLDING
    default = _worked(session.mix, wanted) or (MAIN,)
    names = strips(intent.target, session, default) if intent.target or session.focus else default
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        slots = [slot for slot in session.mix[name] if isinstance(slot.effect, wanted) and not slot.bypassed]
        if not slots:
            what = wanted[0].words[0] if intent.name else "compressor, limiter or gate"
            lines.append(f"{called(name, opens=True)} has no {what} at work, so nothing is turned down.")
        for slot in slots:
            word = slot.effect.words[0]
            taken = taken_db(session.mix, name, slot, studio)
            if not taken.size:
                lines.append(f"{called(name, opens=True)} is silent, so its {word} has nothing to turn down.")
                continue
            told, figures = _told(slot.effect, taken)
            lines.append(f"{called(name, opens=True)}: the {word} {told}.")
            evidence += [Evidence(name, f"{word}, {what}", value, "dB") for what, value in figures]
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))


def _worked(mix: Mix, kinds: tuple[type[Effect], ...]) -> tuple[str, ...]:
    """Return the strips on which some of these stand."""
    return tuple(strip.name for strip in mix if any(isinstance(slot.effect, kinds) for slot in strip.at_work))


def _told(effect: Effect, taken: NDArray[np.float64]) -> tuple[str, tuple[tuple[str, float], ...]]:
    """Say what a meter would show; `taken` is the reduction of each hundredth of a second, the loudest last."""
    top = float(np.percentile(taken, 99))
    if isinstance(effect, UpwardCompressor):
        lifted = float(-np.mean(taken))
        return f"brings it up by {number(lifted, 'dB')} on average while it plays", (("on average", -lifted),)
    if isinstance(effect, BETWEEN):
        shut = float(np.mean(taken >= 1.0) * 100)
        return (
            f"turns down by up to {number(top, 'dB')}; it is at work {shut:.0f}% of the time",
            (("at most", top),),
        )
    loud = float(np.mean(taken[len(taken) * LOUD_PART // 100 :]))
    mean = float(np.mean(taken))
    told = (
        f"turns its loud moments, the loudest tenth of what it plays, down by {number(loud, 'dB')}, "
        f"by {number(mean, 'dB')} on average and by {number(top, 'dB')} at most"
    )
    if max(loud, top) < NOTHING_DB:
        told = f"turns nothing down: {number(top, 'dB')} at most"
    return told, (("in loud moments", loud), ("on average", mean), ("at most", top))


NOTHING_DB = 0.05
