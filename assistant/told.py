"""What the last reply told of, and what is asked for where only that is said to be mended: "fix that", "tame them"."""

from __future__ import annotations

import re

from assistant.explain import number
from assistant.qualities import QUALITIES, meaning
from assistant.resolve import called, listed, only
from assistant.session import Session
from assistant.turn import Pending, Turn
from grammar.catalogue import LEVEL
from grammar.intent import Ask, Intent, Nudge, Sound, Undo, Why
from grammar.refs import IT

MEND_THAT = re.compile(
    r"(?:\w+ )?(?:fix|mend|sort|repair|correct|solve|address|deal with|take care of|do something about|"
    r"get rid of|remove|eliminate|tame|cure|clean up|cut out) "
    r"(?:it|that|this|(them|those|these))(?: out)?[.!]*",
    re.IGNORECASE,
)
"""What asks that what was told of be mended."""


FIX = re.compile(
    r"(?:ok |now |then |please |can you )*(?:fix|mend|sort|repair|correct|solve|address|deal with)\b", re.IGNORECASE
)
"""What asks for a cure and can mean nothing else: "remove it" may be of what was added."""


def mended(said: str, session: Session, intents: tuple[Intent, ...], offered: Turn) -> tuple[Intent, ...] | Turn:
    """Return what it comes to that what was told of be mended, itself where it is said of nothing that was.

    What the last answer `offered` is that; of several it is asked which. Where it told of whom a fault is, these are to
    have less of it; behind a change it is of what was done. A level is not turned down for what nobody has spoken of as
    too loud: that is asked.
    """
    found = MEND_THAT.fullmatch(said)
    if not found or session.pending is not None:
        return intents
    last = session.turns[-1] if session.turns else None
    if (advice := offered.pending) and last and last.status == "answered":
        return advice.yes or offered
    lowers = intents == (Nudge(IT, *LEVEL, False),)
    if last is None:
        return _lowered((), said) if lowers and not session.focus else intents
    done = next((turn for _, turn in session.acts()), last) if _tells_what_was_done(last) else last
    if done.steps:
        return _of_what_was_done(said, done) or intents
    asked = last.intents[0] if len(last.intents) == 1 else None
    named = tuple(dict.fromkeys(one.strip for one in last.evidence if one.strip in session.mix)) if found[1] else ()
    names = named or session.focus
    if isinstance(asked, Ask) and asked.name in QUALITIES and meaning(asked.name, True)[1] and names:
        return (Sound(only(*names), asked.name, more=False),)
    if lowers:
        return _lowered(names, said)
    if FIX.match(said):
        return Turn("", "asked", 'What is to be mended? Say what you hear, such as "the bass is muddy".')
    return intents


def _tells_what_was_done(turn: Turn) -> bool:
    """Whether a turn only told what was done last, so that "it" is that still."""
    return turn.status == "answered" and all(
        isinstance(one, Why) or (isinstance(one, Ask) and one.about in ("done", "chain", "settings", "differs"))
        for one in turn.intents
    )


def _of_what_was_done(said: str, last: Turn) -> tuple[Intent, ...] | Turn:
    """Return what "fix that" and "get rid of it" come to right behind a change; nothing if it is of something else."""
    if FIX.match(said) or any(isinstance(one, Sound) and one.complaint for one in last.intents):
        return Turn("", "answered", 'That is what was just done; "more" goes further, "undo" takes it back.')
    return (Undo(),) if any(move.before is None for move in last.moves) else ()


def _lowered(names: tuple[str, ...], said: str) -> Turn:
    """Ask whether those that an answer was about are to be turned down, or who is meant."""
    if not names:
        return Turn("", "asked", f'Whom do you mean in "{said}"? Say who disturbs you, and how: "the snare is harsh".')
    down = (Nudge(only(*names), *LEVEL, False),)
    said = listed(called(name) for name in names)
    text = f'Shall I turn {said} down? Or say what disturbs you of that, such as "{called(names[0])} is harsh".'
    return Turn("", "asked", text, pending=Pending(yes=down), focus=names)


HOW_MUCH = re.compile(r"(?:and |but |so )?(?:by )?how much(?: is (?:it|that)| exactly| then)?", re.IGNORECASE)
"""What asks for the numbers of what was told."""


def how_much(said: str, session: Session) -> Turn | None:
    """Return the numbers that the last answer was given for, where these are asked for; None elsewhere."""
    last = session.turns[-1] if session.turns else None
    asked = last is not None and last.status == "answered" and any(isinstance(one, Ask) for one in last.intents)
    if last is None or not asked or not HOW_MUCH.fullmatch(said.strip(" ?!.")):
        return None
    if not last.evidence:
        return Turn("", "asked", "I measured nothing for that; say of whom and what you want to know how much.")
    lines = [f"{called(one.strip, opens=True)}: {one.what} {number(one.value, one.unit)}" for one in last.evidence]
    return Turn("", "answered", "\n".join(lines), evidence=last.evidence, focus=session.focus)
