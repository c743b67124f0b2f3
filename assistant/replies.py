"""What is said in answer to what went before: "yes", "the second", "fix that", "no, the kick", "right one only"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from itertools import takewhile

from assistant import pointing, preferences, whom_meant
from assistant.correct import asked_too, corrected, same
from assistant.echo_meant import some_of_it
from assistant.knob_meant import in_pitch, in_time
from assistant.resolve import listed, strips
from assistant.session import Session
from assistant.told import how_much, mended
from assistant.turn import Pending, Turn
from assistant.versions_meant import chosen_version
from assistant.words import lexicon, reader
from grammar.intent import (
    Amount,
    Answer,
    Ask,
    Correct,
    Intent,
    Like,
    Reading,
    Same,
    Sound,
    Target,
    Transport,
)
from grammar.parse import read
from grammar.vocabulary import word_list

EXAMPLES = re.compile(r"(?:\byours to say:|\bfor example\b|\bsuch as\b)[^\n]*")
"""What a reply says only to show how things are said: no offer."""

DOING = {"do", "go", "ahead"}
"""Words of a "yes" that asks for something to be done, whatever was said before."""


def answered(session: Session, utterance: str, reading: Reading) -> tuple[Intent, ...] | Turn:
    """Return what is to be done, an answer replaced by what it answers to, or the question that it leaves."""
    pending = session.pending
    if measured := how_much(utterance, session):
        return measured
    if pending is None and (picked := _picked(session, reading)):
        return picked if isinstance(picked, Turn) else all_meant(session, picked)
    said = pointing.said_twice(reading.intents)
    if len(said) == 1:
        if off := pointing.off_it(utterance, said[0], session):
            return Turn("", "asked", off.text, said)
        alone = whom_meant.only_of_them(utterance, whom_meant.left_out(utterance, said[0], session), session)
        alone = whom_meant.heard_too(whom_meant.too_far(utterance, alone, session), session)
        alone = in_pitch(utterance, alone, session)
        alone = in_time(utterance, some_of_it(utterance, alone, session), session)
        alone = pointing.begun_there(utterance, pointing.of_the_band(alone, session), session)
        said = (pointing.still_too_much(utterance, alone, session),)
    intents = all_meant(session, said)
    if pending and intents == (Transport("resume"),) and reading.clauses[0].text.casefold() in word_list("cheers"):
        intents = (Answer(),)  # "shall I?" "go on"
    answer = next((intent for intent in intents if isinstance(intent, Answer)), None)
    if answer is None:
        chosen = _chosen(intents, pending)
        if chosen or len(reading.clauses) != 1:
            return chosen or intents
        return mended(reading.clauses[0].text, session, intents, _advised(session))
    if len(reading.clauses) > 1:
        meant = all_meant(session, pending.yes) if pending and answer.yes and not answer.option else ()
        at = intents.index(answer)
        return (*intents[:at], *meant, *intents[at + 1 :])
    if pending is None:
        asks = answer.yes and not answer.option and set(reading.clauses[0].text.casefold().split()) & DOING
        return _delegated(_advised(session)) if asks else intents
    if answer.option:
        if answer.option > len(pending.options) or not pending.options:
            return Turn("", "asked", f"There are {len(pending.options)} choices.", pending=pending)
        if answer.option < 0:
            return all_meant(session, pending.options[-1][1])
        return all_meant(session, pending.options[answer.option - 1][1])
    if not answer.yes:
        return Turn("", "answered", "All right, nothing is changed.", intents)
    if pending.yes:
        return all_meant(session, pending.yes)
    choices = listed((words for words, _ in pending.options), "or")
    return Turn("", "asked", f"Which one: {choices}?" if choices else "Say which, please.", pending=pending)


def _delegated(advised: Turn) -> tuple[Intent, ...] | Turn:
    """Return what "do that" asks for behind an answer: the one thing that it offered; of several, all may be wanted."""
    options = advised.pending.options if advised.pending else ()
    if len(options) < 2:
        return advised.pending.yes if advised.pending else advised
    every = tuple(intent for _, meant in options for intent in meant)
    choices = listed(f'"{words}"' for words, _ in options)
    return replace(
        advised,
        reply=f"Shall I do all of it, {choices}? Or say which.",
        pending=Pending(yes=every, options=options),
    )


def _advised(session: Session, further: bool = False) -> Turn:
    """Ask which of what the last reply said could be said is to be done, where a question was only answered.

    To go `further` is to take the answer before, where only things that it offered were done since.
    """
    done = list(takewhile(lambda turn: further and turn.status == "done", reversed(session.turns)))
    last = next(iter(reversed(session.turns[: len(session.turns) - len(done)])), None)
    said = re.findall('"([^"]+)"', EXAMPLES.sub("", last.reply)) if last and last.status == "answered" else []
    readings = [(words, read(words, lexicon(session))) for words in dict.fromkeys(said)]
    offered = tuple((words, reading.intents) for words, reading in readings if not reading.unread)
    if not offered or any(turn.intents not in [meant for _, meant in offered] for turn in done):
        return Turn("", "asked", "I have offered nothing that I could do now; say what you would like to hear.")
    pending = Pending(yes=offered[0][1] if len(offered) == 1 else (), options=offered)
    choices = listed((f'"{words}"' for words, _ in offered), "or")
    return Turn("", "asked", f"Shall I do {choices}?" if pending.yes else f"Which one: {choices}?", pending=pending)


def _picked(session: Session, reading: Reading) -> tuple[Intent, ...] | Turn:
    """Return which of what the last answer said would mend things is meant: "what's wrong?" "fix the first one".

    A bare number is none of them: it may correct another, "actually 2".
    """
    match reading.intents:
        case (Answer(option=number),) if number:
            said = lexicon(session).concepts(reading.clauses[0].text)
            if any(one.may_be("PLAIN") for one in said) and not any(one.may_be("ORDINAL", "_CURE") for one in said):
                return ()
            advised = _advised(session, further=True)
            options = advised.pending.options if advised.pending else ()
            if not options:
                return advised
            return options[number - (number > 0)][1] if number <= len(options) else advised
    return ()


def _chosen(intents: tuple[Intent, ...], pending: Pending | None) -> tuple[Intent, ...]:
    """Return the choice that was said by what it does, for whom it was offered: "brighter" of "brighter or wider"."""
    if pending is None or len(intents) != 1:
        return ()
    (said,) = intents
    if getattr(said, "target", None):
        return ()
    for _, meant in pending.options:
        match meant, said:
            case (Sound() as offered,), Sound() if (offered.quality, offered.more) == (said.quality, said.more):
                return (replace(said, target=offered.target),)
            case (Like() as offered,), Like() if (offered.name, offered.more) == (said.name, said.more):
                return (replace(said, target=offered.target),)
    return ()


def all_meant(session: Session, intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Return what requests come to where they are said: what points back is named, a correction is what it corrects."""
    return tuple(meant for intent in intents for meant in _meant(session, intent))


def _meant(session: Session, intent: Intent) -> tuple[Intent, ...]:
    """Return what a correction comes to: the number of a choice that nobody offered is one too ("actually 2")."""
    if isinstance(intent, Answer) and intent.option > 0 and not (session.pending and session.pending.options):
        intent = Correct(amount=Amount(value=float(intent.option)))
    intent = whom_meant.other_person(chosen_version(intent, session), session)
    intent = pointing.after_unmasking(pointing.pointed(whom_meant.other_one(intent, session), session), session)
    if again := pointing.heard_again(intent, session):
        return again
    if isinstance(intent, Ask) and intent.about == "too":
        meant = asked_too(intent.target, intent.span, session) or (intent,)
    elif isinstance(intent, Same):
        meant = same(intent, session)
    else:
        meant = corrected(intent, session) if isinstance(intent, Correct) else (intent,)
    if not session.profile.wishes:
        return meant
    return tuple(
        preferences.applied(one, session.profile, reader(session), partial(_who, session=session)) for one in meant
    )


def _who(target: Target, session: Session) -> tuple[str, ...]:
    """Return who is meant, nobody where some of them are not here."""
    found = strips(target, session)
    return found if isinstance(found, tuple) else ()
