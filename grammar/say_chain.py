"""The other way round for what is put on strips, taken off, and set beside others: intents as sentences."""

from __future__ import annotations

from grammar.intent import (
    Apart,
    Bypass,
    Copy,
    Ducking,
    Fading,
    FromBus,
    Glue,
    LevelAs,
    Like,
    Matched,
    Maximise,
    Mirrored,
    Normalise,
    Ramping,
    Reducing,
    Remove,
    Reorder,
    Reset,
    Reshape,
    Simile,
    Speed,
    Sweeping,
    ToBus,
    Trimming,
    Unmask,
)
from grammar.relations import GLUE, PARALLEL
from grammar.requests import DEPTHS
from grammar.say_agree import guards_text
from grammar.say_listening import span_text
from grammar.say_parts import among, degree_text, effect_text, from_whom, how_far, on, target_text, words

Chaining = (
    Ducking
    | Maximise
    | Reducing
    | Glue
    | ToBus
    | FromBus
    | Normalise
    | Unmask
    | Fading
    | Ramping
    | Sweeping
    | Trimming
    | Remove
    | Bypass
    | Copy
    | Reorder
    | Like
    | Simile
    | LevelAs
    | Apart
    | Mirrored
    | Matched
    | Reset
    | Speed
)


def chaining_text(intent: Chaining) -> str:
    """Return a short sentence for an intent."""
    match intent:
        case Ducking():
            return words("duck", target_text(intent.target), "under", target_text(intent.under), how_far(intent.amount))
        case Maximise():
            limit = f"at {intent.ceiling_db:.10g} dBTP" if intent.ceiling_db is not None else ""
            return words("maximise", target_text(intent.target), limit)
        case Reducing():
            dose = ("more" if intent.reduction_db > 0 else "less") if intent.by else "of"
            return words(f"{abs(intent.reduction_db):.10g} dB {dose} gain reduction", on(intent.target))
        case Glue():
            return _glue_text(intent)
        case ToBus():
            if intent.to:
                return words("send", target_text(intent.target), "to", target_text(intent.to))
            return words("make a bus for", target_text(intent.target), f"called {intent.name}" if intent.name else "")
        case FromBus():
            if intent.target:
                return words("take", target_text(intent.target), "out of", target_text(intent.bus))
            return words("remove", target_text(intent.bus))
        case Normalise():
            if intent.most and intent.value is not None and intent.unit == "LUFS":
                return words(f"hold the loudness under {intent.value:.10g} LUFS", on(intent.target))
            if intent.most and intent.value is not None:
                return words(f"leave {-intent.value:.10g} dB of headroom", on(intent.target))
            level = f"to {intent.value:.10g} {intent.unit}" if intent.value is not None else ""
            return words("normalise", target_text(intent.target), level)
        case Unmask():
            near = f"at {intent.near_hz:.10g} Hz" if intent.near_hz else ""
            return words("make room for", target_text(intent.target), among(intent.of), near, how_far(intent.amount))
        case Fading():
            how_long = f"over {intent.seconds:.10g} s" if intent.seconds else ""
            pace = {2.0: "slow", 0.5: "quick"}.get(intent.times, "")
            fade = words(pace, "fade out" if intent.out else "fade in")
            return words(fade, on(intent.target), how_long, span_text(intent.span))
        case Trimming():
            if intent.silence:
                where = "" if intent.silence == "both" else f"at the {intent.silence}"
                return words("trim the silence", where)
            return words("trim to" if intent.keep else "trim off", span_text(intent.span))
        case Ramping():
            start, end = (f"{level:+.10g} dB" for level in (intent.start_db, intent.end_db))
            return words("ramp", target_text(intent.target), f"from {start} to {end}", span_text(intent.span))
        case Sweeping():
            start = f"from {_place(intent.start_pct)}" if intent.start_pct is not None else ""
            end = f"to {_place(intent.end_pct)}"
            return words("sweep", target_text(intent.target), start, end, span_text(intent.span))
        case Remove():
            return words(
                "remove",
                HOLDING.get(intent.slot) or _what(intent.effect),
                from_whom(intent.target),
                span_text(intent.span),
            )
        case Bypass():
            return words(
                "bypass" if intent.on else "enable", _what(intent.effect), on(intent.target), span_text(intent.span)
            )
        case Copy():
            what = effect_text(intent.effect) if intent.effect else "chain"
            return words("copy the", what, "of", target_text(intent.source), "to", target_text(intent.target))
        case Reorder():
            return _reorder_text(intent)
        case Like():
            if intent.amount is not None:
                much = words(how_far(intent.amount), "more" if intent.more else "less")
                return words("make", target_text(intent.target) or "it", much, intent.name, span_text(intent.span))
            if not intent.more:
                return words("remove the", intent.name, "effect", from_whom(intent.target), span_text(intent.span))
            return words("make", target_text(intent.target) or "it", "sound like", intent.name, span_text(intent.span))
        case Simile():
            whom, guards = target_text(intent.target) or "it", guards_text(intent.guards)
            return words("make", whom, "sound like", intent.words, span_text(intent.span), guards)
        case LevelAs():
            whom, beside = target_text(intent.target) or "it", target_text(intent.beside)
            if intent.each:
                utmost = "loudest" if intent.over_db > 0 else "quietest"
                return words("make", whom, "the", utmost, "of", beside, span_text(intent.span))
            if intent.bound == "most":
                return words("make", whom, "no louder than", beside, span_text(intent.span))
            least = "at least" if intent.bound else ""
            if not intent.over_db:
                return words("make", whom, "as loud as", beside, span_text(intent.span))
            way = "over" if intent.over_db > 0 else "under"
            return words("put", whom, least, f"{abs(intent.over_db):.10g} dB", way, beside, span_text(intent.span))
        case Apart():
            place = f"{intent.position_pct:.10g}"
            return words("pan", target_text(intent.target), f"{place} left and {place} right", span_text(intent.span))
        case Mirrored():
            if not intent.seen_from:
                return words("swap", target_text(intent.target), "left and right")
            who = words("left-handed" if intent.left_handed else "", intent.seen_from)
            return words("pan", target_text(intent.target), f"from the {who}'s perspective")
        case Matched():
            return words("make", target_text(intent.target), "equally loud", span_text(intent.span))
        case Speed():
            return words(_speed_text(intent), span_text(intent.span))
        case Reset():
            what = f"the {effect_text(intent.effect)}" if intent.effect else ""
            return words("reset", what, on(intent.target) if what else target_text(intent.target))


