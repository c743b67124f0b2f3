"""Which knob a number is of that was said with nothing but its unit: "make it 20 ms", "24 dB per octave"."""

from __future__ import annotations

from assistant.resolve import only
from assistant.slots import effect_of
from assistant.turn import Turn
from dsp.effects import BY_NAME
from dsp.mix import Slot
from grammar.intent import Again, Ask, Correct, Set


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
