"""What is complained of and then turned down is itself turned down: "the reverb is too loud, pull it back"."""

from __future__ import annotations

import re
from dataclasses import replace

from grammar.catalogue import LEVEL
from grammar.intent import (
    Amount,
    Bypass,
    Clause,
    Intent,
    NotUnderstood,
    Nudge,
    Remove,
    Set,
    Sound,
    Speed,
    Target,
)
from grammar.refs import IT
from grammar.together.contradiction import Opposites
from grammar.vocabulary import vocabulary

BY_LEVEL = ("Send", "Return", "Output")
"""The effects that are loud or quiet as a track is, so that a number of dB says how much less of them."""

WHAT_OF = "it says by how much and not of what; say the knob, or only that there is to be less"

_OF_A_TRACK = re.compile(
    r"(?:it|it's|its|they|they're|theyre|he|he's|she|she's|that|that's|this|these|those|too|still|sounds?|feels?)\b",
    re.IGNORECASE,
)
_OF_A_FAULT = re.compile(r"(?:there|there's|theres|(?:i|you|we|one) (?:can |keep )?hear(?:ing)?)\b", re.IGNORECASE)


def less_of_that(complaint: Clause, request: Clause) -> Intent | NotUnderstood | None:
    """Return less of an effect or a noise that is complained of and then turned down; None if a track is.

    "The hum is loud, bring it down" is about the hum; "the bass is boomy, bring it down" may be about the bass.
    """
    one, other = complaint.meaning, request.meaning
    if (
        isinstance(one, Set)
        and isinstance(other, Nudge)
        and (other.effect, other.up, other.target) == (LEVEL[0], True, IT)
    ):
        return NotUnderstood(request.text, len(request.text), reason=WHAT_OF)  # "it bleeds through the gate, raise it"
    if isinstance(one, Sound) and isinstance(other, Speed) and other.target == IT:
        return one  # "the mix is too narrow, stretch it"
    if not isinstance(other, Nudge) or (other.effect, other.knob, other.target) != (*LEVEL, IT):
        return None
    if other.guards or (other.span and other.span != _span(one)):
        return None
    if isinstance(one, Nudge) and one.effect and (one.effect, one.knob) != LEVEL:
        if one.effect in BY_LEVEL and one.up != other.up:
            return None
        if other.amount.value is not None and one.effect not in BY_LEVEL and one.knob != "gain_db":
            return NotUnderstood(request.text, len(request.text), reason=WHAT_OF)
        return replace(one, amount=how_much(one.amount, other.amount))
    if other.up:
        return None
    if isinstance(one, Sound) and not one.more and _is_of_a_fault(complaint.text, one.target):
        return replace(one, amount=how_much(one.amount, other.amount))
    if isinstance(one, Set):
        return one if other.amount.value is None else NotUnderstood(request.text, len(request.text), reason=WHAT_OF)
    return None


def _is_of_a_fault(text: str, target: Target) -> bool:
    """Whether a complaint names what disturbs, and not who sounds so."""
    nobody = target in (Target(), IT) and not _OF_A_TRACK.match(text)
    return bool(_OF_A_FAULT.match(text)) or nobody


def _span(one: Intent | NotUnderstood) -> object:
    return getattr(one, "span", None)


def how_much(felt: Amount, asked: Amount) -> Amount:
    """Return how much is asked for: as much as was complained of, if that is not said."""
    return felt if asked == Amount() else asked


def named_by(complaint: Intent | NotUnderstood, request: Intent | NotUnderstood) -> Intent | NotUnderstood:
    """Return a request of "it" as one of whom the complaint before it names."""
    target = getattr(complaint, "target", None)
    if isinstance(request, Nudge | Remove | Bypass) and request.target in (Target(), IT) and isinstance(target, Target):
        return replace(request, target=target)
    return request


def brings_the_opposite(
    request: Intent | NotUnderstood, complaint: Intent | NotUnderstood, opposites: Opposites
) -> bool:
    """Whether an effect is asked for that does no more than what a complaint asks for anyway."""
    if not isinstance(request, Set) or request.knobs or not isinstance(complaint, Sound) or complaint.more:
        return False
    brought = vocabulary().brings.get(request.effect, frozenset())
    other = any(frozenset({one, complaint.quality}) in opposites for one in brought)
    return other and request.target in (IT, Target())


def of_somebody(complaint: Intent | NotUnderstood, request: Intent | NotUnderstood) -> Intent | None:
    """Return "he's inaudible, give the drums 2 dB" as that: who is complained of is who is named then."""
    if (
        not isinstance(complaint, Nudge)
        or not isinstance(request, Nudge)
        or complaint.target != IT
        or not request.target
    ):
        return None
    same = (complaint.effect, complaint.knob, complaint.up) == (request.effect, request.knob, request.up)
    return replace(request, amount=how_much(complaint.amount, request.amount)) if same else None
