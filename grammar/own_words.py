"""Clauses that go on in words of a person's own: names, versions, likings, and what a sound is compared to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, pairwise, takewhile

from grammar.clauses import VERBS
from grammar.concept import Concept, unsaid
from grammar.intent import (
    NotUnderstood,
    NotYet,
)
from grammar.parsed import Parsed, plain, said_of
from grammar.spelling import meant
from grammar.vocabulary import word_list

MASTER_LIKE = (
    'it says what a master is to be like, not how loud or for where; "make the mix warmer" is about the sound, '
    '"master for CD, keep the dynamics" about how hard it is pressed'
)

OPEN_ACTS = ("rename",)
"""Acts that go on in words of a person's own; whatever they are, it is not done."""


def compared(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read a clause that compares a sound with something of which no word is known; None if it is none."""
    at = next((i for i, c in enumerate(concepts) if c.may_be("_ALIKE")), len(concepts))
    if at == 1 and concepts[0].may_be("_MASTER") and not concepts[0].word.startswith("the "):
        return Parsed(tuple(concepts), None, NotUnderstood(said_of(text, concepts), reason=MASTER_LIKE))
    tail = concepts[at + 1 :]
    if tail and not all(map(_is_known, tail)):
        return _as_simile(text, concepts, concepts[: at + 1], tail)
    return _made_so(text, concepts) or _styled(text, concepts)


_DECADE = re.compile(r"(?:the )?(?:\d\d)?\d0s", re.IGNORECASE)


_ASKS = re.compile(r"(?:what|which|whose|who|where|when|how|why)\b|(?:what|who|where|how|why)s\b", re.IGNORECASE)
"""How a question opens: no style begins like one."""


_SAYS = re.compile(
    r"\b(?:i|you|we|is|are|was|needs?|wants?|has|have|had|does|did|overdid|can|should|going|\w+n'?t|\w+'(?:ve|re|m|d))\b",
    re.IGNORECASE,
)
"""What a sentence has and no style: "the bass doesnt have enough warmth"."""


def _is_slip(concept: Concept) -> bool:
    """Whether an unknown word is one misspelt: "brightish" goes on from a known one, "breatier" compares nothing."""
    word = concept.word
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
    if any(c.separates for c in tail):
        return None
    said = text[tail[0].start : tail[-1].end]
    parsed = plain(text, [*head, Concept(said, tail[0].start, tail[-1].end, {"SIMILE": said}), *rest])
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None


def _alike(at: int) -> Concept:
    return unsaid("like", "_ALIKE", at)


def _made_so(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read "make the toms thunderous", "make the kick hit you in the chest": to become what no word tells."""
    if len(concepts) < 3 or not concepts[0].may_be("_MAKE"):
        return None
    whom = list(takewhile(lambda concept: concept.may_be("STRIP", "ROLE", "REF"), concepts[1:]))
    rest = concepts[1 + len(whom) :]
    tail = list(dropwhile(lambda concept: concept.may_be("DEGREE", "_MORE", "_TO", "_TO_BE", "_SOUNDS"), rest))
    if not whom or not tail or _is_known(tail[0]) or _is_slip(tail[0]) or tail[-1].word in word_list("level_ways"):
        return None  # "get the piano bits a little louder" is about the level of who knows what
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
    if not given and at < len(concepts) and concepts[at].word in ("thing", "touch"):
        return None  # "that Bonham thing" is a style where it is to be given, "don't alter a thing" is none
    if not tail or all(map(_is_known, tail)) or tail[0].may_be(*VERBS) or any(_ASKS.match(one.text) for one in tail):
        return None
    if any(one.may_be("REF", "_NOT", "_WHICH", "_DID_IT") or one.word in word_list("who_talks") for one in tail):
        return None  # "it kills the vibe", "what did I tell you not to touch" are no styles
    if _SAYS.search(text[tail[0].start : tail[-1].end]):
        return None
    if tail[-1].word == "of":
        tail = concepts[start : at + 1]  # "a wall of sound"
    whom = [concept for concept in concepts[1:start] if not concept.may_be("DEGREE", "_MORE")]
    if behind and behind[0].may_be("STRIP", "ROLE"):
        whom, behind = [*whom, *behind], ()
    return _as_simile(text, concepts, [*whom, _alike(tail[0].start)], tail, behind)


def called(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read a clause that gives something a name of a person's own choosing; None if it is none."""
    first = concepts[0]
    if first.readings.get("ACT") in OPEN_ACTS:
        parsed = plain(text, concepts[:1])
        return replace(parsed, left=parsed.concepts, concepts=tuple(concepts))
    if first.may_be("_WHEN_I_SAY", "_BY") and any(concept.may_be("_I_MEANT") for concept in concepts):
        return _meant_by(text, concepts)
    if first.may_be("_I_LIKE"):
        return _liked(text, concepts)
    if first.may_be("_SAID_ABOUT") and len(concepts) > 1:
        about = text[concepts[1].start : concepts[-1].end]
        first = first.read_as("_SAID_ABOUT")
        parsed = plain(text, [first, Concept(about, concepts[1].start, concepts[-1].end, {"NAMED": about})])
        return replace(parsed, left=parsed.concepts, concepts=tuple(concepts))
    if first.may_be("_COMPARE", "_RECALL", "_UNDO", "_SEEK"):
        return _version(text, concepts)
    if first.may_be("_SNAPSHOT"):
        return _kept_as(text, concepts)
    if naming := [i for i, concept in enumerate(concepts[:-1]) if concept.may_be("_CALLED")]:
        places: Sequence[int] = [naming[-1] + 1]
    elif first.may_be("_GATHER", "_MARK"):
        unknown = next((i for i in range(2, len(concepts)) if not concepts[i].readings), len(concepts) - 1)
        places = [i for i in (unknown, len(concepts) - 1) if i >= 2]
    else:
        return None
    for at in places:
        tail = concepts[at:]
        if tail and not any(c.may_be("_THEN") for c in tail):
            name = text[tail[0].start : tail[-1].end].strip(" \"'.,!")
            if re.search(r"[,;\"]|\band (?:save|export|mute|solo|play|undo|turn)\b", name) or name.casefold() == "so":
                continue
            parsed = plain(text, [*concepts[:at], Concept(name, tail[0].start, tail[-1].end, {"NAMED": name})])
            if name and parsed.is_read:
                return replace(parsed, left=parsed.concepts, concepts=tuple(concepts))
    return None


def _kept_as(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read "snapshot dry vocals", 'take a snapshot here and call it "dry vocals"'; None where it says more."""
    first, tail = concepts[0], list(concepts[1:])
    left = list(dropwhile(lambda one: one.word in word_list("what_is_kept"), tail))
    if not left or left[0].may_be("_CALLED") or left[0].word == "as":
        tail = left[1:]
    quoted = bool(tail) and text[max(tail[0].start - 1, 0)] in "\"'"
    if quoted and any(mark in text[tail[0].start : tail[-1].end] for mark in "\"'"):
        return None  # 'save it as "rough" and bounce it'
    if any(one.may_be("_THEN", "_QUESTION") for one in tail) or (not quoted and _says_more(text, tail)):
        return None
    name = text[tail[0].start : tail[-1].end].strip(" \"'.,!") if tail else ""
    name = re.sub(r"^(?:and )?(?:call|name|label) (?:it|this|that) (?:the )?", "", name).strip(" \"'.,!")
    named = [Concept(name, tail[0].start, tail[-1].end, {"NAMED": name})] if name else []
    parsed = plain(text, [first, *named])
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None


_THEN_ALSO = re.compile(
    r"(?:,|;|\band|\bthen|\bnow)\s+(?:then |now |please )?(?:strip|clear|reset|try|give|let|play|show|please|"
    r"can|could|i|we|you|export|render|bounce|print|go|undo|start|master|make)\b",
    re.IGNORECASE,
)
"""Where another request begins."""


def _says_more(text: str, tail: Sequence[Concept]) -> bool:
    """Whether words that may be a name go on with a request or say why: "and mute the toms", "before I ruin it"."""
    parted = any(one.may_be("_AND") and other.may_be(*VERBS) for one, other in pairwise(tail))
    parted = parted or bool(_THEN_ALSO.search(text[tail[0].start : tail[-1].end] if tail else ""))
    somebody = any(one.word in ("i", "we", "you") for one in tail)
    return parted or somebody or (bool(tail) and tail[-1].may_be("_AGAIN"))


def _meant_by(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read "whenever I say the choir I mean the backing vocals": a name of one's own for some, or for how much."""
    at = next((i for i in range(2, len(concepts)) if concepts[i].may_be("_I_MEANT")), 0)
    said, tail = concepts[1:at], concepts[at + 1 :]
    if not said or not tail or any(concept.may_be("_THEN", "_QUESTION") for concept in concepts):
        return None
    name = text[said[0].start : said[-1].end].strip(" \"'.,!")
    first = Concept(concepts[0].text, concepts[0].start, concepts[0].end, {"_GATHER": ""})
    parsed = plain(text, [first, *tail, Concept(name, said[0].start, said[-1].end, {"NAMED": name})])
    if not parsed.is_read:
        whole = said_of(text, concepts)
        liked = Concept(concepts[0].text, concepts[0].start, concepts[0].end, {"_I_LIKE": ""})
        parsed = plain(text, [liked, Concept(whole, concepts[0].start, concepts[-1].end, {"NAMED": whole})])
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
    parsed = plain(text, found)
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None


def _is_version(concept: Concept) -> bool:
    return concept.word.split()[:1] in (["snapshot"], ["version"])


def to_come(concepts: Sequence[Concept]) -> Parsed | None:
    """Read a clause that asks for an act that is not built, whatever else it says of it: none of it is done."""
    acts = [concept.readings["ACT"] for concept in concepts if concept.readings.keys() == {"ACT"}]
    if concepts[0].may_be("_COMPARE"):
        return None  # "compare this with the first mix" asks for none
    if any(concept.separates for concept in concepts):
        return None
    return Parsed(tuple(concepts), None, (NotYet(str(acts[0])),)) if acts else None


def _liked(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Read what somebody says they usually like, in words of their own; None if a request follows in one breath."""
    parted = any(one.may_be("_AND") and other.may_be(*VERBS) for one, other in pairwise(concepts))
    if len(concepts) < 2 or parted or any(concept.may_be("_THEN", "_QUESTION") for concept in concepts):
        return None
    said = said_of(text, concepts)
    parsed = plain(text, [concepts[0], Concept(said, concepts[0].start, concepts[-1].end, {"NAMED": said})])
    return replace(parsed, left=parsed.concepts, concepts=tuple(concepts)) if parsed.is_read else None
