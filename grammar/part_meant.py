"""For which part of the song the last request was meant: "only in the choruses though", "no, in the bridge"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grammar.concept import Concept
from grammar.intent import WHOLE, Correct, Span
from grammar.parsed import Parsed
from grammar.spans import section_at
from grammar.times import When

_AROUND = ("_NOPE", "_I_MEANT", "_ONLY", "_AND", "_INSTEAD", "_BUT", "_NOT", "_NO", "_EXCEPT", "_DURING")
"""What may stand beside a part of the song that was meant."""

_LEADS = (
    *("but", "and", "no", "nope", "nah", "sorry", "wait", "oh", "ok", "okay", "yes", "yeah", "actually", "please"),
    *("oops", "hmm", "hm", "um", "i meant", "i mean", "that", "that was", "do that", "do it", "do this", "make it"),
    *("make that", "this", "it", "i want that", "i want it", "i wanted that", "i wanted it", "keep it", "keep that"),
)
_NO = r"(?:no|nope|nah|sorry|wait|i meant|i mean|actually|oops|not)\b"
_BEHIND = r"only|instead|though|tho|please|not [\w ]+|i (?:meant|mean)|only please|only though|only tho|though please"
_TOO = ("chorus", "solo", "drop")
"""Parts of the song whose bare names are other things, too: "no, the chorus" may be the effect."""

_SO = re.compile(
    rf"(?:(?:{'|'.join(_LEADS)})\b,? )*(?:(?:only|just)\b.*|{_NO}.*)|.*\b(?:{_BEHIND})|{_NO}.*",
    re.IGNORECASE,
)
"""How such a correction is told from a part of the song that is only named."""


def part_meant(text: str, concepts: Sequence[Concept]) -> Parsed | None:
    """Return a clause that names nothing but a part of the song as what the last request was meant for, else None."""
    if not _SO.fullmatch(text.strip(" .!")):
        return None
    found: list[Span] = []
    at = 0
    while at < len(concepts):
        when = concepts[at].readings.get("WHEN")
        bare = section_at(concepts, at)
        wrong = at > 0 and concepts[at - 1].may_be("_NOT", "_NO")
        if isinstance(when, When):
            span, end = when.span, at + 1
        elif bare and not (
            bare[1] == at + 1 and concepts[at].may_be("EFFECT", "SWITCH", "RAISE") and concepts[at].word in _TOO
        ):
            span, end = Span(section=bare[0]), bare[1]
        elif concepts[at].may_be(*_AROUND):
            at += 1
            continue
        else:
            return None
        instead = span.also if wrong and isinstance(when, When) and any(one.text == "," for one in when.said) else ()
        found += instead if wrong else [span]
        at = end
    if len(found) != 1:
        return None
    return Parsed(tuple(concepts), None, (Correct(span=found[0]),), WHOLE, tuple(concepts))
