"""Several adjectives before a reverb or an echo: "a long dark hall on the snare", "but keep it quiet".

One before it the word order knows. Of several, each is said behind what is asked for, as one may say it too: "a hall on
the snare, long, dark".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grammar.catalogue import states
from grammar.clauses import VERBS
from grammar.concept import WHOM, Concept, begun, unsaid
from grammar.numbers import Quantity
from grammar.passes.of_effects import LOW
from grammar.together.listing import effect_of

_SIZED = {
    **dict.fromkeys(
        ["long", "big", "large", "huge", "massive", "giant", "enormous", "vast", "lush", "epic"], ("long",)
    ),
    **dict.fromkeys(["short", "small", "tiny", "tight"], ("short",)),
}
_COLOURED = {
    **dict.fromkeys(["dark", "warm", "mellow", "dull", "darkish", "murky"], ("dark",)),
    **dict.fromkeys(["bright", "shiny", "sparkly", "crisp"], ("bright",)),
}
_QUIET = ("quiet", "subtle", "faint", "gentle", "light", "low", "soft", "discreet")

_SAYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Reverb": {**_SIZED, **_COLOURED, "airy": ("bright",), "wide": ("wide",), **dict.fromkeys(_QUIET, ("quiet",))},
    "Delay": {
        **{word: said for word, said in _SIZED.items() if word in ("long", "short")},
        **_COLOURED,
        **dict.fromkeys(["filtered", "lo-fi", "telephone-y", "band-passed", "bandpassed"], ("dark", "lean")),
        **dict.fromkeys(_QUIET, ("quiet",)),
    },
}
"""What each says of the effect, in the words of its knobs."""

_NOTHING = (
    "nice",
    "lovely",
    "beautiful",
    "pretty",
    "proper",
    "cool",
    "classic",
    "good",
    "gorgeous",
    "sweet",
    "lovely big",
)
"""What only praises it."""

_SOFTLY = ("but keep it", "but make it", "but leave it", "but very", "but only", "but just", "but", "keep it", "just")
"""What may stand before how it is to be."""

_THERE = re.compile(r"\b(?:the|that|this|those|my|his|her)\s+$", re.IGNORECASE)
"""What stands before an effect that is there already."""


_ASKS = (
    *("_ADD", "_SET", "_MAKE", "_WANTED", "_NEEDS", "_HAS", "_WITH", "_ON", "_IN", "_AT", "_INTO", "_TO", "_THROAT"),
    *("_FILLER", "_TRY", "_PUSH"),
)
"""What may stand before an effect that is to be so; of one that is there, adjectives only tell which."""


def stacked(text: str, concepts: Sequence[Concept], tools: Mapping[str, str]) -> list[Concept]:
    """Return the concepts with the adjectives of a reverb or an echo behind the request in which they stand."""
    found = list(concepts)
    at = 0
    while at < len(found):
        effect = effect_of(found[at], tools) if found[at].may_be("EFFECT", "LABEL") else ""
        if effect in _SAYS and at > 1 and all(one.may_be("POLE") for one in found[at - 2 : at]):
            found.insert(at - 1, unsaid("and", "_AND", found[at - 1].start))  # "longer darker reverb"
            at += 1
        elif effect in _SAYS:
            found, at = _moved(text, found, at, effect)
        at += 1
    return found


def _moved(text: str, found: list[Concept], at: int, effect: str) -> tuple[list[Concept], int]:
    """Return the concepts with what stands before an effect behind it, and where that is then."""
    begin, said, kept = at, list[Concept](), list[Concept]()
    while begin and _describes(found[begin - 1], effect, bool(said or kept)):
        begin -= 1
        one = found[begin]
        if _is_note(one):
            kept.insert(0, one)
        elif not one.may_be("_AND"):
            said.insert(0, one)
    while said and begin < at and found[begin].may_be("_AND"):
        begin += 1  # "vocal up 2, long dark reverb on the snare"
    before = found[begun(found, begin) : begin]
    if not all(one.may_be(*_ASKS, *WHOM) for one in before) or _THERE.search(text[: found[begin].start]):
        return found, at
    end = _ended(found, at)
    behind, between, after = _behind(text, found, end, effect)
    native = len(said) == 1 and not kept and not behind and said[0].word in states() and said[0].word not in _QUIET
    if native or not (said or behind):
        return found, at
    words = list(dict.fromkeys([word for one in said for word in _SAYS[effect].get(one.word, ())] + behind))
    told = [*kept, *found[at:end]]
    if not before and not any(one.may_be(*WHOM) for one in told):
        told.insert(0, unsaid("add", "_ADD", found[at].start))
    last = found[after - 1]
    sized = any(one.may_be("LABEL") for one in told) or effect == "Delay"
    extra = [one for word in sorted(words, key=lambda w: w != "quiet") for one in _said(word, last, sized)]
    told = [*told, *between, *extra]
    return [*found[:begin], *told, *found[after:]], begin + len(told) - 1


def _describes(concept: Concept, effect: str, any_yet: bool) -> bool:
    """Whether a concept before an effect says how that is to be, or stands between two that do."""
    if concept.may_be("_AND"):
        return any_yet and concept.text in (",", "and")
    return concept.word in _SAYS[effect] or concept.word in _NOTHING or _is_note(concept)


def _is_note(concept: Concept) -> bool:
    number = concept.readings.get("QUANTITY")
    return isinstance(number, Quantity) and number.unit == "note"


def _ended(found: Sequence[Concept], at: int) -> int:
    """Return where a request may end that goes on at a place."""
    parts = (i for i in range(at, len(found)) if found[i].separates or found[i].word.split()[:1] == ["but"])
    return next(parts, len(found))


def _behind(text: str, found: Sequence[Concept], end: int, effect: str) -> tuple[list[str], list[Concept], int]:
    """Return how an effect is to be that is said behind it, what else is said of it there, and where that ends.

    ", filtered", "but keep it quiet", ", not too loud".
    """
    words: list[str] = []
    between: list[Concept] = []
    left: list[Concept] = []
    after = at = end
    while at < len(found):
        stop = _ended(found, at + 1)
        part = found[at + 1 : stop] if found[at].separates else found[at:stop]
        said = " ".join(text[part[0].start : part[-1].end].casefold().split()) if part else ""
        head = next((h for h in _SOFTLY if said.startswith(f"{h} ")), "")
        word = said.removeprefix(head).strip()
        known = _SAYS[effect].get(word, ("quiet",) if word in LOW and effect == "Reverb" else ())
        if known and (head or word not in states()):
            words += known
            between, left, after = [*between, *left], [], stop
        elif not part or any(one.may_be(*WHOM, *VERBS, "EFFECT", "LABEL") for one in part):
            break
        else:
            left += found[at:stop]
        at = stop
    return words, between, after


def _said(word: str, last: Concept, sized: bool) -> tuple[Concept, ...]:
    """Return an adjective as it is said behind a request; what only has some reverb has a bit of it if quiet."""
    comma = unsaid(",", "_AND", last.end)
    if word == "quiet" and not sized:
        return (comma, Concept("a bit", last.end, last.end, {"DEGREE": "0.5"}))
    return (comma, Concept(word, last.end, last.end, {"STATE": states()[word]}))
