"""Why a clause was not read: where reading stopped, what would have fitted, and which of its words forbid it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grammar.concept import Concept
from grammar.earley import Stop
from grammar.intent import NotUnderstood
from grammar.lexicon import Lexicon
from grammar.vocabulary import vocabulary
from grammar.words import spell

TOO_LONG = "it is too long; one thing at a time, please"
NO_WORDS = "there is nothing in it to go by"
FOREIGN = "I know hardly any of its words; I understand English, about mixing"
QUESTION = (
    "it is a question that I cannot answer; I can say how loud something is, what is on it, which tracks fight, "
    "why I did a thing and what I did"
)
NO_REQUEST = "I find no request about this mix in it"
NOT_TO_DO = "it says what not to do, and I act only on what to do"
MUTE_OR_BYPASS = "it may mean a mute or a bypass; say which"
MUTE_OR_UNDO = 'it may mean a mute or taking off what was done; say "mute" or "undo"'
BACKWARDS = "that part of the song would end before it begins"
UNHEARD = 'who is muted is not heard; "solo" plays somebody alone'
BROKEN_OFF = "it breaks off in the middle; say it to the end"
TWO_WAYS = "it can be parted in two ways; a full stop between two requests would tell"

_FEW = 3
"""Fewer unknown words than these may well be one name nobody told us."""

_SHOWN = 80
"""Characters of an utterance worth repeating."""


def wordless(text: str) -> NotUnderstood:
    """Refuse what has no words, or none but politeness."""
    return NotUnderstood(text[:_SHOWN], reason=NO_WORDS if text.strip() else "")


def too_long(text: str) -> NotUnderstood:
    """Refuse a text where a request was expected."""
    return NotUnderstood(text[:_SHOWN], reason=TOO_LONG)


def foreign(text: str, concepts: Sequence[Concept]) -> NotUnderstood | None:
    """Refuse what is mostly unknown: another language, code, a cat on the keyboard; None if it is not."""
    unknown = [concept for concept in concepts if not concept.readings and concept.word not in _plain_words()]
    other_letters = len(unknown) == len(concepts) and not any(concept.text.isascii() for concept in unknown)
    told = sum(concept.word in vocabulary().foreign for concept in unknown)
    some = 2 * len(unknown) >= len(concepts) and told > 0
    if not other_letters and not some and (len(unknown) < _FEW or 2 * len(unknown) <= len(concepts)):
        return None
    return NotUnderstood(text[:_SHOWN], unknown[0].start, unknown[0].text, nearest=unknown[0].nearest, reason=FOREIGN)


_OPEN = re.compile(r"\b(?:the|my|our|your)\s*(?:[,.;…]|$)", re.IGNORECASE)
_WHOSE = re.compile(r"(?!.*\b(?:like|as|than|to|with|from)\b).*\w's\s*", re.IGNORECASE)
_TO_HEAR = re.compile(
    r"\b(?:mute|silence) (?P<who>[\w ]+?),? so (?:that )?(?:i|we|you) can (?:really |actually |finally )?"
    r"(?:hear|notice|enjoy|follow) (?P<them>it|them|him|her)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:else|others?|rest|everything|everyone|all|but|except|only)\b", re.IGNORECASE)


def senseless(text: str, concepts: Sequence[Concept]) -> NotUnderstood | None:
    """Refuse what breaks off, "just fix the, you know", and who is muted to be heard; None if it is neither."""
    muted = _TO_HEAR.search(text)
    if muted and not _OTHERS.search(muted["who"]):
        several = re.search(r"(?<!s)s$", muted["who"])
        if not (several and muted["them"].casefold() == "it"):  # "mute the guitars so I can hear it"
            return NotUnderstood(text[:_SHOWN], reason=UNHEARD)
    ends = _OPEN.search(text[concepts[-1].end :]) or _WHOSE.fullmatch(text)
    return NotUnderstood(text[:_SHOWN], len(text[:_SHOWN]), reason=BROKEN_OFF) if ends else None


def stopped(
    stop: Stop, said: str, start: int, lexicon: Lexicon, whom: str = "", effect: str = "", asks: bool = True
) -> NotUnderstood:
    """Say where reading stopped: at a word, or because more was to come.

    Parameters
    ----------
    said, start
        The clause, and where it begins in the utterance.
    whom
        Who is named in it, empty for nobody.
    effect
        What effect is named in it, empty for none.
    asks
        Whether any of its words asks for something.
    """
    shown = (concept for concept in vocabulary().examples if concept in stop.expected)
    expected = tuple(filter(None, (next(iter(lexicon.sayings(concept)), "") for concept in shown)))
    concept = stop.concept
    why = _forbidden(said)
    if why == NOT_TO_DO and effect:
        why = f'{why}; "remove the {effect} from the {whom or "mix"}" takes it away where it is'
    elif why == NOT_TO_DO and whom:
        why = f'{why}; "don\'t touch the {whom}" keeps my hands off'
    if concept is not None and concept.word in vocabulary().articles:
        concept = None  # "turn the" stops too soon
    slip = concept is not None and concept.nearest and len(concept.text) > 3
    if not why and (not asks or "_MASTER" in stop.expected) and concept is not None and not slip:
        who = whom or "vocal"
        why = f'{NO_REQUEST}; "{who} up 1 dB" or "{who} too loud" would be one'
    if concept is None:
        return NotUnderstood(said, len(said), expected=expected, reason=why)
    return NotUnderstood(said, concept.start - start, concept.text, expected, concept.nearest, why)


def _forbidden(said: str) -> str:
    """Return what the first telling word of a clause says against doing anything, empty if none does."""
    words = spell(said)
    for at in range(len(words)):
        for length in (3, 2, 1):
            why = vocabulary().reasons.get(words[at : at + length])
            if why:
                return why
    return QUESTION if words[:1] and words[0] in vocabulary().questions else ""


def _plain_words() -> frozenset[str]:
    """Return words that any English sentence may have, known to mixing or not."""
    return frozenset(word for saying in vocabulary().reasons for word in saying) | vocabulary().real
