"""The other way round for agreements, corrections, conditions and questions: intents as sentences."""

from __future__ import annotations

from collections.abc import Callable

from grammar.catalogue import kind_of
from grammar.intent import (
    Amount,
    Condition,
    Correct,
    Dislike,
    Forget,
    Gather,
    Guard,
    If,
    Intent,
    Limit,
    Prefer,
    Protect,
    Recall,
    Same,
    Snapshot,
    Target,
    WhatIf,
)
from grammar.refs import LOUDNESS, REST
from grammar.say_listening import span_text
from grammar.say_parts import effect_text
from grammar.together.likewise import SCALED

Agreeing = Protect | Dislike | Same | Correct | Snapshot | Recall | Gather | If | WhatIf | Limit | Forget | Prefer

Whom = Callable[[Target], str]


def agreeing_text(intent: Agreeing, whom: Whom, text: Callable[[Intent], str], amount: Callable[[Amount], str]) -> str:
    """Return a short sentence for an intent, in the words for targets, other intents and amounts that are given."""
    match intent:
        case Protect():
            return f"{'do not touch' if intent.on else 'you can touch'} {whom(intent.target) or 'it'}"
        case Dislike() if intent.effect:
            return f"not happy with the {effect_text(intent.effect)} on {whom(intent.target)}"
        case Dislike():
            return "I don't like it"
        case Same():
            way = {True: "more", False: "less", None: ""}[intent.more]
            if intent.quality:
                return f"the {intent.quality} too"
            where = span_text(intent.span) if intent.span else ""
            named = f"for {whom(intent.target)}" if intent.target else ""
            named += f" as for {whom(intent.like)}" if intent.like else ""
            said = intent.amount or Amount()
            if said.words in SCALED:
                return " ".join(filter(None, ("the same", named, where, f"but {said.words}")))
            return " ".join(filter(None, ("the same", named, where, amount(said), way)))
        case Correct() if intent.opposite:
            return "the other way round"
        case Correct():
            meant = whom(intent.target), amount(intent.amount or Amount()), span_text(intent.span)
            return " ".join(filter(None, ("I meant", *meant)))
        case Snapshot():
            return f"save this as {intent.name}" if intent.name else "save this version"
        case Recall():
            return f"go back to {intent.name}"
        case Gather():
            return f"call {whom(intent.target)} the {intent.name}"
        case Limit():
            return limit_text(intent)
        case Forget():
            if intent.about:
                return f"forget what I said about {intent.about}"
            return "forget all rules" if intent.all else "forget that rule"
        case Prefer():
            return intent.words
        case If() if not intent.then and not intent.otherwise:
            return f"is {_condition(intent.condition, whom)}".replace(" is ", " ", 1)
        case If():
            then, other = (" and ".join(map(text, asked)) for asked in (intent.then, intent.otherwise))
            other = f", otherwise {other}" if other else ""
            return f"if {_condition(intent.condition, whom)}, {then or 'leave it'}{other}"
        case WhatIf():
            opens = {"": "what if", "how": "how do I", "should": "should I"}[intent.wants]
            return f"{opens} {' and '.join(map(text, intent.asked))}"


def _condition(condition: Condition, whom: Whom) -> str:
    who = whom(condition.target) or "it"
    if condition.what == "clips":
        return f"{who} clips"
    if condition.what == "sounds":
        return f"{who} is {condition.quality}"
    if condition.what == "hidden":
        return f"{who} is masked by {whom(condition.beside)}" if condition.beside else f"{who} is buried"
    if condition.what == "hides":
        return f"{who} masks {whom(condition.beside)}"
    if condition.what == "cancels":
        return f"{who} is out of phase with {whom(condition.beside)}"
    than = condition.than
    if condition.beside == REST:
        return f"{who} is the {'loudest' if condition.what == 'louder' else 'quietest'}"
    if condition.what == "peaks" and than and than.value is not None:
        return f"{who} peaks above {than.value:.10g} dBTP"
    against = f"{than.value:.10g} {than.unit}".strip() if than and than.value is not None else whom(condition.beside)
    return f"{who} is {condition.what} than {against}"


def guards_text(guards: tuple[Guard, ...]) -> str:
    """Say what is to be spared."""
    return " ".join(map(_guard_text, guards))


def _guard_text(guard: Guard) -> str:
    if guard.quality == "peaks":
        under = f"as long as the peaks stay under {guard.limit_db:.10g} dBTP"
        return under if guard.limit_db else "without clipping"
    if guard.quality == "mono":
        return "as long as it holds up in mono"
    if guard.quality == LOUDNESS:
        return "without making it louder"
    return f"without losing {guard.quality}" if guard.lost else f"without making it {guard.quality}"


def limit_text(intent: Limit) -> str:
    """Say what is never to be exceeded."""
    effect, knob = intent.knobs[0]
    param = kind_of(effect).params[knob]
    if intent.value is None:
        return "forget that rule"
    if len(intent.knobs) > 1:
        return f"never {'boost' if intent.end == 'most' else 'cut'} more than {abs(intent.value):.10g} dB"
    return f"never {kind_of(effect).words[0]} {param.words[0]} over {intent.value:.10g}{unit_text(param.unit)}"


def unit_text(unit: str) -> str:
    """Say a unit as it stands behind its number."""
    return unit if unit in (":1", "%", "") else f" {unit}"
