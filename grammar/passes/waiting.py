"""What an effect that waits for something does anyway, said behind it: "gate the toms so they only open when hit".

Whoever else is named there, a number, a part of the song or a "not" may change what is done, and is not passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grammar.concept import Concept, begun, undivided, unsaid

WAITING = frozenset(
    {"Gate", "Expander", "DynamicEq", "MultibandCompressor", "Compressor", "DeEsser", "Limiter", "Clipper", "Ducker"}
)
"""The effects that do nothing until something sounds, is loud or is soft."""

_ACTS = (
    r"(?:opens?(?: up)?|works?|acts?|bites?|kicks? in|comes? (?:in|on|into play)|catch(?:es)?|grabs?|reacts?|"
    r"triggers?|fires?|engages?|clamps?(?: down)?|steps? in|jumps? in|cuts? in|blooms?|swells?|responds?|hits?|"
    r"touch(?:es)?|"
    r"tames?|gets?|does (?:something|anything)|do (?:something|anything)|takes? (?:hold|effect)|lets?|moves?|ducks?)"
)
_LEADS = r"(?:and |but )?(?:so(?: that)?|such that|to make sure|making sure|which|that|where)"
_SELF = r"(?:it|they|the gate|the gates|the compressor|the limiter|the eq|the de-?esser|this)"
_WORKS = re.compile(
    rf"(?:{_LEADS} (?:{_SELF} )?(?:will |should |would |can |'ll |does )?(?:only|just) {_ACTS}\b.*"
    rf"|{_LEADS} (?:{_SELF} )?(?:will |should |would |can |'ll )?{_ACTS} (?:only|just)\b.*"
    r"|(?:only|just) (?:opening|working|acting|biting|kicking in|coming in|catching|grabbing|reacting|triggering|"
    r"clamping down|stepping in|cutting in)\b.*"
    r"|(?:opening|working|acting|biting|kicking in|coming in|reacting|triggering|stepping in) (?:only|just)\b.*"
    rf"|so(?: that)? (?:{_SELF} )?(?:stays?|remains?|keeps?) (?:shut|closed)"
    r"(?: (?:until|unless|when|while|between|till)\b.*)?"
    rf"|so(?: that)? (?:{_SELF} )?(?:closes?|shuts?)(?: (?:up|down|again))?"
    r"(?: (?:between|when|in|whenever|after)\b.*)?)",
    re.IGNORECASE,
)

_CHANGES = (
    *("QUANTITY", "PLAIN", "PERCENT", "LOUDNESS", "CEILING", "FACTOR", "SECTION", "WHEN", "_NOT", "_NO", "_NEVER"),
    *("_EXCEPT", "STRIP", "SIDE"),
)

_SINGERS = frozenset(
    {
        "he",
        "she",
        "they",
        "him",
        "her",
        "them",
        "singer",
        "drummer",
        "player",
        "voice",
        "words",
        "word",
        "lines",
        "line",
    }
)
"""Who may be named there and is nobody else: "when she belts"."""

_NEGATED = re.compile(r"n't\b|\b(?:not|never|no|without|except|unless)\b", re.IGNORECASE)


def waited(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts without what an effect does anyway that was asked for before."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        taken = _working(text, found, concepts[at:]) if found else 0
        if taken:
            while found[-1].text == ",":
                found.pop()
            begin = begun(found, len(found))
            if found[begin].may_be("_SET"):  # "set the gate on tom 1 so it only opens on hits"
                found[begin] = found[begin].read_as("_ADD")
            at += taken
            continue
        if _turns_down(found, concepts[at:]):
            found.append(unsaid(",", "_AND", concepts[at].start))
        else:
            found.append(concepts[at])
        at += 1
    return found


def _turns_down(before: Sequence[Concept], rest: Sequence[Concept]) -> bool:
    """Whether a "with" leads to so much gain reduction, behind what is said of an effect: "4 to 1 with 2 dB of GR"."""
    if not rest[0].may_be("_WITH"):
        return False
    said = [one for one in rest[1:] if not one.may_be("_ABOUT", "_OF")]
    leads = len(said) > 1 and said[0].may_be("QUANTITY") and said[1].may_be("_REDUCTION")
    more = undivided(reversed(before))
    return leads and bool(more) and any(one.may_be("QUANTITY", "_GLUING", "_GLUE") for one in more)


def _working(text: str, before: Sequence[Concept], rest: Sequence[Concept]) -> int:
    """Return how many concepts, from the first on, only say when the effect before them works."""
    ends = (i for i, one in enumerate(rest) if i and (one.text == "," or one.may_be("_THEN", "_QUESTION", "_COLON")))
    end = next(ends, len(rest))
    said = " ".join(text[rest[0].start : rest[end - 1].end].split())
    if not _WORKS.fullmatch(said) or _NEGATED.search(said.replace("until", "")):
        return 0
    mine = [one for one in undivided(reversed(before)) if one.may_be("EFFECT", "DEED")] or [*before]
    if not {one.readings.get("EFFECT", one.readings.get("DEED")) for one in mine} & WAITING:
        return 0
    named = {one.readings.get("ROLE") for one in before if one.may_be("ROLE")}
    others = [one for one in rest[:end] if one.may_be("ROLE") and one.readings["ROLE"] not in named]
    strange = any(one.word not in _SINGERS for one in others)
    return 0 if strange or any(one.may_be(*_CHANGES) for one in rest[:end]) else end
