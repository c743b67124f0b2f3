"""A fault and a verb that only says that it is to be mended: "the low end is flabby, tighten it up"."""

from __future__ import annotations

import re
from dataclasses import replace

from grammar.catalogue import LEVEL
from grammar.intent import Amount, Clause, Intent, Like, NotUnderstood, Nudge, Simile, Sound
from grammar.refs import IT
from grammar.vocabulary import vocabulary, word_list

_CURE = re.compile(
    r"(?:(?:please|so|then|and|now|just|maybe|perhaps|let's|lets|can|could|would|will|you|we|i|try to|try and|go|need|"
    r"want|have|got|to|they|it|should|need|needs) )*"
    r"(?P<verb>[a-z-]+(?: out| up| off| back)??) (?:it|them|that|this|those|these|him|her|things|everything)"
    r"(?: all)?(?: up| out| down| off| in| back)?(?P<degree>(?: (?:just )?(?:a|some|slightly|somewhat)\b.*?)?)"
    r"(?:,? (?:please|for me|will you|would you|then|now|can you|could you|if you can))*[.!?]*",
    re.IGNORECASE,
)
"""One verb and who or what is meant, with how much of it behind."""

_OUT = re.compile(
    r"(?:(?:please|so|then|and|now|just|can|could|would|will|you|we) )*"
    r"(?:dial|notch|filter|eq|iron|carve|knock|tune|scoop|edit|sort|smooth|work) (?:it|them|that|this|those|these) out"
    r"(?: please| for me| of it| of there)*[.!?]*",
    re.IGNORECASE,
)
"""What takes out whatever disturbs, said of nothing else."""

_DEGREES = {
    "a bit": 0.5,
    "a little": 0.5,
    "a touch": 0.5,
    "a tad": 0.5,
    "slightly": 0.5,
    "a little bit": 0.5,
    "a lot": 2.0,
    "some": 1.0,
    "somewhat": 1.0,
    "a good bit": 2.0,
}


def cured(before: Clause, clause: Clause) -> Intent | None:
    """Return a complaint as all that is asked for where what is said behind it is no more than a verb that mends it."""
    fault = before.meaning
    said = _CURE.fullmatch(clause.text.strip())
    if clause.complains or not isinstance(fault, Sound) or not (before.complains and fault.complaint):
        return None
    if not fault.more and _OUT.fullmatch(clause.text.strip()):
        return fault
    if not said:
        return None
    degree = said["degree"].strip().casefold().removeprefix("just ")
    if said["verb"].casefold() not in vocabulary().cures.get(fault.quality, ()) or (degree and degree not in _DEGREES):
        return None
    return replace(fault, amount=Amount(_DEGREES[degree])) if degree else fault


def made_so(seems: Intent | NotUnderstood, request: Intent | NotUnderstood, said: str) -> Intent | None:
    """Return how something is to sound that is said to sound otherwise by a word that may mean several things."""
    if not isinstance(seems, Simile) or not isinstance(request, Like | Sound | Simile):
        return None
    if isinstance(request, Simile) and (seems.words, seems.target) == (request.words, request.target):
        return seems  # "it feels cluttered, I can't tell the instruments apart"
    if request.target != IT:
        return None
    if isinstance(request, Simile):
        made = word_list("makes_so")
        wanted = any(word in made for word in said.casefold().split())  # "it sounds small, make it bigger"
        return replace(request, target=seems.target, span=request.span or seems.span) if wanted else None
    return replace(request, target=seems.target) if seems.target and request.more else request


def ends_clipping(request: Intent | NotUnderstood, complaint: Intent | NotUnderstood) -> bool:
    """Whether somebody is turned down because that, or the mix, clips: nothing recorded is to be mended."""
    if not isinstance(complaint, Sound) or not isinstance(request, Nudge):
        return False
    if complaint.quality != "clipped" or complaint.more:
        return False
    whole = all(ref.kind in ("main", "it") for ref in complaint.target.refs)
    same = whole or request.target in (complaint.target, IT)
    return same and (request.effect, request.knob, request.up) == (*LEVEL, False)
