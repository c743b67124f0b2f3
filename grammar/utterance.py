"""An utterance cut into clauses, each read by itself: by its word order, or in words of a person's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import cast

from grammar import earley, times
from grammar.clause import clause
from grammar.clauses import VERBS, divide
from grammar.concept import Concept
from grammar.elsewhere import elsewhere, kept_to
from grammar.intent import WHOLE, Correct, Intent, NotUnderstood, Play, Set, Simile, Span
from grammar.lexicon import Lexicon
from grammar.paraphrase import Reworded, goes_first, paraphrased
from grammar.parsed import Parsed, said_of
from grammar.passes.leaning import dated, located
from grammar.passes.wanted import made
from grammar.pieces import Likewise
from grammar.refusal import BACKWARDS, TWO_WAYS, foreign, senseless, stopped, too_long, wordless
from grammar.remembered import remembered
from grammar.spreading import within
from grammar.through import through
from grammar.together.listing import continued, gapped, removed_too, shared, unlisted

LONGEST_TEXT = 2_000
"""Characters; what is longer is a text, not something said to an engineer."""

MOST_CONCEPTS = 200
"""Concepts in an utterance."""


_ASKING = (*VERBS, "QUANTITY", "_UP", "_DOWN", "COMPARATIVE", "_MORE", "_LESS", "QUALITY", "EFFECT", "KNOB", "FAULT")
"""One of these stands in whatever asks for something."""

_ASKED = (*VERBS, "_WANTED", "_LEAVE", "_NEEDS", "_HOLD", "_STAYS", "_KEEPS")
"""Behind one of these a bare "the bass thin" may be asked for as well as complained of."""


def parse(text: str, lexicon: Lexicon, own: bool = True) -> tuple[Parsed, ...]:
    """Return the clauses of an utterance with their trees; what is said in words of one's own too, if `own`."""
    if len(text) > LONGEST_TEXT:
        return (Parsed((), None, too_long(text)),)
    said = lexicon.concepts(text)
    concepts = tuple(unlisted(text, said)) or said
    if len(concepts) > MOST_CONCEPTS:
        return (Parsed((), None, too_long(text)),)
    if strange := foreign(text, concepts) or senseless(text, concepts) if concepts else wordless(text):
        other = _in_own_words(text, concepts, 0, len(concepts), lexicon) if own else None
        return (other or Parsed(concepts, None, strange),)
    concepts = tuple(through(concepts, partial(dated, text), times.gathered, located))
    known: dict[tuple[int, int], Parsed] = {}
    sure = own and goes_first(text, lexicon)

    def understand(start: int, end: int) -> Parsed:
        if sure and (start, end) not in known:
            owned = _in_own_words(text, concepts, start, end, lexicon, sure=True)
            if owned and (start == 0 or not owned.is_answer):
                known[start, end] = owned
        if (start, end) not in known:
            parsed = clause(text, removed_too(concepts, start, end) or concepts[start:end])
            whole = (start, end) == (0, len(concepts))
            fits = parsed.is_read and (start == 0 or not parsed.is_answer) and (whole or not parsed.stands_alone)
            ways = (
                ()
                if fits
                else (
                    elsewhere(concepts, start, end),
                    kept_to(text, concepts, start, end),
                    shared(concepts, start, end),
                    continued(concepts, start, end, lexicon.tools),
                    gapped(concepts, start, end),
                    made(concepts[start:end], lexicon.deeds),
                )
            )
            lent = next((one for way in ways if way and (one := clause(text, way)).is_request), None)
            owned = _in_own_words(text, concepts, start, end, lexicon) if own and _is_open(lent or parsed) else None
            if owned and (whole or not owned.is_correction or not _of_a_part(owned)):
                parsed = owned
            elif lent:
                parsed = replace(lent, concepts=concepts[start:end], left=lent.left or lent.concepts)
            elif parsed.is_read and not fits:
                parsed = _out_of_place(parsed)
            known[start, end] = parsed
        return known[start, end]

    ways = divide(concepts, understand, attrgetter("is_read"), attrgetter("is_request"))
    first = ways[0].clauses
    meanings = {_comes_to(way.clauses) for way in ways}
    if len(meanings) > 1 and all(parsed.is_read for parsed in first):
        return (Parsed(concepts, None, NotUnderstood(text, reason=TWO_WAYS)),)
    return tuple(_explained(parsed, text, lexicon) for parsed in first)


def _is_open(parsed: Parsed) -> bool:
    """Whether it is still open what a clause means: not read, or compared to who knows what."""
    return isinstance(parsed.meaning, NotUnderstood) or any(isinstance(p, Simile) for p in parsed.meaning)


def _of_a_part(parsed: Parsed) -> bool:
    """Whether a correction says for which part of the song the request before was meant."""
    return not isinstance(parsed.meaning, NotUnderstood) and any(
        isinstance(one, Correct) and bool(one.span) for one in parsed.meaning
    )


