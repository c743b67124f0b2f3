"""What a reply points back at: the part of the song that was spoken of last, the knob that was turned last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, cast

from assistant.echo_meant import of_the_echo
from assistant.knob_meant import of_that_knob
from assistant.of_masters import of_the_master
from assistant.outcome import Decline, asks
from assistant.resolve import listed, strips
from assistant.session import Session
from assistant.slots import effect_of
from dsp.effects import BY_NAME, Fader
from dsp.mix import Move, Slot
from grammar.intent import (
    WHOLE,
    Again,
    Amount,
    Correct,
    Fading,
    Intent,
    Keep,
    Mark,
    Nudge,
    Play,
    Reducing,
    Ref,
    Reshape,
    Set,
    Sound,
    Span,
    Target,
    Trimming,
    Undo,
    Unmask,
)
from grammar.pieces import POINTING
from grammar.refs import IT
from grammar.senses import headed_by
from grammar.session_intents import LESS, MORE

THAT = "that"
"""The section that is whichever was spoken of last."""

ALIKE = {"smaller": "shorter", "bigger": "longer", "larger": "longer"}
"""A room is as large as it rings long."""

RECENT = 4
"""Turns in which those may have been named of whom "the second one" is one."""

UNMASKED_BY = "Ducker"


def pointed(intent: Intent, session: Session) -> Intent:
    """Return an intent with what it points back at named, itself where there is nothing such."""
    span = getattr(intent, "span", None)
    if isinstance(span, Span) and span.section == THAT and (last := last_span(session)):
        return cast(Intent, replace(cast(Any, intent), span=last))
    target = getattr(intent, "target", None)
    if isinstance(target, Target) and any(ref.kind == "nth" for ref in target.refs):
        intent = cast(Intent, replace(cast(Any, intent), target=_counted(target, session)))
    if isinstance(intent, Sound) and intent.quality == "deep" and intent.target in (Target(), IT):
        return _deeper(intent, session)
    if isinstance(intent, Nudge) and not intent.effect and intent.knob in POINTING:
        return _turned_last(intent, session)
    if isinstance(intent, Nudge | Set) and not intent.effect:
        intent = _of_the_last_effect(intent, session)
    if isinstance(intent, Nudge | Set | Sound) and all(ref.kind == "it" for ref in intent.target.refs):
        meant = of_the_echo(intent, session)
        return of_that_knob(meant, session) if isinstance(meant, Set) else meant
    return intent


def of_the_band(intent: Intent, session: Session) -> Intent:
    """Return "narrower" right behind a band of an equalizer as that of the band: nobody is spread by it."""
    if not isinstance(intent, Sound) or intent.quality not in ("wide", "narrow") or intent.target not in (Target(), IT):
        return intent
    narrower = (intent.quality == "narrow") == intent.more
    match next((turn.intents for _, turn in session.acts() if turn.moves), ()):
        case (Reshape(gone=False) as band,):
            return Reshape(band.target, band.kind, band.to_hz or band.near_hz, "q", narrower, intent.amount)
        case (Set(effect="Bell") as band,):
            hz, gain = (float(dict(band.knobs).get(knob, 0.0)) for knob in ("frequency_hz", "gain_db"))
            kind: Literal["cut", "boost"] = "cut" if gain < 0 else "boost"
            return Reshape(band.target, kind, hz, "q", narrower, intent.amount) if hz and gain else intent
    return intent


def begun_there(said: str, intent: Intent, session: Session) -> Intent:
    """Return "start it at 0:22" right behind a fade as where that is to begin: the song is not cut."""
    last = session.turns[-1].intents if session.turns and session.turns[-1].steps else ()
    if not isinstance(intent, Trimming) or intent.keep or not re.search(r"\bit\b", said, re.I):
        return intent
    if not last or not all(isinstance(one, Fading) for one in last) or intent.span.end is None:
        return intent
    return Correct(span=Span(start=intent.span.end, onwards=True))


def _counted(target: Target, session: Session) -> Target:
    """Return whom "the second one" is of those named in the utterance before, in the order in which they were."""
    rows = (named(turn.intents, session) for turn in reversed(session.turns[-RECENT:]))
    names = next((names for names in rows if len(names) > 1), [])
    found = [
        Ref("strip", names[ref.index - 1]) if ref.kind == "nth" and len(names) >= ref.index else ref
        for ref in target.refs
    ]
    return replace(target, refs=tuple(found))


def named(intents: tuple[Intent, ...], session: Session) -> list[str]:
    """Return whom requests name, in the order in which they were said."""
    said = [ref for one in intents for whom in _whom(one) for ref in whom.refs]
    named = [strips(Target((ref,)), session) for ref in said if ref.kind in ("strip", "role", "track")]
    return list(dict.fromkeys(name for one in named if isinstance(one, tuple) for name in one))


def _whom(intent: Intent) -> Iterator[Target]:
    """Yield whom a request names, in the order in which they were said."""
    for name in ("target", "under", "of", "beside"):
        whom = getattr(intent, name, None)
        if isinstance(whom, Target):
            yield whom
    condition = getattr(intent, "condition", None)
    if condition is not None:
        yield from (condition.target, condition.beside)


def off_it(said: str, intent: Intent, session: Session) -> Decline | None:
    """Ask what is meant by "take it off the piano" where nothing that was done last is on whoever is named."""
    what = intent.what if isinstance(intent, Undo) else None
    last = next((turn for _, turn in session.acts() if turn.moves), None)
    whom = strips(what.target, session) if what and what.target and not (what.effect or what.quality) else ()
    if (
        last is None
        or not isinstance(whom, tuple)
        or not whom
        or not re.search(r"\b(it|that|this) (off|out|away)\b", said, re.I)
    ):
        return None
    if {*whom} & {move.strip for move in last.moves}:
        return None
    return asks(f"Nothing of what was done last is on {listed(whom)}. What is to be taken off?")


def heard_again(intent: Intent, session: Session) -> tuple[Intent, ...]:
    """Return what was played last, where "once more" is said right behind it; nothing elsewhere."""
    last = session.turns[-1].intents if session.turns else ()
    plays = bool(last) and all(isinstance(one, Play) for one in last)
    return last if plays and intent == Again(2.0) else ()


def still_too_much(said: str, intent: Intent, session: Session) -> Intent:
    """Return "still too much" as further with what took something back; elsewhere it is less of the last change."""
    if (
        not isinstance(intent, Again)
        or intent.factor >= 1
        or not re.match(r"\W*(?:it'?s |that'?s )?still\b", said, re.I)
    ):
        return intent
    for _, turn in session.acts():
        last = turn.intents[-1] if turn.intents else None
        if isinstance(last, Again) and last.factor > 1:
            continue
        down = isinstance(last, Nudge) and not last.up
        if down or (isinstance(last, Sound) and not last.more) or isinstance(last, Reducing):
            return replace(intent, factor=MORE)
        break
    return intent


def last_span(session: Session) -> Span:
    """Return the part of the song that was spoken of last, the whole of it if none was."""
    said = (intent for turn in reversed(session.turns) for intent in reversed(turn.intents))
    spans = (Span(section=one.section) if isinstance(one, Mark) else getattr(one, "span", WHOLE) for one in said)
    return next((span for span in spans if span and span.section != THAT), WHOLE)


def open_ended(intent: Intent, session: Session) -> Decline | None:
    """Ask what is meant where nothing was there to point at, or where a number is wanted."""
    if getattr(getattr(intent, "span", None), "section", "") == THAT:
        return asks('Which part of the song? Say for example "in the chorus" or "from 0:45 to 1:10".')
    if isinstance(intent, Nudge) and not intent.effect and intent.knob in POINTING:
        return asks(f"What is to be {intent.knob}? Name the effect or the track.")
    return of_the_master(intent, session)


def _turned_last(intent: Nudge, session: Session) -> Intent:
    """Return which knob a word turns that fits several: that of the effect which was worked on last."""
    for effect, turned in _worked_on(session):
        for word in dict.fromkeys((intent.knob, ALIKE.get(intent.knob, intent.knob))):
            if move := headed_by(effect, word, turned):
                field, up = move
                return replace(intent, target=IT, effect=effect, knob=field, up=up == intent.up)
    return intent


def _of_the_last_effect(intent: Nudge | Set, session: Session) -> Nudge | Set:
    """Return which effect's knob is meant where that was worked on last: "slower attack" of the gate just put on."""
    words = (intent.knob,) if isinstance(intent, Nudge) else tuple(knob for knob, _ in intent.knobs)
    moves = next((turn.moves for _, turn in session.acts() if turn.moves), ())
    names = strips(intent.target, session, ()) if intent.target else session.focus
    turned = {effect_of(move) for move in moves if isinstance(names, tuple) and move.strip in names}
    (effect,) = turned if len(turned) == 1 else ("",)
    params = BY_NAME[effect].params.values() if effect in BY_NAME else ()
    known = {word for param in params for word in (param.name, *param.words)}
    return replace(intent, effect=effect) if words and known.issuperset(words) else intent


