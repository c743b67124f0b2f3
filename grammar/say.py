"""The other way round: moves and intents as sentences.

A move's sentence is exact and canonical: `read` makes the same change of it again. An intent's is a paraphrase, for
asking "shall I …?"; it reads back as the same intent wherever words can say it.
"""

from __future__ import annotations

import json
from functools import singledispatch

from grammar.canonical import written
from grammar.catalogue import LEVEL, kind_of
from grammar.intent import (
    AddStrip,
    Again,
    Amount,
    Answer,
    Ask,
    Export,
    Intent,
    Keep,
    Master,
    Named,
    NotYet,
    Nudge,
    Redo,
    RemoveStrip,
    Reshape,
    Set,
    Sound,
    Talk,
    Undo,
    Why,
)
from grammar.notes import spoken
from grammar.pieces import POINTING
from grammar.say_agree import Agreeing, agreeing_text, guards_text
from grammar.say_asking import enquiry_text
from grammar.say_chain import Chaining, chaining_text, reshape_text
from grammar.say_listening import Listening, listening_text, named, span_text
from grammar.say_parts import (
    by,
    degree_text,
    format_text,
    from_whom,
    heard_text,
    how_far,
    knob_text,
    level_text,
    listed,
    named_text,
    number_text,
    on,
    put_text,
    target_text,
    words,
)


@singledispatch
def intent_text(intent: Intent) -> str:
    """Return a short sentence that asks for an intent: "make the lead vocal warmer"."""
    raise TypeError(f"{type(intent).__name__} is no intent")


@intent_text.register
def _(intent: Sound) -> str:
    way = "more" if intent.more else "less"
    whom, how_much = target_text(intent.target) or "it", degree_text(intent.amount)
    guards = guards_text(intent.guards)
    return words("make", whom, how_much, way, intent.quality, by(intent.amount), span_text(intent.span), guards)


@intent_text.register
def _(intent: Nudge) -> str:
    way = "up" if intent.up else "down"
    if (intent.effect, intent.knob) == LEVEL:
        far = how_far(intent.amount)
        whom = target_text(intent.target) or "it"
        return words("turn", whom, way, far, span_text(intent.span), guards_text(intent.guards))
    if not intent.effect and intent.knob in POINTING:
        return words(degree_text(intent.amount), intent.knob)
    knob, far = knob_text(intent.effect, intent.knob), how_far(intent.amount)
    return words("turn", knob, on(intent.target), way, far, span_text(intent.span), guards_text(intent.guards))


@intent_text.register
def _(intent: Set) -> str:
    hears = f"keyed by {target_text(intent.hears)}" if intent.hears else ""
    return words(_set_text(intent), span_text(intent.span), hears, guards_text(intent.guards))


_SWITCHED = {
    "Mute": ("mute", "unmute"),
    "Solo": ("solo", "unsolo"),
    "Polarity": ("invert the polarity of", "restore the polarity of"),
}


def _set_text(intent: Set) -> str:
    if intent.effect in _SWITCHED:
        switched_on, switched_off = _SWITCHED[intent.effect]
        return words(switched_on if dict(intent.knobs).get("on", True) else switched_off, target_text(intent.target))
    if intent.notes:
        return _in_notes(intent)
    if intent.effect == "Convolution" and "response" in dict(intent.knobs):
        return _convolve_text(intent)
    if not intent.knobs:
        return words("add", kind_of(intent.effect).words[0], on(intent.target))
    if intent.effect == "Send":
        return words("set the reverb", on(intent.target), "to", level_text(intent.knobs))
    if intent.sought and len(intent.knobs) == 1:
        return words("remove the", f"{intent.knobs[0][1]:.10g} Hz hum", from_whom(intent.target))
    settings = ", ".join(put_text(intent.effect, knob, value) for knob, value in intent.knobs)
    effect = kind_of(intent.effect).words[0] if intent.effect else ""
    return words("set", effect, settings, on(intent.target))


