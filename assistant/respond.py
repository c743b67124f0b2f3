"""One turn: from what was said to what was done about it. The table of contents of the program."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce

from assistant import preferences
from assistant.acts import act
from assistant.elided import as_corrected, as_unmuted, with_its_effect, with_its_part, with_its_pitch
from assistant.explain import steps_words
from assistant.history import kept
from assistant.likeness import is_unheard
from assistant.of_masters import as_files
from assistant.outcome import Decline, Done
from assistant.profile import Profile
from assistant.proposing import ALONE, ASIDES, SURE, Offer, chosen, weighed
from assistant.replies import all_meant, answered
from assistant.resolve import listed, strips
from assistant.retiming import all_moved, moved
from assistant.session import Session
from assistant.strangers import with_strangers
from assistant.studio import Studio
from assistant.turn import TAKEN_AS, Pending, Turn
from assistant.unasked import unasked
from assistant.unended import unended
from assistant.unread import did_you_mean, not_understood
from assistant.versions_meant import named_versions
from assistant.whom_meant import other_side
from assistant.words import lexicon, lexicon_of
from dsp.mix import MAIN
from dsp.speed import song_pct
from grammar.guess import guess
from grammar.intent import (
    Again,
    Ask,
    Intent,
    Keep,
    NotYet,
    Protect,
    Redo,
    Simile,
    Target,
    Undo,
    Why,
)
from grammar.parse import read
from grammar.refs import IT
from grammar.say import intent_text

__all__ = ["lexicon", "lexicon_of", "prepare", "respond"]

QUESTIONS = (Ask, NotYet, Why)
"""What may be answered beside others that cannot be: "what's the tempo and key?"."""

REACTIONS = (Undo, Redo, Again, Keep)
"""What is itself a reaction to the last change, and so does not count as having moved on from it."""

PRONOUN = re.compile(r"\b(?:it|he|she|they)\b", re.IGNORECASE)
SONG = re.compile(r"\b(?:the|this|our|my)(?: whole)? (?:song|mix)\b", re.IGNORECASE)


def respond(session: Session, utterance: str, studio: Studio) -> Turn:
    """Return the turn that an utterance makes of a session; nothing is changed and nothing written.

    All or nothing: if any clause is not understood or cannot be done, none is, and the rest is offered.
    """
    if told := named_versions(utterance, session) or other_side(utterance, session):
        return _acted(session, utterance, all_meant(session, told), studio)
    known = lexicon(session)
    reading = read(with_its_effect(utterance, session), known)
    for in_full in (with_its_pitch, with_its_part, as_unmuted, as_corrected) if reading.unread else ():
        if (said := in_full(utterance, session)) != utterance and not (there := read(said, known)).unread:
            reading = there
    intents = answered(session, utterance, reading)
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
            wished = all_meant(session, read(words, known).intents)
            meant = as_files(utterance, wished, session)
            words = words if meant == wished else listed(map(intent_text, meant))
            turn = _acted(session, utterance, meant, studio)
            return replace(turn, reply="\n".join(filter(None, (f"{TAKEN_AS}{words}.", turn.reply))))
        if offers := chosen(ways, SURE):
            return _of_whom(session, did_you_mean(utterance, offers, "is more than I can read for certain"))
        return _of_whom(session, not_understood(utterance, reading.unread, intents))
    return _acted(session, utterance, as_files(utterance, strangers or intents, session), studio)


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
            asked = outcome.status == "refused" and all(isinstance(one, QUESTIONS) for one in intents)
            if (outcome.status == "answered" or asked) and len(intents) > 1:
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


def _asked_of(session: Session, intent: Intent) -> tuple[str, ...]:
    """Return whom a request names that was asked about: "it" is them afterwards, whatever the answer."""
    target = getattr(intent, "target", Target())
    names = strips(target, session) if target and all(ref.kind != "it" for ref in target.refs) else ()
    return names if isinstance(names, tuple) else ()


def _of_whom(session: Session, asked: Turn) -> Turn:
    """Return a question about what was meant as one after which "it" is whom all that may be meant names.

    Who was "it" before anybody is named stays so: "why does it lose so much to the piano?"; the song is not who was
    spoken of before.
    """
    said = lexicon(session).concepts(asked.said)
    named_at = next((one.start for one in said if one.may_be("STRIP", "ROLE")), len(asked.said))
    if PRONOUN.search(asked.said[:named_at]) and named_at < len(asked.said):
        return asked
    options = asked.pending.options if asked.pending else ()
    named = {names for _, meant in options for intent in meant if (names := _asked_of(session, intent))}
    if not named and SONG.search(asked.said):
        named = {(MAIN,)}
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
        focus = _asked_of(session, intents[at]) if why.status in ("asked", "refused") else ()
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
    texts = list(dict.fromkeys(outcome.text for outcome in outcomes if outcome.text))  # "good, keep that"
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