def _deeper(intent: Sound, session: Session) -> Intent:
    """Return "deeper" as further with the last change where that is one that goes deep: a duck, a tremolo, a cut."""
    moves = next((turn.moves for _, turn in session.acts() if turn.moves), ())
    if not moves or not all(map(_went_deep, moves)):
        return _deeper_swing(intent, moves)
    return _scaled(MORE if intent.more else LESS, intent.amount)


def _deeper_swing(intent: Sound, moves: tuple[Move, ...]) -> Intent:
    """Return "deeper" as that of a tremolo or chorus that was turned otherwise last; itself elsewhere."""
    effects = set(map(effect_of, moves))
    (effect,) = effects if len(effects) == 1 else ("",)
    params = BY_NAME[effect].params.values() if effect in BY_NAME else ()
    depth = next((param.name for param in params if "depth" in param.words), "")
    return Nudge(IT, effect, depth, intent.more, intent.amount) if depth else intent


def _scaled(factor: float, amount: Amount) -> Again:
    """Return the last change so many times as far, or by as much further as was said."""
    return Again(round(factor**amount.degree, 3), amount if amount != Amount() else None)


def _went_deep(move: Move) -> bool:
    """Return whether a move turned how deep an effect goes, or how much it cuts."""
    if not isinstance(move.after, Slot) or isinstance(move.after.effect, Fader):
        return False
    now, before = move.after.effect, move.before.effect if isinstance(move.before, Slot) else None
    depths = [name for name, param in now.params.items() if "depth" in (name.rsplit("_", 1)[0], *param.also)]
    turned = any(before is None or getattr(before, name) != getattr(now, name) for name in depths)
    return turned or getattr(now, "gain_db", 0.0) < 0


