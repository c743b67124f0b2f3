"""What an utterance that nobody could read may have meant, as the second reader proposes it."""

from __future__ import annotations

from collections.abc import Sequence

from dsp.effects import BY_NAME
from grammar.guess import Guess
from grammar.heard import NUMBER, Heard, heard, spelt
from grammar.intent import Answer, Intent, Keep, NotUnderstood, Set, Talk
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.refusal import FOREIGN
from grammar.relations import Ducking
from grammar.say import intent_text
from grammar.together.contradiction import BOTH_WAYS
from grammar.vocabulary import vocabulary, word_list

SURE = 0.25
"""What is less likely is not asked about; `models/weights/reader.md` tells how often it is right then."""

ALONE = 0.9
"""What is likelier is asked about alone, what is not with what else may have been meant."""

BESIDE = 0.03
"""What is less likely is not worth naming beside it."""

MOST = 3
"""Ways to take it that are asked about at once."""

Offer = tuple[Guess, ...]
"""All that may have been meant by an utterance in one way to take it."""

CONTRADICTS = ("at once", BOTH_WAYS)
"""How reasons end where every word was read and what was said cannot be meant."""

NOT = {"_NOT", "_NEVER"}
"""What turns a meaning round, besides "don't"."""


NOBODY_NEW = frozenset(
    ["he", "she", "they", "him", "her", "his", "their", "its", "whole", "song", "track", "tune", "those", "these"]
)
"""What points at somebody and names nobody, so that it need not be said again."""

USUAL = frozenset(["0", "0:00", "70", "100"])
"""Figures of the program's own that are not said: the start, the middle, the usual width."""


MULTIPLES = frozenset(["2", "50"])
"""The figures that they have."""

ASIDES = (Answer, Keep, Talk)
"""What is not worth asking about."""


def proposed(text: str, unread: Sequence[NotUnderstood], lexicon: Lexicon, least: float = SURE) -> tuple[Offer, ...]:
    """Return what an utterance may have meant, in words that the grammar reads, the likeliest first.

    Nothing is returned if all of it is too unsure.
    """
    return chosen(weighed(text, unread, lexicon), least)


def chosen(ways: Sequence[tuple[float, Offer]], least: float) -> tuple[Offer, ...]:
    """Return which ways to take an utterance are asked about, of all the likeliest of which is first."""
    if not ways or not ways[0][1] or ways[0][0] < least:
        return ()
    beside = [offer for sure, offer in ways[1:MOST] if offer and sure >= BESIDE]
    return (ways[0][1],) if ways[0][0] >= ALONE else (ways[0][1], *beside)


def weighed(text: str, unread: Sequence[NotUnderstood], lexicon: Lexicon) -> tuple[tuple[float, Offer], ...]:
    """Return ways to take an utterance with how likely each is, the likeliest first; an empty one asks for nothing.

    Whoever was named and however much was said has to stand in it, and no figure besides but a usual one. There is none
    where `unread` says that it contradicts itself ("louder without being louder"), or where no word of it is one.
    """
    if any(one.reason.endswith(CONTRADICTS) or one.reason == FOREIGN for one in unread):
        return ()
    from models.reader import second_reader  # torch is loaded where a sentence could not be read

    said, network = heard(text, lexicon), second_reader()
    told = [one for one in said if not one.is_said_once and one.word not in vocabulary().articles]
    if not any(one.kinds or network.knows(one.word) for one in told):
        return ()  # "flurble the vocal"
    ways: dict[tuple[str, ...], tuple[float, Offer]] = {}
    for proposal in network.propose([(one.word, one.kinds) for one in said]):
        offer = _offered(proposal.words, said, lexicon)
        if offer is not None:
            words = tuple(wish.said for wish in offer)
            ways[words] = (ways.get(words, (0.0, offer))[0] + proposal.sure, offer)
    return tuple(sorted(ways.values(), key=lambda way: -way[0]))


def _offered(words: Sequence[str | int], said: Sequence[Heard], lexicon: Lexicon) -> Offer | None:
    """Return what proposed words ask for, nothing if there are none, None if they must not be proposed."""
    if not words:
        return ()
    written = _written(words, said)
    once = {at for at, one in enumerate(said) if one.is_said_once and not _may_go(at, said)}
    scaled = any(word in word_list("scaling") for one in said for word in one.text.casefold().split())
    figures = {word for word in words if isinstance(word, str) and any(map(str.isdigit, word))}
    if (
        not once <= set(words)
        or not figures <= (USUAL | MULTIPLES if scaled else USUAL)
        or (_denies(said) and not any(word in word_list("denied_by_verb") for word in written.split()))
    ):
        return None
    reading = read(written, lexicon)
    meant = [clause.meaning for clause in reading.clauses]
    if reading.unread or not meant or any(isinstance(one, ASIDES) or not _is_possible(one) for one in meant):
        return None
    return tuple(Guess(intent_text(one), one) for one in meant if not isinstance(one, NotUnderstood))


def _is_possible(intent: Intent | NotUnderstood) -> bool:
    """Whether the knobs that a request sets reach as far as it sets them; nobody ducks under himself."""
    if isinstance(intent, Ducking):
        return intent.target != intent.under
    if not isinstance(intent, Set) or intent.effect not in BY_NAME:
        return True
    params = BY_NAME[intent.effect].params
    said = [(params[knob], value) for knob, value in intent.knobs if knob in params]
    return all(param.low <= float(value) <= param.high for param, value in said if not isinstance(value, str))


def _may_go(at: int, said: Sequence[Heard]) -> bool:
    """Whether somebody or a figure need not be said again: "his plosives", "two guitars", "one hall"."""
    one = said[at]
    if one.word == NUMBER:
        return one.text.casefold() == "one" or ("COUNT" in one.kinds and not any(map(str.isdigit, one.text)))
    return one.text.casefold() in NOBODY_NEW


def _denies(said: Sequence[Heard]) -> bool:
    """Whether an utterance turns a meaning round: "don't", "never", "whatever isn't"; "isn't wide enough" complains."""
    words = [one.text.casefold() for one in said]
    if "enough" in words:
        return False
    for at, one in enumerate(said):
        states = one.word.endswith("n't") and one.word not in word_list("refusing")
        picks = at > 0 and words[at - 1] in ("whatever", "which", "that", "who", "anything", "everything")
        if (states and picks) or (not states and (one.word.endswith("n't") or NOT & set(one.kinds))):
            return True
    return False


def _written(words: Sequence[str | int], said: Sequence[Heard]) -> str:
    """Return proposed words as a sentence, with the sign that stands before a figure as part of it, and once."""
    texts: list[str] = []
    for word in words:
        text = said[word].text if isinstance(word, int) else word
        if texts and texts[-1] == "-" and isinstance(word, int) and said[word].word == NUMBER:
            texts[-1] = "" if text.casefold().startswith(("-", "−", "minus")) else "minus"
        texts.append(text)
    return spelt(text for text in texts if text)
