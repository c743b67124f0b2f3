"""What is not liked of an effect that is there: whether it shall go, or only be less."""

from __future__ import annotations

from dataclasses import replace

from assistant import knobs
from assistant.outcome import Decline, Done, asks
from assistant.session import Session
from assistant.studio import Studio
from dsp.effects import BY_NAME
from grammar.catalogue import SENT, intensity, strength_of
from grammar.intent import Dislike, Nudge, Remove, Sound
from grammar.say import intent_text


def disliked(intent: Dislike, session: Session, studio: Studio) -> Done | Decline:
    """Ask whether an effect is to be taken off that somebody does not like, or say that it is not there."""
    effect = SENT.get(intent.effect, intent.effect)
    gone = Remove(intent.target, effect)
    without = knobs.turn(gone, session, studio)
    if isinstance(without, Decline):
        if effect != SENT["Reverb"] or without.status != "answered":
            return without
        dried = intent_text(Sound(intent.target, "roomy", more=False))
        return replace(without, text=f'{without.text} "{dried}" takes away what room was recorded with it.')
    question = f'Shall I take it off: "{intent_text(gone)}"?'
    if effect not in BY_NAME or not (strength_of(effect) or effect in SENT.values()):
        return asks(question, (gone,))
    _, knob, up = intensity(effect)
    less = intent_text(Nudge(intent.target, effect, knob, not up))
    return asks(f'{question} To have less of it, say "{less}".', (gone,))
