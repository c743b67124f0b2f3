"""Too compressed: less of what holds a track down where anything does, and no attack shaped in its stead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant import glue, knobs
from assistant.outcome import Act, Decline, Done, asks
from assistant.resolve import called, listed, only
from assistant.session import Session
from assistant.slots import find
from assistant.studio import Studio
from dsp.effect import Effect
from dsp.effects import Clipper, Compressor, Limiter, MultibandCompressor, UpwardCompressor
from dsp.mix import MAIN, Mix
from dsp.routing import output
from grammar.catalogue import intensity
from grammar.intent import Glue, Nudge, Sound
from grammar.relations import GLUE

SQUASHED = "squashed"

PRESSES: tuple[type[Effect], ...] = (Compressor, MultibandCompressor, Limiter, Clipper, UpwardCompressor)
"""What makes loud moments softer, or soft ones louder: there may be too much of it, that of the first first."""


def loosen(intent: Sound, names: Sequence[str], session: Session, studio: Studio, sound: Act) -> Done | Decline:
    """Have less of what presses strips, or the buses they feed; ask whether hits are to stand out where nothing does.

    What was pressed before it was recorded no effect gives back: a transient shaper only brings out how sounds begin.
    """
    mix = session.mix
    pressed = [name for name in names if _presses(mix, name)]
    pressed = pressed or list(dict.fromkeys(bus for name in names for bus in _fed(mix, name) if _presses(mix, bus)))
    made = Done(focus=tuple(names))
    for name in pressed:
        now = replace(session, mix=mix.apply(*(move for step in made.steps for move in step.moves)))
        eased = _eased(intent, name, now, studio)
        if isinstance(eased, Decline):
            return eased
        made = replace(made, steps=(*made.steps, *eased.steps), text=" ".join(filter(None, (made.text, eased.text))))
    if pressed:
        return made
    return _nothing_presses(intent, names, session, studio, sound)


def _nothing_presses(
    intent: Sound, names: Sequence[str], session: Session, studio: Studio, sound: Act
) -> Done | Decline:
    """Say that nothing presses what was meant, and offer what may help: only what does is offered."""
    who = listed(list(map(called, names)))
    others = [strip.name for strip in session.mix if strip.name not in names and _presses(session.mix, strip.name)]
    if MAIN in names and others:
        return asks(
            f"Nothing compresses the sum of the tracks; what is compressed by itself is {listed(others)}. "
            f"Shall I have less of that?",
            (replace(intent, target=only(*others)),),
        )
    told = (
        f"Nothing from here compresses {who}: what you hear is so in the recording, which no effect gives back whole."
    )
    punchier = replace(intent, quality="punchy", more=True, complaint=False)
    if not isinstance(sound(punchier, session, studio), Done):
        return Decline("answered", told)
    return asks(f"{told} A transient shaper brings out how sounds begin; shall I make {who} punchier?", (punchier,))


def _fed(mix: Mix, name: str) -> list[str]:
    """Return the buses that a strip goes through, the nearest first; what is on main is of the whole."""
    found: list[str] = []
    while (name := output(mix[name])) and name != MAIN:
        found.append(name)
    return found


def _presses(mix: Mix, name: str) -> type[Effect] | None:
    return next((kind for kind in PRESSES if find(mix[name], kind)), None)


def _eased(intent: Sound, name: str, session: Session, studio: Studio) -> Done | Decline:
    """Have less of what presses one strip first."""
    kind = _presses(session.mix, name)
    assert kind is not None, "something presses it"
    if session.mix[name].slot(GLUE):
        return glue.glue(Glue(only(name), amount=intent.amount, more=False), session, studio)
    effect, knob, up = intensity(kind.__name__)
    return knobs.turn(Nudge(only(name), effect, knob, not up, intent.amount, span=intent.span), session, studio)
