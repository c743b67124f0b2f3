"""What is told beside a request and asks for nothing: how things are, what the song is, what was done before.

"It's a lullaby and the piano is too loud" is the request within it. Nothing is passed over that could change what is
done: no number, no limit, no "not".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept
from grammar.intent import Clause, NotUnderstood, Talk
from grammar.vocabulary import word_list

LIMITS = re.compile(
    r"\b(?:barely|hardly|just|almost|only|nearly|not|no|never|than|except|but|unless|until|if|when|mono|louder|quieter|"
    r"(?<!at )once|half|twice|instead|alone|solo)\b",
    re.IGNORECASE,
)
"""What would say how far it is to go, or for what not."""


_STATED = re.compile(
    r"(?:and |but )?(?:(?:it's|it is|its|this is|that's|that is|it was|this was)"
    r"(?: just| more like| supposed to be| meant to be)?"
    r" (?:a(?! (?:bit|little|tad|touch|lot|hair)\b)|an|our|my|for|from|the)\b.+|"
    r"(?:(?:just |finally )?(?:recorded|tracked|finished|wrote) (?:this|it|these|them|that)\b.+)|"
    r"(?:i|we|he|she|they)(?:'ve| have|'d| had)?(?: just| all)? (?:sang|played|recorded|wrote|tracked|made|did|came|"
    r"went|sat|practised|practiced|rehearsed|met|talked|were|was|been|rehearse|gig)\b.+)",
    re.IGNORECASE,
)
"""How a remark begins: what the song is, or what was done before this session."""

_TOLD = re.compile(
    r"(?:(?:and|but|so) )?(?:i|we|he|she|they|(?:(?:my|our|the) )?(?:singer|drummer|guitarist|bassist|pianist|band|"
    r"friend|brother|sister|neighbour|neighbor|producer|wife|husband|mate|buddy))(?:'ve|'d| have| had)? "
    r"(?:\w+ly |just |all )?"
    r"(?!(?:want|need|like|love|hate|ask|notic|prefer|wish|turn|chang|add|remov|boost|lower|rais|mut|solo|decid|expect|"
    r"miss|reduc|increas|lik|lov|hat|mean|intend|request|suggest|agree|approv|enjoy|mention)\w*)"
    r"(?:\w{2,}ed|sang|played|wrote|did|made|came|went|sat|met|were|was|been|bought|got|found|lost|took|brought|sold|"
    r"built|used to|began|spent|drove|stood|slept|flew|ran|forgot|paid|sent|taught|borrowed|rehearse|gig)\b.+",
    re.IGNORECASE,
)
"""What somebody did before this session; not what he wanted, heard or changed."""

_HEARD_THERE = re.compile(
    r"(?:because |since |as )?(?:i|you|we|one) (?:can |could )?(?:still )?hear (?:the |a |some |my )?[a-z]+(?: [a-z]+)?"
    r"(?: in the (?:pauses|gaps|background|breaks|silence|silences|quiet (?:parts|bits)))?|"
    r"there(?:'s| is) (?:only|just|nothing but) (?:noise|silence|chatter|talking|hiss|a count in)(?: there)?|"
    r"(?:the )?(?:[a-z]+ )?(?:verse|chorus|bridge|intro|outro|song|mix|it) (?:feels|sounds|is|seems) "
    r"(?:a bit |a little |so |rather |kind of |too )?(?:empty|bare|sparse|naked|boring|repetitive|monotonous)",
    re.IGNORECASE,
)
"""What is heard in a recording that is cleaned or cut, and how bare a part of the song is that is filled."""

_TO_COME = re.compile(
    r"(?:and then |then |and )?(?:we|i)(?:'ll| will| can| could|'re going to| are going to)(?: then)? "
    r"(?:go (?:through|into|over|on to)|work on|look at|get to|talk about|see to|sort out|refine|discuss|do|take) "
    r"(?:the |all the )?(?:rest|details?|finer points|fine tuning|small (?:things|stuff)|others?|it from there)"
    r"(?: later| afterwards| then| after that| together| next)?|"
    r"(?:and |because |since )?(?:this one|it|this)(?:'s| is) (?:going to|gonna|to) be "
    r"(?:played|heard|used|spun|danced to|streamed|shown|broadcast)(?: (?:by|in|at|on|to|for) .+)?|"
    r"(?:because |since )?(?:(?:a|the|my|our|another) )?(?:mastering |other )?(?:house|engineer|studio|friend|label) "
    r"(?:will|is going to|'s going to|is gonna) (?:finish|master|do|take|press) "
    r"(?:it|this|that|the (?:rest|mastering))(?: (?:later|afterwards|after that|then))?",
    re.IGNORECASE,
)
"""What will be done with it afterwards, by whom."""

_MUSIC = (
    *VERBS,
    *("QUANTITY", "PLAIN", "_UP", "_DOWN", "COMPARATIVE", "BETTER", "_MORE", "_LESS", "_NEEDS", "_NOT", "_NO"),
    *("_EXCEPT", "_IF", "_QUESTION", "_AGAIN", "_ONLY", "_TOO", "_TOO_MUCH", "SIDE", "ACT", "_UNDO"),
)
"""What no remark about the kind of the song holds."""

DOING = (
    *_MUSIC,
    *("EFFECT", "KNOB", "FAULT", "QUALITY", "LEVEL_STATE", "LEVEL_FAULT", "ADJECTIVE", "_LACKS", "_ALIKE", "SUFFERS"),
    *("WEAK", "REGION"),
)
"""What asks for something, where tracks, places and things are only told of."""

_ASKING = (*DOING, *PEOPLE, "CHARACTER", "SIMILE")
"""One of these stands in whatever may ask for something, or bear on what does."""


_PRESENT = re.compile(
    r"(?:i've|i have|i'm|i am|we've|we have|we're|there's)\b.+ (?:next to me|beside me|here with me|with me|"
    r"in the room|behind me|on the phone|on the line|at my place|over here)",
    re.IGNORECASE,
)
"""Who is there."""

_SONGS = (
    r"(?:song|ballad|track|tune|record|album|podcast|demo|show|film|movie|gig|club|party|band|lullaby|duet|anthem|"
    r"single|jingle|interview|musical|opera|concert|sermon|audiobook|documentary|session|number|group|trio|quartet|"
    r"choir|orchestra|radio play|live recording)"
)
_OF_A_KIND = re.compile(
    r"(?:and |but |because |since |as |after all )?(?:it's|it is|its|this is|that's|that is|we're|we are|they're|i'm)"
    r"(?: just| only| more like| more of| supposed to be| meant to be| going to be)?"
    rf" (?:(?:for |from )?|(?:episode|part|chapter|take|song|track|number|volume) \w+ (?:of|from|for) )"
    rf"(?:a|an|our|my|the)(?: [\w'-]+){{0,3}} {_SONGS}(?: after all| anyway| really)?(?: so| and)?",
    re.IGNORECASE,
)
"""What the song is, or the band, in whatever words; no more is said."""

_COUNTED = re.compile(r"\b(?:episode|part|chapter|take|song|track|number|volume) \w+ (?:of|from|for)\b", re.IGNORECASE)
"""What of several a number tells."""

_MY_EARS = re.compile(
    r"(?:because |since |as )?i (?:just |only |really )?(?:want|need|have|'d like|would like|wanna|'m trying|am trying)"
    r"(?: to)? (?:check|hear|listen|think|see|test|find out|be sure|make sure|concentrate|focus)\b.*|"
    r"(?:because |since |but |and )?i(?:'m| am) .+|"
    r"(?:because |since |as |and |but )?(?:my|our|his|her|their) (?:wife|husband|mate|friend|brother|sister|mum|mom|"
    r"mother|dad|father|son|daughter|kid|boss|neighbou?r|girlfriend|boyfriend|partner|client|producer|label|teacher|"
    r"dog|cat|grandma|grandpa|gran|uncle|aunt|cousin|landlord|flatmate)s? .+",
    re.IGNORECASE,
)
"""What somebody wants to listen for meanwhile, and where he does."""


_DOES = re.compile(
    r"(?:because |since |as |and )?(?:it|they|that|he|she|this)(?: just| really| always| only| kind of| sort of)? "
    r"(?!(?:is|are|was|were|be|has|have|had|does|do|did|can|could|may|might|must|should|shall|will|would|needs?|"
    r"wants?|goes|go|stays?|sounds?|feels?|seems?|looks?|gets?|becomes?|sits?|lacks?|belongs?|comes?|starts?|ends?|"
    r"begins?|stops?|plays?|sings?|keeps?|remains?|deserves?|loses?|misses?|too|so|all|both|alone|not|only)\b)"
    r"(?!(?:\w+ )?(?:up|down|in|out|back|on|off|over)\b)\w+(?:s|es)?\b(?: .+)?|"
    r"(?:because |since |as |and )?(?:it|they|he|she)(?:'s|s|'re| is| are) (?:just |really |always )?"
    r"\w{3,}ing\b(?: .+)?",
    re.IGNORECASE,
)
"""What something does that is dealt with by what was asked: "it farts", "it makes my head spin", "it's leaning"."""


def remarked(clauses: Sequence[Clause], remarks: Collection[Clause]) -> tuple[Clause, ...]:
    """Return the clauses, those that only say how things are as said in passing, where all else was understood."""
    unread = [one for one in clauses if isinstance(one.meaning, NotUnderstood)]
    if not unread or len(unread) == len(clauses) or not all(one in remarks for one in unread):
        return tuple(clauses)
    return tuple(replace(one, meaning=Talk("remark", one.text)) if one in unread else one for one in clauses)


_SEEMS = re.compile(
    r"(?:because |since |as )?(?:it|they|he|she|that)(?:'s|s|'re| is| are| sounds?| feels?)"
    r"(?: just| so| really| a bit)? \w+(?: \w+){0,2}",
    re.IGNORECASE,
)
"""How something is that is taken out: "ditch the gate, it sounds choppy"."""


def is_remark(said: str, concepts: Sequence[Concept], typed: str = "", asked: bool = False, gone: bool = False) -> bool:
    """Whether a stretch that was not read only says how things are.

    `typed` is all that was typed for it, politeness and all; `asked` whether it stands behind a request, `gone`
    whether that takes something out.
    """
    if typed and not LIMITS.search(typed):
        plain = [concept for concept in concepts if not concept.may_be("CHARACTER") and not _counts(typed, concept)]
        if _OF_A_KIND.fullmatch(typed) and not any(concept.may_be(*_MUSIC) for concept in plain):
            return True
        idle = asked and (_MY_EARS.fullmatch(typed) or _DOES.fullmatch(typed) or (gone and _SEEMS.fullmatch(typed)))
        told = concepts[1:] if concepts and concepts[0].word in word_list("listens") else concepts
        if idle and not any(concept.may_be(*_ASKING) for concept in told):
            return True
    if _HEARD_THERE.fullmatch(said):
        return True
    if _PRESENT.fullmatch(said) or _TO_COME.fullmatch(said):
        return not LIMITS.search(said)
    if LIMITS.search(said):
        return False
    if _TOLD.fullmatch(said):  # "we tracked the drums in a barn"
        return not any(concept.may_be(*DOING) for concept in concepts)
    return bool(_STATED.fullmatch(said)) and not any(concept.may_be(*_ASKING) for concept in concepts)


def _counts(typed: str, concept: Concept) -> bool:
    """Whether a number only counts what there are several of: "episode 12 of our podcast"."""
    return concept.may_be("PLAIN") and bool(_COUNTED.search(typed))


def is_excuse(said: str, concepts: Sequence[Concept]) -> bool:
    """Whether what stands behind a "because" and was not read only says why: "because it squashes her loud notes".

    It is passed over where it holds no number, no limit and nothing that a request begins with.
    """
    verb = bool(concepts) and concepts[0].may_be(*VERBS)
    asks = any(
        c.may_be("QUANTITY", "PLAIN", "_AND", "_IF", "_EXCEPT", "_NEEDS", "_QUESTION", "_UP", "_DOWN") for c in concepts
    )
    return not verb and not asks and not LIMITS.search(said)
