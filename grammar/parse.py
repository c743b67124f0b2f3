"""An utterance to intents, clause by clause, or where reading stopped and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, cast

from grammar.catalogue import LEVEL
from grammar.clause_passes import together
from grammar.concept import Concept
from grammar.ended import is_over
from grammar.intent import (
    TIMED,
    Answer,
    Bypass,
    Clause,
    Intent,
    Keep,
    NotUnderstood,
    Nudge,
    Reading,
    Reducing,
    Ref,
    Remove,
    Reset,
    Reshape,
    Same,
    Set,
    Sound,
    Span,
    Talk,
    Target,
    Undo,
)
from grammar.lexicon import Lexicon
from grammar.parsed import Parsed, said_of
from grammar.pieces import Likewise
from grammar.refs import IT, REST
from grammar.spreading import is_one_breath, spread, within
from grammar.together.afterwards import afterwards
from grammar.together.filled import filled, held, turned_too
from grammar.together.likewise import alike_to
from grammar.together.listing import is_reason
from grammar.together.masters import written
from grammar.together.passing import OF_US, aims, called_off, helps, is_player, leads, says_why
from grammar.together.reactions import if_so
from grammar.together.reduced import reduced
from grammar.together.refraining import refrained, refused
from grammar.together.remarks import is_excuse, is_remark
from grammar.utterance import parse
from grammar.vocabulary import word_list

MASTERING = ("Limiter", "Clipper")
"""Effects that are put on all of it together where all of it was spoken of."""

UNSAID = "it does not say what is to be done"


_THEN_FOR_THAN = re.compile(r"(\b(?:\w{2,}er|more|less|higher|worse)) then\b", re.IGNORECASE)
"""Where a comparison may be meant that is typed as what comes next: "the kick should be louder then the bass"."""


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return what an utterance means, clause by clause.

    It is cut where that leaves the least unread, then where it makes the fewest clauses: "and" may join people,
    qualities and requests, and only what stands around it tells which. A clause that names nobody is about whom
    the one before it named. What is not read as something that comes then may compare.
    """
    reading = _read(text, lexicon)
    if reading.unread and _THEN_FOR_THAN.search(text):
        compared = _read(_THEN_FOR_THAN.sub(r"\1 than", text), lexicon)
        return reading if compared.unread else compared
    return reading


def _read(text: str, lexicon: Lexicon) -> Reading:
    if called_off(text):
        return Reading((Clause(text, Talk("wait", text)),))
    sofar = _Sofar(text, lexicon)
    for at in range(len(sofar.spread)):
        sofar.take(at)
    remarks = [*sofar.remarks, *refrained(sofar.clauses, sofar.refusals, lexicon.strips)]
    return Reading(together(text, sofar.clauses, remarks, lexicon.opposites))


