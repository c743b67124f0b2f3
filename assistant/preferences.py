"""What a person said they usually want, acted on where it is plain what to do about it.

What is kept is what they said, in their own words; what it comes to is read from these again, so that a profile stays
a file that a person can write.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from assistant.profile import Profile
from dsp.effects import BY_NAME
from grammar.agreements import BOLD, BRIEF, WARY
from grammar.catalogue import LEVEL
from grammar.intent import Amount, Apart, Ducking, Export, Intent, Master, Nudge, Reading, Ref, Same, Set, Sound, Target
from grammar.numbers import quantity
from grammar.say_parts import format_text
from grammar.words import split

Read = Callable[[str], Reading]

_SIZE = re.compile(
    r"(?:(?:from now on )?(?:when(?:ever)?|if|every time|any ?time) i say |by )?(?P<said>[^,]+?),? "
    r"(?:i mean|means?|should mean|should be|equals|is) (?:about )?(?P<much>.+)",
    re.IGNORECASE,
)
_USUALLY = re.compile(
    r"(?:(?:from (?:now|here) on,? )?(?:please )?(?:i (?:always|usually|normally|generally|tend to)|always)|"
    r"from (?:now|here) on,?) (?P<asked>.+)",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"(?=.*\b(?:moves?|steps?|changes?|at a time|at once)\b).*"
    r"\b(?:more than|at most|max(?:imum)?|up to|bigger than|over) "
    r"(?P<much>\d+(?:\.\d+)? ?db|half a db|a db)\b.*",
    re.IGNORECASE,
)
"""What no step is to be more than: "from now on small moves, never more than 1 dB"."""

MIDDLE = (("position_pct", 0.0),)

Who = Callable[[Target], tuple[str, ...]]
"""Which strips somebody is, none if they are not here."""

_ARTICLE = re.compile(r"^(?:a|an|the) ", re.IGNORECASE)


@dataclass(frozen=True)
class Size:
    """How much some words of how much are: "a bit" is 1 dB."""

    said: str
    value: float
    unit: str


@lru_cache(maxsize=64)
def size(words: str) -> Size | None:
    """Return how much a wish says that some words are, None if it says nothing such."""
    found = _SIZE.fullmatch(words.strip(" .!"))
    number = quantity(split(found["much"])) if found else None
    if not found or number is None or number[1] < len(split(found["much"])):
        return None
    value, unit = number[0].value, number[0].unit or "dB"
    return Size(_plain(found["said"]), value, unit) if value > 0 and unit in ("dB", "%") else None


def _plain(words: str) -> str:
    return _ARTICLE.sub("", words.strip(" \"'").casefold())


def usual(words: str, read: Read) -> Master | Export | None:
    """Return the delivery that a wish says is the usual one, None if it is about something else."""
    found = _USUALLY.fullmatch(words.strip(" .!"))
    reading = read(found["asked"]) if found else None
    if reading is None or reading.unread or len(reading.intents) != 1:
        return None
    (asked,) = reading.intents
    if isinstance(asked, Master) and (asked.platforms or asked.lufs is not None):
        return asked
    tells = isinstance(asked, Export) and asked.what == "mix" and (asked.format or asked.rate_hz)
    return asked if isinstance(asked, Export) and tells else None


def kept_central(words: str, read: Read) -> Target:
    """Return who is always to stand in the middle, nobody if a wish says nothing such."""
    found = _USUALLY.fullmatch(words.strip(" .!"))
    reading = read(found["asked"]) if found else None
    if reading is None or reading.unread or len(reading.intents) != 1:
        return Target()
    (asked,) = reading.intents
    central = isinstance(asked, Set) and asked.effect == "Pan" and asked.knobs == MIDDLE and not asked.span
    return asked.target if isinstance(asked, Set) and central else Target()


def largest_step(words: str) -> float | None:
    """Return what levels are turned by at most where no number is said, in dB, None if a wish says nothing such."""
    found = _STEPS.fullmatch(words.strip(" .!"))
    number = quantity(split(found["much"])) if found else None
    return number[0].value if number and number[0].unit == "dB" and number[0].value > 0 else None


def is_brief(profile: Profile) -> bool:
    """Whether answers are to be short."""
    return any(wish.words == BRIEF for wish in profile.wishes)


def of_asking(profile: Profile) -> str:
    """Return what is wished of questions about what was not read for certain: `BOLD`, `WARY`, or nothing."""
    return next((wish.words for wish in profile.wishes if wish.words in (BOLD, WARY)), "")


def acted_on(words: str, read: Read) -> str:
    """Say what is done about a wish from now on, nothing if it is only kept."""
    if known := size(words):
        said = words.partition(" means ")[0]
        return f'"{said}" is {known.value:g} {known.unit} from now on, where something is turned in {known.unit}'
    if words == BRIEF:
        return "from now on I say only what I did, and what did not come true"
    if words == BOLD:
        return 'what I am all but certain of is done and I say as what I took it; "undo" takes it back'
    if words == WARY:
        return "I ask about all that I cannot read"
    if step := largest_step(words):
        return f"a level that you say no number for goes {step:g} dB at most"
    if kept_central(words, read):
        return "they stay in the middle where others beside them are set apart"
    match usual(words, read):
        case Master():
            return "a master that you say nothing else of is that"
        case Export() as file:
            return f"a file that you say nothing else of is {format_text(file).removeprefix('as ')}"
    return ""


def applied(intent: Intent, profile: Profile, read: Read, who: Who) -> Intent:
    """Return an intent with what was left open in it as its person usually wants it."""
    for wish in profile.wishes:
        intent = _stepped(intent, largest_step(wish.words))
        if isinstance(intent, Apart) or (isinstance(intent, Sound) and intent.quality == "wide" and intent.more):
            intent = _beside(intent, kept_central(wish.words, read), who)
        intent = _sized(intent, size(wish.words))
        if isinstance(intent, Master | Export):
            intent = _delivered(intent, usual(wish.words, read))
    return intent


def _stepped(intent: Intent, most_db: float | None) -> Intent:
    """Return a level that is turned by no number as turned no further than its person wants in one go."""
    if most_db is None or not isinstance(intent, Nudge) or (intent.effect, intent.knob) != LEVEL:
        return intent
    ordinary = BY_NAME[intent.effect].params[intent.knob].nudge * intent.amount.degree
    if intent.amount.value is not None or ordinary <= most_db:
        return intent
    return replace(intent, amount=replace(intent.amount, value=most_db, unit="dB", degree=1.0))


def _beside(intent: Apart | Sound, central: Target, who: Who) -> Apart | Sound:
    """Return what sets some apart as said of all but who always stays in the middle, unless it is of these alone."""
    named, stays = who(intent.target), who(central) if central else ()
    left = tuple(name for name in named if name not in stays)
    if not left or left == named:
        return intent
    return replace(intent, target=Target(tuple(Ref("strip", name) for name in left)))


def _sized(intent: Intent, known: Size | None) -> Intent:
    said = getattr(intent, "amount", None)
    if known is None or not isinstance(said, Amount) or said.value is not None or _plain(said.words) != known.said:
        return intent
    if isinstance(intent, Nudge):
        param = BY_NAME[intent.effect].params.get(intent.knob) if intent.effect else None
        return replace(intent, amount=_exactly(said, known)) if param and param.unit == known.unit else intent
    if isinstance(intent, Sound | Ducking | Same) and known.unit == "dB":
        return replace(intent, amount=_exactly(said, known))
    return intent


def _exactly(said: Amount, known: Size) -> Amount:
    return replace(said, value=known.value, unit=known.unit, degree=1.0)


def _delivered(intent: Master | Export, known: Master | Export | None) -> Intent:
    if isinstance(intent, Master) and isinstance(known, Master):
        if intent.platforms or intent.lufs is not None:
            return intent
        ceiling = known.ceiling_db if intent.ceiling_db is None else intent.ceiling_db
        return replace(known, ceiling_db=ceiling, **_file(intent, known))
    if isinstance(intent, Master) and isinstance(known, Export):
        return replace(intent, format=intent.format or known.format)  # a place may ask for a rate of its own
    return replace(intent, **_file(intent, known)) if isinstance(known, Export) else intent


def _file(said: Master | Export, known: Master | Export) -> dict[str, Any]:
    """Return the format and the sample rate of a file: as said, else as they usually are."""
    return {"format": said.format or known.format, "rate_hz": said.rate_hz or known.rate_hz}
