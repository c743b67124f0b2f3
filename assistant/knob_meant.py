"""Which knob a number is of that was said with nothing but its unit: "make it 20 ms", "set it to -4 dB"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.resolve import only, strips
from assistant.session import Session
from assistant.slots import effect_of
from assistant.turn import Turn
from dsp.effects import BY_NAME
from dsp.mix import Slot
from grammar.catalogue import LEVEL
from grammar.intent import Again, Ask, Correct, Intent, Nudge, Set, Sound, Target

LEAST_HZ = 30.0
"""What a bare number is a frequency from, behind a filter: no gain goes as far."""


def as_told(intent: Correct, last: Turn) -> Set | None:
    """Return a number behind a question of an effect's settings as that knob's: "how long is it?" "make it 1.2 s"."""
    asked = last.intents[0] if len(last.intents) == 1 else None
    amount = intent.amount
    if amount is None or amount.value is None or not amount.unit or intent != Correct(amount=amount):
        return None
    if not isinstance(asked, Ask) or asked.about != "settings" or asked.name not in BY_NAME:
        return None
    fitting = [param for param in BY_NAME[asked.name].params.values() if param.unit == amount.unit]
    named = [param for param in fitting if any(word in last.said.casefold() for word in param.words)] or fitting
    return Set(asked.target, asked.name, ((named[0].name, amount.value),)) if len(named) == 1 else None


def another_knob(intent: Correct, turn: Turn) -> Set | None:
    """Return the knob that a number is for where the last request said none in that unit: "24 dB per octave".

    "Harder" turned a threshold, so "make it 4 to 1" is of the ratio of that compressor.
    """
    amount, last = intent.amount, turn.intents[-1]
    if amount is None or amount.value is None or intent.target:
        return None
    if isinstance(last, Again) and (same := _same_knob(intent, turn)):
        return same
    pitch = isinstance(last, Set | Nudge) and not amount.unit and _is_pitch(amount.value, last)
    amount = replace(amount, unit="Hz") if pitch else amount
    if not amount.unit or not isinstance(last, Again | Nudge | Set | Sound):
        return None
    own = last if isinstance(last, Set) and last.effect in BY_NAME else None
    effects = dict.fromkeys(filter(None, (own.effect if own else "", *map(effect_of, turn.moves))))
    fitting = [
        (effect, knob)
        for effect in effects
        if effect in BY_NAME
        for knob, param in BY_NAME[effect].params.items()
        if param.unit == amount.unit
    ]
    if len(fitting) != 1 or (fitting[0][1] in _turned(last, turn) and not pitch):
        return None
    value, ((effect, knob),) = amount.value or 0.0, fitting
    places = [(move.strip, move.slot) for move in turn.moves if effect_of(move) == effect]
    if own and own.effect == effect:
        whom, slot = own.target, own.slot or (places[0][1] if places else "")
    else:
        whom, slot = only(*dict.fromkeys(strip for strip, _ in places)), places[0][1]
    return Set(whom, effect, ((knob, value),), slot)


def _is_pitch(value: float, last: Set | Nudge) -> bool:
    """Whether a bare number behind a filter can only be its frequency: "low cut on the guitars" "at 120"."""
    return (
        value >= LEAST_HZ and last.effect in BY_NAME and "Hz" in {p.unit for p in BY_NAME[last.effect].params.values()}
    )


def _turned(last: Again | Nudge | Set | Sound, turn: Turn) -> set[str]:
    """Return the knobs that a request turned: those it named, or those that stand otherwise than before."""
    if isinstance(last, Set):
        return {knob for knob, _ in last.knobs}
    pairs = [
        (m.before.effect, m.after.effect)
        for m in turn.moves
        if isinstance(m.before, Slot) and isinstance(m.after, Slot)
    ]
    fresh = [
        (type(m.after.effect)(), m.after.effect) for m in turn.moves if m.before is None and isinstance(m.after, Slot)
    ]
    return {name for then, now in (*pairs, *fresh) for name in now.params if getattr(then, name) != getattr(now, name)}


def _same_knob(intent: Correct, turn: Turn) -> Set | None:
    """Return a number behind "more" or "less" as that of the knob which was turned: "less" "make it 12 ms"."""
    amount = intent.amount
    if amount is None or amount.value is None or len(turn.moves) != 1 or intent != Correct(amount=amount):
        return None
    (move,) = turn.moves
    if not (isinstance(move.before, Slot) and isinstance(move.after, Slot)):
        return None
    then, now = move.before.effect, move.after.effect
    turned = [p for name, p in now.params.items() if getattr(then, name) != getattr(now, name)]
    if len(turned) != 1 or amount.unit not in ("", turned[0].unit):
        return None
    return Set(only(move.strip), type(now).__name__, ((turned[0].name, amount.value),), move.slot)


def of_that_knob(intent: Set, session: Session) -> Set:
    """Return "set it to -4 dB" right behind a knob that stands in dB as said of that and not of the fader."""
    last = session.turns[-1].intents if session.turns else ()
    if intent.effect != LEVEL[0] or not last:
        return intent
    match last[-1]:
        case Set(effect=effect, knobs=knobs, slot=slot) if effect in BY_NAME:
            turned = [knob for knob, _ in knobs if BY_NAME[effect].params[knob].unit == "dB"]
        case Nudge(effect=effect, knob=knob, slot=slot) if effect in BY_NAME:
            turned = [knob] if BY_NAME[effect].params[knob].unit == "dB" else []
        case _:
            return intent
    if len(turned) != 1:
        return intent
    return replace(intent, effect=effect, knobs=((turned[0], intent.knobs[0][1]),), slot=slot)


TIMELY = re.compile(r"\b(?:slower|faster|quicker|longer|shorter)\b", re.IGNORECASE)
"""What is said of a knob that is a time, and of no other."""


def in_time(said: str, intent: Intent, session: Session) -> Intent:
    """Return "slower attack" as that of the effect worked on last that has one in milliseconds.

    What makes an onset harder goes by the name of attack too, and has no pace.
    """
    if not isinstance(intent, Nudge) or intent.effect or not TIMELY.search(said):
        return intent
    for _, turn in session.acts():
        for effect in filter(None, map(effect_of, reversed(turn.moves))):
            params = BY_NAME[effect].params.values() if effect in BY_NAME else ()
            timed = next((p for p in params if intent.knob in p.words and p.unit in ("ms", "s")), None)
            if timed is not None and (not intent.target or _on_them(intent.target, turn, session)):
                return replace(intent, effect=effect, knob=timed.name)
    return intent


def _on_them(target: Target, turn: Turn, session: Session) -> bool:
    names = strips(target, session)
    return isinstance(names, tuple) and {*names} <= {move.strip for move in turn.moves}


PITCHED = re.compile(
    r"(?:(?:and|ok|okay|a bit|a little|even|much|way|go|make it|still),? )*(?:higher|lower)(?: please)?", re.I
)
"""What says where a filter is to be, right behind one."""


def in_pitch(said: str, intent: Intent, session: Session) -> Intent:
    """Return "higher" right behind a filter as that of the filter; elsewhere it is of a level."""
    last = session.turns[-1] if session.turns else None
    level = isinstance(intent, Nudge) and (intent.effect, intent.knob) == LEVEL and intent.amount.value is None
    if not isinstance(intent, Nudge) or not level or not last or not PITCHED.fullmatch(said.strip(" .!?")):
        return intent
    effects = set(map(effect_of, last.moves))
    (effect,) = effects if len(effects) == 1 else ("",)
    if effect not in ("HighPass", "LowPass", "Notch", "Bell"):
        return intent
    knob = next(param.name for param in BY_NAME[effect].params.values() if param.unit == "Hz")
    return replace(intent, effect=effect, knob=knob)
