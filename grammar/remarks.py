"""What is said beside a request and asks for nothing: who says so, what it is good for, how things are.

"My wife says the singer sounds far away", "lower it so I can sing over it", "it's a lullaby and the piano is too loud":
each is the request within it. Nothing is passed over that could change what is done: no number, no limit, no "not".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept
from grammar.intent import Clause, NotUnderstood, Talk
from grammar.vocabulary import vocabulary, word_list

_HEARING = re.compile(
    r"(?:just )?(?:i (?:just )?want to|i'd (?:just )?like to|i wanna|i need to|i have to|let me|we want to|to) "
    r"(?:hear|see|know|check)",
    re.IGNORECASE,
)

_TO_SEE = re.compile(r"\bso (?:that )?(?:i|we) can (?:check|see|hear|tell|know|find out)\s*$", re.IGNORECASE)

_LISTENER = re.compile(
    r"so (?:that )?(?:i|we|you|people|one|everyone|everybody|they|he|she|the (?:listener|listeners|audience|band))"
    r"(?: all| still)? ?(?:can|could|will|'ll|ll|may|might|get to|have|don't have to) .+",
    re.IGNORECASE,
)
_HEARD = re.compile(
    r"so (?:that )?.+? (?:comes? (?:through|out|across)|can come (?:through|out)|(?:cuts?|shines?|pokes?) through|"
    r"stands? out|(?:gets?|get) through|(?:goes|go|is|are) away|stops? \w+ing(?: (?:it|them))?|"
    r"there(?:'s| is) (?:more |some |enough )?(?:space|room) for .+|(?:blooms?|pops|opens? up|explodes?|lifts|glues)|"
    r"ends? clean(?:ly)?|"
    r"(?:stays?|remains?|keeps?|sits?) (?:even|level|natural|intact|steady|consistent|controlled|"
    r"smooth|stable|audible|intelligible|"
    r"in place|put|clear|clean|tight|together|under control|nicely)|(?:can be|gets?|is|are) heard|"
    r"(?:have|has|gets?) (?:some |more |enough )?(?:headroom|room|space)|can breathe|breathes?|"
    r"(?:stays?|sits?) (?:behind|out of the way of|clear of) .+|"
    r"(?:doesn't|don't|does not|do not) (?:clash|fight|get in the way|compete|poke out|stick out|jump out|dominate|"
    r"take over|overpower|get lost|get buried|cover|mask|hide|bury|drown|step on)(?: (?!so )\w+){0,4}|"
    r"pumps?|(?:doesn't|don't) (?:just )?(?:stop|end|cut off|break off|start|finish)"
    r"(?: (?:dead|(?:so |too )?(?:abruptly|suddenly)))?)"
    r"(?: better| nicely| more)?(?: in the mix)?",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:barely|hardly|just|almost|only|nearly|not|no|never|than|except|but|unless|until|if|when|mono|louder|quieter|"
    r"(?<!at )once|half|twice|instead|alone|solo)\b",
    re.IGNORECASE,
)
"""What would say how far it is to go, or for what not."""


def reported(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts without who is said, behind it, to say so: "the snare is too loud, the drummer says"."""
    found: list[Concept] = []
    concepts = _amount_last(concepts)
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        opens = not found or found[-1].may_be("_AND", "_THEN")
        taken = _said_by(text, concepts, at) if opens and found else 0
        if taken and all(one.may_be("_QUESTION", "_THEN") for one in concepts[at + taken :][:1]):
            found.pop()  # "..., the drummer says"
            at += taken
            continue
        if concept.word.endswith(" hear") and _is_dosed(concepts[at + 1 :]):
            at += 1
            continue
        if concept.word in word_list("whose") and at + 1 < len(concepts) and concepts[at + 1].may_be(*PEOPLE):
            at += 1
            continue
        found.append(concept)
        at += 1
    return found


