"""What is said behind a request of all of it: of whom it is, whom it leaves out, and how much it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from dsp.effects import BY_NAME
from grammar.catalogue import LEVEL, Knob, knobs
from grammar.intent import (
    Again,
    Amount,
    Apart,
    Bypass,
    Ducking,
    Export,
    Intent,
    Like,
    Master,
    NotYet,
    Nudge,
    Ref,
    Remove,
    Set,
    Sound,
    Target,
    Unmask,
)
from grammar.numbers import Quantity
from grammar.parts import Unclear
from grammar.pieces import Setting, Value
from grammar.refs import IT, is_mix
from grammar.senses import has_strength, stronger
from grammar.settings import put


def about(target: Target, asked: Intent) -> Intent:
    """Return an intent as one about `target`, which was said in front: "on the vocal, cut 3 dB at 350"."""
    named = getattr(asked, "target", None)
    if named is None or (named and named != IT):
        raise Unclear("it says twice of whom")
    return cast(Intent, replace(cast(Any, asked), target=target))


def left_out(asked: Intent, refs: tuple[Ref, ...]) -> Intent:
    """Return an intent as one that leaves some out: "everything down 2 dB but not the vocal"."""
    target = getattr(asked, "target", None)
    if any(ref.kind == "main" for ref in refs):
        raise Unclear("it does not say where else")  # "the vocal up, not the verse"
    if isinstance(asked, Export | Master) and not asked.only and is_mix(getattr(asked, "target", Target())):
        heard = Target((Ref("all"),), refs)
        return (
            replace(asked, what="mix", target=Target(), only=heard)
            if isinstance(asked, Export)
            else replace(asked, only=heard)
        )
    if not target or target.without:
        raise Unclear("it leaves out of nobody")
    if {ref.kind for ref in target.refs} == {"main"}:
        target = Target((Ref("all"),))
    return cast(Intent, replace(cast(Any, asked), target=replace(target, without=refs)))


STEPPED = frozenset({"", "dB", "semitones", "cents"})
"""Units of which a number said behind is how far; of others it is where to: "a shorter release, about 80 ms"."""


OF_STEPS = ("slope_db_oct", "voices")
"""Knobs of which a bare number behind says where they are to stand."""


def _stands_bare(asked: Nudge) -> bool:
    """Whether a bare number behind says where a knob is to stand: "shorter reverb, like 0.4", "a steeper cut, 24"."""
    param = BY_NAME[asked.effect].params.get(asked.knob) if asked.effect else None
    return asked.knob in OF_STEPS or (param is not None and param.unit in ("s", "ms"))


def so_much(asked: Intent, how_much: Amount, stands: bool = False) -> tuple[Intent, ...]:
    """Return an intent as one whose amount is said behind: "warmer, but only a touch", "a lot warmer, like 4 dB".

    A number of milliseconds or Hz that `stands` behind with no "by" is where the knob is to be. An amount
    holds over "some", which says no size. Beside a small degree or a number "nothing crazy" says nothing new.
    """
    switched = isinstance(asked, Set) and asked.effect in BY_NAME and "on" in BY_NAME[asked.effect].params
    if switched or isinstance(asked, Remove | Bypass):
        raise Unclear("that is done or it is not; say how much less instead")
    if isinstance(asked, NotYet) and _is_small(how_much):
        return (asked,)  # "clean all the tracks, nothing drastic"
    said = getattr(asked, "amount", None) or Amount()
    if isinstance(asked, Sound | Nudge) and _is_small(how_much) and (said.value is not None or said.degree < 1):
        return (asked,)
    if isinstance(asked, Like) and asked.more and asked.amount is None and how_much.value is None:
        return (replace(asked, amount=how_much),)  # "put the snare in a church, just a bit"
    if isinstance(asked, Set) and how_much.unit == "dB/oct" and "slope_db_oct" not in dict(asked.knobs):
        return put(
            asked.target, asked.effect, tuple(_named(asked)), (Value("", Quantity(how_much.value or 0.0, "dB/oct")),)
        )
    if isinstance(asked, Set) and how_much.value is None and has_strength(asked):
        more = stronger(asked.target, asked.effect, True, how_much)
        return (more, asked) if asked.knobs else (more,)
    if isinstance(asked, Set) and _is_small(how_much) and _is_placed(asked):
        return (stronger(asked.target, asked.effect, True, how_much), asked)  # "de-ess her around 7k, not too hard"
    if isinstance(asked, Set) and _is_shallow_notch(asked, how_much):
        return (replace(asked, knobs=(*asked.knobs, ("depth_db", how_much.value or 0.0))),)
    if isinstance(asked, Apart) and how_much.unit == "%" and how_much.value:
        return (replace(asked, position_pct=how_much.value),)  # "hard left and right, but only 80 %"
    if not isinstance(asked, Sound | Nudge | Ducking | Unmask) or said.value is not None:
        raise Unclear("it says twice how much")
    if said.degree != 1.0 and how_much.value is None:
        raise Unclear("it says twice how much")
    param = BY_NAME[asked.effect].params.get(asked.knob) if isinstance(asked, Nudge) and asked.effect else None
    placed = stands and isinstance(asked, Nudge) and how_much.value is not None and how_much.unit not in STEPPED
    if stands and isinstance(asked, Nudge) and _stands_bare(asked) and how_much.value and not how_much.unit:
        return (_standing(asked, how_much),)  # "a steeper low cut, 24"; "fewer voices, just two"
    if placed and isinstance(asked, Nudge) and (not param or param.unit not in STEPPED):
        return (_standing(asked, how_much),)
    timed = {param.unit if param else "", how_much.unit} == {"s", "ms"}
    if how_much.unit not in ("", "%", param.unit if param else "dB") and not timed:
        raise Unclear(f"that is not said in {how_much.unit}")
    return (replace(asked, amount=how_much),)


def _named(asked: Set) -> list[Setting]:
    """Return the knobs of a request as they are said."""
    return [
        Setting(Knob(knob, ((asked.effect, knob),)), Quantity(float(value)))
        for knob, value in asked.knobs
        if isinstance(value, int | float)
    ]


def multiplied(asked: Intent, times: float) -> Intent:
    """Return an intent as one by so many times as much, which was said behind it: "way more reverb, like double"."""
    if isinstance(asked, Again) and asked.amount is None and (asked.factor > 1) == (times > 1):
        return replace(asked, factor=times)  # "more, like double"
    said = getattr(asked, "amount", Amount())
    if not isinstance(asked, Nudge) or said.value is not None or asked.effect not in (LEVEL[0], "Send", "Delay"):
        raise Unclear("it does not say of what there is to be so many times as much")
    if asked.up != (times > 1) or said.degree < 1:
        raise Unclear("it goes one way, and its number the other")
    return replace(asked, amount=Amount(value=round(times if times > 1 else 1 / times, 3), unit="x"))


def _standing(asked: Nudge, how_much: Amount) -> Intent:
    """Return a turn as the number that its knob is to stand at: "a shorter release, about 80 ms"."""
    if how_much.unit == "%" and asked.effect == "Pan":
        return replace(asked, amount=how_much)
    if how_much.unit == "%":
        raise Unclear('it may mean that much more or that much in all; say "to" or "by"')
    knob = Knob(asked.knob, ((asked.effect, asked.knob),)) if asked.effect else knobs().get(asked.knob)
    if knob is None:  # "shorter, around a second and a half"
        raise Unclear("it does not say of what")
    return put(asked.target, asked.effect, (Setting(knob, Quantity(how_much.value or 0.0, how_much.unit)),), ())[0]


def _is_shallow_notch(asked: Set, how_much: Amount) -> bool:
    """Whether a number behind a notch says how deep it is: "notch out 3.2k, minus 4"."""
    notch = asked.effect == "Notch" and "depth_db" not in dict(asked.knobs)
    return notch and bool(how_much.value) and how_much.unit in ("", "dB")


def _is_placed(asked: Set) -> bool:
    """Whether all that is said of an effect is where it is to be, which leaves open how strong."""
    return asked.effect == "DeEsser" and {knob for knob, _ in asked.knobs} == {"frequency_hz"}


def _is_small(how_much: Amount) -> bool:
    return how_much.value is None and how_much.degree < 1
