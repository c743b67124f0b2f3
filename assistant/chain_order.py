"""In which order a sound goes through the effects of its strip."""

from __future__ import annotations

from dataclasses import replace

from assistant.bypass import ALWAYS, slots_of
from assistant.outcome import Decline, Done, asks
from assistant.resolve import called, listed, only, strips, word_of
from assistant.session import Session
from assistant.turn import Step
from dsp.effects import Send, TimeStretch
from dsp.mix import Move, Slot, Strip
from grammar.intent import Reorder


def reorder(intent: Reorder, session: Session) -> Done | Decline:
    """Put an effect of some strips elsewhere in their chains."""
    if intent.effect == intent.beside:
        return asks(f"The {word_of(intent.effect)} beside itself? Name the other effect.")
    names = _meant(intent, session)
    if isinstance(names, Decline):
        return names
    steps: list[Step] = []
    left: list[str] = []
    for name in names:
        strip = session.mix[name]
        gone = [one for one in filter(None, (intent.effect, intent.beside)) if not slots_of(strip, one)]
        if gone:
            left.append(f"{called(name, opens=True)} has no {listed([word_of(one) for one in gone], 'and no')}.")
            continue
        goal = _ordered(strip, intent)
        moves = tuple(_moves(strip, goal))
        if not moves:
            left.append(f"{called(name, opens=True)} has them in that order: {_chain_words(goal)}.")
            continue
        steps.append(Step(name, f"order: {_chain_words(goal)}", replace(intent, target=only(name)), moves))
    if not steps:
        return Decline("answered", "\n".join(left))
    return Done(tuple(steps), "\n".join(left), focus=names)


def _meant(intent: Reorder, session: Session) -> tuple[str, ...] | Decline:
    """Return the strips meant: those last talked about if nobody is named, or the one that has both effects."""
    if intent.target:
        return strips(intent.target, session)
    wanted = [one for one in (intent.effect, intent.beside) if one]
    having = tuple(strip.name for strip in session.mix if all(slots_of(strip, one) for one in wanted))
    focused = tuple(name for name in session.focus if name in having)
    if focused or len(having) == 1:
        return focused or having
    both = listed([word_of(one) for one in wanted])
    return asks(f"Which one: {listed(having, 'or')}?" if having else f"Nothing has {both}; say where to add it.")


def _ordered(strip: Strip, intent: Reorder) -> tuple[Slot, ...]:
    """Return a strip's chain in the order that is asked for; what its level and its place are stay at its end."""
    moved, beside = slots_of(strip, intent.effect), slots_of(strip, intent.beside) if intent.beside else ()
    place = intent.place
    if place == "swapped":
        place = "behind" if strip.chain.index(moved[0]) < strip.chain.index(beside[0]) else "before"
    rest = [slot for slot in strip.chain if slot not in moved]
    match place:
        case "before":
            at = min(rest.index(slot) for slot in beside)
        case "behind":
            at = 1 + max(rest.index(slot) for slot in beside)
        case "first":
            at = sum(isinstance(slot.effect, TimeStretch) for slot in rest)
        case _:
            at = next((i for i, slot in enumerate(rest) if isinstance(slot.effect, (*ALWAYS, Send))), len(rest))
    return (*rest[:at], *moved, *rest[at:])


def _moves(strip: Strip, goal: tuple[Slot, ...]) -> list[Move]:
    """Return the moves that bring a chain into an order, one slot after the other from the front."""
    chain = list(strip.chain)
    found = []
    for at, slot in enumerate(goal):
        was = chain.index(slot)
        if was != at:
            found.append(Move(strip.name, slot, slot, at=at, was=was))
            chain.insert(at, chain.pop(was))
    return found


def _chain_words(chain: tuple[Slot, ...]) -> str:
    """Name what a sound goes through, in order."""
    named = [slot.effect.words[0] for slot in chain if not isinstance(slot.effect, (*ALWAYS, Send, TimeStretch))]
    return ", ".join(dict.fromkeys(named))
