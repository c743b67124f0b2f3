"""What may be wished for by words that ask for nothing: "crispy hat" is no request, so it is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from grammar.concept import WHOM, Concept
from grammar.intent import Amount, Clause, Intent, Like, NotUnderstood, Reading, Ref, Sound, Target
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.say import intent_text
from grammar.say_parts import listed
from grammar.word_order.leaves import Leaves

MOST = 3
"""Ways to sound in one breath; more of them are tags of a recording, and no wish."""

LONGEST = 4
"""Clauses of what may be guessed at: more are no slip of a wish, and would take long to be said back and read again."""

SOUND = ("QUALITY", "CHARACTER")


@dataclass(frozen=True)
class Guess:
    """A canonical sentence, and what the grammar reads it as."""

    said: str
    meant: Intent


def guess(reading: Reading, lexicon: Lexicon) -> tuple[Guess, ...]:
    """Return what an utterance that was not read may wish for, none if any of it stays in the dark.

    What was read of it is said back; the rest must say nothing but how something is to sound, and perhaps who and how
    much: "crispy hat", "a bit wide", "far away".
    """
    if len(reading.clauses) > LONGEST:
        return ()
    found: list[Guess] = []
    for is_read, clauses in groupby(reading.clauses, lambda clause: not isinstance(clause.meaning, NotUnderstood)):
        if is_read:
            meanings = (clause.meaning for clause in clauses)
            found += (Guess(intent_text(one), one) for one in meanings if not isinstance(one, NotUnderstood))
            continue
        wishes = _wished([*clauses], lexicon)
        back = [one for wish in wishes if (one := _read_back(wish, lexicon))]
        if not back or len(back) < len(wishes):
            return ()
        found += back
    together = read(listed(tuple(one.said for one in found)), lexicon)
    return () if together.unread else tuple(found)


def _wished(clauses: Sequence[Clause], lexicon: Lexicon) -> tuple[Sound | Like, ...]:
    """Return the wishes of what was not read in a row: of all of it, or of each clause if each names somebody."""
    if any(isinstance(clause.meaning, NotUnderstood) and clause.meaning.reason for clause in clauses):
        return ()
    said = [lexicon.concepts(clause.text) for clause in clauses]
    if len(said) > 1 and all(any(c.may_be(*WHOM) for c in one) and _wishes(one) for one in said):
        return tuple(wish for one in said for wish in _wishes(one))
    return _wishes([concept for one in said for concept in one])


def _read_back(wish: Sound | Like, lexicon: Lexicon) -> Guess | None:
    """Return a wish as it is read like typed text, None if it cannot be said so that it is."""
    said = intent_text(wish)
    reading = read(said, lexicon)
    same = [intent for intent in reading.intents if type(intent) is type(wish) and intent.target == wish.target]
    return Guess(said, same[0]) if len(reading.clauses) == len(same) == 1 else None


def _wishes(concepts: Sequence[Concept]) -> tuple[Sound | Like, ...]:
    """Return a wish for each way to sound, none if anything else is said as well.

    A fault alone is to go, as in "muddy bass"; beside a way to sound that nobody complains of, it may be wanted.
    """
    if not all(concept.may_be("_AND", "DEGREE", *WHOM, *SOUND) for concept in concepts):
        return ()
    kept = [concept for concept in concepts if not concept.may_be("_AND")]
    whom = [concept for concept in kept if concept.may_be(*WHOM)]
    degrees = [concept for concept in kept if not concept.may_be(*WHOM, *SOUND)]
    sounds = [concept for concept in kept if concept not in whom and concept not in degrees]
    first = kept.index(whom[0]) if whom else 0
    if len(degrees) > 1 or len(sounds) > MOST or kept[first : first + len(whom)] != whom:
        return ()  # "warm bass bright piano": who is to be which?
    if len({concept.may_be("FAULT") for concept in sounds}) > 1:
        return ()
    if degrees and not all(concept.may_be("QUALITY") for concept in sounds):
        return ()  # something sounds like an old radio or not, and never a bit
    target = Target(tuple(map(_ref, whom)) or (Ref("it"),))
    amount = Amount(float(str(degrees[0].readings["DEGREE"]))) if degrees else Amount()
    return tuple(dict.fromkeys(_wish(target, concept, amount) for concept in sounds))


def _ref(concept: Concept) -> Ref:
    leaves = Leaves()
    kind = next(kind for kind in WHOM if concept.may_be(kind))
    rule = {"STRIP": leaves.strip, "ROLE": leaves.role, "REF": leaves.general}[kind]
    (ref,) = rule([concept])
    return ref


def _wish(target: Target, concept: Concept, amount: Amount) -> Sound | Like:
    if concept.may_be("QUALITY"):
        return Sound(target, str(concept.readings["QUALITY"]), not concept.may_be("FAULT"), amount)
    return Like(target, str(concept.readings["CHARACTER"]))
