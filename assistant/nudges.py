"""Knobs turned from where they stand: "more", "2 dB up", "a slower release"."""

from __future__ import annotations

import math
from dataclasses import replace

from assistant import convolving, roominess
from assistant.change import Change, adjusted, at_rest, beyond, on, return_for, said_so, which_filter
from assistant.distance import first_goal, towards
from assistant.outcome import Decline, asks, asks_which, refuses
from assistant.resolve import effect_for, in_unit, knob_of
from assistant.settings import decide
from assistant.slots import RETURN, added, find
from assistant.strength import as_hard
from assistant.studio import Studio
from assistant.tone import TONES
from assistant.turn import Reason
from dsp.effect import Effect
from dsp.effects import Align, Bell, Convolution, DeReverb, Fader, PitchShift, Send
from dsp.mix import Mix, Move, Slot
from dsp.param import Param
from grammar.catalogue import intensity, part_of, parts_of
from grammar.filling import WET
from grammar.intent import Amount, Nudge, Set


def nudge(intent: Nudge, mix: Mix, name: str, studio: Studio) -> Change | Decline:
    """Return the change that turns a knob of one strip from where it stands."""
    if intent.effect == Send.__name__ and not intent.slot and convolving.is_its_reverb(mix[name]):
        intent = replace(intent, effect=Convolution.__name__, knob="wet_db")
    effect = effect_for(intent, intent.knob, mix[name])
    if isinstance(effect, Decline):
        return effect
    param = knob_of(effect, intent.knob)
    if isinstance(param, Decline):
        return param
    made = return_for(effect, RETURN, mix, name)
    if isinstance(made, Decline):
        return made
    mix, moves = made
    strip = mix[name]
    slot = strip.slot(intent.slot) if intent.slot else find(strip, effect)
    if slot is None and effect in TONES and (effect is Bell or strip.of(effect)):
        return asks(which_filter(strip, effect))
    recorded = None if slot or effect is not Send or intent.up else _recorded_room(intent, mix, name, studio)
    if recorded is not None:
        return recorded
    if slot is None and effect is Send and (not intent.up or intent.amount.unit == "x"):
        listened = mix[name].kind == "track" and not intent.up and intent.amount.value is None
        own = " from here, and I hear no room in its recording" if listened else ""
        return Decline("answered", f"{name} has no reverb{own}.")  # of which there were half, or twice as much
    if slot is None and effect is Send and intent.amount.value is None:
        return _first_reverb(intent, mix, name, studio, moves)
    absent = None if slot or effect in TONES else _not_there(intent, effect, param, name)
    if absent is not None:
        return absent
    # pitch goes up or down from what was recorded, which nothing has to be decided for
    decided = () if slot or effect is PitchShift else decide(studio, mix, strip, effect, {})
    if isinstance(decided, Decline):
        return decided
    if part := part_of(effect.__name__, param.name):  # the others are left alone, and what rests midway is just turned
        resting = param.default in (param.low, param.high)
        decided = tuple(d for d in decided if part_of(effect.__name__, d.knob) in ("", part if resting else None))
    elif _each_alone(effect):
        decided = tuple(d for d in decided if d.knob == param.name and intent.up == (d.value > param.default))
    decided = as_hard(effect, decided, param.name, intent.amount)
    start = slot.effect if slot else at_rest(effect, RETURN).with_(**{d.knob: d.value for d in decided})
    old = float(getattr(start, param.name))
    new = _moved(intent, param, effect, old)
    if isinstance(new, Decline):
        return new
    if slot is None and any(d.knob == param.name for d in decided) and intent.amount.value is None:
        new = old
    if not param.allows(new):
        nearest = param.clamp(new)
        if nearest == old:
            return Decline(
                "answered", f"{name}'s {effect.words[0]} {param.words[0]} is at its end: {param.format(old)}."
            )
        text = beyond(effect, param, new, nearest)
        return asks(text, (replace(_absolute(intent, effect, param, nearest), target=on(intent, name).target),))
    turned = start.with_(**{param.name: new})
    word = param.heading(old, new) if new != old else effect.words[0]
    reason = (
        () if intent.amount.value is None else said_so(name, slot.name if slot else effect.words[0], {param.name: new})
    )
    if slot is not None:
        return Change(adjusted(strip, slot, turned), word, reason)
    because = tuple(Reason(name, effect.words[0], d.knob, "craft", d.value, 1.0, d.because) for d in decided)
    return Change((*moves, added(strip, turned)), word, (*reason, *because))


def _recorded_room(intent: Nudge, mix: Mix, name: str, studio: Studio) -> Change | None:
    """Return the change that takes room from the recording, where no reverb was added and it has some of its own."""
    if mix[name].kind != "track" or intent.amount.value is not None:
        return None
    slot = find(mix[name], DeReverb)
    if slot is not None:
        turned = roominess.FAULT.further(slot.effect, intent.amount.degree)
        return Change(adjusted(mix[name], slot, turned), "less roomy")
    found = roominess.find(studio, mix, name, intent.amount.degree)
    if isinstance(found, Decline):
        return None
    move, values = added(mix[name], found.effect), found.effect.knobs()
    reasons = (
        Reason(name, move.slot, knob, "craft", values[knob], 1.0, f"no reverb was added to it, and {why}")
        for knob, why in found.because.items()
    )
    return Change((move,), "less roomy", tuple(reasons))