def _in_own_words(
    text: str, every: Sequence[Concept], first: int, last: int, lexicon: Lexicon, sure: bool = False
) -> Parsed | None:
    """Read a clause that somebody said in words of his own, None if no pattern is all of it.

    It is tried as it was understood, and with the politeness around it, which may be some of those words: "still
    muddy". A wish in front of it is always heard. Where `sure`, only patterns are tried that go before the grammar.
    """
    mine = every[first:last]
    front, back = every[first - 1].end if first else 0, every[last].start if last < len(every) else len(text)
    start, end = (mine[0].start, mine[-1].end) if mine else (front, back)
    front = front if text[front:start].strip() else start
    back = back if text[end:back].strip() else end
    wished = any(one.may_be("_WANTED") for one in lexicon.stretches(text[front:start]))
    opens = not any(one.may_be(*_ASKED) for one in (*every[:first], *lexicon.stretches(text[:start])))
    whens = [one for one in mine if one.may_be("WHEN")]
    for begin, stop in dict.fromkeys([*([] if wished else [(start, end)]), (front, end), (front, back)]):
        for when in (None, *(whens if len(whens) == 1 else ())):
            skipped = (when.start - begin, when.end - begin) if when else None
            for other in paraphrased(text[begin:stop], lexicon, skipped, opens, sure):
                if found := _reworded(other, mine, stop - begin, lexicon):
                    return found
    return None


def _reworded(other: Reworded, concepts: Sequence[Concept], length: int, lexicon: Lexicon) -> Parsed | None:
    """Read the program's own words for a clause; what stands in them as it was said may be one's own again."""
    read = _again(other.words, lexicon, bool(other.whole) and len(other.words) < length)
    if not all(one.is_read for one in read):
        return None
    if any(one.span != read[0].span for one in read):  # "dry in the verse, wet in the chorus"
        whole = [within(part, one) for one in read for part in cast("tuple[Intent, ...]", one.meaning)]
        apart = all(one.span for one in read) and not any(isinstance(part, Likewise) for part in whole)
        return Parsed(tuple(concepts), read[0].tree, tuple(whole), WHOLE, tuple(concepts)) if apart else None
    if other.whole == "complaint" and not all(one.complains for one in read):
        return None
    meaning = tuple(part for one in read for part in cast("tuple[Intent, ...]", one.meaning))
    return Parsed(tuple(concepts), read[0].tree, meaning, read[0].span, tuple(concepts), other.complains)


@remembered
def _again(words: str, lexicon: Lexicon, own: bool) -> tuple[Parsed, ...]:
    """Read the program's own words, which all stretches come to that one pattern is all of."""
    return parse(words, lexicon, own)


def _comes_to(clauses: Sequence[Parsed]) -> object:
    """Return what clauses ask for; knobs put at values are that, however many clauses say so."""
    meanings = [part for parsed in clauses if not isinstance(parsed.meaning, NotUnderstood) for part in parsed.meaning]
    if all(isinstance(part, Set) and part.effect and not part.notes for part in meanings):
        return frozenset((cast(Set, part).effect, *knob) for part in meanings for knob in cast(Set, part).knobs)
    return tuple(parsed.meaning for parsed in clauses)


def _explained(parsed: Parsed, text: str, lexicon: Lexicon) -> Parsed:
    """Return a clause with where reading stopped, if it did; that is found out for what is shown only."""
    if _runs_backwards(parsed):
        said = said_of(text, parsed.concepts)
        return replace(parsed, meaning=NotUnderstood(said, reason=BACKWARDS), span=WHOLE)
    if parsed.is_read or parsed.tree or parsed.meaning != NotUnderstood(said_of(text, parsed.concepts)):
        return parsed
    halt = earley.stop(parsed.concepts)
    assert halt, "what was not read does not read now"
    start = parsed.concepts[0].start
    named = next((concept.text for concept in parsed.concepts if concept.may_be("STRIP", "ROLE")), "")
    asks = any(concept.may_be(*_ASKING) for concept in parsed.concepts)
    effect = next((concept.text for concept in parsed.concepts if concept.may_be("EFFECT", "FAMILY")), "")
    return replace(parsed, meaning=stopped(halt, said_of(text, parsed.concepts), start, lexicon, named, effect, asks))


def _runs_backwards(parsed: Parsed) -> bool:
    """Whether what is to be done is for a part of the song that would end before it begins; a player says so itself."""
    if parsed.meaning and not isinstance(parsed.meaning, NotUnderstood) and isinstance(parsed.meaning[0], Play):
        return False
    meant = () if isinstance(parsed.meaning, NotUnderstood) else parsed.meaning
    spans = [parsed.span, *(span for part in meant if isinstance(span := getattr(part, "span", None), Span))]
    return any(one.start is not None and one.end is not None and one.end <= one.start for one in spans)


def _out_of_place(parsed: Parsed) -> Parsed:
    """Return an answer amid requests as not read: "pan it left and right" agrees to nothing."""
    word = parsed.concepts[0].text
    return replace(parsed, meaning=NotUnderstood(word, 0, word, nearest=parsed.concepts[0].nearest))
