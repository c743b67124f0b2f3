"""Width: a stereo strip's side, or several mono strips set apart."""

from __future__ import annotations

import math
from dataclasses import replace

from assistant.figures import checks_of
from assistant.outcome import Decline, asks, refuses
from assistant.request import Request, gave_up, judged, verdict
from assistant.resolve import listed, only
from assistant.sides import NO_SIDE_DB
from assistant.slots import added, find
from assistant.turn import Check, Reason, Step
from dsp.effects import Pan, Width
from dsp.mix import MAIN, Evidence, Mix, Slot, adjust

WIDER_PCT = 30.0
"""An ordinary step of width."""

APART_PCT = 45.0
"""How far to each side an ordinary "wider" sets mono tracks."""

FURTHER_OUT_PCT = 30.0
"""How much further out an ordinary "wider" takes a mono track that stands aside."""

DRAWN_IN = 0.5
"""How much of the way to the middle an ordinary "narrower" takes a mono track."""

DRAWN = "drawn in"
"""What is asked of a place, not of a width: "towards the middle" is where a stereo track goes, too, that is panned."""

CENTRE = frozenset({"lead vocal", "vocal", "speech", "bass", "kick", "snare"})
"""Roles that carry a song from the middle and stay there when tracks are set apart."""

NEED_DB = 1.0


def make(request: Request) -> tuple[Step, ...] | Decline:
    """Make a strip wider or narrower, or set the mono strips of one request apart."""
    names = (request.strip.name, *request.beside)
    mono = [n for n in names if request.mix[n].kind == "track" and request.studio.channels(request.mix[n]) == 1]
    if len(names) > 1 and len(mono) == len(names):
        return _set_apart(request, names)
    stereo = [name for name in names if name not in mono]
    if mono and stereo:
        target = only(*stereo)
        return asks(
            f"{listed(mono)} {'is' if len(mono) == 1 else 'are'} mono, without a side to make {request.purpose}; "
            f"shall I do {listed(stereo)} alone?",
            (replace(request.intent, target=target),),
        )
    return _widen(request)


def _widen(request: Request) -> tuple[Step, ...] | Decline:
    strip = request.strip
    before = request.heard().side_db
    mono = strip.kind == "track" and request.studio.channels(strip) == 1
    inwards = strip.kind == "track" and request.intent.quality == DRAWN
    if (mono or inwards) and before is not None and _position(request.mix, strip.name):
        return _moved_aside(request, before)
    if before is None or before < NO_SIDE_DB:
        what = "is mono" if strip.kind == "track" else "has nothing at its sides: every track in it is mono and centred"
        near = (
            "pan it, or add reverb"
            if strip.kind == "track"
            else 'set tracks apart first, for example "make the guitars wider"'
        )
        return refuses(f"{strip.name} {what}, so there is no side to make {request.purpose}; {near}.")
    slot = find(strip, Width)
    old = slot.effect if slot else Width()
    assert isinstance(old, Width)
    step = WIDER_PCT * request.degree * (1 if request.more else -1)
    effect = Width(width_pct=Width.params["width_pct"].snap(old.width_pct + step))
    if effect == old:
        return refuses(
            f"{strip.name} is as {'wide' if request.more else 'narrow'} as the width knob goes ({old.width_pct:g}%)."
        )
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    after = request.heard(request.mix.apply(move))
    check = judged(request, before, after.side_db, NEED_DB * min(1.0, request.degree))
    because = f"its side stood at {before:.1f} dB of its middle"
    reason = Reason(strip.name, move.slot, "width_pct", "craft", effect.width_pct, 1.0, because)
    remark = ""
    if after.correlation is not None and after.correlation < 0:
        remark = f"left and right now oppose each other (correlation {after.correlation:.1f}): mono will thin it out"
    evidence = (Evidence(strip.name, "side level", before, "dB"),)
    made = Step(strip.name, request.purpose, request.intent, (move,), (reason,), evidence, (check,), remark)
    return gave_up(made) if check.verdict == "refused" else (made,)