def _not_there(intent: Nudge, effect: type[Effect], param: Param, name: str) -> Decline | None:
    """Say that an effect is not there to be turned, unless turning it is how one comes to be: "more compression"."""
    part = part_of(effect.__name__, param.name)
    more = parts_of(effect.__name__)[part] if part else intensity(effect.__name__)
    if len(effect.params) > 1 and (effect.__name__, param.name) != more[:2] and not _each_alone(effect):
        add = Set(on(intent, name).target, effect.__name__)
        word = effect.words[0]
        return asks(f"{name} has no {word} whose {param.words[0]} could be turned; shall I add a {word}?", (add,))
    less = (effect.__name__, param.name, not intent.up) == more
    if effect is Align and not intent.up:
        return refuses(
            f"{name} is held back by nothing, and nothing comes earlier than it was recorded; hold the others back, "
            f'for example "move everything except {name} 10 ms later".'
        )
    if less and _at_rest(param, 1 if intent.up else -1):
        return Decline("answered", f"{name} has no {effect.words[0]}, so there is none to have less of.")
    return None


def _each_alone(effect: type[Effect]) -> bool:
    """Whether each knob of an effect rests midway and does by itself what it is for: "less sustain", "more attack"."""
    return all(param.default == 0 and param.low == -param.high for param in effect.params.values())


def _at_rest(param: Param, way: int) -> bool:
    """Whether a knob as it comes stands where it hardly goes further that way: there is nothing yet to take back."""
    return param.move(param.default, 2 * way) in (param.low, param.high)


def _first_reverb(intent: Nudge, mix: Mix, name: str, studio: Studio, made: tuple[Move, ...]) -> Change | Decline:
    """Give a dry strip reverb, as much as was asked for, set by measurement."""
    if studio.heard(mix, name).active_dbfs is None:
        return refuses(f"{name} is silent, so there is nothing to hear reverb of.")
    goal = first_goal(intent.amount.degree)
    sent, _ = towards(studio, mix, name, goal)
    reason = Reason(
        name,
        sent[-1].slot,
        "level_db",
        "craft",
        _level(sent[-1]),
        1.0,
        f"set so that it stands {goal:g} dB over its reverb",
    )
    return Change((*made, *sent), Send.params["level_db"].up, (reason,))


def _level(sent: Move) -> float:
    assert isinstance(sent.after, Slot)
    return float(sent.after.effect.knobs()["level_db"])


def _moved(intent: Nudge, param: Param, effect: type[Effect], old: float) -> float | Decline:
    """Return where a nudge takes a knob: exactly so far if a number was said, else an ordinary move."""
    sign = 1 if intent.up else -1
    amount = intent.amount
    if amount.value is None:
        return param.move(old, sign * amount.degree)
    if amount.unit == "x":
        return _times(intent, param, effect, old, amount.value if intent.up else 1 / amount.value)
    if amount.unit == "%" and (effect is Fader or (param.unit == "dB" and param.name in WET)):
        times = 1 + sign * amount.value / 100
        return _times(intent, param, effect, old, times) if times > 0 else asks("Say by how many dB.")
    if amount.unit == "%" and param.unit != "%":
        return (
            round(old * (1 + sign * amount.value / 100), 6)
            if param.log
            else asks(f"Say by how many {param.unit} to move the {effect.words[0]} {param.words[0]}.")
        )
    by = in_unit(amount.value, amount.unit, param, effect)
    return by if isinstance(by, Decline) else round(old + sign * by, 6)


EAR_DB, VOLTAGE_DB = 10.0, 20 * math.log10(2)
"""How many dB are twice as loud, and how many twice the voltage.

References
----------
S. S. Stevens, "The measurement of loudness", J. Acoust. Soc. Am. 27, 1955: about 10 dB are heard as twice as loud.
"""


def _as_loud(intent: Nudge, factor: float) -> Decline:
    """Ask which is meant by so many times as loud: as it is heard, or as a fader counts."""
    doublings = math.log2(factor)
    choices = (EAR_DB * doublings, VOLTAGE_DB * doublings)
    options = tuple(
        (
            f"{round(abs(by), 1):g} dB {'up' if by > 0 else 'down'}",
            (replace(intent, amount=Amount(value=round(abs(by), 1), unit="dB")),),
        )
        for by in choices
    )
    heard, counted = (text for text, _ in options)
    return asks_which(f"To the ear that is {heard}, as a voltage {counted}. Which one?", options)


def _times(intent: Nudge, param: Param, effect: type[Effect], old: float, factor: float) -> float | Decline:
    """Return where a knob stands when it gives so many times as much."""
    if effect is Fader:
        return _as_loud(intent, factor)
    if param.unit == "dB":
        return param.snap(old + 20 * math.log10(factor))
    if param.choices or old == 0:
        return asks(f"Say where to put the {effect.words[0]} {param.words[0]}: {param.format(param.low)} and up.")
    return param.snap(old * factor)


def _absolute(intent: Nudge, effect: type[Effect], param: Param, value: float) -> Set:
    return Set(intent.target, effect.__name__, ((param.name, value),), intent.slot)