def _in_notes(intent: Set) -> str:
    """Say note values as such, with the tempo where it was said."""
    kind = kind_of(intent.effect)
    noted = [f"{kind.params[knob].words[0]} {spoken(quarters)}" for knob, quarters in intent.notes]
    settings = ", ".join((*noted, *(put_text(intent.effect, knob, value) for knob, value in intent.knobs)))
    tempo = f"at {intent.bpm:.10g} BPM" if intent.bpm else ""
    return words("set", kind.words[0], settings, on(intent.target), tempo)


def _convolve_text(intent: Set) -> str:
    """Say with which recording somebody is convolved, and how."""
    settings = dict(intent.knobs)
    name = json.dumps(settings.pop("response"), ensure_ascii=False)
    how = ", ".join(put_text(intent.effect, knob, value) for knob, value in settings.items() if knob != "digest")
    return words("convolve", target_text(intent.target) or "it", "with", name, f"with {how}" if how else "")


@intent_text.register
def _(intent: Chaining) -> str:
    return chaining_text(intent)


@intent_text.register
def _(intent: AddStrip) -> str:
    return f"new {intent.kind} {written(intent.name)}"


@intent_text.register
def _(intent: RemoveStrip) -> str:
    return f"remove return {written(intent.name)}"


@intent_text.register
def _(intent: Master) -> str:
    platforms = f"for {listed(intent.platforms)}" if intent.platforms else ""
    if intent.by:
        return words(
            "make the master", platforms, f"{abs(intent.by):.10g} LU", "louder" if intent.by > 0 else "quieter"
        )
    lufs = f"to {intent.lufs:.10g} LUFS" if intent.lufs is not None else ""
    ceiling = f"at {intent.ceiling_db:.10g} dBTP" if intent.ceiling_db is not None else ""
    return words("master", heard_text(intent.only), platforms, lufs, ceiling, format_text(intent))


@intent_text.register
def _(intent: Export) -> str:
    whole = {"mix": "the mix", "stems": "stems", "groups": "group stems", "again": "again"}
    what = heard_text(intent.only) or whole.get(intent.what) or target_text(intent.target)
    return words("export", what, format_text(intent), span_text(intent.span))


@intent_text.register
def _(intent: Undo) -> str:
    but = f"but keep {named_text(intent.but)}" if intent.but else ""
    if intent.all:
        return words("undo everything", f"on {target_text(intent.what.target)}" if intent.what else "", but)
    if intent.what:
        return words("undo", named_text(intent.what))
    return words("undo" if intent.count == 1 else f"undo the last {intent.count}", but)


@intent_text.register
def _(intent: Redo) -> str:
    if intent.what:
        return words("put back", named_text(intent.what)) if intent.what != Named() else "put it back"
    return "redo" if intent.count == 1 else f"redo {intent.count}"


@intent_text.register
def _(intent: Why) -> str:
    return words("why did you not use" if intent.undone else "why", named_text(intent.what))


@intent_text.register
def _(intent: Again) -> str:
    if intent.what != Named():
        way = "" if intent.up is None else "up" if intent.up else "down"
        far = number_text(intent.amount) if intent.amount and intent.amount.value is not None else ""
        far = far or degree_text(intent.amount or Amount())
        return words(named_text(intent.what), way, far, "more" if intent.factor > 1 else "less", "than before")
    if intent.amount and intent.amount.value is not None:
        return f"{number_text(intent.amount)} {'more' if intent.factor > 1 else 'less'}"
    if intent.amount is None and intent.factor == 2:
        return "twice that"
    return words(degree_text(intent.amount or Amount()), "more" if intent.factor > 1 else "less")


@intent_text.register
def _(intent: Keep) -> str:
    return words(target_text(intent.target), "is good") if intent.target else "keep it"


@intent_text.register
def _(intent: Answer) -> str:
    return str(intent.option) if intent.option else "yes" if intent.yes else "no"


@intent_text.register
def _(intent: Ask) -> str:
    return words(_ask_text(intent), span_text(intent.span))