def _worked_on(session: Session) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the effects that the last change turned, latest first, each with the knobs that were."""
    for _, turn in session.acts():
        if turn.moves:
            for move in reversed(turn.moves):
                effects = [side.effect for side in (move.after, move.before) if isinstance(side, Slot)]
                for effect in effects:
                    was = (effects[-1] if len(effects) > 1 else type(effect)()).knobs()
                    turned = tuple(knob for knob, value in effects[0].knobs().items() if was.get(knob) != value)
                    yield type(effect).__name__, turned
            return


def said_twice(intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Return the intents, of several that say how much of the last change the last alone, and praise once.

    "Not that small! Put back half" asks for one half.
    """
    amounts = [i for i, intent in enumerate(intents) if isinstance(intent, Again)]
    praised = [i for i, intent in enumerate(intents) if intent == Keep()]  # "perfect, keep it like this"
    return tuple(intent for i, intent in enumerate(intents) if i not in (*amounts[:-1], *praised[1:]))


def after_unmasking(intent: Intent, session: Session) -> Intent:
    """Return "less ducking" as less of what made room last, where nothing was ducked but that."""
    if not isinstance(intent, Nudge) or intent.target or intent.effect != UNMASKED_BY:
        return intent
    last = next((turn for _, turn in session.acts() if turn.moves), None)
    if last is None or not any(isinstance(one, Unmask) for one in last.intents):
        return intent
    return _scaled(LESS if intent.up else MORE, intent.amount)
