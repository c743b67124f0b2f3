"""Who is meant of those whom the last change was about: "the other one", "right one only", "the toms out of it"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.other_of import changed_with, other_of
from assistant.resolve import strips
from assistant.session import Session
from assistant.slots import effect_of
from dsp.effects import Mute, Solo
from grammar.catalogue import LEVEL
from grammar.intent import (
    Again,
    Ask,
    Compare,
    Correct,
    Intent,
    Mirrored,
    Named,
    Nudge,
    Protect,
    Ref,
    Same,
    Set,
    Target,
    Transport,
    Undo,
)
from grammar.refs import IT
from grammar.session_intents import LESS
from grammar.vocabulary import word_list


def other_one(intent: Intent, session: Session) -> Intent:
    """Return "the other one" as who else plays what was changed last, where there are two of them: "no, the other one".

    Two that were set apart are swapped; elsewhere it is the other of two versions that are heard side by side.
    """
    last = session.turns[-1] if session.turns else None
    compares = any(isinstance(one, Compare) for turn in session.turns for one in turn.intents)
    if intent != Transport("switch") or last is None or compares:
        return intent
    panned = {move.strip for step in last.steps for move in step.moves if effect_of(move) == "Pan"}
    if len(panned) == 2:  # "swap them"
        return Mirrored(Target(tuple(Ref("strip", name) for name in sorted(panned))))
    other = other_of(tuple({step.strip for step in last.steps}), session)
    return Correct(Target((Ref("strip", other),))) if other else intent


OTHER_SIDE = re.compile(
    r"\W*(?:(?:no|nope|oops|err|uh|um|haha|sorry)\W+)*(?:(?:the|my|your) )?other (?:left|right)\W*", re.IGNORECASE
)
"""What is said, with a smile, of who was put on the wrong side."""


def other_side(said: str, session: Session) -> tuple[Intent, ...]:
    """Return "the other left" as the other way round, right behind a pan; nothing elsewhere."""
    last = session.turns[-1] if session.turns else None
    panned = last and any(effect_of(move) == "Pan" for step in last.steps for move in step.moves)
    return (Correct(opposite=True),) if panned and OTHER_SIDE.fullmatch(said) else ()


def only_of_them(said: str, intent: Intent, session: Session) -> Intent:
    """Return "right one only" as a correction, right behind what was done to that one and others: of it alone."""
    words = set(re.findall(r"[\w']+", said.casefold()))
    alone = isinstance(intent, Correct) and intent == Correct(intent.target, answers=True)
    soloed = isinstance(intent, Set) and intent == Set(intent.target, Solo.__name__, (("on", True),))
    if not (alone or soloed) or not words & {"only", "just"} or words & {*word_list("heard_alone")}:
        return intent
    assert isinstance(intent, Correct | Set)
    taken_back = session.pending is not None and session.pending.yes == (Undo(),)  # "no" "just the kick"
    last = next((turn for _, turn in session.acts()), None) if taken_back else (session.turns or [None])[-1]
    changed = {step.strip for step in last.steps} if last else set()
    named = strips(intent.target, session)
    if isinstance(named, tuple) and {*named} < changed:
        return Correct(intent.target)
    open_yet = session.turns and session.turns[-1].status in ("asked", "not_understood")
    return Correct(intent.target, answers=True) if open_yet else intent  # what is to be of that one alone is not known


def left_out(said: str, intent: Intent, session: Session) -> Intent:
    """Return "leave the toms out of it" as taking off them what was done last, where that was done to others too.

    So is "without the toms", which mutes them elsewhere.
    """
    muted = isinstance(intent, Set) and intent == Set(intent.target, Mute.__name__, (("on", True),))
    protected = isinstance(intent, Protect) and intent.on and re.search(r"\bout of (?:it|this|that)\b", said, re.I)
    if not protected and not (muted and re.match(r"\W*(?:but )?without\b", said, re.I)):
        return intent
    assert isinstance(intent, Protect | Set)
    names = strips(intent.target, session)
    if not isinstance(names, tuple) or (made := changed_with(names, session)) is None:
        return intent
    return Undo(Named(intent.target)) if len({step.strip for step in made.steps}) > len(names) else intent


def other_person(intent: Intent, session: Session) -> Intent:
    """Return "same for him" as for the other of two, right behind what was done to the one: he has it already."""
    if not isinstance(intent, Same | Ask) or (isinstance(intent, Ask) and intent.about != "too"):
        return intent
    changed = next(({step.strip for step in turn.steps} for _, turn in session.acts()), set())
    himself = intent.target == IT or [ref.kind for ref in intent.target.refs] == ["it"]
    plain = isinstance(intent, Ask) or intent == Same(intent.target)
    other = other_of(session.focus, session) if himself and plain and {*session.focus} <= changed else ""
    return replace(intent, target=Target((Ref("strip", other),))) if other else intent


TOO_FAR = re.compile(
    r"\W*(?:(?:ok|okay|hm+|no|now|but|and|oh|well)\W+)*(?:(?:it|that|he|she|they)(?:'s| is|'re| are) )?(?:now )?"
    r"(?:a bit |a little |slightly |way |much )?too (?P<how>loud|quiet|soft)(?: now)?\W*",
    re.IGNORECASE,
)
"""What says of a level that it went too far, and names nobody."""


def too_far(said: str, intent: Intent, session: Session) -> Intent:
    """Return "too loud" right behind what was turned up as less of that: it is not to end under where it began."""
    found = TOO_FAR.fullmatch(said)
    last = session.turns[-1].intents if session.turns and session.turns[-1].steps else ()
    if not found or not isinstance(intent, Nudge) or (intent.effect, intent.knob) != LEVEL:
        return intent
    up = found["how"].casefold() == "loud"
    turned = [one for one in last if isinstance(one, Nudge) and (one.effect, one.knob) == LEVEL and one.up == up]
    return Again(LESS) if turned and len(turned) == len(last) else intent
