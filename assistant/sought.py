"""Hum that was named with its frequency: taken out where it is heard, and told of with what was measured where not."""

from __future__ import annotations

from dataclasses import replace

from assistant import hums, knobs
from assistant.explain import number
from assistant.outcome import Decline, Done, asks
from assistant.resolve import called, listed, only, strips
from assistant.session import Session
from assistant.slots import find
from assistant.studio import Studio
from dsp.effects import DeHum
from dsp.measure.hum import LEAST, MAINS_HZ, OFF_HZ, STANDS_DB, HumMeter
from dsp.mix import MAIN
from grammar.intent import Set, Sound

HIGHEST = 4
"""Up to this harmonic hum is said to be of that frequency: 120 Hz is the second of 60."""

STRAY_HZ = 2.0
"""Nobody names the frequency of the mains by ear nearer than so."""


def sought(intent: Set, session: Session, studio: Studio) -> Done | Decline:
    """Take hum out at the frequency that was said wherever it is heard; offer to all the same where it is nowhere."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    hertz = _mains(float(dict(intent.knobs)["frequency_hz"]))
    if not any(abs(mains - hertz) <= STRAY_HZ for mains in MAINS_HZ):
        lines = f'hum is of {MAINS_HZ[0]:g} or {MAINS_HZ[1]:g} Hz and their harmonics; "notch {hertz:g} Hz on '
        return Decline("answered", f'{lines[0].upper()}{lines[1:]}{names[0]}" takes out what whistles there.')
    intent = replace(intent, knobs=(("frequency_hz", hertz),))
    there, told = [], []
    for name in names:
        # what has a de-hum already is set to another frequency: what is left of the hum tells nothing of what there was
        meter = None if find(session.mix[name], DeHum) else hums.listen(studio, session.mix, name)
        if meter is None or (meter.hum is not None and abs(meter.hum.mains_hz - hertz) <= OFF_HZ):
            there.append(name)
        else:
            told.append(_none_there(name, hertz, meter))
    exactly = replace(intent, sought=False)
    if there:
        made = knobs.turn(replace(exactly, target=only(*there)), session, studio)
        return replace(made, text="\n".join((*told, *filter(None, (made.text,))))) if isinstance(made, Done) else made
    other = [name for name in names if hums.listen(studio, session.mix, name).hum is not None]
    if other:
        return asks(f"{' '.join(told)} Shall I take that out?", (Sound(only(*other), "hummy", more=False),))
    return asks(f"{' '.join(told)} Shall I add a de-hum at {hertz:g} Hz to {listed(names)} all the same?", (exactly,))


def _mains(hertz: float) -> float:
    """Return the frequency of the mains that hum is of where one of its harmonics was named."""
    if any(abs(mains - hertz) <= STRAY_HZ for mains in MAINS_HZ):
        return hertz
    return next((mains for k in range(2, HIGHEST + 1) for mains in MAINS_HZ if k * mains == hertz), hertz)


def _none_there(name: str, hertz: float, meter: HumMeter) -> str:
    """Say that there is no hum at a frequency, and how far it is from being any, or what there is instead."""
    who = called(name)
    if meter.hum is not None:
        return f"I hear no hum of {hertz:g} Hz on {who}, but {hums.found_words(meter.hum)}."
    stands = meter.strongest_db(hertz)
    if stands is None:
        return f"I hear no hum on {who}."
    return (
        f"I hear no hum of {hertz:g} Hz on {who}: {LEAST} of its harmonics would have to stand {STANDS_DB:g} dB over "
        f"the sound beside them all the time, and the third-strongest stands at {number(stands, 'dB')}."
    )
