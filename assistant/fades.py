"""Fades, as asked for: from silence or into it, at the ends of the song or along a part of it."""

from __future__ import annotations

from assistant import knobs, resolve
from assistant.outcome import Decline, Done, asks
from assistant.parts import parts
from assistant.resolve import only
from assistant.session import Session
from assistant.studio import Studio
from dsp.edges import edges
from dsp.effects import Fade
from dsp.mix import MAIN
from grammar.intent import Fading, Set

USUAL_S = {True: 8.0, False: 2.0}
"""How long a fade out and a fade in last if nobody says."""


def fade(intent: Fading, session: Session, studio: Studio) -> Done | Decline:
    """Fade what is meant, the mix if nothing is: where the song begins or ends, or along the part named."""
    names = resolve.strips(intent.target, session) if intent.target else (MAIN,)
    if isinstance(names, Decline):
        return names
    length = studio.seconds(session.mix)
    starts, ends = edges(session.mix)
    begin, end = starts, min(ends, length)
    if intent.span:
        spans = parts(intent.span, session, studio)
        if isinstance(spans, Decline):
            return spans
        if len(spans) != 1:
            return asks("A fade goes along one part of the song; say which.")
        begin, end = spans[0]
    lasts = intent.seconds or (end - begin if intent.span else min(USUAL_S[intent.out] * intent.times, length / 4))
    lasts = Fade.params["fade_out_s"].snap(lasts) if intent.seconds is None else lasts
    longest = min(length, Fade.params["fade_out_s"].high)
    if lasts > longest:
        return asks(f"A fade lasts at most {longest:.4g} s here, not {lasts:.4g} s.")
    step = Fade.params["end_s"].snap
    put = {"fade_out_s": lasts, "end_s": step(end)} if intent.out else {"fade_in_s": lasts, "start_s": step(begin)}
    target = only(*names)
    return knobs.turn(Set(target, Fade.__name__, tuple(put.items())), session, studio)
