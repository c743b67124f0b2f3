"""Corrections: what was done last is taken back and done as it was meant; what was only asked about is done at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from assistant.knob_meant import another_knob, as_told
from assistant.other_of import changed_with
from assistant.outcome import Decline, asks, asks_which
from assistant.resolve import strips
from assistant.session import Session
from dsp.effects import BY_NAME
from grammar.intent import (
    TIMED,
    Again,
    Amount,
    Apart,
    Ask,
    Correct,
    Ducking,
    Fading,
    If,
    Intent,
    Master,
    Named,
    Nudge,
    Play,
    Same,
    Set,
    Sound,
    Span,
    Speed,
    Target,
    Undo,
)
from grammar.pieces import Likewise
from grammar.say_listening import span_text
from grammar.say_parts import target_text
from grammar.session_intents import LESS, MORE
from grammar.together.likewise import alike_to, opposite


def corrected(intent: Correct, session: Session) -> tuple[Intent, ...]:
    """Return what a correction asks for: the last request anew, of somebody else or by another amount.

    The correction itself where there is nothing that it could be of.
    """
    last = session.turns[-1] if session.turns else None
    if intent.span and last is not None and last.intents and all(isinstance(one, Play) for one in last.intents):
        return tuple(replace(one, span=intent.span) for one in last.intents if isinstance(one, Play))
    taken_back = session.pending is not None and session.pending.yes == (Undo(),)  # "no" "shall I …?" "just the kick"
    if last is not None and last.status == "asked" and last.intents and not taken_back:
        meant = _keyed(intent, last.intents) or _anew(intent, last.intents)
        return meant or (intent,)
    if intent.answers:
        return (intent,)
    if last is not None and (told := as_told(intent, last)):
        return (told,)
    latest = next((turn for _, turn in session.acts() if turn.intents), None)
    if latest and (further := another_knob(intent, latest)):
        return (further,)
    asked = _but_undoing(latest.intents) if latest else ()
    if _is_bare_number(intent) and len(asked) > 1 and not any(map(_says_how_much, asked)):
        return (intent,)  # "piano left, guitars wide" "make it 3": 3 of what?
    meant = _anew(intent, _of_whom(intent.target, latest.intents, session)) if latest else ()
    return (Undo(mistaken=True), *meant) if meant else (intent,)


def _keyed(intent: Correct, asked: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Return who was asked about as whom another is to step back under: "duck the piano" "under what?" "the vocal"."""
    if not intent.target or len(asked) != 1:
        return ()
    match asked[0]:
        case Set(effect="Ducker", knobs=()) as added:
            return (Ducking(added.target, intent.target),)
        case Ducking() as ducking if ducking.target != ducking.under:
            return (replace(ducking, under=intent.target),)
    return ()


def _is_bare_number(intent: Correct) -> bool:
    amount = intent.amount
    return amount is not None and amount.value is not None and not (amount.unit or intent.target or intent.span)


def _but_undoing(asked: tuple[Intent, ...]) -> tuple[Intent, ...]:
    return tuple(one for one in asked if not isinstance(one, Undo))


def _says_how_much(asked: Intent) -> bool:
    amount = getattr(asked, "amount", None)
    return bool(amount and amount.value is not None) or bool(getattr(asked, "knobs", ()))


def left_open(intent: Correct) -> Decline:
    """Ask what is meant by a correction of nothing."""
    if intent.target:
        return asks(f"What about {target_text(intent.target)}? Say what you would like to hear.")
    if intent.span:
        return asks(f"What {span_text(intent.span)}? I did nothing last that a part of the song can have for itself.")
    if intent.opposite:
        return asks("Of what? I find nothing of late that has another way round.")
    return asks("Of what? There is nothing yet that this could be about.")


def more_or_less(intent: Same) -> Decline:
    """Ask about a way to sound that was only named."""
    wish = Sound(intent.target, intent.quality, more=False, complaint=True)
    return asks(f'"{intent.quality}" is all I hear; shall I make it less {intent.quality}?', (wish,))


