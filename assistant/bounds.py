"""What is never to be exceeded: bounds that a person sets for knobs, kept to from then on, in every session."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant import preferences
from assistant.explain import value_words
from assistant.outcome import Act, Decline, Done, asks, refuses
from assistant.preferences import Read
from assistant.profile import Bound, Rule, Wish
from assistant.resolve import called, listed
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Turn
from dsp.effects import BY_NAME
from dsp.mix import Move, Slot
from grammar.agreements import BOLD, BRIEF, FULL, WARY
from grammar.intent import Forget, Intent, Limit, Prefer, Redo, Set, Undo
from grammar.vocabulary import word_list


def limit(intent: Limit, session: Session) -> Done | Decline:
    """Keep knobs within a value from now on, or let them free."""
    if not session.learns:
        return refuses("This session keeps nothing for later, so no rule either; start it without --profile none.")
    for effect, knob in intent.knobs:
        param = BY_NAME[effect].params[knob]
        if intent.value is not None and not param.allows(intent.value):
            ends = f"{value_words(param, param.low)} to {value_words(param, param.high)}"
            return asks(f"The {BY_NAME[effect].words[0]}'s {param.words[0]} goes from {ends}; which limit do you want?")
    bounds = tuple(Bound(effect, knob, intent.end, intent.value) for effect, knob in intent.knobs)
    if intent.value is None:
        return Done(text=f"Free again: {listed(map(knob_words, bounds))}.", bounds=bounds)
    text = f'From now on, in every session: {listed(map(bound_words, bounds))}. "forget that rule" lifts it.'
    return Done(text=text, bounds=bounds)


def forget(intent: Forget, session: Session) -> Done | Decline:
    """Lift the bounds that were set last, all of them, or what was said about something."""
    if intent.about:
        return _forget_about(intent.about, session)
    latest = next((some for turn in reversed(session.turns) if (some := standing(turn, session))), ())
    bounds: tuple[Rule, ...] = session.profile.rules if intent.all or not latest else latest
    if not bounds:
        return asks('There is no rule to forget; "undo" takes back what was done last.')
    if not intent.all and not latest and len(bounds) > 1:
        return asks(f'Which of them? There are these: {listed(map(rule_words, bounds))}; "forget all rules" lifts all.')
    return Done(text=f"No longer kept to: {listed(map(rule_words, bounds))}.", bounds=tuple(one.free for one in bounds))


def _forget_about(about: str, session: Session) -> Done | Decline:
    """Lift the rules of which every word of `about` is said; of several, ask which."""
    rules = session.profile.rules
    told = [one for one in rules if _content(about) <= _content(rule_words(one))]
    if len(told) == 1:
        return Done(text=f"No longer kept to: {rule_words(told[0])}.", bounds=(told[0].free,))
    if told:
        return asks(f'Which of them? There are these: {listed(map(rule_words, told))}; "forget all rules" lifts all.')
    kept = f" There are these: {listed(map(rule_words, rules))}." if rules else ""
    return asks(f'Nothing that you told me for good is about "{about}".{kept}')


def _content(said: str) -> set[str]:
    """Return the words that tell something, one of a thing and several alike."""
    return {word.rstrip("s") for word in re.findall(r"[\w']+", said.casefold()) if word not in word_list("small_words")}


def standing(turn: Turn, session: Session) -> tuple[Rule, ...]:
    """Return what a turn was told for good and that still holds."""
    return tuple(one for one in turn.bounds if one in session.profile.rules)


def prefer(intent: Prefer, session: Session, read: Read) -> Done | Decline:
    """Keep what a person says they usually like, in their own words, and say what follows from it by itself."""
    if not session.learns:
        return refuses("This session keeps nothing for later; start it without --profile none.")
    wish = Wish(intent.words)
    if wish in session.profile.wishes:
        return Done(text=f"I have that already: {rule_words(wish)}.")
    if intent.words == FULL:
        return Done(text="I say again what I found and what came of it.", bounds=(Wish(BRIEF, on=False),))
    if acts := preferences.acted_on(intent.words, read):
        size = preferences.size(intent.words)
        known = [(one, preferences.size(one.words)) for one in session.profile.wishes]
        old = tuple(one.free for one, was in known if size and was and was.said == size.said)
        if intent.words in (BOLD, WARY):
            old = (Wish(WARY if intent.words == BOLD else BOLD, on=False),)
        text = f'Kept in your profile: {rule_words(wish)}; {acts}. "forget that" drops it.'
        return Done(text=text, bounds=(*old, wish))
    text = (
        f"Kept in your profile: {rule_words(wish)}. I do not act on it by myself yet, so say it where you want it; "
        'what you keep and undo teaches me how far to go. "forget that" drops it.'
    )
    return Done(text=text, bounds=(wish,))


def knob_words(bound: Bound) -> str:
    """Say which knob is bounded."""
    kind = BY_NAME[bound.effect]
    return f"{kind.words[0]} {kind.params[bound.knob].words[0]}"


def rule_words(rule: Rule) -> str:
    """Say something that was said for good."""
    return bound_words(rule) if isinstance(rule, Bound) else f'"{rule.words}"'


def bound_words(bound: Bound) -> str:
    """Say a bound: `compressor ratio never over 3:1`."""
    param = BY_NAME[bound.effect].params[bound.knob]
    side = "over" if bound.end == "most" else "under"
    return f"{knob_words(bound)} never {side} {value_words(param, bound.value or 0.0)}"


def kept_within(made: Done, intent: Intent, session: Session, studio: Studio, act: Act) -> Done | Decline:
    """Return what was made of a request, kept within every bound; taking back is free.

    What nobody said is done again with the knob at its bound; what was said is asked about.
    """
    if isinstance(intent, Undo | Redo) or not session.profile.bounds:
        return made
    over = [
        (move, bound)
        for step in made.steps
        for move in step.moves
        for bound in session.profile.bounds
        if _exceeds(move, bound)
    ]
    if not over:
        return made
    bounds = tuple(dict.fromkeys(bound for _, bound in over))
    said = dict(intent.knobs) if isinstance(intent, Set) else {}
    if isinstance(intent, Set) and not intent.slot and not any(bound.knob in said for bound in bounds):
        held = tuple((bound.knob, bound.value) for bound in bounds if bound.value is not None)
        again = act(replace(intent, knobs=(*intent.knobs, *held)), session, studio)
        if isinstance(again, Done):
            kept = f"Kept to what you said: {listed(map(bound_words, bounds))}."
            return replace(again, text="\n".join(filter(None, (again.text, kept))))
    move = over[0][0]
    lifts = (Limit(((bound.effect, bound.knob),), bound.end, None) for bound in bounds)
    return asks(
        f"You said {listed(map(bound_words, bounds))}, and this would go beyond it on {called(move.strip)}, so "
        f"nothing is changed; shall I forget that rule and do it?",
        (*lifts, intent),
    )


def _exceeds(move: Move, bound: Bound) -> bool:
    """Whether a move takes a knob beyond its bound, or further beyond it than it stood."""
    if not isinstance(move.after, Slot) or type(move.after.effect).__name__ != bound.effect:
        return False
    rest = type(move.after.effect)()
    stood = move.before.effect if isinstance(move.before, Slot) else rest
    stood = stood if isinstance(stood, type(rest)) else rest
    was, now = (bound.beyond(float(getattr(one, bound.knob))) for one in (stood, move.after.effect))
    return now > max(was, 0.0)
