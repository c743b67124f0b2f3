"""What a request is good for, said behind it: "lower it so I can sing over it", "solo it so I can check if it clips".

Nothing is passed over that could change what is done: no number, no limit, no "not".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept
from grammar.together.remarks import LIMITS
from grammar.vocabulary import word_list

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
    r"so (?:that )?.+? (?:(?:comes? (?:through|out|across|over)|speaks?|translates?|carr(?:y|ies)|reads?|works?|"
    r"is (?:heard|audible|there)|can be heard|survives?)(?: (?:well|better|properly|still))?(?: (?:on|to|in|over|from) "
    r"(?:(?:a|an|the|my|his|her|small|little|tiny|cheap|any|most|all|bad) )*(?:speakers?|phones?|phone speakers?|"
    r"laptops?|laptop speakers?|radios?|headphones|earbuds|cars?|tvs?|clubs?|tablets?|bluetooth speakers?))+|"
    r"(?:comes? (?:through|out|across)|speaks)|can come (?:through|out)|(?:cuts?|shines?|pokes?) through|"
    r"stands? out|(?:gets?|get) through|(?:goes|go|is|are) away|stops? \w+ing(?: (?:it|them))?|"
    r"there(?:'s| is) (?:more |some |enough )?(?:space|room) for .+|"
    r"(?:blooms?|pops|opens? up|explodes?|lifts|glues|hits)(?: harder)?|"
    r"ends? clean(?:ly)?|"
    r"(?:stays?|remains?|keeps?|sits?|holds?) (?:even|level|natural|intact|steady|consistent|controlled|"
    r"smooth|stable|still|audible|intelligible|"
    r"in place|put|clear|clean|tight|together|under control|nicely)|(?:can be|gets?|is|are) heard|"
    r"(?:have|has|gets?) (?:some |more |enough )?(?:headroom|room|space)|can breathe|breathes?|"
    r"(?:stays?|sits?) (?:behind|out of the way of|clear of) .+|"
    r"(?:doesn'?t|don'?t|does not|do not) (?:wash (?:out|over)|swamp|smear|drown|clutter|cloud|blur|ring (?:out|on)|"
    r"boom|hurt|rumble|build up|pile up|overwhelm|muddy(?: up)?|crowd|hang around|jump (?:out|around)|bite|hiss|"
    r"clash|fight|get in the way|compete|poke out|stick out|jump out|dominate|"
    r"take over|overpower|get lost|get buried|cover|mask|hide|bury|drown|step on)(?: (?!so )\w+){0,4}|"
    r"pumps?|(?:doesn't|don't) (?:just )?(?:stop|end|cut off|break off|start|finish)"
    r"(?: (?:dead|(?:so |too )?(?:abruptly|suddenly)))?)"
    r"(?: better| nicely| more)?(?: in the mix)?",
    re.IGNORECASE,
)


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
            if taken := _purpose(text, concept, rest) or _spared(text, concept, rest):
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
            if (leads or wishes) and found[-1].separates:
                at += 1  # "it's a lullaby, so I want the piano softer"
                continue
            if leads and rest[0].word not in ("that", "this"):
                concept = concept.read_as("_AND")
        found.append(concept)
        at += 1
    return found


_SO_A = re.compile(r"so,? (?:an?|the|my|our|some|more|less|i|we|you|can|could|please|let's)\b", re.IGNORECASE)
"""A "so" behind a comma that leads on, and says no "very"."""


_NEGATIVE = re.compile(
    r"so (?:that )?(?:it|they|he|she|this|that|everything|(?:the|my|our|his|her) [\w ]{1,24}?) ?"
    r"(?:'s not|'re not|s not|is not|are not|isn'?t|aren'?t|ain'?t|"
    r"(?:does not|do not|doesn'?t|don'?t|won'?t|will not) "
    r"(?:get|sound|feel|become|be|go|turn|come across|come out)|"
    r"stops? (?:being|sounding)|is no longer|no longer sounds?)"
    r"(?: (?:too|so|as|that|overly|quite so|quite|such a|all|anymore|any more|just|a))* (?P<how>[a-z-]+)"
    r"(?: any ?more| all the time| and [a-z-]+)?",
    re.IGNORECASE,
)
"""How something is not to be any more: "so it isn't muddy", "so the words don't get buried"."""


def _spared(text: str, so: Concept, rest: Sequence[Concept]) -> int:
    """Return how many concepts behind a "so" say how something is not to be; 0 where that may say how far to go.

    "So it isn't muddy" is the reason for a cut; "so it isn't too loud" would be how far something goes up, and "so it
    doesn't get muddy" what is not to come of it, which is looked after.
    """
    end = next((i for i, one in enumerate(rest) if one.may_be("_THEN", "_QUESTION", "_COLON")), len(rest))
    end = next((i for i, one in enumerate(rest[:end]) if one.text == "," or one.may_be(*VERBS)), end) or end
    said = _NEGATIVE.fullmatch(text[so.start : rest[end - 1].end]) if end else None
    faulty = any(one.may_be("FAULT", "WEAK") and not one.may_be("LEVEL_STATE", "LEVEL_FAULT") for one in rest[:end])
    guarded = so.may_be("_WITHOUT_GETTING")
    numbers = any(one.may_be("QUANTITY", "PLAIN", "LOUDNESS", "SIDE", "FACTOR") for one in rest[:end])
    return end if said and faulty and not guarded and not numbers else 0


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
    limited = LIMITS.search(said) or re.search(r"(?<!do)(?<!does)n't", said)
    return end if (listens or heard) and not numbers and not limited and not asks else 0
