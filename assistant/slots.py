"""Where an effect goes on a strip, and what its slot is called."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, replace

from assistant.tone import TONES, Filter
from dsp.effect import Effect
from dsp.effects import EFFECTS, Mute, Reverb, Send
from dsp.mix import Mix, Move, Slot, Strip, adjust, insert

ZONES: tuple[tuple[float, str], ...] = (
    (60, "sub"),
    (150, "low"),
    (500, "low mid"),
    (1500, "mid"),
    (5000, "presence"),
    (9000, "top"),
    (math.inf, "air"),
)
"""What a slot is called by where it acts: up to so many Hz."""

SAME_OCTAVES = 1 / 12
"""Two filters closer than this are the same filter."""

RETURN = "Reverb"
"""The shared return that reverb sends feed."""


def place(strip: Strip, effect: Effect) -> int:
    """Return where in the chain a new effect goes: the console's order, each after its own kind."""
    rank = EFFECTS.index(type(effect))
    later = (i for i, slot in enumerate(strip) if EFFECTS.index(type(slot.effect)) > rank)
    return next(later, len(strip.chain))


def name_for(strip: Strip, effect: Effect) -> str:
    """Return a free name that says what the slot is for."""
    if isinstance(effect, TONES):
        base = next(name for top, name in ZONES if effect.frequency_hz < top)
    elif isinstance(effect, Send):
        base = f"send {effect.to.lower()}"
    else:
        base = effect.words[0]
    taken = {slot.name for slot in strip}
    return next(n for i in range(1, 1000) if (n := base if i == 1 else f"{base} {i}") not in taken)


def at_work(thing: Slot | Strip | None) -> Effect | None:
    """Return the effect of a slot that is not bypassed; a whole strip has none of its own."""
    return thing.effect if isinstance(thing, Slot) and not thing.bypassed else None


def find(strip: Strip, kind: type[Effect], near_hz: float | None = None, to: str = "") -> Slot | None:
    """Return the slot that a request about this kind of effect means, if the strip has it.

    A tone filter is meant by its frequency or by being the only one, a send by where it goes, any other by being there.
    What is at work in a part of the song only is not meant.
    """
    slots = tuple(slot for slot in strip.of(kind) if slot.span is None)
    for slot in slots:
        effect = slot.effect
        if isinstance(effect, TONES):
            if near_hz is None and len(slots) == 1:
                return slot
            if near_hz is not None and abs(math.log2(effect.frequency_hz / near_hz)) <= SAME_OCTAVES:
                return slot
        elif not isinstance(effect, Send) or not to or effect.to == to:
            return slot
    return None


def is_muted(strip: Strip) -> bool:
    """Whether a strip is silent because it is muted, be it in a part of the song only."""
    return any(isinstance(slot.effect, Mute) and slot.effect.on for slot in strip.of(Mute))


def added(strip: Strip, effect: Effect, name: str = "", at: int = -1) -> Move:
    """Return the move that puts a new effect on a strip."""
    slot = Slot(name or name_for(strip, effect), effect)
    return insert(strip, slot, at if at >= 0 else place(strip, effect))


def tone_move(strip: Strip, wanted: Filter) -> Move:
    """Return the move that brings in a fitted filter: on top of the same filter if the strip has it."""
    stands = find(strip, type(wanted), wanted.frequency_hz)
    if stands is None:
        return added(strip, wanted)
    old = stands.effect
    assert isinstance(old, TONES)
    gain = type(old).params["gain_db"]
    return adjust(strip, stands, replace(old, gain_db=gain.snap(old.gain_db + wanted.gain_db)))


def with_return(mix: Mix) -> tuple[Mix, tuple[Move, ...]]:
    """Return the mix with the shared reverb return, and the moves that made it if it was not there."""
    if RETURN in mix:
        return mix, ()
    made = Strip(RETURN, "return")
    moves: list[Move] = [Move(RETURN, None, made, at=len(mix.strips) - 1)]
    mix = mix.apply(moves[0])
    moves.append(insert(made, Slot("reverb", Reverb()), 0))
    return mix.apply(moves[1]), tuple(moves)


def knobs_of(slot: Slot | Strip | None) -> Mapping[str, object] | None:
    """Return an effect's knobs by name as scripts read them; None for none."""
    if slot is None:
        return None
    if isinstance(slot, Strip):
        return {"kind": slot.kind, "output": slot.output}
    names = {field.name: getattr(slot.effect, field.name) for field in fields(slot.effect)}
    return {**{name: value for name, value in names.items() if isinstance(value, str)}, **slot.effect.knobs()}


def effect_of(move: Move) -> str:
    """Return the class name of what a move changes."""
    return type(move.thing.effect).__name__ if isinstance(move.thing, Slot) else "Strip"
