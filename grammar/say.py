"""The other way round: moves and intents as sentences.

A move's sentence is exact and canonical: `read` makes the same change of it again. An intent's is a paraphrase, for
asking "shall I …?"; it reads back as the same intent wherever words can say it.
"""

from __future__ import annotations

import json
from functools import singledispatch

from dsp.mix import Move, Slot, Strip
from grammar.canonical import slot_written, written
from grammar.catalogue import LEVEL, kind_of, texts
from grammar.intent import (
    AddStrip,
    Again,
    Amount,
    Answer,
    Apart,
    Ask,
    Bypass,
    Ducking,
    Export,
    Fading,
    Intent,
    Keep,
    LevelAs,
    Like,
    Master,
    Named,
    NotYet,
    Nudge,
    Redo,
    Ref,
    Remove,
    RemoveStrip,
    Reset,
    Set,
    Simile,
    Sound,
    Talk,
    Target,
    Undo,
    Why,
)
from grammar.numbers import clock
from grammar.say_agree import Agreeing, agreeing_text, guards_text
from grammar.say_listening import Listening, listening_text, named, span_text


def say(move: Move, *, place: bool = False) -> str:
    """Return the canonical sentence for a move.

    All of a slot's knobs are said when it comes, only the turned ones when it is adjusted. A whole strip is said
    by its kind and name: what stands in its chain comes and goes by moves of its own.

    Parameters
    ----------
    place
        Say too where in the chain the slot stands.
    """
    if isinstance(move.thing, Strip):
        return f"{'new' if move.after else 'remove'} {move.thing.kind} {written(move.strip)}"
    slot = move.thing
    kind = slot.effect.words[0]
    name = f"{kind} {slot_written(slot.name, type(slot.effect))}" if slot.name != kind else kind
    if move.after is None:
        return f"{written(move.strip)}: remove {name}"
    before = move.before if isinstance(move.before, Slot) else None
    said = [", ".join(_settings(slot, before))] if not before or before.effect != slot.effect else []
    if slot.bypassed != (before is not None and before.bypassed):
        said.append("bypassed" if slot.bypassed else "at work")
    if slot.key != (before.key if before else ""):
        said.append(f"keyed by {json.dumps(slot.key) if slot.key else 'itself'}")
    if slot.span and not (before and before.span == slot.span):
        said.append(f"from {clock(slot.span[0])} to {clock(slot.span[1])}")
    if not said:
        said.append(", ".join(_settings(slot, None)))
    if place and move.at >= 0:
        said.append(f"in place {move.at + 1}")
    return f"{written(move.strip)}: {name} {', '.join(said)}"


def _settings(slot: Slot, before: Slot | None) -> list[str]:
    """Return what is said of a slot's knobs: those that differ, all of them if none does or it is new."""
    effect = slot.effect
    turned = [f for f in (*texts(type(effect)), *effect.params) if not before or _at(slot, f) != _at(before, f)]
    return [_setting(slot, field) for field in turned or (*texts(type(effect)), *effect.params)]


def _at(slot: Slot, field: str) -> object:
    return getattr(slot.effect, field)


def _setting(slot: Slot, field: str) -> str:
    param, value = slot.effect.params.get(field), _at(slot, field)
    if param is None:
        return f"{field} {json.dumps(value)}"
    assert isinstance(value, int | float), "a knob stands at a number"
    said = param.format(value)
    return said if isinstance(value, bool) else f"{param.words[0]} {said}"


@singledispatch
def intent_text(intent: Intent) -> str:
    """Return a short sentence that asks for an intent: "make the lead vocal warmer"."""
    raise TypeError(f"{type(intent).__name__} is no intent")


@intent_text.register
def _(intent: Sound) -> str:
    way = "more" if intent.more else "less"
    whom, how_much = target_text(intent.target) or "it", _degree(intent.amount)
    guards = guards_text(intent.guards)
    return _words("make", whom, how_much, way, intent.quality, _by(intent.amount), span_text(intent.span), guards)


@intent_text.register
def _(intent: Nudge) -> str:
    way = "up" if intent.up else "down"
    if (intent.effect, intent.knob) == LEVEL:
        how_far = _how_far(intent.amount)
        whom = target_text(intent.target) or "it"
        return _words("turn", whom, way, how_far, span_text(intent.span), guards_text(intent.guards))
    knob, how_far = _knob(intent.effect, intent.knob), _how_far(intent.amount)
    return _words("turn", knob, _on(intent.target), way, how_far, span_text(intent.span), guards_text(intent.guards))


@intent_text.register
def _(intent: Set) -> str:
    hears = f"keyed by {target_text(intent.hears)}" if intent.hears else ""
    return _words(_set_text(intent), span_text(intent.span), hears, guards_text(intent.guards))


