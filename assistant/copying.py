"""One strip's effects put on others as they stand: its equalizer, one effect, or its whole chain."""

from __future__ import annotations

from dataclasses import replace

from assistant.bypass import slots_of
from assistant.figures import checks_of
from assistant.outcome import Decline, Done, asks
from assistant.resolve import listed, only, strips, word_of
from assistant.session import Session
from assistant.slots import name_for, place
from assistant.studio import Studio
from assistant.turn import Reason, Step
from dsp.effects import Send
from dsp.mix import Slot, Strip, slot_moves
from grammar.intent import Copy


def copy(intent: Copy, session: Session, studio: Studio) -> Done | Decline:
    """Have some strips' effects stand as one strip's do, settings and all; what they had of the kind goes."""
    sources = strips(intent.source, session)
    if isinstance(sources, Decline):
        return sources
    if len(sources) != 1:
        return asks(f"Settings are copied from one track; which of them: {listed(sources, 'or')}?")
    (source,) = sources
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    names = tuple(name for name in names if name != source)
    word = word_of(intent.effect)
    copied = _slots(session.mix[source], intent.effect)
    keyed = next((slot for slot in copied if slot.key in names), None)
    if keyed:
        listens = f"The {keyed.effect.words[0]} of {source} listens to {keyed.key}"
        return asks(f"{listens}, which cannot listen to itself; copy it to another track, or copy another effect.")
    if not names:
        return asks(f'To which other track? For example "copy the {word} of {source} to the kick".')
    if not copied:
        return Decline("answered", f"{source} has no {word} to copy.")
    steps: list[Step] = []
    mix = session.mix
    for name in names:
        moves = tuple(slot_moves(mix[name], _with(mix[name], copied, intent.effect)))
        if not moves:
            continue
        after = mix.apply(*moves)
        purpose = f"{word if intent.effect else 'chain'} of {source}"
        because = tuple(
            Reason(name, slot.name, knob, "you", float(value), 1.0, f"it stands so on {source}")
            for slot in copied
            for knob, value in slot.effect.knobs().items()
        )
        own = replace(intent, target=only(name))
        checks = checks_of(studio, mix, after, name, moves)
        steps.append(Step(name, purpose, own, moves, because, checks=checks))
        mix = after
    if not steps:
        return Done(text=f"{listed(names)} {'has' if len(names) == 1 else 'have'} it so already.", focus=names)
    return Done(tuple(steps), focus=names)


def _slots(strip: Strip, effect: str) -> tuple[Slot, ...]:
    """Return the slots meant; what a strip feeds is its own affair unless it is asked for by name."""
    found = slots_of(strip, effect)
    return found if effect else tuple(slot for slot in found if not isinstance(slot.effect, Send))


def _with(strip: Strip, copied: tuple[Slot, ...], effect: str) -> Strip:
    """Return a strip with the slots of another in the place of its own of that kind."""
    gone = {slot.name for slot in _slots(strip, effect)}
    strip = replace(strip, chain=tuple(slot for slot in strip if slot.name not in gone))
    for slot in copied:
        taken = strip.slot(slot.name) is not None
        new = replace(slot, name=name_for(strip, slot.effect)) if taken else slot
        at = place(strip, new.effect)
        strip = replace(strip, chain=(*strip.chain[:at], new, *strip.chain[at:]))
    return strip
