"""The other way round: strips that change sides, and a kit as its drummer hears it or as the audience does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.figures import checks_of
from assistant.outcome import Decline, Done, asks, refuses
from assistant.resolve import called, listed, strips
from assistant.session import Session
from assistant.slots import find
from assistant.studio import Studio
from assistant.turn import Reason, Step
from dsp.effects import Pan
from dsp.mix import Mix, Strip, adjust
from grammar.intent import Mirrored, Ref, Set, Target
from grammar.roles import players

HIHAT_PCT = 30.0
"""Where the hi-hat goes in a kit that stands in the middle yet: beside the snare, not beside the kit."""

TOMS_PCT = 50.0
"""How far to each side the outermost toms go then."""


def mirror(intent: Mirrored, session: Session, studio: Studio) -> Done | Decline:
    """Let strips change sides: two change places, more are seen in the mirror; or have a kit as somebody has it."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    tracks = [session.mix[name] for name in names]
    if any(strip.kind != "track" for strip in tracks):
        return asks(f"Which tracks are to change sides? {listed(map(called, names))} is all of them together.")
    places = {strip.name: _place(strip) for strip in tracks}
    if intent.seen_from:
        return _seen(intent, places, session, studio)
    if not any(places.values()):
        is_mid = "stands" if len(names) == 1 else "all stand"
        return asks(f'{listed(names)} {is_mid} in the middle; say where to, for example "{names[0]} 40 left".')
    if len(names) == 2 and places[names[0]] != places[names[1]]:
        goal = {names[0]: places[names[1]], names[1]: places[names[0]]}
    else:
        goal = {name: -place for name, place in places.items()}
    return _put(goal, "on the other side", "you said so", session, studio)


def _seen(intent: Mirrored, places: Mapping[str, float], session: Session, studio: Studio) -> Done | Decline:
    """Have drums where the drummer has them, or the audience, and only turn round what is the wrong way round."""
    cast = {strip.name: strip.role for strip in session.mix if strip.kind == "track"}
    drums = [name for name in places if name in players("drums", cast)]
    if not drums:
        return asks(f"{listed(places)} is no drum, so it looks the same from either side; say left or right.")
    whose = f"{'left-handed ' if intent.left_handed else ''}{intent.seen_from}"
    hihat_left = (intent.seen_from == "drummer") != intent.left_handed
    hats = [name for name in players("hihat", cast) if name in drums]
    toms = sorted((name for name in players("tom", cast) if name in drums), key=lambda name: (len(name), name))
    now_left = _hihat_left(hats, toms, places)
    because = f"the {whose} has the hi-hat on the {'left' if hihat_left else 'right'}"
    if now_left is None:
        goal = _spread(hats, toms, hihat_left)
        if not goal:
            return asks(f'{listed(drums)} stand in the middle; say where to, for example "{drums[0]} 30 left".')
        return _put(goal, f"as the {whose} has it", because, session, studio)
    if now_left == hihat_left:
        return Done(text=f"The kit is so already: {because}.", focus=tuple(drums))
    return _put({name: -places[name] for name in drums}, f"as the {whose} has it", because, session, studio)


def _hihat_left(hats: Sequence[str], toms: Sequence[str], places: Mapping[str, float]) -> bool | None:
    """Return whether a kit has its hi-hat side on the left, None if it stands in the middle.

    The high tom is on the side of the hi-hat, the floor tom on the other.
    """
    for name in hats:
        if places[name]:
            return places[name] < 0
    if len(toms) > 1 and places[toms[0]] != places[toms[-1]]:
        return places[toms[0]] < places[toms[-1]]
    return None


def _spread(hats: Sequence[str], toms: Sequence[str], hihat_left: bool) -> dict[str, float]:
    """Return where the hi-hat and the toms of a kit go that stands in the middle yet."""
    side = -1 if hihat_left else 1
    goal = dict.fromkeys(hats, side * HIHAT_PCT)
    if len(toms) > 1:
        goal |= {name: side * TOMS_PCT * (1 - 2 * i / (len(toms) - 1)) for i, name in enumerate(toms)}
    return goal


def _place(strip: Strip) -> float:
    slot = find(strip, Pan)
    return slot.effect.position_pct if slot and isinstance(slot.effect, Pan) else 0.0


def _put(goal: Mapping[str, float], purpose: str, because: str, session: Session, studio: Studio) -> Done | Decline:
    steps: list[Step] = []
    mix: Mix = session.mix
    for name, wanted in goal.items():
        slot = find(mix[name], Pan)
        if slot is None:
            return refuses(f"{name} has no place between left and right.")
        place = Pan.params["position_pct"].snap(wanted + 0.0)
        if slot.effect == Pan(position_pct=place):
            continue
        move = adjust(mix[name], slot, Pan(position_pct=place))
        after = mix.apply(move)
        own = Set(Target((Ref("strip", name),)), "Pan", (("position_pct", place),))
        reason = Reason(name, slot.name, "position_pct", "you", place, 1.0, because)
        steps.append(Step(name, purpose, own, (move,), (reason,), checks=checks_of(studio, mix, after, name, (move,))))
        mix = after
    return Done(tuple(steps), focus=tuple(goal))
