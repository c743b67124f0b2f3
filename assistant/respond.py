"""One turn: from what was said to what was done about it. The table of contents of the program."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce

from assistant import pointing, preferences
from assistant.acts import act
from assistant.correct import asked_too, corrected, same
from assistant.explain import steps_words
from assistant.history import kept
from assistant.likeness import is_unheard
from assistant.outcome import Decline, Done
from assistant.profile import Profile
from assistant.proposing import ALONE, ASIDES, SURE, Offer, chosen, weighed
from assistant.resolve import listed, strips
from assistant.retiming import all_moved, moved
from assistant.session import Session
from assistant.strangers import with_strangers
from assistant.studio import Studio
from assistant.turn import TAKEN_AS, Pending, Turn
from assistant.unasked import unasked
from assistant.unended import unended
from assistant.unread import did_you_mean, not_understood
from assistant.words import lexicon, lexicon_of, reader
from dsp.speed import song_pct
from grammar.guess import guess
from grammar.intent import (
    Again,
    Amount,
    Answer,
    Ask,
    Correct,
    Intent,
    Keep,
    Like,
    Protect,
    Reading,
    Redo,
    Same,
    Simile,
    Sound,
    Target,
    Transport,
    Undo,
)
from grammar.parse import read
from grammar.refs import IT
from grammar.say import intent_text
from grammar.vocabulary import word_list

__all__ = ["lexicon", "lexicon_of", "prepare", "respond"]

REACTIONS = (Undo, Redo, Again, Keep)
"""What is itself a reaction to the last change, and so does not count as having moved on from it."""

MEND_THAT = re.compile(
    r"(?:\w+ )?(?:fix|mend|sort|repair|correct|solve|address|deal with|take care of|do something about) "
    r"(?:it|that|this|them|those)(?: out)?[.!]*",
    re.IGNORECASE,
)
"""What asks that what was told of be mended."""

DOING = {"do", "go", "ahead"}
"""Words of a "yes" that asks for something to be done, whatever was said before."""


def respond(session: Session, utterance: str, studio: Studio) -> Turn:
    """Return the turn that an utterance makes of a session; nothing is changed and nothing written.

    All or nothing: if any clause is not understood or cannot be done, none is, and the rest is offered.
    """
    known = lexicon(session)
    reading = read(utterance, known)
    intents = _answered(session, reading)
    if isinstance(intents, Turn):
        return replace(intents, said=utterance)
    strangers = with_strangers(utterance, session) if reading.unread else ()
    if isinstance(strangers, Decline):
        return Turn(utterance, strangers.status, strangers.text)
    unheard = any(isinstance(intent, Simile) and is_unheard(intent) for intent in intents)
    if unheard and (ways := weighed(utterance, (), known)) and ways[0][0] >= ALONE and _says(ways[0][1]):
        asked = did_you_mean(utterance, (ways[0][1],), "likens it to something that I do not know")
        return _of_whom(session, asked)
    if reading.unread and not strangers:
        if onwards := unended(session, utterance, reading, studio):
            return onwards
        wishes = guess(reading, known) if intents == reading.intents else ()
        if wishes:
            return _of_whom(session, did_you_mean(utterance, (wishes,), "does not say what is to be done"))
        ways = weighed(utterance, reading.unread, known)
        if taken := unasked(utterance, reading.unread, ways, known, preferences.of_asking(session.profile)):
            words = listed(wish.said for wish in taken)
            turn = _acted(session, utterance, _all_meant(session, read(words, known).intents), studio)
            return replace(turn, reply=f"{TAKEN_AS}{words}.\n{turn.reply}")
        if offers := chosen(ways, SURE):
            return _of_whom(session, did_you_mean(utterance, offers, "is more than I can read for certain"))
        return not_understood(utterance, reading.unread, intents)
    return _acted(session, utterance, strangers or intents, studio)


def _says(offer: Offer) -> bool:
    """Whether a proposal asks for anything, and likens nothing to what is unknown."""
    return bool(offer) and not any(isinstance(wish.meant, Simile) for wish in offer)


def _acted(session: Session, utterance: str, intents: tuple[Intent, ...], studio: Studio) -> Turn:
    """Return the turn that requests make of a session, one after the other."""
    intents = _hands_off_first(intents)
    outcomes: list[Done] = []
    now = session
    for i, intent in enumerate(intents):
        outcome = act(intent, now, studio)
        if isinstance(outcome, Decline):
            if outcome.status == "answered" and len(intents) > 1:
                outcome = Done(text=outcome.text)
            else:
                return _declined(session, utterance, intents, i, outcome)
        outcomes.append(outcome)
        moves = tuple(move for step in outcome.steps for move in step.moves)
        mix = now.mix.apply(*moves)
        longer = song_pct(now.mix) / song_pct(mix)
        sections = {**now.sections, **{section.name: section for section in outcome.sections}}
        now = replace(
            now,
            mix=mix,
            focus=outcome.focus or now.focus,
            sections=moved(sections, longer),
            found=all_moved(outcome.found or now.found, longer),
            agreed=(*now.agreed, *outcome.agreed),
            profile=reduce(Profile.ruled, outcome.bounds, now.profile),
        )
    return _done(session, utterance, intents, outcomes, now)


def _hands_off_first(intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Return the intents, those in front that say whom the others must not touch; "then leave it" is for afterwards."""
    asked = {intent.target for intent in intents if not isinstance(intent, Protect) and hasattr(intent, "target")}
    first = [one for one in intents if isinstance(one, Protect) and one.target not in (IT, *asked)]
    return (*first, *(one for one in intents if one not in first))


