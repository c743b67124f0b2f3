"""Which knob a number is of that was said with nothing but its unit: "make it 20 ms", "set it to -4 dB"."""

from __future__ import annotations

from dataclasses import replace

from assistant.resolve import only
from assistant.session import Session
from assistant.slots import effect_of
from assistant.turn import Turn
from dsp.effects import BY_NAME
from dsp.mix import Slot
from grammar.catalogue import LEVEL
from grammar.intent import Again, Ask, Correct, Nudge, Set


def as_told(intent: Correct, last: Turn) -> Set | None:
    """Return a number behind a question of an effect's settings as that knob's: "how long is it?" "make it 1.2 s"."""
    asked = last.intents[0] if len(last.intents) == 1 else None
    if not isinstance(asked, Ask) or asked.about != "settings" or asked.name not in BY_NAME:
        return None
    amount = intent.amount
    if amount is None or amount.value is None or not amount.unit or intent != Correct(amount=amount):
        return None
    fitting = [param for param in BY_NAME[asked.name].params.values() if param.unit == amount.unit]
    named = [param for param in fitting if any(word in last.said.casefold() for word in param.words)] or fitting
    return Set(asked.target, asked.name, ((named[0].name, amount.value),)) if len(named) == 1 else None


def another_knob(intent: Correct, turn: Turn) -> Set | None:
    """Return the knob that a number is for where the last request said none in that unit: "24 dB per octave"."""
    amount, last = intent.amount, turn.intents[-1]
    if isinstance(last, Again):
        return _same_knob(intent, turn)
    if amount is None or amount.value is None or not amount.unit or intent.target:
        return None
    if not isinstance(last, Set) or not last.effect:
        return None
    params = BY_NAME[last.effect].params
    fitting = [knob for knob, param in params.items() if param.unit == amount.unit]
    if len(fitting) != 1 or any(params[knob].unit == amount.unit for knob, _ in last.knobs if knob in params):
        return None
    slots = {move.slot for move in turn.moves if effect_of(move) == last.effect}
    return Set(last.target, last.effect, ((fitting[0], amount.value),), last.slot or (*slots, "")[0])


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
