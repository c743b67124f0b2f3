"""All that is to stay as it is beside what is asked for: "snare up 2 and leave everything else how it is"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from grammar.concept import Concept, unsaid

_REST = (
    r"(?:(?:all |absolutely )?(?:everything|everybody|everyone|anything|all) else|"
    r"(?:all |all of )?the rest(?: of (?:it|them|the (?:mix|tracks|band|song|kit|drums|instruments)))?|rest|"
    r"(?:all )?(?:the )?(?:others|other (?:tracks|ones|stuff|things|instruments|channels|faders|levels))|"
    r"the remaining tracks|every other track)"
)
_AS_IT_IS = (
    r"(?:(?:exactly |just )?(?:(?:as|how|like|where|the way|what) (?:it|they|that|everything|things)"
    r"(?:'s|s|'re| is| are| was| were| stands?| stood| sits?)(?: (?:now|right now|at the moment|before|already))?|"
    r"as (?:is|are|before|it)|as it came|the same(?: as (?:before|now))?|the way it used to be|alone|be|untouched|"
    r"unchanged|unaffected|in place|put))"
)
_STAYS = (
    r"(?:(?:should |can |could |must |may |has to |have to |is to |are to |needs to )?"
    r"(?:stays?|remains?|be left|be kept)|(?:is|are) (?:fine|good|ok|okay|great|perfect))"
)
_SPARED = re.compile(
    rf"(?:(?:and|but|while|whilst|though|just|please),? )*"
    rf"(?:(?:leave|keep|let|leaving|keeping|i want to keep|i like) {_REST}(?: {_AS_IT_IS})?|"
    rf"{_REST} (?:{_STAYS}(?: {_AS_IT_IS})?|{_AS_IT_IS})|"
    rf"(?:don't|dont|do not|without|not) (?:touch|change|alter|affect|move)(?:ing)? {_REST})"
    rf"(?: (?:please|thanks|for now|though))*",
    re.IGNORECASE,
)
"""What only says that nothing else is to change, which nothing would."""

_STOPS = re.compile(r"\s*(?:[,.;!?–—]|$|\band\b|\bbut\b)", re.IGNORECASE)


_LEADS = re.compile(r"(?:(?:the|all|of|and|but|please|just)\b,?\s*)*", re.IGNORECASE)
"""What of it may be no concept of its own."""

_IDLE = ("_AND", "_THEN", "_QUESTION", "_FILLER", "_THROAT", "_YES", "_KEEP", "_NOPE")
"""What asks for nothing by itself."""


def rest_stays(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, all that is said of what is to stay as one that says so, parted from the request.

    Nothing but that may stand up to where it ends: "leave the rest alone in the chorus" tells of more.
    """
    for found in _SPARED.finditer(text):
        first = next((i for i, one in enumerate(concepts) if one.start >= found.start()), None)
        last = next((i for i, one in enumerate(concepts) if one.end >= found.end()), None)
        if first is None or last is None or last < first or not _STOPS.match(text, found.end()):
            continue
        whole = _LEADS.fullmatch(text, found.start(), concepts[first].start) and concepts[last].end == found.end()
        others = [one for one in (*concepts[:first], *concepts[last + 1 :]) if not one.may_be(*_IDLE)]
        if any(one.may_be("_ONLY") for one in others) and re.search(r"\b(?:is|are) \w+$", found[0]):
            continue  # "the vocal only, everything else is done"
        if not whole or not others or (first and concepts[first - 1].may_be("_EXCEPT", "_NOT", "_ON", "_OF", "_UNDO")):
            continue
        kept = Concept(found[0], found.start(), found.end(), {"_REST": ""})
        if first == 0:  # said first, it is of what comes behind it
            asked = list(dropwhile(lambda one: one.separates or one.word in ("and", "just"), concepts[last + 1 :]))
            end = asked[-1].end if asked else kept.end
            return [*asked, unsaid(",", "_AND", end), replace(kept, start=end, end=end)] if asked else list(concepts)
        before = [] if concepts[first - 1].separates else [unsaid(",", "_AND", kept.start)]
        return [*concepts[:first], *before, kept, *concepts[last + 1 :]]
    return list(concepts)
