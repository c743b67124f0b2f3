"""Trimming: what is left out at the start or the end of the song, or the silence there."""

from __future__ import annotations

import numpy as np

from assistant.answers import not_yet
from assistant.outcome import Decline, Done, asks
from assistant.parts import parts
from assistant.playback import SHORTEST_S
from assistant.session import Session
from assistant.slots import added
from assistant.studio import Studio
from assistant.turn import Check, Step
from dsp.edges import EDGE_S, TRIM, edges, within_edges
from dsp.effects import Fade
from dsp.measure.windows import Vector
from dsp.mix import MAIN, Mix, Move, Strip, adjust
from grammar.intent import NotYet, Trimming
from grammar.numbers import clock
from grammar.refs import is_mix

WINDOW_S, UNDER_DB = 0.02, 50.0
"""Silence is what lies so far under the loud moments of the mix, window by window."""

BEFORE_S, BEHIND_S = 0.1, 0.3
"""So much is left of it, so that no breath and no last ringing is cut."""


def trim(intent: Trimming, session: Session, studio: Studio) -> Done | Decline:
    """Have the mix begin later or end earlier; times go on counting from the start of the recordings."""
    if not is_mix(intent.target):
        return not_yet(NotYet("trim", intent.target))
    mix, length = session.mix, studio.seconds(session.mix)
    starts, ends = edges(mix)
    stands = starts, min(ends, length)
    found = _sounding(intent, session, studio) if intent.silence else _left(intent, session, studio, stands)
    if isinstance(found, Decline):
        return found
    start, end = (Fade.params["start_s"].snap(at) for at in found)
    if end - start < SHORTEST_S:
        return asks(f"That would leave nothing of the song, which goes from {clock(stands[0])} to {clock(stands[1])}.")
    if (start, end) == tuple(map(Fade.params["start_s"].snap, stands)):
        if intent.silence:
            where = "at either end" if intent.silence == "both" else f"at the {intent.silence}"
            return Decline("answered", f"There is no silence {where} of the mix to be cut, so nothing is changed.")
        return Decline("answered", f"The mix goes from {clock(start)} to {clock(end)} already, so nothing is changed.")
    strip = mix[MAIN]
    slot = strip.slot(TRIM)
    fade = slot.effect if slot else Fade()
    assert isinstance(fade, Fade), "a fade is found by its kind"
    if start > stands[0]:
        fade = fade.with_(start_s=start, fade_in_s=max(fade.fade_in_s, EDGE_S))
    if end < stands[1]:
        fade = fade.with_(end_s=end, fade_out_s=max(fade.fade_out_s, EDGE_S))
    moves = (adjust(strip, slot, fade) if slot else added(strip, fade, TRIM), *_with_it(strip, end))
    after = mix.apply(*moves)
    left = start - stands[0] + stands[1] - end
    step = Step(MAIN, "trimmed", intent, moves, checks=(_lasts(mix, after, left, studio),), remark=COUNTS)
    return Done((step,), focus=(MAIN,))


def _with_it(strip: Strip, end: float) -> tuple[Move, ...]:
    """Return the moves by which a fade out that would end later ends where the song does."""
    fades = [(slot, slot.effect) for slot in strip.of(Fade) if slot.name != TRIM and not slot.span]
    late = ((slot, one) for slot, one in fades if isinstance(one, Fade) and one.fade_out_s and one.end_s > end)
    return tuple(adjust(strip, slot, one.with_(end_s=end)) for slot, one in late)


COUNTS = "files begin and end there; times go on counting from the start of the recordings"
"""What is told of every trimming."""


def _left(
    intent: Trimming, session: Session, studio: Studio, stands: tuple[float, float]
) -> tuple[float, float] | Decline:
    """Return where the song begins and ends without a part of it, or with nothing else."""
    if not intent.span:
        return asks('What of it? For example "trim off the first 2 seconds" or "trim off everything after 3:10".')
    spans = parts(intent.span, session, studio)
    if isinstance(spans, Decline):
        return spans
    if len(spans) != 1:
        return asks("I can leave out what is at the start or at the end of the song; say which one part.")
    (begins, goes), (start, end) = spans[0], stands
    if intent.keep:
        return begins, goes
    if begins <= start + SHORTEST_S:
        return goes, end
    if goes >= end - SHORTEST_S:
        return start, begins
    return asks(
        f"From {clock(begins)} to {clock(goes)} is in the middle of the song, which I cannot cut out; "
        f'"mute the mix from {clock(begins)} to {clock(goes)}" silences it.'
    )


def _sounding(intent: Trimming, session: Session, studio: Studio) -> tuple[float, float] | Decline:
    """Return where the mix begins and ends to sound, as far as that side is meant."""
    levels = _levels_db(session.mix, studio)
    sounding = np.flatnonzero(levels > np.percentile(levels, 95) - UNDER_DB)
    starts, ends = edges(session.mix)
    length = studio.seconds(session.mix)
    start, end = starts, min(ends, length)
    if intent.silence in ("start", "both"):
        start = max(start, sounding[0] * WINDOW_S - BEFORE_S)
    if intent.silence in ("end", "both"):
        end = min(end, (sounding[-1] + 1) * WINDOW_S + BEHIND_S)
    return start, end


def _levels_db(mix: Mix, studio: Studio) -> Vector:
    """Return the level of the mix, window by window."""
    size = round(WINDOW_S * studio.sample_rate)
    audio = np.concatenate([block.mean(axis=0) for block in studio.sound(mix)] or [np.zeros(size, np.float32)])
    audio = np.pad(audio, (0, -len(audio) % size)).reshape(-1, size)
    return np.asarray(10 * np.log10(np.square(audio, dtype=np.float64).mean(axis=1) + 1e-20), np.float64)


def _lasts(before: Mix, after: Mix, left_s: float, studio: Studio) -> Check:
    """Hold how long the mix is, as rendered, to how much of it is left out; what rang on behind its end may go too."""
    rate = studio.sample_rate
    rendered = (within_edges(studio.sound(mix), mix, rate) for mix in (before, after))
    had, has = (sum(block.shape[1] for block in blocks) / rate for blocks in rendered)
    return Check(MAIN, "length", had, has, "s", "verified" if had - has >= left_s - WINDOW_S else "partly")