def prepare(session: Session) -> None:
    """Have the session's words, the grammar and the patterns ready, so that the first sentence is read at once."""
    for said in ("hello", "zzz"):  # what the grammar cannot read is held against the patterns
        read(said, lexicon(session))


def _answered(session: Session, reading: Reading) -> tuple[Intent, ...] | Turn:
    """Return what is to be done, an answer replaced by what it answers to."""
    pending = session.pending
    if pending is None and (picked := _picked(session, reading)):
        return _all_meant(session, picked)
    intents = _all_meant(session, pointing.said_twice(reading.intents))
    if pending and intents == (Transport("resume"),) and reading.clauses[0].text.casefold() in word_list("cheers"):
        intents = (Answer(),)  # "shall I?" "go on"
    answer = next((intent for intent in intents if isinstance(intent, Answer)), None)
    if answer is None:
        mends = pending is None and len(reading.clauses) == 1 and bool(MEND_THAT.fullmatch(reading.clauses[0].text))
        return _chosen(intents, pending) or (_told(session) if mends else ()) or intents
    if len(reading.clauses) > 1:
        meant = _all_meant(session, pending.yes) if pending and answer.yes and not answer.option else ()
        at = intents.index(answer)
        return (*intents[:at], *meant, *intents[at + 1 :])
    if pending is None:
        asks = answer.yes and not answer.option and set(reading.clauses[0].text.casefold().split()) & DOING
        return _advised(session) if asks else intents
    if answer.option:
        if answer.option > len(pending.options) or not pending.options:
            return Turn("", "asked", f"There are {len(pending.options)} choices.", pending=pending)
        if answer.option < 0:
            return _all_meant(session, pending.options[-1][1])
        return _all_meant(session, pending.options[answer.option - 1][1])
    if not answer.yes:
        return Turn("", "answered", "All right, nothing is changed.", intents)
    if pending.yes:
        return _all_meant(session, pending.yes)
    choices = listed((words for words, _ in pending.options), "or")
    return Turn("", "asked", f"Which one: {choices}?" if choices else "Say which, please.", pending=pending)


def _advised(session: Session) -> Turn:
    """Ask which of what the last reply said could be said is to be done, where a question was only answered."""
    last = session.turns[-1] if session.turns else None
    said = re.findall('"([^"]+)"', last.reply) if last and last.status == "answered" else []
    readings = [(words, read(words, lexicon(session))) for words in dict.fromkeys(said)]
    offered = tuple((words, reading.intents) for words, reading in readings if not reading.unread)
    if not offered:
        return Turn("", "asked", "I have offered nothing that I could do now; say what you would like to hear.")
    pending = Pending(yes=offered[0][1] if len(offered) == 1 else (), options=offered)
    choices = listed((f'"{words}"' for words, _ in offered), "or")
    return Turn("", "asked", f"Shall I do {choices}?" if pending.yes else f"Which one: {choices}?", pending=pending)


def _picked(session: Session, reading: Reading) -> tuple[Intent, ...]:
    """Return which of what the last answer said would mend things is meant: "what's wrong?" "fix the first one".

    A bare number is none of them: it may correct another, "actually 2".
    """
    match reading.intents:
        case (Answer(option=number),) if number > 0:
            said = lexicon(session).concepts(reading.clauses[0].text)
            advice = _advised(session).pending if any(one.may_be("ORDINAL") for one in said) else None
            return advice.options[number - 1][1] if advice and number <= len(advice.options) else ()
    return ()


def _told(session: Session) -> tuple[Intent, ...]:
    """Return the one thing that the last answer said would mend what it told of: "is it boxy?" "fix that"."""
    advice = _advised(session).pending
    return advice.yes if advice else ()


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


