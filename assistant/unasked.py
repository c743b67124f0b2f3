"""What of the second reader's proposals needs no question: answers, and what the grammar comes to by itself.

The two readers err in different ways. The network has read like sentences, and passes over what it does not know; the
grammar passes over nothing. So words for which the proposal has no use are left out of what was said, and the grammar
reads what remains: if that comes to the same, the proposal stands in what was said, word by word, in an order that the
grammar knows. What turns a meaning round is never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, islice

from assistant.proposing import NOT, Offer
from assistant.resolve import listed
from grammar.agreements import BOLD, WARY
from grammar.clauses import VERBS
from grammar.heard import Heard, heard, says, spelt
from grammar.intent import Ask, If, NotUnderstood, WhatIf, Why
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.refusal import NO_REQUEST
from grammar.say import intent_text
from grammar.vocabulary import word_list

LIKELY = 0.95
"""A question that is likelier is answered, which changes nothing, and a request done that the grammar seconds."""

RATHER = 0.8
"""What is likelier is, too, where a question is put as one, and where a request leaves out no deed that was named."""

ALL_BUT_CERTAIN = 0.98
"""What is likelier is done unseconded where a person has said that it shall be, and only there."""

MOST_WAYS = 40
"""Ways to leave words out that are tried of either kind; each is a sentence to read."""

BOUNDING = frozenset([*NOT, "_HEARD_SO", "_WHEN_LOUD"])
"""Concepts that do so: "at high volume"."""

DEEDS = frozenset(["_EXPORT", "_IN_LEVEL", "_MASTER", "_PLAY", "_PUT_IT_BACK", "_UNDO"])
"""Concepts that ask for something by themselves: "tom 2 is a dB ahead of tom 1, put it back"."""

MOVED = re.compile(r"\w+s (?:me|us|my|our)\b")
"""What tells how it feels: "gives me goosebumps", "blows my mind"."""

BYGONE = re.compile(
    r"\bused to (?:have|be|use|do|get|go|run|sit|put|play|sound)\b|\bi (?:used|tried|once)\b|"
    r"\b(?:last (?:time|night|week|month|year|session)|back then|in the old days)\b"
)
"""What tells how it was: "I used to have a gate on the snare", "I used a longer one last time"."""


def unasked(
    text: str,
    unread: Sequence[NotUnderstood],
    ways: Sequence[tuple[float, Offer]],
    lexicon: Lexicon,
    wish: str = "",
) -> Offer:
    """Return the likeliest way to take an utterance if it needs no question; nothing if it does.

    Parameters
    ----------
    unread
        What the grammar makes of it: where that tells why it cannot be meant, that is not passed over.
    wish
        What its person has said of being asked: `BOLD`, `WARY`, or nothing.
    """
    if not ways or wish == WARY:
        return ()
    likely, offer = ways[0]
    if not offer or likely < RATHER or not _reads_back(offer, lexicon):
        return ()
    sure, request = likely >= LIKELY, _is_request(text)
    if _only_asks(offer):
        return offer if sure or not request else ()
    if wish == BOLD and likely >= ALL_BUT_CERTAIN:
        return offer
    told = any(one.reason and not one.reason.startswith(NO_REQUEST) for one in unread)
    return offer if not told and request and seconded(text, offer, lexicon, wary=not sure) else ()


def _reads_back(offer: Offer, lexicon: Lexicon) -> bool:
    """Return whether a proposal's words, said together, ask for what they ask for one by one."""
    found = read(listed(wish.said for wish in offer), lexicon)
    return not found.unread and [intent_text(one) for one in found.intents] == [wish.said for wish in offer]


def _is_request(text: str) -> bool:
    """Return whether an utterance, or the last sentence of it, may ask for something to be done now."""
    typed = text.casefold().replace("’", "'").strip()
    last = re.split(r"(?<=[.?!;:])\s+", typed)[-1]
    words = re.findall(r"[\w']+", last)
    questions = last.endswith("?") or (bool(words) and words[0] in word_list("question_words"))
    wish = re.findall(r"[\w']+", last.rsplit(",", 1)[-1])  # "the snare is too pingy, can you take the ring out?"
    asks = questions and not any(" ".join(said).startswith(word_list("polite")) for said in (words, wish))
    elsewhen = any(word in word_list("elsewhen") for word in re.findall(r"[\w']+", typed))
    return not (asks or elsewhen or BYGONE.search(typed) or MOVED.search(last))


def _only_asks(offer: Offer) -> bool:
    return all(
        isinstance(wish.meant, Ask | Why | WhatIf)
        or (isinstance(wish.meant, If) and not wish.meant.then and not wish.meant.otherwise)
        for wish in offer
    )


def seconded(text: str, offer: Offer, lexicon: Lexicon, wary: bool = False) -> bool:
    """Return whether the grammar reads the same, where words are left out for which a proposal has no use.

    What turns a meaning round is never left out; to be `wary` is to leave out no deed either, and no unknown word
    behind one that is used: "the bus station".
    """
    said = heard(text.lower() if text.isupper() else text, lexicon)  # typed so throughout, nothing is a name
    proposal = [wish.said for wish in offer]
    used = {at for word in heard(" and ".join(wish.said for wish in offer), lexicon) for at in says(said, word)}
    for left in _left(said, used, wary):
        found = read(spelt(said[at].text for at in left), lexicon)
        if not found.unread and [intent_text(one) for one in found.intents] == proposal:
            return True
    return False


def _left(said: tuple[Heard, ...], used: set[int], wary: bool) -> Iterator[tuple[int, ...]]:
    """Yield which words of an utterance are left: without what is of no use, the fewest words first, and in one piece.

    "My mum thinks the vocal is too quiet" has no word for "turn the vocal up" but one, and says so in one piece.
    """
    every = range(len(said))
    kept = {at for at, one in enumerate(said) if _turns_round(one) or (at and said[at - 1].word == "no")}
    if wary:
        kept |= {at for at in every if DEEDS & set(said[at].kinds) or (at - 1 in used and not said[at].kinds)}
    kept |= {at for at in every[:-1] if VERBS & set(said[at].kinds) and "REF" in said[at + 1].kinds}
    free = [at for at in every if at not in used | kept]
    ways = chain.from_iterable(combinations(free, size) for size in range(len(free), 0, -1))
    for out in islice(ways, MOST_WAYS):
        yield tuple(at for at in every if at not in out)
    kept |= {at for at in used if said[at].is_said_once}
    pieces = (
        range(first, first + size) for size in range(len(said) - 1, 0, -1) for first in range(len(said) - size + 1)
    )
    yield from islice((tuple(piece) for piece in pieces if kept <= {*piece}), MOST_WAYS)


def _turns_round(one: Heard) -> bool:
    words = one.text.casefold().split()
    denies = any(word.endswith(("n't", "n’t")) for word in words)
    bounds = bool(BOUNDING & set(one.kinds)) or any(word in word_list("turning") for word in words)
    return denies or bounds or (one.text.isupper() and len(one.text) > 1)
