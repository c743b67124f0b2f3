"""A fault and a verb that only says that it is to be mended: "the low end is flabby, tighten it up"."""

from __future__ import annotations

import re
from dataclasses import replace

from grammar.catalogue import LEVEL
from grammar.intent import Amount, Clause, Intent, Like, NotUnderstood, NotYet, Nudge, Set, Simile, Sound, Unmask
from grammar.refs import IT, NOBODY
from grammar.refusal import MUTE_OR_BYPASS, MUTE_OR_UNDO
from grammar.vocabulary import vocabulary, word_list

_CURE = re.compile(
    r"(?:(?:please|so|then|and|now|just|maybe|perhaps|let's|lets|can you|could you|would you|will you|can we|could we|"
    r"you|to|try to|try and|"
    r"go|we need to|i need to|i want to|i'd like to|we should|you should|we have to|need to|want to) )*"
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

_SOME = re.compile(
    r"(?:(?:please|so|then|and|now|just|can|could|would|will|you|we|let's) )*"
    r"(?:take|roll|knock|shave|trim|dial|cut|pull|scoop|filter|suck|back) (?:some of |a bit of |a little of |)"
    r"(?:that|it|this) (?:off|out|away|back|down)(?: please| for me)*[.!?]*",
    re.IGNORECASE,
)
FILTERS = ("HighPass", "LowPass", "Bell", "Notch", "LowShelf", "HighShelf")
"""What takes out a part of the spectrum."""

_BOTH = re.compile(
    r"(?:please )?(?:tame|fix|sort|mend|address|cure|deal with|control|soften) both(?: of (?:them|those))?[.!]*", re.I
)
_ROOM = re.compile(
    r"(?:please )?(?:get rid of|remove|take out|lose|kill|cut|take away|reduce) (?:the|that|all that|some of the) "
    r"(?:room|echo|hall|bathroom|reverb from the room|room sound)[.!]*",
    re.IGNORECASE,
)
"""What is said behind a complaint of how something sounds, and of nothing else."""

_LIKENED = re.compile(
    r"(?:because |since |as |cause |cos )?(?:(?:it|he|she|they|that|this) (?:still |just |now |all )?sounds?|"
    r"(?:still |just |now )?sounds) like\b",
    re.IGNORECASE,
)
"""How it begins that something sounds like a place, told and not asked for."""

TOLD_ALIKE = "it says what something sounds like, and not whether that is wanted"

_WANTS_ROOM = re.compile(
    r"(?:because |since |as |so )?[\w' ]+ (?:needs?|wants?|could use|can have|has) "
    r"(?:to have |some |the |that |more |its |a bit of )*(?:space|room)\b(?! reverb)[.!]*$",
    re.IGNORECASE,
)
"""What says, behind somebody's making way, for whom that is."""

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
    if before.complains and _is_of_the_echo(fault, clause.meaning):
        return fault if isinstance(fault, Nudge) else None  # "the reverb is too bright, darken it"
    if before.complains and _BOTH.fullmatch(clause.text.strip()):
        return fault if isinstance(fault, Sound | Nudge) else None  # "too loud and too harsh, tame both"
    said = _CURE.fullmatch(clause.text.strip())
    if (
        said
        and isinstance(fault, Simile)
        and not clause.complains
        and said["verb"].casefold() in vocabulary().cures["harsh"]
    ):
        return fault if getattr(clause.meaning, "target", IT) == IT else None  # "it's pokey, soften it"
    if clause.complains or not isinstance(fault, Sound) or not (before.complains and fault.complaint):
        return None
    text, open_yet = clause.text.strip(), isinstance(clause.meaning, NotUnderstood)
    if not fault.more and (_OUT.fullmatch(text) or (open_yet and _SOME.fullmatch(text))):
        return fault
    if fault.quality == "roomy" and not fault.more and _ROOM.fullmatch(text):
        return fault  # "it's too roomy, get rid of the room" takes no reverb away
    if not said:
        return None
    degree = said["degree"].strip().casefold().removeprefix("just ")
    if said["verb"].casefold() not in vocabulary().cures.get(fault.quality, ()) or (degree and degree not in _DEGREES):
        return None
    return replace(fault, amount=Amount(_DEGREES[degree])) if degree else fault


def _is_of_the_echo(fault: Intent | NotUnderstood, request: Intent | NotUnderstood) -> bool:
    """Whether it is a reverb or an echo that is to be darker or brighter, as is complained of."""
    if not isinstance(fault, Nudge) or fault.effect not in ("Reverb", "Delay") or not isinstance(request, Sound):
        return False
    brighter = request.more == (request.quality == "bright")
    return request.target == IT and request.quality in ("bright", "dark", "dull") and brighter == fault.up


def made_so(seems: Intent | NotUnderstood, request: Intent | NotUnderstood, said: str) -> Intent | None:
    """Return how something is to sound that is said to sound otherwise by a word that may mean several things."""
    if isinstance(seems, NotYet) and seems.act == "incident":  # "somebody coughs at 0:47, silence that"
        return seems if getattr(request, "target", None) in (IT, NOBODY) else None
    if isinstance(seems, Simile) and isinstance(request, Unmask):
        return request  # "the low end is a mess, kick and bass are fighting"
    if isinstance(seems, Simile) and isinstance(request, NotYet) and request.act == "tune":
        return replace(request, target=seems.target) if request.target in (IT, NOBODY) else None
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


def takes_some(complaint: Clause, request: Clause) -> bool:
    """Whether some of what there is too much of is to go, and not the whole of whom turned down."""
    one, other = complaint.meaning, request.meaning
    if not isinstance(one, Nudge | Sound) or not isinstance(other, Nudge) or getattr(one, "effect", "") == other.effect:
        return False
    said = request.text.casefold().split()
    some = "some" in said and bool({"that", "it", "this"} & set(said)) and bool({"out", "off", "away"} & set(said))
    return some and other.effect == "Fader" and not other.up and other.amount.value is None and other.target == IT


def takes_out(clause: Clause) -> bool:
    """Whether "take it out" was said, which alone may mean several things, but of what disturbs only that it go."""
    return isinstance(clause.meaning, NotUnderstood) and clause.meaning.reason in (MUTE_OR_BYPASS, MUTE_OR_UNDO)


def only_likened(clause: Clause) -> Clause:
    """Return "they sound like a church", said behind something else, as told: nobody is to be made so by it."""
    if not isinstance(clause.meaning, Like | Simile) or not _LIKENED.match(clause.text):
        return clause
    return replace(clause, meaning=NotUnderstood(clause.text, len(clause.text), reason=TOLD_ALIKE))


def _is_lessened(request: Intent | NotUnderstood) -> bool:
    """Whether less reverb, echo or room is asked for, which is what a place is named for that it sounds like."""
    match request:
        case Nudge(effect="Send" | "Reverb" | "Delay", up=False):
            return True
        case Sound(quality="roomy" | "distant" | "wet", more=False):
            return True
    return False


def _makes_way(request: Intent | NotUnderstood) -> bool:
    """Whether less is asked for, of all of somebody or of some of the spectrum, as makes room for another."""
    match request:
        case Nudge(up=False):
            return request.effect == LEVEL[0] or request.effect in FILTERS
        case Set(knobs=knobs):
            return request.effect in FILTERS and float(dict(knobs).get("gain_db", -1.0)) < 0
    return False


def told_why(request: Intent | NotUnderstood, clause: Clause) -> bool:
    """Whether a clause only says why somebody is to be softer, filtered or shorter: "…, it's fighting the vocal"."""
    told, target = clause.meaning, getattr(request, "target", None)
    if _LIKENED.match(clause.text) and _is_lessened(request):
        return True
    if _makes_way(request) and _WANTS_ROOM.match(clause.text):
        return target not in (IT, getattr(told, "target", IT))
    match request, told:
        case Nudge(up=False), Unmask() if (request.effect, request.knob) == LEVEL:
            return any(ref in (*IT.refs, *request.target.refs) for ref in (*told.target.refs, *told.of.refs))
        case Set(), Set(effect="Gate", knobs=()) if clause.complains:
            return request.effect in FILTERS and told.target in (IT, NOBODY, target)
        case Nudge(effect="Transient", knob="sustain_db", up=False), Sound(quality="ringy", more=False):
            return told.target in (IT, NOBODY, target)
    return False