def _all_meant(session: Session, intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    return tuple(meant for intent in intents for meant in _meant(session, intent))


def _meant(session: Session, intent: Intent) -> tuple[Intent, ...]:
    """Return what a correction comes to: the number of a choice that nobody offered is one too ("actually 2")."""
    if isinstance(intent, Answer) and intent.option > 0 and not (session.pending and session.pending.options):
        intent = Correct(amount=Amount(value=float(intent.option)))
    intent = pointing.after_unmasking(pointing.pointed(pointing.other_one(intent, session), session), session)
    if again := pointing.heard_again(intent, session):
        return again
    if isinstance(intent, Ask) and intent.about == "too":
        meant = asked_too(intent.target, intent.span, session) or (intent,)
    elif isinstance(intent, Same):
        meant = same(intent, session)
    else:
        meant = corrected(intent, session) if isinstance(intent, Correct) else (intent,)
    usual = preferences.applied
    return tuple(usual(one, session.profile, reader(session)) for one in meant) if session.profile.wishes else meant


def _asked_of(session: Session, intent: Intent) -> tuple[str, ...]:
    """Return whom a request names that was asked about: "it" is them afterwards, whatever the answer."""
    target = getattr(intent, "target", Target())
    names = strips(target, session) if target and all(ref.kind != "it" for ref in target.refs) else ()
    return names if isinstance(names, tuple) else ()


def _of_whom(session: Session, asked: Turn) -> Turn:
    """Return a question about what was meant as one after which "it" is whom all that may be meant names."""
    options = asked.pending.options if asked.pending else ()
    named = {names for _, meant in options for intent in meant if (names := _asked_of(session, intent))}
    return replace(asked, focus=named.pop()) if len(named) == 1 else asked


def _declined(session: Session, utterance: str, intents: tuple[Intent, ...], at: int, why: Decline) -> Turn:
    """Do nothing, say why, and offer the other clauses."""
    others = tuple(
        intent
        for i, intent in enumerate(intents)
        if i != at and not isinstance(intent, ASIDES) and intent != Undo(mistaken=True)
    )
    checks = tuple(check for step in why.tried for check in step.checks)
    evidence = tuple(e for step in why.tried for e in step.evidence)
    if not others:
        focus = _asked_of(session, intents[at]) if why.status == "asked" else ()
        return Turn(
            utterance, why.status, why.text, intents, pending=why.pending, checks=checks, evidence=evidence, focus=focus
        )
    rest = listed(intent_text(intent) for intent in others)
    mended = why.pending.yes if why.pending else ()
    if mended:
        text = f'{why.text} Nothing is changed yet; "yes" does that and the rest: {rest}.'
        pending = Pending(yes=(*intents[:at], *mended, *intents[at + 1 :]))
    else:
        text = f"{why.text} So nothing is changed. Shall I do the rest: {rest}?"
        pending = Pending(yes=others)
    return Turn(utterance, "asked", text, intents, pending=pending, checks=checks, evidence=evidence)


def _done(session: Session, utterance: str, intents: tuple[Intent, ...], outcomes: list[Done], after: Session) -> Turn:
    steps = tuple(step for outcome in outcomes for step in outcome.steps)
    notes = tuple(note for outcome in outcomes for note in outcome.notes)
    reacted = tuple(at for outcome in outcomes for at in outcome.reacted)
    acts = any(outcome.acts for outcome in outcomes)
    if acts and not any(isinstance(intent, REACTIONS) for intent in intents):
        moved_on, left = kept(session)
        notes, reacted = (*moved_on, *notes), (*left, *reacted)
    texts = [outcome.text for outcome in outcomes if outcome.text]
    asked = tuple(delivery for outcome in outcomes for delivery in outcome.asked)
    marked = dict.fromkeys(section.name for outcome in outcomes for section in outcome.sections)
    agreed = tuple(one for outcome in outcomes for one in outcome.agreed)
    plays = tuple(playback for outcome in outcomes for playback in outcome.plays)
    focus = next((outcome.focus for outcome in reversed(outcomes) if outcome.focus), ())
    return Turn(
        utterance,
        "done" if acts else "answered",
        "\n".join([steps_words(steps, preferences.is_brief(session.profile)), *texts] if steps else texts),
        intents,
        steps,
        undoes=tuple(at for outcome in outcomes for at in outcome.undoes),
        redoes=tuple(at for outcome in outcomes for at in outcome.redoes),
        asked=asked,
        sections=tuple(after.sections[name] for name in marked),
        found=after.found if any(outcome.found for outcome in outcomes) else (),
        agreed=agreed,
        bounds=tuple(bound for outcome in outcomes for bound in outcome.bounds),
        plays=plays,
        focus=focus,
        evidence=tuple(e for o in outcomes for e in (*(e for s in o.steps for e in s.evidence), *o.evidence)),
        checks=tuple(c for o in outcomes for c in (*(c for s in o.steps for c in s.checks), *o.checks)),
        notes=notes,
        reacted=reacted,
    )
