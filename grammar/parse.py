"""An utterance to intents, clause by clause, or where reading stopped and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import Any, cast

from grammar import earley, times
from grammar.afterwards import afterwards
from grammar.catalogue import LEVEL
from grammar.clause import clause
from grammar.clauses import VERBS, divide
from grammar.concept import Concept
from grammar.contradiction import consistent
from grammar.elsewhere import elsewhere
from grammar.filled import filled, held, turned_too
from grammar.intent import (
    TIMED,
    WHOLE,
    Answer,
    Bypass,
    Clause,
    Intent,
    Keep,
    NotUnderstood,
    Nudge,
    Play,
    Reading,
    Ref,
    Remove,
    Reset,
    Reshape,
    Same,
    Set,
    Simile,
    Sound,
    Span,
    Talk,
    Target,
    Undo,
)
from grammar.leaning import dated, located
from grammar.lexicon import Lexicon
from grammar.likewise import alike_to, goes_on
from grammar.listing import continued, gapped, is_reason, reasoned, removed_too, shared, unlisted
from grammar.masters import mastered, written
from grammar.paraphrase import Reworded, goes_first, paraphrased
from grammar.parsed import Parsed, said_of
from grammar.particular import particular
from grammar.parts import Likewise
from grammar.passing import OF_US, aims, helps, is_player, leads, says_why
from grammar.reactions import if_so, reacted
from grammar.refraining import refrained, refused
from grammar.refs import IT, REST
from grammar.refusal import BACKWARDS, TWO_WAYS, foreign, senseless, stopped, too_long, wordless
from grammar.remarks import is_excuse, is_remark, remarked
from grammar.remedy import remedied
from grammar.wanted import made
from grammar.wondering import wondered

LONGEST_TEXT = 2_000
"""Characters; what is longer is a text, not something said to an engineer."""

MOST_CONCEPTS = 200
"""Concepts in an utterance."""


_ASKING = (*VERBS, "QUANTITY", "_UP", "_DOWN", "COMPARATIVE", "_MORE", "_LESS", "QUALITY", "EFFECT", "KNOB", "FAULT")
"""One of these stands in whatever asks for something."""

_ASKED = (*VERBS, "_WANTED", "_LEAVE", "_NEEDS", "_HOLD", "_STAYS", "_KEEPS")
"""Behind one of these a bare "the bass thin" may be asked for as well as complained of."""

MASTERING = ("Limiter", "Clipper")
"""Effects that are put on all of it together where all of it was spoken of."""

UNSAID = "it does not say what is to be done"

WHICH_PART = "it may mean that part of the song for all of it or for the last only; a full stop between would tell"


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return what an utterance means, clause by clause.

    It is cut where that leaves the least unread, then where it makes the fewest clauses: "and" may join people,
    qualities and requests, and only what stands around it tells which. A clause that names nobody is about whom
    the one before it named.
    """
    clauses: list[Clause] = []
    remarks: list[Clause] = []
    refusals: list[tuple[Clause, Intent]] = []
    before: tuple[Intent, ...] = ()
    target = told_of = Target()
    spread = _spread(text, parse(text, lexicon))
    for at, parsed in enumerate(spread):
        said = said_of(text, parsed.concepts)
        ahead = spread[at + 1].concepts if at + 1 < len(spread) else ()
        why = at > 0 and is_reason(text[: parsed.concepts[0].start], lexicon.sayings("_BECAUSE"))
        typed = _typed(text, spread, at)
        if aim := bool(ahead) and aims(typed, text[parsed.concepts[-1].end : ahead[0].start], ahead):
            parsed = replace(parsed, meaning=NotUnderstood(said))
        if isinstance(parsed.meaning, NotUnderstood):
            last = at == len(spread) - 1
            if last and (about := afterwards(text, clauses, parsed, partial(_whom, said, lexicon))):
                clauses = about
                continue
            clauses.append(Clause(said, parsed.meaning))
            if not_to_be := refused(said, _asked, lexicon):
                refusals.append((clauses[-1], not_to_be))
                target = told_of = getattr(not_to_be, "target", target)
                before = ()
                continue
            behind = bool(clauses[:-1]) and bool(before)
            gone = behind and isinstance(clauses[-2].meaning, Remove | Bypass)
            told = is_remark(said, parsed.concepts, typed, behind, gone)
            told = told or (why and is_excuse(said, parsed.concepts))
            passing = aim or says_why(text, parsed.concepts) or leads(text, parsed.concepts, ahead)
            named = any(one.may_be("STRIP", "ROLE") for one in parsed.concepts) or not OF_US.match(typed)
            points = _points_back(spread[at + 1 :], named)
            things = [one for one in parsed.concepts if one.may_be("STRIP", "ROLE") and not is_player(one)]
            if (told or passing) and points and len(things) == 1 and not (behind or helps(typed)):
                target = told_of = _whom(things[0].text, lexicon)  # "we forgot the claps, can they be louder?"
            if told or (passing and (target or not points)):
                remarks.append(clauses[-1])
            before = ()
            continue
        if clauses and (as_file := written(clauses[-1], parsed, said)):
            clauses[-1] = as_file
            continue
        first = all(isinstance(one.meaning, Keep | Answer | Talk) for one in clauses)
        adds = any(one.may_be("_ADD") for one in parsed.concepts[:1]) and all(map(_takes_away, before))
        meant = tuple(one for part in parsed.meaning for one in _meant(part, before, first, parsed.span))
        if before and adds and any(isinstance(part, Likewise) for part in parsed.meaning):
            meant = ()  # "take the reverb off the snare, put it on the vocal" takes nothing off the vocal
        before = tuple(_within(one, _of_song(one, parsed)) for one in meant)
        if not before:
            clauses.append(Clause(said, NotUnderstood(said, len(said), reason=UNSAID)))
        for intent in before:
            carried = _carried(intent, target or _named_behind(text, spread[at:]))
            if at and clauses and _is_one_breath(text, spread[at - 1], parsed):
                carried = held(clauses[-1], turned_too(clauses[-1].meaning, intent, carried, parsed.left), said)
                if band := filled(clauses[-1], intent):
                    clauses[-1] = band
                    continue
            led = _led(text, spread[at - 1], parsed) if at else ""
            if clauses and (condition := if_so(clauses[-1], carried, led)):
                clauses[-1] = condition
                continue
            if refusals and getattr(carried, "target", None) == REST:
                spared = getattr(refusals[-1][1], "target", Target())
                carried = cast(Intent, replace(cast(Any, carried), target=Target((Ref("all"),), spared.refs)))
            if (why or told_of) and getattr(carried, "target", None) == IT and target:
                carried = cast(Intent, replace(cast(Any, carried), target=told_of or target))  # "because it's loud"
            clauses.append(Clause(said, carried, parsed.complains, why))
            target = target if why else getattr(carried, "target", Target()) or target
            told_of = told_of if target == told_of else Target()
    remarks += refrained(clauses, refusals)
    whole = wondered(particular(text, goes_on(text, clauses)))
    asked = remedied(remarked(reacted(mastered(whole)), remarks), lexicon.opposites)
    return Reading(reasoned(consistent(asked, lexicon.opposites)))


