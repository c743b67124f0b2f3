"""Convolution with a person's own response: which recording is meant, how loud it is, and that it is still there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from assistant.distance import first_goal
from assistant.outcome import Decline, asks, refuses
from assistant.resolve import listed, strips
from assistant.session import Session
from assistant.slots import RETURN, added, find
from assistant.studio import Studio
from assistant.turn import Reason
from dsp.effects import Convolution, Mute, Reverb, Send
from dsp.folder import find_response
from dsp.measure import BANDS, Measurement
from dsp.mix import Mix, Move, Slot, Strip, adjust
from dsp.responses import Response, examine_response, read_response
from dsp.sources import SourceError
from grammar.intent import Nudge, Remove, Set

Made = tuple[tuple[Move, ...], tuple[Reason, ...]]


def is_its_reverb(strip: Strip) -> bool:
    """Whether what people call a strip's reverb is a convolution: it has one, and is sent to no other."""
    return find(strip, Convolution) is not None and find(strip, Send, to=RETURN) is None


AS_REVERB = {
    "predelay_ms": "predelay_ms",
    "low_cut_hz": "low_cut_hz",
    "decay_s": "tail_pct",
    "damping_hz": "high_cut_hz",
}
"""The knobs of a reverb as a convolution has them; of the last two the way alone, not the numbers."""


def instead(intent: Nudge | Set | Remove, session: Session) -> Nudge | Set | Remove:
    """Return a request about the reverb of strips that are convolved as one about that."""
    if intent.effect != Reverb.__name__ or not intent.target or isinstance(intent, Remove) or intent.slot:
        return intent
    names = strips(intent.target, session)
    if isinstance(names, Decline) or not all(is_its_reverb(session.mix[name]) for name in names):
        return intent
    effect = Convolution.__name__
    if isinstance(intent, Nudge) and intent.knob in AS_REVERB:
        return replace(intent, effect=effect, knob=AS_REVERB[intent.knob])
    if isinstance(intent, Set) and intent.knobs and all(AS_REVERB.get(knob) == knob for knob, _ in intent.knobs):
        return replace(intent, effect=effect)
    return intent


def into(studio: Studio, mix: Mix, name: str, response: str, said: Mapping[str, float]) -> Made | Decline:
    """Return the moves that convolve a strip with a recording; the one that it is convolved with if none is said."""
    strip = mix[name]
    slot = find(strip, Convolution)
    if not response:
        if slot is None or not isinstance(slot.effect, Convolution):
            return with_what(studio, name)
        turned = slot.effect.with_(**said)
        moves = () if turned == slot.effect else (adjust(strip, slot, turned),)
        return moves, _said(name, slot.name, said)
    found = meant(studio, response)
    if isinstance(found, Decline):
        return found
    path, digest = found
    muted, muting = _unheard(mix, digest, name)
    if slot is not None and isinstance(slot.effect, Convolution):
        turned = replace(slot.effect.with_(**said), response=path, digest=digest)
        if turned == slot.effect:
            return (), ()
        return (*muted, adjust(strip, slot, turned)), (*_said(name, slot.name, said), *muting)
    reasons: tuple[Reason, ...] = ()
    effect = Convolution(response=path, digest=digest).with_(**said)
    if "wet_db" not in said:
        level, why = _level(studio, mix, name, effect)
        effect = effect.with_(wet_db=level)
        reasons = (Reason(name, "", "wet_db", "craft", level, 1.0, why),)
    move = added(strip, effect)
    reasons = tuple(replace(reason, slot=move.slot) for reason in reasons)
    return (*muted, move), (*_said(name, move.slot, said), *reasons, *muting)


def meant(studio: Studio, said: str) -> tuple[str, str] | Decline:
    """Return the path and the content hash of the recording that is meant, and have it at hand."""
    if studio.folder is None:
        return refuses(f"This session has no folder in which {said} could lie.")
    found = find_response(studio.folder, said)
    if len(found) > 1:
        return asks(f"Which of them: {listed(found, 'or')}?")
    if not found:
        there = _there(studio)
        hint = f"; there I find {there}" if there else ""
        return refuses(f"There is no {said} in the session's folder or a folder in it{hint}.")
    try:
        source = examine_response(studio.folder / found[0])
    except SourceError as error:
        return refuses(f"{error}.")
    studio.responses[source.hash] = source
    return found[0], source.hash


