"""What an utterance that nobody could read may have meant, as the second reader proposes it: never done, only asked."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.guess import Guess
from grammar.heard import Heard, heard, spelt
from grammar.intent import Answer, Keep, NotUnderstood, Talk
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.say import intent_text

SURE = 0.4
"""What is less likely is not asked about; `models/weights/reader.md` tells how often it is right then."""

NOT = {"_NOT", "_NEVER"}
"""What turns a meaning round, besides "don't"."""

DENIED = frozenset(["not", "never", "without", "less", "no", "remove", "undo"])
"""Words of which one stands in what is proposed where the utterance says "don't", which turns a meaning round."""

ASIDES = (Answer, Keep, Talk)
"""What is not worth asking about."""


def proposed(text: str, unread: Sequence[NotUnderstood], lexicon: Lexicon, least: float = SURE) -> tuple[Guess, ...]:
    """Return what an utterance may have meant, in words that the grammar reads; nothing if that is too unsure.

    Whoever and however much was said has to stand in it, and no figure besides. Where every word of it was read and it
    makes no sense ("louder without being louder"), `unread` says why, and there is nothing to propose.
    """
    if any(one.reason and not one.expected for one in unread):
        return ()
    from models.reader import second_reader  # torch is loaded where a sentence could not be read

    said = heard(text, lexicon)
    denied = any(one.word.endswith("n't") or NOT & set(one.kinds) for one in said)
    once = {at for at, one in enumerate(said) if one.is_said_once}
    for proposal in second_reader().propose([(one.word, one.kinds) for one in said]):
        if proposal.sure < least:
            break
        written = _written(proposal.words, said)
        invented = any(isinstance(word, str) and any(map(str.isdigit, word)) for word in proposal.words)
        if once <= set(proposal.words) and not invented and (not denied or DENIED & set(written.split())):
            reading = read(written, lexicon)
            meant = [clause.meaning for clause in reading.clauses]
            if reading.unread or not meant or any(isinstance(one, ASIDES) for one in meant):
                continue
            return tuple(Guess(intent_text(one), one) for one in meant if not isinstance(one, NotUnderstood))
    return ()


def _written(words: Sequence[str | int], said: Sequence[Heard]) -> str:
    return spelt(said[word].text if isinstance(word, int) else word for word in words)
