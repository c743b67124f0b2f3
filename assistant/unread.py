"""What is said of an utterance that could not be read: what it may have meant, or where the reading stopped."""

from __future__ import annotations

from dataclasses import replace

from assistant import not_yet
from assistant.proposing import ASIDES, Offer
from assistant.resolve import listed
from assistant.turn import Pending, Turn
from grammar.guess import Guess
from grammar.intent import Intent, NotUnderstood, NotYet
from grammar.refusal import NO_REQUEST
from grammar.say import intent_text


def did_you_mean(utterance: str, ways: tuple[Offer, ...], why: str) -> Turn:
    """Ask for what an utterance may wish for, in words that "yes" or "the first" then stands for."""
    options = tuple((listed(map(_offered, way)), tuple(wish.meant for wish in way)) for way in ways)
    said = [f"({at}) {words}" if len(options) > 1 else words for at, (words, _) in enumerate(options, start=1)]
    text = f"{utterance.strip()!r} {why}; did you mean: {listed(said, 'or')}?"
    return Turn(
        utterance, "asked", text, pending=Pending(yes=options[0][1] if len(options) == 1 else (), options=options)
    )


def _offered(wish: Guess) -> str:
    """Return how something is offered: what is not built by what it is, as it has no words that do it."""
    if not isinstance(wish.meant, NotYet):
        return wish.said
    return f"to {not_yet.acts()[wish.meant.act].says}, which I cannot do yet"


def not_understood(utterance: str, unread: tuple[NotUnderstood, ...], intents: tuple[Intent, ...]) -> Turn:
    """Say what of an utterance was not understood, and offer the rest."""
    words = " ".join(_unread_words(one) for one in _telling(unread))
    intents = tuple(intent for intent in intents if not isinstance(intent, ASIDES))
    if not intents:
        return Turn(utterance, "not_understood", words)
    rest = listed(intent_text(intent) for intent in intents)
    return Turn(
        utterance,
        "asked",
        f"{words} The rest I understand: {rest}. Shall I do that?",
        pending=Pending(yes=intents),
    )


def _telling(unread: tuple[NotUnderstood, ...]) -> tuple[NotUnderstood, ...]:
    """Return what is worth telling of what was not understood: a reason tells more than a word that was not known.

    What has the same reason is told of at once.
    """
    told = [one for one in unread if one.reason and not one.reason.startswith(NO_REQUEST)]
    told = told or [one for one in unread if one.reason] or list(unread)
    reasons = dict.fromkeys(one.reason for one in told)
    alike = {why: [one for one in told if one.reason == why] for why in reasons if why}
    joined = [replace(some[0], text=", ".join(one.text for one in some)) for some in alike.values()]
    return (*joined, *dict.fromkeys(one for one in told if not one.reason))


def _unread_words(unread: NotUnderstood) -> str:
    if unread.reason:
        return f"I have done nothing about {unread.text!r}: {unread.reason}."
    where = f"I do not understand {unread.word!r} in {unread.text!r}" if unread.word else ""
    if not where:
        where = f"{unread.text!r} stops too soon for me" if unread.text.strip() else "I heard nothing"
    if unread.nearest:
        return f"{where}; did you mean {listed((repr(near) for near in unread.nearest), 'or')}?"
    if unread.expected:
        return f"{where}; I could go on with {listed((repr(e) for e in unread.expected[:6]), 'or')}."
    return f'{where}; say "what can I say?" for examples.'
