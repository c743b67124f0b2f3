"""What is to begin at a time and does not say until when: whether the song is over by then, or from then on it is."""

from __future__ import annotations

from assistant.outcome import Decline
from assistant.parts import parts
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Turn
from assistant.unread import did_you_mean
from assistant.words import lexicon
from grammar import times
from grammar.clause import UNENDED
from grammar.guess import Guess
from grammar.intent import Reading, Span
from grammar.numbers import clock
from grammar.parse import read
from grammar.say import intent_text
from grammar.spans import moment_at


def unended(session: Session, utterance: str, reading: Reading, studio: Studio) -> Turn | None:
    """Ask whether it is meant from then on, say so where the song is over by then; None where all is told."""
    if not any(one.reason == UNENDED for one in reading.unread):
        return None
    known = lexicon(session)
    concepts = known.concepts(utterance)
    at = times.moment(concepts)
    when = next((found for i in range(at[0] + 1, at[1]) if (found := moment_at(concepts, i))), None) if at else None
    if at is None or when is None:
        return None
    begin, end = concepts[at[0]].start, concepts[at[1] - 1].end
    meant = read(f"{utterance[:begin]}from {clock(when[0].at)} on{utterance[end:]}", known)
    if meant.unread or not meant.intents:
        return None
    for intent in meant.intents:
        over = parts(span, session, studio) if isinstance(span := getattr(intent, "span", None), Span) and span else ()
        if isinstance(over, Decline):
            return Turn(utterance, over.status, over.text)
    offer = tuple(Guess(intent_text(intent), intent) for intent in meant.intents)
    return did_you_mean(utterance, (offer,), "does not say until when")