def at_hand(studio: Studio, made_of: Mapping[str, str]) -> Decline | None:
    """Have the response of a canonical sentence at hand, which names it by its content too; say so if it is not."""
    digest = made_of.get("digest", "")
    if not digest or digest in studio.responses:
        return None
    trouble = _again(studio, made_of.get("response", ""), digest)
    return refuses(f"{trouble}.") if trouble else None


def reopened(session: Session, studio: Studio) -> list[str]:
    """Have the responses of a conversation at hand again; return a sentence on each that is not as it was."""
    said = []
    now = {_named(slot) for strip in session.mix for slot in strip}
    moves = (move for turn in session.turns for move in turn.moves)
    then = {_named(thing) for move in moves for thing in (move.before, move.after) if isinstance(thing, Slot)}
    for path, digest in sorted((now | then) - {("", "")}):
        trouble = _again(studio, path, digest)
        if trouble and (path, digest) in now:
            said.append(f"{trouble}; nothing is heard of it until it is as it was, or another is named.")
    return said


def _again(studio: Studio, path: str, digest: str) -> str:
    """Have a response at hand; say what is wrong with it if something is."""
    if studio.folder is None or not path or not (studio.folder / path).is_file():
        return f"The response {path} is missing"
    try:
        source = examine_response(studio.folder / path)
    except SourceError as error:
        return f"The response {error}"
    if source.hash != digest:
        return f"The response {path} has changed since"
    studio.responses[digest] = source
    return ""


def _named(slot: Slot) -> tuple[str, str]:
    effect = slot.effect
    return (effect.response, effect.digest) if isinstance(effect, Convolution) else ("", "")


def with_what(studio: Studio, name: str) -> Decline:
    """Ask for the recording."""
    there = _there(studio)
    hint = f"I find {there}" if there else "put a response into the session's folder, or a folder in it"
    return asks(f'With which recording is {name} to be convolved? For example "convolve {name} with hall.wav"; {hint}.')


def _there(studio: Studio) -> str:
    """Name the recordings that could be responses: none of the tracks, unless they lie in a folder of their own."""
    tracks = {source.path.name for source in studio.sources.values()}
    found = find_response(studio.folder, "") if studio.folder else ()
    return listed([path for path in found if "/" in path or path not in tracks][:5])


def _unheard(mix: Mix, digest: str, name: str) -> Made:
    """Return the moves that mute the tracks that are the response: it is what a room does, not what is played."""
    moves: list[Move] = []
    for strip in mix:
        if strip.source == digest and strip.name != name:
            slot = find(strip, Mute)
            if slot is None:
                moves.append(added(strip, Mute(on=True)))
            elif slot.effect != Mute(on=True):
                moves.append(adjust(strip, slot, Mute(on=True)))
    why = "{} is a response now, so it is not played as a track"
    reasons = (Reason(m.strip, m.slot, "on", "craft", 1.0, 1.0, why.format(m.strip)) for m in moves)
    return tuple(moves), tuple(reasons)


def _said(name: str, slot: str, said: Mapping[str, float]) -> tuple[Reason, ...]:
    return tuple(Reason(name, slot, knob, "you", float(value), 1.0, "you said so") for knob, value in said.items())


def _level(studio: Studio, mix: Mix, name: str, effect: Convolution) -> tuple[float, str]:
    """Return how loud a response is to be for the strip to stand well over it, and why."""
    goal = first_goal(1.0)
    found = read_response(studio.open_response, effect.digest, studio.sample_rate)
    over = None if found is None else louder_db(studio.heard(mix, name), found)
    level = Convolution.params["wet_db"].snap(-goal - (over or 0.0))
    return level, f"so that it stands {goal:g} dB over its reverb"


def louder_db(heard: Measurement, response: Response) -> float | None:
    """Return by how much a sound is louder behind a response than before it, from its spectrum; None for silence."""
    levels = np.array([-np.inf if level is None else level for level in heard.spectrum_db])
    powers = 10 ** (levels / 10)
    if not powers.any():
        return None
    gains = np.square(np.abs(np.fft.rfft(response.audio))).sum(axis=0) / min(len(response.audio), 2)
    hz = np.fft.rfftfreq(response.audio.shape[1], 1 / response.sample_rate)
    edges = np.searchsorted(hz, [[band * 2 ** (-1 / 6), band * 2 ** (1 / 6)] for band in BANDS])
    through = [gains[low:high].mean() if high > low else 0.0 for low, high in edges]
    return float(10 * np.log10(max(float(np.sum(powers * through) / powers.sum()), 1e-12)))
