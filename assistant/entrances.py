"""When somebody comes in, rests and stops."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from assistant.listen import moments, powers
from assistant.outcome import Decline, Done
from assistant.resolve import called, listed, strips
from assistant.session import Session
from assistant.studio import Studio
from dsp.measure.spectrum import active_frames
from dsp.mix import MAIN, Evidence, Mix
from grammar.intent import Ask
from grammar.numbers import clock

STEP_S = 0.05
"""How finely it is told when somebody plays."""

REST_S = 4.0
"""What is silent for longer is a rest; shorter is between two phrases."""

MOST = 4
"""Rests that are told one by one."""


def answer(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say from when to when tracks are heard, and where they rest in between."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        heard = stretches(studio, session.mix, name)
        if not heard:
            lines.append(f"{called(name, opens=True)} is silent all through.")
            continue
        begin, end = heard[0][0], heard[-1][1]
        rests = [f"from {clock(one[1])} to {clock(other[0])}" for one, other in pairwise(heard)]
        told = (
            f", and rests {listed(rests)}" if 0 < len(rests) <= MOST else f", with {len(rests)} rests" if rests else ""
        )
        lines.append(f"{called(name, opens=True)} comes in at {clock(begin)} and stops at {clock(end)}{told}.")
        evidence += [Evidence(name, "comes in", begin, "s"), Evidence(name, "stops", end, "s")]
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))


def stretches(studio: Studio, mix: Mix, name: str) -> list[tuple[float, float]]:
    """Return from when to when a strip is heard, in seconds, its short rests left in.

    It is heard where it is no further under the level at which it plays than the meters of its tone take for playing
    (`dsp.measure.spectrum.active_frames`).
    """
    studio.say(f"listening for when {called(name)} plays")
    heard = np.flatnonzero(active_frames(moments(studio, mix, name, STEP_S, powers)))
    if not heard.size:
        return []
    breaks = np.flatnonzero(np.diff(heard) * STEP_S > REST_S)
    firsts, lasts = heard[np.r_[0, breaks + 1]], heard[np.r_[breaks, heard.size - 1]]
    return [(float(a * STEP_S), float((b + 1) * STEP_S)) for a, b in zip(firsts, lasts, strict=True)]
