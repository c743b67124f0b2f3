"""Returns and buses: strips that come and go."""

from __future__ import annotations

from assistant.outcome import Decline, Done, refuses
from assistant.resolve import listed
from assistant.session import Session
from assistant.turn import Step
from dsp.effects import Send
from dsp.mix import Move, Strip, remove
from dsp.routing import feeding
from grammar.intent import AddStrip, RemoveStrip
from grammar.roles import role_of


def change(intent: AddStrip | RemoveStrip, session: Session) -> Done | Decline:
    """Make or take away a return or a bus."""
    mix = session.mix
    if isinstance(intent, AddStrip):
        if intent.name in mix:
            return Decline("answered", f"There is a {intent.name} already.")
        made = Strip(intent.name, intent.kind, role=role_of(intent.name)[0] if intent.kind == "bus" else "")
        move = Move(intent.name, None, made, at=len(mix.strips) - 1)
        return Done((Step(intent.name, f"new {intent.kind}", intent, (move,)),))
    if intent.name not in mix:
        return Decline("answered", f"There is no {intent.name}.")
    strip = mix[intent.name]
    fed = [s.name for s in mix for slot in s if isinstance(slot.effect, Send) and slot.effect.to == intent.name]
    fed += feeding(mix, intent.name)
    if strip.kind not in ("return", "bus") or fed:
        used = f" it is fed by {listed(fed)}" if fed else " only returns and buses can be"
        return refuses(f"{intent.name} cannot be taken away:{used}.")
    moves: list[Move] = []
    for slot in strip:
        moves.append(remove(mix[intent.name], slot))
        mix = mix.apply(moves[-1])
    at = [s.name for s in mix].index(intent.name)
    moves.append(Move(intent.name, mix[intent.name], None, was=at))
    return Done((Step(intent.name, f"no {strip.kind}", intent, tuple(moves)),))
