"""A reverb of a kind: the shared return becomes one, and who was named is sent there."""

from __future__ import annotations

from assistant.distance import first_goal, towards
from assistant.outcome import Decline, refuses
from assistant.slots import RETURN, find, with_return
from assistant.studio import Studio
from assistant.turn import Reason
from dsp.effects import Reverb, Send
from dsp.effects.spaces import KINDS, NATURES
from dsp.mix import Mix, Move, Slot, adjust


def nature(old: Reverb, kind: float, said: frozenset[str]) -> dict[str, float]:
    """Return where a reverb's untouched knobs go as it becomes of a kind.

    A knob counts as turned if it stands neither as it comes nor as the kind before has it.
    """
    before, after = NATURES[KINDS[int(old.kind)]], NATURES[KINDS[int(kind)]]
    comes = {name: param.default for name, param in Reverb.params.items()}
    values = {}
    for name, now in old.knobs().items():
        if name not in ("kind", *said) and now in (comes[name], before.get(name)):
            value = after.get(name, comes[name])
            if value != now:
                values[name] = value
    return values


def into(
    studio: Studio, mix: Mix, name: str, said: dict[str, float]
) -> tuple[tuple[Move, ...], tuple[Reason, ...]] | Decline:
    """Set the shared reverb's knobs as said, and send a track there that was not heard in it before."""
    made: tuple[Move, ...] = ()
    reasons: list[Reason] = []
    mix, moves = with_return(mix)
    turned, because = become(mix, said)
    reasons += because
    for move in turned:
        mix = mix.apply(move)
    if mix[name].kind == "track" and find(mix[name], Send, to=RETURN) is None:
        if studio.heard(mix, name).active_dbfs is None:
            return refuses(f"{name} is silent, so there is nothing to hear reverb of.")
        goal = first_goal(1.0)
        made, mix = towards(studio, mix, name, goal)
        sent = made[-1].after
        assert isinstance(sent, Slot)
        why = f"set so that it stands {goal:g} dB over its reverb"
        reasons.append(Reason(name, sent.name, "level_db", "craft", sent.effect.knobs()["level_db"], 1.0, why))
    return (*moves, *turned, *made), tuple(reasons)


def become(mix: Mix, said: dict[str, float]) -> tuple[tuple[Move, ...], tuple[Reason, ...]]:
    """Return the moves that set the shared reverb's knobs as said, the others as its kind has them."""
    slot = find(mix[RETURN], Reverb)
    old = slot.effect if slot else Reverb()
    assert slot is not None
    assert isinstance(old, Reverb)
    natural = nature(old, said["kind"], frozenset(said)) if "kind" in said else {}
    new = old.with_(**natural, **said)
    reasons = [Reason(RETURN, slot.name, knob, "you", float(value), 1.0, "you said so") for knob, value in said.items()]
    why = f"so a real {KINDS[int(new.kind)]} rings, and nothing was said of it"
    reasons += [Reason(RETURN, slot.name, knob, "craft", value, 1.0, why) for knob, value in natural.items()]
    return (() if new == old else (adjust(mix[RETURN], slot, new),)), tuple(reasons)