def _amount_last(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return "not more than 2 dB, but bring it down" with how much behind what is to be done."""
    if len(concepts) < 5 or not concepts[0].may_be("_ABOUT", "_LEAST") or not concepts[1].may_be("QUANTITY"):
        return concepts
    verb = next((at for at in range(2, len(concepts)) if concepts[at].may_be(*VERBS)), 2)
    between, rest = concepts[2:verb], [one for one in concepts[verb:] if one.text != "."]
    leads = bool(between) and all(one.may_be("_AND", "_EXCEPT", "_BUT") for one in between)
    if not leads or any(one.may_be("QUANTITY", "PLAIN", "_AND", "_THEN", "DEGREE") for one in rest):
        return concepts
    return [*rest, Concept(",", rest[-1].end, rest[-1].end, {"_AND": ""}), *concepts[:2]]


def _said_by(text: str, concepts: Sequence[Concept], at: int) -> int:
    """Return how many concepts say that somebody says something; 0 if they do not."""
    verb = next((i for i in range(at + 1, min(at + 4, len(concepts))) if concepts[i].may_be("_SAYS")), 0)
    if not verb:
        return 0
    whom = concepts[at:verb]
    if len(whom) == 1 and whom[0].word in word_list("who_says"):
        return 2
    before = text[: whom[0].start].casefold().split()[-1:]
    named = bool(before) and (before[0] in vocabulary().articles or before[0] in word_list("whose"))
    if not named or not all(not one.readings or one.may_be(*PEOPLE, "_FOLK") for one in whom):
        return 0
    return verb + 1 - at


def _is_dosed(behind: Sequence[Concept]) -> bool:
    """Whether more or less of something is to be heard: "can we hear more bass"."""
    return bool(behind) and behind[0].may_be("DEGREE", "_MORE", "_LESS", "QUANTITY")


def parted(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts without what a request is good for, and parted where a "so" leads from a remark to one."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        concept, rest = concepts[at], concepts[at + 1 :]
        if found and concept.word == "so" and _affirms(rest):
            break
        if found and rest and _HEARING.fullmatch(concept.text) and rest[0].word in word_list("whether"):
            end = next((i for i, one in enumerate(rest) if one.may_be("_THEN")), len(rest))
            at += end + 1  # "mono the guitars, I want to hear if they cancel"
            while found and found[-1].may_be("_AND"):
                found.pop()
            continue
        if found and concept.may_be("_IF") and _TO_SEE.search(text[: concept.start]):
            at += next((i for i, one in enumerate([*rest, None]) if one is None or one.may_be("_THEN")), 0) + 1
            continue  # "solo the 808 so I can check if it clips"
        if found and concept.word.split()[:1] == ["so"] and rest:
            if taken := _purpose(text, concept, rest):
                at += taken + 1
                while found and found[-1].text == ",":
                    found.pop()
                continue
            leads = (
                concept.word == "so"
                and rest[0].may_be(*PEOPLE, "REF", "ABOUT", *VERBS)
                and not found[-1].may_be("_THERE", "_IS", "DEGREE")
            )
            wishes = concept.word == "so" and (rest[0].may_be("_WANTED") or bool(_SO_A.match(text[concept.start :])))
            if (leads or wishes) and found[-1].may_be("_AND", "_THEN"):
                at += 1  # "it's a lullaby, so I want the piano softer"
                continue
            if leads and rest[0].word not in ("that", "this"):
                concept = replace(concept, readings={"_AND": ""})
        found.append(concept)
        at += 1
    return found


_SO_A = re.compile(r"so,? (?:an?|the|my|our|some|more|less|i|we|you|can|could|please|let's)\b", re.IGNORECASE)
"""A "so" behind a comma that leads on, and says no "very"."""


def _affirms(rest: Sequence[Concept]) -> bool:
    """Whether no more than "so do that" follows."""
    said = [one.word for one in rest if not one.may_be("_THEN", "_FILLER")]
    return " ".join(said) in ("do that", "do it", "do this", "that's what i want", "please do that")


def _purpose(text: str, so: Concept, rest: Sequence[Concept]) -> int:
    """Return how many concepts behind a "so" say what a request is good for; 0 if they may say how far it goes."""
    end = next((i for i, one in enumerate(rest) if one.may_be("_AND", "_THEN", "_QUESTION", "_COLON")), len(rest))
    while end + 1 < len(rest) and rest[end].may_be("_AND") and rest[end + 1].may_be(*PEOPLE):
        stop = end + 2
        if stop < len(rest) and not rest[stop].may_be("_AND", "_THEN", "_QUESTION"):
            break
        end = stop  # "so I can hear the bass and the kick"
    if not end:
        return 0
    said = text[so.start : rest[end - 1].end]
    numbers = any(one.may_be("QUANTITY", "PLAIN", "LOUDNESS", "SIDE", "FACTOR") for one in rest[:end])
    listens, heard = _LISTENER.fullmatch(said), _HEARD.fullmatch(said)
    verbs = [i for i, one in enumerate(rest[:end]) if one.may_be(*VERBS)]
    theirs = said.casefold().startswith(("so i ", "so that i "))
    first, last = (3, end) if theirs and listens else (0, end - 3 if heard else end)
    asks = 0 in verbs or any(first <= i < last for i in verbs) or any(one.word == "so" for one in rest[:end])
    limited = _LIMITS.search(said) or re.search(r"(?<!do)(?<!does)n't", said)
    return end if (listens or heard) and not numbers and not limited and not asks else 0


_STATED = re.compile(
    r"(?:and |but )?(?:(?:it's|it is|its|this is|that's|that is|it was|this was)"
    r"(?: just| more like| supposed to be| meant to be)? (?:a|an|our|my|for|from|the)\b.+|"
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

_ASKING = (
    *VERBS,
    "QUANTITY",
    "PLAIN",
    "_UP",
    "_DOWN",
    "COMPARATIVE",
    "BETTER",
    "_MORE",
    "_LESS",
    "EFFECT",
    "KNOB",
    "FAULT",
    "QUALITY",
    "LEVEL_STATE",
    "LEVEL_FAULT",
    "ADJECTIVE",
    "_TOO",
    "_TOO_MUCH",
    "_NEEDS",
    "_LACKS",
    "_NOT",
    "_NO",
    "_EXCEPT",
    "_IF",
    "_QUESTION",
    "_AGAIN",
    "_ONLY",
    "CHARACTER",
    "SIMILE",
    "SIDE",
    "_ALIKE",
    "ACT",
    "STRIP",
    "ROLE",
    "SUFFERS",
    "WEAK",
    "REGION",
    "_UNDO",
)
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
    rf" (?:for |from )?(?:a|an|our|my|the)(?: [\w'-]+){{0,3}} {_SONGS}(?: after all| anyway| really)?(?: so| and)?",
    re.IGNORECASE,
)
"""What the song is, or the band, in whatever words; no more is said."""

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

_MUSIC = (
    *VERBS,
    *("QUANTITY", "PLAIN", "_UP", "_DOWN", "COMPARATIVE", "BETTER", "_MORE", "_LESS", "_NEEDS", "_NOT", "_NO"),
    *("_EXCEPT", "_IF", "_QUESTION", "_AGAIN", "_ONLY", "_TOO", "_TOO_MUCH", "SIDE", "ACT", "_UNDO"),
)
"""What no remark about the kind of the song holds."""

_DOING = tuple(kind for kind in _ASKING if kind not in (*PEOPLE, "CHARACTER", "SIMILE"))
"""What asks for something, where tracks, places and things are only told of."""


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
    if typed and not _LIMITS.search(typed):
        plain = [concept for concept in concepts if not concept.may_be("CHARACTER")]
        if _OF_A_KIND.fullmatch(typed) and not any(concept.may_be(*_MUSIC) for concept in plain):
            return True
        idle = asked and (_MY_EARS.fullmatch(typed) or _DOES.fullmatch(typed) or (gone and _SEEMS.fullmatch(typed)))
        told = concepts[1:] if concepts and concepts[0].word in word_list("listens") else concepts
        if idle and not any(concept.may_be(*_ASKING) for concept in told):
            return True
    if _HEARD_THERE.fullmatch(said):
        return True
    if _PRESENT.fullmatch(said) or _TO_COME.fullmatch(said):
        return not _LIMITS.search(said)
    if _LIMITS.search(said):
        return False
    if _TOLD.fullmatch(said):  # "we tracked the drums in a barn"
        return not any(concept.may_be(*_DOING) for concept in concepts)
    return bool(_STATED.fullmatch(said)) and not any(concept.may_be(*_ASKING) for concept in concepts)


def is_excuse(said: str, concepts: Sequence[Concept]) -> bool:
    """Whether what stands behind a "because" and was not read only says why: "because it squashes her loud notes".

    It is passed over where it holds no number, no limit and nothing that a request begins with.
    """
    verb = bool(concepts) and concepts[0].may_be(*VERBS)
    asks = any(
        c.may_be("QUANTITY", "PLAIN", "_AND", "_IF", "_EXCEPT", "_NEEDS", "_QUESTION", "_UP", "_DOWN") for c in concepts
    )
    return not verb and not asks and not _LIMITS.search(said)
