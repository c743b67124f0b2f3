"""Effects set aside without losing their settings, and strips as they came."""

from __future__ import annotations

from dataclasses import replace

from assistant.figures import checks_of
from assistant.knobs import turn
from assistant.outcome import Decline, Done, asks, refuses
from assistant.resolve import listed, only, strips, word_of
from assistant.session import Session
from assistant.slots import is_muted
from assistant.studio import Studio
from assistant.tone import TONES
from assistant.turn import Step
from dsp.effects import BY_NAME, Fader, Mute, Output, Pan, Reverb, Send, Solo, TimeStretch
from dsp.mix import Move, Slot, Strip, adjust, slot_moves
from grammar.intent import Bypass, Reset, Set

ALWAYS = (Fader, Pan, Mute, Solo, Output)
"""What is no effect that a sound could go past."""


def bypass(intent: Bypass, session: Session, studio: Studio) -> Done | Decline:
    """Let the sound of some strips go past an effect, or through it again."""
    if intent.effect in {kind.__name__ for kind in ALWAYS}:
        return refuses("Faders, pans, mutes and solos are not bypassed; say where they should stand.")
    names = _meant(intent, session)
    if isinstance(names, Decline):
        return names
    if not intent.effect and not intent.on and all(is_muted(session.mix[name]) for name in names):
        return turn(Set(intent.target, Mute.__name__, (("on", False),)), session, studio)
    word = word_of(intent.effect)
    steps: list[Step] = []
    mix = session.mix
    present = [name for name in names if slots_of(mix[name], intent.effect)]
    if not present:
        return Decline("answered", f"{listed(names)} {'has' if len(names) == 1 else 'have'} no {word}.")
    for name in present:
        moves = tuple(
            replace(adjust(mix[name], slot, slot.effect), after=replace(slot, bypassed=intent.on))
            for slot in slots_of(mix[name], intent.effect)
            if slot.bypassed != intent.on
        )
        if not moves:
            continue
        after = mix.apply(*moves)
        own = replace(intent, target=only(name))
        purpose = f"{word} {'bypassed' if intent.on else 'at work'}"
        steps.append(Step(name, purpose, own, moves, checks=checks_of(studio, mix, after, name, moves)))
        mix = after
    if not steps:
        return Done(text=f"{listed(present)} {'is' if len(present) == 1 else 'are'} so already.", focus=names)
    return Done(tuple(steps), focus=names)


def _meant(intent: Bypass, session: Session) -> tuple[str, ...] | Decline:
    """Return the strips meant: those last talked about if they have such an effect, else the one strip that has."""
    if intent.target:
        return strips(intent.target, session)
    having = tuple(
        strip.name for strip in session.mix if any(s.bypassed != intent.on for s in slots_of(strip, intent.effect))
    )
    focused = tuple(name for name in session.focus if name in having)
    if focused or len(having) == 1 or intent.effect in (Reverb.__name__, Send.__name__):
        return focused or having or Decline("answered", f"There is no {word_of(intent.effect)} to set aside.")
    if having:
        return asks(f"Which one: {listed(having, 'or')}?")
    return Decline(
        "answered", f"There is no {word_of(intent.effect)} {'at work' if intent.on else 'bypassed'} anywhere."
    )


def slots_of(strip: Strip, effect: str) -> tuple[Slot, ...]:
    """Return the slots of an effect, of the equalizer or, where none is named, of all that a sound goes through."""
    if strip.kind == "return":
        return ()
    if not effect:
        return tuple(slot for slot in strip if not isinstance(slot.effect, (*ALWAYS, TimeStretch)))
    if effect == "EQ":
        return tuple(slot for slot in strip if isinstance(slot.effect, TONES))
    kind = Send if effect == Reverb.__name__ else BY_NAME[effect]
    return strip.of(kind)


def reset(intent: Reset, session: Session, studio: Studio) -> Done | Decline:
    """Have strips as they came, or one effect of theirs as nobody has touched it."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    steps: list[Step] = []
    mix = session.mix
    for name in names:
        if name not in session.initial:
            return refuses(f"{name} did not come with the recordings, so there is nothing it came as.")
        moves = _back(mix[name], session.initial[name], intent.effect)
        if not moves:
            continue
        after = mix.apply(*moves)
        own = replace(intent, target=only(name))
        steps.append(Step(name, "as it came", own, moves, checks=checks_of(studio, mix, after, name, moves)))
        mix = after
    if not steps:
        return Done(text=f"{listed(names)} {'is' if len(names) == 1 else 'are'} so already.", focus=names)
    return Done(tuple(steps), focus=names)


def _back(strip: Strip, initial: Strip, effect: str) -> tuple[Move, ...]:
    """Return the moves that make a strip as it came, as far as one kind of effect goes if one is named."""
    if not effect:
        return tuple(slot_moves(strip, initial))
    ours = {slot.name for slot in (*_kind(strip, effect), *_kind(initial, effect))}
    came = {slot.name: slot for slot in initial if slot.name in ours}
    chain = tuple(came.get(slot.name, slot) for slot in strip if slot.name not in ours or slot.name in came)
    return tuple(slot_moves(strip, replace(strip, chain=chain)))


def _kind(strip: Strip, effect: str) -> tuple[Slot, ...]:
    return strip.of(BY_NAME[effect]) if effect in BY_NAME else slots_of(strip, effect)