def _asked(text: str, lexicon: Lexicon) -> tuple[Intent, ...]:
    """Return what one request asks for, nothing if it cannot be read."""
    parts = parse(text, lexicon, own=False)
    meant = parts[0].meaning if len(parts) == 1 else ()
    whole = not isinstance(meant, NotUnderstood) and not any(isinstance(one, Likewise) for one in meant)
    return cast("tuple[Intent, ...]", meant) if whole else ()


def _takes_away(intent: Intent) -> bool:
    return isinstance(intent, Remove | Bypass) or (isinstance(intent, Nudge) and not intent.up)


def _typed(text: str, clauses: Sequence[Parsed], at: int) -> str:
    """Return all that was typed for a clause, with the politeness around it and without the marks."""
    begin = clauses[at - 1].concepts[-1].end if at and clauses[at - 1].concepts else 0
    end = clauses[at + 1].concepts[0].start if at + 1 < len(clauses) and clauses[at + 1].concepts else len(text)
    return " ".join(text[begin:end].strip(" ,;.!?:-–—\n").split())


def _led(text: str, before: Parsed, parsed: Parsed) -> str:
    """Return what stands between two clauses, with the question mark that the first may end with."""
    last = before.concepts[-1]
    return text[last.start if last.may_be("_QUESTION") else last.end : parsed.concepts[0].start]