def _ask_text(intent: Ask) -> str:
    if intent.about == "loudness":
        return words("how loud is", target_text(intent.target) or "it")
    if intent.about == "masking" and intent.name:
        return f"which tracks fight in the {intent.name}"
    if intent.about == "spectrum":
        return words("where is the energy of", target_text(intent.target) or "it")
    if intent.about == "masking":
        return words("what is masking", target_text(intent.target)) if intent.target else "which tracks fight"
    if intent.about in ("ringing", "floor"):
        asked = "what rings on" if intent.about == "ringing" else "how noisy is"
        return words(asked, target_text(intent.target) or "it")
    if intent.about == "balance":
        return words("is", target_text(intent.target) or "it", "too loud")
    if intent.about == "stereo" and intent.target:
        return words("how wide is", target_text(intent.target))
    if intent.about == "chain":
        return words("what is on", target_text(intent.target) or "it")
    if intent.about == "ready":
        return words("is it ready", f"for {intent.name}" if intent.name else "")
    if intent.about == "having":
        return _having_text(intent.name)
    if intent.about in ("phase", "small", "differs"):
        told = {"phase": "in phase", "small": "heard on small speakers", "differs": ""}[intent.about]
        opens = "what is the difference between" if intent.about == "differs" else "is"
        return words(opens, target_text(intent.target) or "it", told)
    if intent.about == "trouble":
        named = f"too much {intent.name}" if intent.name else "anything wrong"
        return words("is there", named, on(intent.target) if intent.name else words("with", target_text(intent.target)))
    if intent.about == "level":
        return f"is {intent.name} LUFS too quiet"
    if intent.about == "moment":
        return words("where is the loudest moment", words("of", target_text(intent.target)) if intent.target else "")
    if intent.about == "too":
        return words("is that so", f"for {target_text(intent.target)}" if intent.target else "")
    if intent.about == "entrance":
        return words("when does", target_text(intent.target) or "it", "come in")
    if intent.about == "place":
        return words("is", target_text(intent.target) or "it", "in the middle")
    if intent.about == "origin":
        return f"where is the {intent.name} coming from"
    if intent.about == "wet":
        named = "reverb" if intent.name == "Send" else kind_of(intent.name).words[0]
        return words("is there too much", named, on(intent.target))
    if intent.about == "term":
        return f"what is {intent.name}"
    if asked := enquiry_text(intent, target_text):
        return asked
    if intent.about in ("effect", "quality"):
        what = kind_of(intent.name).words[0] if intent.about == "effect" else intent.name
        return f"what does {what} mean"
    return {
        "help": "what can I say",
        "done": "what have you done",
        "tracks": "which tracks are there",
        "tempo": "what is the tempo",
        "key": "what is the key",
        "sections": "which sections does the song have",
        "profile": "what have you learned about me",
        "deliveries": "what have you delivered",
        "protected": "what is protected",
        "versions": "list versions",
        "groups": "list groups",
        "clipping": "is it clipping",
        "formats": "what formats can you export",
        "loudest": "which is the loudest track",
        "stereo": "how wide is it",
        "format": "how long is the song",
        "untouched": "which tracks are untouched",
        "contrast": "how loud is each section",
    }[intent.about]


def _having_text(effect: str) -> str:
    switched = {"Mute": "muted", "Solo": "soloed"}.get(effect)
    return f"which tracks are {switched}" if switched else f"which tracks have {kind_of(effect).words[0]}"


@intent_text.register
def _(intent: Reshape) -> str:
    return reshape_text(intent, on(intent.target), degree_text(intent.amount), by(intent.amount))


@intent_text.register
def _(intent: Talk) -> str:
    return intent.said or intent.kind


@intent_text.register
def _(intent: Listening) -> str:
    what = named(intent)
    return listening_text(intent, named_text(what) if what else "")


@intent_text.register
def _(intent: Agreeing) -> str:
    return agreeing_text(intent, target_text, intent_text, _number_or_degree)


def _number_or_degree(amount: Amount) -> str:
    return number_text(amount) if amount.value is not None else degree_text(amount)


@intent_text.register
def _(intent: NotYet) -> str:
    return words(intent.act, on(intent.target))
