"""Places between the speakers drawn along the song: from one side to the other between two times, and held there."""

from __future__ import annotations

from assistant import resolve
from assistant.explain import value_words
from assistant.outcome import Decline, Done, asks, refuses
from assistant.parts import parts
from assistant.resolve import called, only
from assistant.session import Session
from assistant.slots import added
from assistant.studio import Studio
from assistant.swept import stands, swept
from assistant.turn import Reason, Step
from dsp.effects import Pan, PanRamp
from dsp.mix import MAIN, Mix, Move, adjust, remove
from grammar.intent import Sweeping
from grammar.numbers import clock

SHORTEST_S = 0.05
"""A sweep that is shorter is a jump, and clicks."""


def sweep(intent: Sweeping, session: Session, studio: Studio) -> Done | Decline:
    """Have what is meant go from one place to another along the part that is named."""
    names = resolve.strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    if not intent.span:
        return asks(f'From when to when? For example "sweep {names[0]} from left to right from 0:10 to 0:20".')
    if MAIN in names:
        return asks("The whole mix does not go to one side; say which track is to.")
    spans = parts(intent.span, session, studio)
    if isinstance(spans, Decline):
        return spans
    if len(spans) != 1:
        return asks("A sweep goes along one part of the song; say which.")
    start, end = spans[0]
    if end - start < SHORTEST_S:
        return asks(f"A sweep takes {1000 * SHORTEST_S:g} ms at least.")
    place = PanRamp.params["to_position_pct"]
    for pct in (intent.start_pct, intent.end_pct):
        if pct is not None and not place.low <= pct <= place.high:
            return asks(f"{abs(pct):g} % is further than a side; say 0 to {place.high:g} %.")
    steps: list[Step] = []
    mix = session.mix
    for name in names:
        stood = stands(mix[name])
        there = [slot.effect for slot in mix[name].of(PanRamp) if isinstance(slot.effect, PanRamp)]
        apart = next((one for one in there if one.start_s >= end or one.end_s <= start), None)
        if apart:
            return asks(
                f"{called(name, opens=True)} is swept from {clock(apart.start_s)} to {clock(apart.end_s)} already, and "
                f'a track has one sweep; "remove the pan ramp from {name}" takes that away.'
            )
        first = stood if intent.start_pct is None else intent.start_pct
        if first == intent.end_pct:
            return asks(f"{called(name, opens=True)} stands there already; say from where it is to come.")
        effect = PanRamp(
            from_position_pct=place.snap(first),
            to_position_pct=place.snap(intent.end_pct),
            start_s=PanRamp.params["start_s"].snap(start),
            end_s=PanRamp.params["end_s"].snap(end),
        )
        moves = _moves(mix, name, effect)
        after = mix.apply(*moves)
        checked = swept(studio, mix, after, name, moves[-1])
        if checked.after is None:
            return refuses(f"{name} is silent where the sweep ends, so nothing would be heard of it.")
        slot = moves[-1].slot
        reason = Reason(name, slot, "to_position_pct", "you", effect.to_position_pct, 1.0, "you said so")
        wish = Sweeping(only(name), intent.start_pct, intent.end_pct, intent.span)
        remark = "it stays there afterwards" if not there else "instead of the sweep that was there"
        if start > 0 and first != stood:
            where = value_words(Pan.params["position_pct"], effect.from_position_pct)
            remark = f"{remark}; before {clock(start)} it stands at {where} now"
        steps.append(Step(name, "swept", wish, moves, (reason,), (), (checked,), remark=remark))
        mix = after
    return Done(tuple(steps), focus=names)


def _moves(mix: Mix, name: str, effect: PanRamp) -> tuple[Move, ...]:
    """Return the moves that sweep a strip from where it would stand in the middle."""
    found: list[Move] = []
    for slot in (*mix[name].of(PanRamp), *mix[name].of(Pan)):
        strip = mix[name]
        if isinstance(slot.effect, PanRamp):
            found.append(remove(strip, slot))
        elif slot.span is None and slot.effect != Pan():
            found.append(adjust(strip, slot, Pan()))
        else:
            continue
        mix = mix.apply(found[-1])
    return (*found, added(mix[name], effect))
