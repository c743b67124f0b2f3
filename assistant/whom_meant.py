"""Who is meant of those whom the last change was about: "the other one", "right one only", "the toms out of it"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.other_of import changed_with, other_of
from assistant.qualities import meaning
from assistant.resolve import strips
from assistant.session import Session
from assistant.slots import effect_of, is_muted
from assistant.turn import Turn
from dsp.effect import Effect
from dsp.effects import Mute, Pan, Solo
from dsp.mix import MAIN, Slot
from grammar.catalogue import LEVEL
from grammar.intent import (
    Again,
    Amount,
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
    Sound,
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


def heard_too(intent: Intent, session: Session) -> Intent:
    """Return "now the vocal", said of who is muted, as who is to be heard again; so is everybody behind a solo."""
    everybody = Target((Ref("all"),))
    if intent == Set(everybody, Mute.__name__, (("on", False),)):
        soloed = [
            strip
            for strip in session.mix
            if any(slot.effect.on for slot in strip.of(Solo) if isinstance(slot.effect, Solo))
        ]
        muted = any(map(is_muted, session.mix))
        return Set(everybody, Solo.__name__, (("on", False),)) if soloed and not muted else intent
    if not isinstance(intent, Correct) or intent != Correct(intent.target, answers=True):
        return intent
    names = strips(intent.target, session) if intent.target else ()
    if not isinstance(names, tuple) or not names or not all(is_muted(session.mix[name]) for name in names):
        return intent
    return Set(intent.target, Mute.__name__, (("on", False),))


OTHER_SIDE = re.compile(
    r"\W*(?:(?:no|nope|oops|err|uh|um|haha|sorry)\W+)*(?:(?:the|my|your) )?other (?:left|right)\W*", re.IGNORECASE
)
"""What is said, with a smile, of who was put on the wrong side."""

NO_SIDE = re.compile(
    r"\W*(?:(?:actually|oops|sorry|wait|hm+|ah|err)\W+)*(?:no|nope|i meant?|rather|not (?:left|right),?(?: but)?)\W+"
    r"(?:(?:no|i meant?|to|on|the|make it|put it|pan it)\W+)*(?P<side>left|right)(?: side)?(?: instead| please)*\W*",
    re.IGNORECASE,
)
"""What names the side that was meant, right behind a pan: "actually no, right"."""


def other_side(said: str, session: Session) -> tuple[Intent, ...]:
    """Return "the other left", and "no, right" of who was put left, as the other way round; nothing elsewhere."""
    last = session.turns[-1] if session.turns else None
    pans = [now.position_pct for now in _effects_after(last) if isinstance(now, Pan)] if last else []
    if not pans:
        return ()
    named = NO_SIDE.fullmatch(said)
    wrong = named and all((pan < 0) == (named["side"].casefold() == "right") for pan in pans)
    return (Correct(opposite=True),) if wrong or OTHER_SIDE.fullmatch(said) else ()


def _effects_after(turn: Turn) -> list[Effect]:
    return [move.after.effect for move in turn.moves if isinstance(move.after, Slot)]


MOST_PICKED = 5
"""Words of a saying that only picks one of several: fewer than these."""


def only_of_them(said: str, intent: Intent, session: Session) -> Intent:
    """Return "right one only" as a correction, right behind what was done to that one and others: of it alone."""
    words = set(re.findall(r"[\w']+", said.casefold()))
    alone = isinstance(intent, Correct) and intent == Correct(intent.target, answers=True)
    soloed = isinstance(intent, Set) and intent == Set(intent.target, Solo.__name__, (("on", True),))
    picked = alone and len(words) < MOST_PICKED and words >= {"the", "one"}  # "turn up the guitar" "the right one"
    if not (alone or soloed) or not (picked or words & {"only", "just"}) or words & {*word_list("heard_alone")}:
        return intent
    assert isinstance(intent, Correct | Set)
    taken_back = session.pending is not None and session.pending.yes == (Undo(),)  # "no" "just the kick"
    last = next((turn for _, turn in session.acts()), None) if taken_back else (session.turns or [None])[-1]
    changed = {step.strip for step in last.steps} if last else set()
    named = strips(intent.target, session)
    if isinstance(named, tuple) and ({*named} < changed or changed == {MAIN}):
        return Correct(intent.target)
    open_yet = session.turns and session.turns[-1].status in ("asked", "not_understood")
    if alone and not changed and session.pending is None and (last is None or last.status == "done"):
        return Set(intent.target, Solo.__name__, (("on", True),))  # "just the vocal please", of nothing said before
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
    r"\W*(?:(?:ok|okay|hm+|no|now|but|and|oh|well|that's|thats)\W+)*"
    r"(?:(?:it|that|this|he|she|they|(?:it |that |they )?sounds?)(?:'s|s| is|'re| are)? )?"
    r"(?:now |a bit |a little |slightly |way |much |far |just |still )*"
    r"(?:too|not so|not that|not quite so|not as) [\w-]+"
    r"(?: now| like that| though| for me| please)*\W*",
    re.IGNORECASE,
)
"""What says of how something is that it went too far, and names nobody."""


def too_far(said: str, intent: Intent, session: Session) -> Intent:
    """Return "too loud" right behind what was turned up as less of that: it is not to end under where it began.

    So is "too bright" behind what was made brighter: nothing is put on top of what was done.
    """
    last = session.turns[-1].intents if session.turns and session.turns[-1].steps else ()
    if not last or not TOO_FAR.fullmatch(said) or not all(_goes_back_on(intent, one) for one in last):
        return intent
    how_much = getattr(intent, "amount", Amount())
    return Again(round(LESS**how_much.degree, 3)) if how_much.value is None else intent


def _goes_back_on(intent: Intent, done: Intent) -> bool:
    """Whether the one way to be is the other turned round."""
    match intent, done:
        case Nudge(), Nudge():
            knob = (intent.effect, intent.knob)
            return knob == (done.effect, done.knob) == LEVEL and intent.up != done.up
        case Sound(), Sound():
            (name, up), (other, way) = meaning(intent.quality, intent.more), meaning(done.quality, done.more)
            return name == other and up != way
    return False
