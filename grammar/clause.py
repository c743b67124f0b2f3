"""One clause: what its concepts mean by their order, or that they cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise, takewhile

from lark import Tree
from lark.exceptions import VisitError

from grammar import earley, times
from grammar.clauses import VERBS
from grammar.concept import Concept
from grammar.intent import (
    TIMED,
    WHOLE,
    Answer,
    Correct,
    FromBus,
    Intent,
    Master,
    Mirrored,
    Normalise,
    NotUnderstood,
    NotYet,
    Play,
    Protect,
    Ref,
    Reset,
    Reshape,
    Simile,
    Span,
    Target,
    ToBus,
)
from grammar.parts import Likewise, Unclear
from grammar.refusal import too_long
from grammar.reshape import Reshaping
from grammar.spelling import meant

LONGEST_CLAUSE = 40
"""Concepts in a clause."""

STATEMENTS = frozenset(
    ["too", "unlike", "faulty", "fault_at", "mild", "excess", "lack", "level_fault", "placed", "overdone"],
)
"""The rules that say how something is; "the vocal needs more air" says what is to be done."""

WHOLE_ONLY = frozenset({"soloed"})
"""The rules by which nothing but a whole utterance is read: "compress the drums, snare only" solos nobody."""

OPEN_ACTS = ("rename",)
"""Acts that go on in words of a person's own; whatever they are, it is not done."""

HEARD = ("_PLAY", "_LOOP", "_SEEK", "_COMPARE", "_MARK", "WIND", "TRANSPORT")
"""Where a clause begins with one of these, a part of the song is what is to be heard."""

_CLAUSES = Reshaping()


