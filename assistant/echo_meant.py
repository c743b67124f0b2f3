"""What is said right behind echoes or reverb of these, and not of the sound that they are of."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.resolve import only
from assistant.session import Session
from assistant.slots import effect_of
from dsp.mix import Slot
from grammar.catalogue import LEVEL
from grammar.intent import Again, Amount, Intent, Nudge, Set, Sound

LOUD_BY = {"Delay": "mix_pct", "Send": "level_db"}
"""The knobs that say how loud is what was added to a sound."""

FILTERED_BY = {"LowPass": "high_cut_hz", "HighPass": "low_cut_hz"}
"""The knobs of echoes that do what these do to a sound."""


def of_the_echo(intent: Nudge | Set | Sound, session: Session) -> Intent:
    """Return "too loud", or "filter it", said right behind a change to echoes or to reverb as said of these.

    "Turn it up" is of the track; "turn it down" right behind a new echo, which nobody wanted softer before, is of that.
    """
    last = session.turns[-1] if session.turns else None
    moves = [move for step in last.steps for move in step.moves if isinstance(move.thing, Slot)] if last else []
    kinds = {effect_of(move) for move in moves} - {"Reverb"}  # the return that a first send makes
    (effect,) = kinds if len(kinds) == 1 else ("",)
    if effect not in LOUD_BY:
        return intent
    if effect == "Delay" and isinstance(intent, Nudge) and (intent.effect, intent.knob) == ("Send", LOUD_BY["Send"]):
        return replace(intent, effect=effect, knob=LOUD_BY[effect])  # "wetter"
    if isinstance(intent, Sound):
        brighter = intent.more == (intent.quality == "bright")
        toned = effect == "Delay" and intent.quality in ("bright", "dark") and not intent.span
        return Nudge(intent.target, effect, "high_cut_hz", brighter, intent.amount) if toned else intent
    level = isinstance(intent, Nudge) and (intent.effect, intent.knob) == LEVEL and intent.amount.value is None
    fresh = all(move.before is None for move in moves)
    if isinstance(intent, Nudge) and level and (not intent.target or (fresh and not intent.up)):
        return replace(intent, effect=effect, knob=LOUD_BY[effect])
    filters = isinstance(intent, Set) and intent.effect in FILTERED_BY and len(intent.knobs) == 1
    if isinstance(intent, Set) and filters and effect == "Delay" and intent.knobs[0][0] == "cutoff_hz":
        return replace(intent, effect=effect, knobs=((FILTERED_BY[intent.effect], intent.knobs[0][1]),))
    return intent


OF_IT = re.compile(r"\bof it\b", re.IGNORECASE)


def some_of_it(said: str, intent: Intent, session: Session) -> Intent:
    """Return "less of it" behind a shorter reverb as less reverb: "it" is that, not how it was turned."""
    last = session.turns[-1].intents if session.turns and session.turns[-1].steps else ()
    if not isinstance(intent, Again) or not last or not OF_IT.search(said):
        return intent
    turned = {one.effect for one in last if isinstance(one, Nudge | Set)}
    if len(turned) != 1 or not turned <= {"Reverb", "Delay"}:
        return intent
    effect = "Send" if turned == {"Reverb"} else "Delay"
    moved = next((turn.moves for _, turn in session.acts() if effect in set(map(effect_of, turn.moves))), ())
    names = dict.fromkeys(move.strip for move in moved if effect_of(move) == effect)
    if not names:
        return intent
    return Nudge(only(*names), effect, LOUD_BY[effect], intent.factor > 1, intent.amount or Amount())