def _points_back(rest: Sequence[Parsed], named: bool) -> bool:
    """Whether what follows a remark is about an "it" of which that may have told, or about whom it `named`."""
    meant = next((one.meaning for one in rest if not isinstance(one.meaning, NotUnderstood)), ())
    back = (IT, Target()) if named else (IT,)
    parts = cast("tuple[Intent, ...]", meant)
    undone = any(isinstance(part, Undo) and part.what and part.what.target == IT for part in parts)
    return undone or any(getattr(part, "target", None) in back for part in parts)


def _whom(said: str, lexicon: Lexicon) -> Target:
    """Return whom words name, nobody if they do not."""
    meant = [one.meaning for one in parse(f"mute {said}", lexicon, own=False)]
    one = meant[0][0] if len(meant) == 1 and not isinstance(meant[0], NotUnderstood) else None
    return one.target if isinstance(one, Set) else Target()


def _meant(part: Intent | Likewise, before: Sequence[Intent], first: bool, span: Span) -> tuple[Intent, ...]:
    """Return a part of a clause as intents: "and the bass too" is what came before, for the bass.

    Said first, or behind nothing but praise, it is about what the utterance before asked for.
    """
    if not isinstance(part, Likewise):
        return (part,)
    if not part.target and not span and part.place is None and not part.quality:
        return ()  # "as well" of nobody
    if part.amount and part.amount.unit == "Hz":
        return ()  # "the kick between 40 and 80 Hz"
    plain = part.place is None and not part.quality and part.more is not None and bool(part.target)
    if first and plain and part.amount and part.amount.value is not None and part.amount.unit == "dB":
        return (Nudge(part.target, *LEVEL, bool(part.more), part.amount),)  # "2 dB less on the vocal"
    if first or (before and all(isinstance(intent, Answer | Keep | Talk) for intent in before)):
        return (Same(part.target, part.more, part.amount, quality=part.quality),) if part.place is None else ()
    again = tuple(alike_to(intent, part) for intent in before)
    return tuple(intent for intent in again if intent is not None) if all(again) else ()


def _of_song(intent: Intent, parsed: Parsed) -> Span:
    """Return the part of the song that a clause is for; the chorus of "6 voices in the chorus" is the effect."""
    own = getattr(intent, "effect", "") == "Chorus" and parsed.span.section == "chorus"
    named = any(one.may_be("EFFECT", "FAMILY", "LABEL") for one in parsed.left)
    return WHOLE if own and not named else parsed.span


def _within(intent: Intent, span: Span) -> Intent:
    return replace(intent, span=span) if span and isinstance(intent, TIMED | Same) else intent


