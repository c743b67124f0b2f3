"""What is left out as it was just spoken of: "add a touch" behind "is there reverb on it?", "turn it down there"."""

from __future__ import annotations

import re

from assistant.pointing import last_span
from assistant.session import Session
from assistant.words import lexicon

_SOME = r"(?:just )?(?:an? (?:tiny |little |wee )?(?:bit|touch|little|tad|hint|splash|pinch)|a little|some)"
RECENT = 3
"""Turns back in which that was asked about."""

IDLE = ("asked", "not_understood")

ADDED = re.compile(
    rf"(?P<lead>(?:(?:ok|okay|so|well|then|and|now|right|please|can you|could you|just),? )*)"
    rf"(?P<verb>add|put|give|use|try) (?:it |me |in |on )?(?P<some>{_SOME})(?: of (?:it|that|those))?"
    r"(?P<whom> (?:on|to|onto|in) .+)?",
    re.IGNORECASE,
)
"""What asks for some of a thing that it does not name."""

THERE = re.compile(r"(.*\w),? there( too| as well| please| though)?", re.IGNORECASE)
"""What ends in the part of the song that was spoken of."""


def with_its_effect(said: str, session: Session) -> str:
    """Return "then add a touch" with the effect that was asked about and is not there, itself where there is none."""
    last = next((turn for turn in reversed(session.turns[-RECENT:]) if turn.status not in IDLE), None)
    found = ADDED.fullmatch(said.strip(" .!"))
    if last is None or found is None or last.status != "answered" or last.steps:
        return said
    named = next((one for one in lexicon(session).concepts(last.said) if one.may_be("EFFECT")), None)
    if named is None:
        return said
    whom = found["whom"] or ""
    if not whom or whom.split()[1:] in (["it"], ["that"], ["them"]):
        whom = " to it"
    return f"{found['lead']}add {found['some']} of {named.text}{whom.replace(' on ', ' to ', 1)}"


def with_its_part(said: str, session: Session) -> str:
    """Return "turn it down there" with the part of the song that was spoken of, itself where there is none."""
    found = THERE.fullmatch(said.strip(" .!?"))
    if found is None or not last_span(session):
        return said
    return f"{found[1]} in that part{found[2] or ''}{'?' if said.rstrip().endswith('?') else ''}"
