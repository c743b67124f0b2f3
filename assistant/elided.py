"""What is left out as it was just spoken of: "add a touch" behind "is there reverb on it?", "turn it down there"."""

from __future__ import annotations

import re

from assistant.pointing import last_span
from assistant.resolve import strips
from assistant.session import Session
from assistant.slots import is_muted
from assistant.words import lexicon
from grammar.intent import Intent, Reshape, Set
from grammar.parse import read

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


BACK = re.compile(
    r"(?:(?:ok|okay|so|well|then|and|now|please|can you|could you|just),? )*"
    r"(?:(?:bring|put|get|have) (?P<back>.+) back|(?:add|bring in|put in|let in|have) (?P<whom>.+?)(?: in)?)"
    r"(?: please| now| too| again| as well)*",
    re.IGNORECASE,
)
"""What asks for somebody to be there again, or to step back."""


def with_its_pitch(said: str, session: Session) -> str:
    """Return "take 2 dB out there" with the frequency that was spoken of last, itself where it was none."""
    found = THERE.fullmatch(said.strip(" .!?"))
    last = session.turns[-1] if session.turns else None
    pitches = {hz for one in (last.intents if last else ()) if (hz := _pitch(one))}
    if found is None or len(pitches) != 1:
        return said
    return f"{found[1]} at {pitches.pop():g} Hz{found[2] or ''}"


def _pitch(intent: Intent) -> float:
    """Return the frequency at which something is asked for, in Hz; 0 where at none."""
    match intent:
        case Set(knobs=knobs):
            return float(dict(knobs).get("frequency_hz", 0.0))
        case Reshape():
            return intent.to_hz or intent.near_hz
    return 0.0


AT = re.compile(
    r"(?:(?:and|ok|okay|no|maybe|say|please|just|then),? )*"
    r"(?:at|around|about|more like) "
    r"(?P<number>[-+−]?\d+(?:\.\d+)? ?(?:k?hz|k|db|ms|s|sec|seconds|%|percent)?)(?: please)*",
    re.IGNORECASE,
)
"""What says only at what number something is to be."""


def as_corrected(said: str, session: Session) -> str:
    """Return "at 120" right behind a change as the number that it was to have; itself elsewhere."""
    found = AT.fullmatch(said.strip(" .!?"))
    changed = bool(session.turns) and bool(session.turns[-1].steps)
    return f"make it {found['number']}" if found and changed else said


def as_unmuted(said: str, session: Session) -> str:
    """Return "bring the toms back" as unmuting them, where all of them are muted; itself elsewhere."""
    found = BACK.fullmatch(said.strip(" .!?"))
    if found is None:
        return said
    meant = f"unmute {found['back'] or found['whom']}"
    names = [strips(one.target, session) for one in read(meant, lexicon(session)).intents if isinstance(one, Set)]
    muted = len(names) == 1 and isinstance(names[0], tuple) and all(is_muted(session.mix[name]) for name in names[0])
    return meant if muted else said


def with_its_part(said: str, session: Session) -> str:
    """Return "turn it down there" with the part of the song that was spoken of, itself where there is none."""
    found = THERE.fullmatch(said.strip(" .!?"))
    if found is None or not last_span(session):
        return said
    return f"{found[1]} in that part{found[2] or ''}{'?' if said.rstrip().endswith('?') else ''}"