def _spread(text: str, clauses: Sequence[Parsed]) -> list[Parsed]:
    """Return the clauses, each for the part of the song that another clause of its sentence names for it too.

    Said in front, a part of the song is that of all that follows in one breath; said behind several requests of one
    verb, it is that of all of them. Said behind several of different verbs, nobody knows.
    """
    found: list[Parsed] = []
    front = WHOLE
    breath = 0
    for at, parsed in enumerate(clauses):
        if at and not _is_one_breath(text, clauses[at - 1], parsed):
            front, breath = WHOLE, at
        if parsed.span and (parsed.concepts[0].may_be("WHEN") or _is_headed(text, parsed)):
            front = parsed.span
        elif parsed.span:
            bare = [i for i in range(breath, at) if not found[i].span and found[i].is_read]
            if bare and parsed.concepts[0].may_be(*VERBS):
                said = said_of(text, parsed.concepts)
                parsed = replace(parsed, meaning=NotUnderstood(said, reason=WHICH_PART), span=WHOLE)
            for i in bare:
                found[i] = replace(found[i], span=parsed.span)
        elif front:
            parsed = replace(parsed, span=front)
        found.append(parsed)
    return found


def _is_headed(text: str, parsed: Parsed) -> bool:
    """Whether a part of the song stands in front with a colon: "bridge: drums muted, strings up 3"."""
    at = next((i for i, one in enumerate(parsed.concepts) if not one.may_be("SECTION", "ORDINAL", "_LAST", "PLAIN")), 0)
    return at > 0 and ":" in text[parsed.concepts[at - 1].end : parsed.concepts[at].start]


def _named_behind(text: str, clauses: Sequence[Parsed]) -> Target:
    """Return whom the next request names at its end: "cut 300 by 3 and boost 5k by 2 on the vocal"."""
    for one, other in pairwise(clauses):
        if isinstance(other.meaning, NotUnderstood) or not _is_one_breath(text, one, other):
            break
        if not all(isinstance(meant, Sound | Nudge | Set | Remove | Bypass | Likewise) for meant in other.meaning):
            break
        named = getattr(other.meaning[0], "target", Target())
        if named and _ends_with_whom(other.concepts):
            return named
    return Target()


def _ends_with_whom(concepts: Sequence[Concept]) -> bool:
    """Whether a clause ends with "on the vocal": with whom all of it is for."""
    before = [concept for concept in concepts if not concept.may_be("STRIP", "ROLE", "REF", "_TRACK", "_AND")]
    return bool(before) and before[-1].may_be("_ON") and before[-1].end < concepts[-1].start


def _is_one_breath(text: str, one: Parsed, other: Parsed) -> bool:
    between = text[one.concepts[-1].end : other.concepts[0].start] if one.concepts and other.concepts else "."
    return not set(between) & set(".;!?\n")


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
    concepts = tuple(located(times.gathered(dated(text, concepts))))
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
                    shared(concepts, start, end),
                    continued(concepts, start, end, lexicon.tools),
                    gapped(concepts, start, end),
                    made(concepts[start:end], lexicon.deeds),
                )
            )
            lent = next((one for way in ways if way and (one := clause(text, way)).is_request), None)
            if own and _is_open(lent or parsed) and (owned := _in_own_words(text, concepts, start, end, lexicon)):
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
    read = parse(other.words, lexicon, own=bool(other.whole) and len(other.words) < length)
    if not all(one.is_read and one.span == read[0].span for one in read):
        return None
    if other.whole == "complaint" and not all(one.complains for one in read):
        return None
    meaning = tuple(part for one in read for part in cast("tuple[Intent, ...]", one.meaning))
    return Parsed(tuple(concepts), read[0].tree, meaning, read[0].span, tuple(concepts), other.complains)


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


def _carried(intent: Intent, target: Target) -> Intent:
    """Return an intent that names nobody as one about `target`; the reverb that all share stays nobody's."""
    if isinstance(intent, TIMED | Reset | Reshape) and not intent.target and target:
        shared = getattr(intent, "effect", "") == "Reverb"
        if getattr(intent, "effect", "") in MASTERING and any(ref.kind == "all" for ref in target.refs):
            return replace(intent, target=Target((Ref("main"),)))  # "everything down, then put the limiter on"
        return intent if shared else replace(intent, target=target)
    return intent