class _Sofar:
    """What was understood so far of an utterance that is taken clause by clause.

    Attributes
    ----------
    spread
        Its clauses as they were read by themselves.
    clauses
        What those that were taken mean.
    remarks
        Which of these were not read and may only tell something.
    refusals
        Which of these say what is not to be done, with what that is.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text, self._lexicon = text, lexicon
        self.spread = spread(text, parse(text, lexicon))
        self.clauses: list[Clause] = []
        self.remarks: list[Clause] = []
        self.refusals: list[tuple[Clause, Intent | Target]] = []
        self._before: tuple[Intent, ...] = ()  # what the clause before asks for
        self._target = self._told_of = Target()  # who was named last, and who by something that asks for nothing

    def take(self, at: int) -> None:
        """Understand the next clause by what was said before it."""
        text, parsed, ahead = self._text, self.spread[at], self._ahead(at)
        why = at > 0 and is_reason(text[: parsed.concepts[0].start], self._lexicon.sayings("_BECAUSE"))
        typed = _typed(text, self.spread, at)
        if self._is_over(at, typed) or (ahead and typed.casefold() in word_list("counting_up")):
            return
        aim = bool(ahead) and aims(typed, text[parsed.concepts[-1].end : ahead[0].start], ahead)
        if aim or not parsed.is_read:
            self._told(at, typed, why, aim)
        else:
            self._asked(at, why)

    def _is_over(self, at: int, typed: str) -> bool:
        """Whether a clause only says that what was asked for is over when its part of the song is."""
        parsed = self.spread[at]
        own = any(one.may_be("WHEN") for one in parsed.concepts)
        if own or not at or not self.clauses or not is_one_breath(self._text, self.spread[at - 1], parsed):
            return False
        last = self.clauses[-1]
        if over := is_over(typed, last):
            self.clauses[-1] = replace(last, text=f"{last.text}, {said_of(self._text, parsed.concepts)}")
        return over

    def _ahead(self, at: int) -> Sequence[Concept]:
        return self.spread[at + 1].concepts if at + 1 < len(self.spread) else ()

    def _told(self, at: int, typed: str, why: bool, aim: bool) -> None:
        """Take a clause that asks for nothing that can be read: who is meant, what is not to be done, or a remark."""
        text, parsed, ahead = self._text, self.spread[at], self._ahead(at)
        said = said_of(text, parsed.concepts)
        last = at == len(self.spread) - 1
        if last and (about := afterwards(text, self.clauses, parsed, partial(_whom, said, self._lexicon))):
            self.clauses = about
            return
        before, self._before = self._before, ()
        unread = parsed.meaning if isinstance(parsed.meaning, NotUnderstood) else NotUnderstood(said)
        self.clauses.append(Clause(said, unread))
        if not_to_be := refused(said, _meant_alone, self._lexicon):
            self.refusals.append((self.clauses[-1], not_to_be))
            self._target = self._told_of = getattr(not_to_be, "target", self._target)
            return
        behind = bool(self.clauses[:-1]) and bool(before)
        gone = behind and isinstance(self.clauses[-2].meaning, Remove | Bypass)
        told = is_remark(said, parsed.concepts, typed, behind, gone)
        told = told or (why and is_excuse(said, parsed.concepts))
        passing = aim or says_why(text, parsed.concepts) or leads(text, parsed.concepts, ahead)
        named = any(one.may_be("STRIP", "ROLE") for one in parsed.concepts) or not OF_US.match(typed)
        points = _points_back(self.spread[at + 1 :], named)
        things = [one for one in parsed.concepts if one.may_be("STRIP", "ROLE") and not is_player(one)]
        if (told or passing) and points and len(things) == 1 and not (behind or helps(typed)):
            # "we forgot the claps, can they be louder?"
            self._target = self._told_of = _whom(things[0].text, self._lexicon)
        if told or (passing and (self._target or not points)):
            self.remarks.append(self.clauses[-1])

    def _asked(self, at: int, why: bool) -> None:
        """Take a clause that was read: what of it goes on from what was said before, and about whom it is."""
        text, parsed = self._text, self.spread[at]
        assert not isinstance(parsed.meaning, NotUnderstood), "it was read"
        said = said_of(text, parsed.concepts)
        if self.clauses and (as_file := written(self.clauses[-1], parsed, said)):
            self.clauses[-1] = as_file
            return
        first = all(isinstance(one.meaning, Keep | Answer | Talk) for one in self.clauses)
        adds = any(one.may_be("_ADD") for one in parsed.concepts[:1]) and all(map(_takes_away, self._before))
        meant = tuple(one for part in parsed.meaning for one in _meant(part, self._before, first, parsed.span))
        if self._before and adds and any(isinstance(part, Likewise) for part in parsed.meaning):
            meant = ()  # "take the reverb off the snare, put it on the vocal" takes nothing off the vocal
        self._before = tuple(within(one, parsed) for one in meant)
        if not meant:
            self.clauses.append(Clause(said, NotUnderstood(said, len(said), reason=UNSAID)))
        for intent in self._before:
            self._add(at, intent, said, why)

    def _add(self, at: int, intent: Intent, said: str, why: bool) -> None:
        """Add what is asked for, or make it part of what the clause before asks for."""
        text, parsed = self._text, self.spread[at]
        carried = _carried(intent, self._target or _named_behind(text, self.spread[at:]))
        if at and self.clauses and is_one_breath(text, self.spread[at - 1], parsed):
            carried = held(self.clauses[-1], turned_too(self.clauses[-1].meaning, intent, carried, parsed.left), said)
            if band := filled(self.clauses[-1], intent) or reduced(self.clauses[-1], intent):
                self.clauses[-1] = band
                return
        led = _led(text, self.spread[at - 1], parsed) if at else ""
        if self.clauses and (condition := if_so(self.clauses[-1], carried, led)):
            self.clauses[-1] = condition
            return
        if self.refusals and getattr(carried, "target", None) == REST:
            spared = getattr(self.refusals[-1][1], "target", Target())
            carried = _of(carried, Target((Ref("all"),), spared.refs))
        if (why or self._told_of) and getattr(carried, "target", None) == IT and self._target:
            carried = _of(carried, self._told_of or self._target)  # "because it's loud"
        self.clauses.append(Clause(said, carried, parsed.complains, why))
        self._target = self._target if why else getattr(carried, "target", Target()) or self._target
        self._told_of = self._told_of if self._target == self._told_of else Target()


def _of(intent: Intent, target: Target) -> Intent:
    return cast(Intent, replace(cast(Any, intent), target=target))


def _meant_alone(text: str, lexicon: Lexicon) -> tuple[Intent, ...]:
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


def _named_behind(text: str, clauses: Sequence[Parsed]) -> Target:
    """Return whom the next request names at its end: "cut 300 by 3 and boost 5k by 2 on the vocal"."""
    for one, other in pairwise(clauses):
        if isinstance(other.meaning, NotUnderstood) or not is_one_breath(text, one, other):
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


def _carried(intent: Intent, target: Target) -> Intent:
    """Return an intent that names nobody as one about `target`; the reverb that all share stays nobody's."""
    if isinstance(intent, TIMED | Reset | Reshape | Reducing) and not intent.target and target:
        shared = getattr(intent, "effect", "") == "Reverb"
        if getattr(intent, "effect", "") in MASTERING and any(ref.kind == "all" for ref in target.refs):
            return replace(intent, target=Target((Ref("main"),)))  # "everything down, then put the limiter on"
        return intent if shared else replace(intent, target=target)
    return intent
