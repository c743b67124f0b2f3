"""What was asked for, asked for somebody else, elsewhere, or by another amount: "and the bass too", "same but half"."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any, cast

from dsp.effects import BY_NAME
from grammar.catalogue import LEVEL, intensity, part_of, parts_of
from grammar.intent import (
    Amount,
    Bypass,
    Clause,
    Correct,
    Glue,
    Intent,
    Like,
    NotUnderstood,
    Nudge,
    Reducing,
    Remove,
    Same,
    Set,
    Sound,
    Speed,
    Target,
    Unmask,
)
from grammar.numbers import Quantity
from grammar.pieces import Likewise, Value
from grammar.refs import names_level
from grammar.senses import has_strength, stronger
from grammar.settings import band

LIKEWISE = Sound | Nudge | Set | Remove | Bypass | Like | Glue | Reducing | Unmask
"""What can be asked for somebody else as it was asked for the first."""


_ADDS = re.compile(r"\s*(?:and|also|plus)\b", re.IGNORECASE)


_SAME = re.compile(r"(?!and\b|also\b)(?:(?!the\b)[\w.]+ )+same", re.IGNORECASE)
"""What may be as it was or as the one before: "vox +1.5, bass -1, kick same"."""


def goes_on(text: str, clauses: list[Clause]) -> list[Clause]:
    """Return the clauses, one that merely names somebody as the same for him: "and the snare", "also piano"."""
    for at in range(2, len(clauses)):
        one, other, now = (clause.meaning for clause in clauses[at - 2 : at + 1])
        alike = isinstance(one, Nudge) and isinstance(other, Nudge) and (one.up, one.amount) == (other.up, other.amount)
        said = clauses[at].text
        if _SAME.fullmatch(said) and isinstance(other, Nudge) and isinstance(now, Nudge) and not alike:
            unsure = NotUnderstood(said, len(said), reason="it may stay as it is, or be changed like the one before")
            clauses[at] = replace(clauses[at], meaning=unsure)
    meant = clauses[0].meaning if len(clauses) == 1 and _ADDS.match(text) else None
    if isinstance(meant, Correct) and meant.target and meant == Correct(meant.target, answers=True):
        return [replace(clauses[0], meaning=Same(meant.target))]
    return clauses


def alike_to(before: Intent, same: Likewise) -> Intent | None:
    """Return what "and the bass too", "and less on the snare" asks for after `before`; None if that says nothing."""
    if same.quality:
        if not isinstance(before, Sound) or before.more:
            return None
        return replace(before, quality=same.quality, target=same.target or before.target)
    if same.amount is None and same.more is None and same.place is None and isinstance(before, LIKEWISE):
        return cast(Intent, replace(cast(Any, before), target=same.target or cast(Any, before).target))
    if not isinstance(before, Sound | Nudge | Set | Remove):
        return None
    if same.place is not None:
        return _at_another_place(before, same, same.place)
    if same.amount is not None and same.amount.words == "opposite":
        turned = opposite(before)
        return cast(Intent, replace(cast(Any, turned), target=same.target or before.target)) if turned else None
    if same.amount is not None and same.amount.words in SCALED:
        return _scaled(before, same)
    how_much = same.amount or Amount()
    if isinstance(before, Sound | Nudge) and names_level(same.target):
        more = before.more if isinstance(before, Sound) else before.up == _is_direct(before)
        up = more if same.more is None else same.more
        return Nudge(same.target, *LEVEL, up, how_much)  # "reduce its boom and its level by 1"
    if isinstance(before, Sound):
        return replace(
            before, target=same.target, more=before.more if same.more is None else same.more, amount=how_much
        )
    if isinstance(before, Nudge):
        up = before.up if same.more is None else same.more == _is_direct(before)
        return replace(before, target=same.target, up=up, amount=how_much)
    if isinstance(before, Set) and same.more is None and how_much.value is not None:
        return _at_another_value(before, same.target, how_much.value, how_much.unit)
    return None


GAINS = ("gain_db", "depth_db")

SCALED = ("gentler", "harder", "opposite")
"""What says how much of the same, or which way: "the same on the bass, but gentler"."""


def opposite(asked: Intent) -> Intent | None:
    """Return the opposite of a request, None if it has none."""
    match asked:
        case Nudge():
            return replace(asked, up=not asked.up)
        case Sound():
            return replace(asked, more=not asked.more, complaint=False)
        case Speed(by=True) if asked.value is not None:
            value = 1 / asked.value if asked.unit == "x" else -asked.value
            return replace(asked, value=value, up=not asked.up)
        case Set(knobs=((knob, bool(on)),)):
            return replace(asked, knobs=((knob, not on),))  # "flip tom 1", "flip it"
        case Set() if asked.effect != LEVEL[0]:  # a fader at -8 dB has no opposite at +8
            turned = {knob: value for knob, value in asked.knobs if knob in ("gain_db", "position_pct")}
            if len(turned) != 1 or isinstance(next(iter(turned.values())), str):
                return None
            knobs = tuple((k, -float(v) if k in turned else v) for k, v in asked.knobs)
            return replace(asked, knobs=knobs)
    return None


def _scaled(before: Sound | Nudge | Set | Remove, same: Likewise) -> Intent | None:
    """Return the same to half of it, or half as much again; None where there is no more or less of it."""
    assert same.amount is not None
    factor, target = same.amount.degree, same.target or before.target
    if isinstance(before, Sound | Nudge):
        said = before.amount
        value = None if said.value is None else round(said.value * factor, 2)
        how_much = replace(said, degree=said.degree if value is not None else said.degree * factor, value=value)
        return replace(before, target=target, amount=how_much)
    if not isinstance(before, Set):
        return None
    if any(knob in GAINS for knob, _ in before.knobs):
        knobs = tuple((k, round(float(v) * factor, 2) if k in GAINS else v) for k, v in before.knobs)
        return replace(before, target=target, knobs=knobs)
    asked = replace(before, target=target)
    return stronger(target, before.effect, True, Amount(factor)) if has_strength(asked) else None


def _at_another_value(before: Set, target: Target, value: float, unit: str) -> Intent | None:
    """Return what "and the vocal 2:1" asks for after "compress the bass 4:1": its one knob, to the same side."""
    if before.effect not in BY_NAME or len(before.knobs) != 1:
        return None
    ((knob, was),) = before.knobs
    if (
        not isinstance(was, int | float)
        or isinstance(was, bool)
        or unit not in ("", BY_NAME[before.effect].params[knob].unit)
    ):
        return None
    return replace(before, target=target, knobs=((knob, math.copysign(value, was) if was else value),))


def _at_another_place(before: Intent, same: Likewise, place: Quantity) -> Intent | None:
    """Return the band that "and 3 dB at 5k" asks for after another: the same way, elsewhere."""
    gain = dict(before.knobs).get("gain_db") if isinstance(before, Set) else None
    if gain is None or not isinstance(before, Set) or same.amount is None or same.amount.value is None:
        return None
    depth = Value("by", Quantity(same.amount.value, same.amount.unit))
    return band(same.target or before.target, "", float(gain) > 0, (depth, Value("at", place)), (), None)


def _is_direct(nudge: Nudge) -> bool:
    """Whether more of what is nudged means up: more compression is a lower threshold."""
    if not nudge.effect:
        return True
    part = part_of(nudge.effect, nudge.knob)
    effect, knob, up = parts_of(nudge.effect)[part] if part else intensity(nudge.effect)
    return up if (effect, knob) == (nudge.effect, nudge.knob) else True