@dataclass(frozen=True)
class Parsed:
    """A clause as it was read: its tree, and what that means or where reading stopped.

    Attributes
    ----------
    span
        For which part of the song it was said.
    left
        The concepts that were read without that part.
    """

    concepts: tuple[Concept, ...]
    tree: Tree[Concept] | None
    meaning: tuple[Intent | Likewise, ...] | NotUnderstood
    span: Span = WHOLE
    left: tuple[Concept, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether it was understood."""
        return not isinstance(self.meaning, NotUnderstood)

    @property
    def is_answer(self) -> bool:
        """Whether it answers a question, which only the first words of an utterance do."""
        meaning = () if isinstance(self.meaning, NotUnderstood) else self.meaning
        return any(isinstance(intent, Answer) for intent in meaning)

    @property
    def is_correction(self) -> bool:
        """Whether it says what was meant by an utterance before, which nothing else is said along with."""
        meaning = () if isinstance(self.meaning, NotUnderstood) else self.meaning
        return any(isinstance(intent, Correct) for intent in meaning)

    @property
    def stands_alone(self) -> bool:
        """Whether it is only read where nothing else is said along with it."""
        return self.is_correction or (self.tree is not None and _rule_within(self.tree) in WHOLE_ONLY)

    @property
    def complains(self) -> bool:
        """Whether it says how something is."""
        return self.tree is not None and str(_clause_rule(self.tree)) in STATEMENTS

    @property
    def is_request(self) -> bool:
        """Whether it asks for something to be done to the sound."""
        meaning = () if isinstance(self.meaning, NotUnderstood) else self.meaning
        asked = TIMED | ToBus | FromBus | Master | Reset | Reshape | Simile | Protect | Mirrored | Normalise
        return any(isinstance(intent, asked) for intent in meaning)


def said_of(text: str, concepts: Sequence[Concept]) -> str:
    """Return the words of `text` that some concepts were read from, all of it if there are none."""
    return text[concepts[0].start : concepts[-1].end] if concepts else text


def clause(text: str, concepts: Sequence[Concept]) -> Parsed:
    """Read one clause of `text`: first without the part of the song that it names, which may stand anywhere in it."""
    whens = times.whens(concepts)
    if not whens:
        parsed = _plain(text, concepts)
        if parsed.is_read:
            return parsed
        somebody = times.as_somebody(concepts)
        timed = _timed(text, concepts, somebody[0], somebody[1]) if somebody else None
        timed = _there_too(timed) if timed else None
        other = timed or _compared(text, concepts) or _called(text, concepts) or _to_come(concepts)
        return other or _unended(text, concepts) or parsed
    if len(whens) > 1 or concepts[0].may_be(*HEARD):
        parsed = _plain(text, times.ungathered(concepts))
        return parsed if parsed.is_read or len(whens) > 1 else _heard_there(text, concepts, whens[0].span) or parsed
    left = [_lowered(concept, concepts) for concept in times.without(concepts)]
    timed = next((one for said in _ways(left) if (one := _timed(text, concepts, said, whens[0].span))), None)
    return timed or _plain(text, times.ungathered(concepts))


MASTER_LIKE = (
    'it says what a master is to be like, not how loud or for where; "make the mix warmer" is about the sound, '
    '"master for CD, keep the dynamics" about how hard it is pressed'
)

UNENDED = 'it says when that begins and not until when; "from 1:30 to 1:40" says both, "from 1:30 on" is to the end'


def _unended(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Return "vocal up 2 dB at 1:30" as what lacks an end; None where that is not all that it lacks."""
    at = times.moment(concepts)
    left = [*concepts[: at[0]], *concepts[at[1] :]] if at else []
    while left and left[-1].may_be("_AND"):
        left.pop()
    if not left or _timed(text, concepts, left, WHOLE) is None:
        return None
    return Parsed(tuple(concepts), None, NotUnderstood(said_of(text, concepts), reason=UNENDED))


def _there_too(parsed: Parsed) -> Parsed:
    """Return "and the bridge too" as what was asked for there too, and not of the mix."""
    assert not isinstance(parsed.meaning, NotUnderstood)
    whom = Target((Ref("main"),))
    parts = [replace(p, target=Target()) if isinstance(p, Likewise) and p.target == whom else p for p in parsed.meaning]
    return replace(parsed, meaning=tuple(parts))


def _ways(left: Sequence[Concept]) -> Iterator[Sequence[Concept]]:
    """Yield what is left without the part of the song, and what it comes to where that part is who it is about.

    "The first ten seconds should be piano only", "the last bar should be louder".
    """
    if left:
        yield left
    if len(left) > 1 and left[0].may_be("_NEEDS"):
        yield left[1:] if any(one.may_be("_ONLY") for one in left) else [_mix(left[0].start), *left]


def _mix(at: int) -> Concept:
    return Concept("the mix", at, at, {"REF": Ref("main")})


def _heard_there(text: str, concepts: Sequence[Concept], span: Span) -> Parsed | None:
    """Read "loop bars 9 to 16" as looping, there; None where something else is asked for."""
    parsed = _plain(text, times.without(concepts))
    if isinstance(parsed.meaning, NotUnderstood) or not all(isinstance(one, Play) for one in parsed.meaning):
        return None
    asked = tuple(replace(one, span=span) for one in parsed.meaning if isinstance(one, Play) and not one.span)
    return replace(parsed, concepts=tuple(concepts), meaning=asked) if asked else None


def _lowered(concept: Concept, concepts: Sequence[Concept]) -> Concept:
    """Return a verb as what it can only be for a part of the song: to cut somebody there is to leave them out.

    To duck somebody under nobody is to turn them down there.
    """
    left = times.without(concepts)
    if concept is left[0] and concept.may_be("CUT") and _only_people(left[1:]):
        return replace(concept, readings={"SWITCH": "mute"})  # "cut the drums in the bridge"
    if not concept.may_be("_DUCK"):
        return concept
    under = any(by.may_be("_DUCKED_BY") and whom.may_be("STRIP", "ROLE", "REF") for by, whom in pairwise(left))
    return concept if under else replace(concept, readings={"RAISE": "down"})


def _only_people(concepts: Sequence[Concept]) -> bool:
    return bool(concepts) and all(c.may_be("STRIP", "ROLE", "_AND") and not c.may_be("REGION") for c in concepts)


def _compared(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read a clause that compares a sound with something of which no word is known; None if it is none."""
    at = next((i for i, c in enumerate(concepts) if c.may_be("_ALIKE")), len(concepts))
    if at == 1 and concepts[0].may_be("_MASTER") and not concepts[0].text.casefold().startswith("the "):
        return Parsed(tuple(concepts), None, NotUnderstood(said_of(text, concepts), reason=MASTER_LIKE))
    tail = concepts[at + 1 :]
    if tail and not all(map(_is_known, tail)):
        return _as_simile(text, concepts, concepts[: at + 1], tail)
    return _made_so(text, concepts) or _styled(text, concepts)


_DECADE = re.compile(r"(?:the )?(?:\d\d)?\d0s", re.IGNORECASE)


def _is_slip(concept: Concept) -> bool:
    """Whether an unknown word is one misspelt: "brightish" goes on from a known one, "breatier" compares nothing."""
    word = concept.text.casefold()
    near = any(len(other) > 3 and word.startswith(other) for other in concept.nearest)
    return near or word.endswith("ier") or bool(meant(word, concept.nearest))


def _is_known(concept: Concept) -> bool:
    """Whether a word tells anything here: "the 80s" are no 80 seconds where a sound is compared."""
    return bool(concept.readings) and not _DECADE.fullmatch(concept.text)


def _as_simile(
    text: str,
    concepts: Sequence[Concept],
    head: Sequence[Concept],
    tail: Sequence[Concept],
    rest: Sequence[Concept] = (),
) -> Parsed | None:
    """Read a clause in which a stretch of words stands for a sound."""
    if any(c.may_be("_AND", "_THEN") for c in tail):
        return None
    said = text[tail[0].start : tail[-1].end]
    parsed = _plain(text, [*head, Concept(said, tail[0].start, tail[-1].end, {"SIMILE": said}), *rest])
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None


def _alike(at: int) -> Concept:
    return Concept("like", at, at, {"_ALIKE": ""})


def _made_so(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read "make the toms thunderous", "make the kick hit you in the chest": to become what no word tells."""
    if len(concepts) < 3 or not concepts[0].may_be("_MAKE"):
        return None
    whom = list(takewhile(lambda concept: concept.may_be("STRIP", "ROLE", "REF"), concepts[1:]))
    rest = concepts[1 + len(whom) :]
    tail = list(dropwhile(lambda concept: concept.may_be("DEGREE", "_MORE", "_TO", "_TO_BE", "_SOUNDS"), rest))
    if not whom or not tail or _is_known(tail[0]) or _is_slip(tail[0]):
        return None
    return _as_simile(text, concepts, [concepts[0], *whom, _alike(tail[0].start)], tail)


def _styled(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read "give the guitars a wall of sound feel", "Bonham style drums": a style of which some word is not known."""
    at = max((i for i, concept in enumerate(concepts) if concept.may_be("_EFFECT")), default=0)
    behind = concepts[at + 1 :]
    given = concepts[0].may_be("_ADD") if concepts else False
    start = 1 if given else 0
    while given and start < at and concepts[start].may_be("STRIP", "ROLE", "REF", "DEGREE", "_MORE"):
        start += 1
    tail = concepts[start:at]
    if not tail or all(map(_is_known, tail)) or tail[0].may_be(*VERBS):
        return None
    if tail[-1].text.casefold() == "of":
        tail = concepts[start : at + 1]  # "a wall of sound"
    whom = [concept for concept in concepts[1:start] if not concept.may_be("DEGREE", "_MORE")]
    if behind and behind[0].may_be("STRIP", "ROLE"):
        whom, behind = [*whom, *behind], ()
    return _as_simile(text, concepts, [*whom, _alike(tail[0].start)], tail, behind)


def _called(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read a clause that gives something a name of a person's own choosing; None if it is none."""
    first = concepts[0]
    if first.readings.get("ACT") in OPEN_ACTS:
        parsed = _plain(text, concepts[:1])
        return replace(parsed, left=parsed.concepts, concepts=tuple(concepts))
    if first.may_be("_WHEN_I_SAY", "_BY") and any(concept.may_be("_I_MEANT") for concept in concepts):
        return _meant_by(text, concepts)
    if first.may_be("_I_LIKE"):
        return _liked(text, concepts)
    if first.may_be("_COMPARE", "_RECALL", "_UNDO", "_SEEK"):
        return _version(text, concepts)
    if first.may_be("_SNAPSHOT"):
        places: Sequence[int] = [1]
    elif naming := [i for i, concept in enumerate(concepts[:-1]) if concept.may_be("_CALLED")]:
        places = [naming[-1] + 1]
    elif first.may_be("_GATHER", "_MARK"):
        unknown = next((i for i in range(2, len(concepts)) if not concepts[i].readings), len(concepts) - 1)
        places = [i for i in (unknown, len(concepts) - 1) if i >= 2]
    else:
        return None
    for at in places:
        tail = concepts[at:]
        if tail and not any(c.may_be("_THEN") for c in tail):
            name = text[tail[0].start : tail[-1].end].strip(" \"'.,!")
            parsed = _plain(text, [*concepts[:at], Concept(name, tail[0].start, tail[-1].end, {"NAMED": name})])
            if name and parsed.is_read:
                return replace(parsed, left=parsed.concepts, concepts=tuple(concepts))
    return None


def _meant_by(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read "whenever I say the choir I mean the backing vocals": a name of one's own for some, or for how much."""
    at = next((i for i in range(2, len(concepts)) if concepts[i].may_be("_I_MEANT")), 0)
    said, tail = concepts[1:at], concepts[at + 1 :]
    if not said or not tail or any(concept.may_be("_THEN", "_QUESTION") for concept in concepts):
        return None
    name = text[said[0].start : said[-1].end].strip(" \"'.,!")
    first = Concept(concepts[0].text, concepts[0].start, concepts[0].end, {"_GATHER": ""})
    parsed = _plain(text, [first, *tail, Concept(name, said[0].start, said[-1].end, {"NAMED": name})])
    if not parsed.is_read:
        whole = said_of(text, concepts)
        liked = Concept(concepts[0].text, concepts[0].start, concepts[0].end, {"_I_LIKE": ""})
        parsed = _plain(text, [liked, Concept(whole, concepts[0].start, concepts[-1].end, {"NAMED": whole})])
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None


def _version(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read "compare this with snapshot A" where no version goes by that name: it will be told so."""
    found: list[Concept] = []
    rest = list(concepts)
    while rest:
        concept = rest.pop(0)
        if not _is_version(concept) or concept.may_be("KEPT"):
            found.append(concept)
            continue
        tail = list(takewhile(lambda one: not one.may_be("_AND", "_THEN", "_WITH", "_TO", "_QUESTION"), rest))
        rest = rest[len(tail) :]
        said = [concept, *tail] if " " in concept.text else tail
        if not said:
            return None
        name = text[said[0].start : said[-1].end].strip(" \"'.,!")
        found.append(Concept(name, concept.start, said[-1].end, {"NAMED": name}))
    if not any(concept.may_be("NAMED") for concept in found):
        return None
    parsed = _plain(text, found)
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None


def _is_version(concept: Concept) -> bool:
    return concept.text.casefold().split()[:1] in (["snapshot"], ["version"])


def _to_come(concepts: Sequence[Concept]) -> Parsed | None:
    """Read a clause that asks for an act that is not built, whatever else it says of it: none of it is done."""
    acts = [concept.readings["ACT"] for concept in concepts if concept.readings.keys() == {"ACT"}]
    if any(concept.may_be("_AND", "_THEN") for concept in concepts):
        return None
    return Parsed(tuple(concepts), None, (NotYet(str(acts[0])),)) if acts else None


def _liked(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read what somebody says they usually like, in words of their own; None if a request follows in one breath."""
    parted = any(one.may_be("_AND") and other.may_be(*VERBS) for one, other in pairwise(concepts))
    if len(concepts) < 2 or parted or any(concept.may_be("_THEN", "_QUESTION") for concept in concepts):
        return None
    said = said_of(text, concepts)
    parsed = _plain(text, [concepts[0], Concept(said, concepts[0].start, concepts[-1].end, {"NAMED": said})])
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None


def _timed(text: str, concepts: Sequence[Concept], left: Sequence[Concept], span: Span) -> Parsed | None:
    """Read a clause for a part of the song by what is `left` of it without that; None if that cannot be."""
    parsed = _plain(text, left)
    if isinstance(parsed.meaning, NotUnderstood):
        return None
    if not all(isinstance(part, TIMED | NotYet | Likewise) for part in parsed.meaning):
        return None
    return replace(parsed, concepts=tuple(concepts), span=span, left=tuple(left))


def _plain(text: str, concepts: Sequence[Concept]) -> Parsed:
    """Read one clause of `text` by its word order."""
    said = said_of(text, concepts)
    if len(concepts) > LONGEST_CLAUSE:
        return Parsed(tuple(concepts), None, too_long(said))
    tree = earley.tree(concepts)
    if tree is None:
        return Parsed(tuple(concepts), None, NotUnderstood(said))
    try:
        return Parsed(tuple(concepts), tree, _CLAUSES.transform(tree))
    except VisitError as error:
        if not isinstance(error.orig_exc, Unclear):
            raise
        return Parsed(tuple(concepts), tree, NotUnderstood(said, reason=str(error.orig_exc)))


def _rule_within(tree: Tree[Concept]) -> str:
    """Return the innermost rule of the first part that a clause has."""
    while tree.children and isinstance(tree.children[0], Tree) and tree.data in ("start", "addressed"):
        tree = tree.children[0]
    return str(tree.data)


def _clause_rule(tree: Tree[Concept]) -> str:
    """Return the rule that a clause as a whole was read by."""
    first = next((child for child in tree.children if isinstance(child, Tree)), None)
    return str(first.data) if first else ""