_SWITCHED = {
    "Mute": ("mute", "unmute"),
    "Solo": ("solo", "unsolo"),
    "Polarity": ("invert the polarity of", "restore the polarity of"),
}


def _set_text(intent: Set) -> str:
    if intent.effect in _SWITCHED:
        on, off = _SWITCHED[intent.effect]
        return _words(on if dict(intent.knobs).get("on", True) else off, target_text(intent.target))
    if not intent.knobs:
        return _words("add", kind_of(intent.effect).words[0], _on(intent.target))
    if intent.effect == "Send":
        return _words("set the reverb", _on(intent.target), "to", _level(intent.knobs))
    settings = ", ".join(_put(intent.effect, knob, value) for knob, value in intent.knobs)
    effect = kind_of(intent.effect).words[0] if intent.effect else ""
    return _words("set", effect, settings, _on(intent.target))


@intent_text.register
def _(intent: Ducking) -> str:
    return _words("duck", target_text(intent.target), "under", target_text(intent.under), _how_far(intent.amount))


@intent_text.register
def _(intent: Fading) -> str:
    how_long = f"over {intent.seconds:.10g} s" if intent.seconds else ""
    return _words("fade out" if intent.out else "fade in", _on(intent.target), how_long, span_text(intent.span))


@intent_text.register
def _(intent: Remove) -> str:
    return _words("remove", "the", _effect(intent.effect), _from(intent.target), span_text(intent.span))


@intent_text.register
def _(intent: Bypass) -> str:
    what = f"the {_effect(intent.effect)}" if intent.effect else "all effects"
    return _words("bypass" if intent.on else "enable", what, _on(intent.target), span_text(intent.span))


@intent_text.register
def _(intent: Like) -> str:
    if not intent.more:
        return _words("remove the", intent.name, "effect", _from(intent.target), span_text(intent.span))
    return _words("make", target_text(intent.target) or "it", "sound like", intent.name, span_text(intent.span))


@intent_text.register
def _(intent: Simile) -> str:
    return _words("make", target_text(intent.target) or "it", "sound like", intent.words)


@intent_text.register
def _(intent: LevelAs) -> str:
    whom, beside = target_text(intent.target) or "it", target_text(intent.beside)
    if not intent.over_db:
        return _words("make", whom, "as loud as", beside, span_text(intent.span))
    way = "over" if intent.over_db > 0 else "under"
    return _words("put", whom, f"{abs(intent.over_db):.10g} dB", way, beside, span_text(intent.span))


@intent_text.register
def _(intent: Apart) -> str:
    place = f"{intent.position_pct:.10g}"
    return _words("pan", target_text(intent.target), f"{place} left and {place} right", span_text(intent.span))


@intent_text.register
def _(intent: Reset) -> str:
    what = f"the {_effect(intent.effect)}" if intent.effect else ""
    return _words("reset", what, _on(intent.target) if what else target_text(intent.target))


@intent_text.register
def _(intent: AddStrip) -> str:
    return f"new {intent.kind} {written(intent.name)}"


@intent_text.register
def _(intent: RemoveStrip) -> str:
    return f"remove return {written(intent.name)}"


@intent_text.register
def _(intent: Master) -> str:
    platforms = f"for {_listed(intent.platforms)}" if intent.platforms else ""
    lufs = f"to {intent.lufs:.10g} LUFS" if intent.lufs is not None else ""
    ceiling = f"at {intent.ceiling_db:.10g} dBTP" if intent.ceiling_db is not None else ""
    return _words("master", platforms, lufs, ceiling, _format(intent.format))


@intent_text.register
def _(intent: Export) -> str:
    what = {"mix": "the mix", "stems": "stems", "again": "again"}.get(intent.what) or target_text(intent.target)
    return _words("export", what, _format(intent.format))


@intent_text.register
def _(intent: Undo) -> str:
    if intent.all:
        return "undo everything"
    if intent.what:
        return _words("undo", _named(intent.what))
    return "undo" if intent.count == 1 else f"undo the last {intent.count}"


@intent_text.register
def _(intent: Redo) -> str:
    return "redo" if intent.count == 1 else f"redo {intent.count}"


@intent_text.register
def _(intent: Why) -> str:
    return _words("why", _named(intent.what))


@intent_text.register
def _(intent: Again) -> str:
    if intent.amount and intent.amount.value is not None:
        return f"{_number(intent.amount)} {'more' if intent.factor > 1 else 'less'}"
    if intent.amount is None and intent.factor == 2:
        return "twice that"
    return _words(_degree(intent.amount or Amount()), "more" if intent.factor > 1 else "less")


@intent_text.register
def _(_: Keep) -> str:
    return "keep it"