def _moved_aside(request: Request, before: float) -> tuple[Step, ...] | Decline:
    """Pan a mono track that stands aside further out, or nearer to the middle."""
    slot, was = _pan(request.mix, request.strip.name), _position(request.mix, request.strip.name)
    step = DRAWN_IN * request.degree
    goal = was + math.copysign(FURTHER_OUT_PCT * request.degree, was) if request.more else was * max(0.0, 1 - step)
    position = Pan.params["position_pct"].snap(max(-100.0, min(100.0, goal)))
    if position == was:
        return refuses(f"{request.strip.name} stands as far out as panning goes.")
    move = adjust(request.strip, slot, Pan(position_pct=position))
    later = request.mix.apply(move)
    if request.studio.channels(request.strip) > 1:  # it has a side of its own, which stays
        (check,) = checks_of(request.studio, request.mix, later, request.strip.name, (move,))
    else:
        check = judged(request, before, request.heard(later).side_db, NEED_DB * min(1.0, request.degree))
    because = f"it stood {abs(was):g} to the side"
    reason = Reason(request.strip.name, "pan", "position_pct", "craft", position, 1.0, because)
    made = Step(request.strip.name, request.purpose, request.intent, (move,), (reason,), checks=(check,))
    return gave_up(made) if check.verdict == "refused" else (made,)


def _set_apart(request: Request, names: tuple[str, ...]) -> tuple[Step, ...] | Decline:
    """Pan mono strips evenly between left and right; those named left or right keep their side."""
    centred = [name for name in names if request.mix[name].role in CENTRE]
    ordered = sorted((name for name in names if name not in centred), key=side_of)
    if len(ordered) < 2:
        return refuses(f"{listed(names)} carry the song from the middle; pan one by name, or make others wider.")
    mix, studio = request.mix, request.studio
    was = [_pan(mix, name).effect for name in ordered]
    widest = max(abs(p.position_pct) for p in was if isinstance(p, Pan))
    reach = widest + APART_PCT * request.degree * (1 if request.more else -1)
    reach = min(100.0, max(0.0, reach))
    if reach == widest:
        return refuses(f"They stand as far {'apart' if request.more else 'together'} as panning goes.")
    steps: list[Step] = []
    for i, name in enumerate(ordered):
        position = Pan.params["position_pct"].snap(reach * (2 * i / (len(ordered) - 1) - 1))
        slot = _pan(mix, name)
        if slot.effect == Pan(position_pct=position):
            continue
        move = adjust(mix[name], slot, Pan(position_pct=position))
        mix = mix.apply(move)
        because = "a mono track has no side of its own; set apart, together they have one"
        steps.append(
            Step(
                name,
                request.purpose,
                request.intent,
                (move,),
                (Reason(name, "pan", "position_pct", "craft", position, 1.0, because),),
            )
        )
    figures = [studio.heard(_only(m, ordered)).side_db for m in (request.mix, mix)]
    judged_ = verdict(figures[0], figures[1], request.more, NEED_DB)
    check = Check(MAIN, "side level of them together", figures[0], figures[1], "dB", judged_)
    stay = f"{listed(centred)} {'stays' if len(centred) == 1 else 'stay'} in the middle" if centred else ""
    return (*steps[:-1], replace(steps[-1], checks=(check,), remark=stay))


def lost_in_mono_db(side_db: float | None) -> float:
    """Return how much of a sound is gone in mono: of the mean power of both channels, that of the side."""
    return 0.0 if side_db is None else 10 * math.log10(1 + 10 ** (side_db / 10))


def side_of(name: str) -> int:
    """Return which side a name says: -1 left, 1 right, 0 neither."""
    words = name.lower().replace("_", " ").replace("-", " ").split()
    return -1 if {"l", "left"} & set(words) else 1 if {"r", "right"} & set(words) else 0


def _pan(mix: Mix, name: str) -> Slot:
    slot = find(mix[name], Pan)
    assert slot is not None, "every track has a pan"
    return slot


def _position(mix: Mix, name: str) -> float:
    effect = _pan(mix, name).effect
    assert isinstance(effect, Pan)
    return effect.position_pct


def _only(mix: Mix, names: list[str]) -> Mix:
    """Return the mix with only these tracks, for measuring them together."""
    return Mix(tuple(s for s in mix if s.kind != "track" or s.name in names))