def nothing_alike(intent: Same, session: Session) -> Decline:
    """Ask what is to be done for somebody else too, where what was done last cannot be, or not more or less of it."""
    if intent.like:
        return asks(f"I have done nothing to {target_text(intent.like)} that could be done to another track as well.")
    if not any(turn.intents for _, turn in session.acts()):
        if intent.more is not None:
            return asks(f"{'More' if intent.more else 'Less'} of what? Nothing has been done yet.")
        return asks("The same as what? There is nothing yet that could be done to another track as well.")
    if _turns_round(intent):
        return asks("What was done last has no opposite; say what you would like to hear.")
    if not intent.target or (intent.more is None and intent.amount is None):
        return asks("What was done last cannot be done to another track as well; say what you would like to hear.")
    who = target_text(intent.target)
    return asks(
        f"What was done last has no more or less of it; shall I do the same for {who} as it was?",
        (Same(intent.target),),
    )


def _anew(intent: Correct, asked: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Return requests with what is corrected in them, none if one of them cannot be meant."""
    found = [_with(intent, one) for one in _but_undoing(asked)]
    return tuple(one for one in found if one is not None) if all(found) else ()


def _of_whom(target: Target, asked: tuple[Intent, ...], session: Session) -> tuple[Intent, ...]:
    """Return of several requests those of who is named: "left one left, right one right", "only the left one"."""
    named = strips(target, session) if target else ()
    if isinstance(named, Decline) or not named:
        return asked
    whom = [strips(one.target, session) if getattr(one, "target", None) else () for one in cast(Any, asked)]
    own = [one for one, names in zip(asked, whom, strict=True) if isinstance(names, tuple) and {*named} <= {*names}]
    return tuple(own) or asked


def _with(intent: Correct, asked: Intent) -> Intent | None:
    if intent.opposite:
        return opposite(asked)
    if intent.target:
        if not hasattr(asked, "target"):
            return None
        asked = cast(Intent, replace(cast(Any, asked), target=_meant(intent, cast(Any, asked).target)))
    if intent.span:
        if not isinstance(asked, TIMED | Play):
            return None
        asked = cast(Intent, replace(cast(Any, asked), span=intent.span))
    return asked if intent.amount is None else _by(intent.amount, asked)


def _meant(intent: Correct, said: Target) -> Target:
    """Return whom a request is about: of several named only the wrong one is replaced."""
    wrong = set(intent.instead_of.refs)
    if not wrong or not wrong < set(said.refs):
        return intent.target
    return replace(said, refs=(*(ref for ref in said.refs if ref not in wrong), *intent.target.refs))


def asked_too(target: Target, span: Span, session: Session) -> tuple[Intent, ...]:
    """Return the questions of the turn before, of somebody else or in another part of the song; none if it asked none.

    "How loud is the vocal?" "And the piano?"
    """
    last = session.turns[-1].intents if session.turns else ()
    found = [_asked_of(one, target, span) for one in last]
    return tuple(one for one in found if one is not None) if all(found) else ()


def too(intent: Ask) -> Decline:
    """Ask what is meant by "and the kick?" where no question stands before it."""
    if not intent.target:
        return asks("Is what so? There is no question before this one that it could be about.")
    who = target_text(intent.target)
    also, wrong = Same(intent.target), Ask("wrong", intent.target)
    return asks_which(
        f"What about {who}: 1 the same for {who}, or 2 what's wrong with {who}?",
        ((f"the same for {who}", (also,)), (f"what's wrong with {who}", (wrong,))),
    )


def _asked_of(intent: Intent, target: Target, span: Span) -> Intent | None:
    """Return a question of somebody else, None if it is none, or is of nobody."""
    if isinstance(intent, If) and not (intent.then or intent.otherwise or span):
        return replace(intent, condition=replace(intent.condition, target=target))
    if not isinstance(intent, Ask) or intent.about == "too" or (span and not intent.is_of_a_part):
        return None
    if not intent.target and not intent.is_of_a_part:
        return None
    return replace(intent, target=target or intent.target, span=span or intent.span)


def same(intent: Same, session: Session) -> tuple[Intent, ...]:
    """Return what was asked last, of somebody else: nothing is taken back. The wish itself where there was nothing."""
    if further := _further_with(intent, session):
        return (further,)
    plain = not (intent.more or intent.amount or intent.quality)
    if plain and (asked := asked_too(intent.target, intent.span, session)):
        return asked
    latest = next((turn for _, turn in session.acts() if _asked_for(turn.intents, intent.like, session)), None)
    wished = _asked_for(latest.intents, intent.like, session) if latest else ()
    wished = every = tuple(one for one in wished if not isinstance(one, Undo))
    if _turns_round(intent):
        wished = _of_whom(intent.target, every, session)
    alike = Likewise(intent.target, intent.more, intent.amount, quality=intent.quality)
    meant = [alike_to(one, alike) for one in wished]
    if intent.span:
        meant = [_in_another_part(one, intent.span) for one in meant]
    if not meant or not all(meant):
        return (intent,)
    turned = _turns_round(intent) and all(_is_of(one, intent.target, session) for one in wished)
    what = None if wished == every else Named(intent.target)
    return (*((Undo(what, mistaken=True),) if turned else ()), *(one for one in meant if one is not None))


def _further_with(intent: Same, session: Session) -> Again | None:
    """Return "less on the snare" as less of what was done to it last, where it was among whom that was done to."""
    amount = intent.amount or Amount()
    if intent.more is None or intent.quality or intent.like or intent.span or amount.value is not None:
        return None
    names = strips(intent.target, session)
    if not isinstance(names, tuple) or changed_with(names, session) is None:
        return None
    return Again(round((MORE if intent.more else LESS) ** amount.degree, 3), what=Named(intent.target))


def _turns_round(intent: Same) -> bool:
    return intent.amount is not None and intent.amount.words == "opposite"


def _is_of(asked: Intent, whom: Target, session: Session) -> bool:
    return strips(getattr(asked, "target", Target()), session, ()) == strips(whom, session)


def _asked_for(intents: tuple[Intent, ...], whom: Target, session: Session) -> tuple[Intent, ...]:
    """Return those of some requests that are about somebody, all of them where nobody is named."""
    if not whom:
        return intents
    names = strips(whom, session)
    return tuple(one for one in intents if strips(getattr(one, "target", Target()), session, ()) == names)


def _in_another_part(asked: Intent | None, span: Span) -> Intent | None:
    """Return a request for a part of the song as one for another; what holds all through holds there already."""
    if not isinstance(asked, TIMED) or not asked.span:
        return None
    return cast(Intent, replace(cast(Any, asked), span=span))


def _by(amount: Amount, asked: Intent) -> Intent | None:
    """Return a request by another amount, None if it has none that this could be."""
    if amount.as_much:
        return replace(asked, amount=amount) if isinstance(asked, Nudge) else None
    if isinstance(asked, Sound | Nudge | Ducking):
        said = amount if amount.value is None else replace(amount, value=abs(amount.value))
        return replace(asked, amount=said)
    if amount.value is None:
        return None
    if isinstance(asked, Fading) and amount.unit in ("", "s"):
        return replace(asked, seconds=abs(amount.value))
    if isinstance(asked, Apart) and amount.unit in ("", "%"):
        return replace(asked, position_pct=abs(amount.value))
    if isinstance(asked, Speed) and asked.value is not None and amount.unit in ("", asked.unit.split()[0]):
        return replace(asked, value=amount.value if not asked.by or asked.value > 0 else -abs(amount.value))
    if isinstance(asked, Master) and amount.unit in ("LUFS", ""):
        return replace(asked, lufs=-abs(amount.value))
    if not isinstance(asked, Set) or not asked.effect:
        return None
    params = BY_NAME[asked.effect].params
    numbers = {knob: value for knob, value in asked.knobs if knob in params and not isinstance(value, bool | str)}
    fitting = [knob for knob in numbers if amount.unit == params[knob].unit]
    fitting = fitting or ([next(reversed(numbers))] if numbers and amount.unit == "" else [])
    if len(fitting) != 1:
        return None
    knob = fitting[0]
    value = -amount.value if numbers[knob] < 0 < amount.value else amount.value
    return replace(asked, knobs=tuple((k, value if k == knob else v) for k, v in asked.knobs))
