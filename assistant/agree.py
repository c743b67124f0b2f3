"""What a person and their engineer agree on: strips left alone, names for versions of the mix and for groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from assistant.explain import knob_words
from assistant.outcome import Decline, Done, asks
from assistant.resolve import called, listed, only, strips
from assistant.session import Session
from assistant.sums import through
from assistant.turn import Agreement, Group, Protection, Step, Version
from assistant.versions_meant import by_its_name
from dsp.mix import MAIN, moves_between
from grammar.intent import (
    Apart,
    Bypass,
    Ducking,
    Fading,
    Gather,
    Glue,
    Intent,
    LevelAs,
    Like,
    Matched,
    Maximise,
    Mirrored,
    Normalise,
    Nudge,
    Protect,
    Ramping,
    Recall,
    Redo,
    Reducing,
    Ref,
    Remove,
    Reorder,
    Reset,
    Set,
    Snapshot,
    Sound,
    Sweeping,
    Target,
    ToBus,
    Undo,
)
from grammar.listening_intents import LATEST
from grammar.sayings import taken
from grammar.vocabulary import talk

Touching = (
    Sound
    | Nudge
    | Set
    | Remove
    | Bypass
    | Reset
    | Like
    | LevelAs
    | Apart
    | Mirrored
    | Matched
    | Ducking
    | Maximise
    | Normalise
    | Reducing
    | Glue
    | ToBus
    | Fading
    | Ramping
    | Sweeping
    | Reorder
)
"""What changes the strips that it is about."""


def agreement_words(one: Agreement) -> str:
    """Say what was agreed."""
    match one:
        case Protection():
            return f"{called(one.strip)} is {'left alone' if one.on else 'free to be changed'}"
        case Version():
            return f"the mix called {one.name}"
        case Group():
            return f"{one.name} for {listed(one.strips)}"


def protect(intent: Protect, session: Session) -> Done | Decline:
    """Leave strips alone from now on, or no longer."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    who = listed(map(called, names))
    changed = [name for name in names if (name in session.protected) != intent.on]
    if not changed:
        stands = "left alone already" if intent.on else "free to be changed"
        return Done(text=f"{who} {_are(names)} {stands}.", focus=names)
    agreed = tuple(Protection(name, intent.on) for name in changed)
    if intent.on:
        text = f'I leave {who} alone until you say "you can touch {names[0]} again".'
    else:
        text = f"{who} may be changed again."
    return Done(text=text, agreed=agreed, focus=names)


def spared(intent: Intent, session: Session) -> tuple[Intent, str] | Decline:
    """Return an intent as one about nobody who is to be left alone, with what to say of that."""
    if not session.protected or not isinstance(intent, Touching):
        return intent, ""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return intent, ""  # it will be asked whom it is about
    kept = [name for name in names if name in session.protected]
    below = through(session.mix, names) & session.protected
    if below or (kept and any(ref.kind == "bus" for ref in intent.target.refs)):
        return _ask_to_touch([strip.name for strip in session.mix if strip.name in below | {*kept}], intent)
    if not kept:
        return intent, ""
    if len(kept) == len(names):
        return _ask_to_touch(kept, intent)
    left = replace(intent.target, without=(*intent.target.without, *only(*kept).refs))
    names_kept = f"{listed(map(called, kept))} {_are(kept)} left alone, as you wanted."
    return cast(Intent, replace(cast(Any, intent), target=left)), names_kept


def _ask_to_touch(kept: Sequence[str], intent: Intent) -> Decline:
    names = listed(map(called, kept))
    text = f"You told me to leave {names} alone, so nothing is changed; shall I do it all the same?"
    return asks(text, (Protect(only(*kept), on=False), intent))


def kept_to(made: Done, intent: Intent, session: Session) -> Done | Decline:
    """Return what was made of a request, unless it touches who is to be left alone; taking back is no touching.

    Not every request says whom it is about: "more" and "go back to Friday" find out by doing.
    """
    touched = {step.strip for step in made.steps} | {move.strip for step in made.steps for move in step.moves}
    touched |= through(session.mix, touched)
    kept = [strip.name for strip in session.mix if strip.name in touched & session.protected]
    return _ask_to_touch(kept, intent) if kept and not isinstance(intent, Undo | Redo) else made


def snapshot(intent: Snapshot, session: Session) -> Done:
    """Remember the mix as it is by a name."""
    name = intent.name or f"version {len(session.versions) + 1}"
    again = " now" if name in session.versions else ""
    text = f'The mix as it is{again} goes by {name}; "go back to {name}" brings it back.'
    return Done(text=text, agreed=(Version(name),))


def recall(intent: Recall, session: Session) -> Done | Decline:
    """Have the mix as it was when it was given a name."""
    if intent.name == LATEST and session.versions:
        intent = replace(intent, name=list(session.versions)[-1])
    intent = replace(intent, name=by_its_name(intent.name, session))
    if intent.name not in session.versions:
        return asks(no_version(intent.name, session))
    moves = tuple(moves_between(session.mix, session.version(intent.name)))
    if not moves:
        return Done(text=f"The mix is as it was at {intent.name} already.")
    steps = []
    for name in dict.fromkeys(move.strip for move in moves):
        mine = tuple(move for move in moves if move.strip == name)
        steps.append(Step(name, f"as at {intent.name}", intent, mine))
    return Done(tuple(steps))


def no_version(name: str, session: Session) -> str:
    """Say that no version goes by a name, and which there are."""
    if name == LATEST:
        return 'No snapshot has been taken yet; "snapshot" takes one.'
    there = f"there is {listed(session.versions)}" if session.versions else f'"save this as {name}" gives it one'
    return f"No version goes by the name {name}; {there}."


def gather(intent: Gather, session: Session) -> Done | Decline:
    """Call some strips by one name."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    if _named_already(intent.name, session) == names:
        return Done(text=f"{intent.name} is that already: {listed(names)}.", focus=names)
    if intent.name in session.mix or taken(intent.name):
        return asks(f"{intent.name!r} means something already; another name for {listed(names)}, please.")
    return Done(text=f"{intent.name}: {listed(names)}.", agreed=(Group(intent.name, names),), focus=names)


def _named_already(name: str, session: Session) -> tuple[str, ...]:
    """Return whom a name stands for in every session: "the band" is all but who sings; nobody if it is no such name."""
    bare = name.removeprefix("the ")
    kind = talk().get(bare, {}).get("REF", "")
    found = strips(Target((Ref(cast(Any, kind)),)), session) if kind else ()
    return found if isinstance(found, tuple) else ()


def agreed_words(session: Session, about: str) -> str:
    """Say what is agreed: who is left alone, which versions or groups there are."""
    match about:
        case "protected":
            names = listed(map(called, sorted(session.protected)))
            return f"Left alone: {names}." if names else "Nothing is protected."
        case "versions":
            lines = []
            for name in session.versions:
                moves = tuple(moves_between(session.mix, session.version(name)))
                some = listed(f"{called(move.strip)} {knob_words(move)}" for move in moves[:3])
                lines.append(f"{name}: {len(moves)} moves away, {some}" if moves else f"{name}: as it is now")
            return "\n".join(lines) or 'No version has a name yet; "save this as Friday" gives it one.'
    return "\n".join(f"{name}: {listed(who)}" for name, who in session.groups.items()) or (
        'No group has a name yet; "call the guitars the wall" gives them one.'
    )


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