@intent_text.register
def _(intent: Answer) -> str:
    return str(intent.option) if intent.option else "yes" if intent.yes else "no"


@intent_text.register
def _(intent: Ask) -> str:
    if intent.about == "loudness":
        return _words("how loud is", target_text(intent.target) or "it")
    if intent.about == "masking":
        return _words("what is masking", target_text(intent.target)) if intent.target else "which tracks fight"
    if intent.about == "chain":
        return _words("what is on", target_text(intent.target) or "it")
    if intent.about == "ready":
        return _words("is it ready", f"for {intent.name}" if intent.name else "")
    if intent.about in ("effect", "quality"):
        what = kind_of(intent.name).words[0] if intent.about == "effect" else intent.name
        return f"what does {what} mean"
    return {
        "help": "what can I say",
        "done": "what have you done",
        "tracks": "which tracks are there",
        "tempo": "what is the tempo",
        "profile": "what have you learned about me",
        "deliveries": "what have you delivered",
        "protected": "what is protected",
        "versions": "list versions",
        "groups": "list groups",
        "clipping": "is it clipping",
        "loudest": "which is the loudest track",
    }[intent.about]


@intent_text.register
def _(intent: Talk) -> str:
    return intent.kind


@intent_text.register
def _(intent: Listening) -> str:
    what = named(intent)
    return listening_text(intent, _named(what) if what else "")


@intent_text.register
def _(intent: Agreeing) -> str:
    return agreeing_text(intent, target_text, intent_text, _number_or_degree)


def _number_or_degree(amount: Amount) -> str:
    return _number(amount) if amount.value is not None else _degree(amount)


@intent_text.register
def _(intent: NotYet) -> str:
    return _words(intent.act, _on(intent.target))


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def target_text(target: Target) -> str:
    """Say whom."""
    if not target:
        return ""
    but = f"except {_listed(tuple(map(_ref, target.without)))}" if target.without else ""
    return _words(_listed(tuple(map(_ref, target.refs))), but)


def _on(target: Target) -> str:
    return f"on {target_text(target)}" if target else ""


def _from(target: Target) -> str:
    return f"from {target_text(target)}" if target else ""


def _ref(ref: Ref) -> str:
    names = {"all": "everything", "main": "the mix", "it": "it", "rest": "the rest", "strip": ref.value}
    names |= {"group": ref.value, "track": f"track {ref.index}", "band": "the band"}
    role = ref.words or ref.value
    if ref.kind == "rest" and role:
        return f"the other {role}"
    if ref.index == -1:
        return f"the last {role}"
    return names.get(ref.kind) or (f"{role} {ref.index}" if ref.index else f"the {role}")


def _named(what: Named) -> str:
    effect = f"the {_effect(what.effect)}" if what.effect else ""
    quality = f"the {what.quality}" if what.quality else ""
    if effect or quality:
        return _words(effect or quality, _on(what.target))
    return target_text(what.target)


def _effect(name: str) -> str:
    return "reverb" if name == "Send" else "EQ" if name == "EQ" else kind_of(name).words[0]


def _knob(effect: str, knob: str) -> str:
    if not effect:
        return f"the {knob}"
    if effect == "Send":
        return "the reverb"
    kind = kind_of(effect)
    words = "" if len(kind.params) == 1 else kind.params[knob].words[0]
    return _words("the", kind.words[0], words)


def _put(effect: str, knob: str, value: float | bool | str) -> str:
    if not effect or knob not in kind_of(effect).params:
        return f"{knob} {value}"
    param = kind_of(effect).params[knob]
    assert isinstance(value, int | float), "a knob stands at a number"
    return f"{param.words[0]} {param.format(value)}"


def _level(knobs: tuple[tuple[str, float | bool | str], ...]) -> str:
    """Return how much of it a send is set to."""
    level = kind_of("Send").params["level_db"]
    value = dict(knobs).get("level_db", level.default)
    assert isinstance(value, int | float), "a level is a number"
    return level.format(value)


def _format(name: str) -> str:
    return f"as {name}" if name else ""


def _number(amount: Amount) -> str:
    assert amount.value is not None, "it has a number"
    return f"{amount.value:.10g}{' ' if amount.unit[:1].isalpha() else ''}{amount.unit}"


def _by(amount: Amount) -> str:
    return f"by {_number(amount)}" if amount.value is not None else ""


_DEGREES = {0.25: "a tiny bit", 0.5: "a bit", 2.0: "a lot", 3.0: "massively"}


def _degree(amount: Amount) -> str:
    return _DEGREES.get(amount.degree, "") if amount.value is None else ""


def _how_far(amount: Amount) -> str:
    return _by(amount) or _degree(amount)
