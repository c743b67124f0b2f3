"""Levels drawn along the song: from one to another between two times, and held there."""

from __future__ import annotations

from assistant import resolve
from assistant.moments import ramped
from assistant.outcome import Decline, Done, asks, refuses
from assistant.parts import parts
from assistant.resolve import only
from assistant.session import Session
from assistant.slots import added
from assistant.studio import Studio
from assistant.turn import Reason, Step
from dsp.effects import Ramp
from dsp.mix import Evidence
from grammar.intent import Ramping

SHORTEST_S = 0.05
"""A ramp that is shorter is a step, and clicks."""


def ramp(intent: Ramping, session: Session, studio: Studio) -> Done | Decline:
    """Ramp the level of what is meant along the part that is named."""
    names = resolve.strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    if not intent.span:
        return asks(f'From when to when? For example "ramp {names[0]} up 3 dB from 0:10 to 0:20".')
    spans = parts(intent.span, session, studio)
    if isinstance(spans, Decline):
        return spans
    if len(spans) != 1:
        return asks("A ramp goes along one part of the song; say which.")
    knob = Ramp.params["to_level_db"]
    for level in (intent.start_db, intent.end_db):
        if not knob.low <= level <= knob.high:
            return asks(f"{level:g} dB is not a level I can ramp to; say {knob.low:g} to {knob.high:g} dB.")
    start, end = spans[0]
    if intent.start_db == intent.end_db:
        return asks(f"From {intent.start_db:g} dB to {intent.end_db:g} dB there is nowhere to go; say two levels.")
    if end - start < SHORTEST_S:
        return asks(f"A ramp takes {1000 * SHORTEST_S:g} ms at least.")
    effect = Ramp(
        from_level_db=knob.snap(intent.start_db),
        to_level_db=knob.snap(intent.end_db),
        start_s=Ramp.params["start_s"].snap(start),
        end_s=Ramp.params["end_s"].snap(end),
    )
    steps: list[Step] = []
    mix = session.mix
    for name in names:
        move = added(mix[name], effect)
        after = mix.apply(move)
        checked = ramped(studio, mix, after, name, move)
        if checked.before is None:
            return refuses(f"{name} is silent where the ramp ends, so nothing would be heard of it.")
        reason = Reason(name, move.slot, "to_level_db", "you", effect.to_level_db, 1.0, "you said so")
        evidence = (Evidence(name, "level where the ramp ends", checked.before, "dBFS"),)
        remark = f"it stays at {effect.to_level_db:g} dB afterwards"
        if effect.from_level_db:
            remark = f"it stands at {effect.from_level_db:g} dB before; {remark}"
        wish = Ramping(only(name), intent.start_db, intent.end_db, intent.span)
        purpose = "ramped up" if effect.to_level_db > effect.from_level_db else "ramped down"
        steps.append(Step(name, purpose, wish, (move,), (reason,), evidence, (checked,), remark=remark))
        mix = after
    return Done(tuple(steps), focus=names)
