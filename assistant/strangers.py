"""Somebody named whom nobody here is: "the zither needs more air" in a session without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from assistant.outcome import Decline
from assistant.proposing import proposed
from assistant.resolve import nobody
from assistant.session import Session
from assistant.words import lexicon
from grammar.concept import WHOM, Concept
from grammar.intent import Answer, Correct, Intent, Keep, Ref, Same, Talk
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.vocabulary import vocabulary

LONGEST = 3
"""Words of a name that are not known."""

SHORTEST = 3
"""Letters that each has."""

MOST = 3
"""Where more is unknown that is somebody's name for all we know, it is no sentence about somebody."""

NEVER_BEFORE = ("_MORE", "_LESS", "DEGREE", "_TOO")
"""What a name does not stand behind: what does is how something sounds ("more floop")."""

NOTHING_ASKED = (Answer, Correct, Keep, Same, Talk)
"""What asks for nothing by itself: naming somebody alone does not, either."""


def with_strangers(utterance: str, session: Session) -> tuple[Intent, ...] | Decline:
    """Return what an utterance that could not be read asks for if unknown words in it name somebody; nothing if not.

    Where it can only be guessed what is wanted of them, it is asked who they are.
    """
    names = dict(_names(utterance, lexicon(session)))
    if len(names) > MOST:
        return ()
    for name, is_a_word in names.items():
        wider = lexicon(session, (name,))
        reading = read(utterance, wider)
        if not reading.unread and _are_about(reading.intents, name):
            return reading.intents
        offers = proposed(utterance, reading.unread, wider) if reading.unread and not is_a_word else ()
        if offers and all(_are_about((wish.meant for wish in offer), name) for offer in offers):
            return nobody(Ref("strip", name), session.mix)
    return ()


def _names(utterance: str, known: Lexicon) -> Iterator[tuple[str, bool]]:
    """Yield unknown words of an utterance that may name somebody, and whether they are words as well ("Grace").

    What is known to be somebody right behind is part of the name: "glass harmonica".
    """
    from models.reader import second_reader  # torch is loaded where a sentence could not be read

    runs = [(unknown, list(some)) for unknown, some in groupby(known.stretches(utterance), _is_unknown)]
    for at, (unknown, run) in enumerate(runs):
        words = [one for one in run if one.text.casefold() not in vocabulary().articles]
        before = runs[at - 1][1][-1] if at else None
        if not unknown or not 0 < len(words) <= LONGEST or (before and before.may_be(*NEVER_BEFORE)):
            continue
        behind = runs[at + 1][1][0] if at + 1 < len(runs) else None
        of_whom = behind is not None and behind.may_be(*WHOM) and not behind.may_be("REF")
        if of_whom and behind and utterance[words[-1].end : behind.start].strip():
            continue  # "flurble the vocal": whatever that is, it is done to somebody
        short = vocabulary().short
        is_a_word = any(second_reader().is_a_word(one.text) or one.text.casefold() in short for one in words)
        spelt_so = all(one.text.isalpha() and len(one.text) >= SHORTEST for one in words)
        named = not is_a_word or all(one.text.istitle() for one in words)
        if named and spelt_so and not any(_is_misspelt(one, known) for one in words):
            last = behind if behind and of_whom else words[-1]
            yield utterance[words[0].start : last.end], is_a_word


def _is_misspelt(one: Concept, known: Lexicon) -> bool:
    """Whether a word looks like the name of somebody who is known: "baas"."""
    return any(known.concepts(near)[0].may_be(*WHOM) for near in one.nearest if known.concepts(near))


def _is_unknown(one: Concept) -> bool:
    return not one.readings


def _are_about(intents: Iterable[Intent], name: str) -> bool:
    """Whether all of them ask for something, and somebody of that name is in one."""
    some = tuple(intents)
    targets = [getattr(one, "target", None) for one in some]
    named = any(ref == Ref("strip", name) for target in targets if target for ref in target.refs)
    return named and not any(isinstance(one, NOTHING_ASKED) for one in some)