def _speed_text(intent: Speed) -> str:
    """Say how fast, or how much faster."""
    whom = target_text(intent.target)
    value, faster = intent.value, "faster" if intent.up else "slower"
    if value is None:
        return words("stretch", whom) if intent.unit == "% long" else words("make" if whom else "", whom, faster)
    said = f"{abs(value):.10g}"
    match intent.unit, intent.by:
        case "%", False:
            return words("bring", whom, f"to {said} % speed")
        case "%", True:
            return words("make" if whom else "", whom, f"{said} % {faster}")
        case "x", _:
            return words("make", whom, f"{max(value, 1 / value):.10g} times {faster}")
        case "BPM", False:
            return words("make", whom, f"{said} BPM")
        case "BPM", True:
            return words("make", whom, f"{said} BPM {faster}")
        case "s", False:
            return words("make", whom, f"{said} s long")
        case "s", True:
            return words("make", whom, f"{said} s {'longer' if value > 0 else 'shorter'}")
        case _, True:
            return words("make", whom, f"{said} % {'longer' if value > 0 else 'shorter'}")
    return words("stretch", whom, f"to {said} %")


HOLDING = {GLUE: "the glue", PARALLEL: "the parallel compression"}


def _glue_text(intent: Glue) -> str:
    """Say who is to be held together, and how much."""
    dose = "" if intent.more is None else "more" if intent.more else "less"
    if intent.parallel:
        share = f"{intent.amount.value:.10g}%" if intent.amount.value is not None else degree_text(intent.amount)
        return words(share, dose, "parallel compression", on(intent.target), span_text(intent.span))
    size = f"{intent.reduction_db:.10g} dB of" if intent.reduction_db is not None else degree_text(intent.amount)
    return words(size, dose, "glue", on(intent.target), span_text(intent.span))


def _place(pct: float) -> str:
    """Return a place between the speakers."""
    return f"{abs(pct):.10g} {'right' if pct > 0 else 'left'}" if pct else "the center"


def _what(effect: str) -> str:
    return f"the {effect_text(effect)}" if effect else "all effects"


FACTORS = {0.25: "a quarter of", 0.5: "half", 2.0: "twice", 3.0: "three times"}
SHARES = {2 / 3: "by a third", 0.75: "by a quarter", 1 / 3: "by two thirds"}


def reshape_text(intent: Reshape, whom: str, degree: str, by: str) -> str:
    """Say how a cut or a boost that is there is turned.

    Parameters
    ----------
    whom, degree, by
        On whom, and how far in words or in dB, each empty if it is not said.
    """
    dent = words("the", intent.kind, f"at {intent.near_hz:.10g} Hz" if intent.near_hz else "", whom)
    if intent.gone:
        return words("remove", dent)
    if intent.to_hz:
        return words("move", dent, f"to {intent.to_hz:.10g} Hz")
    if intent.times in SHARES:
        return words("take", dent, "back", SHARES[intent.times])
    if intent.times:
        return words(FACTORS[intent.times], dent)
    deep = next(word for word, turned in DEPTHS.items() if turned == (intent.knob, intent.more))
    return words("make", dent, degree, deep, by)


def _reorder_text(intent: Reorder) -> str:
    moved, beside = (f"the {effect_text(one)}" if one else "" for one in (intent.effect, intent.beside))
    match intent.place:
        case "swapped":
            return words("swap the order of", moved, "and", beside, on(intent.target))
        case "before" | "behind":
            return words("put", moved, intent.place, beside, on(intent.target))
    return words("put", moved, intent.place, "in the chain", on(intent.target))
